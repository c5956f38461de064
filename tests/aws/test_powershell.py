"""Objects of AWS Tools for PowerShell are told from what the AWS CLI and boto3 print."""

from __future__ import annotations

import pytest

from analyzer.aws.powershell import cmdlet_named, cmdlet_of
from analyzer.evidence import JSON

FILTER: JSON = {"FilterName": "f", "FilterPattern": "", "MetricTransformations": [], "LogGroupName": "g"}
RESPONSE: dict[str, JSON] = {"ResponseMetadata": {}, "ContentLength": 1, "HttpStatusCode": 200}
TOPIC: dict[str, JSON] = {"SnsTopicARN": None, "SnsTopicName": None, "S3KeyPrefix": None, "KmsKeyId": None}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (FILTER, "Get-CWLMetricFilter"),
        ([FILTER, 1], "Get-CWLMetricFilter"),
        ({"value": [FILTER], "Count": 1}, "Get-CWLMetricFilter"),
        ({"MetricFilters": [FILTER], "NextToken": None}, "Get-CWLMetricFilter"),
        ({"TrailARN": "a", **TOPIC}, "Get-CTTrail"),
        ({"TrailList": [], **RESPONSE}, "Get-CTTrail"),
        ({"AlarmArn": "a", "StateValue": {"Value": "OK"}}, "Get-CWAlarm"),
        ({"MetricAlarms": [{"AlarmArn": "a", "Statistic": {"Value": "Sum"}}]}, "Get-CWAlarm"),
        ({"AlarmArn": "a", "AlarmConfigurationUpdatedTimestamp": "/Date(1)/"}, "Get-CWAlarm"),
        ({"IsLogging": True, "LatestDeliveryTime": "/Date(1)/"}, "Get-CTTrailStatus"),
        ({"IsLogging": True, **RESPONSE}, "Get-CTTrailStatus"),
        ({"TrailARN": "a", "EventSelectors": [], **RESPONSE}, "Get-CTEventSelector"),
        ({"UserId": "u", "Account": "1", "Arn": "a", **RESPONSE}, "Get-STSCallerIdentity"),
        ({"LogGroupName": "g", "StoredBytes": 0}, "Get-CWLLogGroup"),
    ],
)
def test_an_object_tells_its_cmdlet(value: JSON, name: str) -> None:
    found = cmdlet_of(value)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"value": 1, "Count": 1},
        {"filterName": "f", "filterPattern": "", "metricTransformations": []},
        {"TrailARN": "a", "S3BucketName": "b"},
        {"TrailARN": "a", **dict.fromkeys(TOPIC, "x")},
        {
            "MetricAlarms": [{"AlarmArn": "a", "StateValue": "OK"}],
            "ResponseMetadata": {"HTTPStatusCode": 200},
        },
        {"MetricAlarms": 1, "CompositeAlarms": []},
        {"IsLogging": True, "LatestDeliveryTime": "2026-11-20T09:58:12Z"},
        RESPONSE,
    ],
)
def test_what_the_aws_cli_prints_tells_none(value: JSON) -> None:
    assert cmdlet_of(value) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PS C:\\> Get-CTTrailStatus -Name org | ConvertTo-Json", "Get-CTTrailStatus"),
        ("PS> Get-CTTrail\nPS> get-cwalarm | convertto-json", "Get-CWAlarm"),
        ("Get-SNSSubscriptionByTopic_cis.json", "Get-SNSSubscriptionByTopic"),
        ("Get-CTTrailX", None),
        ("$ aws cloudtrail get-trail", None),
        ("", None),
    ],
)
def test_a_text_names_its_cmdlet(text: str, name: str | None) -> None:
    found = cmdlet_named(text)
    assert (found.name if found else None) == name
