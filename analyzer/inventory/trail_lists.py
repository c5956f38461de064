"""The trails that an account sees, joined from all its answers to `describe-trails`.

By default every answer lists the multi-region trails of all regions as well: their shadows. Asked with
`--no-include-shadow-trails` it lists those at home in its own region alone, and looks just the same
(API_DescribeTrails: includeShadowTrails). So an answer whose command is not known and that holds no trail
of another region may be such a one.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.aws.cloudtrail import Trail
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.record import EvidenceRecord
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.sources import about_listing, source_of
from analyzer.phrase import phrase

# The members that a verdict rests on: records of one trail that disagree in them are in conflict.
RELIED = ("HomeRegion", "IsMultiRegionTrail", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn")


def trail_listing(heard: Sequence[AttributedOutput]) -> Listing[Trail]:
    """One listing of the answers that one account captured."""
    found = [(bound, source_of(bound, Trail, about_listing(bound, "trailList"))) for bound in heard]
    regions = {source.at.location: bound.region.value for bound, source in found}
    shadows = {row.value.TrailARN for _, source in found for row in source.rows if _is_everywhere(row)}
    without = {
        source.at.location
        for bound, source in found
        if _may_be_without_shadows(bound, source)
        and not shadows <= {row.value.TrailARN for row in source.rows}
    }

    def should_list(source: Source[Trail], record: EvidenceRecord[Trail]) -> bool:
        home = regions[source.at.location] == record.value.HomeRegion
        return home or (_is_everywhere(record) and source.at.location not in without)

    sources = [
        _doubted(source) if source.at.location in without or _says_nothing(bound, source) else source
        for bound, source in found
    ]
    return merge(sources, lambda trail: trail.TrailARN, RELIED, listed_by=should_list)


def _is_everywhere(record: EvidenceRecord[Trail]) -> bool:
    return record.value.IsMultiRegionTrail is True


def _may_be_without_shadows(bound: AttributedOutput, source: Source[Trail]) -> bool:
    """Whether an answer may have been asked for the trails of its own region alone."""
    output = bound.output
    if output.command is not None or output.hints.with_shadows:
        return False
    return all(row.value.HomeRegion in (None, bound.region.value) for row in source.rows)


def _says_nothing(bound: AttributedOutput, source: Source[Trail]) -> bool:
    """Whether an answer without a trail may come from a region where none is at home."""
    return not source.rows and _may_be_without_shadows(bound, source)


def _doubted(source: Source[Trail]) -> Source[Trail]:
    gap = CompletenessGap(GapKind.FILTERED, _MAY_BE_WITHOUT, source.at, "--no-include-shadow-trails")
    return source._replace(is_complete=False, gaps=(*source.gaps, gap) if source.is_complete else source.gaps)


_MAY_BE_WITHOUT = phrase(
    "it may have been asked with `--no-include-shadow-trails`, which hides the trails of other regions; the"
    " file name `describe-trails--include-shadow-trails.json` would tell that it was not"
)
