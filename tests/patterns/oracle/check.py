"""What `compare` says of two patterns, held against the second opinion.

An event that shows a difference is proof and is replayed by both evaluators. That there is none is
proof of nothing here, but a world that holds all events that tell the conditions apart seldom misses one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import starmap

from analyzer.patterns import JSON, Comparison, Pattern, Relation, compare, evaluate_event
from analyzer.patterns.syntax.ast import Compare, Formula, Name, Operator, Regex, Selector, Text

from . import lines, symbolic
from .judge import NONE, choices_of
from .worlds import Atom, Opinion, atoms_of, opinion, questions_of

SIDES = {"only_left": (True, False), "only_right": (False, True), "both": (True, True)}
NONE_THERE = {
    "equivalent": ("only_left", "only_right"),
    "broader": ("only_right",),
    "narrower": ("only_left",),
    "disjoint": ("both",),
    "overlapping": (),
}
SOME_THERE = {
    "equivalent": (),
    "broader": ("only_left",),
    "narrower": ("only_right",),
    "disjoint": ("only_left", "only_right"),
    "overlapping": ("only_left", "only_right", "both"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a pair was judged. `problem` is "" where all agree."""

    kind: str  # benchmark, wider, lines
    relation: str
    problem: str = ""
    needless: bool = False  # undecided, though the second opinion knows
    poorer: bool = False  # the second opinion found no event where there is one
    solved: bool = False  # Z3 was asked too, and answered


def check(left: Pattern, right: Pattern, *, solver: bool = False) -> Outcome:
    """Compare the two patterns in every way there is."""
    found = compare(left, right)
    relation = str(found.relation)
    one, other = left.body, right.body
    if not (isinstance(one, Formula) and isinstance(other, Formula)):
        return Outcome("lines", relation, _replayed(left, right, found) or _line_problem(left, right, found))
    kind = "benchmark" if is_benchmark(one, other) else "wider"
    believed = opinion(one, other)
    outcome = Outcome(kind, relation, _replayed(left, right, found) or _problem(found, believed))
    if found.relation is Relation.UNDECIDED:
        return replace(outcome, needless=believed.whole and believed.relation != "open")
    outcome = replace(outcome, poorer=believed.relation not in (relation, "open"))
    if solver and not outcome.problem:
        told = symbolic.relation(one, other)
        wrong = f"Z3 says {told}, compare {relation}" if told not in ("", relation) else ""
        return replace(outcome, solved=bool(told), problem=wrong)
    return outcome


def is_benchmark(*formulas: Formula) -> bool:
    """Names only, and values that hang on no open question: what the controls of the benchmarks use."""
    atoms = [atom for formula in formulas for atom in atoms_of(formula)]
    for atom in atoms:
        if not all(isinstance(step, Name) for step in atom.selector.steps):
            return False
        if questions_of(atom) - {"null"} or (isinstance(atom, Compare) and isinstance(atom.value, Regex)):
            return False
    return not _ordered(atoms) & _globbed(atoms)


def _ordered(atoms: Iterable[Atom]) -> set[Selector]:
    found = (atom for atom in atoms if isinstance(atom, Compare))
    return {atom.selector for atom in found if atom.operator not in (Operator.EQUAL, Operator.NOT_EQUAL)}


def _globbed(atoms: Iterable[Atom]) -> set[Selector]:
    """Where the text that a number is written as may count: nobody knows that of 0.0004 and the like."""
    found = (atom for atom in atoms if isinstance(atom, Compare))
    return {atom.selector for atom in found if isinstance(atom.value, Text) and any(atom.value.chunks)}


def _replayed(left: Pattern, right: Pattern, found: Comparison) -> str:
    """What is wrong with the events that the comparison shows."""
    for side, expected in SIDES.items():
        event: JSON = getattr(found, side)
        if event is None:
            if side in SOME_THERE.get(str(found.relation), ()):
                return f"{found.relation} without an event for {side}"
            continue
        told = (evaluate_event(left, event).value, evaluate_event(right, event).value)
        if told != expected:
            return f"{side} {event} replays as {told}"
        judged = _judged(left, event), _judged(right, event)
        if not all(starmap(set.issuperset, zip(({one} for one in expected), judged, strict=True))):
            return f"{side} {event} is judged as {judged}"
    return ""


def _judged(pattern: Pattern, event: JSON) -> set[bool]:
    """What the second opinion says of one event, under every choice; nothing where it cannot tell."""
    body = pattern.body
    try:
        line = (
            event if isinstance(event, str) else json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        )
        return {lines.holds(body, line, choice) for choice in choices_of(lines.questions_of(body)) or [NONE]}
    except ValueError:  # a number of which it does not know how it is written
        return set()


def _problem(found: Comparison, believed: Opinion) -> str:
    """An event where there should be none."""
    for side in NONE_THERE.get(str(found.relation), ()):
        answer = getattr(believed, side)
        if answer.possible:
            return f"{found.relation}, but {side} has {answer.certain or 'an event under a question'}"
    return ""


def _line_problem(left: Pattern, right: Pattern, found: Comparison) -> str:
    sides = NONE_THERE.get(str(found.relation), ())
    if not sides:
        return ""
    for line, told in lines.answers(left.body, right.body):
        for side in sides:
            if SIDES[side] in told:
                return f"{found.relation}, but {side} has the line {line!r}"
    return ""
