"""All evidence of one run joined by full identity; what the chain asks its questions of.

Records are found by partition, account, region and name, never by a name alone. Evidence captured
by one account is heard about another only where resources cross accounts by nature: the trail of
an organization and a topic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from analyzer.aws.arn import Arn, LogGroup, ResourceScope, parse_arn, scope_of
from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm, MetricAlarm
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.record import AwsModel, EvidenceRecord
from analyzer.aws.sns import Subscription
from analyzer.aws.sts import CallerIdentity
from analyzer.evidence import Bundle
from analyzer.inventory.attribution import AttributedOutput, CallerStatement, bind, told_accounts
from analyzer.inventory.capture_labels import without_labels
from analyzer.inventory.command_output import outputs_in
from analyzer.inventory.listing import Listing, Source, disagreements, merge
from analyzer.inventory.resource_attribution import (
    About,
    about_group,
    about_topic,
    about_trail,
    topic_of,
)
from analyzer.inventory.sources import (
    about_listing,
    alarm_scope,
    alarm_source,
    composites_asked,
    metrics_across,
    rows_of,
    source_of,
)

M = TypeVar("M", bound=AwsModel)
A = TypeVar("A", bound=Alarm)

# The members that a verdict rests on: records of one resource that disagree in them are in conflict.
_TRAIL = ("HomeRegion", "IsMultiRegionTrail", "IsOrganizationTrail", "CloudWatchLogsLogGroupArn")
_FILTER = (
    "filterPattern", "metricTransformations", "applyOnTransformedLogs", "fieldSelectionCriteria",
    "emitSystemFieldDimensions",
)  # fmt: skip
_COMPOSITE = ("ActionsEnabled", "AlarmActions", "AlarmRule", "ActionsSuppressor")
_ALARM = (
    "ActionsEnabled", "AlarmActions", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
    "Dimensions", "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold",
    "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile", "Metrics",
    "ThresholdMetricId", "EvaluationCriteria",
)  # fmt: skip


class Snapshot:
    """The joined evidence. What it answers never changes once it is built."""

    def __init__(self, bundles: Sequence[Bundle], stated: CallerStatement) -> None:
        outputs = [
            output
            for bundle in bundles
            for file in bundle.files
            for output in outputs_in(file, _group_of(bundle))
        ]
        self.outputs = bind(sorted(without_labels(outputs), key=lambda output: output.at.location), stated)
        by_file = groupby(self.outputs, key=lambda bound: bound.output.file)
        self._by_file = {path: tuple(found) for path, found in by_file}
        self._trails: dict[str | None, Listing[Trail]] = {}

    @cached_property
    def accounts(self) -> tuple[str | None, ...]:
        """The accounts to assess, in order; None stands for one that no evidence names.

        Among them are those of records that an identity file contradicts: nothing can be said of them, and
        whoever breaks the identity file must not bring up an account that nobody had heard of.
        """
        accounts = {bound.account.value for bound in self._of(AuditOperation.IDENTITY)}
        accounts |= {b.account.value for b in self._of(AuditOperation.ALARMS) if b.contradicted}
        for bound in self._of(AuditOperation.TRAILS):
            accounts |= {bound.account.value, *told_accounts(bound.output)}
        if not accounts - {None}:
            accounts = {bound.account.value for bound in self.outputs}
        return tuple(sorted(account for account in accounts if account)) or (None,)

    def outputs_of(self, path: str) -> tuple[AttributedOutput, ...]:
        """What one file of the evidence holds."""
        return self._by_file.get(path, ())

    def identities(self, account: str | None) -> tuple[EvidenceRecord[CallerIdentity], ...]:
        """The identity files that name the account."""
        files = self._of(AuditOperation.IDENTITY)
        rows = (row for bound in files for row in rows_of(bound.output, CallerIdentity))
        return tuple(row for row in rows if row.value.Account == account)

    def trails(self, account: str | None) -> Listing[Trail]:
        """The trails that the account sees: its own, and its organization's."""
        if account not in self._trails:
            self._trails[account] = self._list_trails(account)
        return self._trails[account]

    def _list_trails(self, account: str | None) -> Listing[Trail]:
        heard = [bound for bound in self._of(AuditOperation.TRAILS) if bound.account.value == account]
        sources = [source_of(bound, Trail, about_listing(bound, "trailList")) for bound in heard]
        regions = {
            source.at.location: bound.region.value for source, bound in zip(sources, heard, strict=True)
        }

        def should_list(source: Source[Trail], record: EvidenceRecord[Trail]) -> bool:
            # Every list shows the trails of all regions, and those that record just its own.
            everywhere = record.value.IsMultiRegionTrail is True
            home = regions[source.at.location] == record.value.HomeRegion
            return source.is_complete and (everywhere or home)

        listing = merge(sources, lambda trail: trail.TrailARN, _TRAIL, listed_by=should_list)
        return listing._replace(
            records=tuple(self._owners_view(account, record) for record in listing.records)
        )

    def _owners_view(self, account: str | None, record: EvidenceRecord[Trail]) -> EvidenceRecord[Trail]:
        """An organization's trail is in conflict where its owner's own list says something else of it."""
        arn = record.value.arn
        if arn is None or arn.account == account:
            return record
        theirs = [
            row
            for bound in self._heard(AuditOperation.TRAILS, arn.account)
            for row in rows_of(bound.output, Trail)
            if row.value.TrailARN == record.value.TrailARN
        ]
        return replace(record, conflicts=(*record.conflicts, *disagreements(record, theirs, _TRAIL)))

    def _known_trails(self, account: str | None) -> list[Arn]:
        found = (record.value.arn for record in self.trails(account).records)
        return sorted({arn for arn in found if arn is not None})

    def statuses(self, trail: Arn, viewer: str | None) -> Listing[TrailStatus]:
        """The status of one trail."""
        sources = list(self._about_trail(AuditOperation.STATUS, TrailStatus, trail, viewer))
        return merge(sources, lambda _: trail, ("IsLogging",), listed_by=_never, volatile=True)

    def selectors(self, trail: Arn, viewer: str | None) -> Listing[EventSelectors]:
        """The event selectors of one trail."""
        sources = list(self._about_trail(AuditOperation.SELECTORS, EventSelectors, trail, viewer))
        return merge(sources, lambda _: trail, ("EventSelectors", "AdvancedEventSelectors"), listed_by=_never)

    def _about_trail(
        self, kind: AuditOperation, model: type[M], trail: Arn, viewer: str | None
    ) -> Iterator[Source[M]]:
        known = {account: self._known_trails(account) for account in {viewer, trail.account}}
        for bound in self._heard(kind, viewer, trail.account):
            named = {row.value.TrailARN for row in rows_of(bound.output, EventSelectors)} - {None}
            if named:
                about = About(is_complete=True) if named == {str(trail)} else None
            else:
                about = about_trail(bound, trail, known.get(bound.account.value, []))
            if about is not None:
                yield source_of(bound, model, about)

    def filters(self, group: LogGroup) -> Listing[MetricFilter]:
        """The metric filters of one log group."""
        known = self._known_groups
        sources = []
        for bound in self._heard(AuditOperation.FILTERS, group.scope.account):
            about = about_group(bound, group, known)
            if about is not None:
                source = source_of(bound, MetricFilter, about)
                # A row that names no group is of the group that was asked about.
                names = (group.name, None) if about.is_complete else (group.name,)
                rows = tuple(row for row in source.rows if row.value.logGroupName in names)
                sources.append(source._replace(rows=rows))
        return merge(sources, lambda item: item.filterName or repr(item), _FILTER)

    @cached_property
    def _known_groups(self) -> list[LogGroup]:
        rows = (row for bound in self._of(AuditOperation.TRAILS) for row in rows_of(bound.output, Trail))
        return sorted({group for row in rows if (group := row.value.log_group) is not None})

    def unplaced(self, kind: AuditOperation, account: str | None) -> tuple[AttributedOutput, ...]:
        """Outputs that stay unbound because several regions or accounts are possible, or none is known."""
        return tuple(
            bound
            for bound in self._of(kind)
            if bound.account.value is None or (bound.region.value is None and bound.account.value == account)
        )

    def group_class(self, group: LogGroup) -> EvidenceRecord[LogGroupDescription] | None:
        """What `describe-log-groups` says of a group; it is no step of the audit and may be absent.

        Of several answers the one that speaks of another class than STANDARD.
        """
        found = []
        for bound in self._heard(AuditOperation.LOG_GROUPS, group.scope.account):
            for row in rows_of(bound.output, LogGroupDescription):
                arn = parse_arn(row.value.logGroupArn or row.value.arn)
                scope = scope_of(arn) if arn else bound.scope
                if scope == group.scope and row.value.logGroupName == group.name:
                    found.append(row)
        return min(found, key=lambda row: row.value.logGroupClass in (None, "STANDARD"), default=None)

    def metric_alarms(self, scope: ResourceScope, metric: str) -> Listing[MetricAlarm]:
        """The metric alarms of one account and region; `metric` is the name that is looked for."""
        sources = [alarm_source(bound, MetricAlarm, scope, metric) for bound in self._alarm_replies(scope)]
        return merge(sources, lambda alarm: alarm.AlarmArn, _ALARM, volatile=True)

    def alarms_elsewhere(self, scope: ResourceScope, metric: str) -> tuple[EvidenceRecord[MetricAlarm], ...]:
        """Alarms of other accounts that look at the metric of that name of this scope."""
        return tuple(
            record
            for record in self._across_accounts
            if (there := alarm_scope(record.value)) is not None
            and there.account != scope.account
            and there._replace(account=scope.account) == scope
            and (scope.account, metric) in metrics_across(record.value)
        )

    @cached_property
    def _across_accounts(self) -> tuple[EvidenceRecord[MetricAlarm], ...]:
        rows = (
            row
            for bound in self._of(AuditOperation.ALARMS)
            if not bound.contradicted
            for row in rows_of(bound.output, MetricAlarm)
        )
        return tuple(row for row in rows if metrics_across(row.value))

    def composite_alarms(self, scope: ResourceScope) -> Listing[CompositeAlarm]:
        """The composite alarms of one account and region; whole only where they were asked for."""
        sources = []
        for bound in self._alarm_replies(scope):
            source = alarm_source(bound, CompositeAlarm, scope)
            sources.append(source._replace(is_complete=source.is_complete and composites_asked(bound.output)))
        return merge(sources, lambda alarm: alarm.AlarmArn, _COMPOSITE, volatile=True)

    def _alarm_replies(self, scope: ResourceScope) -> Iterator[AttributedOutput]:
        """Outputs whose listing is of the scope, or that hold alarms of it."""
        for bound in self._heard(AuditOperation.ALARMS, scope.account):
            held = any(alarm_scope(row.value) == scope for row in bound.output.rows)
            if held or bound.scope == scope:
                yield bound

    def subscriptions(self, topic: Arn, viewer: str | None) -> Listing[Subscription]:
        """The subscriptions of one topic.

        What lies under the identity of another account counts only where nothing else does.
        """
        heard = [
            b for b in self._of(AuditOperation.SUBSCRIPTIONS) if b.account.value in (viewer, topic.account)
        ]
        sources = self._about_topic((b for b in heard if not b.contradicted), topic, viewer)
        if not sources:
            sources = self._about_topic((b for b in heard if b.contradicted), topic, viewer)
        return merge(sources, _subscription_identity, ("SubscriptionArn",))

    def _about_topic(
        self, heard: Iterable[AttributedOutput], topic: Arn, viewer: str | None
    ) -> list[Source[Subscription]]:
        known = self._known_topics(viewer)
        sources = []
        for bound in heard:
            about = about_topic(bound, topic, known)
            if about is not None:
                source = source_of(bound, Subscription, about)
                rows = tuple(row for row in source.rows if topic_of(row.value) == topic)
                sources.append(source._replace(rows=rows))
        return sources

    def _known_topics(self, account: str | None) -> list[Arn]:
        """Every SNS topic among the actions of the account's alarms."""
        outputs = list(self._heard(AuditOperation.ALARMS, account))
        alarms = [row.value for bound in outputs for row in bound.output.rows]
        actions = [a for alarm in alarms if isinstance(alarm, Alarm) for a in alarm.AlarmActions or ()]
        return sorted({arn for a in actions if (arn := parse_arn(a)) is not None and arn.service == "sns"})

    def _of(self, kind: AuditOperation) -> Iterator[AttributedOutput]:
        return (bound for bound in self.outputs if bound.output.kind is kind)

    def _heard(self, kind: AuditOperation, *accounts: str | None) -> Iterator[AttributedOutput]:
        """Outputs captured by one of the accounts and not contradicted by an identity file."""
        return (b for b in self._of(kind) if b.account.value in accounts and not b.contradicted)


def _group_of(bundle: Bundle) -> str:
    """Files given one by one stand together; a folder or an archive stands alone."""
    single = len(bundle.files) == 1 and bundle.files[0].path == bundle.path
    return "" if single else bundle.path


def _never(*_: object) -> bool:
    """An output about one resource that another output describes too: neither has to list anything."""
    return False


def _subscription_identity(subscription: Subscription) -> tuple[str | None, ...]:
    """The ARN of a confirmed subscription; one without an ARN is told by whom it would reach."""
    if parse_arn(subscription.SubscriptionArn) is not None:
        return (subscription.SubscriptionArn,)
    return (subscription.SubscriptionArn, subscription.TopicArn, subscription.Protocol, subscription.Endpoint)
