"""One JSON document at a known place: strict where Python's decoder is lenient (RFC 8259).

Python reads NaN and Infinity, keeps the last of duplicate members in silence, and turns 1e999 into
infinity. None of that is evidence. Numbers that nobody can have meant, nesting past a limit and half
surrogate pairs are refused too: whoever prints the report later would stumble over them.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

from analyzer.evidence.entries import shortened, showable
from analyzer.evidence.exceeded import past
from analyzer.evidence.json_size import fits, has_few_marks
from analyzer.evidence.source import JSON, ProblemCode
from analyzer.evidence.terminal import end_of_blank_lines
from analyzer.limits import DEFAULT_LIMITS, Limits

# Names of duplicate members that are listed for one document.
MAX_DUPLICATES = 20

# Times that the rest of a text is counted; each takes time that grows with the text, and only where it
# has so many marks that one more document may not fit.
_MOST_LOOKS = 4

# What Python itself turns into an integer, and back into a text; nothing raises it.
_PYTHONS_DIGITS = sys.int_info.default_max_str_digits

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[-+.\w]++', re.DOTALL)
_INFINITE = frozenset({math.inf, -math.inf})


class Whole(NamedTuple):
    """A document read to its end. `twice`: JSON pointers of members that one object names twice.

    `nodes` are its values and members.
    """

    value: JSON
    end: int  # index of the character after it
    twice: tuple[str, ...] = ()
    nodes: int = 0


class Broken(NamedTuple):
    """A document that cannot be relied on. `at`: index of the first character that is wrong."""

    code: ProblemCode
    message: str
    at: int
    end: int | None = None  # index of the character after it, if that is known
    limit: str = ""  # the name of the limit that stopped the reading


class _ExceededError(Exception):
    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class Scanner:
    """Reads documents out of one text, within limits.

    `left` is how many values and members may be kept of all of them. A number past the doubles is refused,
    unless `read_double` tells what to make of it: of every number with a fraction or an exponent, given as
    it is written.
    """

    def __init__(
        self,
        text: str,
        limits: Limits = DEFAULT_LIMITS,
        read_double: Callable[[str], float] | None = None,
        left: int | None = None,
    ) -> None:
        self.limits = limits
        self._left = limits.input_nodes if left is None else left
        self._text = text
        self._rest_fits = False
        self._looks = 0
        self._past_doubles = read_double is not None
        # Not a method of this object: such a cycle would keep the text until the collector runs.
        self._doubled = _Doubled()
        self._digits = min(limits.json_digits, _PYTHONS_DIGITS)
        self._read_double = read_double or float

    @cached_property
    def _decode(self) -> Callable[[str, int], tuple[JSON, int]]:
        """Python's decoder with what it asks of each object and number."""
        digits = self._digits
        return json.JSONDecoder(
            object_pairs_hook=self._doubled.build,
            parse_int=None if 0 < sys.get_int_max_str_digits() <= digits else partial(_integer, digits),
            parse_float=partial(_double, digits, self._read_double),
            parse_constant=_constant,
        ).raw_decode

    def scan(self, start: int) -> Whole | Broken:
        """Read the JSON document that begins at `start`; whatever follows it is left alone."""
        self._doubled.clear()
        end: int | None = None
        try:
            self._check_size(start)
            value, end = self._decode(self._text, start)
            has_escapes = _HALF_PAIR.search(self._text, start, end) is not None
            nodes = _check(value, self.limits, has_escapes=has_escapes, past_doubles=self._past_doubles)
        except json.JSONDecodeError as error:
            return _broken(self._text, error)
        except _ExceededError as error:
            return self._past(error.limit, start, end)
        except RecursionError:
            return self._past("json-depth", start, end)
        except UnicodeEncodeError:
            reason = "half of a surrogate pair stands for no character"
            return Broken(ProblemCode.MALFORMED, reason, start, end)
        except ValueError:  # of a hook, or of Python's own limit for integers: they know no place
            return self._wrong_number(start)
        self._left -= nodes
        return Whole(value, end, self._doubled.pointers(value), nodes)

    def _check_size(self, start: int) -> None:
        """Raises _ExceededError before anything is decoded that would take too much memory."""
        if self._rest_fits:
            return
        name, most = min((self.limits.json_nodes, "json-nodes"), (self._left, "input-nodes"))[::-1]
        self._looks += 1
        self._rest_fits = has_few_marks(self._text, start, most)
        if not self._rest_fits and (self._looks > _MOST_LOOKS or not fits(self._text, start, most)):
            raise _ExceededError(name)

    def _past(self, limit: str, start: int, end: int | None) -> Broken:
        message = past(limit, self.limits, "it is not read")
        if limit == "json-depth":
            return Broken(ProblemCode.TOO_DEEP, f"nested deeper: {message}", start, end, limit)
        return Broken(ProblemCode.TOO_LARGE, message, start, end, limit)

    def _wrong_number(self, start: int) -> Broken:
        for match in _TOKEN.finditer(self._text, start):
            token = match.group()
            if token.startswith('"'):
                continue
            if _count_digits(token) > self._digits:
                message = past("json-digits", self.limits, "it is not read")
                return Broken(ProblemCode.MALFORMED, message, match.start(), limit="json-digits")
            if objection := _objection(token, past_doubles=self._past_doubles):
                return Broken(ProblemCode.MALFORMED, objection, match.start())
        return Broken(ProblemCode.MALFORMED, "a number that cannot be held", start)


