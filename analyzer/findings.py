"""What is said about evidence: findings with their places, warnings, and requests to the client.

A finding has at most one primary place. It has none only where the evidence that would hold the
place is missing; the request beside it then names the command that would bring it.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from analyzer.evidence import JSON, Citation
from analyzer.verdict import Outcome


class Finding(NamedTuple):
    """One statement about one candidate of one link.

    `code` is stable and documented; `message` is for people; `place` is the primary place;
    `related` are further places, such as the second side of a conflict. `example` is an event that
    shows what the finding says, None where none does.
    """

    code: str
    outcome: Outcome
    message: str
    place: Citation | None = None
    related: tuple[Citation, ...] = ()
    example: JSON = None


class Notice(NamedTuple):
    """Something that does not change the verdict but that its reader has to know."""

    code: str
    message: str
    place: Citation | None = None
    example: JSON = None


class Request(NamedTuple):
    """A command that the client should run, and what its answer would settle.

    `arguments` is the argument vector; `account` and `region` say where to run it ("" where
    unknown or where it does not matter).
    """

    code: str
    account: str
    region: str
    arguments: tuple[str, ...]
    reason: str

    @property
    def command(self) -> str:
        """The command as one line that can be pasted into a POSIX shell."""
        return shlex.join(self.arguments)
