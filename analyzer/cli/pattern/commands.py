"""The commands of `pattern`, in the order in which the help tells them."""

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

app = typer.Typer(rich_markup_mode=None)
app.command("parse")(show_tree)
app.command("normalize")(print_normalized)
app.command("match")(print_matches)
app.command("compare")(print_comparison)
app.command("verify")(print_verdicts)
app.command("covers")(print_covering)
app.command("check")(print_check)
app.command("conformance")(print_conformance)
