"""How two filter patterns compare, for people and for programs: the relation and its witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.patterns import JSON, Comparison, Relation, encode
from analyzer.reports.sanitize import dump_json, plain

if TYPE_CHECKING:  # the type alone: two patterns are compared without what reads files
    from analyzer.templates.compare import FilterComparison


def render(comparison: Comparison, *, unicode: bool = True) -> str:
    """The relation on a line of its own, then each witness on one line; ends in a line break."""
    return "".join(f"{plain(line, unicode=unicode)}\n" for line in _lines(comparison))


def render_json(comparison: Comparison, left: str | None = None, right: str | None = None) -> str:
    """The comparison as one JSON document that ends in a line break; null where there is no witness.

    `left` and `right` are the texts that were compared. Proofs are looked for here, which takes longer
    than comparing did.
    """
    return dump_json(_object(comparison, left, right))


def render_filters(told: FilterComparison, *, unicode: bool = True) -> str:
    """What a pattern is relative to each metric filter of files, one a line."""
    lines = (
        f"{one.comparison.relation.value:<12}  {one.found.name} ({one.found.place})" for one in told.filters
    )
    return "".join(f"{plain(line, unicode=unicode)}\n" for line in lines)


def render_filters_json(told: FilterComparison) -> str:
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
                    **_object(one.comparison, told.left, one.found.text),
                }
                for one in told.filters
            ]
        }
    )


def _object(comparison: Comparison, left: str | None, right: str | None) -> dict[str, JSON]:
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
