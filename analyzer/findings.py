"""What is said about evidence: findings with their places, warnings, and requests to the client.

Each refers to its entry in the table of rules and holds what was found in parts; the words are made
by reports (`analyzer.reports.words`). A finding has no place only where the evidence that would hold
the place is missing; the request beside it then names the command that would bring it.
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from analyzer.evidence import JSON, Citation
from analyzer.phrase import Value
from analyzer.rules import RequestRule, Rule, WarningRule
from analyzer.verdict import Outcome


class Finding(NamedTuple):
    """One statement about one candidate of one link, or about its list of candidates.

    `subject` is the name of what it is about, or the names; `observed` and `expected` are what was found
    and what would have been right, as far as the rule has such. The first of the `places` is the primary
    one, the others are such as the second side of a conflict. `counterexample` is an event that shows what
    the finding says, None where none does.
    """

    rule: Rule
    subject: str | tuple[str, ...] = ""
    observed: Value = None
    expected: Value = None
    places: tuple[Citation, ...] = ()
    counterexample: JSON = None

    @property
    def outcome(self) -> Outcome:
        return self.rule.outcome


class Notice(NamedTuple):
    """Something that does not change the verdict but that its reader has to know; parts as of a finding."""

    rule: WarningRule
    subject: str | tuple[str, ...] = ""
    observed: Value = None
    expected: Value = None
    places: tuple[Citation, ...] = ()
    counterexample: JSON = None

    @property
    def is_integrity(self) -> bool:
        return self.rule.is_integrity


class Request(NamedTuple):
    """A command that the client should run.

    `arguments` is the argument vector; `account` and `region` say where to run it ("" where
    unknown or where it does not matter).
    """

    rule: RequestRule
    account: str
    region: str
    arguments: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command as one line that can be pasted into a POSIX shell."""
        return shlex.join(self.arguments)
