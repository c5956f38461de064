"""A log message as the text it is and as the JSON object that it may hold."""

from __future__ import annotations

import json
import math
from typing import NamedTuple, TypeAlias

from analyzer.patterns.evaluation.numeric import LARGEST, LEAST, Overflowed, read_double
from analyzer.patterns.open_questions import Interpretation, OpenQuestion

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"

TEXT = "text"
"""What the text of a message is called, or what is left of it, where a search takes it for one side."""

_MAX_DIGITS = 4000  # Python refuses to read longer whole numbers; as a double they overflow


class Message(NamedTuple):
    """A message and its JSON value, None for what is no JSON at all.

    `written` is the text as it came, None for an event that did not come as text. `first` is the value
    if of two members of one name the first counts, where it has such members (`doubled`). `odd`: it is
    JSON only to a lenient reader.
    """

    written: str | None
    value: JSON
    first: JSON = None
    doubled: bool = False
    odd: bool = False

    @property
    def text(self) -> str:
        """The text of the message; an event that did not come as text is written as compact JSON."""
        return encode(self.value) if self.written is None else self.written

    def event(self, interpretation: Interpretation) -> JSON:
        """The JSON value that conditions are about; None, which no condition matches, for none."""
        if self.odd and interpretation(OpenQuestion.JSON_DIALECT) == "refused":
            return None
        if self.doubled and interpretation(OpenQuestion.DUPLICATE_KEY) == "first":
            return self.first
        return self.value


class _Reader:
    """Reads JSON and notes what readers disagree on."""

    def __init__(self, keep_first: bool) -> None:
        self.keep_first = keep_first
        self.odd = False
        self.doubled = False

    def read(self, text: str) -> JSON:
        value: JSON = json.loads(
            text,
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else read_double(digits),
            parse_float=read_double,
        )
        return value

    def _object(self, pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        members = dict(reversed(pairs)) if self.keep_first else dict(pairs)
        self.doubled |= len(members) < len(pairs)
        return members

    def _constant(self, name: str) -> float:
        self.odd = True
        return float(name)


def decode(text: str) -> Message:
    """The message, with its JSON value if the whole text is one."""
    reader = _Reader(keep_first=False)
    try:
        value = reader.read(text)
        first = _Reader(keep_first=True).read(text) if reader.doubled else None
    except (ValueError, RecursionError):  # no JSON, or nested deeper than any reader goes
        return Message(text, None)
    return Message(text, value, first, reader.doubled, reader.odd)


def encode(event: JSON, *, spaced: bool = False, sort_keys: bool = False) -> str:
    """JSON on one line: compact as CloudTrail writes it to a log group, or `spaced` for people.

    A number past the doubles is written as it was read. NaN, which is in no JSON, is written as AWS would
    have to be sent it. Raises ValueError for a whole number that Python refuses to write.
    """
    comma, colon = (", ", ": ") if spaced else (",", ":")
    try:
        return json.dumps(
            event, ensure_ascii=False, separators=(comma, colon), sort_keys=sort_keys, allow_nan=False
        )
    except ValueError:  # some number is infinite or none
        pass

    def inner(one: JSON) -> str:
        return encode(one, spaced=spaced, sort_keys=sort_keys)

    match event:
        case dict():
            members = sorted(event.items()) if sort_keys else event.items()
            return f"{{{comma.join(f'{inner(name)}{colon}{inner(one)}' for name, one in members)}}}"
        case list():
            return f"[{comma.join(map(inner, event))}]"
        case float():
            return _not_finite(event)
        case _:
            raise ValueError("expected a whole number of some thousand digits at most, got a longer one")


def _not_finite(number: float) -> str:
    if math.isnan(number):
        return "NaN"
    return repr(number if isinstance(number, Overflowed) else LARGEST if number > 0 else LEAST)


def message_of(event: JSON) -> Message:
    """The message of an event that was parsed already; a text is a log line, not a JSON string."""
    if isinstance(event, str):
        return decode(event)
    return Message(None, event)
