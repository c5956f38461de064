"""The trails that an account sees, joined from all its answers to `describe-trails`.

By default every answer lists the multi-region trails of all regions as well: their shadows. Asked with
`--no-include-shadow-trails` it lists those at home in its own region alone, and looks just the same
(API_DescribeTrails: includeShadowTrails). So an empty answer whose command is not known proves no absence and
contradicts no other list. One that holds trails is taken for what is usual: it lists all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.aws.cloudtrail import Trail
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.record import EvidenceRecord
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.sources import about_listing, source_of
from analyzer.phrase import phrase

# The members that a verdict rests on: records of one trail that disagree in them are in conflict.
RELIED = ("HomeRegion", "IsMultiRegionTrail", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn")


def trail_listing(heard: Iterable[AttributedOutput], doubtful: Iterable[AttributedOutput]) -> Listing[Trail]:
    """One listing of the answers that one account captured, with the doubts that others raise."""
    found = [(one, source_of(one, Trail, about_listing(one, "trailList"))) for one in heard]
    found += [
        (one, source_of(one, Trail, about_listing(one, "trailList"))._replace(is_doubtful=True))
        for one in doubtful
    ]
    regions = {source.at.location: bound.region.value for bound, source in found}

    def should_list(source: Source[Trail], record: EvidenceRecord[Trail]) -> bool:
        home = regions[source.at.location] == record.value.HomeRegion
        return home or record.value.IsMultiRegionTrail is True

    sources = [_doubted(source) if _says_nothing(bound, source) else source for bound, source in found]
    return merge(sources, lambda trail: trail.TrailARN, RELIED, listed_by=should_list)


def _says_nothing(bound: AttributedOutput, source: Source[Trail]) -> bool:
    """Whether an answer without a trail may have been asked for those of its own region alone."""
    output = bound.output
    return not source.rows and output.command is None and not output.hints.with_shadows


def _doubted(source: Source[Trail]) -> Source[Trail]:
    gap = CompletenessGap(GapKind.FILTERED, _MAY_BE_WITHOUT, source.at, "--no-include-shadow-trails")
    return source._replace(is_complete=False, gaps=(*source.gaps, gap) if source.is_complete else source.gaps)


_MAY_BE_WITHOUT = phrase(
    "it may have been asked with `--no-include-shadow-trails`, which hides the trails of other regions; the"
    " file name `describe-trails--include-shadow-trails.json` would tell that it was not"
)
