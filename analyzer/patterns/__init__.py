"""CloudWatch Logs filter patterns: what they say, what they match, and how two of them compare.

    text → tokens → syntax tree → evaluate → compare

Imports nothing but itself and the standard library.
"""

from __future__ import annotations

from analyzer.patterns.answers import Covered, Escapes, Undecided
from analyzer.patterns.ast import And, Compare, Formula, IsText, Not, NotExists, Operator, Or, Pattern, Text
from analyzer.patterns.build import (
    conjunction,
    disjunction,
    selector,
    text_ends_with,
    text_equals,
    text_starts_with,
)
from analyzer.patterns.claim import Claim
from analyzer.patterns.compare import Comparison, Relation, compare
from analyzer.patterns.compiled import Matcher, compile_pattern
from analyzer.patterns.difference import always, difference
from analyzer.patterns.errors import PatternSyntaxError, SyntaxErrorKind, UndecidedError
from analyzer.patterns.evaluate import AS_SEEN, Truth, decided, evaluate, evaluate_event
from analyzer.patterns.facts import Fact, Grade
from analyzer.patterns.messages import JSON, encode
from analyzer.patterns.numeric import Overflowed, read_double
from analyzer.patterns.parser import parse
from analyzer.patterns.printer import normalize
from analyzer.patterns.readings import Doubt, Reading

__all__ = [
    "JSON",
    "And",
    "Claim",
    "Compare",
    "Comparison",
    "Covered",
    "Doubt",
    "Escapes",
    "Fact",
    "Formula",
    "Grade",
    "IsText",
    "Matcher",
    "Not",
    "NotExists",
    "Operator",
    "Or",
    "Overflowed",
    "Pattern",
    "PatternSyntaxError",
    "Reading",
    "Relation",
    "SyntaxErrorKind",
    "Text",
    "Truth",
    "Undecided",
    "UndecidedError",
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


def matches(pattern: str | Pattern, message: str) -> bool:
    """Whether AWS would count this log line, as far as AWS was ever seen to answer such a question.

    Raises PatternSyntaxError for a text that is no pattern, and UndecidedError where the answer hangs
    on behaviour that was never documented nor seen. Whoever needs a proof asks `evaluate`.
    """
    return decided(evaluate(_parsed(pattern), message, AS_SEEN))


def matches_event(pattern: str | Pattern, event: JSON) -> bool:
    """The same for an event that was parsed already; a text is taken as a log line."""
    return decided(evaluate_event(_parsed(pattern), event, AS_SEEN))


def _parsed(pattern: str | Pattern) -> Pattern:
    return parse(pattern) if isinstance(pattern, str) else pattern
