"""Controls as frozen data, loaded from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import groupby
from typing import Any

from analyzer.errors import UsageError

DEFAULT_CONTROL = "console-authentication-failures"


@dataclass(frozen=True, slots=True)
class AlarmPrescription:
    """The alarm that the benchmark's remediation sets up. `period` is in seconds."""

    statistic: str
    period: int
    evaluation_periods: int
    threshold: float
    comparison: str


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the CIS AWS Foundations Benchmark.

    `numbers` are (benchmark version, number) in order of version; `pattern` is the prescribed
    filter pattern; `event_sources` are the services whose events it is about.
    """

    slug: str
    title: str
    profile: int
    other_ids: tuple[str, ...]
    pattern: str
    event_sources: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    alarm: AlarmPrescription

    @property
    def number_ranges(self) -> tuple[tuple[str, str], ...]:
        """The numbers with the benchmark versions that use them: ("1.1.0-1.2.0", "3.6"), …"""
        runs = [(number, [v for v, _ in run]) for number, run in groupby(self.numbers, key=lambda n: n[1])]
        return tuple(
            (versions[0] if len(versions) == 1 else f"{versions[0]}-{versions[-1]}", number)
            for number, versions in runs
        )


def load_control(slug: str = DEFAULT_CONTROL) -> Control:
    """The control of that slug. Raises UsageError for a slug that the catalogue does not have."""
    known = sorted(
        entry.name.removesuffix(".toml") for entry in _folder().iterdir() if entry.name.endswith(".toml")
    )
    if slug not in known:
        raise UsageError(f"no control `{slug}`: expected one of {', '.join(known)}")
    return _control(tomllib.loads((_folder() / f"{slug}.toml").read_text(encoding="utf-8")))


def _folder() -> Traversable:
    return resources.files("analyzer.controls")


def _control(data: Mapping[str, Any]) -> Control:
    return Control(
        slug=data["slug"],
        title=data["title"],
        profile=data["profile"],
        other_ids=tuple(data["other_ids"]),
        pattern=data["pattern"],
        event_sources=tuple(data["event_sources"]),
        numbers=tuple(data["numbers"].items()),
        alarm=AlarmPrescription(**data["alarm"]),
    )
