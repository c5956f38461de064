"""Arguments in, exit code out: the only part that prints, exits, or looks at the terminal.

Whatever a command needs is imported when it runs: asking for help or working with a pattern loads
nothing that reads evidence.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer

from analyzer.cli import pattern
from analyzer.cli.analyze import analyze
from analyzer.cli.controls import show_controls
from analyzer.cli.options import EXIT_ERROR, EXIT_INTERRUPTED, PROGRAM
from analyzer.cli.query import query
from analyzer.cli.schema import schema
from analyzer.cli.terminal import complain, show
from analyzer.errors import AnalyzerError

__all__ = ["app", "main"]

app = typer.Typer(
    name=PROGRAM,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from analyzer import __version__

        show(f"{PROGRAM} {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Judge saved AWS CLI output against the CIS AWS Foundations metric-filter controls.

    Reads what a client sent, never AWS itself: no network, no credentials. A verdict is PASS, FAIL or
    INCONCLUSIVE; each link of its chain names the file and the place in it that shows it.

    \b
    Examples:
      cis-evidence analyze client.zip
      cis-evidence analyze us-east-1/ identity.json --format json --output report.json
      cis-evidence analyze client.zip --benchmark cis-aws-5.0.0
      cis-evidence query client.zip/us-east-1/describe-alarms.json 'MetricAlarms[].AlarmName'
      cis-evidence pattern compare '{ $.a = 1 }' '{ $.a = 1 || $.b = 2 }'
    """


app.command()(analyze)
app.command("controls")(show_controls)
app.command()(query)
app.add_typer(pattern.app, name="pattern")
app.command()(schema)


def _stop(message: str) -> NoReturn:
    complain(message)
    sys.exit(EXIT_ERROR)


def main() -> None:
    """Run the command line and exit."""
    # A package that happens to be installed beside this one takes no part in reading evidence.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    if sys.stdout is None:
        _stop("expected a place to write to, got a closed standard output; open it")
    try:
        app(prog_name=PROGRAM)
    except AnalyzerError as error:
        _stop(str(error))
    except OSError as error:
        name = f"`{error.filename}`" if error.filename is not None else "the input or output"
        _stop(f"cannot use {name}: {(error.strerror or str(error)).lower()}")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
