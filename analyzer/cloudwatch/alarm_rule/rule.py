"""The rule of a composite alarm as a tree, and what the states of its alarms make of it.

Source: API_PutCompositeAlarm, `AlarmRule`, and "Composite alarms" (AT_LEAST).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never


class State(StrEnum):
    """The states of an alarm."""

    ALARM = "ALARM"
    OK = "OK"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


States: TypeAlias = frozenset[State]
ANY: States = frozenset(State)
IN_ALARM: States = frozenset({State.ALARM})
NOT_IN_ALARM: States = ANY - IN_ALARM


@dataclass(frozen=True, slots=True)
class RuleConstant:
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True)
class Has:
    """The alarm of this name or ARN is in one of these states."""

    alarm: str
    states: States


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT."""

    operand: AlarmRule


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the operands hold, or so many in a hundred of them. AND is all of them, OR is one."""

    count: int
    percent: bool
    operands: tuple[AlarmRule, ...]

    @property
    def needed(self) -> int:
        return -(-self.count * len(self.operands) // 100) if self.percent else self.count


AlarmRule: TypeAlias = RuleConstant | Has | Negation | AtLeast


def holds(rule: AlarmRule, states: Callable[[str], States]) -> bool | None:
    """Whether a rule holds in every combination of the states that its alarms may have; None: in some."""
    match rule:
        case RuleConstant(value=value):
            return value
        case Has(alarm=alarm, states=asked):
            possible = states(alarm)
            return True if possible <= asked else None if possible & asked else False
        case Negation(operand=operand):
            held = holds(operand, states)
            return None if held is None else not held
        case AtLeast(operands=operands):
            found = [holds(operand, states) for operand in operands]
            surely, possibly = found.count(True), len(found) - found.count(False)
            return True if surely >= rule.needed else None if possibly >= rule.needed else False
        case _:
            assert_never(rule)


def alarms_of(rule: AlarmRule) -> Iterator[str]:
    """The names and ARNs of a rule."""
    match rule:
        case Has(alarm=alarm):
            yield alarm
        case Negation(operand=operand):
            yield from alarms_of(operand)
        case AtLeast(operands=operands):
            for operand in operands:
                yield from alarms_of(operand)
        case RuleConstant():
            return
        case _:
            assert_never(rule)
