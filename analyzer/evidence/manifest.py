"""The table of commands: what the collector says it ran, one command a line.

`data/commands.tsv` has a header and the columns start time, exit status, region, command, output
file. In the last two every byte outside `A-Za-z0-9._/:=@,+-` is percent-encoded; the arguments of a
command are separated by one space, and `%00`, a byte that no argument can hold, stands for an empty
one. Standard error and exit status of a command lie beside its output, as `.stderr` and `.status`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from analyzer.evidence.encoding import to_text
from analyzer.evidence.entries import inner_path, showable, too_long
from analyzer.evidence.exceeded import Told, exceeded
from analyzer.evidence.source import EvidenceFile, Invocation, Problem, ProblemCode
from analyzer.limits import DEFAULT_LIMITS, Limits

TABLE = "commands.tsv"
STDERR = ".stderr"
STATUS = ".status"
COLUMNS = ("started", "status", "region", "command", "output")

_PAYLOAD = "data/"
_LONGEST_ROW = 100_000  # characters: more than a shell of today takes for one argument (128 KiB, ARG_MAX)
_EMPTY_ARGUMENT = "%00"
_STARTED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_STATUS = re.compile(r"\d{1,3}", re.ASCII)
_REGION = re.compile(r"[A-Za-z0-9-]{0,64}")
_ENCODED = re.compile(r"(?:[A-Za-z0-9._/:=@,+-]|%[0-9A-F]{2})+")
_BYTE = re.compile(rb"%([0-9A-F]{2})")


class CommandTable(NamedTuple):
    """The rows that can be relied on, in order, and what is wrong with the others."""

    rows: tuple[Invocation, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_table(data: bytes, limits: Limits = DEFAULT_LIMITS) -> CommandTable:
    """Read a table of commands. A broken row is a problem; a broken header or too many leave no row."""
    decoded = to_text(data)
    text = decoded.text if decoded else ""
    if text.count("\n") > limits.files:
        return CommandTable(problems=(exceeded("files", limits, "no row of this table is relied on"),))
    lines = text.split("\n")
    if tuple(lines[0].rstrip("\r").split("\t")) != COLUMNS:
        message = f"expected the header `{' '.join(COLUMNS)}`, got another; no row of it is relied on"
        return CommandTable(problems=(Problem(ProblemCode.MALFORMED, message, 1, 1),))
    rows: list[Invocation] = []
    broken = Told()
    for number, line in enumerate(lines[1:], 2):
        if not line.strip("\r"):
            continue
        row = _row(line.rstrip("\r"), limits)
        if isinstance(row, Invocation):
            rows.append(row)
        else:
            message = f"this row is not relied on: {row}"
            broken.add(Problem(ProblemCode.MALFORMED, message, number, 1, showable(line[:200])))
    return CommandTable(tuple(rows), tuple(broken.problems()))


def _row(line: str, limits: Limits) -> Invocation | str:
    """The command of a row, or what is wrong with it."""
    if len(line) > _LONGEST_ROW:
        return f"expected at most {_LONGEST_ROW:,} characters"
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        return f"expected {len(COLUMNS)} columns, got {len(cells)}"
    started, status, region, command, output = cells
    arguments = tuple(_argument(token) for token in command.split(" "))
    written = _decoded(output) or "/"
    path = None if too_long(written, limits) else inner_path(written)
    if not _is_time(started):
        return "expected a start time like `2026-11-20T10:02:03Z`"
    if not _STATUS.fullmatch(status):
        return "expected an exit status"
    if not _REGION.fullmatch(region):
        return "expected a region or nothing"
    if None in arguments or arguments[0] == "":
        return "expected percent-encoded arguments separated by one space"
    if not path:
        return "expected the percent-encoded path of an output file of this bundle"
    given = tuple(argument for argument in arguments if argument is not None)
    return Invocation(started, int(status), region, given, path)


def _is_time(text: str) -> bool:
    if not _STARTED.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _argument(token: str) -> str | None:
    return "" if token == _EMPTY_ARGUMENT else _decoded(token)


def _decoded(token: str) -> str | None:
    """The text behind percent signs; None where the token is not in the form of the table."""
    if not _ENCODED.fullmatch(token):
        return None
    data = _BYTE.sub(lambda match: bytes([int(match[1], 16)]), token.encode())
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def attach(
    files: Mapping[str, EvidenceFile], table_path: str, table: CommandTable
) -> dict[str, EvidenceFile]:
    """The files that change when each command of the table is hung on its output, by path.

    An output that is missing is added. Paths in the table are those of the bag, where it lies in
    `data/`: they are taken relative to the table's own folder, so that the payload of a bag that was
    unpacked elsewhere is understood as well.
    """
    changed: dict[str, EvidenceFile] = {}
    doubled = Told()
    for path, row in _unique(table_path.removesuffix(TABLE), table.rows, doubled):
        stderr = files.get(path + STDERR)
        known = files.get(path)
        if known is None:
            message = "the table of commands names this output, and it is not there; ask for it"
            known = EvidenceFile(path, "", 0, problems=(Problem(ProblemCode.MISSING, message),))
        invocation = row._replace(stderr=stderr.trailing if stderr else "")
        changed[path] = known._replace(invocation=invocation)
        status = files.get(path + STATUS)
        if status and not status.problems and status.trailing != str(row.status):
            message = f"expected the exit status `{row.status}` of the table of commands, got another"
            changed[status.path] = status._replace(problems=(Problem(ProblemCode.MALFORMED, message),))
    if problems := (*table.problems, *doubled.problems()):
        own = files[table_path]
        changed[table_path] = own._replace(problems=(*own.problems, *problems))
    return changed


def _unique(folder: str, rows: tuple[Invocation, ...], doubled: Told) -> Iterator[tuple[str, Invocation]]:
    by_path: dict[str, list[Invocation]] = {}
    for row in rows:
        by_path.setdefault(folder + row.output.removeprefix(_PAYLOAD), []).append(row)
    for path, same in by_path.items():
        if len(same) == 1:
            yield path, same[0]
        else:
            message = f"expected one command for the output `{path}`, got {len(same)}; none is relied on"
            doubled.add(Problem(ProblemCode.MALFORMED, message))
