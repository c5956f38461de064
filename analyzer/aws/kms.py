"""Output of `aws kms describe-key`."""

from __future__ import annotations

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.record import AwsModel

_Arn = Arn


class KeyMetadata(AwsModel):
    """API_KeyMetadata: whose key it is, and whether it can be used."""

    Arn: str | None = None
    KeyId: str | None = None
    Enabled: bool | None = None
    KeyState: str | None = None
    KeyManager: str | None = None

    @property
    def arn(self) -> _Arn | None:
        arn = parse_arn(self.Arn)
        return arn if arn and arn.service == "kms" and arn.is_located else None
