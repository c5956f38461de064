"""The one question that all others rest on: is there an event that these patterns match and those do not?

What searches for the answer is loaded with the first question that cannot be answered by a look: a
program that reads or prints patterns, or that meets the benchmark's own text, does without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analyzer.allowance import limits_in_force
from analyzer.patterns.certificates.claim import Claim
from analyzer.patterns.facts import Fact
from analyzer.patterns.solver.answers import Answer, Entailed, Undecided
from analyzer.patterns.syntax.ast import And, Body, Formula, Or, Pattern
from analyzer.patterns.syntax.printer import canonical_body
from analyzer.patterns.syntax.size import count_terms

if TYPE_CHECKING:  # loaded with the first question that cannot be answered by a look
    from analyzer.patterns.solver.question import Likeness


def difference(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    *,
    facts: Sequence[Fact] = (),
    likeness: Likeness | None = None,
) -> Answer:
    """Is there an event that all of `required` and none of `union` match, and of which the facts are true?

    With nothing required, any JSON object counts. The order of the operands changes nothing. With
    a likeness, an event is one whose members agree with one another, and a whole record where it can be.
    """
    wanted, unwanted = _patterns(required), _patterns(union)
    if _too_large(*wanted, *unwanted):
        return _TOO_LARGE
    if _contradict(wanted, unwanted):
        return _claimed(Entailed(), required, union, facts)
    from analyzer.patterns.solver.question import decide

    return _claimed(decide(wanted, unwanted, facts, likeness), required, union, facts)


def always(union: Sequence[Pattern | Formula], *, facts: Sequence[Fact] = ()) -> Answer:
    """Is there a JSON object of which the facts are true and that none of `union` matches?"""
    return difference((), union, facts=facts)


def differences(
    left: Pattern, right: Pattern, *, facts: Sequence[Fact] = ()
) -> tuple[Answer, Answer, Answer]:
    """The differences that tell how two patterns compare: is there an event that only left matches, one
    that only right matches, one that both match?"""
    if _too_large(left, right):
        return _TOO_LARGE, _TOO_LARGE, _TOO_LARGE
    from analyzer.patterns.solver.question import decide_both_ways

    only_left, only_right, both = decide_both_ways(left, right, facts)
    return (
        _claimed(only_left, (left,), (right,), facts),
        _claimed(only_right, (right,), (left,), facts),
        _claimed(both, (left, right), (), facts),
    )


_TERMS = "pattern-terms"
_TOO_LARGE = Undecided(
    (f"{_TERMS}: a pattern with more conditions and words is not compared",), budget=_TERMS
)


def _too_large(*patterns: Pattern) -> bool:
    most = limits_in_force().pattern_terms
    return any(one.once(_terms_of) > most for one in patterns)


def _terms_of(pattern: Pattern) -> int:
    return count_terms(pattern.body)


def _patterns(some: Sequence[Pattern | Formula]) -> tuple[Pattern, ...]:
    return tuple(one if isinstance(one, Pattern) else Pattern(one) for one in some)


def _contradict(required: Sequence[Pattern], union: Sequence[Pattern]) -> bool:
    """Whether a condition that must hold stands, word for word, among those of which none must.

    So does an `||` that must hold if each of its operands stands there, and an `&&` that must not if each
    of its operands must hold. Then there is no such event, whatever AWS does.
    """
    held = _with_operands(required, And)
    denied = _with_operands(union, Or)
    return (
        not held.isdisjoint(denied)
        or any(isinstance(body, Or) and denied.issuperset(body.operands) for body in held)
        or any(isinstance(body, And) and held.issuperset(body.operands) for body in denied)
    )


def _with_operands(patterns: Sequence[Pattern], node: type[And] | type[Or]) -> set[Body]:
    """The canonical bodies, and the operands of those that are such a node."""
    bodies: set[Body] = set()
    for pattern in patterns:
        body, _ = canonical_body(pattern)
        bodies.update((body, *body.operands) if isinstance(body, node) else (body,))
    return bodies


def _claimed(
    answer: Answer,
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    facts: Sequence[Fact],
) -> Answer:
    """The answer with what it claims of the patterns as they were given."""
    if not isinstance(answer, Entailed):
        return answer
    needed = tuple(fact for fact in facts if fact.name in answer.facts) if answer.facts else ()
    return Entailed(answer.facts, Claim(tuple(required), tuple(union), needed))
