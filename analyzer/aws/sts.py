"""Output of `aws sts get-caller-identity`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analyzer.aws.arn import parse_arn
from analyzer.aws.identifiers import ACCOUNT_ID
from analyzer.aws.record import AwsModel


class CallerIdentity(AwsModel):
    """Whose account the evidence is of. `Account` is a text: leading zeros count."""

    Account: Annotated[str, Field(pattern=f"^{ACCOUNT_ID}$")]
    Arn: str | None = None
    UserId: str | None = None

    @property
    def partition(self) -> str | None:
        arn = parse_arn(self.Arn)
        return arn.partition if arn else None

    @property
    def contradicts_itself(self) -> bool:
        arn = parse_arn(self.Arn)
        return arn is not None and arn.account != self.Account
