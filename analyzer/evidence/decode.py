"""Bytes to JSON documents, with the text around them and the problems met on the way.

A file from a client may be one answer of AWS, several pages one after another, or a saved terminal
session with prompts, error messages and an answer that stops in the middle. What is certain is read,
the rest is reported. Never raises.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from analyzer.evidence import terminal
from analyzer.evidence.encoding import DecodedText, to_text
from analyzer.evidence.json_scanner import Broken, Scanner, Whole
from analyzer.evidence.left import NOTHING, Left
from analyzer.evidence.other_files import no_json
from analyzer.evidence.source import EXCERPT, Document, Problem, ProblemCode, not_relied_on
from analyzer.limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from analyzer.evidence.transcript import Found, Session

_BLANKS = " \t\r\n"


class Decoded(NamedTuple):
    """What could be read of one file. `trailing` is the text after the last document."""

    documents: tuple[Document, ...] = ()
    trailing: str = ""
    problems: tuple[Problem, ...] = ()
    encoding: str = ""  # "utf-8", "utf-16-le", "utf-16-be"; "" where the bytes are no text
    used: Left = NOTHING  # of what all files of an input share


def read(data: bytes, limits: Limits = DEFAULT_LIMITS, left: Left | None = None) -> Decoded:
    """Read every document of a file, within the limits.

    `left` is what is left of those that all files of an input share: all of them where it is None.
    """
    decoded = to_text(data)
    if decoded is None:
        message = "expected UTF-8 or UTF-16 text, got other bytes; save the output of the command again"
        return Decoded(problems=(Problem(ProblemCode.UNDECODABLE, message),))
    plain = decoded._replace(text=terminal.uncoloured(decoded.text))
    found = _read_plain(plain, limits, left)
    if not found.problems or len(plain.text) == len(decoded.text):
        return found
    lines = decoded.text.split("\n")
    return found._replace(problems=tuple(_with_colours(problem, lines) for problem in found.problems))


def _with_colours(problem: Problem, lines: Sequence[str]) -> Problem:
    """The problem with the column that its place has in the file, colours and all."""
    if not problem.line:
        return problem
    return problem._replace(column=terminal.column_with_colours(lines[problem.line - 1], problem.column))


def _read_plain(decoded: DecodedText, limits: Limits, left: Left | None) -> Decoded:
    with _collector_paused():
        left = left or Left.of(limits)
        scanner = Scanner(decoded.text, limits, left=left.input_nodes)
        only = _only_document(decoded.text, scanner)
        if only is not None:
            return only._replace(encoding=decoded.encoding)
        from analyzer.evidence.transcript import Session  # most files are one document and nothing else

        session = Session(decoded.text, scanner, left)
        session.read()
        if session.found or session.problems:
            return _several(session, decoded.encoding)
        return _scalar(decoded, scanner, session)


def _only_document(text: str, scanner: Scanner) -> Decoded | None:
    """The object or list that is all of the text but for blanks; None for anything else."""
    start = terminal.end_of_plain_blanks(text)
    end = len(text.rstrip(_BLANKS))
    if text[start : start + 1] + text[end - 1 : end] not in ("{}", "[]"):
        return None
    result = scanner.scan(start)
    before = text.rfind("\n", 0, start) + 1
    line, column = 1 + text.count("\n", 0, start), start - before + 1
    match result:
        case Whole(end=found) if found == end:
            document = Document(result.value, "", contradicted=bool(result.twice))
            problems = (_doubled(result.twice, "", line, column),) if result.twice else ()
            used = NOTHING._replace(input_nodes=result.nodes, input_text=before + len(text) - end)
            return Decoded((document,), "", problems, used=used)
        case Broken(limit="json-nodes" | "input-nodes"):
            excerpt = text[start : start + EXCERPT]
            message = not_relied_on(line, result.message)
            return Decoded(problems=(Problem(result.code, message, line, column, excerpt, result.limit),))
        case _:
            return None


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
    torn = _torn(session)
    documents = tuple(
        Document(found.value, pointer, found.preamble, contradicted=bool(found.twice))
        for index, (found, pointer) in enumerate(zip(session.found, pointers, strict=True))
        if index not in torn
    )
    doubled = [
        _doubled(found.twice, pointer, found.line, found.column)
        for found, pointer in zip(session.found, pointers, strict=True)
        if found.twice
    ]
    cut = [_cut(session.found[index]) for index in torn]
    problems = sorted(session.problems + doubled + cut, key=lambda problem: (problem.line, problem.column))
    return Decoded(documents, session.trailing, tuple(problems), encoding, session.used)


# A member of an object on a line of its own, as every writer that breaks lines prints it.
_MEMBER = re.compile(r'^[ \t]*"(?:[^"\\\n]|\\.){1,200}"[ \t]*:[ \t]*["\[{\dtfn-]', re.MULTILINE)


def _torn(session: Session) -> tuple[int, ...]:
    """The documents beside which members stand that belong to none: what they lack may be these.

    In a saved session other commands may have printed them.
    """
    from analyzer.evidence.prompts import PROMPT  # as `transcript`

    texts = (*(found.preamble for found in session.found), session.trailing)
    loose = [place for place, text in enumerate(texts) if '"' in text and _MEMBER.search(text)]
    if not loose or any(map(PROMPT.search, texts)):
        return ()
    return tuple(index for index in range(len(session.found)) if index in loose or index + 1 in loose)


def _cut(found: Found) -> Problem:
    excerpt = " ".join(found.value)[:EXCERPT] if isinstance(found.value, dict) else ""
    return Problem(ProblemCode.MALFORMED, not_relied_on(found.line, _TORN), found.line, found.column, excerpt)


_TORN = "members of an object stand outside of it, so that it may lack them; run its command again"


def _doubled(twice: Sequence[str], pointer: str, line: int, column: int) -> Problem:
    places = ", ".join(f"`{pointer}{place}`" for place in twice)
    message = f"expected each member of an object once, got twice: {places}; none of its values is relied on"
    return Problem(ProblemCode.DUPLICATE_KEY, message, line, column)


def _scalar(decoded: DecodedText, scanner: Scanner, session: Session) -> Decoded:
    """The whole file as `null`, a text or a number, as `--query` prints them; else no JSON at all."""
    text, encoding, shown = decoded.text, decoded.encoding, session.trailing
    start = terminal.end_of_blank_lines(text, 0)
    if start == len(text):
        problem = Problem(ProblemCode.EMPTY, "the file is empty; run its command again")
        return Decoded(problems=(problem,), encoding=encoding, used=session.used)
    result = scanner.scan(start) if text[start] in '"-0123456789tfn' else None
    if isinstance(result, Whole) and terminal.end_of_blank_lines(text, result.end) == len(text):
        return Decoded((Document(result.value, ""),), encoding=encoding, used=session.used)
    problem = Problem(ProblemCode.NOT_JSON, no_json(shown), excerpt=shown[:EXCERPT])
    return Decoded(trailing=shown, problems=(problem,), encoding=encoding, used=session.used)
