"""`schema`: the shape of what the program writes and reads, for other programs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, assert_never

import typer

from analyzer.cli.completion import one_of
from analyzer.cli.options import not_one_of
from analyzer.cli.terminal import show


class Schema(StrEnum):
    """What a JSON Schema is published of."""

    REPORT = "report"
    CONTROLS = "controls"


def _to_schema(text: str) -> Schema:
    if text not in tuple(Schema):
        raise not_one_of("SUBJECT", "schemas", text, Schema)
    return Schema(text)


def schema(
    subject: Annotated[
        Schema,
        typer.Argument(
            metavar="SUBJECT",
            parser=_to_schema,
            autocompletion=one_of(Schema),
            help="report, or controls: the files of --control-file.",
        ),
    ] = Schema.REPORT,
) -> None:
    """Print the JSON Schema (draft 2020-12) of the JSON report, or of files with controls.

    \b
    Example:
      cis-evidence schema controls
    """
    match subject:
        case Schema.REPORT:
            from analyzer.reports.formats.json import schema as published

            show(published(), utf_8=True)
        case Schema.CONTROLS:
            from analyzer.controls.schema import schema as generated

            show(generated(), utf_8=True)
        case _:
            assert_never(subject)
