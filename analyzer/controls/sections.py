"""The sections of a control's file that stand for themselves: alarm, patterns, other ids, known issues."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from analyzer.controls.document import Table
from analyzer.controls.model import (
    AlarmPrescription,
    CrossReferences,
    KnownIssue,
    Part,
    PrescribedPattern,
    Recommendation,
)

# CloudWatch Logs takes patterns of at most this many characters.
MAX_PATTERN = 1024
# A title is one line of a report, a sentence a short paragraph. CloudTrail sends events of up to
# 256 KB to a log group; one that shows something needs far less.
MAX_TITLE, MAX_SENTENCE, MAX_EVENT = 120, 600, 8192
# Several times what any control of the benchmark needs.
MAX_PATTERNS, MAX_IDS, MAX_ISSUES = 40, 100, 100

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
A_NAME = "words in lower case joined by hyphens"
_CCE = re.compile(r"CCE-\d{1,6}-\d")
_HUB = re.compile(r"CloudWatch\.\d{1,3}")
_NIST = re.compile(r"[A-Z]{2}-\d{1,2}(?:\(\d{1,2}\))?")
_SAFEGUARD = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_STATISTICS = ("Sum", "SampleCount", "Average", "Minimum", "Maximum")
_COMPARISONS = (
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
)
_ALARM_KEYS = ("statistic", "period", "evaluation_periods", "threshold", "comparison")

CheckPattern = Callable[[Table, str, str], None]
"""Called with each pattern and its place; raises UsageError for a text that is no pattern."""


def whole_alarm(table: Table) -> AlarmPrescription:
    """An alarm that leaves nothing out."""
    for key in _ALARM_KEYS:
        if not table.has(key):
            raise table.expected(key, "as the benchmark prescribes it")
    return alarm(table, AlarmPrescription("", 0, 0, 0, ""))


def alarm(table: Table, default: AlarmPrescription) -> AlarmPrescription:
    """The alarm that a control asks for; what the table leaves out is as in `default`."""
    table.only(_ALARM_KEYS)
    found = default
    if table.has("statistic"):
        found = found._replace(statistic=table.choice("statistic", _STATISTICS))
    if table.has("period"):
        # PutMetricAlarm takes no other periods.
        period = table.whole("period", 10, 86_400)
        if period not in (10, 20, 30) and period % 60:
            raise table.expected("period", "10, 20, 30 or a multiple of 60, in seconds")
        found = found._replace(period=period)
    if table.has("evaluation_periods"):
        found = found._replace(evaluation_periods=table.whole("evaluation_periods", 1, 10_000))
    if table.has("threshold"):
        found = found._replace(threshold=table.number("threshold"))
    if table.has("comparison"):
        found = found._replace(comparison=table.choice("comparison", _COMPARISONS))
    return found


def pattern(table: Table, key: str, check: CheckPattern) -> str:
    text = table.text_of(key, MAX_PATTERN)
    check(table, key, text)
    return text


def patterns(table: Table, check: CheckPattern) -> dict[str, str]:
    """The patterns by name, in order: those under `[patterns]`, or the only one at `pattern`."""
    if table.has("pattern") and table.has("patterns"):
        raise table.wrong("patterns", "expected `pattern` or `[patterns]`, got both; take one away")
    if not table.has("patterns"):
        return {"pattern": pattern(table, "pattern", check)}
    named = table.table("patterns")
    if not 1 <= len(named.values) <= MAX_PATTERNS:
        count = len(named.values)
        raise named.wrong(None, f"expected 1 to {MAX_PATTERNS} patterns in `[patterns]`, got {count}")
    found: dict[str, str] = {}
    for name in named.names(NAME, A_NAME):
        text = pattern(named, name, check)
        if text in found.values():
            raise named.wrong(name, "expected each pattern once, got the text of one above again")
        found[name] = text
    return found


def prescribed(row: Table, key: str, part: Part, known: Mapping[str, str]) -> tuple[PrescribedPattern, ...]:
    """The patterns whose names are listed at `key`."""
    names = row.texts(key, NAME, "the name of a pattern", MAX_PATTERNS)
    for name in names:
        if name not in known:
            expected = ", ".join(f"`{one}`" for one in known)
            raise row.wrong(key, f"expected the name of a pattern, {expected}, got `{name}`")
    return tuple(PrescribedPattern(name, known[name], part) for name in names)


def other_ids(table: Table, benchmarks: Sequence[str]) -> CrossReferences:
    table.only(("cce", "security_hub", "nist_800_53", "cis_controls"))
    tagged = table.table("cis_controls")
    tagged.only(benchmarks)
    safeguards = []
    for version in tagged.values:
        row = tagged.table(version)
        row.only(("v7", "v8"))
        for catalogue in row.values:
            numbers = row.texts(catalogue, _SAFEGUARD, "a number such as `8.11`", MAX_IDS)
            safeguards.append((version, catalogue, numbers))
    cce = table.matched("cce", _CCE, "an id such as `CCE-79191-3`") if table.has("cce") else None
    hub = "security_hub"
    return CrossReferences(
        cce=cce,
        security_hub=table.matched(hub, _HUB, "an id such as `CloudWatch.6`") if table.has(hub) else None,
        nist_800_53=table.texts("nist_800_53", _NIST, "an id such as `AU-6(1)`", MAX_IDS),
        cis_controls=tuple(safeguards),
    )


def known_issues(
    table: Table, key: str, known: Mapping[str, str], recommendations: Sequence[Recommendation]
) -> tuple[KnownIssue, ...]:
    """The known issues under `[[key]]`. One that names no patterns concerns all of them."""
    found: list[KnownIssue] = []
    for row in table.tables(key, MAX_ISSUES):
        row.only(("code", "sentence", "patterns", "event", "counted"))
        code = row.matched("code", NAME, A_NAME)
        if code in (one.code for one in found):
            raise row.wrong("code", f"expected each code once, got `{code}` twice; rename one")
        if row.has("event") != row.has("counted"):
            raise row.wrong(None, "expected both `event` and `counted` or neither, got one")
        names = tuple(one.name for one in prescribed(row, "patterns", Part.BOTH, known)) or tuple(known)
        found.append(
            KnownIssue(
                code=code,
                sentence=row.line("sentence", MAX_SENTENCE),
                patterns=names,
                versions=tuple(e.benchmark for e in recommendations if any(t.name in names for t in e.texts)),
                event=row.text_of("event", MAX_EVENT) if row.has("event") else "",
                counted=row.flag("counted") if row.has("counted") else None,
            )
        )
    return tuple(found)
