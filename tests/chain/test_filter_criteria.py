"""What is told of filters that are held against a control: the event that shows it, and what is beside."""

from __future__ import annotations

import pytest

from analyzer.allowance import Scope, allowance, in_force, spend
from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.logs import MetricFilter
from analyzer.aws.record import EvidenceRecord
from analyzer.chain.context import ControlContext
from analyzer.chain.fed_elsewhere import drowning_findings
from analyzer.chain.filter_findings import criteria_findings
from analyzer.chain.filter_warnings import filter_warnings
from analyzer.controls import Control, load_control
from analyzer.controls.model import Intent, KnownIssue, PrescribedPattern
from analyzer.coverage.counting import Counted, Coverage, Missed, Unsettled
from analyzer.coverage.criteria import CriteriaCoverage, criteria_of
from analyzer.coverage.publishers import MetricPublisher, MetricSubject, metrics_of, publisher
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import JSON, Location
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.limits import DEFAULT_LIMITS
from analyzer.reports.words import statement, words
from analyzer.rules import Rule, WarningRule
from analyzer.rules.metric_filter import (
    COUNTS_PRESCRIBED_TEXT,
    COUNTS_REQUIRED_EVENTS,
    COVERAGE_UNDECIDED,
    MISSES_PRESCRIBED_TEXT,
    MISSES_REQUIRED_EVENTS,
    PRESCRIBED_TEXT,
    PRESCRIBED_TEXT_UNDECIDED,
)
from analyzer.rules.warnings import (
    FILTER_BROADER,
    NOT_PRESCRIBED_TEXT,
    PRESCRIBED_TEXT_DEFECT,
    PRESCRIBED_TEXT_MISSES,
)

ACCOUNT = "111111111111"
GROUP = LogGroup(ResourceScope("aws", ACCOUNT, "us-east-1"), "trail")
TEXT, INTENT = "{ $.eventName = A }", "{ ($.eventName = A) || ($.eventName = B) }"
EVENT: JSON = {"eventName": "B"}
CONTROL = load_control()._replace(
    slug="own", texts=(PrescribedPattern("text", TEXT),), intent=Intent(INTENT, "a test"), defects=()
)


def filter_record(pattern: str | None, group: str | None = "other") -> EvidenceRecord[MetricFilter]:
    raw = {
        "filterName": "f",
        "logGroupName": group,
        "filterPattern": pattern,
        "metricTransformations": [{"metricName": "m", "metricNamespace": "n", "metricValue": "1"}],
    }
    at = Location("filters.json", f"/{group}")
    return EvidenceRecord(at, MetricFilter.model_validate(raw), {})


def filters(*patterns: str | None) -> list[MetricPublisher]:
    return [publisher(filter_record(pattern), 0) for pattern in patterns]


def found(
    prescribed: Coverage, intent: Coverage, *, spelled: bool = False, control: Control = CONTROL
) -> CriteriaCoverage:
    held = ("text",) if isinstance(prescribed, Counted) else ()
    return CriteriaCoverage(criteria_of(control, RunCache()), prescribed, intent, held, spelled)


YES, NO, OPEN = Counted(()), Missed(EVENT), Unsettled(("a reason", "another"), EVENT)


@pytest.mark.parametrize(
    ("prescribed", "intent", "expected"),
    [
        (YES, YES, [(COUNTS_REQUIRED_EVENTS, None), (COUNTS_PRESCRIBED_TEXT, None)]),
        (YES, NO, [(COUNTS_PRESCRIBED_TEXT, None), (MISSES_REQUIRED_EVENTS, EVENT)]),
        (NO, NO, [(MISSES_REQUIRED_EVENTS, EVENT), (MISSES_PRESCRIBED_TEXT, EVENT)]),
        (OPEN, NO, [(PRESCRIBED_TEXT_UNDECIDED, EVENT), (MISSES_REQUIRED_EVENTS, EVENT)]),
        (NO, OPEN, [(COVERAGE_UNDECIDED, EVENT), (MISSES_PRESCRIBED_TEXT, EVENT)]),
    ],
)
def test_each_criterion_shows_its_event(
    prescribed: Coverage, intent: Coverage, expected: list[tuple[Rule, JSON]]
) -> None:
    told = criteria_findings(found(prescribed, intent), filters("{ $.eventName = C }"))
    assert [(one.rule, one.counterexample) for one in told] == expected


