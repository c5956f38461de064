"""Arguments in, exit code out: the only part that prints, exits, or looks at the terminal.

Whatever a command needs is imported when it runs: asking for help or working with a pattern loads
nothing that reads evidence.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated, Any, Final, NoReturn

import typer

from analyzer.cli import pattern
from analyzer.cli.analyze import analyze
from analyzer.cli.command import CommandGroup, ProgramCommand, is_mistake, told_mistake
from analyzer.cli.controls import show_controls
from analyzer.cli.options import EXIT_BROKEN, EXIT_ERROR, EXIT_INTERRUPTED, PROGRAM
from analyzer.cli.query import query
from analyzer.cli.schema import schema
from analyzer.cli.terminal import show, tell
from analyzer.errors import AnalyzerError

__all__ = ["app", "main"]

_LONGEST: Final = 200  # characters of what an error of the program says


class _PassedByError(Exception):
    """Takes an error past typer, which would answer some of them itself, and with the exit code 1."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class _Commands(CommandGroup):
    """Leaves every error to `main`."""

    def invoke(self, ctx: Any) -> Any:  # what a context is changes with the version of typer
        try:
            return super().invoke(ctx)
        except (OSError, EOFError, KeyboardInterrupt) as error:
            raise _PassedByError(error) from error


app = typer.Typer(
    name=PROGRAM,
    cls=_Commands,
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
      cis-evidence analyze us-east-1/ identity.json --output report.json
      cis-evidence analyze client.zip --benchmark 5.0.0
      cis-evidence query client.zip/us-east-1/describe-alarms.json 'MetricAlarms[].AlarmName'
      cis-evidence pattern compare '{ $.a = 1 }' '{ $.a = 1 || $.b = 2 }'
    """


app.command(cls=ProgramCommand)(analyze)
app.command("controls", cls=ProgramCommand)(show_controls)
app.command(cls=ProgramCommand)(query)
app.add_typer(pattern.app, name="pattern")
app.command(cls=ProgramCommand)(schema)


def main() -> NoReturn:
    """Run the command line and exit. Whatever goes wrong on the way ends here, in one line."""
    # A package that happens to be installed beside this one takes no part in reading evidence.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    sys.exit(_exit_code())


def _exit_code() -> int:
    """What the program ends with: the code of its command, or of what stopped it."""
    if sys.stdout is None:
        return _refused("expected a place to write to, got a closed standard output; open it")
    try:
        return _run()
    except AnalyzerError as error:
        return _refused(str(error), *error.details)
    except OSError as error:
        name = f"`{error.filename}`" if error.filename is not None else "the input or output"
        reason = (error.strerror or str(error)).lower()
        return _refused(f"cannot use {name}: {reason}; check the path, and whether you may use it")
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BaseException as error:
        # Of the program itself, which no exit code of a verdict may stand for. Not all are exceptions: what
        # is written in other languages raises its own.
        return _broken(error)


def _run() -> int:
    """The exit code of the command that the arguments name."""
    try:
        code = app(prog_name=PROGRAM, standalone_mode=False)
    except _PassedByError as passed:
        raise passed.error from None
    except SystemExit as ended:  # of typer itself: asked for completion wrongly, or by nobody who reads on
        return EXIT_ERROR if ended.code not in (0, None) else 0
    except Exception as error:
        if not is_mistake(error):
            raise
        return _refused(told_mistake(error, getattr(error, "ctx", None)))
    return code if isinstance(code, int) else 0


def _refused(message: str, *details: str) -> int:
    tell(message, *details)
    return EXIT_ERROR


def _broken(error: BaseException) -> int:
    """Tell an error of the program in one line; what is told of it may be short, where memory is."""
    try:
        reason = " ".join(str(error).split())[:_LONGEST]
        told = f"{type(error).__name__}{': ' if reason else ''}{reason}"
        tell(f"internal error at {_place(error)}: {told}; this says nothing of the evidence, report it")
    except Exception:
        with suppress(OSError):
            os.write(2, b"cis-evidence: internal error\n")
    return EXIT_BROKEN


def _place(error: BaseException) -> str:
    """The line of this program that an error came through last."""
    place = "start"
    step = error.__traceback__
    while step is not None:
        _, found, inner = step.tb_frame.f_code.co_filename.replace(os.sep, "/").rpartition("/analyzer/")
        place = f"{inner}:{step.tb_lineno}" if found else place
        step = step.tb_next
    return place
