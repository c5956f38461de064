"""Matching and checking come to an end too: undecided at a limit that is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from analyzer.allowance import BudgetError, in_force
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import UndecidedError, compare, evaluate, matches, parse
from analyzer.patterns.certificates.checker.certificate import Certificate, EmptyDomain, Split, Use
from analyzer.patterns.certificates.prover import StatedClaim, prove


@contextmanager
def limited(steps: int) -> Iterator[None]:
    with in_force(DEFAULT_LIMITS.with_values({"comparison-steps": steps})):
        yield


LONG = "ab" * 20_000
LINES = [
    ("{ $.a = %a.*c% }", json.dumps({"a": LONG})),
    ("{ $.a[*] != *x*y* }", json.dumps({"a": ["x"] * 9_000})),
    ("[a != *x*y*, ...]", "a " * 20_000),
    ("%a.*c%", LONG),
    (" ".join(f"-a{number}" for number in range(100)), LONG),
]


@pytest.mark.parametrize(("pattern", "line"), LINES)
def test_a_line_that_is_too_long_for_the_limit_is_undecided(pattern: str, line: str) -> None:
    assert evaluate(parse(pattern), line).value is not None
    with limited(3_000):
        found = evaluate(parse(pattern), line)
        assert (found.value, found.questions, found.budget) == (None, (), "comparison-steps")
        with pytest.raises(UndecidedError, match="comparison-steps"):
            matches(pattern, line)


def test_a_longer_text_takes_more_steps() -> None:
    long = "x" * 50_000
    with limited(150):
        assert evaluate(parse("{ $.a = x* }"), json.dumps({"a": "x"})).value is True
        assert evaluate(parse("{ $.a = x* }"), json.dumps({"a": long})).budget == "comparison-steps"
    with limited(12_550):  # a field that is held against a value, beside the line that is divided
        assert evaluate(parse("[a]"), long).value is True
        assert evaluate(parse("[a = x*]"), long).budget == "comparison-steps"


def test_a_proof_that_is_too_long_to_find_is_none() -> None:
    question = (
        [parse("{ $.a = *ab* && $.a = *ba* }")],
        [parse("{ $.a = *aba* || $.a = *bab* || $.a = *b*b* }")],
    )
    with limited(50):
        assert prove(*question) is None
    (claim,) = compare(parse("{ $.a = x* }"), parse("{ $.a = xy }")).claims
    assert claim.certificate() is not None
    with limited(5):
        assert claim.certificate() is None


def test_a_certificate_that_is_long_to_check_is_left() -> None:
    """Each step is one that the checker has to look at; the last one would be refused."""
    clauses = " && ".join(f"($.a{number} = 1 || $.b{number} = 2)" for number in range(20))
    hostile = Certificate(tuple(Split(number % 20) for number in range(5_000)))
    claim = StatedClaim((f"{{ {clauses} }}",), (), (), hostile)
    assert claim.why_refused(()) is not None
    with limited(2_000), pytest.raises(BudgetError):
        claim.why_refused(())
    states = (((1,), (1,)),) * 500
    walked = Certificate((EmptyDomain(1, (Use(0), Use(1)), states),))
    claim = StatedClaim(("{ $.a = *ab* && $.a = *ba* }",), (), (), walked)
    assert claim.why_refused(()) is not None
    with limited(500), pytest.raises(BudgetError):
        claim.why_refused(())
