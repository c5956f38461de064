"""From lines of a file to log events: what tools put around the events of a log is taken off.

A line is an event, and so is a JSON object that was printed over several lines. Of an answer of AWS or a
file of CloudTrail the events are what its list holds:

- `{"Records": [{…}]}`, a file that CloudTrail delivers to S3
- `{"events": [{"message": "…"}]}`, from `aws logs filter-log-events` and `get-log-events`
- `{"Events": [{"CloudTrailEvent": "{…}"}]}`, from `aws cloudtrail lookup-events`
- `{"logEvents": [{"message": "…"}]}`, as a subscription filter sends it
- `[{…}, "{…}"]`, a list of events, as `--query` and `jq -s` print it
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from analyzer.patterns.event_summary import selectors
from analyzer.patterns.syntax.ast import Name, Pattern

# The member that holds the events, and the member of each that is its text; "" where it is one itself.
_LISTS: Final = {"Records": "", "events": "message", "Events": "CloudTrailEvent", "logEvents": "message"}
# What stands beside such a list: with any other member the object is an event of its own.
_BESIDE: Final = frozenset(
    {
        *("searchedLogStreams", "nextToken", "NextToken", "nextForwardToken", "nextBackwardToken"),
        *("messageType", "owner", "logGroup", "logStream", "subscriptionFilters", "policyLevel"),
        "ResponseMetadata",
    }
)
_LIST_NAME = re.compile(f'"(?:{"|".join(_LISTS)})"'.encode())
_BLANK = re.compile(r"[ \t\r\n]*+")
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_STRING_OR_BLANKS = re.compile(r'("(?:[^"\\]|\\.)*+")|[ \t\r\n]++', re.DOTALL)
# Nothing is made of the numbers, and Python refuses to read long whole ones as such.
_DECODER = json.JSONDecoder(parse_int=float)
_DEPTH: Final = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}
_MARK = b"\xef\xbb\xbf"


class LogEvent(NamedTuple):
    """An event and where it stands: `source` is what was read, without the end of its line, or the text of
    what was unwrapped; `line` counts from 1, and `number` the events of a document that begins there, 0 for
    an event that is a line.
    """

    source: bytes
    line: int
    number: int = 0

    @property
    def text(self) -> str:
        return self.source.decode("utf-8-sig" if self.line == 1 else "utf-8", "replace")

    @property
    def place(self) -> str:
        return f"line {self.line}" + (f", event {self.number}" if self.number else "")


def is_about_json(pattern: Pattern) -> bool:
    """Whether only a JSON object can match it."""
    return any(True for _ in selectors(pattern))


def is_json_object(text: str) -> bool:
    """Whether a pattern of the JSON family can be about the text at all."""
    try:
        return isinstance(_DECODER.decode(text), dict)
    except (ValueError, RecursionError):
        return False


def log_events(pattern: Pattern, lines: Iterable[bytes], most: int) -> Iterator[LogEvent]:
    """The events of lines, in order and as soon as they are known. A document that is longer than `most`
    bytes, or never ends, is lines.

    Where the pattern speaks of a list itself, as of `$.Records`, the list is part of the event and stays.
    """
    spoken = {step.text for one in selectors(pattern) for step in one.steps[:1] if isinstance(step, Name)}
    lists = {name: inner for name, inner in _LISTS.items() if name not in spoken}
    for first, document in _documents(lines, most):
        inside = _unwrapped(document, lists)
        if inside is None:
            yield from (LogEvent(line, at) for at, line in enumerate(document, start=first))
        else:
            yield from (
                LogEvent(text.encode("utf-8", "surrogatepass"), first, at)
                for at, text in enumerate(inside, start=1)
            )


def _documents(lines: Iterable[bytes], most: int) -> Iterator[tuple[int, list[bytes]]]:
    """Each line with its number, or the lines over which brackets stay open that the first opens."""
    held: list[bytes] = []
    depth = size = number = 0
    for number, line in enumerate(lines, start=1):
        if not held and not _goes_on(line):
            yield number, [line]
            continue
        held.append(line)
        size += len(line)
        depth += _opened(line)
        if depth <= 0 or size > most:
            yield number - len(held) + 1, held
            held, depth, size = [], 0, 0
    if held:
        yield number - len(held) + 1, held


def _goes_on(line: bytes) -> bool:
    """Whether a line begins a document: nothing is wrong with it but that it ends.

    The brackets are counted first, which is quick: nearly all lines are no such beginning.
    """
    opening, closing = line.count(b"{") + line.count(b"["), line.count(b"}") + line.count(b"]")
    if opening <= closing or line.removeprefix(_MARK).lstrip()[:1] not in (b"{", b"["):
        return False
    text = line.decode("utf-8-sig", "replace").rstrip()
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text)
    except RecursionError:
        pass
    return False


def _opened(line: bytes) -> int:
    """How many more brackets a line opens than it closes; no JSON string goes on in the next."""
    return sum(_DEPTH.get(token, 0) for token in _TOKEN.findall(line))


def _unwrapped(document: Sequence[bytes], lists: Mapping[str, str]) -> list[str] | None:
    """The events of lines that are documents and nothing else; None for what has to stay lines.

    Over several lines a document that holds no list is an event itself.
    """
    several = len(document) > 1
    if not several and not _may_hold_more(document[0]):
        return None
    text = b"\n".join(document).decode("utf-8-sig", "replace")
    found: list[str] = []
    place = _after_blanks(text, 0)
    try:
        while place < len(text):
            begin = place
            inside, place = _inside(text, begin, lists, several)
            if inside is None:
                if not several:
                    return None
                inside = [_on_one_line(text[begin:place])]
            found += inside
            place = _after_blanks(text, place)
    except (ValueError, RecursionError):
        return None
    return found


def _may_hold_more(line: bytes) -> bool:
    """Quick, as nearly all lines are one event."""
    return _LIST_NAME.search(line) is not None or line.removeprefix(_MARK).lstrip().startswith(b"[")


def _inside(text: str, place: int, lists: Mapping[str, str], several: bool) -> tuple[list[str] | None, int]:
    """The events of the list of a document, None if it has none, and where the document ends."""
    if text.startswith("[", place):
        events, place = _items(text, place, "")
        whole = events is not None and (several or all(event.startswith("{") for event in events))
        return events if whole and events else None, place
    place = _after(text, place, "{")
    events = None
    alone = True
    while not text.startswith("}", place):
        name, place = _name(text, place)
        if name in lists and text.startswith("[", place):
            events, place = _items(text, place, lists[name])
        else:
            alone = alone and name in _BESIDE
            _, place = _value(text, place)
        place = _next(text, place, "}")
    return events if alone else None, place + 1


def _items(text: str, place: int, member: str) -> tuple[list[str] | None, int]:
    """The items of a list as events, None if one of them is none, and where the list ends.

    `member` names the text of each item, "" where it is an event itself.
    """
    events: list[str] = []
    fit = True
    place = _after_blanks(text, place + 1)
    while not text.startswith("]", place):
        begin = place
        value, place = _value(text, place)
        match value.get(member) if member and isinstance(value, dict) else value:
            case str() as message:
                events.append(message.rstrip("\r\n"))
            case dict() if not member:
                events.append(_on_one_line(text[begin:place]))
            case _:
                fit = False
        place = _next(text, place, "]")
    return events if fit else None, place + 1


def _name(text: str, place: int) -> tuple[str, int]:
    """The name of a member, and where its value begins."""
    if not text.startswith('"', place):
        raise ValueError
    name, place = _value(text, place)
    return str(name), _after(text, _after_blanks(text, place), ":")


def _value(text: str, place: int) -> tuple[object, int]:
    value, end = _DECODER.raw_decode(text, place)
    return value, end


def _next(text: str, place: int, closing: str) -> int:
    """Where the next member or item begins, or the bracket that closes."""
    place = _after_blanks(text, place)
    if text.startswith(closing, place):
        return place
    place = _after(text, place, ",")
    if text.startswith(closing, place):
        raise ValueError
    return place


def _after(text: str, place: int, sign: str) -> int:
    if not text.startswith(sign, place):
        raise ValueError
    return _after_blanks(text, place + 1)


def _after_blanks(text: str, place: int) -> int:
    blanks = _BLANK.match(text, place)
    return blanks.end() if blanks else place


def _on_one_line(text: str) -> str:
    """A JSON document over several lines without the blanks between its parts; values stay as written."""
    if "\n" not in text and "\r" not in text:
        return text
    return _STRING_OR_BLANKS.sub(lambda match: match[1] or "", text)
