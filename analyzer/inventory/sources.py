"""What one output adds to the listing of one scope: its records, and whether it holds all there are."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from analyzer.aws.arn import ResourceScope, scope_of
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm, MetricAlarm
from analyzer.aws.completeness import GapKind
from analyzer.aws.impossible import impossibilities
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.evidence import ProblemCode
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.listing import Page, Source
from analyzer.inventory.resource_attribution import About, region_assumption

M = TypeVar("M", bound=AwsModel)
A = TypeVar("A", bound=Alarm)


def rows_of(output: CommandOutput, model: type[M]) -> tuple[EvidenceRecord[M], ...]:
    """The records of one kind in an output."""
    errors = tuple(gap for gap in output.gaps if gap.kind is GapKind.ERROR)
    return tuple(
        EvidenceRecord(
            row.at,
            row.value,
            row.raw,
            row.is_complete,
            impossibilities(row),
            errors,
            output.captured,
            row.places,
        )
        for row in output.rows
        if isinstance(row.value, model)
    )


def source_of(bound: AttributedOutput, model: type[M], about: About) -> Source[M]:
    """What an output adds that was taken for the answer about one resource or scope."""
    output = bound.output
    whole = about.is_complete and not output.gaps
    rows = rows_of(output, model)
    return Source(
        output.at,
        rows,
        whole,
        output.gaps,
        about.assumptions,
        about.completeness_assumptions,
        is_doubtful=about.is_doubtful,
    )


def says_absent(bound: AttributedOutput, place: ResourceScope, codes: Collection[str]) -> bool:
    """Whether an output is AWS's answer that there is no such resource, asked where it would be.

    Whoever asks from another account or in another region, or may not ask, gets other answers.
    """
    errors = {gap.error for gap in bound.output.gaps}
    return errors <= {*codes} and bool(errors) and not bound.output.rows and bound.scope == place


def page_of(output: CommandOutput) -> Page:
    """Which page of its list an output is."""
    if any(isinstance(gap.kind, ProblemCode) or gap.kind is GapKind.CONTRADICTED for gap in output.gaps):
        return Page.UNREAD
    return Page.MAY_BE_LAST if output.command is None else Page.TOLD


def about_listing(bound: AttributedOutput, member: str) -> About:
    """A list that is whole if it stands under its member, as it does without `--query`."""
    return About(is_complete=member in bound.output.members)


def alarm_source(
    bound: AttributedOutput,
    rows: tuple[EvidenceRecord[A], ...],
    scope: ResourceScope,
    *,
    strangers: bool,
    metric: str | None = None,
) -> Source[A]:
    """What one output says of the alarms of a scope: `rows`, and `strangers` if it has any of another one.

    A `--query` for the metric that is looked for, as the benchmark writes it, cuts nothing off.
    """
    output = bound.output
    gaps = output.gaps
    if output.command is not None and metric is not None and output.command.metric_asked == metric:
        gaps = tuple(gap for gap in gaps if gap.kind is not GapKind.BARE_LIST and gap.option != "--query")
    listed = "MetricAlarms" in output.members or (bool(output.gaps) and not gaps)
    whole = bound.scope == scope and listed and _metric_alarms_asked(output) and not gaps and not strangers
    page = page_of(output)
    if page is Page.UNREAD and not _metric_alarms_asked(output):
        page = Page.TOLD
    return Source(output.at, rows, whole, gaps, region_assumption(bound), page=page)


def _metric_alarms_asked(output: CommandOutput) -> bool:
    """Whether an answer without metric alarms says that there are none.

    One that holds composite alarms alone looks like the answer to `--alarm-types CompositeAlarm`, and
    so does an empty one whose name says so.
    """
    if output.command is not None and output.command.alarm_types:
        return "MetricAlarm" in output.command.alarm_types
    kinds = {type(row.value) for row in output.rows}
    return output.command is not None or (
        kinds != {CompositeAlarm} and (bool(kinds) or not _named_so(output))
    )


def composites_asked(output: CommandOutput) -> bool:
    """Whether an answer without composite alarms says that there are none."""
    if output.command is not None:
        return "CompositeAlarm" in output.command.alarm_types
    return _named_so(output) or any(isinstance(row.value, CompositeAlarm) for row in output.rows)


def _named_so(output: CommandOutput) -> bool:
    name = output.path.rpartition("/")[2].lower()
    return "composite" in name and "metric" not in name


def metrics_across(alarm: MetricAlarm) -> set[tuple[str, str | None]]:
    """The accounts and names of the metrics for which an alarm says the account."""
    return {
        (query.AccountId, query.MetricStat.Metric.MetricName)
        for query in alarm.Metrics or ()
        if query.AccountId is not None and query.MetricStat is not None
    }


def alarm_scope(value: AwsModel) -> ResourceScope | None:
    """Where an alarm lives; None for anything else."""
    arn = value.arn if isinstance(value, Alarm) else None
    return scope_of(arn) if arn else None
