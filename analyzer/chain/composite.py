"""The rule of a composite alarm, as far as a proof needs it.

Source: API_PutCompositeAlarm, `AlarmRule`. A rule that is nothing but `ALARM(…)` joined by `OR`
becomes true by each of its alarms alone. Any other function or operator makes it depend on more.
"""

from __future__ import annotations

import re

from analyzer.models.arn import Arn, parse_arn

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([(),])|([^\s(),"]+)')


def alarms_each_enough(rule: str) -> tuple[str, ...] | None:
    """The alarms any of which alone makes the rule true; None where the rule is of another form."""
    tokens = [
        (match[1] is not None, match[1] if match[1] is not None else match[0])
        for match in _TOKEN.finditer(rule)
    ]
    found: list[str] = []
    depth, index, operand = 0, 0, True
    while index < len(tokens):
        quoted, word = tokens[index]
        index += 1
        if quoted:
            return None
        if operand and word == "(":
            depth += 1
        elif operand and word.upper() == "ALARM" and _argument(tokens[index : index + 3]) is not None:
            found.append(tokens[index + 1][1])
            index, operand = index + 3, False
        elif not operand and word == ")" and depth:
            depth -= 1
        elif not operand and word.upper() == "OR":
            operand = True
        else:
            return None
    return tuple(found) if found and not depth and not operand else None


def _argument(tokens: list[tuple[bool, str]]) -> str | None:
    match tokens:
        case [(False, "("), (_, name), (False, ")")] if name not in "(),":
            return name
        case _:
            return None


def names_in(rule: str) -> frozenset[str]:
    """Every word and quoted text of a rule; the alarms it speaks of are among them."""
    return frozenset(match[1] if match[1] is not None else match[0] for match in _TOKEN.finditer(rule))


def refers_to(name: str, alarm: Arn, rule_place: Arn) -> bool:
    """Whether a name in a rule is this alarm: by ARN, or by name in the same account and region."""
    if parse_arn(name) is not None:
        return name == str(alarm)
    same_place = (alarm.partition, alarm.account, alarm.region) == (
        rule_place.partition,
        rule_place.account,
        rule_place.region,
    )
    return same_place and alarm.resource == f"alarm:{name}"
