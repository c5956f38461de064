"""How two filter patterns compare, for people and for programs: the relation and its witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.patterns import JSON, Comparison, Relation, encode
from analyzer.reports.display import PLAIN, Display
from analyzer.reports.sanitize import dump_json
from analyzer.reports.subjects.renderer import SubjectRenderer, as_text

if TYPE_CHECKING:  # the type alone: two patterns are compared without what reads files
    from analyzer.templates.compare import FilterComparison


@dataclass(frozen=True, slots=True)
class PairComparison:
    """Two patterns beside each other; `left` and `right` are their texts as they were given."""

    left: str
    right: str
    comparison: Comparison


def render(pair: PairComparison, display: Display = PLAIN) -> str:
    """The relation on a line of its own, then each witness on one line; ends in a line break."""
    return as_text(_lines(pair.comparison), display)


def render_json(pair: PairComparison) -> str:
    """The comparison as one JSON document that ends in a line break; null where there is no witness.

    Proofs are looked for here, which takes longer than comparing did.
    """
    return dump_json(_object(pair.comparison, pair.left, pair.right))


def render_filters(compared: FilterComparison, display: Display = PLAIN) -> str:
    """What a pattern is relative to each metric filter of files, one a line."""
    lines = (
        f"{one.comparison.relation.value:<12}  {one.found.name} ({one.found.place})"
        for one in compared.filters
    )
    return as_text(lines, display)


def render_filters_json(compared: FilterComparison) -> str:
    """The same as one JSON document, with the events as witnesses and the proofs; right is the filter."""
    return dump_json(
        {
            "filters": [
                {
                    "name": one.found.name,
                    "file": one.found.at.file,
                    "pointer": one.found.at.pointer,
                    "line": one.found.line or None,
                    "pattern": one.found.text,
                    **_object(one.comparison, compared.left, one.found.text),
                }
                for one in compared.filters
            ]
        }
    )


def _object(comparison: Comparison, left: str, right: str | None) -> dict[str, JSON]:
    from analyzer.patterns.certificates.prover import stated_to_data  # not needed for people

    return {
        "relation": comparison.relation.value,
        "left": left,
        "right": right,
        "only_left": comparison.only_left,
        "only_right": comparison.only_right,
        "both": comparison.both,
        "reasons": list(comparison.reasons),
        "doubts": list(comparison.unverified),
        "proofs": [stated_to_data(claim, certificate) for claim, certificate in comparison.proofs()],
    }


def _lines(comparison: Comparison) -> Iterator[str]:
    yield comparison.relation.value
    witnesses = {
        "only LEFT matches": comparison.only_left,
        "only RIGHT matches": comparison.only_right,
        "both match": comparison.both if comparison.relation is Relation.OVERLAPPING else None,
    }
    for title, event in witnesses.items():
        if event is not None:
            yield f"{title}:"
            yield f"  {encode(event, spaced=True)}"
    for reason in comparison.reasons:
        yield f"undecided because of {reason}"


PAIR: Final = SubjectRenderer(render, render_json)
FILTERS: Final = SubjectRenderer(render_filters, render_filters_json)
