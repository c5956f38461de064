"""What is told of filters that were given by themselves or that stand in a file."""

from __future__ import annotations

import json

import pytest

from analyzer.aws.logs import MetricFilter, MetricTransformation
from analyzer.aws.record import EvidenceRecord
from analyzer.controls import Intent, PrescribedPattern, load_control
from analyzer.coverage.answer import Answer, answer, of_patterns, of_templates
from analyzer.coverage.publishers import publisher
from analyzer.evidence import Location
from analyzer.patterns import parse
from analyzer.templates import read_filters


def test_the_place_of_a_filter_is_its_line_or_its_pointer() -> None:
    as_json = json.dumps({"metricFilters": [{"filterPattern": "x", "metricTransformations": []}]})
    as_hcl = 'resource "aws_cloudwatch_log_metric_filter" "one" {\n  pattern = "x"\n}\n'
    places = []
    for name, text in (("filters.json", as_json), ("main.tf", as_hcl)):
        (group,) = of_templates([(one, None, "") for one in read_filters(name, text.encode())])
        places.append(group.members[0].place)
    assert places == ["filters.json#/metricFilters/0/filterPattern", "main.tf:2"]


def test_what_a_pattern_leaves_open_is_told_with_an_event() -> None:
    """Whether the wildcard in the middle is one is an open question of the language."""
    name = '{ $.eventName = "Console*Login" && $.errorMessage = "Failed authentication" }'
    found = answer(load_control(), of_patterns([parse(name)]))
    assert found.answer is Answer.UNDECIDED
    assert found.reasons
    assert all("glob-middle" in reason for reason in found.reasons)


@pytest.mark.parametrize("patterns", [[], ["{ $.eventName = CreateWidget }"]])
def test_filters_about_something_else_are_told_as_unrelated(patterns: list[str]) -> None:
    found = answer(load_control(), of_patterns([parse(one) for one in patterns]))
    assert (found.answer, found.related) == (Answer.NO, False)


def test_a_pattern_past_what_this_program_reads_is_not_called_wrong() -> None:
    made = MetricTransformation(metricName="m", metricNamespace="n", metricValue="1")
    value = MetricFilter(filterPattern="{ $.a[1234567890] = x }", metricTransformations=(made,))
    found = publisher(EvidenceRecord(Location("filters.json", ""), value, {}), 0)
    assert found.pattern is None
    assert str(found.flaw).startswith("this program does not read the pattern: ")


def test_who_counts_a_prescribed_text_alone_is_told_what_the_control_is_about_besides() -> None:
    text = "{ $.eventName = CreateWidget }"
    control = load_control()._replace(
        texts=(PrescribedPattern("narrow", text),),
        intent=Intent("{ $.eventName = CreateWidget || $.eventName = DeleteWidget }", "a rule"),
    )
    group = of_patterns([parse(text)])
    assert group.patterns == (parse(text),)
    found = answer(control, group)
    assert (found.answer, found.prescribed) == (Answer.YES, "narrow")
    assert isinstance(found.missed, dict)
    assert found.missed["eventName"] == "DeleteWidget"
