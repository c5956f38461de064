"""What tells that the command behind an answer failed: its exit status, and what it says on standard error.

Such an answer may be a part only, whatever it looks like. Source: AWS CLI User Guide, return codes, and
"Troubleshooting errors"; the texts are those of the AWS CLI and botocore (`botocore.exceptions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from analyzer.aws.command_line import BESIDE, AuditOperation, Command
from analyzer.aws.completeness import CompletenessGap
from analyzer.evidence import Citation, EvidenceFile, Location
from analyzer.evidence.manifest import STATUS, STDERR, TABLE
from analyzer.phrase import Phrase, phrase

_OPERATIONS: Mapping[str, AuditOperation] = {kind.value.replace("-", ""): kind for kind in AuditOperation}

_ERROR = re.compile(
    r"An error occurred \((?P<code>[^)]{1,100})\)(?: when calling the (?P<operation>\w{1,60}) operation)?"
    r"|(?P<failed>^[ \t]*(?![^\n]{0,200}An error occurred \()(?:aws: (?:\[ERROR\]|error): "
    r"|botocore\.exceptions\.|Traceback \(most recent call last\)"
    r"|Unable to locate credentials|Partial credentials found|Error (?:when retrieving|loading) "
    r"|(?:Could not|Failed to) connect to |(?:Read|Connect) timeout on |Connection was closed "
    r"|SSL validation failed|An HTTP Client |The config profile \(|You must specify a region"
    r"|Parameter validation failed|Unknown options: |Token has expired|The SSO session |Invalid endpoint: "
    r"|\[Errno -?\d+\]|'[\w-]{1,40}' codec can't encode|Exception ignored in|\^C|Killed$|Terminated$"
    r"|Segmentation fault|[^\n]{0,80}: command not found|Unable to parse )[^\n]{0,200})",
    re.MULTILINE,
)


def answered_with(code: str) -> Phrase:
    """That AWS refused, as it calls it."""
    return phrase("AWS answered with the error `{code}`", code=code)


# "Troubleshoot access denied error messages", IAM User Guide; what an explicit deny adds stands behind.
_DENIED = re.compile(
    r"[^\n]{0,20}?(?:User|Caller): (?P<who>\S{1,300}) is not authorized to perform:"
    r" (?P<action>[\w-]{1,40}:\w{1,60})(?P<explicit>[^\n]{0,400}?with an explicit deny)?"
)
_EXTENDED = BESIDE | {AuditOperation.LOG_GROUPS}  # as `collect.sh --extended` asks them


def _told(error: re.Match[str], kind: AuditOperation | None = None) -> Phrase:
    if error["code"]:
        denied = _DENIED.match(error.string, error.end())
        return answered_with(error["code"]) if denied is None else _denied(error["code"], denied, kind)
    return phrase("the command failed: `{error}`", error=error["failed"].strip())


def _denied(code: str, denied: re.Match[str], kind: AuditOperation | None) -> Phrase:
    """Who may not do what, and what would let them: a policy of the collector, unless another forbids it."""
    said = "AWS answered with the error `{code}`: `{who}` may not do `{action}`"
    if denied["explicit"]:
        said += ", since a policy denies it"
    elif kind is not None:
        said += ", which `{policy}` allows"
    policy = "collectors/policies/extended.json" if kind in _EXTENDED else "collectors/policy.json"
    return phrase(said, code=code, who=denied["who"], action=denied["action"], policy=policy)


class Aside(NamedTuple):
    """What lies beside an output in files of their own: its exit status, and its standard error, which
    stands at `stderr_at`.

    `unread` are those of these files, and of the tables of commands, that cannot be read, where nothing
    else tells how the command ended and what it asked for.
    """

    status: str = ""
    stderr: str = ""
    unread: tuple[CompletenessGap, ...] = ()
    stderr_at: str = ""


NOTHING_ASIDE = Aside()


class Asides:
    """What the files of an input that hold no evidence tell of the commands."""

    def __init__(self, files: Iterable[EvidenceFile]) -> None:
        told = [
            file
            for file in files
            if file.companion and (file.name == TABLE or file.name.endswith((STDERR, STATUS)))
        ]
        self._texts = {file.path: file.trailing for file in told if file.name != TABLE}
        unread = [file for file in told if file.problems and not file.trailing]
        self._unread = {file.path: _unread(file) for file in unread if file.name != TABLE}
        self._tables = {file.folder: _unread(file) for file in unread if file.name == TABLE}

    def of(self, file: EvidenceFile) -> Aside:
        """Those of one output: `alarms.json.status`, or `alarms.status` where people wrote it."""
        if not self._texts and not self._tables:
            return NOTHING_ASIDE
        bare, dot, ending = file.path.rpartition(".")
        paths = [file.path, *([bare] if dot and "/" not in ending else [])]
        status, stderr = (
            next((self._texts[path + what] for path in paths if path + what in self._texts), "")
            for what in (STATUS, STDERR)
        )
        at = next((path + STDERR for path in paths if path + STDERR in self._texts), "")
        if file.invocation is not None:  # a row of the table that can be relied on
            return Aside(status, stderr, stderr_at=at)
        unread = [self._unread[path + what] for path in paths for what in (STATUS, STDERR)
                  if path + what in self._unread]  # fmt: skip
        unread += [self._tables[folder] for folder in folders_above(file.folder) if folder in self._tables]
        return Aside(status, stderr, tuple(unread), at)


def folders_above(folder: str) -> Iterator[str]:
    """The folder and those that it lies in."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield folder


