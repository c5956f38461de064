"""The commands of `pattern`, in the order in which the help tells them."""

from __future__ import annotations

import typer

from analyzer.cli.command import ProgramCommand
from analyzer.cli.pattern.check import print_check
from analyzer.cli.pattern.compare import print_comparison
from analyzer.cli.pattern.conformance import print_conformance
from analyzer.cli.pattern.covers import print_covering
from analyzer.cli.pattern.match import print_matches
from analyzer.cli.pattern.normalize import print_normalized
from analyzer.cli.pattern.parse import show_tree
from analyzer.cli.pattern.verify import print_verdicts

app = typer.Typer(rich_markup_mode=None)
app.command("parse", cls=ProgramCommand)(show_tree)
app.command("normalize", cls=ProgramCommand)(print_normalized)
app.command("match", cls=ProgramCommand)(print_matches)
app.command("compare", cls=ProgramCommand)(print_comparison)
app.command("verify", cls=ProgramCommand)(print_verdicts)
app.command("covers", cls=ProgramCommand)(print_covering)
app.command("check", cls=ProgramCommand)(print_check)
app.command("conformance", cls=ProgramCommand)(print_conformance)
