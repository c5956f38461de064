"""Account numbers and regions, against the partitions that botocore knows."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from analyzer.aws.identifiers import KNOWN_REGION, REGION, is_account_id, is_region

PACKAGE = Path(__file__).parents[2] / "analyzer"
DATA = files("botocore").joinpath("data")
PARTITIONS: list[dict[str, Any]] = [
    partition
    for name in ("partitions.json", "endpoints.json")
    for partition in json.loads(DATA.joinpath(name).read_text("utf-8"))["partitions"]
]
REGIONS = sorted(
    {
        region
        for partition in PARTITIONS
        for region in partition["regions"]
        if re.fullmatch(partition["regionRegex"], region)  # `aws-global` and the like name no region
    }
)


def prefixes() -> Iterator[str]:
    r"""What may stand before the direction: `us`, `us-gov`; off patterns like `^(us|eu)\-\w+\-\d+$`."""
    for partition in PARTITIONS:
        head = partition["regionRegex"].removeprefix("^").replace("\\-", "-").removesuffix("-\\w+-\\d+$")
        alternatives = re.search(r"\(([^)]*)\)", head)
        for choice in alternatives[1].split("|") if alternatives else [""]:
            yield re.sub(r"\([^)]*\)", choice, head)


def test_there_are_regions() -> None:
    assert {"us-east-1", "us-gov-west-1", "cn-northwest-1", "eusc-de-east-1"} <= set(REGIONS)
    assert {"us", "us-gov", "us-isob", "eu-isoe", "eusc-de", "mx"} <= set(prefixes())


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_of_botocore_is_one(region: str) -> None:
    assert is_region(region)
    assert re.fullmatch(KNOWN_REGION, region)


@pytest.mark.parametrize("prefix", sorted(set(prefixes())))
def test_a_region_to_come_is_one_in_every_partition(prefix: str) -> None:
    for direction in ("north", "southeast", "central"):
        for name in (f"{prefix}-{direction}-{number}" for number in (1, 12)):
            assert is_region(name)
            assert re.fullmatch(KNOWN_REGION, name)


@pytest.mark.parametrize(
    "text",
    ["", "us-east", "us-east-", "US-EAST-1", "us-east-1a", "us-east-1\n", "us_east_1", "aws-global", "moon",
     "us-east-1 ", "us-east-١", "us--1"],
)  # fmt: skip
def test_another_text_is_no_region(text: str) -> None:
    assert not is_region(text)
    assert not re.fullmatch(KNOWN_REGION, text)


def test_a_name_that_looks_like_a_region_is_not_taken_for_a_known_one() -> None:
    assert is_region("trail-log-1")
    assert not re.search(KNOWN_REGION, "trail-log-1")


@pytest.mark.parametrize("text", ["111111111111", "000000000001"])
def test_twelve_digits_are_an_account(text: str) -> None:
    assert is_account_id(text)


@pytest.mark.parametrize(
    "text", ["", "11111111111", "1111111111111", "1111-1111-1111", "111111111111\n", "١" * 12, "a" * 12]
)
def test_another_text_is_no_account(text: str) -> None:
    assert not is_account_id(text)


def test_nobody_else_spells_them() -> None:
    """A second definition of either would say something else one day."""
    spelled = re.compile(r"(\[0-9\]|\\d)\{12\}|\[a-z\][{+*][^|]*-\[0-9\]|us-gov\|")
    found = {
        module.relative_to(PACKAGE).as_posix()
        for module in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and spelled.search(node.value)
    }
    assert found == {"aws/identifiers.py"}


def test_the_pattern_texts_can_be_parts_of_others() -> None:
    for part in (REGION, KNOWN_REGION):
        assert re.compile(part).groups == 0
        assert re.fullmatch(f"(?:{part})/x", "us-east-1/x")
