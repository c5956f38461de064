"""What the link says of the alarms on a metric, word by word: alarms that do not act, namesakes,
lists that are not whole or past the limit."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from analyzer.allowance import in_force
from analyzer.chain.context import AlarmSubject
from analyzer.chain.engine import Candidates
from analyzer.evidence import JSON
from analyzer.limits import DEFAULT_LIMITS
from analyzer.rules import LinkName
from tests.support.chain_steps import ACCOUNT, ALARMS, FILTERS, MEMBER, Files, at, context_of, good, told

NAME = "ConsoleAuthenticationFailures"
AGAIN = ALARMS.replace(".json", "-2.json")
ELSEWHERE = f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:elsewhere"
OTHER_COMPOSITE: JSON = {"AlarmName": "elsewhere", "AlarmArn": ELSEWHERE, "AlarmRule": 'ALARM("another")'}

TYPES = "--alarm-types MetricAlarm CompositeAlarm"
ASK = f"$ aws cloudwatch describe-alarms {TYPES} --region us-east-1 --output json"
NO_OTHERS, PERHAPS_OTHERS = "and no others", "and perhaps others"
ROW = "describe-alarms.json#/MetricAlarms/0"
NOT_LISTED = (
    f"  composite-alarms-not-listed of {NAME}: composite alarms were not asked for; one of them could carry"
    f" the action @ {ROW}"
)
DISABLED = (
    f"  actions-disabled of {NAME}: `{NAME}`: its actions are disabled, and no composite alarm acts for it"
    f" @ {ROW}/ActionsEnabled"
)
NOT_SAID = f"  actions-not-said of {NAME}: `{NAME}`: it does not say whether its actions are enabled @ {ROW}"
TRUNCATED = (
    "evidence-truncated of it: the JSON document that begins on line 1 is not relied on: it stops before its"
    " end @ describe-alarms-2.json#"
)
DENIED = [
    "evidence-error of it: AWS answered with the error `AccessDenied` @ describe-alarms-2.json#",
    "evidence-not-json of it: expected JSON, got other text; run the command again with `--output json`"
    " @ describe-alarms-2.json#",
]
METRIC = f"CISBenchmark/{NAME}"
PUBLISHED = "describe-metric-filters--CloudTrail_Logs.json#/metricFilters/0/metricTransformations/0"
FIRES_AT = (
    "Threshold", "ComparisonOperator", "Statistic", "Period", "EvaluationPeriods", "TreatMissingData",
    "Namespace", "MetricName", "ActionsEnabled",
)  # fmt: skip
PLACES = " ".join(f"{ROW}/{name}" for name in FIRES_AT)
FIRES = f"  fires of {NAME}: `{NAME}`: it fires after 1 matching event within 300 s @ {PLACES}"


def alarms(*composites: JSON, **members: JSON) -> Files:
    """The list with other members of its alarm, and these composite alarms; None takes a member away."""
    row = good()[ALARMS]["MetricAlarms"][0] | members
    kept = {name: value for name, value in row.items() if value is not None}
    return {ALARMS: {"MetricAlarms": [kept], "CompositeAlarms": [*composites]}}


def found(*changes: Files) -> Candidates:
    """What the link says where these files lie in place of those of the good account, or beside them."""
    files = good()
    for change in changes:
        files |= change
    return at(LinkName.ALARM, context_of(files))


BROKEN: Files = {AGAIN: "{"}
REFUSED: Files = {
    AGAIN: "\nAn error occurred (AccessDenied) when calling the DescribeAlarms operation: not authorized\n"
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([alarms()], [FIRES, NO_OTHERS]),
        ([alarms(ActionsEnabled=False)], [DISABLED, NOT_LISTED, f"  {ASK}", NO_OTHERS]),
        ([alarms(OTHER_COMPOSITE, ActionsEnabled=False)], [DISABLED, NO_OTHERS]),
        (
            [alarms(ActionsEnabled=False), BROKEN],
            [f"  {TRUNCATED}", f"  {ASK}", TRUNCATED, ASK, PERHAPS_OTHERS],
        ),
        (
            [alarms(ActionsEnabled=False), REFUSED],
            [*(f"  {one}" for one in DENIED), f"  {ASK}", *DENIED, ASK, PERHAPS_OTHERS],
        ),
        ([alarms(ActionsEnabled=None)], [NOT_SAID, NOT_LISTED, f"  {ASK}", NO_OTHERS]),
        ([alarms(OTHER_COMPOSITE, ActionsEnabled=None)], [NOT_SAID, f"  {ASK}", NO_OTHERS]),
        (
            [alarms(ActionsEnabled=None), BROKEN],
            [NOT_SAID, f"  {TRUNCATED}", f"  {ASK}", TRUNCATED, ASK, PERHAPS_OTHERS],
        ),
    ],
)
def test_an_alarm_whose_own_actions_are_not_known_to_be_enabled(
    changes: list[Files], said: list[str]
) -> None:
    """Where the list of composite alarms cannot be read, it is not said that nobody asked for it."""
    assert told(found(*changes)) == [NAME, *said]


def test_one_answer_that_cannot_be_read_leaves_a_list_whole_that_was_asked_for_all() -> None:
    files = good() | BROKEN
    del files[ALARMS]
    files["session.txt"] = f"{ASK}\n{json.dumps(alarms(ActionsEnabled=False)[ALARMS])}"
    said = told(at(LinkName.ALARM, context_of(files)))
    assert said == [NAME, DISABLED.replace("describe-alarms.json", "session.txt"), NO_OTHERS]


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (
            {},
            [
                NAME,
                f"  alarm-on-other-metric of {NAME}: `{NAME}`: it watches the namespace `Other`, not"
                f" `CISBenchmark` @ {ROW}/Namespace {PUBLISHED}/metricNamespace",
            ],
        ),
        (
            {"StateValue": "odd"},
            [
                f"{NAME}, where the path ends",
                f"  impossible-record of {NAME}: `{NAME}`: no alarm is in the state `odd`, which AWS does not"
                f" allow (API model of CloudWatch: StateValue) @ {ROW}/StateValue",
                f"  {ASK}",
            ],
        ),
    ],
)
def test_an_alarm_on_a_namesake_refutes_where_aws_may_have_printed_it(
    members: dict[str, JSON], said: list[str]
) -> None:
    assert told(found(alarms(Namespace="Other", **members))) == [*said, NO_OTHERS]


def test_an_alarm_on_dimension_values_tells_of_all_filters() -> None:
    filters: Any = good()[FILTERS]
    rows = [deepcopy(filters["metricFilters"][0]) | {"filterName": name} for name in ("one", "two")]
    for row in rows:
        row["metricTransformations"][0]["dimensions"] = {"User": "$.userIdentity.userName"}
    values: JSON = [{"Name": "User", "Value": "alice"}]
    (step,) = found({FILTERS: {"metricFilters": rows}}, alarms(Dimensions=values)).each
    said = [(one.rule.id, one.subject) for one in step.findings]
    assert said == [("misses-required-events", ("one", "two"))]


WHERE = f"us-east-1 in account {ACCOUNT}"
NOT_CAPTURED = f"alarms-not-captured of {METRIC}: no alarms of {WHERE} were captured @"
BARE = (
    "evidence-bare-list of it: a list without its member name, as `--query` prints it, may have left rows out"
)
NO_ALARM = f"no-alarm of {METRIC}: no alarm watches `{METRIC}` @ describe-alarms.json#"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"MetricAlarms": []}, [NO_ALARM, NO_OTHERS]),
        ([], [f"{BARE} @ describe-alarms.json#", ASK, PERHAPS_OTHERS]),
        (None, [NOT_CAPTURED, ASK, PERHAPS_OTHERS]),
    ],
)
def test_a_list_without_an_alarm_on_the_metric(content: object, said: list[str]) -> None:
    files = good() | {ALARMS: content}
    kept = {path: one for path, one in files.items() if one is not None}
    assert told(at(LinkName.ALARM, context_of(kept))) == said


def test_a_list_past_the_limit_is_told_once_however_often_it_was_captured() -> None:
    with in_force(DEFAULT_LIMITS.with_values({"alarms": 1})):
        said = told(found({AGAIN: good()[ALARMS]}))
    assert said[-2:] == [
        f"past-limit of alarms: 2 alarms of {WHERE}: not all of it was judged, since the limit `alarms` (1)"
        " stopped it @ describe-alarms-2.json#",
        PERHAPS_OTHERS,
    ]


def test_the_account_that_is_assessed_goes_with_the_alarm() -> None:
    (step,) = found().each
    assert isinstance(step.subject, AlarmSubject)
    assert step.subject.viewer == ACCOUNT


PLAIN: dict[str, JSON] = dict.fromkeys(("MetricName", "Namespace", "Statistic", "Period", "Dimensions"))
STAT: JSON = {
    "Metric": {"Namespace": "CISBenchmark", "MetricName": NAME},
    "Period": 300,
    "Stat": "Sum",
}
ODD: JSON = [{"Id": "m", "MetricStat": STAT, "ReturnData": False}, {"Id": "e", "Expression": "ODD(m)"}]
ASK_HISTORY = (
    f"$ aws cloudwatch describe-alarm-history --alarm-name {NAME} {TYPES} --history-item-type Action"
    " --region us-east-1 --output json"
)
UNDECIDED = (
    f"  alarm-not-provable of {NAME}: `{NAME}`: its expression `ODD(m)`: `ODD` is not decided here"
    f" @ {ROW}/Metrics/1/Expression"
)
OF_ANOTHER = f"`{NAME}`: it is an alarm of account {MEMBER} and looks at metrics of this one @ {ROW}/Metrics"


def test_the_history_of_an_open_alarm_is_asked_for_once() -> None:
    history: Files = {"session.txt": f'{ASK_HISTORY}\n{{"AlarmHistoryItems": []}}'}
    alarm = alarms(**PLAIN, Metrics=ODD)
    assert told(found(alarm)) == [NAME, UNDECIDED, f"  {ASK_HISTORY}", NO_OTHERS]
    assert told(found(alarm, history)) == [NAME, UNDECIDED, NO_OTHERS]


def test_an_alarm_of_a_monitoring_account_is_open() -> None:
    arn = f"arn:aws:cloudwatch:us-east-1:{MEMBER}:alarm:{NAME}"
    metrics: JSON = [{"Id": "m", "AccountId": ACCOUNT, "MetricStat": STAT}]
    far = alarms(**PLAIN, AlarmArn=arn, Metrics=metrics)[ALARMS]
    caller = {"Account": MEMBER, "UserId": "x", "Arn": f"arn:aws:iam::{MEMBER}:user/a"}
    step = found({f"far/{ALARMS}": far, "far/get-caller-identity.json": caller}).each[1]
    assert told(Candidates((step,), complete=True)) == [
        f"{NAME}, where the path ends",
        f"  alarm-not-provable of {NAME}: {OF_ANOTHER}",
        f"  {ASK_HISTORY}",
        NO_OTHERS,
    ]
    assert [request.account for request in step.requests] == [MEMBER]
