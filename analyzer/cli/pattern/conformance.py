"""`pattern conformance`: what answers of AWS settle, from the record of `collectors/conformance.sh`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import (
    EXIT_CONTRADICTED,
    EXIT_OPEN,
    EXIT_SETTLED,
    Format,
    FormatOption,
    QuietOption,
    to_path,
)
from analyzer.cli.pattern.inputs import data_of, shown
from analyzer.cli.terminal import show_as
from analyzer.errors import InputError

if TYPE_CHECKING:
    from analyzer.patterns.conformance.record import ConformanceRecord
    from analyzer.patterns.conformance.settle import Conformance

# A record has some 40 KB.
_MAX_BYTES = 4 * 1024 * 1024


def print_conformance(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", parser=to_path, help="What collectors/conformance.sh wrote, or a folder of it."
        ),
    ],
    format: FormatOption = Format.TEXT,
    quiet: QuietOption = False,
) -> None:
    """Say which open questions about filter patterns the answers of AWS settle.

    The answers are those that collectors/conformance.sh recorded; several files count together. A
    folder stands for its files whose names end in .txt.

    \b
    Exit codes:
      0  every reading and every doubtful spelling is settled
      1  some answer contradicts this program, or another answer
      2  wrong usage, or a file is no such record
      3  something stays open

    \b
    Example:
      cis-evidence pattern conformance cis-evidence-conformance-20260101T000000Z.txt
    """
    from analyzer.patterns.conformance.settle import conformance
    from analyzer.reports.subjects.conforming import RENDERER

    found = conformance([_record(file) for file in _files(files)])
    show_as(format, RENDERER, found, quiet=quiet)
    raise typer.Exit(_exit_code(found))


def _exit_code(found: Conformance) -> int:
    if found.contradicted:
        return EXIT_CONTRADICTED
    return EXIT_OPEN if found.is_open else EXIT_SETTLED


def _files(named: Sequence[Path]) -> list[Path]:
    """The files; those of a folder in order of name."""
    files: list[Path] = []
    for path in named:
        inside = sorted(path.glob("*.txt")) if path.is_dir() else [path]
        if not inside:
            raise InputError(
                f"expected a record of conformance.sh in `{path}`, got no file that ends in .txt"
            )
        files += inside
    return files


def _record(file: Path) -> ConformanceRecord:
    from analyzer.patterns.conformance.record import RecordError, read_record

    data = data_of(file)
    if len(data) > _MAX_BYTES:
        raise InputError(f"expected at most {_MAX_BYTES:,} bytes in `{shown(file)}`, got {len(data):,}")
    try:
        return read_record(data.decode("utf-8", "replace"))
    except RecordError as error:
        raise InputError(f"cannot read `{shown(file)}`: {error}; run collectors/conformance.sh") from None
