"""From files to outputs: which AWS CLI operation printed each document, and the records in it.

An output with gaps may prove that something is there; it never proves that something is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from analyzer.aws.command_line import AuditOperation, Command, parse_arguments
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.row_reading import Record
from analyzer.aws.rows import RowBudget
from analyzer.aws.shapes import KEYS
from analyzer.evidence import Citation, Document, EvidenceFile, Location, Problem, ProblemCode
from analyzer.inventory.failed_commands import (
    NOTHING_ASIDE,
    Aside,
    SpokenError,
    answered_with,
    errors_in,
    reasons,
)
from analyzer.inventory.filename_hints import FilenameHints, filename_hints
from analyzer.inventory.wrapped import DocumentAnswer, answers_in
from analyzer.phrase import Phrase, phrase

if TYPE_CHECKING:
    from analyzer.inventory.shell_history import CommandLine


class CommandOutput(NamedTuple):
    """One document as the answer to one command. `group` is the input it came in with."""

    kind: AuditOperation
    at: Citation
    rows: tuple[Record, ...]
    gaps: tuple[CompletenessGap, ...]
    command: Command | None
    hints: FilenameHints
    group: str
    from_table: bool = False  # the collector's table names the command
    members: frozenset[str] = frozenset()  # the top-level members that were printed
    captured: datetime | None = None  # when its command was started, as the collector's table says
    within: str = ""  # the path of its file and the names of the members around it; "" for the file's own

    @property
    def file(self) -> str:
        return self.at.location.file

    @property
    def path(self) -> str:
        """Where it stands, as the names of folders, of its file and of members around it tell."""
        return self.within or self.file

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


def outputs_in(
    file: EvidenceFile, group: str, aside: Aside = NOTHING_ASIDE, budget: RowBudget | None = None
) -> tuple[CommandOutput, ...]:
    """All outputs that a file holds, and one empty output for each answer that it shows to be missing.

    `aside` is what lies beside the file of its command's end; `budget` is what is left for the rows of the
    input it came in with.
    """
    if file.companion:
        return ()
    spoken = _spoken(file)
    why = tuple(reasons(file, aside))
    by_document = [
        tuple(
            output._replace(gaps=(*output.gaps, *aside.unread))
            for output in _of_document(file, document, [line.command for line in lines], group, why, budget)
        )
        for document, lines in zip(file.documents, spoken, strict=False)
    ]
    kinds = [found[0].kind if found else None for found in by_document]
    failed = list(_failures(file, aside, spoken, kinds, group))
    # That a refused command printed nothing goes without saying.
    problems = [p for p in file.problems if not (failed and p.code is ProblemCode.EMPTY)]
    broken = [output for problem in problems for output in _of_problem(file, problem, group)]
    failed_kinds = {output.kind for output, alone in failed if not alone}
    # An error and an answer of one operation in one file: the answer may be a part only.
    found = [
        output._replace(gaps=(*output.gaps, CompletenessGap(GapKind.ERROR, _BESIDE_ERROR, output.at)))
        if output.kind in failed_kinds
        else output
        for outputs in by_document
        for output in outputs
    ]
    return (*found, *(output for output, _ in failed), *broken)


def _spoken(file: EvidenceFile) -> list[tuple[CommandLine, ...]]:
    """The command lines ahead of each document, and those behind the last one."""
    texts = [*(document.preamble for document in file.documents), file.trailing]
    if not any(map(str.strip, texts)):
        return [()] * len(texts)
    from analyzer.inventory.shell_history import (  # few files hold a session
        CommandLine,
        lines_in,
        region_told,
        shown,
    )

    region = None
    stored: dict[str, Command] = {}
    spoken = []
    for text in texts:
        lines = lines_in(text, region)
        region = region_told(text) or region
        stored |= {line.stored: line.command for line in lines if line.stored}
        said = shown(text, lines[-1].at if lines else 0)
        if said:  # what is shown was printed by the command that stored it, not by the one ahead of it
            lines = tuple(line for line in lines if not line.stored)
            lines += (CommandLine(len(text), stored[said]),) if said in stored else ()
        spoken.append(lines)
    return spoken


def _of_document(
    file: EvidenceFile,
    document: Document,
    spoken: Sequence[Command],
    group: str,
    why: Sequence[Phrase],
    budget: RowBudget | None,
) -> Iterator[CommandOutput]:
    asked = spoken[-1].kind if spoken else filename_hints(file.path).kind
    at = Location(file.path, document.pointer)
    ahead = "" if spoken else document.preamble
    for answer in answers_in(document.value, at, asked, budget or RowBudget.of(), ahead):
        yield _output(file, document, answer, spoken, group, why)


def _output(
    file: EvidenceFile,
    document: Document,
    answer: DocumentAnswer,
    spoken: Sequence[Command],
    group: str,
    why: Sequence[Phrase],
) -> CommandOutput:
    """One answer of a document as the output of its command."""
    kind, rows, gaps, members = answer.read
    said = filename_hints(answer.path)
    command, from_table = _command(file, spoken, kind)
    if answer.command is not None and answer.command.kind is kind:
        command, from_table = answer.command, False
    if document.contradicted:
        gaps = [*gaps, CompletenessGap(GapKind.CONTRADICTED, _TWICE, answer.at)]
        rows = []
    gaps = [*gaps, *(CompletenessGap(GapKind.ERROR, reason, answer.at) for reason in why)]
    if command is not None:
        gaps = [*gaps, *(_filtered(cut, answer.at) for cut in command.cuts)]
    elif said.narrowed:
        gaps = [*gaps, CompletenessGap(GapKind.FILTERED, _NAMED_NARROWED, answer.at)]
    captured = datetime.fromisoformat(file.invocation.started) if file.invocation and from_table else None
    return CommandOutput(
        kind,
        answer.at,
        tuple(rows),
        tuple(gaps),
        command,
        said,
        group,
        from_table,
        members,
        captured,
        answer.path,
    )


_BESIDE_ERROR = phrase("the same file holds an error of the same operation")
_TWICE = phrase("an object names one member twice")
_NAMED_NARROWED = phrase("the file name says that rows were left out")


def _filtered(option: str, at: Citation) -> CompletenessGap:
    return CompletenessGap(GapKind.FILTERED, phrase("asked with `{option}`", option=option), at, option)


def _command(
    file: EvidenceFile, spoken: Sequence[Command], kind: AuditOperation
) -> tuple[Command | None, bool]:
    """The command that asked for a document: by the collector's table, else by the prompt ahead of it."""
    if file.invocation is not None:
        command = parse_arguments(file.invocation.arguments)
        return (command, True) if command and command.kind is kind else (None, False)
    asked = [command for command in spoken if command.kind is kind]
    return (asked[-1], False) if asked else (None, False)


