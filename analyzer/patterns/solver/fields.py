"""What patterns want of the fields of a line, in a form that can be searched.

A line is taken apart into the texts of its fields, each at a path of its own, so that what two patterns
say of one field meets there. That is enough as long as no pattern looks at the line as it is written.

Conditions count from one of the ends, so the number of fields matters only where a pattern asks for more
fields, and where a condition that counts from the start and one that counts from the end meet at one field.
A few numbers of fields stand for all others (`lengths_of`), and each is a question of its own in which every
condition has its field: nothing is left to be tried but what the conditions say. A term without blanks and
marks stands in the line where it stands in a field, and one field is enough for a term to stand in.

What some pattern does look at as it is written, the raw text from some field on, is at a path of its
own, and the fields in it are told by automata that divide it: see `line_automata`. Such are the rest of a
line that is longer than a pattern whose last field has a condition, and, for terms with blanks and for
regular expressions, the whole line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import islice
from typing import NamedTuple, TypeAlias

from analyzer.allowance import spend
from analyzer.patterns.evaluation.lines import join_fields
from analyzer.patterns.evaluation.messages import JSON, TEXT
from analyzer.patterns.evaluation.regex_automaton import RegexSearch
from analyzer.patterns.open_questions import Interpretation
from analyzer.patterns.solver.automata import Glob
from analyzer.patterns.solver.field_conditions import FieldPlace, holds_at, tells_exponents
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
    leaves,
    negate,
    on_paths,
)
from analyzer.patterns.solver.raw_lines import (
    FIELDS,
    WORTH,
    Fields,
    RawLine,
    absent,
    ends_in_condition,
    ends_of,
    field_path,
    present,
)
from analyzer.patterns.solver.simplify import simplify
from analyzer.patterns.solver.terms import terms_hold, text_of
from analyzer.patterns.solver.value_domain import ValueSet
from analyzer.patterns.syntax.ast import (
    Body,
    Delimited,
    Ellipsis,
    Field,
    FieldTest,
    Operator,
    Regex,
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


class RawTail(Enum):
    """The lines that end in raw text."""

    RAW = "raw"


LineShape: TypeAlias = int | RawTail
"""Lines with so many fields, all of them apart; or those that end in raw text."""

MAX_EXAMPLES = 200
"""Lines that are easy to read, of which one is tried before the raw text is searched."""


@dataclass(frozen=True, slots=True)
class LineDivision:
    """How lines are taken apart for one question.

    shapes: the lines that are looked at, which stand for all others.
    kept: fields of a line with raw text of which it is told whether they are there.
    raw: the field with which the raw text starts, None where no pattern looks at one. Only a line with
    more than `raw` + 1 fields has it, unless `whole`: then it is all that there is.
    exponents: some pattern may tell a number by its exponent.
    names: what the patterns call the fields.
    examples: lines to try first, each as its fields.
    """

    shapes: tuple[LineShape, ...]
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
        ends = [ends_of(one.entries) for one in delimited]
        names = names_of(delimited)
        whole = any(isinstance(body, Regex) for body in bodies) or not all(map(_is_plain, sought))
        lasts = [len(before) - 1 for before, after in ends if after is None and ends_in_condition(before)]
        fields = [field for before, after in ends for field in (*before, *(after or ()))]
        exponents = whole or bool(sought) or any(tells_exponents(field.condition) for field in fields)
        apart = [*ends, *(ends_of(one.entries) for one in _RECORD if records)]
        if not whole and not lasts:
            return LineDivision(lengths_of(apart, len(sought)), 0, None, False, exponents, names, ())
        examples = tuple(islice(examples_of(delimited, _seeds(bodies, sought)), MAX_EXAMPLES))
        if whole:
            return LineDivision((_RAW,), _told(ends, 0), 0, True, exponents, names, examples)
        raw = min(lasts)
        shapes: tuple[LineShape, ...] = (*lengths_of(apart, len(sought), raw + 1), _RAW)
        kept = max(_told(ends, raw), raw + 2)
        return LineDivision(shapes, kept, raw, False, exponents, names, examples)

    # What patterns want: for each shape, what it takes for a line of that shape to match

    def delimited(
        self, entries: Sequence[Field | Ellipsis], interpretation: Interpretation, *, matching: bool
    ) -> tuple[Nnf, ...]:
        """For a pattern with these entries, or what it takes not to."""
        before, after = ends_of(entries)
        apart = _Apart.of(before, after, self.exponents, interpretation, matching)
        return tuple(
            self._raw_line(before, after, interpretation, matching)
            if isinstance(shape, RawTail)
            else apart.of_size(shape)
            for shape in self.shapes
        )

    def _raw_line(
        self, before: Fields, after: Fields | None, interpretation: Interpretation, matching: bool
    ) -> Nnf:
        raw = RawLine(self.raw or 0, self.whole, self.exponents)
        goal = (
            raw.without_gap(before, interpretation)
            if after is None
            else raw.with_gap(before, after, interpretation)
        )
        simple = simplify(goal)
        return simple if matching else negate(simple)

    def terms(self, terms: Sequence[Term], interpretation: Interpretation) -> tuple[Nnf, ...]:
        """For a pattern with these terms."""
        return tuple(
            terms_hold(
                terms, partial(self._stands_in, shape=shape, interpretation=interpretation), interpretation
            )
            for shape in self.shapes
        )

    def _stands_in(self, term: Term, *, shape: LineShape, interpretation: Interpretation) -> Nnf:
        text = text_of(term, interpretation)
        if not text:
            return TRUE
        value_set = ValueSet(texts=Glob(("", text, "")))
        size = (self.raw or 0) if isinstance(shape, RawTail) else shape
        places = [field_path(number) for number in range(size)]
        if isinstance(shape, RawTail):
            places.append((TEXT,))
        spend(len(places))
        ways = tuple(Literal(place, value_set) for place in places)
        return ways[0] if len(ways) == 1 else Disjunction(ways)

    def limits(self, *, records: bool) -> tuple[Nnf, ...]:
        """What it takes to be a line of each shape, or a JSON object as one."""
        goals = tuple(self._limits(shape) for shape in self.shapes)
        if not records:
            return goals
        first = [
            self.delimited(one.entries, lambda question: question.alternatives[0], matching=True)
            for one in _RECORD
        ]
        return tuple(Conjunction(goal) for goal in zip(goals, *first, strict=True))

    def _limits(self, shape: LineShape) -> Nnf:
        size = (self.raw or 0) if isinstance(shape, RawTail) else shape
        spend(size)
        written = [Literal(field_path(number), _WRITABLE_TEXTS) for number in range(size)]
        return Conjunction((*written, *(self._counted() if isinstance(shape, RawTail) else ())))

    def _counted(self) -> Iterator[Nnf]:
        """The raw text has as many fields as the line is said to have from there on."""
        raw = self.raw or 0
        known = 0 if self.whole else raw + 2
        if known:
            yield present(known - 1)
        yield from (
            Disjunction((present(number - 1), absent(number))) for number in range(known + 1, self.kept)
        )
        for count in range(known, self.kept):
            exactly = Literal((TEXT,), ValueSet(texts=FieldCount(count - raw, count - raw)))
            yield Disjunction((negate(present(count - 1)), present(count), exactly))
        yield Disjunction(
            (negate(present(self.kept - 1)), Literal((TEXT,), ValueSet(texts=FieldCount(self.kept - raw))))
        )

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
        texts, tail = built.get(FIELDS), built.get(TEXT)
        known = texts if isinstance(texts, dict) else {}
        numbered = sorted((int(number), str(text)) for number, text in known.items())
        if not isinstance(tail, str):
            return join_fields(text for _, text in numbered)
        before = join_fields(text for number, text in numbered if number < (self.raw or 0))
        return f"{before} {tail}" if before else tail


_RAW = RawTail.RAW
_WRITABLE_TEXTS = ValueSet(texts=_WRITABLE)


class _Apart(NamedTuple):
    """What a pattern wants of the fields of a line, as far as they are apart.

    least: the least number of fields. wanted: what it takes for each condition to hold, or not to, by the
    number of its field from the start; after `...` by its number from the end, which is below 0. leaves: how
    much that is in all. matching: all of it must hold, and otherwise some of it must not.
    """

    least: int
    wanted: tuple[tuple[int, Nnf], ...]
    leaves: int
    matching: bool

    @staticmethod
    def of(
        before: Fields, after: Fields | None, exponents: bool, interpretation: Interpretation, matching: bool
    ) -> _Apart:
        place = FieldPlace((FIELDS,), (WORTH,) if exponents else None)
        numbered = [*enumerate(before), *enumerate(after or (), -len(after or ()))]
        wanted: list[tuple[int, Nnf]] = []
        for number, field in numbered:
            if field.condition is not None:
                goal = simplify(holds_at(field.condition, place, interpretation))
                wanted.append((number, goal if matching else negate(goal)))
        return _Apart(len(numbered), tuple(wanted), sum(leaves(goal) for _, goal in wanted), matching)

    def of_size(self, size: int) -> Nnf:
        """Of a line with so many fields. None is longer than a pattern whose last field has a condition."""
        if size < self.least:
            return FALSE if self.matching else TRUE
        spend(1 + _STEPS_A_LEAF * self.leaves)
        goals = (_of_field(goal, number if number >= 0 else size + number) for number, goal in self.wanted)
        return Conjunction(tuple(goals)) if self.matching else Disjunction(tuple(goals))


_STEPS_A_LEAF = 5
"""What it costs to say of a field what was said of any."""


def _of_field(goal: Nnf, number: int) -> Nnf:
    name = str(number)
    return on_paths(goal, lambda path: (*path, name))


def lengths_of(
    ends: Sequence[tuple[Fields, Fields | None]], spare: int, most: int | None = None
) -> tuple[int, ...]:
    """Numbers of fields that stand for all numbers up to `most` (None: for all).

    Two lines that are long enough for the same patterns, and in which no condition that counts from the start
    meets one that counts from the end, are told apart by nothing but what the conditions say. `spare`: fields
    beside those that have conditions that may have to have a text of their own.
    """
    from_start = {at for before, _ in ends for at, field in enumerate(before) if field.condition is not None}
    from_end = {
        len(after) - at
        for _, after in ends
        if after
        for at, field in enumerate(after)
        if field.condition is not None
    }
    meeting = {start + end for start in from_start for end in from_end}
    least = sorted({0, *(len(before) + len(after or ()) for before, after in ends)})
    past = 2 + spare + max(least[-1], *meeting, 0) if most is None else most + 1
    lengths = {length for length in meeting if length < past}
    for first, after_last in zip(least, (*least[1:], past), strict=True):
        alike = [length for length in range(first, min(after_last, past)) if length not in meeting]
        lengths.update(alike[min(spare, len(alike) - 1) :][:1])
    return tuple(sorted(lengths))


def _seeds(bodies: Sequence[Body], sought: set[Term]) -> list[str]:
    """What terms and expressions look for."""
    found = [text for body in bodies if isinstance(body, Regex) for text in found_by(body)]
    return sorted([*found, *(term.text for term in sought)])


def _told(ends: Sequence[tuple[Fields, Fields | None]], raw: int) -> int:
    """The number of fields from which on no pattern tells two lines by their number of fields."""
    least = (len(before) + len(after or ()) + (after is None) for before, after in ends)
    return max(*least, *(raw + len(after or ()) for _, after in ends), raw + 1)


def _is_plain(term: Term) -> bool:
    """Whether the term stands in a line exactly where it stands in a field of it."""
    return (BLANKS | MARKS).isdisjoint(term.text + (term.otherwise or ""))
