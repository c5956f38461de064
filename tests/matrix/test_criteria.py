"""The table of text and effect: what each pair of them comes to, and what is told of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from analyzer.assessment import Assessment, ControlReport, Report
from analyzer.chain.context import ControlContext
from analyzer.chain.engine import explore
from analyzer.chain.registry import links_for
from analyzer.controls import Control, Intent, KnownIssue, PrescribedPattern, all_controls, load_control
from analyzer.coverage.counting import Counted, Missed, coverage, known_event
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import open_bundle
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot
from analyzer.patterns import normalize, parse
from analyzer.patterns.facts import EventOrigin
from analyzer.reports.formats.json import render
from analyzer.rules.warnings import PRESCRIBED_TEXT_DEFECT

from .account import findings, judged_with

FAILED = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
ALL = "{ $.eventName = * }"
ANY = "{ $.eventName = ConsoleLogin }"
REFUSED = "{ $.errorCode = AccessDenied }"
# Whether a star inside a text is a wildcard is open, and so is whether this counts what FAILED counts.
OPEN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*cation") }'
REFUSED_OR_OPEN = (
    '{ ($.errorCode = AccessDenied) || ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed*cation") }'
)
FAILED_OR_REFUSED = (
    "{ ($.errorCode = AccessDenied) ||"
    ' ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
)

HOLDS = "counts-prescribed-text"
SPELLED = "prescribed-text"
LACKS = "misses-prescribed-text"
UNSURE = "prescribed-text-undecided"
COUNTS = "counts-required-events"
MISSES = "misses-required-events"
UNDECIDED = "coverage-undecided"


def about(*texts: str, intent: str) -> Control:
    """A control with these texts and that intent."""
    prescribed = tuple(PrescribedPattern(f"own-{at}", text) for at, text in enumerate(texts))
    return load_control()._replace(texts=prescribed, intent=Intent(intent, "for the test"))


@dataclass(frozen=True, slots=True)
class Row:
    """`codes` are those of the findings on the filters, the deciding one first; `warnings` those beside."""

    control: Control
    patterns: tuple[str, ...]
    verdict: str
    codes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


TABLE = {
    "text holds, effect holds": Row(about(ANY, intent=FAILED), (ANY,), "PASS", (COUNTS, SPELLED)),
    "text holds weakly, effect holds": Row(
        about(FAILED, intent=REFUSED), (FAILED_OR_REFUSED,), "PASS", (COUNTS, HOLDS)
    ),
    "text holds, effect misses": Row(
        about(FAILED, intent=ANY), (FAILED,), "PASS", (SPELLED, MISSES), ("prescribed-text-misses",)
    ),
    "text holds weakly, effect misses": Row(
        about(FAILED, intent=ALL), (ANY,), "PASS", (HOLDS, MISSES), ("prescribed-text-misses",)
    ),
    "text holds, effect open": Row(
        about(OPEN, intent=FAILED), (OPEN,), "PASS", (SPELLED, UNDECIDED), ("prescribed-text-misses",)
    ),
    "text misses, effect holds": Row(
        about(ANY, intent=FAILED), (FAILED,), "PASS", (COUNTS, LACKS), ("not-prescribed-text",)
    ),
    "text open, effect holds": Row(
        about(FAILED, intent=REFUSED), (REFUSED_OR_OPEN,), "PASS", (COUNTS, UNSURE),
        ("not-prescribed-text", "filter-broader"),
    ),
    "text misses, effect misses": Row(about(ANY, intent=FAILED), (REFUSED,), "FAIL", (MISSES, LACKS)),
    "text misses by another event": Row(
        about(FAILED, intent=REFUSED), ("{ $.eventName = x }",), "FAIL", (MISSES, LACKS)
    ),
    "text open, effect misses": Row(about(FAILED, intent=ANY), (OPEN,), "INCONCLUSIVE", (UNSURE, MISSES)),
    "one text misses, another is open": Row(
        about(ANY, FAILED, intent=ANY), (OPEN,), "INCONCLUSIVE", (UNSURE, MISSES)
    ),
    "one text misses, another holds": Row(
        about(ANY, FAILED, intent=ANY), (FAILED,), "PASS", (SPELLED, MISSES), ("prescribed-text-misses",)
    ),
    "text misses, effect open": Row(about(ANY, intent=FAILED), (OPEN,), "INCONCLUSIVE", (UNDECIDED, LACKS)),
    "text open, effect open": Row(
        about(FAILED_OR_REFUSED, intent=FAILED), (REFUSED_OR_OPEN,), "INCONCLUSIVE", (UNDECIDED, UNSURE)
    ),
    "text and intent are one and hold": Row(about(FAILED, intent=FAILED), (FAILED,), "PASS", (COUNTS,)),
    "text and intent are one and miss": Row(about(FAILED, intent=FAILED), (REFUSED,), "FAIL", (MISSES,)),
    "text and intent are one and open": Row(
        about(FAILED, intent=FAILED), (OPEN,), "INCONCLUSIVE", (UNDECIDED,)
    ),
    "everything, which is not prescribed": Row(
        about(FAILED, intent=FAILED), ("",), "FAIL", ("counts-everything",)
    ),
    "everything, which is prescribed": Row(
        about(ALL, intent=FAILED), (ALL,), "PASS", (COUNTS, SPELLED)
    ),
    "everything in other words": Row(
        about(ALL, intent=FAILED), ("",), "FAIL", ("counts-everything",)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str, account: Path) -> None:
    row = TABLE[name]
    report = judged_with(account, row.control, row.patterns)
    assert report.verdict == row.verdict
    assert tuple(finding.rule.id for finding in findings(report)) == row.codes
    assert codes_of_warnings(report) == row.warnings


def codes_of_warnings(report: ControlReport) -> tuple[str, ...]:
    """But for what every refutation by a version from 2.0 carries."""
    codes = (notice.rule.id for notice in report.warnings)
    return tuple(code for code in codes if code != "other-route-possible")


def newest(slug: str, version: str = "") -> Control:
    return load_control(slug).at(version) if version else load_control(slug)


CATALOGUE = {
    "nearly everything, as 1.4.0 prescribes it": Row(
        newest("unauthorized-api-calls", "1.4.0"), ("joined-by-or",), "PASS", (COUNTS, SPELLED),
        ("prescribed-text-defect",),
    ),
    "nearly everything, where a later version prescribes less": Row(
        newest("unauthorized-api-calls"), ("joined-by-or",), "INCONCLUSIVE", ("counts-nearly-everything",),
    ),
    "badly bracketed, as 5.0.0 prescribes it": Row(
        newest("route-table-changes", "5.0.0"), ("source-of-first-name",), "PASS", (COUNTS, SPELLED),
        ("prescribed-text-defect",),
    ),
    "six events, as 4.0.1 prescribes them": Row(
        newest("security-group-changes", "4.0.1"), ("six-events",), "PASS", (COUNTS, SPELLED),
        ("prescribed-text-defect", "prescribed-text-defect"),
    ),
    "a defect that a second filter makes good": Row(
        newest("security-group-changes", "4.0.1"),
        ("six-events", "{ $.eventName = ModifySecurityGroupRules }"),
        "PASS", (COUNTS, SPELLED), ("prescribed-text-defect", "filter-broader"),
    ),
    "one of two texts": Row(
        newest("console-signin-without-mfa"), ("iam-users",), "PASS", (COUNTS, SPELLED),
    ),
    "the other of two texts": Row(
        newest("console-signin-without-mfa"), ("any-user",), "PASS", (COUNTS, SPELLED),
        ("prescribed-text-defect",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CATALOGUE)
def test_known_defects_are_told(name: str, account: Path) -> None:
    row = CATALOGUE[name]
    texts = {text.name: text.text for edition in row.control.recommendations for text in edition.texts}
    report = judged_with(account, row.control, [texts.get(each, each) for each in row.patterns])
    assert report.verdict == row.verdict
    assert tuple(finding.rule.id for finding in findings(report)) == row.codes
    assert codes_of_warnings(report) == row.warnings
    sentences = [remark.sentence for remark in row.control.defects]
    for notice in report.warnings:
        assert notice.counterexample is not None
        assert notice.rule is not PRESCRIBED_TEXT_DEFECT or notice.observed in sentences


@pytest.mark.parametrize(
    "line",
    ["", "no JSON", '{"eventName": "ConsoleLogin"', '{"eventName": NaN}', "[" * 100_000, "1" * 5_000, "[1]"],
)
def test_a_defect_of_a_control_of_ones_own_may_show_any_line(line: str, account: Path) -> None:
    remark = KnownIssue("own", "a sentence of its own", ("own-0",), (), line, None if not line else False)
    control = about(FAILED, intent=FAILED)._replace(defects=(remark,))
    report = judged_with(account, control, [FAILED])
    assert report.verdict == "PASS"
    assert codes_of_warnings(report) == (("prescribed-text-defect",) if line else ())
    json.loads(render(Report((Assessment("111111111111", (report,)),), (), ())))


# What saves work changes nothing


@pytest.mark.parametrize("control", all_controls(), ids=lambda control: control.slug)
def test_an_event_known_beforehand_changes_no_coverage(control: Control) -> None:
    required = parse(control.intent.pattern)
    known = known_event(required, EventOrigin("111111111111"))
    assert known is not None
    for other in all_controls():
        union = [parse(other.pattern)]
        found = coverage([required], union, EventOrigin("111111111111"), known)
        assert type(found) is type(coverage([required], union, EventOrigin("111111111111")))
        assert isinstance(found, Counted if other.slug == control.slug else Missed)


@pytest.mark.parametrize("pattern", ["Nope", "-Failed", "ConsoleLogin", "[a=x]", "[a, b]", "%Nope%", ""])
def test_an_event_known_beforehand_changes_nothing_for_patterns_of_lines(pattern: str) -> None:
    known = known_event(parse(FAILED), EventOrigin("111111111111"))
    found = coverage([parse(FAILED)], [parse(pattern)], EventOrigin("111111111111"), known)
    assert type(found) is type(coverage([parse(FAILED)], [parse(pattern)], EventOrigin("111111111111")))


def test_controls_that_share_a_memo_are_judged_alike(account: Path) -> None:
    snapshot = Snapshot([open_bundle(account)], CallerStatement(None, None))
    cache = RunCache()
    for control, owner in product(all_controls(), snapshot.accounts):
        alone, shared = ControlContext(snapshot, control), ControlContext(snapshot, control, cache)
        found = [explore(links_for(context), owner) for context in (alone, shared)]
        assert found[0].outcome is found[1].outcome


def test_a_memo_works_out_once_what_is_asked_twice() -> None:
    asked: list[str] = []

    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    cache = RunCache()
    assert [cache.once(length, "ab"), cache.once(length, "ab"), cache.once(length, "abc")] == [2, 2, 3]
    assert asked == ["ab", "abc"]
    assert cache.once(normalize, "{ $.a = x }") == normalize("{ $.a = x }")
