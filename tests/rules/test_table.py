"""The table of all that can be said: whole, in words, and what code refers to instead of texts."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from analyzer.aws.completeness import GapKind
from analyzer.evidence import IntegrityStatus, ProblemCode
from analyzer.findings import Finding, Notice
from analyzer.phrase import phrase
from analyzer.reports.words import statement, words
from analyzer.rules import FINDINGS, GAPS, REQUESTS, SEALS, STATES, WARNINGS, Entry, LinkName
from analyzer.rules.model import EvidenceState, RequestRule, Rule, WarningRule
from analyzer.verdict import Outcome

PACKAGE = Path(__file__).parents[2] / "analyzer"
ENTRIES: tuple[Entry, ...] = (*FINDINGS, *WARNINGS, *REQUESTS, *STATES)
PARTS = {"subject", "observed", "expected"}
MADE = {"Finding", "Notice", "Request"}


def name_of(entry: Entry) -> str:
    return entry.id


def test_an_id_stands_once() -> None:
    assert len(ENTRIES) > 100
    assert {name: times for name, times in Counter(map(name_of, ENTRIES)).items() if times > 1} == {}


@pytest.mark.parametrize("entry", ENTRIES, ids=name_of)
def test_an_entry_has_words(entry: Entry) -> None:
    for text in (entry.title, entry.meaning, entry.source):
        assert text
        assert not text.endswith(".")
    assert len(entry.title) < 60
    if not isinstance(entry, EvidenceState):
        assert entry.statement
        assert not entry.statement.endswith(".")
    if isinstance(entry, RequestRule):
        return
    proves = isinstance(entry, Rule) and entry.outcome is Outcome.SATISFIED
    nothing = isinstance(entry, EvidenceState) and entry.id in ("complete", "packaging", "verified")
    assert bool(entry.breaks) is bool(entry.mending) is not (proves or nothing)


@pytest.mark.parametrize("entry", [*FINDINGS, *WARNINGS], ids=name_of)
def test_a_statement_is_filled_from_what_was_found(entry: Rule | WarningRule) -> None:
    named = {name for _, name, _, _ in Formatter().parse(entry.statement) if name}
    assert named <= PARTS
    said = Finding(entry, "S", "O", "E") if isinstance(entry, Rule) else Notice(entry, "S", "O", "E")
    assert "{" not in statement(said)


def test_every_link_can_hold_break_and_stay_open() -> None:
    for link in LinkName:
        outcomes = {rule.outcome for rule in FINDINGS if link in rule.links}
        breaks = set() if link is LinkName.METRIC else {Outcome.VIOLATED}  # what it shows, the alarm judges
        assert outcomes == {Outcome.SATISFIED, Outcome.UNKNOWN} | breaks


def test_every_gap_and_every_seal_has_its_entry() -> None:
    assert set(GAPS) == {*GapKind, *ProblemCode}
    assert set(SEALS) == set(IntegrityStatus)
    for status, entry in SEALS.items():
        assert entry.id == status.value
    for kind, rule in GAPS.items():
        if kind is not ProblemCode.DUPLICATE_KEY:
            assert rule.id == f"evidence-{kind.value}"


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    found = sorted(PACKAGE.rglob("*.py"))
    return tuple((module, ast.parse(module.read_text(encoding="utf-8"))) for module in found)


def test_every_entry_is_referred_to() -> None:
    """By its name, outside of the table; a gap or a seal by its kind."""
    used = {
        node.id
        for module, tree in modules()
        if "rules" not in module.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
    }
    by_kind: set[Entry] = {*GAPS.values(), *SEALS.values()}
    constants = [entry.id.upper().replace("-", "_") for entry in ENTRIES if entry not in by_kind]
    assert set(constants) - used == set()


def test_a_text_is_no_entry() -> None:
    """Whatever is said refers to an entry: by its name, or by one of the tables of kinds."""
    found = 0
    for module, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in MADE and node.args:
                found += 1
                assert not isinstance(node.args[0], ast.Constant | ast.JoinedStr), (module, node.lineno)
    assert found > 50


def test_nothing_below_the_reports_reads_a_code_or_a_sentence() -> None:
    """What a finding is called and how it is worded steers nothing."""
    below = ("aws", "cloudwatch", "inventory", "coverage", "chain", "assessment")
    words_of = {"statement", "title", "meaning", "breaks", "mending", "message"}
    looked = 0
    for module, tree in modules():
        if module.relative_to(PACKAGE).parts[0] not in below:
            continue
        looked += 1
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                assert node.value.attr != "rule", f"{module}:{node.lineno}"
            if isinstance(node, ast.Compare):
                read = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
                assert not (words_of & read), f"{module}:{node.lineno}"
    assert looked > 40


def test_values_are_worded() -> None:
    said = phrase("{one} of {many}, {names:quoted}; {why:;} ({n:event})", one=1, many=None,
                  names=("a", "b"), why=("x", phrase("y{z}", z=True)), n=1)  # fmt: skip
    assert words(said) == "1 of none, `a`, `b`; x; ytrue (1 event)"
    assert words(("a", phrase("{n:event}", n=2))) == "a, 2 events"
    assert words(phrase("{name:quoted}", name="a")) == "`a`"
