"""What AWS was asked about a pattern and a message is known again, so that nobody is asked twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.evidence import open_bundle
from analyzer.inventory.attribution import CallerStatement
from analyzer.inventory.snapshot import Snapshot

PATTERN = "{ ($.eventName = ConsoleLogin) && ($.x != 1) }"
MESSAGE = '{"eventName": "ConsoleLogin", "x": [1, 2]}'
ASKED = f"$ aws logs test-metric-filter --filter-pattern '{PATTERN}' --log-event-messages '{MESSAGE}'"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f'{ASKED}\n{{"matches": []}}\n', True),
        (
            f'{ASKED}\n{{"matches": [{{"eventNumber": 1, "eventMessage": "x", "extractedValues": {{}}}}]}}\n',
            True,
        ),
        (
            f"{ASKED}\nAn error occurred (InvalidParameterException) when calling the TestMetricFilter\n",
            False,
        ),
        ('{"matches": []}\n', False),
    ],
    ids=["no match", "match", "refused", "no command"],
)
def test_an_answer_is_one_to_its_command(text: str, known: bool, tmp_path: Path) -> None:
    tmp_path.joinpath("session.txt").write_text(text, "utf-8")
    snapshot = Snapshot([open_bundle(tmp_path)], CallerStatement())

    assert snapshot.is_tested(PATTERN, MESSAGE) is known
    assert snapshot.is_tested(PATTERN, '{"x": [1, 2],  "eventName":"ConsoleLogin"}') is known
    assert not snapshot.is_tested(PATTERN, '{"x": [2, 1], "eventName": "ConsoleLogin"}')
    assert not snapshot.is_tested("{ $.x = 1 }", MESSAGE)
