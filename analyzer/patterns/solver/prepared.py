"""What every question about a pattern needs of it, worked out once and kept with the pattern."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from analyzer.patterns.open_questions import Interpretation, OpenQuestion, explore
from analyzer.patterns.solver.nnf import FALSE, Nnf, negate, nnf_of
from analyzer.patterns.solver.simplify import simplify
from analyzer.patterns.syntax.ast import Body, Delimited, Everything, Formula, Pattern, Regex, Terms
from analyzer.patterns.syntax.printer import canonical_body
from analyzer.patterns.syntax.size import count_terms

MAX_VARIANTS = 32
"""Combinations of answers to open questions that one query may hang on: each costs a search. Real patterns
hang on one or two."""


_STEPS_A_TERM = 10


class Variant(NamedTuple):
    """What a pattern wants, and what it takes not to match, under some alternatives of open questions."""

    choices: tuple[tuple[OpenQuestion, str], ...]
    matching: Nnf
    missing: Nnf


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A pattern in canonical form, its text, and what it wants where it is about members of an event.

    Of more than MAX_VARIANTS variants some are left out. `cost` are the steps that preparing it takes, which
    every question pays, whoever asked first.
    """

    body: Body
    text: str
    variants: tuple[Variant, ...] | None
    cost: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Prepared) and self.text == other.text and self.body == other.body

    def __hash__(self) -> int:
        return hash(self.text)

    def goal(self, interpretation: Interpretation, *, matching: bool) -> Nnf:
        """What it takes to match, or not to, under this interpretation."""
        for variant in self.variants or ():
            if all(interpretation(question) == choice for question, choice in variant.choices):
                return variant.matching if matching else variant.missing
        return FALSE  # one of those left out: the caller counts its questions and stops past the limit


def prepared(pattern: Pattern) -> Prepared:
    return pattern.once(_prepare)


def _prepare(pattern: Pattern) -> Prepared:
    body, text = canonical_body(pattern)
    variants = None if isinstance(body, (Everything, Terms, Delimited, Regex)) else _variants(body)
    return Prepared(body, text, variants, _STEPS_A_TERM * (1 + count_terms(body)) * (1 + len(variants or ())))


def _variants(formula: Formula) -> tuple[Variant, ...]:
    explored = islice(
        explore(lambda interpretation: simplify(nnf_of(formula, interpretation))), MAX_VARIANTS + 1
    )
    return tuple(Variant(tuple(choices.items()), goal, negate(goal)) for choices, goal in explored)
