"""`query`: look up in the evidence what the report cites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.options import to_path
from analyzer.cli.terminal import complain, show
from analyzer.errors import InputError, UsageError

if TYPE_CHECKING:
    from analyzer.evidence import JSON, EvidenceFile

_LONGEST = 200  # characters of a line of a message, which may quote the expression


def query(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=to_path, help="File, also inside an archive.")
    ],
    expression: Annotated[str, typer.Argument(metavar="EXPRESSION", help="JMESPath.")],
) -> None:
    """Run a JMESPath expression on one file of evidence, as the report cites it.

    The file is read as `analyze` reads it: UTF-8 or UTF-16, with the text around the JSON left out. A
    file of several documents counts as the list of them. Prints JSON.

    \b
    Examples:
      cis-evidence query describe-trails.json 'trailList[0].IsMultiRegionTrail'
      cis-evidence query client.zip/us-east-1/describe-alarms.json 'MetricAlarms[].AlarmName'
    """
    from jmespath import search
    from jmespath.exceptions import JMESPathError

    from analyzer.reports.sanitize import dump_json

    evidence = _evidence_file(file)
    for problem in evidence.problems:
        complain(f"`{file}`: {problem.message}")
    if not evidence.documents:
        raise InputError(f"expected JSON in `{file}`, found none; give a file that holds AWS CLI output")
    values: list[JSON] = [document.value for document in evidence.documents]
    try:
        answer = dump_json(search(expression, values[0] if len(values) == 1 else values))
    except (JMESPathError, ValueError) as error:
        raise UsageError(_refusal(file, str(error))) from error
    except TypeError as error:  # `&name` alone: a reference, which is no value
        raise UsageError(_refusal(file, "its result is no JSON value")) from error
    except RecursionError as error:
        raise UsageError(_refusal(file, "it is nested too deeply")) from error
    show(answer, utf_8=True)


def _refusal(file: Path, reason: str) -> str:
    lines = [line if len(line) <= _LONGEST else line[:_LONGEST] + "..." for line in reason.splitlines()]
    told = "\n".join([lines[0][:1].lower() + lines[0][1:], *lines[1:]]) if lines else "it is empty"
    return f"expected a JMESPath expression that fits `{file}`, got another: {told}"


def _evidence_file(path: Path) -> EvidenceFile:
    """The file at a path, which may go on inside of an archive."""
    from analyzer.evidence import open_bundle

    root = next((place for place in (path, *path.parents) if place.is_file()), None)
    if root is None:
        got = "a folder" if path.is_dir() else "no such file"
        raise UsageError(f"expected a file, got {got} at `{path}`; name a file of the evidence")
    files = open_bundle(root).files
    found = [file for file in files if Path(file.path) == path]
    if len(found) == 1:
        return found[0]
    if root == path:
        example = f", such as `{files[0].path}`" if files else ""
        raise UsageError(f"expected one file, got `{path}` that holds {len(files)}; name one{example}")
    raise UsageError(f"expected one file at `{path}`, got {len(found)}; see what `{root}` holds")
