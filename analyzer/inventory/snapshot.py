"""All evidence of one run joined by full identity; what the chain asks its questions of.

Records are found by partition, account, region and name, never by a name alone. Evidence captured
by one account is heard about another only where resources cross accounts by nature: the trail of
an organization and a topic.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from analyzer.aws.arn import Arn, LogGroup, ResourceScope, parse_arn, scope_of
from analyzer.aws.cloudtrail import EventSelectors, Trail, TrailStatus
from analyzer.aws.cloudwatch import CompositeAlarm, MetricAlarm
from analyzer.aws.command_line import BESIDE, AuditOperation
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.embedded import embedded
from analyzer.aws.logs import LogGroupDescription, MetricFilter
from analyzer.aws.organizations import Organization
from analyzer.aws.record import AwsModel, Conflict, EvidenceRecord
from analyzer.aws.rows import RowBudget
from analyzer.aws.sns import Subscription
from analyzer.aws.sts import CallerIdentity
from analyzer.evidence import Bundle
from analyzer.inventory.alarm_lists import AlarmLists
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput, CallerStatement, bind, told_accounts
from analyzer.inventory.capture_labels import without_labels
from analyzer.inventory.command_output import CommandOutput, outputs_in
from analyzer.inventory.failed_commands import Asides, folders_above
from analyzer.inventory.filter_lists import FilterLists
from analyzer.inventory.group_counts import NOT_LISTED, counted_otherwise
from analyzer.inventory.listing import Listing, disagreements, merge
from analyzer.inventory.notification_records import NotificationRecords
from analyzer.inventory.organizations import organization_of
from analyzer.inventory.origin import ForeignHost, foreign_origins
from analyzer.inventory.resource_attribution import About, KnownTrails, known_trails, trail_of
from analyzer.inventory.sources import rows_of, source_of
from analyzer.inventory.subscription_lists import SubscriptionLists
from analyzer.inventory.trail_lists import RELIED, trail_listing
from analyzer.limits import DEFAULT_LIMITS, Limits

_AboutTrail = tuple[AttributedOutput, About]
M = TypeVar("M", bound=AwsModel)


class Snapshot:
    """The joined evidence. What it answers never changes once it is built."""

    def __init__(
        self, bundles: Sequence[Bundle], stated: CallerStatement, limits: Limits = DEFAULT_LIMITS
    ) -> None:
        self._limits = limits
        self._bundles = tuple(bundles)
        asides = Asides(file for bundle in bundles for file in bundle.files)
        outputs = [output for bundle in bundles for output in _outputs_of(bundle, asides, limits)]
        self.outputs = bind(sorted(without_labels(outputs), key=lambda output: output.at.location), stated)
        by_file = groupby(self.outputs, key=lambda bound: bound.output.file)
        self._by_file = {path: tuple(found) for path, found in by_file}
        self._answers = Answers(self.outputs)
        self._trails: dict[str | None, Listing[Trail]] = {}
        self._captured_trails: dict[str, Mapping[str, Sequence[EvidenceRecord[Trail]]]] = {}
        self._trail_answers: dict[tuple[AuditOperation, str | None], Mapping[Arn, Sequence[_AboutTrail]]] = {}
        self._known: dict[str | None, KnownTrails] = {}
        self._group_conflicts: dict[LogGroup, tuple[Conflict, ...]] = {}
        self._alarm_lists = AlarmLists(self._answers)
        self.notifications = NotificationRecords(self._answers)
        self._subscription_lists = SubscriptionLists(self._answers, self._alarm_lists)

    @property
    def accounts(self) -> tuple[str | None, ...]:
        """The accounts to assess, in order; None stands for one that no evidence names.

        Among them are those of records that an identity file contradicts: nothing can be said of them, and
        whoever breaks the identity file must not bring up an account that nobody had heard of.
        """
        return self._all_accounts[: self._limits.accounts]

    @property
    def accounts_left_out(self) -> tuple[str | None, ...]:
        """Those past the limit of accounts, which are not assessed."""
        return self._all_accounts[self._limits.accounts :]

    @cached_property
    def _all_accounts(self) -> tuple[str | None, ...]:
        accounts = {bound.account.value for bound in self._answers.of(AuditOperation.IDENTITY)}
        accounts |= {b.account.value for b in self._answers.of(AuditOperation.ALARMS) if b.contradicted}
        for bound in self._answers.of(AuditOperation.TRAILS):
            accounts |= {bound.account.value, *told_accounts(bound.output)}
        if not accounts - {None}:
            asked = [bound for bound in self.outputs if bound.output.kind not in BESIDE]
            accounts = {bound.account.value for bound in asked or self.outputs}
        return tuple(sorted(account for account in accounts if account)) or (None,)

    def outputs_of(self, path: str) -> tuple[AttributedOutput, ...]:
        """What one file of the evidence holds."""
        return self._by_file.get(path, ())

    def identities(self, account: str | None) -> Sequence[EvidenceRecord[CallerIdentity]]:
        """The identity files that name the account."""
        return self._identities.get(account, ())

    @cached_property
    def _identities(self) -> Mapping[str | None, Sequence[EvidenceRecord[CallerIdentity]]]:
        found: dict[str | None, list[EvidenceRecord[CallerIdentity]]] = {}
        for bound in self._answers.of(AuditOperation.IDENTITY):
            for row in rows_of(bound.output, CallerIdentity):
                found.setdefault(row.value.Account, []).append(row)
        return found

    def redacted_identities(self, account: str | None) -> tuple[CompletenessGap, ...]:
        """What is redacted in identity files that may be the account's, where none names it.

        Such a file may be another account's, as one that lies beside the account's answers or above them.
        """
        if not self._redacted_identities or self.identities(account):
            return ()
        mine = {bound.output.folder for bound in self.outputs if bound.account.value == account}
        around = {folder for one in mine for folder in folders_above(one)}
        return tuple(gap for folder in sorted(around) for gap in self._redacted_identities.get(folder, ()))

    @cached_property
    def _redacted_identities(self) -> Mapping[str, Sequence[CompletenessGap]]:
        """By the folder that they lie in."""
        found: dict[str, list[CompletenessGap]] = {}
        for bound in self._answers.of(AuditOperation.IDENTITY):
            gaps = (gap for gap in bound.output.gaps if gap.kind is GapKind.REDACTED)
            found.setdefault(bound.output.folder, []).extend(gaps)
        return {folder: gaps for folder, gaps in found.items() if gaps}

    def files_of(self, account: str | None) -> Set[str]:
        """The files whose answers were taken for those of the account."""
        return self._files.get(account, frozenset())

    @cached_property
    def _files(self) -> Mapping[str | None, Set[str]]:
        found: dict[str | None, set[str]] = {}
        for bound in self.outputs:
            found.setdefault(bound.account.value, set()).add(bound.output.file)
        return found

    def organization(self, account: str | None) -> Listing[Organization]:
        """The organization of an account, as far as `describe-organization` was captured."""
        return organization_of(self._answers, account)

    def foreign_hosts(self, account: str | None) -> tuple[ForeignHost, ...]:
        """The hosts beside AWS that the evidence of an account came from."""
        return self._origins.get(account, ())

    @cached_property
    def _origins(self) -> Mapping[str | None, tuple[ForeignHost, ...]]:
        accounts: dict[str, set[str | None]] = {}
        for bound in self.outputs:
            accounts.setdefault(bound.output.file, set()).add(bound.account.value)
        return foreign_origins(self._bundles, accounts)

    def is_tested(self, pattern: str, message: str) -> bool:
        """Whether AWS itself was asked about this pattern and this message, and answered."""
        return (pattern.strip(), _alike(message)) in self._tested

    @cached_property
    def _tested(self) -> Set[tuple[str, str]]:
        found: set[tuple[str, str]] = set()
        for bound in self._answers.of(AuditOperation.TEST):
            asked = bound.output.command.tested if bound.output.command is not None else None
            if asked is not None and not bound.output.gaps:
                found |= {(asked[0].strip(), _alike(message)) for message in asked[1]}
        return found

    def trails(self, account: str | None) -> Listing[Trail]:
        """The trails that the account sees: its own, and its organization's."""
        if account not in self._trails:
            self._trails[account] = self._list_trails(account)
        return self._trails[account]

    def _list_trails(self, account: str | None) -> Listing[Trail]:
        captured = self._answers.captured(AuditOperation.TRAILS, account)
        doubtful = (
            one for one in self._answers.doubtful(AuditOperation.TRAILS) if one.account.value == account
        )
        listing = trail_listing(captured, doubtful)
        return replace(listing, records=tuple(self._owners_view(account, one) for one in listing.records))

    def _owners_view(self, account: str | None, record: EvidenceRecord[Trail]) -> EvidenceRecord[Trail]:
        """An organization's trail is in conflict where its owner's own list says something else of it."""
        arn = record.value.arn
        if arn is None or arn.account == account:
            return record
        theirs = self._own_trails(arn.account).get(record.value.TrailARN, ())
        return replace(record, conflicts=(*record.conflicts, *disagreements(record, theirs, RELIED)))

    def _own_trails(self, account: str) -> Mapping[str, Sequence[EvidenceRecord[Trail]]]:
        """What the lists that an account captured itself say of each trail."""
        if account not in self._captured_trails:
            found: dict[str, list[EvidenceRecord[Trail]]] = {}
            for bound in self._answers.heard(AuditOperation.TRAILS, account):
                for row in rows_of(bound.output, Trail):
                    found.setdefault(row.value.TrailARN, []).append(row)
            self._captured_trails[account] = found
        return self._captured_trails[account]

    def statuses(self, trail: Arn, viewer: str | None) -> Listing[TrailStatus]:
        """The status of one trail."""
        relied = ("IsLogging",)
        return self._of_trail(AuditOperation.STATUS, TrailStatus, trail, viewer, relied, volatile=True)

    def status_captures(self, trail: Arn, viewer: str | None) -> tuple[EvidenceRecord[TrailStatus], ...]:
        """Each capture of the status of one trail: what it tells of deliveries changes with its time."""
        found = self._about_trail(AuditOperation.STATUS, trail, viewer)
        return tuple(row for bound, _ in found for row in rows_of(bound.output, TrailStatus))

    def selectors(self, trail: Arn, viewer: str | None) -> Listing[EventSelectors]:
        """The event selectors of one trail."""
        relied = ("EventSelectors", "AdvancedEventSelectors")
        return self._of_trail(AuditOperation.SELECTORS, EventSelectors, trail, viewer, relied)

    def _of_trail(
        self,
        kind: AuditOperation,
        model: type[M],
        trail: Arn,
        viewer: str | None,
        relied: Sequence[str],
        *,
        volatile: bool = False,
    ) -> Listing[M]:
        """One record of what the answers about a trail say, in conflict where they differ."""
        found = (*self._about_trail(kind, trail, viewer), *self._doubts_about(kind, trail, viewer))
        sources = [source_of(bound, model, about) for bound, about in found]
        return merge(sources, lambda _: trail, relied, listed_by=_never, volatile=volatile)

    def _about_trail(self, kind: AuditOperation, trail: Arn, viewer: str | None) -> list[_AboutTrail]:
        """The answers about one trail that its viewer or its owner captured, in order of place."""
        accounts = dict.fromkeys((viewer, trail.account))
        found = [one for account in accounts for one in self._trails_asked(kind, account).get(trail, ())]
        return sorted(found, key=lambda one: one[0].output.at.location)

    def _doubts_about(self, kind: AuditOperation, trail: Arn, viewer: str | None) -> Iterator[_AboutTrail]:
        """The answers about one trail that nobody is known to have captured."""
        for bound in self._answers.doubtful(kind):
            asked = trail_of(bound, self._known_trails(viewer)) if bound.account.value == viewer else None
            if asked is not None and asked[0] == trail:
                yield bound, asked[1]._replace(is_doubtful=True)

    def _trails_asked(self, kind: AuditOperation, account: str | None) -> Mapping[Arn, Sequence[_AboutTrail]]:
        """Each answer that an account captured by the trail that it is about."""
        if (kind, account) not in self._trail_answers:
            known = self._known_trails(account)
            found: dict[Arn, list[_AboutTrail]] = {}
            for bound in self._answers.heard(kind, account):
                asked = trail_of(bound, known)
                if asked is not None:
                    trail, about = asked
                    found.setdefault(trail, []).append((bound, about))
            self._trail_answers[kind, account] = found
        return self._trail_answers[kind, account]

    def _known_trails(self, account: str | None) -> KnownTrails:
        if account not in self._known:
            listed = (record.value.arn for record in self.trails(account).records)
            self._known[account] = known_trails(sorted({arn for arn in listed if arn is not None}))
        return self._known[account]

    def filters(self, group: LogGroup) -> Listing[MetricFilter]:
        """The metric filters of one log group."""
        return self._filter_lists.filters(group)

    def filters_elsewhere(self, group: LogGroup) -> tuple[EvidenceRecord[MetricFilter], ...]:
        """Metric filters of the other log groups of its account and region, as far as they were captured."""
        return self._filter_lists.filters_elsewhere(group)

    def lists_publishers(self, scope: ResourceScope, namespace: str, name: str) -> bool:
        """Whether all metric filters of a place that publish to a metric were captured."""
        return self._filter_lists.lists_publishers(scope, namespace, name)

    @cached_property
    def _filter_lists(self) -> FilterLists:
        answers = self._answers.of(AuditOperation.TRAILS)
        rows = (row for bound in answers for row in rows_of(bound.output, Trail))
        groups = {group for row in rows if (group := row.value.log_group) is not None}
        return FilterLists(self._answers, sorted(groups))

    def unplaced(self, kind: AuditOperation, account: str | None) -> tuple[AttributedOutput, ...]:
        """Outputs that stay unbound because several regions or accounts are possible, or none is known."""
        nobodys = self._answers.captured(kind, None)
        own = self._answers.captured(kind, account) if account is not None else ()
        found = (*nobodys, *(bound for bound in own if bound.region.value is None))
        return tuple(sorted(found, key=lambda bound: bound.output.at.location))

    def group_class(self, group: LogGroup) -> EvidenceRecord[LogGroupDescription] | None:
        """What `describe-log-groups` says of a group; it is no step of the audit and may be absent.

        Of several answers the one that speaks of another class than STANDARD.
        """
        found = self._groups_described.get((group.scope.account, group), ())
        return min(found, key=lambda row: row.value.logGroupClass in (None, "STANDARD"), default=None)

    @cached_property
    def _groups_described(
        self,
    ) -> Mapping[tuple[str | None, LogGroup], Sequence[EvidenceRecord[LogGroupDescription]]]:
        """The descriptions by the account that captured them and the group that they are of."""
        found: dict[tuple[str | None, LogGroup], list[EvidenceRecord[LogGroupDescription]]] = {}
        for bound in self._answers.of(AuditOperation.LOG_GROUPS):
            for row in () if bound.contradicted else rows_of(bound.output, LogGroupDescription):
                arn = parse_arn(row.value.logGroupArn or row.value.arn)
                scope = scope_of(arn) if arn else bound.scope
                if scope is not None and row.value.logGroupName is not None:
                    group = LogGroup(scope, row.value.logGroupName)
                    found.setdefault((bound.account.value, group), []).append(row)
        return found

    def group_conflicts(self, group: LogGroup) -> tuple[Conflict, ...]:
        """Where `describe-log-groups` and the metric filters of the group cannot both be true, or a whole
        list of the groups of its place lacks it."""
        if group not in self._group_conflicts:
            described = self._groups_described.get((group.scope.account, group), ())
            counted = counted_otherwise(described, self.filters(group))
            self._group_conflicts[group] = (*counted, *self._lists_without(group))
        return self._group_conflicts[group]

    def _lists_without(self, group: LogGroup) -> Iterator[Conflict]:
        for bound in self._answers.of(AuditOperation.LOG_GROUPS):
            output = bound.output
            whole = "logGroups" in output.members and not output.gaps and not output.hints.subject
            rows = rows_of(output, LogGroupDescription)
            listed = any(row.value.logGroupName == group.name for row in rows)
            if bound.scope == group.scope and whole and not bound.contradicted and not listed:
                yield Conflict(NOT_LISTED, (output.at,))

    def metric_alarms(self, scope: ResourceScope, metric: str) -> Listing[MetricAlarm]:
        """The metric alarms of one account and region; `metric` is the name that is looked for."""
        return self._alarm_lists.metric_alarms(scope, metric)

    def alarms_elsewhere(self, scope: ResourceScope, metric: str) -> tuple[EvidenceRecord[MetricAlarm], ...]:
        """Alarms of other accounts that look at the metric of that name of this scope."""
        return self._alarm_lists.elsewhere(scope, metric)

    def composite_alarms(self, scope: ResourceScope) -> Listing[CompositeAlarm]:
        """The composite alarms of one account and region; whole only where they were asked for."""
        return self._alarm_lists.composite_alarms(scope)

    def subscriptions(self, topic: Arn, viewer: str | None) -> Listing[Subscription]:
        """The subscriptions of one topic, as an account that notifies it sees them."""
        return self._subscription_lists.subscriptions(topic, viewer)


def _outputs_of(bundle: Bundle, asides: Asides, limits: Limits) -> Iterator[CommandOutput]:
    """What the files of an input hold; small ones first, so that none takes the rows of all others."""
    group, budget = _group_of(bundle), RowBudget.of(limits, bundle.sent)
    for file in sorted(bundle.files, key=lambda file: file.size):
        yield from outputs_in(file, group, asides.of(file), budget)


def _alike(message: str) -> str:
    """The same for messages that differ in nothing but how their JSON is written."""
    value = embedded(message)
    return message.strip() if value is None else json.dumps(value, sort_keys=True)


def _group_of(bundle: Bundle) -> str:
    """Files given one by one stand together; a folder or an archive stands alone."""
    single = len(bundle.files) == 1 and bundle.files[0].path == bundle.path
    return "" if single else bundle.path


def _never(*_: object) -> bool:
    """An output about one resource that another output describes too: neither has to list anything."""
    return False
