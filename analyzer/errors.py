"""Every error that a caller may have to handle, split by who is to blame.

A broken piece of evidence is not an error: it is a finding. These are raised only where the
program cannot go on at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_COMPARED: Final = 80  # characters of a mistaken name: longer than any that is known
_SHOWN: Final = 3


class AnalyzerError(Exception):
    """Root of all errors of this package; the message says what was expected, found, and what to do.

    A message is one line, whatever it quotes: who shows it escapes the line breaks in it. `details` are
    lines of their own below it.
    """

    def __init__(self, message: str, *details: str) -> None:
        super().__init__(message)
        self.details = details


class UsageError(AnalyzerError):
    """The caller asked for something that does not exist: an unknown control, a path that is not there."""


class InputError(AnalyzerError):
    """No evidence could be read from any input path."""


class LimitError(AnalyzerError):
    """What was asked for is past a limit of the program, which the message names."""


def near(name: str, known: Iterable[str]) -> str:
    """What a mistaken name may have meant, as the end of a message; "" where nothing looks alike."""
    import difflib  # few runs end in a mistake

    by_folded = {one.casefold(): one for one in known}
    found = difflib.get_close_matches(name.casefold()[:_COMPARED], by_folded, n=_SHOWN, cutoff=0.6)
    return "did you mean " + " or ".join(f"`{by_folded[one]}`" for one in found) + "?" if found else ""
