"""The simulator against the tables of the documentation it was written from."""

from __future__ import annotations

import pytest

from tests.support.alarm_simulator import Alarm, Point, Reading, Term

# "How alarm state is evaluated when data is missing": five points, the newest last, and the state for
# each treatment; a dash keeps the state. X breaches, 0 does not, . is no data.
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
THREE_OF_THREE = [
    ("0.X.X", "OK OK OK OK"),
    ("0....", "OK OK OK OK"),
    (".....", "INSUFFICIENT_DATA - ALARM OK"),
    ("0XX.X", "ALARM ALARM ALARM ALARM"),
    ("..X..", "ALARM - ALARM OK"),
]
TWO_OF_THREE = [
    ("0.X.X", "ALARM ALARM ALARM ALARM"),
    ("00X0X", "ALARM ALARM ALARM ALARM"),
    ("0.X..", "OK OK ALARM OK"),
    ("....0", "OK OK ALARM OK"),
    ("...X.", "ALARM - ALARM OK"),
]
ROWS = [
    (points, datapoints, treatment, state)
    for datapoints, rows in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for points, states in rows
    for treatment, state in zip(TREATMENTS, states.split(), strict=True)
]


@pytest.mark.parametrize(("points", "datapoints", "treatment", "state"), ROWS)
def test_the_rows_of_the_documentation(points: str, datapoints: int, treatment: str, state: str) -> None:
    alarm = Alarm(1.0, "GreaterThanOrEqualToThreshold", 3, datapoints, treatment, reach=5)
    values = [{"X": 1.0, "0": 0.0, ".": None}[point] for point in points]
    for before in ("OK", "ALARM", "INSUFFICIENT_DATA"):
        assert alarm.next_state(before, values) == (before if state == "-" else state)


def metric(id: str) -> Term:
    return Term("metric", id=id)


def number(value: float) -> Term:
    return Term("number", number=value)


PLAIN = Reading(zeros=False, fills=True, skips=False)


# "Using IF expressions": the tables of that section, and the examples of the comparison operators.
@pytest.mark.parametrize(
    ("term", "columns", "expected"),
    [
        (
            Term("IF", (metric("a"), metric("b"), metric("c"))),
            {"a": [1, 1, 0, 0, None], "b": [30, None, 0, 0, 30], "c": [0, 0, 20, None, 20]},
            [30, 0, 20, None, None],
        ),
        (
            Term("IF", (metric("a"), number(5.0), metric("c"))),
            {"a": [1, 1, 0, 0, None], "c": [0, 0, 20, None, 20]},
            [5, 5, 20, None, None],
        ),
        (
            Term("IF", (metric("a"), metric("b"), number(5.0))),
            {"a": [1, 1, 0, 0, None], "b": [30, None, 0, 0, 30]},
            [30, 0, 5, 5, None],
        ),
        (
            Term("<", (metric("a"), metric("b"))),
            {"a": [30, 20, 0, 0], "b": [20, None, 20, None]},
            [0, 0, 1, 0],
        ),
        (Term(">=", (metric("a"), number(30.0))), {"a": [30, 20, 0, 0]}, [1, 0, 0, 0]),
    ],
)
def test_the_tables_of_metric_math(
    term: Term, columns: dict[str, list[Point]], expected: list[Point]
) -> None:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    assert [term.value(row, PLAIN) for row in rows] == expected
