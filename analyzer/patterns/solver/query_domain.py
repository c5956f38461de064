"""What a question is about, as something that can be built: an event, or a line, or an event as a line.

Where all patterns are about members of a JSON object, it is that object. Where some are about the text
of the message, it is an object with a member for each side: `json` and `text`, or what a line is taken
apart into where some are about its fields. JSON and text are searched as if they had next to nothing to
do with each other, so what does not exist that way does not exist; what is found has yet to be replayed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, assert_never

from analyzer.patterns.evaluation.messages import JSON, encode
from analyzer.patterns.evaluation.messages import TEXT as _TEXT
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.automata import Glob
from analyzer.patterns.solver.nnf import (
    TRUE,
    Conjunction,
    Disjunction,
    Literal,
    Nnf,
    Quantified,
    ValuePath,
    negate,
    nnf_of,
    regex_automaton_of,
)
from analyzer.patterns.solver.value_domain import ValueKind, ValueSet
from analyzer.patterns.syntax.ast import (
    Body,
    Delimited,
    Everything,
    Regex,
    Sign,
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

    def goal(self, body: Body, interpretation: Interpretation) -> Nnf:
        """What it takes for the body to match."""
        match body:
            case Everything():
                return TRUE
            case Terms(terms) if self.lines is not None:
                return self.lines.terms(terms, interpretation)
            case Terms(terms):
                return Conjunction((_IS_TEXT, _terms(terms, interpretation)))
            case Regex(branches=branches):
                return Conjunction(
                    (
                        _IS_TEXT,
                        Literal((_TEXT,), ValueSet(texts=regex_automaton_of(branches, interpretation))),
                    )
                )
            case Delimited(entries) if self.lines is not None:
                return self.lines.delimited(entries, interpretation)
            case Delimited():
                raise ValueError("expected a pattern that the query domain was made for")
            case formula if self.whole:
                return Conjunction((_IS_OBJECT, _moved(nnf_of(formula, interpretation), (_JSON,))))
            case formula:
                return nnf_of(formula, interpretation)

    @property
    def limits(self) -> Nnf:
        """What it takes to be a thing of this kind."""
        if self.lines is not None:
            limits = self.lines.limits(records=self.records)
            return Conjunction((_IS_OBJECT, limits)) if self.records else limits
        return _IS_OBJECT if self.whole and self.records else TRUE

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


def _terms(terms: Sequence[Term], interpretation: Interpretation) -> Nnf:
    others = [term for term in terms if term.sign is not Sign.OPTIONAL]
    if not others:
        return Disjunction(tuple(_stands_in(term, interpretation) for term in terms))
    return Conjunction(
        tuple(
            _stands_in(term, interpretation)
            if term.sign is Sign.REQUIRED
            else negate(_stands_in(term, interpretation))
            for term in others
        )
    )


def _stands_in(term: Term, interpretation: Interpretation) -> Nnf:
    text = term.text
    if term.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
        text = term.otherwise
    return Literal((_TEXT,), ValueSet(texts=Glob(("", text, "")))) if text else TRUE


def _moved(goal: Nnf, root: ValuePath) -> Nnf:
    """The formula about what stands at `root` of a greater whole."""
    match goal:
        case Literal(path, value_set, inside):
            return Literal((*root, *path), value_set, inside)
        case Quantified(path, literal, some, kinds):
            return Quantified((*root, *path), literal, some, kinds)
        case Conjunction(parts):
            return Conjunction(tuple(_moved(part, root) for part in parts))
        case Disjunction(parts):
            return Disjunction(tuple(_moved(part, root) for part in parts))
        case _:
            assert_never(goal)
