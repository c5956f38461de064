"""The values that tell the conditions of two patterns apart.

A pattern is taken apart into probes: a path, and a test of the values that it leads to. All that a
probe can tell of a value is whether the test held of some value there and whether it failed of some: two
bits. Of all values with the same bits one is kept, so that few are left even of deep trees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import permutations
from typing import TypeAlias

from analyzer.patterns import JSON
from analyzer.patterns.syntax.ast import (
    Index,
    JsonConstant,
    Name,
    Number,
    Operator,
    Regex,
    SelectorStep,
    Text,
    Value,
    Wildcard,
)

from .judge import Choice, passes

FRESH = ("zx", "zy", "zz")
MAX_TREES = 400

Kept: TypeAlias = dict[tuple[int, bool], JSON]
"""One value for each combination of bits, null apart from others: an array tells which it starts with."""


@dataclass(frozen=True, slots=True)
class There:
    """Always holds: tells whether the path leads anywhere."""


@dataclass(frozen=True, slots=True)
class Passes:
    operator: Operator
    value: Value
    choice: Choice


@dataclass(frozen=True, slots=True)
class IsConstant:
    constant: JsonConstant
    arrays: bool = False  # null also as the first element of an array
    anywhere: bool = False


Check: TypeAlias = There | Passes | IsConstant
Probe: TypeAlias = tuple[tuple[SelectorStep, ...], Check]


def holds(check: Check, found: JSON) -> bool:
    match check:
        case There():
            return True
        case Passes(operator, value, choice):
            return passes(found, operator, value, choice)
        case IsConstant(JsonConstant.NULL, arrays, anywhere):
            if not (arrays and isinstance(found, list)):
                return found is None
            return None in found if anywhere else found[:1] == [None]
        case IsConstant(constant):
            return found is (constant is JsonConstant.TRUE)


@lru_cache(maxsize=20_000)
def trees(probes: tuple[Probe, ...]) -> tuple[tuple[int, JSON], ...]:
    """Every combination of bits that one value can have, each with such a value.

    Bits 2n and 2n+1 are of the probe n: held of some value, failed of some.
    """
    numbered = [(number, steps, check) for number, (steps, check) in enumerate(probes)]
    return tuple({bits: value for (bits, _), value in _trees(numbered).items()}.items())


_Numbered: TypeAlias = tuple[int, tuple[SelectorStep, ...], Check]


def _trees(probes: Sequence[_Numbered]) -> Kept:
    here = [(number, check) for number, steps, check in probes if not steps]
    kept: Kept = {}
    for value in _leaves([check for _, check in here]):
        kept.setdefault((_bits(here, value), value is None), value)
    deeper = [probe for probe in probes if probe[1]]
    nulls = any(isinstance(check, IsConstant) and check.arrays for _, check in here)
    for bits, value in (*_objects(deeper), *_arrays(deeper, nulls)):
        if len(kept) < MAX_TREES:
            kept.setdefault((bits | _bits(here, value), False), value)
    return kept


def _bits(here: Sequence[tuple[int, Check]], value: JSON) -> int:
    bits = 0
    for number, check in here:
        bits |= 1 << 2 * number + (not holds(check, value))
    return bits


def _below(probes: Iterable[_Numbered], step: SelectorStep) -> list[_Numbered]:
    return [(number, steps[1:], check) for number, steps, check in probes if steps[0] in (step, Wildcard())]


def _objects(probes: Sequence[_Numbered]) -> Iterator[tuple[int, JSON]]:
    names = {steps[0].text for _, steps, _ in probes if isinstance(steps[0], Name)}
    if any(isinstance(steps[0], Wildcard) for _, steps, _ in probes):
        names.update(FRESH)
    made: dict[int, dict[str, JSON]] = {0: {}}
    for name in sorted(names):
        inner = _trees(_below(probes, Name(name)))
        for bits, members in list(made.items()):
            for (more, _), value in inner.items():
                if len(made) < MAX_TREES:
                    made.setdefault(bits | more, {**members, name: value})
    yield from made.items()


def _arrays(probes: Sequence[_Numbered], nulls: bool) -> Iterator[tuple[int, JSON]]:
    """Arrays of the elements that the probes ask for, and with `nulls` of null before and after them."""
    numbers = [steps[0].number for _, steps, _ in probes if isinstance(steps[0], Index)]
    wild = any(isinstance(steps[0], Wildcard) for _, steps, _ in probes)
    made: dict[tuple[int, bool, bool], tuple[int, list[JSON]]] = {(0, False, False): (0, [])}
    length = min(max(numbers, default=-1), 3) + 1 + 3 * wild
    for number in range(length + (nulls and not wild)):
        inner = _trees(_below(probes, Index(number)))
        longer: dict[tuple[int, bool, bool], tuple[int, list[JSON]]] = {}
        for bits, elements in made.values():
            for (more, _), value in inner.items():
                if len(longer) < MAX_TREES:
                    longest = [*elements, value]
                    key = (bits | more, longest[0] is None, None in longest)
                    longer.setdefault(key, (bits | more, longest))
        yield from longer.values()
        made = longer


# Values that are no containers, near the constants of the checks


def _leaves(checks: Sequence[Check]) -> Iterator[JSON]:
    yield from (None, True, False, "~", "", 7, {}, [])
    values = list(dict.fromkeys(check.value for check in checks if isinstance(check, Passes)))
    if values:
        texts = tuple(dict.fromkeys(_texts(values)))
        yield from texts
        yield from _numbers(values, texts)


_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,4})?")
_FILLS = ("", "~", "0", "1", "-", ".5")
_FOR_REGEXES = (
    "a",
    "b",
    "x",
    "y",
    "ab",
    "xy",
    "yx",
    "ax",
    "xa",
    "x\n",
    "c",
    "1",
    "12",
    "a1",
    "x1y",
    "-",
    "\r",
)


def _texts(values: Sequence[Value]) -> Iterator[str]:
    joined: list[str] = []
    globs: list[str] = []
    for value in values:
        match value:
            case Number(text):
                joined.append(text)
            case Regex():
                joined += _FOR_REGEXES
                globs += ("a", "x", "xzy", "1")
            case Text(chunks, otherwise):
                for some in filter(None, (chunks, otherwise)):
                    if len(some) > 1:
                        globs += ["".join(some), "~".join(some)]
                    joined += [fill.join(some) for fill in (_FILLS if len(some) > 1 else ("",))]
                    joined.append("*".join(some))
                    joined += [chunk for chunk in some if chunk]
    yield from joined
    for text in dict.fromkeys(joined):
        yield from (text + "~", "~" + text, text[:-1], text + text, text[:-1] + text, f"{text}~{text}")
    yield from map("".join, permutations(list(dict.fromkeys(globs[::2]))[:5], 3))
    for one, other in permutations(dict.fromkeys(globs[:12]), 2):
        yield from (one + other, f"{one}~{other}")
        if "~" in one:
            yield one.replace("~", other)
        for size in range(1, min(len(one), len(other))):
            if one.endswith(other[:size]):
                yield one + other[size:]


def _numbers(values: Sequence[Value], texts: Sequence[str]) -> Iterator[JSON]:
    yield from (0, 1, 1.0, -1, 0.5, float("inf"), float("-inf"))
    exact = [value.value for value in values if isinstance(value, Number)]
    exact += [Decimal(text) for text in texts if _NUMBER.fullmatch(text)]
    for one in dict.fromkeys(exact):
        if one.adjusted() > 6 or (one and one.adjusted() < -2):
            continue
        for near in (one, one - Decimal("0.25"), one + Decimal("0.25"), one + 1, one - 1, 10 * one):
            if near == near.to_integral():
                yield int(near)
            if not near or 1e-3 <= abs(near) < 1e7:
                yield float(near)
