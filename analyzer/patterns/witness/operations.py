"""Which service an operation is of, and what is asked of it: so much as a realistic record needs."""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer.patterns.evaluation.messages import JSON


class Service(NamedTuple):
    """An operation of the service that anybody may call, the parameters that its records show, and
    further operations that are known to be its own."""

    operation: str
    parameters: dict[str, JSON]
    others: tuple[str, ...] = ()


SERVICES: Final[dict[str, Service]] = {
    "iam": Service(
        "ListUsers",
        {"policyName": "example", "roleName": "app"},
        (
            *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy", "PutRolePolicy"),
            *("PutUserPolicy", "CreatePolicy", "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion"),
            *("AttachRolePolicy", "DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
            *("AttachGroupPolicy", "DetachGroupPolicy", "CreateUser"),
        ),
    ),
    "cloudtrail": Service(
        "DescribeTrails",
        {"name": "management-events"},
        ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    ),
    "kms": Service(
        "DescribeKey",
        {"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"},
        ("DisableKey", "ScheduleKeyDeletion"),
    ),
    "s3": Service(
        "GetBucketLocation",
        {"bucketName": "example-bucket"},
        (
            *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle"),
            *("PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors", "DeleteBucketLifecycle"),
            *("DeleteBucketReplication", "PutObject", "HeadBucket"),
        ),
    ),
    "config": Service(
        "DescribeConfigurationRecorders",
        {"configurationRecorderName": "default"},
        (
            *("StopConfigurationRecorder", "DeleteDeliveryChannel", "PutDeliveryChannel"),
            "PutConfigurationRecorder",
        ),
    ),
    "organizations": Service(
        "DescribeOrganization",
        {"policyId": "p-examplepolicy"},
        (
            *("AcceptHandshake", "AttachPolicy", "CreateAccount", "CreateOrganizationalUnit"),
            *("DeclineHandshake", "DeleteOrganization", "DeleteOrganizationalUnit", "DetachPolicy"),
            *("DisablePolicyType", "EnablePolicyType", "InviteAccountToOrganization", "LeaveOrganization"),
            *("MoveAccount", "RemoveAccountFromOrganization", "UpdatePolicy", "UpdateOrganizationalUnit"),
        ),
    ),
    "sts": Service(
        "GetCallerIdentity", {}, ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
    ),
    "ec2": Service("DescribeInstances", {"filterSet": {}}),
}

_HOST: Final = ".amazonaws.com"
_SOURCES: Final = {name: service for service, known in SERVICES.items() for name in known.others}


def source_of(operation: str) -> str:
    """The source of the operation; that of Amazon EC2, which has the most, where it is not known."""
    return _SOURCES.get(operation, "ec2") + _HOST


def usual_operation(source: str) -> str:
    """An operation of the source that anybody may call."""
    known = SERVICES.get(source.removesuffix(_HOST))
    return known.operation if known else "ListTagsForResource"


def parameters_of(source: str, operation: str) -> JSON:
    """What was asked of the operation, None where that is nothing."""
    known = SERVICES.get(source.removesuffix(_HOST))
    if known is None:
        return None
    if known.operation == "DescribeInstances" and operation != known.operation:
        return {"resourceId": "example-0123456789abcdef0"}
    return dict(known.parameters) or None
