"""`pattern parse`: the syntax tree of a filter pattern."""

from __future__ import annotations

from analyzer.cli.options import Format, FormatOption, PatternArgument
from analyzer.cli.pattern.inputs import parsed, warn_of_doubts
from analyzer.cli.terminal import carries_signs, show


def show_tree(pattern: PatternArgument, format: FormatOption = Format.TEXT) -> None:
    """Show the syntax tree of a pattern.

    \b
    Example:
      cis-evidence pattern parse '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*") }'
    """
    from analyzer.reports.subjects import tree

    read = parsed(pattern)
    warn_of_doubts([read])
    if format is Format.JSON:
        show(tree.render_json(read), utf_8=True)
    else:
        show(tree.render(read, unicode=carries_signs()))