def test_only_the_filter_that_is_the_text_is_told_to_be_it() -> None:
    told = criteria_findings(found(YES, NO, spelled=True), filters("{ $.eventName = C }", TEXT))
    assert [one.rule for one in told].count(PRESCRIBED_TEXT) == 1


@pytest.mark.parametrize(
    ("prescribed", "intent", "expected"),
    [
        (YES, NO, [(PRESCRIBED_TEXT_MISSES, EVENT)]),
        (NO, YES, [(NOT_PRESCRIBED_TEXT, EVENT)]),
        (YES, OPEN, [(PRESCRIBED_TEXT_MISSES, EVENT)]),
        (OPEN, YES, [(NOT_PRESCRIBED_TEXT, EVENT)]),
        (YES, YES, []),
        (NO, NO, []),
    ],
)
def test_what_the_other_criterion_lacks_is_warned_of(
    prescribed: Coverage, intent: Coverage, expected: list[tuple[WarningRule, JSON]]
) -> None:
    told = filter_warnings(CONTROL, found(prescribed, intent), filters(TEXT))
    assert [(one.rule, one.counterexample) for one in told] == expected


def test_what_is_open_is_told_with_its_reasons() -> None:
    (told,) = filter_warnings(CONTROL, found(YES, OPEN), filters(TEXT))
    open_ones = "events of which it is open whether they are counted: a reason; another"
    assert words(told.observed) == open_ones


NOT_JSON = '{"eventName": NaN}'


@pytest.mark.parametrize(
    ("line", "event", "counted"),
    [('{"eventName": "A"}', {"eventName": "A"}, True), (NOT_JSON, NOT_JSON, False)],
)
def test_a_defect_of_the_text_shows_its_event(line: str, event: JSON, counted: bool) -> None:
    issue = KnownIssue("code", "it is so", ("text",), (), line, counted)
    control = CONTROL._replace(defects=(issue,))
    (told,) = filter_warnings(control, found(YES, YES, control=control), filters(TEXT))
    assert (told.rule, told.counterexample) == (PRESCRIBED_TEXT_DEFECT, event)


def test_a_filter_that_counts_more_shows_an_event_of_it() -> None:
    told = filter_warnings(CONTROL, found(YES, YES), filters(None, TEXT, "{ $.eventName = C }"))
    assert [one.rule for one in told] == [FILTER_BROADER]
    assert isinstance(told[0].counterexample, dict)
    assert told[0].counterexample["eventName"] == "C"


def test_warnings_leave_most_of_what_may_be_spent() -> None:
    others = " && ".join(f"($.requestParameters.p{at} != {at}*)" for at in range(20))
    limits = DEFAULT_LIMITS.with_values({"control-steps": 400})
    with in_force(limits), allowance(Scope.CONTROL):
        filter_warnings(CONTROL, found(YES, YES), filters(*[f"{{ {others} }}"] * 20))
        spend(300)


def metric(*elsewhere: EvidenceRecord[MetricFilter]) -> MetricSubject:
    (made,) = metrics_of(ACCOUNT, GROUP, [filter_record(TEXT, GROUP.name)], elsewhere)
    return made


def drowned(*elsewhere: EvidenceRecord[MetricFilter]) -> list[tuple[object, str]]:
    context = ControlContext(Snapshot([], CallerStatement(None, None)), CONTROL)
    return [(one.expected, statement(one)) for one in drowning_findings(context, metric(*elsewhere))]


def test_each_group_elsewhere_is_told() -> None:
    told = drowned(filter_record(None, "first"), filter_record("", "second"), filter_record("", None))
    assert [group for group, _ in told] == ["first", "second", ""]


@pytest.mark.parametrize(("account", "drowns"), [(ACCOUNT, True), ("222222222222", False)])
def test_what_happens_every_day_happens_in_the_account(account: str, drowns: bool) -> None:
    pattern = f'{{ ($.recipientAccountId = "{account}") && ($.eventName != CreateTrail) }}'
    assert bool(drowned(filter_record(pattern))) is drowns
