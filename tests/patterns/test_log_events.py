"""What counts as one event of a log: lines, JSON over several lines, and what tools put around events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.patterns import parse
from analyzer.patterns.log_events import LogEvent, is_about_json, is_json_object, log_events

MOST = 10_000
PATTERN = parse("{ $.a = 1 }")
RECORDS = [{"a": 1.0, "s": "x  {y"}, {"a": 2}]
TEXTS = [json.dumps(one) for one in RECORDS]
WRAPPED = {
    "a file of CloudTrail": {"Records": RECORDS},
    "filter-log-events": {
        "events": [{"timestamp": 1, "message": f"{text}\n"} for text in TEXTS],
        "searchedLogStreams": [],
    },
    "get-log-events": {
        "nextForwardToken": "f/1",
        "events": [{"message": text} for text in TEXTS],
        "nextBackwardToken": "b/1",
    },
    "lookup-events": {
        "Events": [{"EventId": "1", "CloudTrailEvent": text} for text in TEXTS],
        "NextToken": "x",
    },
    "a subscription filter": {
        "messageType": "DATA_MESSAGE",
        "logEvents": [{"message": text} for text in TEXTS],
    },
    "a list of events": RECORDS,
    "a list of texts": TEXTS,
}


def events(text: str, pattern: str = "{ $.a = 1 }") -> list[str]:
    lines = text.encode().split(b"\n")
    return [event.text for event in log_events(parse(pattern), lines, MOST)]


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("wrapped", WRAPPED.values(), ids=WRAPPED)
def test_events_are_unwrapped(wrapped: object, indent: int | str | None) -> None:
    assert [json.loads(text) for text in events(json.dumps(wrapped, indent=indent))] == RECORDS


def test_values_stay_as_they_are_written() -> None:
    written = '{\n  "a": 1.0, "b": 1e999,\n "s": "x  \\" {", "d": 1, "d": 2\n}'
    assert events(written) == ['{"a":1.0,"b":1e999,"s":"x  \\" {","d":1,"d":2}']
    assert events('{"Records": [{"a": 1.0,  "d": 1}]}') == ['{"a": 1.0,  "d": 1}']


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        "plain text",
        "[2026] GET {",
        "[",
        "{\nnot JSON\n}",
        '{"a": [1, 2}',
        '{"a": 1} and more',
        '{"a": 1} {"a": 2}',
        '{"events": [{"message": "x"}], "level": "info"}',  # an event that has a list of that name
        '{"Records": 1}',
        '{"Records": ["x", 1]}',
        '{"events": [{"text": "x"}]}',
        '{"Events": ["x", {"EventId": "1"}]}',
        '{"Records": [{}],}',
        '{"Records" [{}]}',
        '{"Records": [{},]}',
        '{"Records": [{} {}]}',
        '{"Records": [{}], 1: 2}',
        '["GET", "/x"]',
        "[]",
        "[1]",
        '"Records"',
        "{\n1: 2\n}",
        "}\n{",
        '{"Records": ' + "[" * 200_000,
        "[" * 200_000,
    ],
    ids=lambda text: text[:40],
)
def test_anything_else_stays_lines(text: str) -> None:
    assert events(text) == text.split("\n")


def test_a_list_that_the_pattern_speaks_of_stays() -> None:
    """A function that reads from S3 logs such events, and they are counted as they are."""
    text = '{"Records": [{"a": 1}]}'
    assert events(text, "{ $.Records[0].a = 1 }") == [text]
    assert events(text, "{ $.x.Records = 1 }") == ['{"a": 1}']
    assert events(text, "{ $.* = 1 }") == ['{"a": 1}']
    assert events(text, "GET") == ['{"a": 1}']


def test_an_empty_list_holds_no_event() -> None:
    assert events('{"Records": []}') == []
    assert events('{\n"events": [\n],\n"searchedLogStreams": []\n}') == []


def test_documents_follow_one_another() -> None:
    whole = json.dumps({"Records": RECORDS})
    pretty = json.dumps(RECORDS[0], indent=2)
    assert events(whole + whole) == [*TEXTS, *TEXTS]
    assert [json.loads(text) for text in events(f"{pretty}\n{pretty}{pretty}")] == [RECORDS[0]] * 3
    assert [json.loads(text) for text in events("[\n1,\n[2]\n]")] == [[1, [2]]]
    assert events(f"$ aws logs\n{pretty}\n$ exit")[::2] == ["$ aws logs", "$ exit"]


def test_an_event_knows_its_place() -> None:
    text = f'x\n{json.dumps({"Records": RECORDS}, indent=1)}\n{{"a": 1}}'
    found = list(log_events(PATTERN, text.encode().split(b"\n"), MOST))
    last = text.count("\n") + 1
    assert [event.place for event in found] == [
        "line 1",
        "line 2, event 1",
        "line 2, event 2",
        f"line {last}",
    ]


def test_a_mark_of_the_encoding_stands_in_no_event() -> None:
    marked = [b'\xef\xbb\xbf{"Records": [', b'{"a": 1}]}']
    assert [event.text for event in log_events(PATTERN, marked, MOST)] == ['{"a": 1}']
    assert LogEvent(b'\xef\xbb\xbf{"a": 1}', 1).text == '{"a": 1}'
    assert [event.source for event in log_events(PATTERN, [b"\xff{"], MOST)] == [b"\xff{"]


def test_a_document_that_is_too_long_is_lines() -> None:
    lines = [b"[", *[b"1,"] * 10, b"1]"]
    assert [event.source for event in log_events(PATTERN, lines, 8)] == lines
    assert len(list(log_events(PATTERN, lines, 100))) == 1


@pytest.mark.parametrize("line", [b"a", b'{"a": 1}', b"[x", b"{{"])
def test_a_line_is_told_before_the_next_is_read(line: bytes) -> None:
    def endless() -> Iterator[bytes]:
        return chain([line], repeat(line, 5), iter([]))

    read = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for one in endless():
            read += 1
            yield one

    assert [event.source for event in islice(log_events(PATTERN, counted(), MOST), 2)] == [line, line]
    assert read == 2


@given(st.lists(st.text('{}[]":,a1 \\', max_size=8).map(str.encode), max_size=8))
def test_no_character_is_lost_and_none_is_made(lines: list[bytes]) -> None:
    """But for blanks between the parts of a document that goes over several lines."""

    def bare(data: bytes) -> bytes:
        return data.replace(b" ", b"")

    found = b"".join(event.source for event in log_events(parse("a"), lines, MOST))
    if not any(event.number for event in log_events(parse("a"), lines, MOST)):
        assert found == b"".join(lines)
    assert len(bare(found)) <= len(bare(b"".join(lines)))


@pytest.mark.parametrize(
    ("text", "expected"), [('{"a": 1}', True), ("[1]", False), ("1", False), ("x", False), ("", False),
                           ('{"a": ' * 100_000, False), ('{"a": ' + "9" * 10_000 + "}", True)],
    ids=range(7),
)  # fmt: skip
def test_whether_a_text_is_an_object(text: str, expected: bool) -> None:
    assert is_json_object(text) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"), [("{ $.a = 1 }", True), ("{ $.a = 1 && $.b IS TRUE }", True), ("a", False),
                              ("[a, b]", False), ("", False), ("%a%", False)],
)  # fmt: skip
def test_which_patterns_are_about_json(pattern: str, expected: bool) -> None:
    assert is_about_json(parse(pattern)) == expected
