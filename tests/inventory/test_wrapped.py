"""Several answers in one document are read like a folder of files; nothing else is taken for an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.aws.command_line import AuditOperation
from analyzer.aws.rows import RowBudget
from analyzer.evidence import DEFAULT_LIMITS, JSON, Location
from analyzer.inventory.wrapped import DocumentAnswer, answers_in

TRAIL: JSON = {"TrailARN": "arn:aws:cloudtrail:us-east-1:111111111111:trail/org", "S3BucketName": "b"}
SELECTOR: JSON = {"ReadWriteType": "All", "IncludeManagementEvents": True}
ANSWERS: dict[str, JSON] = {
    "describe-trails": {"trailList": [TRAIL]},
    "get-trail": {"Trail": TRAIL},
    "get-trail-status": {"IsLogging": True, "StartLoggingTime": 1},
    "get-event-selectors": {"TrailARN": "x", "EventSelectors": [SELECTOR]},
    "describe-metric-filters": {"metricFilters": []},
    "describe-alarms": {"MetricAlarms": [], "CompositeAlarms": []},
    "list-subscriptions-by-topic": {"Subscriptions": []},
    "get-caller-identity": {"UserId": "u", "Account": "111111111111", "Arn": "a"},
}


def answers(
    value: JSON, limits: int | None = None, file: str = "dump.json", said: str = ""
) -> list[DocumentAnswer]:
    budget = RowBudget.of(
        DEFAULT_LIMITS if limits is None else DEFAULT_LIMITS.with_values({"documents": limits})
    )
    return list(answers_in(value, Location(file), None, budget, said))


def kinds(found: Sequence[DocumentAnswer]) -> list[str]:
    return [answer.read[0].value for answer in found]


PLACES = st.sampled_from(["us-east-1", "111111111111", "prod", "a/b~c", "describe-trails", "é", ""])
WRAPPED = st.recursive(
    st.sampled_from(sorted(ANSWERS)).map(ANSWERS.__getitem__),
    # Nothing that people use wraps a list of answers in a list.
    lambda inner: (
        st.lists(inner.filter(lambda one: not isinstance(one, list)) | st.none(), max_size=3)
        | st.dictionaries(PLACES, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(WRAPPED)
def test_every_answer_is_found_and_stands_at_its_place(value: JSON) -> None:
    found = answers(value)
    assert all(jmespath.search(one.at.location.expression, value) == one.at.value for one in found)
    text = json.dumps(value)
    assert len(found) >= sum(text.count(name) for name in ('"trailList"', '"Account"', '"metricFilters"'))


@pytest.mark.parametrize("spelled", ["{}", "aws x {}", "{} (us-east-1)", "01_{}", "{}.json"])
@pytest.mark.parametrize("name", [name for name in ANSWERS if name != "get-trail"])
def test_a_member_is_named_for_its_operation(name: str, spelled: str) -> None:
    for words in (name, name.replace("-", "_"), name.title().replace("-", "")):
        member = spelled.format(words)
        (found,) = answers({"of": "anna", member: ANSWERS[name]})
        assert (found.read[0].value, found.path) == (name, f"dump.json/{member}")


@pytest.mark.parametrize(
    ("name", "region", "subject", "cuts"),
    [
        ("aws cloudtrail get-trail-status --name org --region us-east-1", "us-east-1", "org", ()),
        ("$ aws --region us-east-1 cloudtrail get-trail-status --name org", "us-east-1", "org", ()),
        ("aws cloudtrail get-trail-status --name org | jq .x", None, "org", ("|",)),
        ("aws cloudtrail get-trail-status --name $TRAIL", None, None, ()),
    ],
)
def test_a_member_may_spell_the_command(
    name: str, region: str | None, subject: str | None, cuts: tuple[str, ...]
) -> None:
    (found,) = answers({name: ANSWERS["get-trail-status"]})
    assert found.command is not None
    assert (found.command.region, found.command.subject, found.command.cuts) == (region, subject, cuts)


def test_a_command_without_arguments_may_have_had_some() -> None:
    (found,) = answers({"aws cloudtrail describe-trails": ANSWERS["describe-trails"]})
    assert found.command is None


STATUS = ANSWERS["get-trail-status"]


@pytest.mark.parametrize(
    "value",
    [
        {
            "Resources": {
                "T": {"Type": "AWS::CloudTrail::Trail", "Properties": {"EventSelectors": [SELECTOR]}}
            }
        },
        {"status_code": 200, "data": STATUS},
        {"status_code": 200, "data": ANSWERS["describe-alarms"]},
        {"places": [{"file": "f", "value": STATUS}]},
        {"Records": [{"eventName": "x", "responseElements": STATUS}]},
        {"0": STATUS},
        "describe-trails",
        {"describe-trails": 1, "describe-alarms": "as before"},
    ],
    ids=range(8),
)
def test_what_looks_like_an_answer_elsewhere_is_none(value: JSON) -> None:
    assert answers(value) == []


def test_a_document_made_to_hold_several_may_say_more() -> None:
    found = answers({"by": "anna", "a": ANSWERS["describe-trails"], "b": ANSWERS["describe-alarms"]})
    assert kinds(found) == ["describe-trails", "describe-alarms"]


def test_answers_in_one_object_are_told_apart_and_none_is_whole() -> None:
    value = {**ANSWERS["describe-alarms"], **ANSWERS["get-event-selectors"], **ANSWERS["get-caller-identity"]}  # type: ignore[dict-item]
    found = answers(value)
    assert kinds(found) == ["describe-alarms", "get-event-selectors", "get-caller-identity"]
    assert all(gap.observed for one in found for gap in one.read[2][:1])
    assert all(one.read[2] for one in found)


def test_past_the_limit_of_documents_nothing_is_whole() -> None:
    value: JSON = [ANSWERS["describe-alarms"]] * 4
    assert kinds(answers(value, 4)) == ["describe-alarms"] * 4
    found = answers(value, 3)
    assert kinds(found) == ["describe-alarms"] * 3 + [kind.value for kind in AuditOperation]
    assert all("`--limit documents=VALUE`" in str(one.read[2][0].observed) for one in found[3:])


def test_an_answer_below_too_many_levels_is_none() -> None:
    value = ANSWERS["describe-alarms"]
    for _ in range(8):
        value = [value]
    assert len(answers(value)) == 1
    assert answers([value]) == []


def test_a_refusal_stands_in_the_place_of_an_answer() -> None:
    text = "An error occurred (AccessDenied) when calling the DescribeAlarms operation: no"
    (found,) = answers({"us-east-1": {"describe-alarms": text}})
    assert (kinds([found]), found.at.location.pointer) == (["describe-alarms"], "/us-east-1/describe-alarms")
    assert found.read[2][0].kind == "error"


@pytest.mark.parametrize("file", ["Get-CTTrail.json", "prod_get-cttrail (1).json"])
def test_a_file_may_be_named_for_a_cmdlet(file: str) -> None:
    (found,) = answers([TRAIL], file=file)
    assert [gap.kind for gap in found.read[2]] == ["other-tool"]
    (found,) = answers([TRAIL], said="PS C:\\> Get-CTTrail | ConvertTo-Json")
    assert not found.read[1]
    (found,) = answers([TRAIL], said="PS C:\\> Get-CTTrailNames")
    assert found.read[1]
