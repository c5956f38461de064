"""The answers in one document: itself, or several that somebody put into an array or an object.

`jq -s` makes an array of the answers, a script that asks many questions an object whose members are named
for them: `{"describe-trails": {…}, "get-trail-status": {"org": {…}}}`, perhaps below regions and accounts.
Such an object is read like a folder: its names count like those of files and folders, and no more than
these. Only a name that is a command line with its arguments is taken for the command.

What merely looks like an answer in some other document is none: a template has `EventSelectors` too. An
answer stands where a name tells the operation, where nothing but arrays and objects stands beside it, in an
array, or in a document that holds several.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from analyzer.aws.command_line import SERVICES, AuditOperation, Command
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.identifiers import is_account_id, is_region
from analyzer.aws.powershell import Cmdlet, cmdlet_named, cmdlet_of
from analyzer.aws.rows import RowBudget
from analyzer.aws.shapes import Read, answers_of, is_answer, is_list_answer, read_value
from analyzer.evidence import JSON, Citation, Location, ProblemCode
from analyzer.evidence.exceeded import past
from analyzer.evidence.source import is_index
from analyzer.inventory.failed_commands import errors_in
from analyzer.inventory.filename_hints import filename_hints
from analyzer.phrase import Phrase, phrase

_LEVELS = 8
"""Of arrays and objects around an answer. Account, region, command and resource make four."""


class DocumentAnswer(NamedTuple):
    """One answer and where it stands. `path` is that of its file, and behind it the names around it in it.

    `command` is the command line that the name of its member spells, with arguments; None where it is none.
    """

    read: Read
    at: Citation
    path: str
    command: Command | None = None


class _Spot(NamedTuple):
    """A place in a document. `is_named`: the name of a member around it tells an operation."""

    at: Location
    path: str
    is_named: bool = False
    command: Command | None = None
    cmdlet: Cmdlet | None = None  # of PowerShell
    level: int = 0

    def element(self, index: int) -> _Spot:
        return self._replace(at=self.at.child(index), level=self.level + 1)

    def member(self, name: str) -> _Spot:
        path = f"{self.path}/{name.replace('/', '_')}"
        said = _said_by(name)
        at, level = self.at.child(name), self.level + 1
        is_named = self.is_named or said.is_operation
        return _Spot(at, path, is_named, said.command or self.command, said.cmdlet, level)


class _Name(NamedTuple):
    """What the name of a member says. `is_place`: it is a region or an account."""

    command: Command | None
    cmdlet: Cmdlet | None
    is_operation: bool
    is_place: bool


@lru_cache(maxsize=1_000)  # records of one kind have the same members, one after another
def _said_by(name: str) -> _Name:
    command, cmdlet = _command(name), cmdlet_named(name)
    is_operation = command is not None or cmdlet is not None or _names_operation(name)
    return _Name(command, cmdlet, is_operation, is_region(name) or is_account_id(name))


def answers_in(
    value: JSON, at: Location, asked: AuditOperation | None, budget: RowBudget, spoken: str = ""
) -> Iterator[DocumentAnswer]:
    """The answers in a document that stands `at`; `asked` is the operation that is told ahead of it or by its
    name, `spoken` the text ahead of it, and `budget` what is left for the rows of its input.

    Past the limit of documents in a file, one answer to each operation says that it cannot be whole.
    """
    spot = _Spot(at, at.file)
    answers = _Reader(asked, budget, cmdlet_named(spoken) or cmdlet_named(at.file)).answers(value, spot)
    yield from islice(answers, budget.limits.documents)
    if next(answers, None) is not None:
        yield from _past(Citation(at, value), budget)


def _past(at: Citation, budget: RowBudget) -> Iterator[DocumentAnswer]:
    said = past("documents", budget.limits, "no answer in this document behind these is read")
    for kind in AuditOperation:
        gap = CompletenessGap(ProblemCode.TOO_LARGE, said, at)
        yield DocumentAnswer((kind, [], [gap], frozenset()), at, at.location.file)


@dataclass(frozen=True, slots=True)
class _Reader:
    """`cmdlet` is that of PowerShell which the text ahead of the document, or its name, tells."""

    asked: AuditOperation | None
    budget: RowBudget
    cmdlet: Cmdlet | None

    def answers(self, value: JSON, spot: _Spot) -> Iterator[DocumentAnswer]:
        at = Citation(spot.at, value)
        cmdlet = self.cmdlet or spot.cmdlet or cmdlet_of(value)
        if cmdlet is not None and isinstance(value, dict | list):
            yield DocumentAnswer(_of_powershell(cmdlet, at), at, spot.path)
            return
        if isinstance(value, list) and any(map(_is_whole, value)):
            yield from self._inside(value, spot)
        elif merged := answers_of(value):
            yield from self._merged(value, merged, spot)
        elif (read := self._read(value, spot)) is not None:
            yield DocumentAnswer(read, at, spot.path, spot.command)
        else:
            yield from self._inside(value, spot)

    def _read(self, value: JSON, spot: _Spot) -> Read | None:
        asked = self.asked
        if spot.level and value == []:  # nothing else needs to know
            asked = filename_hints(spot.path).kind
        return read_value(value, spot.at, asked, self.budget)

    def _inside(self, value: JSON, spot: _Spot) -> Iterator[DocumentAnswer]:
        if spot.level >= _LEVELS:
            return
        match value:
            case dict():
                alone = _holds_no_scalars(value) or (spot.level == 0 and _holds_several(value))
                for name, one in value.items():
                    yield from self._member(name, one, spot, alone=alone)
            case list():
                for index, one in enumerate(value):
                    if isinstance(one, dict | list):
                        yield from self.answers(one, spot.element(index))
            case _:
                return

    def _member(self, name: str, value: JSON, spot: _Spot, *, alone: bool) -> Iterator[DocumentAnswer]:
        said = _said_by(name)
        is_named = spot.is_named or said.is_operation
        if is_index(name):  # a place behind it could not be told from one in an array
            return
        if isinstance(value, dict | list):
            if alone or is_named or said.is_place:
                yield from self.answers(value, spot.member(name))
        elif isinstance(value, str) and is_named:
            yield from _refusals(value, spot.member(name))

    def _merged(
        self, value: JSON, merged: dict[AuditOperation, frozenset[str]], spot: _Spot
    ) -> Iterator[DocumentAnswer]:
        """Each answer of an object that holds several, none of them known to be whole."""
        assert isinstance(value, dict)
        at = Citation(spot.at, value)
        for names in merged.values():
            part: JSON = {name: one for name, one in value.items() if name in names}
            read = read_value(part, spot.at, None, self.budget)
            if read is not None:
                kind, rows, gaps, members = read
                gap = CompletenessGap(GapKind.FILTERED, _MERGED, at)
                yield DocumentAnswer((kind, rows, [gap, *gaps], members), at, spot.path)


_MERGED = phrase(
    "answers to several commands stand in one object, so one may have taken the place of another"
)


def _is_whole(value: JSON) -> bool:
    """Whether a list that holds such a value is one of answers, and no list of rows without its member."""
    return is_answer(value) if isinstance(value, dict) and "IsLogging" not in value else False


def _holds_several(value: dict[str, JSON]) -> bool:
    """Whether a document holds more than one answer, so that it was made to hold them."""
    return sum(map(is_list_answer, value.values())) > 1


def _holds_no_scalars(value: dict[str, JSON]) -> bool:
    return all(one is None or isinstance(one, dict | list) for one in value.values())


def _names_operation(name: str) -> bool:
    if filename_hints(name.replace("/", "_")).kind is not None:
        return True
    return name.endswith(("get-trail", "GetTrail", "get_trail"))


def _command(name: str) -> Command | None:
    """The command line that a name spells, if it tells its arguments."""
    if "aws" not in name or "--" not in name:
        return None
    from analyzer.inventory.shell_history import lines_in  # few documents have such names

    lines = lines_in(name)
    return lines[-1].command if lines and lines[-1].command.options else None


def _refusals(text: str, spot: _Spot) -> Iterator[DocumentAnswer]:
    """An error text in the place of an answer."""
    kind = filename_hints(spot.path).kind
    at = Citation(spot.at, text)
    for error in errors_in(text, (), (), kind, ()):
        yield _refused(error.kind, error.told, at, spot, error.code)


def _refused(kind: AuditOperation, told: Phrase, at: Citation, spot: _Spot, code: str = "") -> DocumentAnswer:
    gap = CompletenessGap(GapKind.ERROR, told, at, error=code)
    return DocumentAnswer((kind, [], [gap], frozenset()), at, spot.path, spot.command)


def _of_powershell(cmdlet: Cmdlet, at: Citation) -> Read:
    said = phrase(
        "objects of AWS Tools for PowerShell, as `{cmdlet}` gives them: ask for the output of `aws {service}"
        " {operation}` instead",
        cmdlet=cmdlet.name,
        service=SERVICES[cmdlet.operation],
        operation=cmdlet.operation.value,
    )
    return cmdlet.operation, [], [CompletenessGap(GapKind.OTHER_TOOL, said, at)], frozenset()
