"""How two patterns compare, by what they match.

Left covers right if no event is matched by right and not by left. Two patterns are equivalent if each
covers the other, disjoint if no event is matched by both. Each relation is a line on top of `difference`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from analyzer.patterns.certificates.claim import Claim
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts import Fact
from analyzer.patterns.solver.answers import Answer, Counterexample, Entailed, Undecided
from analyzer.patterns.solver.difference import differences
from analyzer.patterns.syntax.ast import Pattern
from analyzer.patterns.syntax.parser import parse

if TYPE_CHECKING:  # see Claim
    from analyzer.patterns.certificates.checker.certificate import Certificate


class Relation(StrEnum):
    """What the events that left matches are to those that right matches; the first one that is true."""

    EQUIVALENT = "equivalent"  # the same
    BROADER = "broader"  # all of them and more
    NARROWER = "narrower"  # some of them and no other
    DISJOINT = "disjoint"  # none of them
    OVERLAPPING = "overlapping"  # some of them and others
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What left is relative to right.

    `only_left`, `only_right` and `both` are events that only left, only right, and both match: a JSON
    object, or a text for a line; None where there is none or none was looked for. `reasons` say why
    nothing was decided. `facts` are the names of the facts that the relation rests on, `unverified` the
    spellings of which nobody knows whether AWS accepts them; the relation holds if it does. `claims` are
    what it says there is no event of: two where the patterns are equivalent, one where either covers the
    other or they are disjoint.
    """

    relation: Relation
    only_left: JSON = None
    only_right: JSON = None
    both: JSON = None
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = field(default=(), compare=False, repr=False)

    def proofs(self) -> tuple[tuple[Claim, Certificate | None], ...]:
        """Each claim with its certificate, looked for anew at each call; None where none was found."""
        return tuple((claim, claim.certificate()) for claim in self.claims)


def compare(left: str | Pattern, right: str | Pattern, *, facts: Sequence[Fact] = ()) -> Comparison:
    """Compare two patterns by what they match, among the events of which the facts are true.

    Raises PatternSyntaxError for a text that is no pattern.
    """
    left, right = _pattern(left), _pattern(right)
    only_left, only_right, both = differences(left, right, facts=facts)
    unverified = sorted({syntax.value for syntax in (*left.unverified, *right.unverified)})
    relation = _relation(only_left, only_right, both)
    answers = _resting_on(relation, only_left, only_right, both)
    covered = [answer for answer in answers if isinstance(answer, Entailed)]
    undecided = [answer for answer in (only_left, only_right, both) if isinstance(answer, Undecided)]
    return Comparison(
        relation,
        _event(only_left),
        _event(only_right),
        _event(both),
        _merged([answer.reasons for answer in undecided]) if relation is Relation.UNDECIDED else (),
        _merged([answer.facts for answer in covered]),
        tuple(unverified),
        tuple(answer.claim for answer in covered if answer.claim is not None),
    )


def _relation(only_left: Answer, only_right: Answer, both: Answer) -> Relation:
    """Each relation by its definition, in their order."""
    match only_left, only_right, both:
        case Entailed(), Entailed(), _:
            return Relation.EQUIVALENT
        case Counterexample(), Entailed(), _:
            return Relation.BROADER
        case Entailed(), Counterexample(), _:
            return Relation.NARROWER
        case Counterexample(), Counterexample(), Entailed():
            return Relation.DISJOINT
        case Counterexample(), Counterexample(), Counterexample():
            return Relation.OVERLAPPING
        case _:
            return Relation.UNDECIDED


def _resting_on(
    relation: Relation, only_left: Answer, only_right: Answer, both: Answer
) -> tuple[Answer, ...]:
    """The answers that the relation rests on: facts that only others need are not told."""
    match relation:
        case Relation.EQUIVALENT | Relation.BROADER | Relation.NARROWER:
            return only_left, only_right
        case Relation.DISJOINT | Relation.OVERLAPPING:
            return (both,)
        case Relation.UNDECIDED:
            return ()
        case _:
            assert_never(relation)


def _pattern(pattern: str | Pattern) -> Pattern:
    return _parsed(pattern) if isinstance(pattern, str) else pattern


@lru_cache(maxsize=128)
def _parsed(text: str) -> Pattern:
    """Who compares many patterns compares each of them many times."""
    return parse(text)


def _event(answer: Answer) -> JSON:
    return answer.event if isinstance(answer, Counterexample) else None


def _merged(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
