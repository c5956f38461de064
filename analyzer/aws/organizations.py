"""Output of `aws organizations describe-organization`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analyzer.aws.identifiers import ACCOUNT_ID
from analyzer.aws.record import AwsModel


class Organization(AwsModel):
    """API_Organization: the organization of the caller, and which account manages it."""

    Id: str | None = None
    Arn: str | None = None
    MasterAccountArn: str | None = None
    MasterAccountId: Annotated[str, Field(pattern=f"^{ACCOUNT_ID}$")] | None = None
