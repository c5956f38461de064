"""`pattern verify`: the proofs that an answer about patterns carries, checked by the checker alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.control_options import ControlFileOption, own_controls
from analyzer.cli.options import EXIT_BY_OUTCOME, UNPROVEN, QuietOption, to_path
from analyzer.cli.pattern.inputs import data_of, shown
from analyzer.cli.terminal import display, show


def print_verdicts(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            parser=to_path,
            help="What `pattern compare` or `pattern covers` printed as JSON; - is standard input.",
        ),
    ],
    control_file: ControlFileOption = [],  # noqa: B006 - read only; typer takes no tuple
    quiet: QuietOption = False,
) -> None:
    """Check the proofs of an answer: whoever gave it need not be believed.

    The document carries a certificate for each thing that no event can be, and events for what can. A
    small checker, which shares nothing with the search for the answer, walks each certificate; the
    events are replayed.

    \b
    Exit codes:
      0  every answer is proven
      1  some certificate or event is refused
      2  wrong usage, or the file is no such document
      3  some answer has no certificate, is undecided, or claims nothing

    \b
    Example:
      cis-evidence pattern compare '{ $.a = "x*" }' '{ $.a = "xy" }' --format json > answer.json
      cis-evidence pattern verify answer.json
    """
    from analyzer.coverage.answer_file import verify_file
    from analyzer.reports.subjects.verifying import render

    found = verify_file(shown(file), data_of(file), own_controls(control_file))
    if not quiet:
        show(render(found, display()))
    outcomes = {one.outcome.value for one in found} or {UNPROVEN}
    raise typer.Exit(next(code for outcome, code in EXIT_BY_OUTCOME.items() if outcome in outcomes))
