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
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from analyzer.evidence.entries import showable
from analyzer.evidence.source import JSON, ProblemCode
from analyzer.evidence.terminal import end_of_blank_lines

# What Python itself turns into an integer; no time, size or threshold comes near.
MAX_DIGITS = sys.int_info.default_max_str_digits

# Names of duplicate members that are listed for one document.
MAX_DUPLICATES = 20

_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[-+.\w]++', re.DOTALL)
_CHECKED = frozenset({dict, list, float})
_INFINITE = frozenset({math.inf, -math.inf})


class Whole(NamedTuple):
    """A document read to its end. `twice`: JSON pointers of members that one object names twice."""

    value: JSON
    end: int  # index of the character after it
    twice: tuple[str, ...] = ()


class Broken(NamedTuple):
    """A document that cannot be relied on. `at`: index of the first character that is wrong."""

    code: ProblemCode
    message: str
    at: int
    end: int | None = None  # index of the character after it, if that is known


class Scanner:
    """Reads documents out of one text; `max_depth` is the deepest nesting that is accepted.

    A number past the doubles is refused, unless `read_double` tells what to make of it: of every number
    with a fraction or an exponent, given as it is written.
    """

    def __init__(self, text: str, max_depth: int, read_double: Callable[[str], float] | None = None) -> None:
        self._text = text
        self._past_doubles = read_double is not None
        # Not a method of this object: such a cycle would keep the text until the collector runs.
        self._builder = _Builder(max_depth, past_doubles=self._past_doubles)
        self._decode = json.JSONDecoder(
            object_pairs_hook=self._builder.build,
            parse_int=None if 0 < sys.get_int_max_str_digits() <= MAX_DIGITS else _integer,
            parse_float=read_double,
            parse_constant=_constant,
        ).raw_decode

    def scan(self, start: int) -> Whole | Broken:
        """Read the JSON document that begins at `start`; whatever follows it is left alone."""
        self._builder.clear()
        try:
            value, end = self._decode(self._text, start)
            self._builder.levels(value)
        except json.JSONDecodeError as error:
            return _broken(self._text, error)
        except RecursionError:
            message = f"nested deeper than {self._builder.max_depth} levels"
            return Broken(ProblemCode.TOO_DEEP, message, start)
        except ValueError:  # of a hook, or of Python's own limit for integers: they know no place
            return self._wrong_number(start)
        if _HALF_PAIR.search(self._text, start, end) and _has_half_pair(value):
            reason = "half of a surrogate pair stands for no character"
            return Broken(ProblemCode.MALFORMED, reason, start, end)
        return Whole(value, end, self._builder.pointers(value))

    def _wrong_number(self, start: int) -> Broken:
        for match in _TOKEN.finditer(self._text, start):
            token = match.group()
            if not token.startswith('"') and (
                objection := _objection(token, past_doubles=self._past_doubles)
            ):
                return Broken(ProblemCode.MALFORMED, objection, match.start())
        return Broken(ProblemCode.MALFORMED, "a number that cannot be held", start)


class _Builder:
    """Builds the objects of a document while it is decoded, which is when they are cheap to check."""

    def __init__(self, max_depth: int, *, past_doubles: bool) -> None:
        self.max_depth = max_depth
        self._refused = frozenset() if past_doubles else _INFINITE
        self._levels: dict[int, int] = {}  # of each object by its id()
        # Objects that name a member twice, with these names; kept, so that no other one gets the same id.
        self._doubled: dict[int, tuple[dict[str, JSON], tuple[str, ...]]] = {}

    def clear(self) -> None:
        self._levels.clear()
        self._doubled.clear()

    def build(self, pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self._doubled[id(members)] = (members, _repeated(name for name, _ in pairs))
        deepest = 0
        for value in members.values():
            if value.__class__ in _CHECKED:
                levels = self.levels(value)
                if levels > deepest:
                    deepest = levels
        if deepest >= self.max_depth:
            raise RecursionError
        self._levels[id(members)] = deepest + 1
        return members

    def levels(self, value: JSON) -> int:
        """How deep it nests; raises RecursionError past the limit, ValueError for an infinite number."""
        if isinstance(value, dict):
            return self._levels[id(value)]
        if isinstance(value, list):
            return self._levels_of_list(value) if value else 1
        if value in self._refused:
            raise ValueError
        return 0

    def _levels_of_list(self, value: list[JSON]) -> int:
        """Lists have no hook: those inside one another are walked here, without recursion."""
        deepest, depth, lists = 1, 1, [value]
        while lists:
            inner: list[list[JSON]] = []
            for child in chain.from_iterable(lists):
                if child.__class__ is list:
                    inner.append(child)
                elif child.__class__ in _CHECKED:
                    deepest = max(deepest, depth + self.levels(child))
            if depth > self.max_depth or deepest > self.max_depth:
                raise RecursionError
            lists, depth = inner, depth + 1
            deepest = max(deepest, depth) if lists else deepest
        return deepest

    def pointers(self, value: JSON) -> tuple[str, ...]:
        """The places of the first duplicates; those in an object that a duplicate replaced have none."""
        places: list[str] = []
        stack: list[tuple[str, JSON]] = [("", value)] if self._doubled else []
        while stack and len(places) < MAX_DUPLICATES:
            pointer, node = stack.pop()
            if id(node) in self._doubled:
                places += [f"{pointer}/{_escape(name)}" for name in self._doubled[id(node)][1]]
            stack += [(f"{pointer}/{step}", child) for step, child in reversed(_members(node))]
        return tuple(places[:MAX_DUPLICATES])


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


def _integer(token: str) -> int:
    if len(token) > MAX_DIGITS:
        raise ValueError
    return int(token)


def _constant(token: str) -> JSON:
    raise ValueError(token)


def _objection(token: str, *, past_doubles: bool) -> str | None:
    """What is wrong with a word that stands outside of strings, if it is a number."""
    if token.endswith(("NaN", "Infinity")):
        return f"`{token}` is not JSON"
    try:
        number = _integer(token) if token.lstrip("-").isdigit() else float(token)
    except ValueError:
        return None if token.isalpha() else f"a number of {len(token):,} digits is more than can be held"
    refused = number in _INFINITE and not past_doubles
    return "a number past the range of a double" if refused else None


def _members(node: JSON) -> list[tuple[str, JSON]]:
    if isinstance(node, dict):
        return [(_escape(name), child) for name, child in node.items()]
    return [(str(index), child) for index, child in enumerate(node)] if isinstance(node, list) else []


def _has_half_pair(value: JSON) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True
    return False


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
