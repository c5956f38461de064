"""`pattern compare LEFT --file FILE`: what a pattern is relative to each metric filter of files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.cli.options import EXIT_BY_RELATION, EXIT_DIFFERENT, Format
from analyzer.cli.pattern.inputs import filters_of, parsed_in_file, warn_of_doubts
from analyzer.cli.terminal import carries_signs, show
from analyzer.errors import InputError, UsageError

if TYPE_CHECKING:
    from analyzer.patterns import Comparison, Pattern
    from analyzer.templates import TemplateFilter


def compare_with_files(left: Pattern, files: Sequence[Path], format: Format) -> int:
    """Print what the pattern is relative to each filter; the exit code says whether one is equivalent."""
    from analyzer.reports.subjects import comparison

    if not files:
        raise UsageError("expected RIGHT or --file, got neither; give what LEFT is to be compared with")
    filters = filters_of(files)
    if not filters:
        names = ", ".join(f"`{file}`" for file in files)
        raise InputError(f"expected a metric filter in {names}, got none")
    found = [(one, *parsed_in_file(one)) for one in filters]
    warn_of_doubts([left, *(pattern for _, pattern, _ in found if pattern is not None)])
    compared = [(one, _compared(left, pattern, unknown)) for one, pattern, unknown in found]
    if format is Format.JSON:
        show(comparison.render_filters_json(compared, left.source), utf_8=True)
    else:
        show(comparison.render_filters(compared, unicode=carries_signs()))
    return _exit_code(compared)


def _compared(left: Pattern, right: Pattern | None, unknown: str) -> Comparison:
    from analyzer.patterns import Comparison, Relation, compare

    if right is None:
        return Comparison(Relation.UNDECIDED, reasons=(unknown,))
    return compare(left, right)


def _exit_code(compared: Sequence[tuple[TemplateFilter, Comparison]]) -> int:
    """Equivalent if one is; different if it is certain that none is."""
    relations = {one.relation.value for _, one in compared}
    told = next((relation for relation in EXIT_BY_RELATION if relation in relations), "")
    return EXIT_BY_RELATION.get(told, EXIT_DIFFERENT)
