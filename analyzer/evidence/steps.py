"""Following a path into a JSON value, and where it ends if it leads to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from analyzer.errors import near
from analyzer.evidence.source import JSON, expression_of

Step: TypeAlias = str | int
"""The name of a member, or the number of an item; a negative one counts from the end."""

_NAMED = 10  # members of an object that are named where none looks like what was asked for
_LONGEST = 60  # characters of a name that is told
_DIGITS_OF_AN_INDEX = 9


class Located(NamedTuple):
    """The value that was asked for; it may be null."""

    value: JSON


class NotThere(NamedTuple):
    """What was asked for is not there. `prefix` is the longest beginning of it that leads to a value, as a
    user writes it, "" for the top of the file; `reason` says what stands there and why it goes no further.
    """

    prefix: str
    reason: str


def at_pointer(value: JSON, pointer: str) -> Located | NotThere:
    """What a JSON pointer (RFC 6901) leads to: a number is an item of a list, and a name in an object."""
    parts = pointer.split("/")[1:]
    for taken, part in enumerate(parts):
        step = _unescaped(part)
        match _inside(value, int(step) if isinstance(value, list) and _is_index(step) else step):
            case Located(inner):
                value = inner
            case None:
                return NotThere("".join(f"/{part}" for part in parts[:taken]), _why(value, step))
    return Located(value)


def at_steps(value: JSON, steps: Sequence[Step]) -> Located | NotThere:
    """What the steps lead to; the prefix is a JMESPath expression."""
    for taken, step in enumerate(steps):
        match _inside(value, step):
            case Located(inner):
                value = inner
            case None:
                return NotThere(expression_of(steps[:taken]) if taken else "", _why(value, str(step)))
    return Located(value)


def _inside(value: JSON, step: Step) -> Located | None:
    match value, step:
        case dict(), str() if step in value:
            return Located(value[step])
        case list(), int() if -len(value) <= step < len(value):
            return Located(value[step])
        case _:
            return None


def _why(value: JSON, missing: str) -> str:
    """What the value is, why it has nothing of that name, and what may have been meant."""
    told = missing if len(missing) <= _LONGEST else f"{missing[:_LONGEST]}…"
    match value:
        case dict():
            return f"an object without `{told}`; {near(missing, value) or _members(value)}"
        case list():
            numbers = f"its items are 0 to {len(value) - 1}" if len(value) > 1 else "its only item is 0"
            return f"a list of {len(value)} without `{told}`; {numbers if value else 'it is empty'}"
        case None:
            return "null, which has nothing in it; ask for that"
        case _:
            return "a single value, which has nothing in it; ask for that"


def _members(names: Iterable[str]) -> str:
    shown = [f"`{name[:_LONGEST]}`" for name in names]
    more = ", …" if len(shown) > _NAMED else ""
    return f"it has {', '.join(shown[:_NAMED])}{more}" if shown else "it is empty"


def _is_index(step: str) -> bool:
    """RFC 6901 has no number with a zero before it."""
    return step.isascii() and step.isdigit() and len(step) <= _DIGITS_OF_AN_INDEX and step == str(int(step))


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
