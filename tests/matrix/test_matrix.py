"""Fifteen controls, the texts of each version, rewrites that keep the meaning, near misses that lose events.

Each cell is judged by the whole analysis on an account in which everything but the filters is good. What
it must come to follows from how it was made: `trees` evaluates patterns by itself, and `cells` keeps a near
miss only if an event that intent and texts count and no filter does was found by trying small events.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from analyzer.assessment import ControlReport
from analyzer.controls import Control, all_controls
from analyzer.patterns import evaluate_event, parse
from tests.support.laws import thinned

from .account import findings, judged_with
from .cells import Cell, editions, matrix
from .trees import JSON, holds, read

MATRIX = matrix()
CONTROLS = {control.slug: control for control in all_controls()}
FIGURES = Path(__file__).with_name("figures.json")
MISSES = {"misses-required-events", "misses-prescribed-text"}


def control_of(cell: Cell) -> Control:
    return CONTROLS[cell.control].at(cell.version)


def judged(cell: Cell, account: Path) -> ControlReport:
    return judged_with(account, control_of(cell), cell.patterns)


@pytest.mark.parametrize("cell", thinned((c for c in MATRIX.cells if c.verdict == "PASS"), 2), ids=str)
def test_filters_that_keep_the_meaning_pass(cell: Cell, account: Path) -> None:
    report = judged(cell, account)
    assert report.verdict == "PASS", report.links
    codes = {finding.rule.id for finding in findings(report)}
    assert codes & {"counts-required-events", "prescribed-text", "counts-prescribed-text"}
    assert "misses-required-events" not in codes
    assert cell.kind == "other-version" or not codes & MISSES
    control = control_of(cell)
    if cell.spelled is not None and control.intent.pattern not in {text.text for text in control.texts}:
        assert ("prescribed-text" in codes) is cell.spelled


@pytest.mark.parametrize("cell", thinned((c for c in MATRIX.cells if c.verdict == "FAIL"), 3), ids=str)
def test_filters_that_lose_events_fail_with_an_event_that_shows_it(cell: Cell, account: Path) -> None:
    report = judged(cell, account)
    assert report.verdict == "FAIL", cell.lost
    control = control_of(cell)
    missing = [finding for finding in findings(report) if finding.rule.id in MISSES]
    shown = {finding.rule.id: finding.counterexample for finding in missing}
    assert "misses-required-events" in shown
    for code, event in shown.items():
        assert not any(counted(pattern, event) for pattern in cell.patterns)
        asked = [control.intent.pattern] if code == "misses-required-events" else texts(control)
        assert any(counted(pattern, event) for pattern in asked)
    asked = [control.intent.pattern, *texts(control)]
    assert all(counted(pattern, cell.lost) for pattern in asked)
    assert not any(counted(pattern, cell.lost) for pattern in cell.patterns)


@pytest.mark.parametrize("cell", [c for c in MATRIX.cells if c.verdict == "INCONCLUSIVE"], ids=str)
def test_texts_that_drown_a_version_that_does_not_prescribe_them_are_open(cell: Cell, account: Path) -> None:
    report = judged(cell, account)
    assert report.verdict == "INCONCLUSIVE"
    assert {finding.rule.id for finding in findings(report)} == {"counts-nearly-everything"}


def texts(control: Control) -> list[str]:
    return [text.text for text in control.texts]


def counted(pattern: str, event: JSON) -> bool:
    """What the analyzer's own evaluator and that of the matrix both say."""
    truth = evaluate_event(parse(pattern), event).value
    assert truth is holds(read(pattern), event)
    return truth


def test_the_matrix_is_whole() -> None:
    """Every control and version has its texts, every distinct text five rewrites and five near misses."""
    kinds = Counter((cell.control, cell.version, cell.kind) for cell in MATRIX.cells)
    for control in all_controls():
        for edition in control.recommendations:
            assert kinds[control.slug, edition.benchmark, "text"] == len(edition.texts)
        for edition in editions(control):
            for kind in ("rewrite", "near-miss"):
                assert kinds[control.slug, edition.benchmark, kind] >= 5 * len(edition.texts), (
                    control.slug,
                    kind,
                )
    assert len({str(cell) for cell in MATRIX.cells}) == len(MATRIX.cells)


def test_the_figures_are_those_that_are_told() -> None:
    """`figures.json` holds what the matrix amounts to; the tests above hold each cell to its verdict."""
    kinds = Counter(f"{cell.kind} {cell.verdict}" for cell in MATRIX.cells)
    figures = {
        "controls": len({cell.control for cell in MATRIX.cells}),
        "cells": len(MATRIX.cells),
        "verdicts": dict(sorted(Counter(cell.verdict for cell in MATRIX.cells).items())),
        "kinds": dict(sorted(kinds.items())),
        "near misses left out": len(MATRIX.excluded),
    }
    assert json.loads(FIGURES.read_text(encoding="utf-8")) == figures, json.dumps(figures, indent=4)
