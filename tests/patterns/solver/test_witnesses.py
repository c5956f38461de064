"""Events that are shown: JSON that AWS could be sent, and ordinary where an ordinary one proves the same."""

from __future__ import annotations

import copy
import itertools
import json
import math
import pickle
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.allowance import BudgetError
from analyzer.patterns import (
    JSON,
    Counterexample,
    Overflowed,
    Pattern,
    compare,
    difference,
    encode,
    evaluate_event,
    parse,
    read_double,
)
from analyzer.patterns.evaluation.messages import decode
from analyzer.patterns.solver.concretize import first_built
from tests.patterns.strategies import json_patterns
from tests.support.laws import examples

PAST_DOUBLES = ("1e400", "-1e400", "1E+999", "-2.5e309", "1" + 400 * "0" + ".0", "7" * 5_000)


@pytest.mark.parametrize("text", PAST_DOUBLES)
def test_a_number_past_the_doubles_stays_as_it_was_written(text: str) -> None:
    line = f'{{"a":[{text}],"b":1}}'
    event = decode(line).value
    assert encode(event) == line
    assert encode(event, spaced=True) == line.replace(",", ", ").replace(":", ": ")
    assert encode(pickle.loads(pickle.dumps(event))) == encode(copy.deepcopy(event)) == line
    assert evaluate_event(parse("{ $.a[0] > 1 }"), event) == evaluate_event(parse("{ $.a[0] < 1 }"), event)


@pytest.mark.parametrize("text", ["1.5", "Infinity", "-inf", "nan", "x", ""])
def test_no_other_text_is_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"past the doubles|convert"):
        Overflowed(text)


def test_a_number_that_nobody_wrote_is_written_as_json() -> None:
    event: JSON = {"b": [math.inf, -math.inf], "a": "é"}
    assert encode(event, sort_keys=True) == '{"a":"é","b":[1e999,-1e999]}'
    assert encode({"b": math.nan}) == '{"b":NaN}'  # in no JSON, so AWS would have to be sent it as it is
    with pytest.raises(ValueError, match="thousand digits"):
        encode([math.inf, 10**5_000])


@settings(max_examples=examples(300))
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_read_as_itself(number: float) -> None:
    assert math.copysign(1, number) == math.copysign(1, read_double(repr(number)))
    assert read_double(repr(number)) == number
    assert encode(number) == json.dumps(number)


# Ordinary before odd

SHOWN = [
    ("{ $.b = * }", "{ $.b != 2 }", '{"b":2}'),
    ("{ $.a.c != 2 && $.b = * }", "{ $.b != 2 }", '{"a":{"c":"example"},"b":2}'),
    ("{ $.b = * || $.b IS NULL }", "{ $.b != 2 }", '{"b":null}'),
    ('{ $.b = * && $.b != "2" }', "{ $.b != 2 }", '{"b":2.0}'),
    ("{ $.a[*] != x }", '{ $.a != 1 || $.a = 1 || $.a = "1" }', '{"a":null}'),
    ("{ $.b[*] != 1 }", '{ $.b[0] != 2 || $.b NOT EXISTS || $.b[0] NOT EXISTS || $.b = * }', '{"b":[null]}'),
    ("{ $.b > 5 }", "{ $.b > 6 }", '{"b":6}'),
    ("{ $.b > 5 && $.b < 6 }", "{ $.b = 5.5 }", '{"b":5.000000000000001}'),
    ("{ $.b >= 1e300 }", "{ $.c = 1 }", '{"b":1e+300}'),
    ("{ $.b > 1e300 }", "{ $.c = 1 }", '{"b":1.0000000000000002e+300}'),
    ("{ $.b < -1e300 }", "{ $.c = 1 }", '{"b":-1.0000000000000002e+300}'),
    ("{ $.b != example && $.b != another }", "{ $.c = 1 }", '{"b":"a"}'),
    ("{ $.b = %[a-c]*% && $.b != example && $.b != another }", "{ $.c = 1 }", '{"b":"a"}'),
    ("{ $.b != 1 && $.b != 0 && $.b > -1 }", "{ $.c = 1 }", '{"b":2}'),
    ("[a != example, b]", "[a = x*, b]", "a b"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right", "shown"), SHOWN)
def test_the_most_ordinary_event_is_shown(left: str, right: str, shown: str) -> None:
    event = compare(left, right).only_left
    assert (event if isinstance(event, str) else encode(event)) == shown


def test_an_odd_event_is_shown_where_there_is_no_other() -> None:
    """A number that overflowed differs from no number, and is equal to none."""
    found = compare("{ $.b = * }", '{ $.b != 2 || $.b = 2 || $.b = "2" }').only_left
    assert encode(found) == '{"b":1e999}'
    assert encode(compare("{ $.b = * }", "{ $.b = %.% }").only_left) == '{"b":""}'


def test_an_odd_event_is_shown_where_no_way_of_many_is_ordinary() -> None:
    """Of ways that are all odd one is shown, and where the search of the others is too long as well."""
    many = [f"$.m{number}" for number in range(25)]
    some = parse(f"{{ {' || '.join(f'{member} = *' for member in many)} }}")
    finite = [parse(f'{{ {member} != 2 || {member} = 2 || {member} = "2" }}') for member in many]
    found = difference([some], finite)
    assert isinstance(found, Counterexample)
    assert "1e999" in encode(found.event)
    long = "($.n = %^[ab]*a[ab]{20}$% && $.n = %^[ab]*b[ab]{20}$%)"
    found = difference([parse(f"{{ $.m0 = * || {long} }}")], finite)
    assert isinstance(found, Counterexample)
    assert encode(found.event) == '{"m0":1e999}'


def test_an_odd_value_is_taken_where_no_other_is_found_in_time() -> None:
    def ways() -> Iterator[float]:
        yield math.inf
        raise BudgetError("comparison-steps")

    assert first_built(ways()) == math.inf


_ORDINARY: tuple[JSON, ...] = (
    0,
    1,
    1.0,
    1.5,
    2,
    -2,
    10,
    "x",
    "xy",
    "ab",
    "1",
    "a",
    None,
    True,
    [1],
    ["x"],
    {"b": 2},
)
_EVENTS = [
    {name: value for name, value in zip("ab", values, strict=True) if value is not False}
    for values in itertools.product((False, *_ORDINARY), repeat=2)
]  # fmt: skip


def is_odd(value: JSON) -> bool:
    match value:
        case float():
            return math.isinf(value)
        case dict():
            return any(map(is_odd, value.values()))
        case list():
            return any(map(is_odd, value))
        case _:
            return value == ""


@settings(max_examples=examples(400))
@given(json_patterns(), json_patterns())
@example(parse("{ $.b = * }"), parse("{ $.b != 2 }"))
def test_no_odd_event_is_shown_where_an_ordinary_one_proves_the_same(left: Pattern, right: Pattern) -> None:
    """The oracle: the evaluator, of some hundred ordinary events."""
    found = difference([left], [right])
    if not isinstance(found, Counterexample) or not is_odd(found.event):
        return
    assert not [
        event
        for event in _EVENTS
        if evaluate_event(left, event).value is True and evaluate_event(right, event).value is False
    ]
