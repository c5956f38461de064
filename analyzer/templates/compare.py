"""What a pattern is relative to each metric filter of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.allowance import Scope, allowance
from analyzer.patterns import Comparison, Pattern, Relation, compare
from analyzer.templates.filters import TemplateFilter


@dataclass(frozen=True, slots=True)
class ComparedFilter:
    """One filter, and what the pattern is relative to it."""

    found: TemplateFilter
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class FilterComparison:
    """A pattern beside the filters of files, in their order; `left` is its text as it was given."""

    left: str
    filters: tuple[ComparedFilter, ...]

    @property
    def relation(self) -> Relation | None:
        """Equivalent if one filter is, undecided if one may be; None where it is certain that none is."""
        relations = {one.comparison.relation for one in self.filters}
        return next((one for one in (Relation.EQUIVALENT, Relation.UNDECIDED) if one in relations), None)


def compare_with_filters(
    left: Pattern, filters: Sequence[tuple[TemplateFilter, Pattern | None, str]]
) -> FilterComparison:
    """Compare with each; the text beside a filter says why its pattern is not known.

    The filters share the steps of a file, each its fair part of what is left.
    """
    compared = []
    with allowance(Scope.FILE):
        for place, (found, right, why) in enumerate(filters):
            with allowance(Scope.FILE, share=len(filters) - place):
                compared.append(ComparedFilter(found, _compared(left, right, why)))
    return FilterComparison(left.source, tuple(compared))


def _compared(left: Pattern, right: Pattern | None, unknown: str) -> Comparison:
    if right is None:
        return Comparison(Relation.UNDECIDED, reasons=(unknown,))
    return compare(left, right)