class _Doubled:
    """The objects of a document that name a member twice, met while it is decoded."""

    def __init__(self) -> None:
        # By id(), with these names; the objects are kept, so that no other one gets the same id.
        self._found: dict[int, tuple[dict[str, JSON], tuple[str, ...]]] = {}

    def clear(self) -> None:
        self._found.clear()

    def build(self, pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self._found[id(members)] = (members, _repeated(name for name, _ in pairs))
        return members

    def pointers(self, value: JSON) -> tuple[str, ...]:
        """The places of the first duplicates; those in an object that a duplicate replaced have none."""
        places: list[str] = []
        for pointer, node in _containers(value) if self._found else ():
            if id(node) in self._found:
                places += [f"{pointer}/{_escape(name)}" for name in self._found[id(node)][1]]
            if len(places) >= MAX_DUPLICATES:
                break
        return tuple(shortened(place) for place in places[:MAX_DUPLICATES])


def _containers(value: JSON) -> Iterator[tuple[str, JSON]]:
    """The objects and lists of a document with their pointers, in the order of the text."""
    yield "", value
    waiting = [("", _members(value))]
    while waiting:
        pointer, members = waiting[-1]
        for step, child in members:
            if child.__class__ is dict or child.__class__ is list:
                below = f"{pointer}/{_escape(str(step))}"
                yield below, child
                waiting.append((below, _members(child)))
                break
        else:
            waiting.pop()


def _members(node: JSON) -> Iterator[tuple[str | int, JSON]]:
    if isinstance(node, dict):
        return iter(node.items())
    return iter(enumerate(node)) if isinstance(node, list) else iter(())


def _check(value: JSON, limits: Limits, *, has_escapes: bool, past_doubles: bool) -> int:
    """The values and members of a document, level by level.

    Raises _ExceededError past a limit, ValueError for a number past the doubles, UnicodeEncodeError for half
    of a surrogate pair.
    """
    nodes, depth = 0, 0
    refused = frozenset() if past_doubles else _INFINITE
    level: list[JSON] = [value]
    while level:
        nodes += len(level)
        texts = [one for one in level if one.__class__ is str]
        lists = [one for one in level if one.__class__ is list]
        objects = [one for one in level if one.__class__ is dict]
        if not refused.isdisjoint([one for one in level if one.__class__ is float]):
            raise ValueError
        names = list(chain.from_iterable(objects))
        nodes += len(names)
        _check_texts(texts, limits, has_escapes=has_escapes)
        _check_texts(names, limits, has_escapes=has_escapes)
        if lists or objects:
            depth += 1
        if depth > limits.json_depth:
            raise _ExceededError("json-depth")
        level = list(chain(chain.from_iterable(lists), chain.from_iterable(map(dict.values, objects))))
    return nodes


def _check_texts(texts: Sequence[str], limits: Limits, *, has_escapes: bool) -> None:
    if max(map(len, texts), default=0) > limits.json_text:
        raise _ExceededError("json-text")
    if has_escapes:
        "\n".join(texts).encode()


def _broken(text: str, error: json.JSONDecodeError) -> Broken:
    """The error in words, and at a place, that are the same for every version of Python."""
    at = error.pos
    message = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" at").removesuffix(" starting")
    if message.startswith("illegal trailing comma"):  # of 3.13, which points at the comma
        at, message = end_of_blank_lines(text, at + 1), "expecting value"
    if message == "expecting property name enclosed in double quotes" and text[at : at + 1] == "}":
        message = "expecting value"
    if message.startswith("expecting "):
        got = showable(text[at : at + 1])
        message = f"expected {message.removeprefix('expecting ')}, got `{got}`"
    return Broken(ProblemCode.MALFORMED, message, at)


def _repeated(names: Iterator[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    return tuple(name for name, times in seen.items() if times > 1)


def _integer(digits: int, token: str) -> int:
    if len(token) > digits and _count_digits(token) > digits:
        raise ValueError
    return int(token)


def _double(digits: int, read: Callable[[str], float], token: str) -> float:
    if len(token) > digits and _count_digits(token) > digits:
        raise ValueError
    return read(token)


def _count_digits(token: str) -> int:
    return len(token) if token[:1].isdigit() else len(token) - 1 if token[1:2].isdigit() else 0


def _constant(token: str) -> JSON:
    raise ValueError(token)


def _objection(token: str, *, past_doubles: bool) -> str | None:
    """What is wrong with a word that stands outside of strings, if it is a number."""
    if token.endswith(("NaN", "Infinity")):
        return f"`{token}` is not JSON"
    try:
        number = int(token) if token.lstrip("-").isdigit() else float(token)
    except ValueError:
        return None
    refused = number in _INFINITE and not past_doubles
    return "a number past the range of a double" if refused else None


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
