"""How much of everything is read, kept and searched, as one frozen value.

Evidence comes from somebody else, and may be made to harm. Past a limit a typed problem, finding or
answer names it; what hangs on it is open, and all else is judged. A limit is a count that any machine
reaches at the same place, so the same evidence gives the same report; only the limits in seconds hang
on the machine, and none of these is set unless a caller sets it.

Each field is one limit: what it counts, its unit, and why it has this default. Its name for users is
that of the field with `-` for `_`. The limits of a run are handed down where evidence is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from analyzer.errors import UsageError

KIB = 1024
MIB = 1024 * KIB
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
    """The limits of one run. All are whole numbers; 0 seconds stand for no limit."""

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
    archive_entries: int = _limit(
        200_000,
        "entries",
        "the directory of one archive, folders and links included",
        "twice the files of an input: archives of whole folders list the folders too",
    )
    archive_nesting: int = _limit(
        3, "archives", "archives inside of one another", "a client zips the zips that its teams sent"
    )
    path_depth: int = _limit(
        64, "folders", "the path of one file", "a bundle in an archive in a share has 10"
    )
    path_length: int = _limit(
        4096, "characters", "the path of one file", "no common file system holds a longer path (PATH_MAX)"
    )
    tar_header_bytes: int = _limit(
        64 * KIB,
        "bytes",
        "one extended header of a tar archive (pax, GNU long name)",
        "names, times and owners come to some hundred bytes; tarfile reads them in memory, and slowly"
        " (CVE-2024-6232)",
    )

    json_depth: int = _limit(
        100, "levels", "one JSON document", "AWS answers nest about 8 levels; what goes deeper is none"
    )
    json_nodes: int = _limit(
        10_000_000,
        "values and members",
        "one JSON document",
        "62,637 alarms have three million; each costs about a hundred bytes of memory",
    )
    json_digits: int = _limit(
        4300,
        "digits",
        "one number of a JSON document",
        "what Python itself reads; no time, size or threshold comes near",
    )
    documents: int = _limit(
        10_000, "documents", "the JSON documents of one file", "a saved session holds hundreds of answers"
    )
    rows: int = _limit(
        250_000,
        "rows",
        "one list of AWS: alarms, filters, trails, …",
        "four times the largest listing measured",
    )

    accounts: int = _limit(
        5_000, "accounts", "the accounts that one run judges", "five of the largest organisations' worth"
    )
    filters: int = _limit(
        1_000, "metric filters", "one log group", "ten times what AWS allows (100, CloudWatch Logs quotas)"
    )
    alarms: int = _limit(
        100_000, "alarms", "one account and region", "AWS allows 5,000 unless asked; 62,637 were measured"
    )
    composites: int = _limit(
        10_000, "composite alarms", "one account and region", "few accounts have more than a hundred"
    )
    composite_depth: int = _limit(
        100, "composite alarms", "composites inside of one another", "people nest three or four"
    )
    pattern_terms: int = _limit(
        1_000, "conditions and words", "one filter pattern", "AWS's 1,024 characters hold about 300"
    )
    report_rows: int = _limit(
        1_000,
        "rows",
        "what one link of the chain tells of its other candidates",
        "more than anybody reads; how many more there are is told",
    )
    report_bytes: int = _limit(
        256 * MIB, "bytes", "one report", "a report that is larger is opened by no browser or spreadsheet"
    )

    comparison_steps: int = _limit(
        1_000_000,
        "steps",
        "one question about patterns",
        "benchmark patterns take hundreds; about two seconds of a common machine",
    )
    control_steps: int = _limit(
        2_000_000, "steps", "one control in one account", "many filters that feed one metric, asked by twos"
    )
    file_steps: int = _limit(
        5_000_000, "steps", "the patterns of one file of templates or controls", "hundreds of real patterns"
    )
    run_steps: int = _limit(
        100_000_000,
        "steps",
        "one run",
        "a hundred accounts that all need the whole of what a control may take",
    )
    comparison_seconds: int = _limit(0, "seconds of CPU", "one question about patterns", "none unless set")
    control_seconds: int = _limit(0, "seconds of CPU", "one control in one account", "none unless set")
    file_seconds: int = _limit(
        0, "seconds of CPU", "the patterns of one file of templates or controls", "none unless set"
    )
    run_seconds: int = _limit(0, "seconds of CPU", "one run", "none unless set")

    def __post_init__(self) -> None:
        for name in TEXTS:
            value = getattr(self, _member(name))
            if not _is_value(name, value):
                raise UsageError(f"limit {name}: expected {_allowed(name)}, got `{value}`")

    def with_values(self, values: Mapping[str, int]) -> Limits:
        """These limits with others in place of some; `values` by name. Raises UsageError for no limit."""
        for name in values:
            if name not in TEXTS:
                known = ", ".join(TEXTS)
                raise UsageError(f"expected the name of a limit, got `{name}`; there are {known}")
        return replace(self, **{_member(name): value for name, value in values.items()})


_IN_FORCE = frozenset({"file_bytes", "input_bytes", "ratio", "files", "json_depth"})
"""The fields that the readers look at. The others count in no search yet, so nobody can set them."""

TEXTS: Mapping[str, LimitText] = MappingProxyType(
    {one.name.replace("_", "-"): one.metadata["text"] for one in fields(Limits) if one.name in _IN_FORCE}
)
"""Every limit that is in force by its name for users, in the order of the documents."""


def _member(name: str) -> str:
    return name.replace("-", "_")


def _is_value(name: str, value: object) -> bool:
    least = 0 if name.endswith("-seconds") else 1
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def _allowed(name: str) -> str:
    return f"a whole number from {0 if name.endswith('-seconds') else 1} to {MOST}"


DEFAULT_LIMITS = Limits()
