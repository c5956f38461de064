"""`pattern normalize`: the one canonical form of a filter pattern."""

from __future__ import annotations

from analyzer.cli.options import PatternArgument
from analyzer.cli.pattern.inputs import parsed, warn_of_doubts
from analyzer.cli.terminal import put, show_source


def print_normalized(pattern: PatternArgument) -> None:
    """Print a pattern in its one canonical form; patterns that print alike mean the same.

    \b
    Example:
      cis-evidence pattern normalize '{ ($.b=2)&&(($.a = "1")) }'
    """
    from analyzer.patterns import normalize

    read = parsed(pattern)
    warn_of_doubts([read])
    show_source(normalize(read).encode("utf-8", "backslashreplace"))
    put(b"")
