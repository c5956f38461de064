"""From a table of a TOML file to a control, every value checked.

A control names each pattern once, and its versions refer to the names:

    [patterns]
    plain = '{ … }'

    [versions]
    "1.1.0" = { number = "3.6", level = 2, assessment = "scored", patterns = ["plain"] }

Where a version prints one pattern in its audit steps and another in its remediation, it says
`audit = […]` and `remediation = […]` instead of `patterns`. `[intent]` is the pattern of the events
that the control is about; without it they are those of the text. With `since` it holds from that
version on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.controls.document import Table
from analyzer.controls.model import (
    AlarmPrescription,
    Benchmark,
    Control,
    PrescribedPattern,
    Recommendation,
    version_order,
)
from analyzer.controls.recommendations import intent_of, recommendations, stated_intents
from analyzer.controls.sections import (
    A_NAME,
    MAX_IDS,
    MAX_TITLE,
    CheckPattern,
    alarm,
    known_issues,
    other_ids,
    patterns,
    whole_alarm,
)

# No slug looks like an id of the Common Configuration Enumeration, which may be asked for as well.
_SLUG = re.compile(r"(?!cce-\d)[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,10}")
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}")
_SECTION = re.compile(r"\d{1,2}")
_SOURCE = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_OWN_KEYS = ("slug", "title", "pattern", "patterns", "event_sources", "intent", "alarm", "defects", "notes")


def read_benchmarks(table: Table) -> tuple[tuple[Benchmark, ...], AlarmPrescription]:
    """The versions of the benchmark in order, and the alarm that all of them prescribe."""
    table.only(("alarm", "versions"))
    versions = table.table("versions")
    found: list[Benchmark] = []
    for version in versions.names(_VERSION, "a version such as `5.0.0`"):
        if found and version_order(version) < version_order(found[-1].version):
            raise versions.wrong(version, "expected the versions in rising order; sort them")
        row = versions.table(version)
        row.only(("section", "controls", "known_from"))
        section = row.matched("section", _SECTION, "the number of a section")
        found.append(
            Benchmark(version, section, row.whole("controls", 1, 99), row.line("known_from", MAX_TITLE))
        )
    return tuple(found), whole_alarm(table.table("alarm"))


def read_control(
    table: Table, prescribed_alarm: AlarmPrescription, benchmarks: Sequence[Benchmark], check: CheckPattern
) -> Control:
    """A control of the benchmark where `benchmarks` are given, else one of a company's own.

    Raises UsageError with file and line for whatever is not in the format.
    """
    table.only((*_OWN_KEYS, "ids", "versions") if benchmarks else _OWN_KEYS)
    slug = table.matched("slug", _SLUG, A_NAME)
    title = table.line("title", MAX_TITLE)
    known = patterns(table, check)
    order = tuple(one.version for one in benchmarks)
    stated = stated_intents(table, known, order, check)
    found = recommendations(table, known, stated, order) if benchmarks else ()
    newest: Recommendation | None = found[-1] if found else None
    texts = newest.texts if newest else tuple(PrescribedPattern(name, text) for name, text in known.items())
    return Control(
        slug=slug,
        title=title,
        event_sources=table.texts("event_sources", _SOURCE, "a host such as `iam.amazonaws.com`", MAX_IDS),
        texts=texts,
        intent=newest.intent if newest else intent_of(table, None, texts, stated, ""),
        alarm=alarm(table.table("alarm"), prescribed_alarm),
        level=newest.level if newest else None,
        cross_references=other_ids(table.table("ids"), order),
        recommendations=found,
        defects=known_issues(table, "defects", known, found),
        notes=known_issues(table, "notes", known, found),
    )
