"""From the tables of a right file to the control that the program works with.

Nothing is checked here. A company's own file has been read by the models of the format; those of the
catalogue come with the program and are read by the models in the tests, so that a run which judges
by the catalogue alone need not build them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from analyzer.controls.model import (
    AlarmPrescription,
    AppliesTo,
    Benchmark,
    Control,
    CrossReferences,
    Intent,
    KnownIssue,
    Part,
    PrescribedPattern,
    Recommendation,
    version_order,
)

TomlTable: TypeAlias = Mapping[str, Any]

_PARTS = (("patterns", Part.BOTH), ("audit", Part.AUDIT), ("remediation", Part.REMEDIATION))


def benchmarks_of(table: TomlTable) -> tuple[tuple[Benchmark, ...], AlarmPrescription]:
    """The versions of the benchmark in order, and the alarm that all of them prescribe."""
    versions = tuple(Benchmark(version, **row) for version, row in table["versions"].items())
    return versions, AlarmPrescription(**_alarm(table["alarm"]))


def control_of(table: TomlTable, prescribed: AlarmPrescription) -> Control:
    """The control of a table; what its alarm leaves out is as in `prescribed`.

    One of the benchmark comes in its newest version.
    """
    named = table.get("patterns") or {"pattern": table["pattern"]}
    rows = sorted(table.get("versions", {}).items(), key=lambda row: version_order(row[0]))
    found = tuple(_recommendation(table, named, version, row) for version, row in rows)
    newest = found[-1] if found else None
    texts = newest.texts if newest else tuple(PrescribedPattern(name, text) for name, text in named.items())
    return Control(
        slug=table["slug"],
        title=table["title"],
        event_sources=tuple(table.get("event_sources", ())),
        texts=texts,
        intent=newest.intent if newest else _intent(table, named, texts, ""),
        alarm=prescribed._replace(**_alarm(table.get("alarm", {}))),
        level=newest.level if newest else None,
        cross_references=_cross_references(table.get("ids", {})),
        recommendations=found,
        defects=tuple(_known_issue(one, named, found) for one in table.get("defects", ())),
        notes=tuple(_known_issue(one, named, found) for one in table.get("notes", ())),
        applies_to=AppliesTo(table.get("applies_to", AppliesTo.EVERY_ACCOUNT)),
    )


def _alarm(table: TomlTable) -> dict[str, Any]:
    """TOML tells 1 from 1.0; a threshold is the same in either."""
    return {key: float(value) if key == "threshold" else value for key, value in table.items()}


def _recommendation(
    table: TomlTable, named: Mapping[str, str], version: str, row: TomlTable
) -> Recommendation:
    texts = tuple(
        PrescribedPattern(name, named[name], part) for key, part in _PARTS for name in row.get(key, ())
    )
    disputed = row.get("disputed", {})
    return Recommendation(
        benchmark=version,
        number=row["number"],
        level=row["level"],
        assessment=row["assessment"],
        texts=texts,
        intent=_intent(table, named, texts, version),
        disputed=tuple((key, disputed[key]) for key in ("level", "assessment") if key in disputed),
    )


def _intent(
    table: TomlTable, named: Mapping[str, str], texts: Sequence[PrescribedPattern], version: str
) -> Intent:
    """The intent stated last before `version`; without one the text itself, for there is only one."""
    order = version_order(version)
    holding = [one for one in _intents(table) if version_order(one.get("since", "")) <= order]
    if not holding:
        return Intent(texts[0].text)
    last = holding[-1]
    return Intent(last["pattern"] if "pattern" in last else named[last["same_as"]], last["reason"])


def _intents(table: TomlTable) -> Sequence[TomlTable]:
    """Those under `[[intent]]`, or the only one of `[intent]`."""
    stated: TomlTable | Sequence[TomlTable] = table.get("intent", ())
    return (stated,) if isinstance(stated, Mapping) else stated


def _known_issue(
    table: TomlTable, named: Mapping[str, str], recommendations: Sequence[Recommendation]
) -> KnownIssue:
    """One that names no patterns concerns all of them."""
    names = tuple(table.get("patterns", named))
    return KnownIssue(
        code=table["code"],
        sentence=table["sentence"],
        patterns=names,
        versions=tuple(
            one.benchmark for one in recommendations if any(text.name in names for text in one.texts)
        ),
        event=table.get("event", ""),
        counted=table.get("counted"),
    )


def _cross_references(table: TomlTable) -> CrossReferences:
    return CrossReferences(
        cce=table.get("cce"),
        security_hub=table.get("security_hub"),
        nist_800_53=tuple(table.get("nist_800_53", ())),
        cis_controls=tuple(_safeguards(table.get("cis_controls", {}))),
    )


def _safeguards(tagged: TomlTable) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for version, row in tagged.items():
        for catalogue, numbers in row.items():
            yield version, catalogue, tuple(numbers)
