"""What an account number and the name of a region look like: one definition each.

The pattern texts are parts to build others from; they hold no capturing group and no anchor.
"""

from __future__ import annotations

import re
from typing import Final

ACCOUNT_ID: Final = "[0-9]{12}"
"""AWS Account Management Guide, "View AWS account identifiers": twelve digits, leading zeros too."""

REGION: Final = "[a-z]{2,5}(?:-[a-z]+)+-[0-9]{1,2}"
"""Any region, also one of a partition that comes after this program: `us-east-1`, `us-gov-west-1`.

Wider than the `regionRegex` of each partition in botocore's `partitions.json`, but for the names that
stand for no place (`aws-global`). Resources have such names too (`my-trail-1`), so this is for a text
that is stated to be a region.
"""

_PARTS: Final = "us-gov|us-iso[a-z]?|eu-isoe|eusc-de|us|eu|ap|sa|ca|me|af|il|mx|cn"
_DIRECTIONS: Final = "north|south|east|west|central|northeast|northwest|southeast|southwest"

KNOWN_REGION: Final = f"(?:{_PARTS})-(?:{_DIRECTIONS})-[0-9]{{1,2}}"
"""A region of a part of the world that botocore knows: for finding one in a text that may say anything."""

_ACCOUNT_ID = re.compile(ACCOUNT_ID)
_REGION = re.compile(REGION)


def is_account_id(text: str) -> bool:
    """Whether the text is an account number and nothing else."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def is_region(text: str) -> bool:
    """Whether the text can be the name of a region and nothing else."""
    return _REGION.fullmatch(text) is not None
