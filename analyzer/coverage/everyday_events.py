"""A few hundred CloudTrail events of an ordinary day, as records of the documented shape.

They are made up: operations of many services, reads and writes, by users, roles, single sign-on, services
and now and then the root user, a few of them refused. No control is about any of them but by chance. A
filter that counts nearly all of them counts nearly everything that happens in an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from analyzer.evidence import JSON

# Event source, operations that read, operations that write.
_SERVICES: tuple[tuple[str, str, str], ...] = (
    (
        "ec2",
        "DescribeInstances DescribeVolumes DescribeSnapshots DescribeImages DescribeTags DescribeRegions"
        " DescribeAvailabilityZones DescribeVpcs DescribeSubnets DescribeNetworkInterfaces DescribeAddresses"
        " DescribeSecurityGroups DescribeLaunchTemplates DescribeInstanceStatus GetConsoleOutput",
        "RunInstances StartInstances StopInstances TerminateInstances CreateTags CreateSnapshot"
        " DeleteSnapshot AttachVolume CreateVolume AssociateAddress ModifyInstanceAttribute"
        " CreateNetworkInterface CreateLaunchTemplateVersion",
    ),
    (
        "s3",
        "ListBuckets GetBucketLocation GetBucketAcl GetBucketPolicy GetBucketEncryption GetBucketTagging"
        " GetBucketVersioning HeadBucket",
        "CreateBucket PutBucketTagging PutBucketVersioning PutBucketEncryption",
    ),
    (
        "iam",
        "ListUsers ListRoles GetRole GetUser ListPolicies GetAccountSummary ListAccessKeys GetPolicyVersion"
        " ListAttachedRolePolicies GetInstanceProfile GenerateCredentialReport GetCredentialReport",
        "TagRole UpdateRole CreateServiceLinkedRole CreateInstanceProfile UpdateAccessKey",
    ),
    ("sts", "GetCallerIdentity AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetSessionToken", ""),
    (
        "kms",
        "Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey ListKeys ListAliases"
        " GetKeyPolicy GetKeyRotationStatus",
        "CreateGrant CreateKey CreateAlias RetireGrant",
    ),
    (
        "rds",
        "DescribeDBInstances DescribeDBClusters DescribeDBSnapshots DescribeDBLogFiles ListTagsForResource",
        "CreateDBSnapshot ModifyDBInstance AddTagsToResource RebootDBInstance",
    ),
    (
        "lambda",
        "ListFunctions20150331 GetFunction20150331v2 GetFunctionConfiguration20150331v2 ListTags20170331"
        " GetPolicy20150331v2",
        "UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 CreateFunction20150331"
        " AddPermission20150331v2",
    ),
    ("dynamodb", "DescribeTable ListTables DescribeTimeToLive DescribeContinuousBackups",
     "CreateTable UpdateTable CreateBackup"),
    ("logs", "DescribeLogGroups DescribeLogStreams FilterLogEvents DescribeMetricFilters",
     "CreateLogStream CreateLogGroup PutRetentionPolicy"),
    ("monitoring", "DescribeAlarms ListMetrics GetDashboard ListTagsForResource",
     "PutMetricAlarm PutDashboard SetAlarmState"),
    ("sns", "ListTopics GetTopicAttributes ListSubscriptionsByTopic", "CreateTopic Subscribe"),
    ("sqs", "ListQueues GetQueueAttributes", "CreateQueue SetQueueAttributes"),
    (
        "cloudformation",
        "DescribeStacks DescribeStackEvents ListStacks GetTemplate DescribeStackResources",
        "CreateChangeSet ExecuteChangeSet UpdateStack",
    ),
    ("elasticloadbalancing", "DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth",
     "RegisterTargets DeregisterTargets ModifyTargetGroup"),
    ("autoscaling", "DescribeAutoScalingGroups DescribeScalingActivities",
     "UpdateAutoScalingGroup SetDesiredCapacity TerminateInstanceInAutoScalingGroup"),
    ("ecs", "DescribeServices DescribeTasks ListTasks DescribeClusters",
     "RegisterTaskDefinition UpdateService RunTask"),
    ("ecr", "GetAuthorizationToken BatchGetImage DescribeRepositories GetDownloadUrlForLayer",
     "PutImage CompleteLayerUpload"),
    ("eks", "DescribeCluster ListClusters DescribeNodegroup", "UpdateNodegroupConfig TagResource"),
    ("ssm", "GetParameter GetParameters DescribeInstanceInformation ListAssociations DescribeDocument",
     "PutParameter SendCommand StartSession UpdateInstanceInformation"),
    ("secretsmanager", "GetSecretValue DescribeSecret ListSecrets", "RotateSecret PutSecretValue"),
    ("cloudfront", "ListDistributions GetDistribution GetDistributionConfig",
     "CreateInvalidation UpdateDistribution"),
    ("route53", "ListHostedZones ListResourceRecordSets GetChange", "ChangeResourceRecordSets"),
    ("acm", "ListCertificates DescribeCertificate", "RequestCertificate RenewCertificate"),
    ("apigateway", "GetRestApis GetStages GetResources", "CreateDeployment UpdateStage"),
    ("states", "ListStateMachines DescribeExecution DescribeStateMachine",
     "StartExecution UpdateStateMachine"),
    ("events", "ListRules DescribeRule ListTargetsByRule", "PutRule PutTargets"),
    ("elasticache", "DescribeCacheClusters DescribeReplicationGroups", "ModifyReplicationGroup"),
    ("es", "DescribeDomain ListDomainNames", "UpdateDomainConfig"),
    ("glue", "GetTables GetDatabases GetJobRuns GetPartitions", "StartJobRun UpdateTable"),
    ("athena", "GetQueryExecution GetQueryResults ListWorkGroups", "StartQueryExecution"),
    ("redshift", "DescribeClusters DescribeClusterSnapshots", "PauseCluster ResumeCluster"),
    ("kinesis", "DescribeStreamSummary ListShards ListStreams", "UpdateShardCount"),
    ("firehose", "DescribeDeliveryStream ListDeliveryStreams", "UpdateDestination"),
    ("codebuild", "BatchGetBuilds ListProjects", "StartBuild UpdateProject"),
    ("codepipeline", "GetPipelineState ListPipelines", "StartPipelineExecution PutApprovalResult"),
    ("config", "DescribeConfigRules GetComplianceDetailsByConfigRule DescribeConfigurationRecorders",
     "PutEvaluations StartConfigRulesEvaluation"),
    ("guardduty", "ListDetectors GetFindings ListFindings", "UpdateDetector ArchiveFindings"),
    ("securityhub", "GetFindings DescribeHub GetEnabledStandards", "BatchImportFindings BatchUpdateFindings"),
    ("cloudtrail", "DescribeTrails GetTrailStatus LookupEvents GetEventSelectors", "AddTags"),
    ("health", "DescribeEventAggregates DescribeEvents", ""),
    ("support", "DescribeTrustedAdvisorChecks DescribeCases", "RefreshTrustedAdvisorCheck"),
    ("ce", "GetCostAndUsage GetCostForecast", ""),
    ("budgets", "DescribeBudgets ViewBudget", "ModifyBudget"),
    ("organizations", "DescribeOrganization ListAccounts ListRoots", ""),
    ("servicequotas", "ListServiceQuotas GetServiceQuota", "RequestServiceQuotaIncrease"),
    ("tagging", "GetResources GetTagKeys", "TagResources"),
    ("wafv2", "ListWebACLs GetWebACL GetSampledRequests", "UpdateIPSet UpdateWebACL"),
    ("backup", "ListBackupJobs DescribeBackupVault ListRecoveryPointsByBackupVault", "StartBackupJob"),
    ("elasticfilesystem", "DescribeFileSystems DescribeMountTargets", "CreateAccessPoint"),
    ("sagemaker", "ListTrainingJobs DescribeEndpoint DescribeNotebookInstance", "CreateTrainingJob"),
    ("bedrock", "ListFoundationModels GetFoundationModel", "InvokeModel Converse"),
    ("cognito-idp", "DescribeUserPool ListUsers", "AdminInitiateAuth AdminUpdateUserAttributes"),
    ("ses", "GetSendQuota ListIdentities", "SendEmail"),
    ("sso", "ListAccounts ListAccountRoles GetRoleCredentials Authenticate", "Federate"),
)  # fmt: skip
_REGIONS = ("us-east-1", "eu-west-1", "us-east-1", "us-west-2", "eu-central-1", "us-east-1", "ap-southeast-2")
_GLOBAL = frozenset({"iam", "cloudfront", "route53", "organizations", "health", "support", "ce", "budgets"})
_REFUSED = {  # by the number of the event, as are the callers: nothing is drawn
    41: ("AccessDenied", "User is not authorized to perform this operation"),
    97: ("ResourceNotFoundException", "The resource was not found"),
    153: ("ThrottlingException", "Rate exceeded"),
    211: ("Client.InvalidInstanceID.NotFound", "The instance ID does not exist"),
    264: ("NoSuchTagSet", "The TagSet does not exist"),
}
_ROOT_EVENTS = frozenset({55, 178, 290})
_SERVICE_EVENTS = range(11, 1_000, 27)
_WAYS = ("assumed-role", "user", "role-of-service", "assumed-role", "user", "single-sign-on")


@lru_cache(maxsize=64)
def everyday_events(account: str) -> tuple[dict[str, JSON], ...]:
    """The events, in the same order every time, of an account with this number."""
    return tuple(_events(account))


def _events(account: str) -> Iterator[dict[str, JSON]]:
    number = 0
    for service, reads, writes in _SERVICES:
        for names, read_only in ((reads, True), (writes, False)):
            for name in names.split():
                yield _event(account, number, service, name, read_only)
                number += 1
    for way in range(6):
        yield _sign_in(account, number + way)


def _event(account: str, number: int, service: str, name: str, read_only: bool) -> dict[str, JSON]:
    region = "us-east-1" if service in _GLOBAL else _REGIONS[number % len(_REGIONS)]
    source = f"{service}.amazonaws.com"
    caller = _caller(account, number)
    by_service = caller["type"] == "AWSService"
    event: dict[str, JSON] = {
        "eventVersion": "1.09",
        "userIdentity": caller,
        "eventTime": _time(number),
        "eventSource": source,
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": caller["invokedBy"] if by_service else f"198.51.100.{number % 250 + 1}",
        "userAgent": caller["invokedBy"] if by_service else _AGENTS[number % len(_AGENTS)],
        "requestParameters": {"name": f"resource-{number}", "maxResults": 50} if number % 4 else None,
        "responseElements": None if read_only else {"requestId": _id(number, 1), "status": "ok"},
        "requestID": _id(number, 2),
        "eventID": _id(number, 3),
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }
    if number in _REFUSED:
        event["errorCode"], event["errorMessage"] = _REFUSED[number]
        event["responseElements"] = None
    if not by_service:
        event["tlsDetails"] = {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{service}.{region}.amazonaws.com",
        }
    return event


_AGENTS = (
    "aws-cli/2.17.0 Python/3.11.8 Linux/6.1.0 botocore/2.17.0",
    "Boto3/1.34.0 md/Botocore#1.34.0",
    "AWS Internal",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
)


def _caller(account: str, number: int) -> dict[str, JSON]:
    if number in _SERVICE_EVENTS:
        return {"type": "AWSService", "invokedBy": _INVOKERS[number % len(_INVOKERS)]}
    if number in _ROOT_EVENTS:
        return {
            "type": "Root",
            "principalId": account,
            "arn": f"arn:aws:iam::{account}:root",
            "accountId": account,
            "accessKeyId": "ASIAEXAMPLEROOT000001",
            "sessionContext": {"attributes": {"creationDate": _time(number), "mfaAuthenticated": "true"}},
        }
    match _WAYS[number % len(_WAYS)]:
        case "user":
            name = ("alice", "bob", "build")[number % 3]
            return {
                "type": "IAMUser",
                "principalId": f"AIDAEXAMPLE{name.upper():0<10}",
                "arn": f"arn:aws:iam::{account}:user/{name}",
                "accountId": account,
                "accessKeyId": "AKIAEXAMPLEKEY0000001",
                "userName": name,
            }
        case "role-of-service":
            return _assumed(account, number, "ApplicationRole", "i-0123456789abcdef0")
        case "single-sign-on":
            role = "AWSReservedSSO_ReadOnly_0123456789abcdef"
            return _assumed(account, number, role, "carol@example.com")
        case _:
            return _assumed(account, number, ("Deploy", "Monitoring", "Backup")[number % 3], f"run-{number}")


_INVOKERS = ("lambda.amazonaws.com", "ec2.amazonaws.com", "cloudtrail.amazonaws.com", "ecs.amazonaws.com")


def _assumed(account: str, number: int, role: str, session: str) -> dict[str, JSON]:
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLEROLE000001:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        "accountId": account,
        "accessKeyId": "ASIAEXAMPLEKEY0000001",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEROLE000001",
                "arn": f"arn:aws:iam::{account}:role/{role}",
                "accountId": account,
                "userName": role,
            },
            "attributes": {"creationDate": _time(number), "mfaAuthenticated": "false"},
        },
    }


def _sign_in(account: str, number: int) -> dict[str, JSON]:
    """Somebody signed in, with a second factor, and was let in."""
    event = _event(account, number, "signin", "ConsoleLogin", False)
    event |= {
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLEALICE00001",
            "arn": f"arn:aws:iam::{account}:user/alice",
            "accountId": account,
            "userName": "alice",
        },
        "eventType": "AwsConsoleSignIn",
        "requestParameters": None,
        "responseElements": {"ConsoleLogin": "Success"},
        "additionalEventData": {
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAUsed": "Yes",
        },
    }
    del event["requestID"]
    return event


def _time(number: int) -> str:
    return f"2025-03-04T{number // 60 % 24:02d}:{number % 60:02d}:{number * 7 % 60:02d}Z"


def _id(number: int, kind: int) -> str:
    return f"{number:08x}-{kind:04x}-4000-8000-{number * 65_537 + kind:012x}"
