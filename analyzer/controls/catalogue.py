"""The catalogue: the controls of the benchmark, read from the files under `data`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from analyzer.controls.document import shown
from analyzer.controls.model import AlarmPrescription, Benchmark, Control, version_order
from analyzer.controls.reading import TomlTable, benchmarks_of, control_of
from analyzer.errors import UsageError, near

DEFAULT_CONTROL = "console-authentication-failures"

LATEST = "latest"
"""What the newest version of the benchmark may be called."""

_BENCHMARKS = "benchmarks"
# Also as the title of the document has it: "CIS Amazon Web Services Foundations Benchmark v5.0.0".
_VERSION = re.compile(
    r"(?:cis[- ]*)?(?:(?:aws|amazon web services)[- ]*)?(?:foundations[- ]*)?(?:benchmark[- ]*)?"
    r"(?:/?v[/ ]?)?(\d+(?:\.\d+)*)"
)


def benchmarks() -> tuple[Benchmark, ...]:
    """The versions of the benchmark, oldest first."""
    return _benchmarks()[0]


def prescribed_alarm() -> AlarmPrescription:
    """The alarm that every version of the benchmark prescribes."""
    return _benchmarks()[1]


def slugs() -> tuple[str, ...]:
    """The slugs of the catalogue, sorted."""
    names = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in names if name != f"{_BENCHMARKS}.toml"))


def load_control(slug: str = DEFAULT_CONTROL) -> Control:
    """The control of that slug, in its newest version. Raises UsageError for an unknown slug."""
    if slug not in slugs():
        raise UsageError(f"no control `{shown(slug)}`: expected one of {', '.join(slugs())}")
    return _load((slug,))[0]


def all_controls() -> tuple[Control, ...]:
    """Every control in its newest version, in order of the newest number."""
    return tuple(
        sorted(_load(slugs()), key=lambda control: version_order(control.recommendations[-1].number))
    )


def controls_of(benchmark: str) -> tuple[Control, ...]:
    """Every control of that version, written as `benchmark_version` reads it, in order of number.

    Raises UsageError for a version that the catalogue does not have.
    """
    version = benchmark_version(benchmark)
    return tuple(
        control.at(version)
        for control in all_controls()
        if any(recommendation.benchmark == version for recommendation in control.recommendations)
    )


def benchmark_version(text: str) -> str:
    """The version that a user means by "5.0.0", "v5.0.0", "cis-aws-5.0.0", "5", or "latest".

    A shortened version means the only one that begins so. Raises UsageError for one that is not in the
    catalogue, and for a short one that several versions begin with: their controls have other numbers.
    """
    known = tuple(one.version for one in benchmarks())
    plain = text.strip().casefold()
    if plain == LATEST:
        return known[-1]
    if written := _VERSION.fullmatch(plain):
        plain = written[1]
    if plain in known:
        return plain
    begun = [version for version in reversed(known) if plain and version.startswith(f"{plain}.")]
    if len(begun) == 1:
        return begun[0]
    if begun:
        meant = ", ".join(f"cis-aws-{version}" for version in begun)
        raise UsageError(f"benchmark `{shown(text)}`: expected one version, got {len(begun)}: name {meant}")
    expected = ", ".join(f"cis-aws-{version}" for version in known)
    meant = near(plain, (*known, LATEST))
    told = f"no benchmark `{shown(text)}`: expected one of {expected}, or {LATEST}"
    raise UsageError(f"{told}; {meant}" if meant else told)


def _folder() -> Traversable:
    return resources.files("analyzer.controls") / "data"


def _table(name: str) -> TomlTable:
    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _benchmarks() -> tuple[tuple[Benchmark, ...], AlarmPrescription]:
    return benchmarks_of(_table(_BENCHMARKS))


def _load(names: tuple[str, ...]) -> tuple[Control, ...]:
    return tuple(map(_control, names))


@cache
def _control(name: str) -> Control:
    return control_of(_table(name), prescribed_alarm())