def _of_problem(file: EvidenceFile, problem: Problem, group: str) -> Iterator[CommandOutput]:
    if problem.code is ProblemCode.DUPLICATE_KEY:
        return
    spoken = filename_hints(file.path)
    tabled = parse_arguments(file.invocation.arguments) if file.invocation else None
    kinds = {kind for key, kind in KEYS if key in problem.excerpt}
    kind = tabled.kind if tabled and tabled.kind else min(kinds, default=spoken.kind)
    if kind is not None:
        at = Citation(Location(file.path), None, readable=False)
        gap = CompletenessGap(problem.code, problem.message, at)
        yield CommandOutput(kind, at, (), (gap,), tabled, spoken, group, tabled is not None)


class _Failure(NamedTuple):
    """An answer that AWS refused. `alone`: its command printed none of the documents in the file."""

    output: CommandOutput
    alone: bool


def _failures(
    file: EvidenceFile,
    aside: Aside,
    spoken: Sequence[Sequence[CommandLine]],
    kinds: Sequence[AuditOperation | None],
    group: str,
) -> Iterator[_Failure]:
    """Error texts: on stderr, around the documents, or as JSON (`--cli-error-format json`).

    `kinds` are the operations that the documents answer.
    """
    said = filename_hints(file.path)
    tabled = parse_arguments(file.invocation.arguments) if file.invocation else None
    other = said.kind or (tabled.kind if tabled else None)

    def refused(error: SpokenError, told_in: str = "") -> CommandOutput:
        at = Citation(Location(file.path), None, readable=False)
        said_at = Citation(Location(told_in or file.path), error.text, readable=False)
        gaps = (CompletenessGap(GapKind.ERROR, error.told, at, error=error.code, said_at=said_at),)
        return CommandOutput(error.kind, at, (), gaps, error.asked or tabled, said, group, tabled is not None)

    texts = [*(document.preamble for document in file.documents), file.trailing]
    around = [None, *kinds, None]
    for place, (text, lines) in enumerate(zip(texts, spoken, strict=True)):
        ends = place == len(file.documents)
        for error in errors_in(text, [line.command for line in lines], [line.at for line in lines],
                               other, around[place : place + 2]):  # fmt: skip
            alone = (error.asked is not None and (error.followed or ends)) or (error.followed and place == 0)
            yield _Failure(refused(error), alone)
    # What lies beside an answer makes it doubtful, see `reasons`; without one it is the answer.
    stderr = file.invocation.stderr if file.invocation else "" if file.documents else aside.stderr
    beside = [(problem.excerpt, "") for problem in file.problems] + [(stderr, aside.stderr_at)]
    for text, told_in in beside:
        for error in errors_in(text, (), (), other, kinds):
            yield _Failure(refused(error, told_in), alone=False)
    for document in file.documents:
        value = document.value
        if isinstance(value, dict) and set(value) >= {"Message", "Code"} and said.kind is not None:
            at = Citation(Location(file.path, document.pointer), document.value)
            code = str(value["Code"])
            gap = CompletenessGap(GapKind.ERROR, answered_with(code), at, error=code)
            yield _Failure(CommandOutput(said.kind, at, (), (gap,), None, said, group), alone=False)
