"""What each version of the benchmark says of a control: its row under `[versions]`, and the intent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analyzer.controls.document import Table
from analyzer.controls.model import Disputed, Intent, Part, PrescribedPattern, Recommendation, version_order
from analyzer.controls.sections import MAX_SENTENCE, CheckPattern, pattern, prescribed

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})+")
_A_NUMBER = "a number such as `4.6`"
_ASSESSMENTS = ("scored", "not scored", "automated", "manual")
# The benchmark would have to restate a control at each version to need more.
_MAX_INTENTS = 20


class Stated(NamedTuple):
    """An intent and the version from which on it holds; "" from the first."""

    intent: Intent
    since: str


def stated_intents(
    table: Table, known: Mapping[str, str], benchmarks: Sequence[str], check: CheckPattern
) -> tuple[Stated, ...]:
    """What `[intent]` says, or several `[[intent]]` in order of their `since`."""
    keys = ("pattern", "same_as", "reason", *(("since",) if benchmarks else ()))
    several = isinstance(table.values.get("intent"), list)
    found: list[Stated] = []
    for row in table.tables("intent", _MAX_INTENTS if benchmarks else 1) if several else _single(table):
        row.only(keys)
        if row.has("pattern") == row.has("same_as"):
            raise row.wrong(None, "expected either `pattern` or `same_as` in `[intent]`; write one of them")
        same = known[row.choice("same_as", tuple(known))] if row.has("same_as") else ""
        intent = Intent(same or pattern(row, "pattern", check), row.line("reason", MAX_SENTENCE))
        since = row.choice("since", benchmarks) if row.has("since") else ""
        if found and version_order(since) <= version_order(found[-1].since):
            raise row.wrong("since", "expected each `since` to be later than the one before; sort them")
        found.append(Stated(intent, since))
    return tuple(found)


def intent_of(
    table: Table, key: str | None, texts: Sequence[PrescribedPattern], stated: Sequence[Stated], version: str
) -> Intent:
    """The intent stated last before `version`; without one the text itself, where there is only one."""
    holding = [one.intent for one in stated if version_order(one.since) <= version_order(version)]
    if holding:
        return holding[-1]
    if len(texts) > 1:
        problem = "expected `[intent]`, for it is open which of several patterns the control is about; add it"
        raise table.wrong(key, problem)
    return Intent(texts[0].text)


def recommendations(
    table: Table, known: Mapping[str, str], stated: Sequence[Stated], benchmarks: Sequence[str]
) -> tuple[Recommendation, ...]:
    """The versions that have the control: one, or several without a gap."""
    versions = table.table("versions")
    versions.only(benchmarks)
    if not versions.values:
        raise table.expected("versions", "a table with a row for each version of the benchmark")
    found: list[Recommendation] = []
    for version in benchmarks:
        if versions.has(version):
            found.append(_recommendation(versions, version, known, stated))
        elif found:
            raise versions.wrong(None, f"expected a row for `{version}`, got none; add it")
    used = {text.name for recommendation in found for text in recommendation.texts}
    for name in known:
        if name not in used:
            raise table.table("patterns").wrong(
                name, f"expected a version with the pattern `{name}`, got none"
            )
    return tuple(found)


def _single(table: Table) -> tuple[Table, ...]:
    return (table.table("intent"),) if table.has("intent") else ()


def _recommendation(
    versions: Table, version: str, known: Mapping[str, str], stated: Sequence[Stated]
) -> Recommendation:
    row = versions.table(version)
    row.only(("number", "level", "assessment", "patterns", "audit", "remediation", "disputed"))
    parts = (("patterns", Part.BOTH), ("audit", Part.AUDIT), ("remediation", Part.REMEDIATION))
    texts = tuple(text for key, part in parts for text in prescribed(row, key, part, known))
    if not texts:
        raise row.expected("patterns", "the names of the patterns that the version prescribes")
    return Recommendation(
        benchmark=version,
        number=row.matched("number", _NUMBER, _A_NUMBER),
        level=row.whole("level", 1, 2),
        assessment=row.choice("assessment", _ASSESSMENTS),
        texts=texts,
        intent=intent_of(versions, version, texts, stated, version),
        disputed=_disputed(row.table("disputed")),
    )


def _disputed(table: Table) -> tuple[Disputed, ...]:
    table.only(("level", "assessment"))
    found: list[Disputed] = []
    if table.has("level"):
        found.append(("level", table.whole("level", 1, 2)))
    if table.has("assessment"):
        found.append(("assessment", table.choice("assessment", _ASSESSMENTS)))
    return tuple(found)
