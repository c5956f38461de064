"""The options that choose among the controls, and what they mean together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import completion
from analyzer.cli.options import to_path
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.assessment import Choice
    from analyzer.controls import Control

ControlOption = Annotated[
    list[str],
    typer.Option(
        "--control",
        metavar="NAME",
        autocompletion=completion.controls,
        help="A control by slug, number (4.6), Security Hub or CCE id; several with commas, or repeated.",
    ),
]
BenchmarkOption = Annotated[
    str | None,
    typer.Option(
        "--benchmark",
        metavar="VERSION",
        autocompletion=completion.benchmarks,
        help="The version whose texts count: cis-aws-5.0.0, 5.0.0, 5 or latest; without --control all of"
        " its controls.",
    ),
]
AllControlsOption = Annotated[
    bool, typer.Option("--all-controls", help="All controls of the catalogue, in their newest version.")
]
ControlFileOption = Annotated[
    list[Path],
    typer.Option(
        "--control-file",
        metavar="FILE",
        parser=to_path,
        help="Controls of your own, as TOML; may be repeated.",
    ),
]


def chosen(
    names: Sequence[str], benchmark: str | None, every: bool, files: Sequence[Path]
) -> tuple[Choice, ...]:
    """The controls that the options of `analyze` mean. Raises UsageError where they contradict each other."""
    from analyzer.assessment import choose

    if every and names:
        raise UsageError("--all-controls: expected no --control beside it; leave one of the two out")
    if every and benchmark is not None:
        problem = "expected no --benchmark beside it, for it takes the newest texts; leave it out"
        raise UsageError(f"--all-controls: {problem}, and --benchmark judges all controls of its version")
    return choose([*_split(names)], benchmark=benchmark, every=every, own=own_controls(files))


def _split(names: Iterable[str]) -> Iterator[str]:
    """Each name, where one value may hold several with commas between them."""
    for text in names:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > 1 and not all(parts):
            raise UsageError(
                f"--control: expected a name beside each comma, got `{text}`; write it like 4.6,4.3"
            )
        yield from parts


def own_controls(files: Iterable[Path]) -> tuple[Control, ...]:
    """The controls of the files, in order."""
    from analyzer.controls import load_control_file

    return tuple(control for file in files for control in load_control_file(str(file), _read(file)))


def _read(file: Path) -> bytes:
    """The file, or the beginning of one that is longer than any control file may be.

    Raises UsageError for what is no file: a pipe that nobody writes to would have no end.
    """
    from analyzer.controls.custom import MAX_BYTES

    if file.exists() and not file.is_file():
        got = "a folder" if file.is_dir() else "a pipe or a device"
        raise UsageError(f"expected a file of controls, got {got} at `{file}`; save it as a file")
    with open(file, "rb") as opened:
        return opened.read(MAX_BYTES + 1)
