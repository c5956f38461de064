"""What is read of the text of a message, and what is written for an event that did not come as text."""

from __future__ import annotations

import json
import math

import pytest

from analyzer.patterns import OpenQuestion
from analyzer.patterns.evaluation.messages import JSON, Message, decode, encode, message_of


def _never(question: OpenQuestion) -> str:
    raise AssertionError(f"{question} is not open")


def test_a_message_is_its_text_and_the_value_in_it() -> None:
    text = ' {"a": [1, 1.5, "x"]}\n'
    assert decode(text) == Message(text, {"a": [1, 1.5, "x"]})
    assert decode(text).event(_never) == {"a": [1, 1.5, "x"]}
    assert decode(text).text == text
    assert decode("plain text") == Message("plain text", None)
    assert message_of("plain text") == Message("plain text", None)


def test_an_event_is_written_as_compact_json() -> None:
    message = message_of({"b": "é", "a": [1, True]})
    assert message == Message(None, {"b": "é", "a": [1, True]})
    assert message.text == '{"b":"é","a":[1,true]}'


def test_of_members_of_one_name_both_readings_are_kept() -> None:
    message = decode('{"a":1,"b":{"c":1,"c":2},"a":3}')
    assert (message.doubled, message.odd) == (True, False)
    assert message.value == {"a": 3, "b": {"c": 2}}
    assert message.first == {"a": 1, "b": {"c": 1}}
    assert message.event(lambda _: "first") == message.first
    assert message.event(lambda _: "last") == message.value
    assert decode('{"a":{"c":1,"c":2},"b":3}').first == {"a": {"c": 1}, "b": 3}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_only_a_lenient_reader_takes_for_json_is_marked(word: str) -> None:
    message = decode(f'{{"a":{word}}}')
    assert (message.doubled, message.odd) == (False, True)
    assert isinstance(message.value, dict)
    assert repr(message.value["a"]) == repr(float(word))
    assert message.event(lambda _: "refused") is None
    assert message.event(lambda _: "accepted") is message.value


def test_a_whole_number_past_what_python_reads_is_past_the_doubles() -> None:
    longest, longer = "9" * 4000, "9" * 4001
    message = decode(f'{{"a":{longest},"b":{longer},"c":-1e400}}')
    assert isinstance(message.value, dict)
    assert message.value["a"] == int(longest)
    assert message.value["b"] == math.inf
    assert encode(message.value) == f'{{"a":{longest},"b":{longer},"c":-1e400}}'


@pytest.mark.parametrize("number", [7, math.inf])  # one that is in no JSON is written member by member
def test_json_for_people_has_blanks_and_order_where_they_ask_for_it(number: float) -> None:
    event: JSON = {"b": [1, "é"], "a": {"d": None, "c": number}}
    shown = "1e999" if number == math.inf else number
    assert encode(event) == f'{{"b":[1,"é"],"a":{{"d":null,"c":{shown}}}}}'
    assert encode(event, spaced=True) == f'{{"b": [1, "é"], "a": {{"d": null, "c": {shown}}}}}'
    assert encode(event, sort_keys=True) == f'{{"a":{{"c":{shown},"d":null}},"b":[1,"é"]}}'


@pytest.mark.parametrize(
    ("number", "text"), [(math.nan, "NaN"), (math.inf, "1e999"), (-math.inf, "-1e999"), (1.5, "1.5")]
)
def test_a_number_that_is_in_no_json_is_written_as_one_that_is(number: float, text: str) -> None:
    assert encode([number, math.inf]) == f"[{text},1e999]"


def test_a_whole_number_that_python_cannot_write_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^expected a whole number of some thousand digits at most, got a longer one$"
    ):
        encode([10**5000])


def test_what_nests_deeper_than_any_reader_goes_is_no_json() -> None:
    text = "[" * 100_000
    assert decode(text) == Message(text, None)
    assert json.loads(encode([[[]]])) == [[[]]]