def _unread(file: EvidenceFile) -> CompletenessGap:
    """That nobody knows how the command ended, and why."""
    problem = file.problems[0]
    return CompletenessGap(problem.code, problem.message, Citation(Location(file.path), None, readable=False))


_STATUS = re.compile(r"(?<!\d)\d{1,5}(?!\d)", re.ASCII)


def reasons(file: EvidenceFile, aside: Aside) -> Iterator[Phrase]:
    """Why the command that printed the file failed; nothing where no sign of it is there."""
    recorded = None if file.invocation is None else file.invocation.status
    beside = _STATUS.search(aside.status)
    status = recorded or (int(beside[0]) if beside else 0)
    if status:
        yield phrase("the command ended with exit status {status}", status=status)
    for text in dict.fromkeys((file.invocation.stderr if file.invocation else "", aside.stderr)):
        error = _ERROR.search(text)
        if error is not None:
            yield _told(error)


_MOST_OF_A_LINE = 500  # characters of an error text that are shown behind what is recognised of it


class SpokenError(NamedTuple):
    """An error text in a file; `asked` is the command that met it, `followed` says that another comes
    behind, `code` is AWS's word for it, "" where AWS did not speak, and `text` the line that says it."""

    kind: AuditOperation
    told: Phrase
    asked: Command | None
    followed: bool
    code: str = ""
    text: str = ""


def errors_in(
    text: str,
    commands: Sequence[Command],
    places: Sequence[int],
    other: AuditOperation | None,
    around: Sequence[AuditOperation | None],
) -> Iterator[SpokenError]:
    """The errors of a text in which `commands` stand at these `places`.

    One that does not name its operation is of the command ahead of it, else of `other`, which the file is
    named for, else of the answers `around` the text: it may have cut either of them short.
    """
    last: dict[AuditOperation | None, Command] = {}
    passed = 0
    for match in _ERROR.finditer(text):
        while passed < len(commands) and places[passed] < match.start():
            last[commands[passed].kind] = commands[passed]
            passed += 1
        ahead = commands[passed - 1].kind if passed else None
        followed = passed < len(commands)
        for kind in _kinds(match, ahead, other, around[:1] if followed else around):
            line = text[match.start() : match.end() + _MOST_OF_A_LINE].partition("\n")[0].strip()
            yield SpokenError(kind, _told(match, kind), last.get(kind), followed, match["code"] or "", line)


def _kinds(
    match: re.Match[str],
    ahead: AuditOperation | None,
    other: AuditOperation | None,
    around: Sequence[AuditOperation | None],
) -> Sequence[AuditOperation]:
    """The operations that an error may be of."""
    named = _OPERATIONS.get((match["operation"] or "").lower())
    for kind in (named, None if match["operation"] else ahead, other):
        if kind is not None:
            return (kind,)
    return () if match["operation"] else tuple(dict.fromkeys(kind for kind in around if kind is not None))
