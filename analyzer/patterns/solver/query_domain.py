"""What a question is about, as something that can be built: an event, or a line, or an event as a line.

Where all patterns are about members of a JSON object, it is that object. Where some are about the text
of the message, it is an object with a member for each side: `json` and `text`, or what a line is taken
apart into where some are about its fields. JSON and text are searched as if they had next to nothing to
do with each other, so what does not exist that way does not exist; what is found has yet to be replayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from analyzer.patterns.evaluation.messages import JSON, encode
from analyzer.patterns.evaluation.messages import TEXT as _TEXT
from analyzer.patterns.open_questions import Interpretation
from analyzer.patterns.solver.automata import Glob
from analyzer.patterns.solver.nnf import (
    TRUE,
    Conjunction,
    Literal,
    Nnf,
    ValuePath,
    negate,
    nnf_of,
    on_paths,
    regex_automaton_of,
)
from analyzer.patterns.solver.simplify import simplify
from analyzer.patterns.solver.terms import terms_hold, text_of
from analyzer.patterns.solver.value_domain import ValueKind, ValueSet
from analyzer.patterns.syntax.ast import (
    Body,
    Delimited,
    Everything,
    Regex,
    Term,
    Terms,
)
from analyzer.patterns.witness import natural_texts, sample_for

if TYPE_CHECKING:
    from analyzer.patterns.solver.fields import LineDivision

_JSON = "json"
_IS_OBJECT = Literal((_JSON,), ValueSet(ValueKind.OBJECT))
_IS_TEXT = Literal((_TEXT,), ValueSet(ValueKind.TEXT))
_LINE = "an example"


class QueryDomain(NamedTuple):
    """The kind of thing that a question is about.

    whole: there are sides, `json` and `text`; otherwise it is the JSON object itself.
    records: it must be a JSON object.
    lines: how the text is taken apart, where some pattern is about its fields.
    """

    whole: bool
    records: bool
    sample: dict[str, JSON]
    lines: LineDivision | None = None

    @staticmethod
    def of(required: Sequence[Body], union: Sequence[Body]) -> QueryDomain:
        bodies = (*required, *union)
        records = not required or any(map(_is_about_members, required))
        whole = not records or any(isinstance(body, (Terms, Regex, Delimited)) for body in bodies)
        sample = sample_for(bodies)
        if not whole:
            return QueryDomain(whole, records, sample)
        if any(isinstance(body, Delimited) for body in bodies):
            from analyzer.patterns.solver.fields import (
                LineDivision,  # much to load for what few patterns need
            )

            lines = LineDivision.of(bodies, records=records)
            about_json = records or any(map(_is_about_members, bodies))
            return QueryDomain(whole, records, {_JSON: sample} if about_json else {}, lines)
        if not records and not any(map(_is_about_members, bodies)):
            return QueryDomain(whole, records, {_TEXT: _LINE})
        return QueryDomain(whole, records, {_JSON: sample, _TEXT: encode(sample)})

    @property
    def ways(self) -> int:
        """How many kinds of lines are looked at, each a question of its own; 1 where none is taken apart."""
        return 1 if self.lines is None else len(self.lines.shapes)

    def goals(self, body: Body, interpretation: Interpretation, *, matching: bool) -> tuple[Nnf, ...]:
        """What it takes for the body to match, or not to: for each kind of line, or once where that is all
        the same."""
        if isinstance(body, Delimited) and self.lines is not None:
            return self.lines.delimited(body.entries, interpretation, matching=matching)
        goals = map(simplify, self._goals(body, interpretation))
        return tuple(goals if matching else map(negate, goals))

    def _goals(self, body: Body, interpretation: Interpretation) -> tuple[Nnf, ...]:
        match body:
            case Everything():
                return (TRUE,)
            case Terms(terms) if self.lines is not None:
                return self.lines.terms(terms, interpretation)
            case Terms(terms):
                found = terms_hold(terms, lambda term: _stands_in(term, interpretation), interpretation)
                return (Conjunction((_IS_TEXT, found)),)
            case Regex(branches=branches):
                found = Literal((_TEXT,), ValueSet(texts=regex_automaton_of(branches, interpretation)))
                return (Conjunction((_IS_TEXT, found)),)
            case Delimited():
                raise ValueError("expected a pattern that the query domain was made for")
            case formula if self.whole:
                moved = on_paths(nnf_of(formula, interpretation), lambda path: (_JSON, *path))
                return (Conjunction((_IS_OBJECT, moved)),)
            case formula:
                return (nnf_of(formula, interpretation),)

    @property
    def limits(self) -> tuple[Nnf, ...]:
        """What it takes to be a thing of this kind: for each kind of line, or once."""
        if self.lines is not None:
            limits = self.lines.limits(records=self.records)
            return tuple(Conjunction((_IS_OBJECT, one)) for one in limits) if self.records else limits
        return (_IS_OBJECT,) if self.whole and self.records else (TRUE,)

    def events(self, built: dict[str, JSON]) -> tuple[JSON, ...]:
        """The events, or lines, that come nearest to what was built, the nearest first."""
        if not self.whole:
            return (built,)
        event, text = built.get(_JSON), built.get(_TEXT, _LINE)
        if self.lines is not None:
            text = self.lines.line(built)
        records = (event, {**event, "message": text}) if isinstance(event, dict) else ()
        return records if self.records else (*records, text)

    def favourites(self, path: ValuePath) -> Sequence[str]:
        """Texts that a person would expect at the path."""
        if self.lines is not None and path and path[0] != _JSON:
            return self.lines.favourites(path)
        return natural_texts(path[1:] if self.whole else path)


def _is_about_members(body: Body) -> bool:
    return not isinstance(body, (Everything, Terms, Regex, Delimited))


def _stands_in(term: Term, interpretation: Interpretation) -> Nnf:
    text = text_of(term, interpretation)
    return Literal((_TEXT,), ValueSet(texts=Glob(("", text, "")))) if text else TRUE
