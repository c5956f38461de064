"""How many rows of the answers of AWS may be kept, of one list and of all lists of one input.

A row becomes a model, which takes ten times the memory of its text; a list of a million rows is none that
AWS printed. What is counted is told before a model is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.evidence import JSON
from analyzer.evidence.exceeded import past
from analyzer.limits import DEFAULT_LIMITS, Limits

_OBJECTS_OF_A_ROW = 2
"""Objects inside of a row, such as dimensions, that take as much memory as one more row."""

_MOST_TOLD = 1_000
"""Rows of one input that are told one by one where they are not as AWS prints them."""


@dataclass(slots=True)
class RowBudget:
    """What is left for the rows of one input."""

    limits: Limits
    left: int
    told: int = _MOST_TOLD

    @classmethod
    def of(cls, limits: Limits = DEFAULT_LIMITS, sent: int = 0) -> RowBudget:
        """For an input of so many bytes as it was sent."""
        return cls(limits, limits.for_input(sent).input_rows)

    def refusal(self, entries: Sequence[JSON]) -> str:
        """Why a list is not read, or "" where its rows are taken off what is left."""
        if len(entries) > self.limits.rows:
            return past("rows", self.limits, "no row of this list is read")
        inside = 0
        for entry in entries:
            for length in _lengths(entry):
                inside += length
                if length > self.limits.rows:
                    return past("rows", self.limits, "no row of this list is read")
        rows = len(entries) + inside // _OBJECTS_OF_A_ROW
        if rows > self.left:
            return past("input-rows", self.limits, "no row of this list is read")
        self.left -= rows
        return ""

    def may_tell(self) -> bool:
        """Whether one more row that is not as AWS prints it is told by itself."""
        self.told -= 1
        return self.told >= 0


def _lengths(entry: JSON) -> Iterator[int]:
    """The lengths of all lists and objects inside of a row that hold others."""
    waiting: list[JSON] = [entry]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            inside = [child for child in node.values() if child.__class__ is dict or child.__class__ is list]
        elif isinstance(node, list):
            inside = [child for child in node if child.__class__ is dict or child.__class__ is list]
            yield len(node)
        else:
            continue
        waiting += inside
