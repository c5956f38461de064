"""Patterns on the text of a message: terms found anywhere, and conditions on its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from analyzer.allowance import spend
from analyzer.patterns.evaluation.matching import finds, in_order, text_matches
from analyzer.patterns.open_questions import Interpretation, OpenQuestion
from analyzer.patterns.syntax.ast import (
    And,
    Delimited,
    Ellipsis,
    Field,
    FieldTest,
    Formula,
    Number,
    Operator,
    Or,
    Regex,
    Sign,
    Term,
    Value,
)

# A text in quotes or brackets is one field without the marks; an unclosed mark belongs to a word.
_WORD = re.compile(r'"([^"]*)"|\[([^\]]*)\]|([^ \t\r\n]+)')
_PLAIN_WORD = re.compile(r'[^ \t\r\n"\[][^ \t\r\n]*')
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,9})?")


_CHARACTERS_A_STEP = 4
"""Characters of a line that are divided into fields in one step: at worst half of them are blanks."""

_SCANNED_A_STEP = 512
"""Characters in which a text is looked for in one step."""


class Word(NamedTuple):
    """One field of a line, and where it starts in the line, its mark included."""

    text: str
    start: int


def split_line(line: str) -> tuple[Word, ...]:
    """The fields of a line: divided by blanks, and by the end of a quote or a bracket."""
    spend(len(line) // _CHARACTERS_A_STEP)
    words = []
    for found in _WORD.finditer(_without_open_brackets(line)):
        number = found.lastindex or 3
        start, end = found.span(number)
        words.append(Word(line[start:end], start - (number < 3)))
    return tuple(words)


def _without_open_brackets(line: str) -> str:
    """The line with letters for the brackets that nothing closes: to look for an end anew at each of them
    takes a time that grows with the square of the line. Of quotes only the last one can be open."""
    closed = line.rfind("]") + 1
    return line[:closed] + line[closed:].replace("[", "x")


def join_fields(texts: Iterable[str]) -> str:
    """A line with these fields, where there is one: quotes or brackets stand around those that need them."""
    return " ".join(map(_marked, texts))


def _marked(text: str) -> str:
    if _PLAIN_WORD.fullmatch(text):
        return text
    if '"' not in text:
        return f'"{text}"'
    return f"[{text}]" if "]" not in text else text


def terms_hold(terms: Sequence[Term], text: str, interpretation: Interpretation) -> bool:
    """A term is found anywhere, not only as a word. Optional terms count only where there are no others."""
    others = [term for term in terms if term.sign is not Sign.OPTIONAL]
    if not others:
        return any(_stands_in(term, text, interpretation) for term in terms)
    return all(_stands_in(term, text, interpretation) == (term.sign is Sign.REQUIRED) for term in others)


def _stands_in(term: Term, text: str, interpretation: Interpretation) -> bool:
    spend(1 + len(text) // _SCANNED_A_STEP)
    if term.otherwise is None or (term.text in text) == (term.otherwise in text):
        return term.text in text
    return (term.text if interpretation(OpenQuestion.VALUE_ESCAPE) == "escape" else term.otherwise) in text


def fields_hold(delimited: Delimited, line: str, interpretation: Interpretation) -> bool:
    """The line has a field for each entry, and each condition holds of its field.

    `...` takes up any number of fields. Without it surplus fields belong to the last entry.
    """
    words = split_line(line)
    entries = delimited.entries
    gap = next((at for at, entry in enumerate(entries) if isinstance(entry, Ellipsis)), None)
    if len(words) < len(entries) - (gap is not None):
        return False
    surplus = gap is None and len(words) > len(entries)
    for entry, word in _pair(entries, words, gap):
        if entry.condition is None:
            continue
        if surplus and entry is entries[-1]:
            holds = _last_field_holds(entry.condition, line, word, interpretation)
        else:
            holds = _field_holds(entry.condition, word.text, interpretation)
        if not holds:
            return False
    return True


def _pair(
    entries: Sequence[Field | Ellipsis], words: Sequence[Word], gap: int | None
) -> Iterator[tuple[Field, Word]]:
    after = len(entries) if gap is None else gap + 1
    for at, entry in enumerate(entries):
        if isinstance(entry, Field):
            yield entry, words[at if at < after else len(words) - len(entries) + at]


def _last_field_holds(condition: Formula, line: str, word: Word, interpretation: Interpretation) -> bool:
    rest = _field_holds(condition, line[word.start :], interpretation)
    alone = _field_holds(condition, word.text, interpretation)
    if rest == alone:
        return rest
    return rest if interpretation(OpenQuestion.LAST_FIELD) == "rest" else alone


def _field_holds(formula: Formula, text: str, interpretation: Interpretation) -> bool:
    spend(1 + len(text) // _SCANNED_A_STEP)
    match formula:
        case And(operands):
            return all(_field_holds(operand, text, interpretation) for operand in operands)
        case Or(operands):
            return any(_field_holds(operand, text, interpretation) for operand in operands)
        case FieldTest(_, operator, value):
            return _passes(text, operator, value, interpretation)
        case _:
            return False  # a line has no members


def _passes(text: str, operator: Operator, value: Value, interpretation: Interpretation) -> bool:
    if isinstance(value, Number):
        return _number_passes(text, operator, value, interpretation)
    equal = (
        finds(value, text, interpretation)
        if isinstance(value, Regex)
        else text_matches(value, text, interpretation)
    )
    return equal == (operator is Operator.EQUAL)


def _number_passes(text: str, operator: Operator, value: Number, interpretation: Interpretation) -> bool:
    """A bare number is compared by value, with a field that is a number itself."""
    if value.odd and not operator.is_order and interpretation(OpenQuestion.NUMBER_SPELLING) == "word":
        return (text == value.text) == (operator is Operator.EQUAL)
    if _NUMBER.fullmatch(text):
        return in_order(Decimal(text), operator, value.value)
    return operator is Operator.NOT_EQUAL and interpretation(OpenQuestion.FIELD_NUMBER) == "differs"
