"""What patterns want of the fields of a line, in a form that can be searched.

A line is taken apart into the texts of its fields, each at a path of its own, so that what two patterns
say of one field meets there. That is enough as long as no pattern looks at the line as it is written.

How many fields are kept apart: the most that a pattern asks for before `...`, the most that one asks for
after it, and one for each term. A longer line can lose every other field: no pattern tells it from what
is left, because conditions count from one of the ends, a term without blanks and marks stands in the
line where it stands in a field, and one field is enough for a term to stand in.

What some pattern does look at as it is written, the raw text from some field on, is at a path of its
own, and the fields in it are told by automata that divide it: see `line_automata`. Such are the rest of a
line that is longer than a pattern whose last field has a condition, and, for terms with blanks and for
regular expressions, the whole line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.patterns.evaluation.automaton import State
from analyzer.patterns.evaluation.lines import join_fields
from analyzer.patterns.evaluation.messages import JSON, TEXT
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.solver.automata import Glob
from analyzer.patterns.solver.field_conditions import FieldPlace, tells_exponents
from analyzer.patterns.solver.line_automata import FieldCount
from analyzer.patterns.solver.line_division import BLANKS, MARKS
from analyzer.patterns.solver.line_examples import examples_of, found_by, names_of
from analyzer.patterns.solver.nnf import (
    FALSE,
    TRUE,
    Conjunction,
    Disjunction,
    Literal,
    Nnf,
    ValuePath,
    negate,
)
from analyzer.patterns.solver.raw_lines import (
    FIELDS,
    WORTH,
    Fields,
    RawLine,
    absent,
    conditions,
    ends_in_condition,
    ends_of,
    field_path,
    present,
)
from analyzer.patterns.solver.text_search import BudgetError
from analyzer.patterns.solver.value_domain import ValueKind, ValueSet
from analyzer.patterns.syntax.ast import (
    Body,
    Delimited,
    Ellipsis,
    Field,
    FieldTest,
    Operator,
    Regex,
    Sign,
    Term,
    Terms,
    Text,
)
from analyzer.patterns.syntax.regex import parse_regex

# A field can be written in quotes, or in brackets, or as a word (see `lines.split_line`). A word may start
# with a quote if no other comes later, which only the replay looks at.
_BLANK = r" \x09\x0a\x0d"
_WRITABLE = RegexSearch(
    parse_regex(rf"^[^\x22]*$|^[^\]]*$|^[^\x22\[{_BLANK}][^{_BLANK}]*$|^\x22[^\x22{_BLANK}]*$")
)

# Every JSON object, as a line: the first field starts with a brace and the last one ends with one.
_OPENS = Field("", FieldTest("", Operator.EQUAL, Text(("{", ""), exact=True)))
_CLOSES = Field("", FieldTest("", Operator.EQUAL, Text(("", "}"), exact=True)))
_RECORD = (Delimited((_OPENS, Ellipsis())), Delimited((Ellipsis(), _CLOSES)))


MAX_FIELDS = 100
"""Fields that are kept apart, about half a second; logs have up to some forty."""


@dataclass(frozen=True, slots=True)
class LineDivision:
    """How lines are taken apart for one question.

    kept: fields that have a path of their own; where they are part of the raw text too, it tells no more
    than whether they are there.
    raw: the field with which the raw text starts, None where no pattern looks at one. Only a line with
    more than `raw` + 1 fields has it, unless `whole`: then it is all that there is.
    exponents: some pattern may tell a number by its exponent.
    names: what the patterns call the fields.
    examples: lines to try first, each as its fields.
    """

    kept: int
    raw: int | None
    whole: bool
    exponents: bool
    names: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]

    @staticmethod
    def of(bodies: Sequence[Body], *, records: bool) -> LineDivision:
        """How to take lines apart for patterns of which at least one is about fields."""
        delimited = [body for body in bodies if isinstance(body, Delimited)]
        sought = {term for body in bodies if isinstance(body, Terms) for term in body.terms}
        found = [text for body in bodies if isinstance(body, Regex) for text in found_by(body)]
        seeds = sorted([*found, *(term.text for term in sought)])
        named = names_of(delimited), tuple(examples_of(delimited, seeds))
        if any(isinstance(body, Regex) for body in bodies) or not all(map(_is_plain, sought)):
            return LineDivision(_told([ends_of(one.entries) for one in delimited], 0), 0, True, True, *named)
        ends = [ends_of(one.entries) for one in delimited]
        fields = [field for before, after in ends for field in (*before, *(after or ()))]
        exponents = bool(sought) or any(tells_exponents(field.condition) for field in fields)
        lasts = [len(before) - 1 for before, after in ends if after is None and ends_in_condition(before)]
        if lasts:
            return LineDivision(
                max(_told(ends, min(lasts)), min(lasts) + 2), min(lasts), False, exponents, *named
            )
        ends += [ends_of(one.entries) for one in _RECORD if records]
        kept = max(len(before) for before, _ in ends) + max(len(after or ()) for _, after in ends)
        return LineDivision(kept + len(sought), None, False, exponents, *named)

    # What patterns want

    def delimited(self, entries: Sequence[Field | Ellipsis], interpretation: Interpretation) -> Nnf:
        """What it takes for a pattern with these entries to match."""
        if self.kept > MAX_FIELDS:
            return _too_many(tuple(entries))
        before, after = ends_of(entries)
        if self.raw is None:
            return self._apart(self.kept, before, after, interpretation)
        raw = RawLine(self.raw, self.whole, self.exponents)
        long = (
            raw.without_gap(before, interpretation)
            if after is None
            else raw.with_gap(before, after, interpretation)
        )
        return (
            long
            if self.whole
            else self._either(self._apart(self.raw + 1, before, after, interpretation), long)
        )

    def terms(self, terms: Sequence[Term], interpretation: Interpretation) -> Nnf:
        """What it takes for a pattern with these terms to match."""
        if self.kept > MAX_FIELDS:
            return _too_many(tuple(terms))
        others = [term for term in terms if term.sign is not Sign.OPTIONAL]
        if not others:
            return Disjunction(tuple(self._stands_in(term, interpretation) for term in terms))
        found = [(self._stands_in(term, interpretation), term.sign is Sign.REQUIRED) for term in others]
        return Conjunction(tuple(goal if required else negate(goal) for goal, required in found))

    def _stands_in(self, term: Term, interpretation: Interpretation) -> Nnf:
        text = term.text
        if term.otherwise is not None and interpretation(OpenQuestion.VALUE_ESCAPE) == "backslash":
            text = term.otherwise
        if not text:
            return TRUE
        value_set = ValueSet(texts=Glob(("", text, "")))
        fields = tuple(Literal(field_path(number), value_set) for number in range(self.kept))
        if self.raw is None:
            return Disjunction(fields)
        in_text = Literal((TEXT,), value_set)
        return (
            in_text
            if self.whole
            else self._either(
                Disjunction(fields[: self.raw + 1]), Disjunction((*fields[: self.raw], in_text))
            )
        )

    def limits(self, *, records: bool) -> Nnf:
        """What it takes to be a line, or a JSON object as one."""
        if self.kept > MAX_FIELDS:
            return TRUE
        goals: list[Nnf] = [
            Literal(field_path(number), ValueSet(ValueKind.ABSENT, texts=_WRITABLE))
            for number in range(self.kept)
        ]
        goals += [Disjunction((present(number - 1), absent(number))) for number in range(1, self.kept)]
        if self.raw is not None:
            goals += self._counted(self.raw)
        if records:
            goals += [
                self.delimited(one.entries, lambda question: question.alternatives[0]) for one in _RECORD
            ]
        return Conjunction(tuple(goals))

    def _counted(self, raw: int) -> Iterator[Nnf]:
        """The raw text has as many fields as the line is said to have from there on."""
        for count in range(0 if self.whole else raw + 2, self.kept):
            exactly = Literal((TEXT,), ValueSet(texts=FieldCount(count - raw, count - raw)))
            yield Disjunction((negate(present(count - 1)), present(count), exactly))
        yield Disjunction(
            (negate(present(self.kept - 1)), Literal((TEXT,), ValueSet(texts=FieldCount(self.kept - raw))))
        )

    def _either(self, short: Nnf, long: Nnf) -> Nnf:
        """One for lines whose fields are all apart, the other for lines that end in raw text."""
        assert self.raw is not None
        flag = self.raw + 1
        return Disjunction((Conjunction((absent(flag), short)), Conjunction((present(flag), long))))

    def _apart(self, most: int, before: Fields, after: Fields | None, interpretation: Interpretation) -> Nnf:
        """Of a line with at most so many fields, all apart.

        No such line is longer than a pattern whose last field has a condition.
        """
        least = len(before) + len(after or ())
        if least > most:
            return FALSE
        places = [FieldPlace(field_path(number), self._worth(number)) for number in range(most)]
        goals = [present(least - 1), *conditions(before, places, interpretation)]
        if after is not None and any(field.condition is not None for field in after):
            ways: list[Nnf] = []
            for count in range(least, most + 1):
                exact = (present(count - 1), absent(count) if count < self.kept else TRUE)
                ways.append(
                    Conjunction(
                        (*exact, *conditions(after, places[count - len(after) : count], interpretation))
                    )
                )
            goals.append(Disjunction(tuple(ways)))
        return Conjunction(tuple(goals))

    def _worth(self, number: int) -> ValuePath | None:
        return (WORTH, str(number)) if self.exponents else None

    # Lines that were found

    def favourites(self, path: ValuePath) -> tuple[str, ...]:
        """Texts that are easy to read at the path: a field is called by its name."""
        if path[0] == TEXT:
            lines = (join_fields(fields[self.raw :]) for fields in self.examples)
            return tuple(dict.fromkeys(lines))
        number = int(path[1]) if path[0] == FIELDS else len(self.names)
        return (*self.names[number : number + 1], "example")

    def line(self, built: dict[str, JSON]) -> str:
        """The line that was built."""
        texts, raw = built.get(FIELDS), built.get(TEXT)
        tail = raw if isinstance(raw, str) else ""
        if self.whole:
            return tail
        known = texts if isinstance(texts, dict) else {}
        fields = [str(known[str(number)]) for number in range(self.kept) if str(number) in known]
        if self.raw is None or len(fields) < self.raw + 2:
            return join_fields(fields)
        return f"{join_fields(fields[: self.raw])} {tail}".lstrip(" ")


@dataclass(frozen=True, slots=True)
class _NotSearched:
    """A set of lines that is not searched: whoever asks for a line of it is told the limit."""

    pattern: tuple[Field | Ellipsis | Term, ...]

    def start(self) -> State:
        raise BudgetError("fields")

    def step(self, state: State, char: str) -> State:  # noqa: ARG002  # pragma: no cover - it has no start
        return state

    def accepts(self, state: State) -> bool:  # noqa: ARG002  # pragma: no cover - it has no start
        return False

    def sink_acceptance(self, state: State) -> bool | None:  # noqa: ARG002  # pragma: no cover - it has no start
        return None

    def alphabet(self) -> frozenset[str]:  # pragma: no cover - it has no start
        return frozenset()


def _too_many(pattern: tuple[Field | Ellipsis | Term, ...]) -> Nnf:
    return Literal((TEXT,), ValueSet(texts=_NotSearched(pattern)))


def _told(ends: Sequence[tuple[Fields, Fields | None]], raw: int) -> int:
    """The number of fields from which on no pattern tells two lines by their number of fields."""
    least = (len(before) + len(after or ()) + (after is None) for before, after in ends)
    return max(*least, *(raw + len(after or ()) for _, after in ends), raw + 1)


def _is_plain(term: Term) -> bool:
    """Whether the term stands in a line exactly where it stands in a field of it."""
    return (BLANKS | MARKS).isdisjoint(term.text + (term.otherwise or ""))
