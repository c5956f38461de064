"""Where a report goes: which format the name of the file asks for, and what must never be written to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from analyzer.cli.options import not_one_of, to_path
from analyzer.errors import UsageError
from analyzer.reports import registry
from analyzer.reports.registry import Renderer, renderer_named

OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        parser=to_path,
        help="Write the report here, whole or not at all, in the format that the name ends in; never into"
        " what is read.",
    ),
]

_MARK_OF_A_BUNDLE: Final = "bagit.txt"  # RFC 8493: the folder that holds it is a bag


def renderer_for(format: str | None, output: Path | None) -> Renderer:
    """The format that was asked for, else the one that the name of the file ends in, else the first.

    Raises UsageError for a format that is none, and for a name that asks for one that is none.
    """
    if format is not None:
        names = [one.name for one in registry.RENDERERS]
        if format not in names:
            raise not_one_of("--format", "formats", format, names)
        return renderer_named(format)
    if output is None:
        return registry.RENDERERS[0]
    name = output.name.casefold()
    meant = [one for one in registry.RENDERERS if name.endswith(one.suffix)]
    if meant:
        return max(meant, key=lambda one: len(one.suffix))
    if output.suffix.strip("."):
        known = ", ".join(one.suffix for one in registry.RENDERERS)
        problem = f"expected a name that ends in one of {known}, got `{output}`"
        raise UsageError(f"--output: {problem}; name it so, or say --format")
    return registry.RENDERERS[0]


def check_output(output: Path, inputs: Sequence[Path], control_files: Sequence[Path]) -> None:
    """Raises UsageError where the report may not be written, or cannot be: before anything is judged."""
    target = Path(os.path.realpath(output))
    _refuse(output, target, inputs, "evidence")
    _refuse(output, target, control_files, "a control file")
    _refuse(output, target, [bundle for path in inputs for bundle in _bundles_around(path)], "a bundle")
    if target.is_dir():
        raise UsageError(f"--output: expected a file, got the folder `{output}`; name a file in it")
    folder = output.parent
    if not folder.is_dir():
        problem = "it is no folder" if folder.exists() else "there is no such folder"
        raise UsageError(f"--output: cannot write into `{folder}`: {problem}; make it first")
    if (target.is_file() or not target.exists()) and not os.access(target.parent, os.W_OK):
        raise UsageError(f"--output: cannot write into `{folder}`: you may not; name a file elsewhere")


def _refuse(output: Path, target: Path, read: Iterable[Path], what: str) -> None:
    """Raises UsageError where the target is what is read, or lies in it, however either is linked."""
    places = [place for place in (target, *target.parents) if place.exists()]
    for path in read:
        for place in places if path.exists() else ():
            if not path.samefile(place):
                continue
            if place == target:
                raise UsageError(f"--output: `{output}` is {what} of this run; name another file")
            told = f"`{output}` lies in `{path}`, which is {what} of this run"
            raise UsageError(f"--output: {told}; name a file outside of it")


def _bundles_around(path: Path) -> Iterator[Path]:
    """The folders around an input that are bundles: a file more in one of them breaks its seal."""
    for folder in Path(os.path.realpath(path)).parents:
        if (folder / _MARK_OF_A_BUNDLE).is_file():
            yield folder
