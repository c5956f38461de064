"""`query`: look up in the evidence what the report cites."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, assert_never

import typer

from analyzer.cli.limit_option import LimitOption, limits_of
from analyzer.cli.options import EXIT_ABSENT, to_path
from analyzer.cli.terminal import show, tell

_LONGEST: Final = 200  # characters of what was asked for that a message repeats


def query(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=to_path, help="File, also inside an archive.")
    ],
    expression: Annotated[
        str,
        typer.Argument(
            metavar="EXPRESSION", help="JSON pointer, which begins with / or is empty, or JMESPath."
        ),
    ],
    limit: LimitOption = [],  # noqa: B006 - read only; typer takes no tuple
) -> None:
    """Look up one file of evidence, as the report cites it.

    The file is read as `analyze` reads it: UTF-8 or UTF-16, with the text around the JSON left out. A
    file of several documents counts as the list of them. Prints JSON. Where nothing is there, the
    longest beginning of what was asked for that leads somewhere is told.

    \b
    Exit codes:
      0  found, and be it null
      1  nothing is there
      2  wrong usage, or the file cannot be read

    \b
    Examples:
      cis-evidence query describe-trails.json /trailList/0/IsMultiRegionTrail
      cis-evidence query describe-trails.json 'trailList[0].IsMultiRegionTrail'
      cis-evidence query client.zip/us-east-1/describe-alarms.json 'MetricAlarms[].AlarmName'
    """
    from analyzer.evidence.lookup import find_file, look_up
    from analyzer.evidence.steps import Located, NotThere
    from analyzer.reports.sanitize import dump_json

    evidence = find_file(file, limits_of(limit))
    for problem in evidence.problems:
        tell(f"`{file}`: {problem.message}")
    match look_up(evidence, expression):
        case Located(value):
            show(dump_json(value), utf_8=True)
        case NotThere(prefix, reason):
            end = f"`{_short(prefix)}`" if prefix else "the top of the file"
            expected = f"expected a value at `{_short(expression)}` in `{file}`, got none"
            tell(f"{expected}: it ends at {end}, {reason}")
            raise typer.Exit(EXIT_ABSENT)
        case never:
            assert_never(never)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
