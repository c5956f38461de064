"""Law: an event that is said to be missed could have happened, is required, and is not counted.

Oracles: the validator of records (`tests.support.record_validator`), which reads CloudTrail's documents by
itself, and the evaluator.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.controls import Control, all_controls
from analyzer.coverage.answer import Answer, answer, of_patterns
from analyzer.coverage.counting import Counted, Missed, Unsettled, coverage
from analyzer.coverage.witnesses import find
from analyzer.patterns import JSON, Counterexample, Pattern, evaluate_event, parse
from analyzer.patterns.certificates.prover import stated_from_data, stated_to_data
from analyzer.patterns.facts import DOCUMENTED, EventOrigin, documented_named, facts_about
from tests.support.laws import examples
from tests.support.record_validator import faults

ACCOUNT = "111111111111"
ORIGIN = EventOrigin(ACCOUNT, is_recipient=True)
CONTROLS = {control.slug: control for control in all_controls()}
ISSUER = "userIdentity.sessionContext.sessionIssuer"
VALUES: dict[str, tuple[str, ...]] = {
    "readOnly": ("true", "false"),
    "managementEvent": ("true",),
    "eventCategory": ("Management", "Data", "Manage*"),
    "eventType": ("AwsApiCall", "AwsConsoleSignIn", "AwsServiceEvent", "Aws*"),
    "eventSource": ("iam.amazonaws.com", "s3.amazonaws.com", "*.amazonaws.com"),
    "awsRegion": ("us-east-1", "eu-west-1", "us-*", "*-1"),
    "recipientAccountId": (ACCOUNT, "222222222222"),
    "eventVersion": ("1.08", "1.*"),
    "errorCode": ("AccessDenied", "*UnauthorizedOperation", "AccessDeniedException"),
    "errorMessage": ("Failed authentication", "Failed*", "*authorized*"),
    "sourceIPAddress": ("10.*", "*.amazonaws.com", "203.0.113.25"),
    "userIdentity.type": ("Root", "IAMUser", "AssumedRole", "FederatedUser", "AWSService", "AWS*"),
    "userIdentity.arn": (
        *("*assumed-role*", "*:root", f"arn:aws:iam::{ACCOUNT}:root", "*:user/deploy", "*DeployRole*"),
        *(f"arn:aws:sts::{ACCOUNT}:assumed-role/DeployRole/*", "arn:aws:iam::*", "*AWSReservedSSO*"),
    ),
    "userIdentity.accountId": (ACCOUNT, "222222222222"),
    "userIdentity.userName": ("deploy", "app", "HIDDEN_DUE_TO_SECURITY_REASONS"),
    "userIdentity.principalId": ("*:deploy", "AROAEXAMPLE*", "AIDA*"),
    "userIdentity.invokedBy": ("cloudformation.amazonaws.com", "AWS Internal"),
    f"{ISSUER}.userName": ("DeployRole", "AWSReservedSSO*"),
    f"{ISSUER}.arn": (f"arn:aws:iam::{ACCOUNT}:role/DeployRole", "*role/DeployRole", "*:role/*"),
    f"{ISSUER}.type": ("Role",),
    "userIdentity.sessionContext.attributes.mfaAuthenticated": ("true", "false"),
    "additionalEventData.MFAUsed": ("Yes", "No", "YES"),
    "additionalEventData.SamlProviderArn": ("*okta*",),
    "responseElements.ConsoleLogin": ("Success", "Failure"),
    "requestParameters": ("*",),
}
STATES = ("IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS")


@st.composite
def conditions(draw: st.DrawFn) -> str:
    path = draw(st.sampled_from(sorted(VALUES)))
    if draw(st.integers(0, 3)) == 0:
        return f"$.{path} {draw(st.sampled_from(STATES))}"
    sign, value = draw(st.sampled_from(("=", "!="))), draw(st.sampled_from(VALUES[path]))
    return f'$.{path} {sign} "{value}"'


def narrowed(control: Control, *some: str) -> Pattern:
    body = control.intent.pattern.strip()[1:-1]
    return parse(f"{{ ({body}) && ({' || '.join(some)}) }}", limit=None)


def check_missed(control: Control, union: list[Pattern], event: JSON) -> None:
    assert faults(event, ACCOUNT) == [], event
    assert evaluate_event(parse(control.intent.pattern), event).value is True
    assert all(evaluate_event(pattern, event).value is False for pattern in union)
    assert [
        fact.name for fact in facts_about(ORIGIN) if evaluate_event(fact.pattern, event).value is not True
    ] == []


@settings(max_examples=examples(1500))
@given(st.sampled_from(sorted(CONTROLS)), st.lists(conditions(), min_size=1, max_size=3), st.booleans())
def test_what_is_missed_could_have_happened(slug: str, some: list[str], apart: bool) -> None:
    """Whether filters leave something out together or each by itself."""
    control = CONTROLS[slug]
    union = [narrowed(control, one) for one in some] if apart else [narrowed(control, *some)]
    found = coverage([parse(control.intent.pattern)], union, ORIGIN)
    if isinstance(found, Missed):
        check_missed(control, union, found.event)
    if isinstance(found, Counted):
        assert set(found.facts) <= {fact.name for fact in DOCUMENTED} | {
            f"recipientAccountId of an event that {ACCOUNT} received is {ACCOUNT}"
        }


WRITES = sorted(
    set(CONTROLS)
    - {"unauthorized-api-calls", "root-account-usage"}
    - {slug for slug in CONTROLS if "console" in slug}
)


@pytest.mark.parametrize(
    "condition",
    [
        "$.readOnly IS FALSE",
        "$.managementEvent IS TRUE",
        '$.eventCategory = "Management"',
        "$.eventCategory = Manag*",
        '$.eventCategory != "Data"',
        "$.eventType = AwsApiCall",
        '$.eventType != "AwsServiceEvent"',
        "$.additionalEventData.SamlProviderArn NOT EXISTS",
        '$.eventTime = "20*"',
    ],
)
def test_what_samples_alone_speak_against_is_open(condition: str) -> None:
    for slug in WRITES:
        found = coverage(
            [parse(CONTROLS[slug].intent.pattern)], [narrowed(CONTROLS[slug], condition)], ORIGIN
        )
        assert isinstance(found, Unsettled), slug


@pytest.mark.parametrize(
    ("slug", "condition", "expected"),
    [
        ("console-signin-without-mfa", "$.additionalEventData.MFAUsed = No", Unsettled),
        ("console-signin-without-mfa", '$.additionalEventData.MFAUsed = "N*"', Unsettled),
        ("console-signin-without-mfa", "$.additionalEventData.MFAUsed = YES", Missed),
        ("console-signin-without-mfa", "$.additionalEventData.SamlProviderArn NOT EXISTS", Unsettled),
        ("console-authentication-failures", "$.additionalEventData.SamlProviderArn NOT EXISTS", Unsettled),
        ("console-authentication-failures", "$.additionalEventData.SamlProviderArn IS NULL", Missed),
        ("console-authentication-failures", "$.readOnly IS FALSE", Unsettled),
        ("console-authentication-failures", "$.responseElements.ConsoleLogin = Failure", Unsettled),
        ("console-authentication-failures", "$.userIdentity.arn = *", Unsettled),
        ("root-account-usage", '$.userIdentity.arn != "*assumed-role*"', Unsettled),
        ("root-account-usage", '$.userIdentity.arn = "*:root"', Unsettled),
        ("root-account-usage", '($.userIdentity.arn = "*:root" || $.userIdentity.arn NOT EXISTS)', Unsettled),
        ("root-account-usage", "$.userIdentity.sessionContext.sessionIssuer NOT EXISTS", Unsettled),
        ("root-account-usage", "$.userIdentity.userName NOT EXISTS", Missed),
        ("root-account-usage", "$.readOnly IS FALSE", Missed),
        ("unauthorized-api-calls", "$.readOnly IS FALSE", Missed),
        ("iam-policy-changes", "$.awsRegion = us-east-1", Unsettled),
        ("iam-policy-changes", '$.awsRegion = "us-*"', Unsettled),
        ("iam-policy-changes", "$.awsRegion = us-west-2", Missed),
        ("organizations-changes", '$.awsRegion != "eu-west-1"', Unsettled),
        ("vpc-changes", "$.awsRegion = us-east-1", Missed),
        ("vpc-changes", '$.readOnly = "false"', Missed),
        ("vpc-changes", "$.recipientAccountId = 111111111111", Counted),
        ("vpc-changes", '$.recipientAccountId != "222222222222"', Counted),
        ("vpc-changes", '$.recipientAccountId = "222222222222"', Missed),
    ],
)
def test_what_is_known_of_records_decides(slug: str, condition: str, expected: type) -> None:
    control = CONTROLS[slug]
    union = [narrowed(control, condition)]
    found = coverage([parse(control.intent.pattern)], union, ORIGIN)
    assert type(found) is expected, found
    if isinstance(found, Missed):
        check_missed(control, union, found.event)


@pytest.mark.parametrize(("partition", "region"), [("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-north-1")])
def test_global_services_have_a_region_in_each_partition(partition: str, region: str) -> None:
    control, origin = CONTROLS["iam-policy-changes"], EventOrigin(ACCOUNT, partition, is_recipient=True)
    required = [parse(control.intent.pattern)]
    assert isinstance(coverage(required, [narrowed(control, f"$.awsRegion = {region}")], origin), Unsettled)
    found = coverage(required, [narrowed(control, "$.awsRegion = us-east-1")], origin)
    assert isinstance(found, Missed)
    assert faults(found.event, ACCOUNT, partition) == []


def test_members_of_one_record_agree() -> None:
    """A user whose ARN ends with another name does not exist, and neither does such a session."""
    for slug, one, other in (
        ("vpc-changes", '$.userIdentity.arn != "*/bob"', '$.userIdentity.userName = "bob"'),
        ("kms", f'$.{ISSUER}.arn != "*/app"', f'$.{ISSUER}.userName = "app"'),
    ):
        control = CONTROLS.get(slug, CONTROLS["cmk-disable-or-deletion"])
        kind = "IAMUser" if "bob" in one else "AssumedRole"
        required = [parse(control.intent.pattern), parse(f"{{ $.userIdentity.type = {kind} }}")]
        found = coverage(required, [parse(f"{{ {one} }}"), parse(f"{{ {other} }}")], ORIGIN)
        assert isinstance(found, Unsettled), found
        assert any("agree" in reason for reason in found.reasons)


def test_whole_records_are_found_of_each_type_of_identity() -> None:
    for kind in ("Root", "IAMUser", "AssumedRole", "FederatedUser", "AWSService", "AWSAccount", "SAMLUser"):
        found = find([parse(f"{{ $.userIdentity.type = {kind} }}")], [], ORIGIN)
        assert isinstance(found, Counterexample)
        assert faults(found.event, ACCOUNT) == [], kind


ROLE = f"$.{ISSUER}.userName"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/DeployRole/"


@pytest.mark.parametrize(
    ("condition", "path", "shown"),
    [
        (f'{ROLE} != "DeployRole"', f"{ISSUER}.userName", "DeployRole"),
        (f'({ROLE} != "DeployRole" || {ROLE} NOT EXISTS)', f"{ISSUER}.userName", "DeployRole"),
        (f'{ROLE} != "Deploy*"', f"{ISSUER}.userName", "Deploy"),
        (f'$.{ISSUER}.arn != "*role/DeployRole"', f"{ISSUER}.userName", "DeployRole"),
        ('$.userIdentity.arn != "*assumed-role/DeployRole/*"', f"{ISSUER}.userName", "DeployRole"),
        (f'$.userIdentity.arn != "{SESSION}*"', f"{ISSUER}.userName", "DeployRole"),
        ('$.userIdentity.arn != "*DeployRole*"', f"{ISSUER}.userName", "DeployRole"),
        ('$.userIdentity.arn != "*:user/deploy-bot"', "userIdentity.userName", "deploy-bot"),
        ('$.userIdentity.userName != "deploy-bot"', "userIdentity.userName", "deploy-bot"),
        ('$.userIdentity.type != "Root"', "userIdentity.type", "Root"),
        (
            '$.userIdentity.invokedBy != "cloudformation.amazonaws.com"',
            "userIdentity.invokedBy",
            "cloudformation",
        ),
        ('$.userAgent != "*terraform*"', "userAgent", "terraform"),
        ('$.awsRegion != "eu-west-1"', "awsRegion", "eu-west-1"),
    ],
)
def test_what_a_filter_leaves_out_is_what_is_shown(condition: str, path: str, shown: str) -> None:
    for slug in ("vpc-changes", "security-group-changes", "cmk-disable-or-deletion"):
        control = CONTROLS[slug]
        required, union = parse(control.intent.pattern), [narrowed(control, condition)]
        known = find([required], [], ORIGIN)
        assert isinstance(known, Counterexample)
        for at_hand in (None, known.event):
            found = coverage([required], union, ORIGIN, at_hand)
            assert isinstance(found, Missed)
            check_missed(control, union, found.event)
            value = found.event
            for step in path.split("."):
                assert isinstance(value, dict)
                value = value[step]
            assert isinstance(value, str)
            assert shown in value


def test_a_proof_states_the_account_that_it_rests_on() -> None:
    control = CONTROLS["vpc-changes"]
    text = control.pattern.strip()[1:-1]
    pattern = parse(f"{{ ({text}) && $.recipientAccountId = {ACCOUNT} }}")
    found = answer(control, of_patterns([pattern]), ORIGIN)
    assert found.answer is Answer.YES
    assert found.claim is not None
    stated = stated_from_data(stated_to_data(found.claim, found.claim.certificate()))
    assert stated.facts == found.facts
    known = [fact for name in stated.facts if (fact := documented_named(name)) is not None]
    assert stated.why_refused(known) is None
    assert stated.why_refused(DOCUMENTED) is not None
