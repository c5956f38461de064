"""Members that stand outside of every object: a document beside them may lack them, and is not relied on."""

from __future__ import annotations

import pytest

from analyzer.evidence.decode import read

WHOLE = '{\n  "trailList": []\n}\n'
LOOSE = '    "CloudWatchLogsLogGroupArn": "arn",\n'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (WHOLE + LOOSE, []),
        (LOOSE + WHOLE, []),
        (WHOLE + LOOSE + WHOLE, []),
        (WHOLE + WHOLE + LOOSE, ["/0"]),
        (LOOSE + WHOLE + WHOLE, ["/1"]),
        (WHOLE + "done: 1\n", [""]),
        (WHOLE + 'the "trail" was asked for\n', [""]),
        (f"$ aws cloudtrail describe-trails\n{WHOLE}$ cat notes\n{LOOSE}", [""]),
    ],
)
def test_a_document_beside_members_that_belong_to_none_is_not_relied_on(text: str, kept: list[str]) -> None:
    found = read(text.encode())
    assert [document.pointer for document in found.documents] == kept
    torn = [problem for problem in found.problems if "stand outside of it" in problem.message]
    assert len(torn) == text.count(WHOLE) - len(kept)
    assert all((one.code.value, one.excerpt) == ("malformed", "trailList") for one in torn)


def test_a_list_is_not_relied_on_either() -> None:
    (problem,) = read(f"[]\n{LOOSE}".encode()).problems
    assert (problem.code.value, problem.excerpt) == ("malformed", "")
