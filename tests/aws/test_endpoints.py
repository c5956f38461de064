"""Hosts of AWS are told from others. The oracle is botocore's table of endpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import botocore
import pytest

from analyzer.aws.endpoints import foreign_hosts, is_of_aws

DATA = Path(botocore.__file__).parent / "data" / "endpoints.json"


def suffixes() -> Iterator[str]:
    for partition in json.loads(DATA.read_text("utf-8"))["partitions"]:
        yield partition["dnsSuffix"]
        for variant in partition["defaults"].get("variants", []):
            if "dnsSuffix" in variant:
                yield variant["dnsSuffix"]


def test_every_suffix_of_botocore_is_of_aws() -> None:
    found = set(suffixes())
    assert len(found) > 5
    for suffix in found:
        assert is_of_aws(f"sns.some-region-1.{suffix}")
        assert not is_of_aws(f"sns.some-region-1.{suffix}.example.net")
        assert not is_of_aws(f"not{suffix}")


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("aws --endpoint-url http://localhost:4566 sns list-topics", ["localhost"]),
        ("aws sns list-topics --endpoint-url=https://[::1]:4566/x", ["[::1]"]),
        ("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS='http://127.0.0.1:5000' aws logs x", ["127.0.0.1"]),
        ('$env:AWS_ENDPOINT_URL = "http://Moto.example:5000"', ["moto.example"]),
        ("Endpoint-URL: AWS_ENDPOINT_URL=http://moto:5000", ["moto"]),
        ("endpoint_url = http://user:secret@proxy.example/", ["proxy.example"]),
        ("$ awslocal cloudtrail describe-trails", ["localhost"]),
        ("pip install awslocal", []),
        ("aws --endpoint-url https://sns.us-east-1.amazonaws.com sns list-topics", []),
        ("aws --endpoint-url $URL sns list-topics", []),
    ],
)
def test_the_hosts_that_are_not_are_told(text: str, hosts: list[str]) -> None:
    assert list(foreign_hosts(text)) == hosts
