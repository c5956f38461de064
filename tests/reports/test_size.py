"""A report ends at its limits, and says that it does."""

from __future__ import annotations

import json

import pytest

from analyzer.allowance import in_force
from analyzer.assessment import Assessment, Report
from analyzer.errors import LimitError
from analyzer.limits import DEFAULT_LIMITS
from analyzer.reports.display import PLAIN
from analyzer.reports.registry import renderer_named
from analyzer.reports.shortened import shortened
from analyzer.reports.size import rendered
from analyzer.verdict import Outcome, Verdict
from tests.support.made import cited, control, link, said

OTHERS = tuple(said(Outcome.VIOLATED, f"said {at}", cited("f.json", f"/{at}", "x" * 500)) for at in range(50))
MADE = control(Verdict.FAIL, (link("trail", Outcome.VIOLATED, "none", *OTHERS),))
REPORT = Report((Assessment("111111111111", (MADE,)),), (), ())
JSON = renderer_named("json")


def test_a_report_past_the_limit_tells_fewer_rows() -> None:
    whole = rendered(JSON, REPORT, PLAIN)
    with in_force(DEFAULT_LIMITS.with_values({"report-bytes": len(whole)})):
        assert rendered(JSON, REPORT, PLAIN) == whole
    with in_force(DEFAULT_LIMITS.with_values({"report-bytes": len(whole) - 1})):
        (told,) = json.loads(rendered(JSON, REPORT, PLAIN))["assessments"][0]["controls"][0]["links"]
    assert (told["others"], told["more"]) == ([], len(OTHERS))
    assert told["findings"]


def test_a_report_that_is_too_large_even_so_names_the_limit() -> None:
    few = DEFAULT_LIMITS.with_values({"report-bytes": 500})
    with in_force(few), pytest.raises(LimitError, match="report-bytes"):
        rendered(JSON, REPORT, PLAIN)


def test_a_value_just_past_the_limit_is_told_in_short() -> None:
    with in_force(DEFAULT_LIMITS.with_values({"report-value-bytes": 10})):
        assert shortened("x" * 10) == "x" * 10
        assert shortened("x" * 11) == "x" * 10 + "... (11 characters)"
        assert shortened([1, 2, 3, 4]) == [1, 2, 3, 4]
        assert shortened([1] * 6) == "(a list of more than 10 bytes)"
        assert shortened({"name": {"deep": [0]}}) == "(an object of more than 10 bytes)"
