"""What it takes for the terms of a pattern to stand in a text, where it is known what that takes of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.nnf import FALSE, Conjunction, Disjunction, Nnf, negate
from analyzer.patterns.syntax.ast import Sign, Term


def terms_hold(
    terms: Sequence[Term], stands_in: Callable[[Term], Nnf], interpretation: Interpretation
) -> Nnf:
    """The terms of a pattern, where it is known what it takes for one to stand in the text."""
    others = [term for term in terms if term.sign is not Sign.OPTIONAL]
    if not others:
        return Disjunction(tuple(map(stands_in, terms)))
    required, excluded = (
        [text_of(term, interpretation) for term in others if term.sign is sign]
        for sign in (Sign.REQUIRED, Sign.EXCLUDED)
    )
    if any(inner in outer for inner in excluded for outer in required):
        return FALSE  # whatever holds the one holds the other; no search in a line would come to its end
    found = ((stands_in(term), term.sign is Sign.REQUIRED) for term in others)
    return Conjunction(tuple(goal if required else negate(goal) for goal, required in found))


def text_of(term: Term, interpretation: Interpretation) -> str:
    """The text that a term looks for."""
    if term.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
        return term.otherwise
    return term.text
