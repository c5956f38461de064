"""Which hosts are those of AWS: by the DNS suffix of each partition (botocore `endpoints.json`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUFFIXES = (
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "api.aws.hci.ic.gov",
    "api.aws.ic.gov",
    "api.aws.scloud",
    "api.cloud-aws.adc-e.uk",
    "api.amazonwebservices.com.cn",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "sc2s.sgov.gov",
)

LOCALSTACK = "localhost"
"""The host that `awslocal` asks unless it is told another one (LocalStack documentation)."""

# An option of the AWS CLI, a variable of the environment, or a line of the configuration file
# (AWS SDKs and Tools Reference Guide, service-specific endpoints); or the wrapper that sets one.
_TOLD = re.compile(
    r"""(?:--endpoint-url(?:[ \t]+|=)|\bAWS_ENDPOINT_URL(?:_[A-Z0-9_]{1,40})?['"}]?[ \t]*[=:][ \t]*
      |\bendpoint_url[ \t]*=[ \t]*)
    ['"]?https?://(?:[^/\s'"@]{0,200}@)?(?P<host>\[[0-9A-Fa-f:.]{2,60}\]|[^\s/:'"?\#;@\\]{1,253})
    |(?<![\w./-])(?P<local>awslocal)(?:\.exe|\.bat)?[ \t]+(?:--|[a-z])""",
    re.VERBOSE | re.IGNORECASE,
)


def is_of_aws(host: str) -> bool:
    """Whether AWS answers at a host."""
    name = host.rstrip(".").lower()
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in _SUFFIXES)


def foreign_hosts(text: str) -> Iterator[str]:
    """The hosts beside AWS that a text of commands and settings tells `aws` to ask."""
    for told in _TOLD.finditer(text):
        host = LOCALSTACK if told["local"] else told["host"].lower()
        if not is_of_aws(host):
            yield host
