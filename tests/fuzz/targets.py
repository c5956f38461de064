"""What must hold for any text at all. Each target takes bytes: texts with a NUL byte between each two.

Bytes that are no UTF-8 become lone surrogates, which JSON can hold and a reader must survive.
"""

from __future__ import annotations

from analyzer.patterns import (
    Pattern,
    PatternSyntaxError,
    UndecidedError,
    compare,
    evaluate,
    evaluate_event,
    matches,
    normalize,
    parse,
)
from analyzer.patterns.syntax.printer import print_pattern


def round_trip(data: bytes) -> None:
    """Parsed, printed and parsed again a pattern is the same; an error points into the text."""
    text = _texts(data, 1)[0]
    pattern = _parsed(text)
    if pattern is not None:
        assert parse(print_pattern(pattern), limit=None) == pattern
        normal = normalize(pattern)
        assert normalize(parse(normal, limit=None)) == normal


def evaluating(data: bytes) -> None:
    """A pattern and a message: only UndecidedError is ever raised. Past a limit nothing is known."""
    text, message = _texts(data, 2)
    pattern = _parsed(text)
    if pattern is None:
        return
    known = evaluate(pattern, message)
    assert (known.value is None) == bool(known.questions or known.budget)
    try:
        assert matches(pattern, message) is known.value or known.value is None
    except UndecidedError as error:
        _check(known.value is None and bool(str(error)), "an answer that is known is given")


def comparing(data: bytes) -> None:
    """Two patterns of any length: nothing is raised, it comes to an end, and what is shown is true."""
    left, right = (_parsed(text) for text in _texts(data, 2))
    if left is None or right is None:
        return
    found = compare(left, right)
    for event, expected in (
        (found.only_left, (True, False)),
        (found.only_right, (False, True)),
        (found.both, (True, True)),
    ):
        if event is not None:
            assert (evaluate_event(left, event).value, evaluate_event(right, event).value) == expected


TARGETS = {"round-trip": round_trip, "evaluate": evaluating, "compare": comparing}


def _texts(data: bytes, count: int) -> list[str]:
    parts = data.decode("utf-8", "surrogateescape").split("\0", count - 1)
    return parts + [""] * (count - len(parts))


def _parsed(text: str) -> Pattern | None:
    try:
        return parse(text)
    except PatternSyntaxError as error:
        _check(0 <= error.start <= error.end <= len(text), "the span is within the text")
        _check(
            bool(error.expected) and "\n" in str(error), "the error says what was expected, and shows where"
        )
        return None


def _check(holds: bool, law: str) -> None:
    if not holds:
        raise AssertionError(law)
