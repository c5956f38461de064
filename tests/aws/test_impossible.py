"""The table of records that AWS would not have printed, held against cases that show each rule."""

from __future__ import annotations

import json

import pytest

from analyzer.aws.impossible import RULES, impossibilities
from analyzer.aws.shapes import read_value
from analyzer.evidence import Location
from tests.support.accounts.build import bases, build, cases
from tests.support.accounts.edits import render

GOOD = bases()


def conflicts_in(path: str, text: str) -> list[str]:
    """Where AWS says that it would not have printed what a file of a case holds."""
    try:
        document = json.loads(text)
    except ValueError:
        return []
    read = read_value(document, Location(path, ""), None)
    rows = read[1] if read is not None else []
    return [conflict.source for row in rows for conflict in impossibilities(row)]


@pytest.mark.parametrize("base", sorted(GOOD))
def test_no_good_account_breaks_a_rule(base: str) -> None:
    for path, document in GOOD[base].items():
        assert conflicts_in(path, render(document).decode()) == []


def test_every_rule_has_its_source_and_a_case_that_breaks_it() -> None:
    broken: set[str] = set()
    for case in cases():
        if case.link == "impossible":
            for path, document in build(case, GOOD).items():
                broken.update(conflicts_in(path, render(document).decode(errors="replace")))
    sources = [rule.source for rule in RULES]
    assert all(sources)
    assert len(set(sources)) == len(sources)
    assert set(sources) - broken == set()
