"""Reads the rule of a composite alarm.

Source: API_PutCompositeAlarm, `AlarmRule`, and "Composite alarms" (AT_LEAST). NOT binds closest. Which
of AND and OR binds closer where a rule joins both without parentheses is not documented, so such a
rule is read in both ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from analyzer.cloudwatch.alarm_rule.rule import ANY, AlarmRule, AtLeast, Has, Negation, RuleConstant, State

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([(),])|([^\s(),"]+))')
_ESCAPED = re.compile(r'\\(["\\])')
_Token: TypeAlias = tuple[bool, str]  # whether it is quoted, and the text
_MOST_TEXT = 10_240  # API_PutCompositeAlarm, the length of `AlarmRule`
_LONGEST = 2500  # API_PutCompositeAlarm: 500 elements
_DEEPEST = 60  # parentheses within each other, and changes of the operator


_CONSTANTS = {"TRUE": True, "FALSE": False}


class _BrokenError(Exception):
    """The text is no rule."""


def readings(text: str) -> tuple[AlarmRule, ...]:
    """The rule that a text spells, once for each way to read it; none where it is no rule."""
    if len(text) > _MOST_TEXT:
        return ()
    try:
        tokens = list(_tokens(text))
        joined = {word.upper() for quoted, word in tokens if not quoted} & {"AND", "OR"}
        ways = (("AND",), ()) if len(joined) > 1 else ((),)
        return tuple(dict.fromkeys(_Reader(tokens, tight).whole() for tight in ways))
    except _BrokenError:
        return ()


def _tokens(text: str) -> Iterator[_Token]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise _BrokenError
        quoted, mark, word = match.groups()
        yield (True, _ESCAPED.sub(r"\1", quoted)) if quoted is not None else (False, mark or word)
        position = match.end()


class _Reader:
    """Reads tokens from left to right. `tight` are the operators that bind closer than the others."""

    def __init__(self, tokens: list[_Token], tight: tuple[str, ...]) -> None:
        self._rest = tokens[::-1]
        self._tight = tight
        if len(tokens) > _LONGEST:
            raise _BrokenError

    def _peek(self) -> str:
        """The next token, unless it is quoted; "" at the end."""
        return self._rest[-1][1] if self._rest and not self._rest[-1][0] else ""

    def _take(self, *words: str) -> bool:
        if self._peek().upper() not in words:
            return False
        self._rest.pop()
        return True

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise _BrokenError

    def whole(self) -> AlarmRule:
        rule = self._joined(0)
        if self._rest:
            raise _BrokenError
        return rule

    def _joined(self, depth: int) -> AlarmRule:
        """joined = close, { operator, close }"""
        left, before = self._close(depth), ""
        while (operator := self._peek().upper()) in ("AND", "OR"):
            self._rest.pop()
            depth, before = depth + (operator != before), operator
            left = _join(operator, left, self._close(depth))
        return left

    def _close(self, depth: int) -> AlarmRule:
        """close = negated, { tight operator, negated }"""
        left = self._negated(depth)
        while (operator := self._peek().upper()) in self._tight:
            self._rest.pop()
            left = _join(operator, left, self._negated(depth))
        return left

    def _negated(self, depth: int) -> AlarmRule:
        """negated = [ "NOT" ], ( "(", joined, ")" | constant | function )"""
        if depth > _DEEPEST:
            raise _BrokenError
        word = self._peek().upper()
        if word == "NOT":
            self._rest.pop()
            return Negation(self._negated(depth + 1))
        if word == "(":
            self._rest.pop()
            inner = self._joined(depth + 1)
            self._need(")")
            return inner
        if word in _CONSTANTS:
            self._rest.pop()
            return RuleConstant(_CONSTANTS[word])
        return self._function(word)

    def _function(self, word: str) -> AlarmRule:
        """function = state, "(", alarm, ")" | "AT_LEAST", "(", number, ",", state, ",", alarms, ")" """
        if word in State.__members__:
            self._rest.pop()
            self._need("(")
            rule: AlarmRule = Has(self._alarm(), frozenset({State[word]}))
        else:
            self._need("AT_LEAST")
            self._need("(")
            rule = self._at_least()
        self._need(")")
        return rule

    def _at_least(self) -> AlarmRule:
        number = re.fullmatch(r"([0-9]{1,4})(%?)", self._peek())
        if number is None:
            raise _BrokenError
        self._rest.pop()
        self._need(",")
        denied = self._take("NOT")
        word = self._peek().upper()
        if word not in State.__members__:
            raise _BrokenError
        self._rest.pop()
        asked = frozenset({State[word]})
        self._need(",")
        self._need("(")
        alarms = [self._alarm()]
        while self._take(","):
            alarms.append(self._alarm())
        self._need(")")
        states = ANY - asked if denied else asked
        return AtLeast(int(number[1]), bool(number[2]), tuple(Has(alarm, states) for alarm in alarms))

    def _alarm(self) -> str:
        if not self._rest or (not self._rest[-1][0] and self._rest[-1][1] in ("(", ")", ",")):
            raise _BrokenError
        return self._rest.pop()[1]


def _join(operator: str, left: AlarmRule, right: AlarmRule) -> AlarmRule:
    """AND or OR; a chain of one operator becomes one list of operands."""
    needed = left.needed if isinstance(left, AtLeast) else 0
    if isinstance(left, AtLeast) and needed == (len(left.operands) if operator == "AND" else 1):
        operands = (*left.operands, right)
    else:
        operands = (left, right)
    return AtLeast(len(operands) if operator == "AND" else 1, False, operands)
