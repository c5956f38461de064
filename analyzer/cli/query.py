"""`query`: look up in the evidence what the report cites."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.limit_option import LimitOption, limits_of
from analyzer.cli.options import to_path
from analyzer.cli.terminal import show, tell


def query(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=to_path, help="File, also inside an archive.")
    ],
    expression: Annotated[str, typer.Argument(metavar="EXPRESSION", help="JMESPath.")],
    limit: LimitOption = [],  # noqa: B006 - read only; typer takes no tuple
) -> None:
    """Run a JMESPath expression on one file of evidence, as the report cites it.

    The file is read as `analyze` reads it: UTF-8 or UTF-16, with the text around the JSON left out. A
    file of several documents counts as the list of them. Prints JSON.

    \b
    Examples:
      cis-evidence query describe-trails.json 'trailList[0].IsMultiRegionTrail'
      cis-evidence query client.zip/us-east-1/describe-alarms.json 'MetricAlarms[].AlarmName'
    """
    from analyzer.evidence.lookup import find_file, look_up
    from analyzer.reports.sanitize import dump_json

    evidence = find_file(file, limits_of(limit))
    for problem in evidence.problems:
        tell(f"`{file}`: {problem.message}")
    show(dump_json(look_up(evidence, expression)), utf_8=True)
