"""CloudWatch Logs filter patterns: what they say, what they match, and how two of them compare.

    text → tokens → syntax tree → evaluate → compare

The rooms, each of which imports those before it: `syntax` (what a pattern says), `evaluation` (what it
matches), `certificates` (proofs and their checker), `solver` (how patterns compare); beside them
`conformance` (what AWS does) and `lint`. Imports nothing but itself and the standard library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.patterns.evaluation.compiled import Matcher, compile_pattern
from analyzer.patterns.evaluation.evaluate import AS_OBSERVED, Truth, decided, evaluate, evaluate_event
from analyzer.patterns.evaluation.messages import JSON, encode
from analyzer.patterns.evaluation.numeric import Overflowed, read_double
from analyzer.patterns.facts import Fact, Grade
from analyzer.patterns.open_questions import OpenQuestion, UndecidedError, UnverifiedSyntax
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Formula,
    IsText,
    Not,
    NotExists,
    Operator,
    Or,
    Pattern,
    Text,
)
from analyzer.patterns.syntax.build import (
    conjunction,
    disjunction,
    selector,
    text_ends_with,
    text_equals,
    text_starts_with,
)
from analyzer.patterns.syntax.parser import parse
from analyzer.patterns.syntax.printer import normalize
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError, SyntaxErrorKind

if TYPE_CHECKING:
    from analyzer.patterns.solver import (
        Claim,
        Comparison,
        Counterexample,
        Entailed,
        Relation,
        Undecided,
        always,
        compare,
        difference,
    )

__all__ = [
    "JSON",
    "And",
    "Claim",
    "Compare",
    "Comparison",
    "Counterexample",
    "Entailed",
    "Fact",
    "Formula",
    "Grade",
    "IsText",
    "Matcher",
    "Not",
    "NotExists",
    "OpenQuestion",
    "Operator",
    "Or",
    "Overflowed",
    "Pattern",
    "PatternSyntaxError",
    "Relation",
    "SyntaxErrorKind",
    "Text",
    "Truth",
    "Undecided",
    "UndecidedError",
    "UnverifiedSyntax",
    "always",
    "compare",
    "compile_pattern",
    "conjunction",
    "difference",
    "disjunction",
    "encode",
    "evaluate",
    "evaluate_event",
    "matches",
    "matches_event",
    "normalize",
    "parse",
    "read_double",
    "selector",
    "text_ends_with",
    "text_equals",
    "text_starts_with",
]


_OF_SOLVER = (
    "Claim",
    "Comparison",
    "Counterexample",
    "Entailed",
    "Relation",
    "Undecided",
    "always",
    "compare",
    "difference",
)


def __getattr__(name: str) -> object:
    """Load what compares on first use: who reads, prints or matches patterns does without it."""
    if name in _OF_SOLVER:
        from analyzer.patterns import solver

        return getattr(solver, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def matches(pattern: str | Pattern, message: str) -> bool:
    """Whether AWS would count this log line, as far as AWS was ever observed to answer such a question.

    Raises PatternSyntaxError for a text that is no pattern, and UndecidedError where the answer hangs
    on behaviour that was never documented nor observed. Whoever needs a proof asks `evaluate`.
    """
    return decided(evaluate(_parsed(pattern), message, AS_OBSERVED))


def matches_event(pattern: str | Pattern, event: JSON) -> bool:
    """The same for an event that was parsed already; a text is taken as a log line."""
    return decided(evaluate_event(_parsed(pattern), event, AS_OBSERVED))


def _parsed(pattern: str | Pattern) -> Pattern:
    return parse(pattern) if isinstance(pattern, str) else pattern
