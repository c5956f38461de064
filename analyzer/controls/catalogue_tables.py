"""The files of the catalogue: a control with its row for each version of the benchmark, and the versions.

They are read with the versions that the catalogue knows, oldest first, as the context.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, ValidationInfo, model_validator

from analyzer.controls.control_tables import OPEN_INTENT, ControlTable, several, shape
from analyzer.controls.fields import (
    Assessment,
    Cce,
    CisControls,
    ControlCount,
    HubId,
    Level,
    NistIds,
    Number,
    PatternNames,
    Safeguards,
    SectionNumber,
    Title,
    Version,
)
from analyzer.controls.lines import Path
from analyzer.controls.model import Part, version_order
from analyzer.controls.refusals import Holds, wrong
from analyzer.controls.tables import DatedIntentTable, PrescribedAlarmTable, Table


class DisputedTable(Table):
    """Values that another public copy of the version has."""

    level: Annotated[Level | None, Field(description="Profile level.")] = None
    assessment: Assessment | None = None


class VersionTable(Table):
    """What a version says of a control."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [key]} for key in ("patterns", "audit", "remediation")]}
    )

    number: Number
    level: Annotated[Level, Field(description="Profile level.")]
    assessment: Assessment
    patterns: Annotated[
        PatternNames | None,
        Field(description="Names of the patterns that the version prints in its audit and its remediation."),
    ] = None
    audit: Annotated[
        PatternNames | None, Field(description="Names of those that stand in the audit steps alone.")
    ] = None
    remediation: Annotated[
        PatternNames | None, Field(description="Names of those that stand in the remediation alone.")
    ] = None
    disputed: DisputedTable | None = None

    @property
    def prescribed(self) -> Iterator[tuple[str, Part]]:
        """The names of its patterns, and where it prints each."""
        for names, part in (
            (self.patterns, Part.BOTH),
            (self.audit, Part.AUDIT),
            (self.remediation, Part.REMEDIATION),
        ):
            yield from ((name, part) for name in names or ())

    @model_validator(mode="after")
    def _prescribes_some(self) -> Self:
        if not any(self.prescribed):
            raise wrong("expected `patterns`, names of patterns that the version prints, got none; add it")
        return self


class ReferencesTable(Table):
    """What others call the control."""

    cce: Cce | None = None
    security_hub: HubId | None = None
    nist_800_53: NistIds = ()
    cis_controls: dict[Version, dict[CisControls, Safeguards]] | None = None


class CatalogueControl(ControlTable):
    """A control of the benchmark."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["pattern"]}, {"required": ["patterns"]}]}
    )

    intent: Annotated[
        Annotated[
            Annotated[DatedIntentTable, Tag("single")]
            | Annotated[
                tuple[DatedIntentTable, ...],
                Field(strict=False, min_length=1, max_length=20),
                Holds("1 to 20 tables, each under `[[{key}]]`"),
                Tag("several"),
            ],
            Discriminator(shape),
        ]
        | None,
        Field(description="The events that the control is about; without it those of the only pattern."),
    ] = None
    ids: ReferencesTable = ReferencesTable()
    versions: Annotated[
        dict[Version, VersionTable],
        Field(
            min_length=1,
            description="A row for each version that has the control: from one on, all of them.",
        ),
        Holds("a table with a row for each version of the benchmark"),
    ]

    @property
    def intents(self) -> tuple[DatedIntentTable, ...]:
        return several(self.intent)

    def _references(self) -> Iterator[tuple[Path, Iterable[str]]]:
        yield from super()._references()
        for version, row in self.versions.items():
            for key, names in (
                ("patterns", row.patterns),
                ("audit", row.audit),
                ("remediation", row.remediation),
            ):
                yield ("versions", version, key), names or ()

    @model_validator(mode="after")
    def _fits_the_benchmark(self, info: ValidationInfo) -> Self:
        if isinstance(info.context, tuple):
            _only(self.versions, info.context, "versions")
            _only(self.ids.cis_controls or {}, info.context, "ids", "cis_controls")
            self._check_intents(info.context)
            self._check_rows(info.context)
        return self

    def _check_intents(self, known: Sequence[str]) -> None:
        for at, intent in enumerate(self.intents):
            if intent.since is not None and intent.since not in known:
                expected = ", ".join(known)
                problem = f"expected `since` to be one of {expected}, got the text `{intent.since}`"
                raise wrong(problem, "intent", at, "since")
        for at, (before, after) in enumerate(pairwise(self.intents), 1):
            if version_order(after.start) <= version_order(before.start):
                problem = "expected each `since` to be later than the one before; sort them"
                raise wrong(problem, "intent", at, "since")

    def _check_rows(self, known: Sequence[str]) -> None:
        start = min(known.index(version) for version in self.versions)
        for version in known[start:]:
            if version not in self.versions:
                raise wrong(f"expected a row for `{version}`, got none; add it", "versions")
        first = version_order(self.intents[0].start) if self.intents else None
        for version, row in self.versions.items():
            open_until_then = first is None or version_order(version) < first
            if open_until_then and len(list(row.prescribed)) > 1:
                raise wrong(OPEN_INTENT, "versions", version)
        used = {name for row in self.versions.values() for name, _ in row.prescribed}
        for name in self.named:
            if name not in used:
                problem = f"expected a version with the pattern `{name}`, got none; take it away"
                raise wrong(problem, "patterns", name)


def _only(rows: Mapping[str, object], known: Sequence[str], *at: str) -> None:
    for version in rows:
        if version not in known:
            expected = ", ".join(f"`{one}`" for one in known)
            raise wrong(f"expected one of {expected}, got `{version}`; mend the version", *at, version)


class BenchmarkTable(Table):
    """A version of the benchmark."""

    section: Annotated[SectionNumber, Field(description="Number of the section on monitoring.")]
    controls: Annotated[
        ControlCount, Field(description="How many controls the section has that the catalogue must hold.")
    ]
    known_from: Title


def _rising(versions: Mapping[str, BenchmarkTable]) -> Mapping[str, BenchmarkTable]:
    for before, after in pairwise(versions):
        if version_order(after) <= version_order(before):
            raise wrong("expected the versions in rising order; sort them", after)
    return versions


class Benchmarks(Table):
    """The versions of the benchmark, and the alarm that they prescribe."""

    alarm: Annotated[PrescribedAlarmTable, Holds("the alarm that the benchmark prescribes")]
    versions: Annotated[
        dict[Version, BenchmarkTable],
        Field(min_length=1, description="Every version, oldest first."),
        AfterValidator(_rising),
        Holds("a table with a row for each version"),
    ]
