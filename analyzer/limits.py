"""How much of everything is read, kept and searched, as one frozen value.

Evidence comes from somebody else, and may be made to harm. Past a limit a typed problem, finding or
answer names it; what hangs on it is open, and all else is judged. A limit is a count that any machine
reaches at the same place, so the same evidence gives the same report; only the limits in seconds hang
on the machine, and none of these is set unless a caller sets it.

Each field is one limit: what it counts, its unit, and why it has this default. Its name for users is
that of the field with `-` for `_`. The limits of a run are handed down where evidence is read, and are
in force (`analyzer.allowance`) where patterns are searched.
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
        40_000,
        "files",
        "the files of one input, for each 10 MiB that it has as it was sent",
        "a packed answer has 300 bytes; an organisation with 500 accounts, 17 regions and 10 answers each"
        " has 85,000 files and more than 20 MiB",
    )
    archive_entries: int = _limit(
        200_000,
        "entries",
        "the directory of one archive, folders and links included",
        "an organisation's 85,000 files twice: archives of whole folders list the folders too",
    )
    unpacked_bytes: int = _limit(
        128 * MIB,
        "bytes",
        "all that the archives of one input unpack to, for each 10 MiB that it has as it was sent",
        "62,637 alarms in one packed file have 100 MB; real alarms pack to a tenth",
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
        20_000_000,
        "values and members",
        "one JSON document",
        "62,637 alarms have four million; a list at the limit of rows has sixteen",
    )
    input_nodes: int = _limit(
        4_000_000,
        "values and members",
        "all JSON of one input, for each 10 MiB that it has as it was sent",
        "62,637 alarms that are alike pack to half a MiB and have four million; each costs up to 96 bytes of"
        " memory, and files of real alarms hold two for five bytes at most, packed or not",
    )
    json_text: int = _limit(
        MIB,
        "characters",
        "one string or the name of one member of a JSON document",
        "the longest that AWS prints is the body of a dashboard, with some hundred thousand",
    )
    json_digits: int = _limit(
        4300,
        "digits",
        "one number of a JSON document",
        "what Python itself reads; no time, size or threshold comes near",
    )
    documents: int = _limit(
        10_000,
        "documents",
        "the JSON documents of one file, and the answers of AWS in one document",
        "a saved session holds hundreds of answers",
    )
    broken_documents: int = _limit(
        100,
        "broken documents",
        "the JSON documents of one file",
        "a session that was cut has a few; where so many are broken the file is something else",
    )
    input_text: int = _limit(
        10 * MIB,
        "characters",
        "all text around the JSON of one input, for each 10 MiB that it has as it was sent",
        "prompts and messages come to some KB; a folder of nothing but text files has no more",
    )
    input_commands: int = _limit(
        20_000,
        "commands and errors",
        "the text around the JSON of one input, for each 10 MiB that it has as it was sent",
        "an answer has some hundred bytes at least; each command is taken apart like a shell does",
    )
    rows: int = _limit(
        250_000,
        "rows",
        "one list of AWS: alarms, filters, trails, …",
        "four times the largest listing measured",
    )
    input_rows: int = _limit(
        250_000,
        "rows",
        "all lists of one input, for each 10 MiB as it was sent; two objects in a row count as one more",
        "500 accounts with 500 alarms each; a row that is kept costs about two KB of memory",
    )

    accounts: int = _limit(
        2_000, "accounts", "the accounts that one run judges", "four organisations with 500 accounts"
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
        1_000,
        "conditions and words",
        "one filter pattern",
        "AWS's 1,024 characters hold 512 at most; a pattern with more is not compared",
    )
    report_rows: int = _limit(
        100,
        "rows",
        "the findings of other candidates that one link of the chain tells; likewise the warnings, the"
        " commands to ask for, and the problems of one file",
        "all filters of a full log group (100, CloudWatch Logs quotas); how many more there are is told",
    )
    report_value_bytes: int = _limit(
        64 * KIB,
        "bytes",
        "one value of the evidence, or one sentence, that a report shows",
        "the largest answer about one resource measured has 10 KiB",
    )
    report_bytes: int = _limit(
        64 * MIB,
        "bytes",
        "one report; a larger one tells fewer rows",
        "five hundred accounts with fifteen controls; to write it takes four times that in memory",
    )

    comparison_steps: int = _limit(
        1_200_000,
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

    @property
    def values(self) -> Mapping[str, int]:
        """Every limit by its name for users."""
        return {name: getattr(self, _member(name)) for name in TEXTS}

    def for_input(self, sent: int) -> Limits:
        """These limits for an input of so many bytes as it was sent, packed or not.

        What is unpacked and kept may grow with what somebody took the trouble to send, and no faster.
        """
        larger = {
            name: max(getattr(self, name), getattr(self, name) * sent // _SHARE) for name in _IN_PROPORTION
        }
        return replace(self, **{name: min(value, MOST) for name, value in larger.items()})

    def with_values(self, values: Mapping[str, int]) -> Limits:
        """These limits with others in place of some; `values` by name. Raises UsageError for no limit."""
        for name in values:
            if name not in TEXTS:
                known = ", ".join(TEXTS)
                raise UsageError(f"expected the name of a limit, got `{name}`; there are {known}")
        return replace(self, **{_member(name): value for name, value in values.items()})


_SHARE = 10 * MIB
_IN_PROPORTION = ("files", "unpacked_bytes", "input_nodes", "input_text", "input_commands", "input_rows")

TEXTS: Mapping[str, LimitText] = MappingProxyType(
    {one.name.replace("_", "-"): one.metadata["text"] for one in fields(Limits)}
)
"""Every limit by its name for users, in the order of the documents."""


def _member(name: str) -> str:
    return name.replace("-", "_")


def _is_value(name: str, value: object) -> bool:
    least = 0 if name.endswith("-seconds") else 1
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def _allowed(name: str) -> str:
    return f"a whole number from {0 if name.endswith('-seconds') else 1} to {MOST}"


DEFAULT_LIMITS = Limits()
