"""Bytes to JSON documents, with the text around them and the problems met on the way.

A file from a client may be one answer of AWS, several pages one after another, or a saved terminal
session with prompts, error messages and an answer that stops in the middle. What is certain is read,
the rest is reported. Never raises.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from analyzer.evidence import terminal
from analyzer.evidence.encoding import DecodedText, to_text
from analyzer.evidence.json_scanner import Scanner, Whole
from analyzer.evidence.source import Document, Problem, ProblemCode
from analyzer.limits import DEFAULT_LIMITS

if TYPE_CHECKING:
    from analyzer.evidence.transcript import Found, Session

_BLANKS = " \t\r\n"


class Decoded(NamedTuple):
    """What could be read of one file. `trailing` is the text after the last document."""

    documents: tuple[Document, ...] = ()
    trailing: str = ""
    problems: tuple[Problem, ...] = ()
    encoding: str = ""  # "utf-8", "utf-16-le", "utf-16-be"; "" where the bytes are no text


def read(data: bytes, max_depth: int = DEFAULT_LIMITS.json_depth) -> Decoded:
    """Read every document of a file; `max_depth` is the deepest nesting that is accepted."""
    decoded = to_text(data)
    if decoded is None:
        message = "expected UTF-8 or UTF-16 text, got other bytes; save the output of the command again"
        return Decoded(problems=(Problem(ProblemCode.UNDECODABLE, message),))
    with _collector_paused():
        scanner = Scanner(decoded.text, max_depth)
        only = _only_document(decoded.text, scanner)
        if only is not None:
            return Decoded((only,), encoding=decoded.encoding)
        from analyzer.evidence.transcript import Session  # most files are one document and nothing else

        session = Session(decoded.text, scanner)
        session.read()
        if session.found or session.problems:
            return _several(session, decoded.encoding)
        return _scalar(decoded, scanner, session.trailing)


def _only_document(text: str, scanner: Scanner) -> Document | None:
    """The object or list that is all of the text but for blanks; None for anything else."""
    start = len(text) - len(text.lstrip(_BLANKS))
    ends = text[start : start + 1] + text.rstrip(_BLANKS)[-1:]
    result = scanner.scan(start) if ends in ("{}", "[]") else None
    if not isinstance(result, Whole) or result.twice or text[result.end :].strip(_BLANKS):
        return None
    return Document(result.value, "")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Half the time of decoding many objects goes into looking for cycles, of which JSON has none."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _several(session: Session, encoding: str) -> Decoded:
    pointers = [f"/{index}" if len(session.found) > 1 else "" for index in range(len(session.found))]
    documents = tuple(
        Document(found.value, pointer, found.preamble, contradicted=bool(found.twice))
        for found, pointer in zip(session.found, pointers, strict=True)
    )
    doubled = [
        _doubled(found, pointer)
        for found, pointer in zip(session.found, pointers, strict=True)
        if found.twice
    ]
    problems = sorted(session.problems + doubled, key=lambda problem: (problem.line, problem.column))
    return Decoded(documents, session.trailing, tuple(problems), encoding)


def _doubled(found: Found, pointer: str) -> Problem:
    places = ", ".join(f"`{pointer}{place}`" for place in found.twice)
    message = f"expected each member of an object once, got twice: {places}; none of its values is relied on"
    return Problem(ProblemCode.DUPLICATE_KEY, message, found.line, found.column)


def _scalar(decoded: DecodedText, scanner: Scanner, shown: str) -> Decoded:
    """The whole file as `null`, a text or a number, as `--query` prints them; else no JSON at all."""
    text, encoding = decoded.text, decoded.encoding
    start = terminal.end_of_blank_lines(text, 0)
    if start == len(text):
        problem = Problem(ProblemCode.EMPTY, "the file is empty; run its command again")
        return Decoded(problems=(problem,), encoding=encoding)
    result = scanner.scan(start) if text[start] in '"-0123456789tfn' else None
    if isinstance(result, Whole) and terminal.end_of_blank_lines(text, result.end) == len(text):
        return Decoded((Document(result.value, ""),), encoding=encoding)
    from analyzer.evidence.transcript import EXCERPT

    message = "expected JSON, got other text; run the command again with `--output json`"
    problem = Problem(ProblemCode.NOT_JSON, message, excerpt=shown[:EXCERPT])
    return Decoded(trailing=shown, problems=(problem,), encoding=encoding)
