"""`pattern match`: the events of a log that a filter pattern matches, as grep has them."""

from __future__ import annotations

from typing import Annotated

import typer

from analyzer.cli.options import EXIT_ERROR, EXIT_MATCHED, EXIT_UNMATCHED, PatternArgument, QuietOption
from analyzer.cli.pattern.inputs import parsed, warn_of_doubts
from analyzer.cli.pattern.log_lines import log_lines
from analyzer.cli.terminal import put, show_source, tell

_TOLD = 3  # undecided events that are told one by one


def print_matches(
    pattern: PatternArgument,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Log lines, also packed with gzip; - is standard input.")
    ] = "-",
    quiet: QuietOption = False,
) -> None:
    """Print the events of a log that a pattern matches, like grep.

    A line is an event, as in JSON Lines. Of a file of CloudTrail ({"Records": [...]}), of what
    `aws logs filter-log-events` and `aws cloudtrail lookup-events` print, and of JSON over several lines
    the events are unwrapped, each to one line.

    \b
    Exit codes:
      0  some event matches
      1  none matches
      2  the pattern or the file cannot be read, or AWS's answer for some event is not known

    \b
    Examples:
      cis-evidence pattern match '{ $.eventName = ConsoleLogin }' cloudtrail.jsonl
      cis-evidence pattern match '{ $.eventName = ConsoleLogin }' 111111111111_CloudTrail.json.gz
      aws cloudtrail lookup-events | cis-evidence pattern match '{ $.eventName = ConsoleLogin }'
    """
    from analyzer.limits import DEFAULT_LIMITS
    from analyzer.patterns import UndecidedError, matches
    from analyzer.patterns.log_events import is_about_json, is_json_object, log_events

    read = parsed(pattern)
    if not quiet:
        warn_of_doubts([read])
    most = DEFAULT_LIMITS.file_bytes
    found, readable = False, not is_about_json(read)
    undecided = looked_at = 0
    for event in log_events(read, log_lines(file, most), most):
        looked_at += 1
        text = event.text
        readable = readable or is_json_object(text)
        try:
            if not matches(read, text):
                continue
        except UndecidedError as error:
            undecided += 1
            if undecided <= _TOLD and not quiet:
                tell(f"{event.place}: {error}")
            continue
        found = True
        if not quiet and not show_source(event.source):
            break
    put(b"")
    if not quiet:
        if undecided > _TOLD:
            tell(f"{undecided - _TOLD} more lines undecided")
        if looked_at and not readable:
            wanted = "JSON Lines, a file of CloudTrail, or JSON that the AWS CLI prints"
            tell(f"0 of {looked_at} lines are JSON, which the pattern is about; give {wanted}")
    raise typer.Exit(EXIT_ERROR if undecided else EXIT_MATCHED if found else EXIT_UNMATCHED)
