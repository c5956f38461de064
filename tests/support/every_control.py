"""An account in moto in which every control holds, each with a filter and an alarm of its own."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.controls import Control, all_controls
from tests.support import aws_rig as rig
from tests.support.aws_rig import Account


def filters_of(account: Account, controls: Iterable[Control]) -> None:
    """One metric filter for each control, with the first pattern that its text prescribes."""
    for control in controls:
        rig.metric_filter(account, control.pattern, name=control.slug, metricName=control.slug)


def alarms_of(account: Account, controls: Iterable[Control]) -> None:
    """The prescribed alarm for each control, on the metric of its slug."""
    for control in controls:
        rig.alarm(account, control.slug, MetricName=control.slug)


def every_filter(account: Account) -> None:
    filters_of(account, all_controls())


def every_alarm(account: Account) -> None:
    alarms_of(account, all_controls())
