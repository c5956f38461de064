"""How much is read of one input, as one frozen value that callers pass down.

Evidence comes from somebody else, and may be made to harm. Past a limit a file becomes a problem
`too-large` or `too-deep`; the rest is still read. A limit is a count that any machine reaches at the same
place, so the same evidence gives the same report.

Each field is one limit: what it counts, its unit, and why it has this default. Its name for users is
that of the field with `-` for `_`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from analyzer.errors import UsageError

MIB = 1024 * 1024
MOST = 2**53
"""The largest value that a limit can have: what a double holds, and more than any machine does."""


class LimitText(NamedTuple):
    """What a limit counts, in what, and why its default is what it is."""

    counts: str
    unit: str
    reason: str


def _limit(default: int, unit: str, counts: str, reason: str) -> Any:
    return field(default=default, metadata={"text": LimitText(counts, unit, reason)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The limits of one input; all are whole numbers from 1."""

    file_bytes: int = _limit(
        512 * MIB,
        "bytes",
        "one file, as it is after unpacking",
        "the largest listing measured, 62,637 alarms, has 100 MB; five times that fits a common laptop",
    )
    input_bytes: int = _limit(
        2048 * MIB,
        "bytes",
        "all files of one input, as they are after unpacking",
        "four of the largest files",
    )
    ratio: int = _limit(
        250,
        "unpacked bytes for a packed one",
        "one file of an archive, or an archive that is packed as a whole",
        "indented alarms that differ in nothing but their names reach 100, identical ones 205; deflate can"
        " reach 1,032",
    )
    files: int = _limit(
        100_000,
        "files",
        "the files of one input",
        "an organisation with 500 accounts, 17 regions and 10 answers each stays below this",
    )
    json_depth: int = _limit(
        100, "levels", "one JSON document", "AWS answers nest about 8 levels; what goes deeper is none"
    )

    def __post_init__(self) -> None:
        for name in TEXTS:
            value = getattr(self, _member(name))
            if not _is_value(value):
                raise UsageError(f"limit {name}: expected a whole number from 1 to {MOST}, got `{value}`")

    def with_values(self, values: Mapping[str, int]) -> Limits:
        """These limits with others in place of some; `values` by name. Raises UsageError for no limit."""
        for name in values:
            if name not in TEXTS:
                known = ", ".join(TEXTS)
                raise UsageError(f"expected the name of a limit, got `{name}`; there are {known}")
        return replace(self, **{_member(name): value for name, value in values.items()})


TEXTS: Mapping[str, LimitText] = MappingProxyType(
    {one.name.replace("_", "-"): one.metadata["text"] for one in fields(Limits)}
)
"""Every limit by its name for users, in the order of the documents."""


def _member(name: str) -> str:
    return name.replace("-", "_")


def _is_value(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST


DEFAULT_LIMITS = Limits()
