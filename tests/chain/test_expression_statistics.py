"""Alarms on expressions, by the statistics and the published values of what they use, and what is told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypedDict

import pytest

from analyzer.chain.alarms.expression_alarm import Inputs, expression_firing, never_moved_by
from analyzer.chain.alarms.metric_queries import Math, watched
from analyzer.cloudwatch.alarm_answers import FIRES_BELOW, Fires, Firing, Leaving, Never, NeverKind, Unsure
from analyzer.cloudwatch.alarm_evaluation import MOST_COUNTED, STAYS, Published, Watch
from analyzer.phrase import Phrase, phrase
from tests.chain.test_expression_alarm import COUNT, queries

NUMBERS = {"m1": 0, "m2": 1, "m9": 0}  # m9 is another statistic of the first metric, if it is given


class Settings(TypedDict, total=False):
    """What a case states of the alarm, of the statistics by id, and of what the two metrics publish."""

    threshold: str
    comparison: str
    missing: str
    low_samples: str
    stat: str
    also: str  # the statistic of m9
    values: tuple[str, ...]
    defaults: tuple[str, ...]
    second: tuple[str, ...]


def published(values: tuple[str, ...], defaults: tuple[str, ...] = ()) -> Published:
    return Published(frozenset(map(Decimal, values)), frozenset(map(Decimal, defaults)))


def asked(text: str, settings: Settings) -> tuple[Watch, Math, Inputs]:
    """The alarm of a case: m1 and m2 are fed by the events with ones, m8 is a count of others."""
    stat = settings.get("stat", "Sum")
    others, m9 = queries(text, stat)[:-1], queries(text, settings.get("also", stat))[-1]
    formula = watched([*others, m9], "111111111111")
    assert isinstance(formula, Math)
    first = published(settings.get("values", ("1",)), settings.get("defaults", ()))
    second = published(settings.get("second", ("1",)), settings.get("defaults", ()))
    own = {
        use.id: (NUMBERS[use.id], second if use.id == "m2" else first)
        for use in formula.used
        if use.id in ("m1", "m2") or (use.id == "m9" and "also" in settings)
    }
    watch = Watch(
        None, 60, 1, None,
        Decimal(settings.get("threshold", "1")),
        settings.get("comparison", "GreaterThanOrEqualToThreshold"),
        settings.get("missing", "notBreaching"),
        settings.get("low_samples"),
    )  # fmt: skip
    return watch, formula, Inputs(own, frozenset({COUNT}))


def firing(text: str, settings: Settings) -> Firing:
    return expression_firing(*asked(text, settings))


BELOW: Settings = {"comparison": "LessThanThreshold"}
COUNTED: Settings = {"stat": "SampleCount"}


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("m1 * 1", {"low_samples": "ignore"}, Fires(1, 60)),  # which is said of percentiles
        ("m1 * 1", {"stat": "p99"}, Fires(1, 60)),
        ("m1 * 1", {"threshold": "3", "values": ("1", "2")}, Fires(3, 60, least=False)),
        ("m1 * 1", {"threshold": "2", "values": ("1", "2")}, Fires(2, 60, least=False)),
        ("m1 * 1", {"threshold": "2", "values": ("0.5",)}, Fires(4, 60)),
        ("CEIL(m1)", {"threshold": "0", "values": ("0",)}, Fires(1, 60)),
        ("m1 * 1", {"threshold": "3", **COUNTED}, Fires(3, 60)),
        ("m1 * 1", {"threshold": "3", "values": ("0",), **COUNTED}, Fires(3, 60)),
        ("CEIL(m1)", {"stat": "Minimum", "threshold": "2", "defaults": ("5",), **BELOW}, Fires(1, 60)),
        ("m1 * 1", {"stat": "Maximum", "defaults": ("0.5",)}, Fires(1, 60)),
        ("m1 + m2", {"defaults": ("0",)}, Fires(1, 60)),  # the other shows zeros at times
        (
            "m1 + m2",
            {"missing": "ignore"},
            Fires(1, 60, remarks=(STAYS,), leaving=Leaving.SOME_PERIOD),
        ),
        ("IF(m1, 1)", {"missing": "ignore"}, Fires(1, 60, remarks=(STAYS,), leaving=Leaving.NOTHING)),
    ],
)
def test_what_fires(text: str, settings: Settings, expected: Fires) -> None:
    assert firing(text, settings) == expected


def never_reached(text: str) -> Never:
    said = phrase("its expression `{expression}` never reaches the threshold", expression=text)
    return Never(NeverKind.NEVER_REACHED, said)


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("m1 * 0", {}, never_reached("m1 * 0")),
        ("m1 * 1", {"stat": "Maximum", "threshold": "2", "defaults": ("1",)}, never_reached("m1 * 1")),
        ("m1 * 1", {"threshold": "5", **COUNTED, **BELOW}, FIRES_BELOW),
    ],
)
def test_what_never_fires(text: str, settings: Settings, expected: Never) -> None:
    assert firing(text, settings) == expected


MAY_BREACH = "its expression `{expression}` may breach without any matching event"
HANGS = "whether its expression `{expression}` breaches hangs on more than the matching events"
REFUSED = "its expression `{expression}`: {reason}"


@pytest.mark.parametrize(
    ("text", "settings", "said"),
    [
        ("IF(m1 == 1, 1, 0)", {}, HANGS),  # one event, and no more
        ("m1 + 0 * m2", {}, HANGS),  # through the second metric
        ("IF(m8, 5, 0 * m1)", {"missing": "breaching"}, MAY_BREACH),
        # Through the second metric, which publishes zeros, it is not brought nearer and not led away.
        ("m1 + m2", {"threshold": "5", "second": ("0",), **BELOW}, MAY_BREACH),
        # With 1 event it shows 99, with 50 of them 50, and with 1000 of them 1000.
        (
            "MAX([m1 + 100, m9])",
            {"threshold": "60", "values": ("-1",), "also": "SampleCount", **BELOW},
            MAY_BREACH,
        ),
        ("m1 * 1", {"defaults": ("0",), **COUNTED}, MAY_BREACH),
        ("CEIL(m1)", {"defaults": ("0",), "threshold": "2", "missing": "breaching", **COUNTED}, MAY_BREACH),
        # Zeros are no reason to say that they lead away from its threshold.
        ("m1 * 1", {"threshold": "5", "values": ("0",), **COUNTED, **BELOW}, MAY_BREACH),
    ],
)
def test_what_is_left_open(text: str, settings: Settings, said: str) -> None:
    assert firing(text, settings) == Unsure(phrase(said, expression=text))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"stat": "p99", "low_samples": "ignore"},
            phrase("it ignores percentiles of few samples"),
        ),
        (
            {"threshold": str(MOST_COUNTED)},
            phrase(
                "it takes {events:matching event} within {window} s, which {who}",
                events=MOST_COUNTED,
                window=60,
                who="hardly any account has",
            ),
        ),
        (
            {"stat": "tm90"},
            phrase(REFUSED, expression="m1 * 1", reason="its statistic, `tm90`, is not known here"),
        ),
        (
            {"defaults": ("1",)},
            phrase(
                REFUSED,
                expression="m1 * 1",
                reason="the default value adds up with other events, so that their number decides",
            ),
        ),
    ],
)
def test_what_is_not_decided_says_why(settings: Settings, said: Phrase) -> None:
    assert firing("m1 * 1", settings) == Unsure(said)


def test_defaults_that_add_up_are_not_taken_for_one_of_them() -> None:
    text = "IF(CEIL(m1) < 2, 1, 0)"  # one of them keeps it in ALARM, and two do not
    reason = "the default value adds up with other events, so that their number decides"
    found = firing(text, {"defaults": ("1",), "missing": "breaching"})
    assert found == Unsure(phrase(REFUSED, expression=text, reason=reason))


ZEROS, ONES = published(("0",)), published(("1",))


@pytest.mark.parametrize(
    ("text", "settings", "useless", "never"),
    [
        ("m1 * 2", {"values": ("0", "1")}, {0: ZEROS}, True),
        ("m1 + m2", {"values": ("0", "1")}, {0: ZEROS}, True),
        ("m1 + m2", {"values": ("0", "1")}, {0: ZEROS, 1: ONES}, False),
        ("m1 * 2", {}, {0: ONES}, False),
        ("m1 * 2", {}, {}, False),
        ("m1 * 2", COUNTED, {0: ZEROS}, False),
        ("m1 * 2", {"threshold": str(4 * MOST_COUNTED), **COUNTED}, {0: ZEROS}, True),
        ("IF(m1 == 1, 1, 0)", COUNTED, {0: ZEROS}, False),  # one of them does it, and more do not
        ("IF(m1 < 5, 1, 0)", COUNTED, {0: ZEROS}, False),
    ],
)
def test_events_that_publish_zeros_never_move_it(
    text: str, settings: Settings, useless: Mapping[int, Published], never: bool
) -> None:
    assert never_moved_by(*asked(text, settings), useless) is never
