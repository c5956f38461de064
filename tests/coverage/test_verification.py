"""Documents of `pattern compare` and `pattern covers` that somebody else wrote, read with distrust."""

from __future__ import annotations

import json

import pytest

from analyzer.controls import load_control
from analyzer.coverage.answer import ControlAnswer, answer, of_patterns
from analyzer.coverage.answer_document import DocumentError
from analyzer.coverage.verification import verify
from analyzer.patterns import JSON, compare, parse
from analyzer.reports.subjects.comparison import PairComparison
from analyzer.reports.subjects.comparison import render_json as render_comparison
from analyzer.reports.subjects.covering import render_json as render_covering

CONTROL = load_control()
LEFT, RIGHT = "{ $.a = x }", "{ $.a = * }"


def comparison() -> dict[str, JSON]:
    told: dict[str, JSON] = json.loads(render_comparison(PairComparison(LEFT, RIGHT, compare(LEFT, RIGHT))))
    return told


def covering(*patterns: str) -> dict[str, JSON]:
    judged = answer(CONTROL, of_patterns([parse(one) for one in patterns]))
    told: dict[str, JSON] = json.loads(render_covering(ControlAnswer(CONTROL, "", (judged,))))
    return told


def test_each_filter_of_a_file_is_verified_by_itself() -> None:
    undecided: JSON = {"relation": "undecided"}
    found = verify({"filters": [comparison(), undecided, comparison()]})
    assert [(one.name, one.answer, one.outcome.value) for one in found] == [
        ("filter 1", "narrower", "proven"),
        ("filter 2", "undecided", "without proof"),
        ("filter 3", "narrower", "proven"),
    ]


def test_an_answer_that_is_not_yes_claims_nothing() -> None:
    (found,) = verify(covering("{ $.eventName = CreateWidget }"))
    assert (found.answer, found.outcome.value, found.steps) == ("no", "without proof", ())


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], "expected an object with `relation`"),
        ({"relation": "similar"}, "expected `relation` to be one of"),
        ({"filters": [1]}, "expected an object for each comparison"),
        ({**comparison(), "left": 1}, "expected `left`, the text of a pattern"),
        ({**comparison(), "right": "{ $.a = }"}, "expected `right` to be a pattern"),
        ({**comparison(), "proofs": {}}, "expected `proofs`, a list"),
        ({**comparison(), "proofs": [{}]}, "`proofs`: expected an object with `required`"),
        ({"answer": "no", "metrics": []}, "expected `control` and `benchmark`, two texts"),
        ({"answer": "no", "metrics": [], "control": "no-such", "benchmark": ""}, "no-such"),
        ({**covering(CONTROL.pattern), "answer": "no"}, "expected `answer` to be that of the metrics"),
        ({**covering(CONTROL.pattern), "metrics": [{}]}, "expected `answer` of each metric, a text"),
        (
            {**covering(CONTROL.pattern), "metrics": [{"answer": "yes"}]},
            "expected `proof` of a metric that covers the control",
        ),
    ],
)
def test_what_is_no_document_is_refused(document: JSON, expected: str) -> None:
    with pytest.raises(DocumentError, match=expected):
        verify(document)
