"""What has been found, in parts: a sentence with the values that stand in it, not yet put into words.

Rules, gaps and reasons are made where they are known and worded where they are reported (see
`analyzer.reports.words`), so that no report has to take a text apart and nothing steers by a text.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple, TypeAlias

Value: TypeAlias = "str | int | Decimal | datetime | Phrase | tuple[Value, ...] | None"
"""A value in a sentence; texts may come out of hostile evidence, or from a parser that explains itself."""


class Phrase(NamedTuple):
    """A sentence whose `{names}` stand for values.

    `{names:quoted}` puts each of several values between backticks, `{reasons:;}` joins several with a
    semicolon instead of a comma, and `{events:matching event}` counts a noun.
    """

    template: str
    values: tuple[tuple[str, Value], ...] = ()


def phrase(template: str, /, **values: Value) -> Phrase:
    """The sentence with its values by name."""
    return Phrase(template, tuple(values.items()))
