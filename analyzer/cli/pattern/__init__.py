"""`pattern …`: the filter-pattern language on its own, a file a command."""

from __future__ import annotations

import typer

from analyzer.cli.pattern.check import print_check
from analyzer.cli.pattern.compare import print_comparison
from analyzer.cli.pattern.conformance import print_conformance
from analyzer.cli.pattern.covers import print_covering
from analyzer.cli.pattern.match import print_matches
from analyzer.cli.pattern.normalize import print_normalized
from analyzer.cli.pattern.parse import show_tree
from analyzer.cli.pattern.verify import print_verdicts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def options() -> None:
    """Work with CloudWatch Logs filter patterns: what they mean, not how they are spelled.

    A text that is no pattern ends every command with exit code 2 and a caret under the place. Put --
    before a pattern that starts with a dash.
    """


app.command("parse")(show_tree)
app.command("normalize")(print_normalized)
app.command("match")(print_matches)
app.command("compare")(print_comparison)
app.command("verify")(print_verdicts)
app.command("covers")(print_covering)
app.command("check")(print_check)
app.command("conformance")(print_conformance)
