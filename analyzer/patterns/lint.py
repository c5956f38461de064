"""Patterns that AWS takes and that hardly mean what their author meant."""

from __future__ import annotations

from analyzer.patterns.syntax.ast import Pattern, Sign, Terms
from analyzer.patterns.syntax.parser import parse
from analyzer.patterns.syntax.syntax_errors import PatternSyntaxError


def advice_on(pattern: Pattern) -> str:
    """What to do about a pattern on the members of an event that stands in double quotes as a whole.

    AWS takes it for a term: it matches a message that has this text in it. "" for any other pattern.
    """
    match pattern.body:
        case Terms((term,)) if term.sign is Sign.REQUIRED and term.text.startswith("{"):
            try:
                parse(term.text, limit=None)
            except PatternSyntaxError:
                return ""
            return (
                "a pattern in double quotes is a term, found as text: take out the quotes around the braces"
            )
        case _:
            return ""
