"""The alarms of each account and region, joined from all answers that hold some of them.

Every answer is looked through once, every list is merged once, however many alarms ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple, TypeVar

from analyzer.aws.arn import Arn, ResourceScope, parse_arn
from analyzer.aws.cloudwatch import Alarm, CompositeAlarm, MetricAlarm
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.record import EvidenceRecord
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.sources import (
    alarm_scope,
    alarm_source,
    composites_asked,
    metrics_across,
    rows_of,
)

A = TypeVar("A", bound=Alarm)

# The members that a verdict rests on.
_COMPOSITE = ("ActionsEnabled", "AlarmActions", "AlarmRule", "ActionsSuppressor")
_ALARM = (
    "ActionsEnabled", "AlarmActions", "MetricName", "Namespace", "Statistic", "ExtendedStatistic",
    "Dimensions", "Period", "Unit", "EvaluationPeriods", "DatapointsToAlarm", "Threshold",
    "ComparisonOperator", "TreatMissingData", "EvaluateLowSampleCountPercentile", "Metrics",
    "ThresholdMetricId", "EvaluationCriteria",
)  # fmt: skip


class _Reply(NamedTuple):
    """One answer to `describe-alarms`, its alarms by where they live; None for what is no located alarm."""

    bound: AttributedOutput
    metric: Mapping[ResourceScope | None, tuple[EvidenceRecord[MetricAlarm], ...]]
    composite: Mapping[ResourceScope | None, tuple[EvidenceRecord[CompositeAlarm], ...]]
    scopes: frozenset[ResourceScope | None]
    metric_asked: str | None
    is_doubtful: bool

    def has_strangers(self, scope: ResourceScope) -> bool:
        """Whether it holds alarms that live elsewhere."""
        return len(self.scopes) > (scope in self.scopes)


def _reply(bound: AttributedOutput, *, is_doubtful: bool = False) -> _Reply:
    metric, composite = _by_scope(bound, MetricAlarm), _by_scope(bound, CompositeAlarm)
    command = bound.output.command
    asked = None if command is None else command.metric_asked
    return _Reply(bound, metric, composite, frozenset({*metric, *composite}), asked, is_doubtful)


class _Place(NamedTuple):
    """The answers that list one scope, and the metrics whose alarms some of them asked for alone."""

    replies: list[_Reply]
    metrics_asked: set[str | None]


_NOWHERE = _Place([], set())


class AlarmLists:
    """The lists of one run. What it answers never changes."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._metric: dict[tuple[ResourceScope, str | None], Listing[MetricAlarm]] = {}
        self._composite: dict[ResourceScope, Listing[CompositeAlarm]] = {}

    @cached_property
    def _places(self) -> Mapping[ResourceScope, _Place]:
        """The answers by each scope of their own account that they list, or hold alarms of."""
        found: dict[ResourceScope, _Place] = {}
        told = (bound for bound in self._answers.of(AuditOperation.ALARMS) if not bound.contradicted)
        doubtful = map(partial(_reply, is_doubtful=True), self._answers.doubtful(AuditOperation.ALARMS))
        for reply in chain(map(_reply, told), doubtful):
            bound = reply.bound
            for scope in {*reply.scopes, bound.scope}:
                if scope is not None and scope.account == bound.account.value:
                    place = found.setdefault(scope, _Place([], set()))
                    place.replies.append(reply)
                    place.metrics_asked.add(reply.metric_asked)
        return found

    def metric_alarms(self, scope: ResourceScope, metric: str) -> Listing[MetricAlarm]:
        """The metric alarms of one account and region; `metric` is the name that is looked for."""
        place = self._places.get(scope, _NOWHERE)
        asked = metric if metric in place.metrics_asked else None
        if (scope, asked) not in self._metric:
            sources = [_metric_source(reply, scope, asked) for reply in place.replies]
            self._metric[scope, asked] = merge(sources, lambda alarm: alarm.AlarmArn, _ALARM, volatile=True)
        return self._metric[scope, asked]

    def composite_alarms(self, scope: ResourceScope) -> Listing[CompositeAlarm]:
        """The composite alarms of one account and region; whole only where they were asked for."""
        if scope not in self._composite:
            sources = [_composite_source(reply, scope) for reply in self._places.get(scope, _NOWHERE).replies]
            found = merge(sources, lambda alarm: alarm.AlarmArn, _COMPOSITE, volatile=True)
            self._composite[scope] = found
        return self._composite[scope]

    def elsewhere(self, scope: ResourceScope, metric: str) -> tuple[EvidenceRecord[MetricAlarm], ...]:
        """Alarms of other accounts that look at the metric of that name of this scope."""
        return tuple(self._across_accounts.get((scope, metric), ()))

    @cached_property
    def _across_accounts(
        self,
    ) -> Mapping[tuple[ResourceScope, str | None], Sequence[EvidenceRecord[MetricAlarm]]]:
        found: dict[tuple[ResourceScope, str | None], list[EvidenceRecord[MetricAlarm]]] = {}
        for bound in self._answers.of(AuditOperation.ALARMS):
            if bound.contradicted or not _looks_across(bound.output):
                continue
            for row in rows_of(bound.output, MetricAlarm):
                there = alarm_scope(row.value)
                for account, metric in metrics_across(row.value):
                    if there is not None and account != there.account:
                        found.setdefault((there._replace(account=account), metric), []).append(row)
        return found

    def topics(self, account: str | None) -> list[Arn]:
        """Every SNS topic among the actions of the alarms that the account captured."""
        actions = {
            action
            for bound in self._answers.heard(AuditOperation.ALARMS, account)
            for row in bound.output.rows
            if isinstance(row.value, Alarm)
            for action in row.value.AlarmActions or ()
        }
        return sorted({arn for a in actions if (arn := parse_arn(a)) is not None and arn.service == "sns"})


def _looks_across(output: CommandOutput) -> bool:
    """Whether an alarm of it says the account of a metric, which few do."""
    alarms = (row.value for row in output.rows if isinstance(row.value, MetricAlarm))
    return any(alarm.Metrics and metrics_across(alarm) for alarm in alarms)


def _by_scope(
    bound: AttributedOutput, model: type[A]
) -> Mapping[ResourceScope | None, tuple[EvidenceRecord[A], ...]]:
    found: dict[ResourceScope | None, list[EvidenceRecord[A]]] = {}
    for row in rows_of(bound.output, model):
        found.setdefault(alarm_scope(row.value), []).append(row)
    return {scope: tuple(rows) for scope, rows in found.items()}


def _metric_source(reply: _Reply, scope: ResourceScope, metric: str | None) -> Source[MetricAlarm]:
    rows, strangers = reply.metric.get(scope, ()), reply.has_strangers(scope)
    source = alarm_source(reply.bound, rows, scope, strangers=strangers, metric=metric)
    return source._replace(is_doubtful=reply.is_doubtful)


def _composite_source(reply: _Reply, scope: ResourceScope) -> Source[CompositeAlarm]:
    rows, strangers = reply.composite.get(scope, ()), reply.has_strangers(scope)
    source = alarm_source(reply.bound, rows, scope, strangers=strangers)
    whole = source.is_complete and composites_asked(reply.bound.output)
    return source._replace(is_complete=whole, is_doubtful=reply.is_doubtful)
