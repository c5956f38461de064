"""A moto server for the tests of the collector, and the AWS CLIs and shells that they run it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.support.aws_rig import SHELLS, Account, Cli, Moto, absent, aws_cli, moto_server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real AWS CLI takes seconds to be asked seven times, so most tests with one are marked as deep, and of
    the others, of every CLI with every shell, all but version 1 with `dash`. Where the version does not
    matter, `cli` is the second if it is there, so both are tried in any case.
    """
    for item in items:
        params = getattr(getattr(item, "callspec", None), "params", {})
        if "each_cli" in params and (params["each_cli"], params.get("shell", "dash")) != (1, "dash"):
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session")
def server() -> Iterator[Moto]:
    with moto_server() as running:
        yield running


@pytest.fixture
def moto(server: Moto) -> Moto:
    """The server, with nothing in it."""
    server.reset()
    return server


@pytest.fixture
def account(moto: Moto) -> Account:
    """An empty account."""
    return moto.account()


@pytest.fixture(scope="session")
def installed() -> dict[int, Cli]:
    found = {major: aws_cli(major) for major in (1, 2)}
    return {major: cli for major, cli in found.items() if cli}


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def each_cli(request: pytest.FixtureRequest, installed: dict[int, Cli]) -> Cli:
    """The AWS CLI, once for each major version."""
    return installed.get(request.param) or absent(f"AWS CLI version {request.param}")


@pytest.fixture
def cli(installed: dict[int, Cli]) -> Cli:
    """An AWS CLI, where the version does not matter."""
    return installed.get(2) or installed.get(1) or absent("the AWS CLI")


AWKS = {
    "mawk": ("mawk",),
    "gawk": ("gawk",),
    "busybox": ("busybox", "awk"),
    "one-true-awk": ("original-awk",),
}


@pytest.fixture(params=AWKS)
def awk(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """An awk, once for each of the four that there are."""
    command = AWKS[request.param]
    if shutil.which(command[0]) is None:
        absent(command[0])
    return command


@pytest.fixture(params=SHELLS, ids=list(SHELLS))
def shell(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """A shell to run the collector with, once for each."""
    command = SHELLS[request.param]
    if shutil.which(command[0]) is None:
        absent(command[0])
    return command
