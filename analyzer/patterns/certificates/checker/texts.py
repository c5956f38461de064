"""What a value of a pattern matches, as an automaton that reads texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from analyzer.patterns.certificates.checker.automata import ANYTHING, Position, Reader, Row, Rows, Scan
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Regex, Text

Settled: TypeAlias = Mapping[OpenQuestion, str]
"""The alternatives that hold in a branch."""


class UnsettledError(Exception):
    """What is asked hangs on a question that is still open in the branch."""

    def __init__(self, question: OpenQuestion) -> None:
        super().__init__(question)
        self.question = question


def settled(question: OpenQuestion, known: Settled) -> str:
    """The alternative that holds. Raises UnsettledError."""
    if question not in known:
        raise UnsettledError(question)
    return known[question]


def chunks_of(value: Text, known: Settled) -> tuple[str, ...] | None:
    """The chunks with a wildcard between each two; None where nothing matches. Raises UnsettledError."""
    chunks = value.chunks
    if value.otherwise is not None and settled(OpenQuestion.VALUE_ESCAPE, known) == "backslash":
        chunks = value.otherwise
    if value.exact:
        return chunks
    if chunks == ("",):
        return chunks if settled(OpenQuestion.EMPTY_VALUE, known) == "empty" else None
    filled = [at for at, chunk in enumerate(chunks) if chunk]
    if len(filled) > 1 and settled(OpenQuestion.GLOB_MIDDLE, known) == "literal":
        literal = "*".join(chunks[filled[0] : filled[-1] + 1])
        return (*[""] * (filled[0] > 0), literal, *[""] * (filled[-1] < len(chunks) - 1))
    return chunks


def reader_of(value: Text | Regex, known: Settled) -> Reader:
    """The texts that match as a whole, or in which the expression is found. Raises UnsettledError."""
    if isinstance(value, Regex):
        return _of_regex(value, known)
    chunks = chunks_of(value, known)
    if chunks is None:
        return Rows(())
    scanned = len(chunks) > 1 and bool(chunks[-1]) and not value.exact
    if scanned and settled(OpenQuestion.GLOB_SCAN, known) == "first-occurrence":
        return Scan((chunks[0], *filter(None, chunks[1:-1]), chunks[-1]))
    return _of_chunks(chunks)


def _of_chunks(chunks: Sequence[str]) -> Rows:
    positions: list[Position] = []
    for chunk in chunks:
        positions += [ANYTHING] * bool(positions and positions[-1] is not ANYTHING)
        positions += [Position(frozenset(char)) for char in chunk]
    if len(chunks) > 1 and not chunks[-1] and positions:
        positions.pop()  # a star at the end: what follows does not count
    return Rows((Row(tuple(positions), at_start=len(chunks) == 1 or bool(chunks[0]), at_end=_held(chunks)),))


def _held(chunks: Sequence[str]) -> bool:
    return len(chunks) == 1 or bool(chunks[-1])


def text_reader(text: str) -> Reader:
    """The one text."""
    return _of_chunks((text,))


# An expression that is held at the end also matches, in Java, before a line end that ends the text.
_CARRIAGE_RETURN, _NEWLINE = (
    Position(frozenset("\r"), optional=True),
    Position(frozenset("\n"), optional=True),
)
_OTHER_LINE_END = Position(frozenset("\x85\u2028\u2029"))


def _of_regex(regex: Regex, known: Settled) -> Rows:
    re2, java = _rows(regex, java=False), _rows(regex, java=True)
    if re2 == java:
        return Rows(re2)
    return Rows(re2 if settled(OpenQuestion.REGEX_DIALECT, known) == "re2" else java)


def _rows(regex: Regex, java: bool) -> tuple[Row, ...]:
    rows: list[Row] = []
    for branch in regex.branches:
        positions: list[Position] = []
        for item in branch.items:
            fits = item.charset.java if java else item.charset.re2
            positions += [Position(fits.members, fits.negated)] * item.low
            if item.high is None:
                positions.append(Position(fits.members, fits.negated, optional=True, again=True))
            else:
                positions += [Position(fits.members, fits.negated, optional=True)] * (item.high - item.low)
        ends = [()] if not (java and branch.at_end) else [(_CARRIAGE_RETURN, _NEWLINE), (_OTHER_LINE_END,)]
        rows += [Row((*positions, *end), branch.at_start, branch.at_end) for end in ends]
    return tuple(rows)
