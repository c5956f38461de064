"""`pattern parse`: the syntax tree of a filter pattern."""

from __future__ import annotations

from analyzer.cli.options import Format, FormatOption, PatternArgument
from analyzer.cli.pattern.inputs import parsed, warn_of_doubts
from analyzer.cli.terminal import show_as


def show_tree(pattern: PatternArgument, format: FormatOption = Format.TEXT) -> None:
    """Show the syntax tree of a pattern.

    \b
    Example:
      cis-evidence pattern parse '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*") }'
    """
    from analyzer.reports.subjects.tree import RENDERER

    read = parsed(pattern)
    warn_of_doubts([read])
    show_as(format, RENDERER, read)
