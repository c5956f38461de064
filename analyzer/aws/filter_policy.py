"""Whether the filter policy of a subscription lets the notification of an alarm through.

Source: SNS Developer Guide, "Subscription filter policies" and "Filter policy constraints": every key has to
match, of each key one of the conditions; `$or` joins several; the scope is the attributes of the message, of
which a notification of CloudWatch has none, or its body. What is not read here is open, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from analyzer.aws.policy_terms import conjunction, disjunction, negation, wildcards
from analyzer.evidence import JSON

Body: TypeAlias = "Mapping[str, str | Body | None]"
"""The members of a message body that are known, texts or objects; None for one that may be any text."""

_Test: TypeAlias = Callable[[str, JSON], bool | None]
_OR = "$or"


def passes_without_attributes(policy: JSON) -> bool | None:
    """Whether a message without attributes gets through a policy on attributes."""
    return _every(policy, _lets_absent_through)


def passes_with_body(policy: JSON, body: Body) -> bool | None:
    """Whether a message with such a body gets through a policy on the body."""

    def holds(key: str, conditions: JSON) -> bool | None:
        known = body.get(key)
        if isinstance(conditions, dict):
            return passes_with_body(conditions, known) if isinstance(known, Mapping) else None
        if not isinstance(conditions, list) or not isinstance(known, str):
            return None
        return disjunction(_matches(condition, known) for condition in conditions)

    return _every(policy, holds)


def _every(policy: JSON, holds: _Test) -> bool | None:
    if not isinstance(policy, dict):
        return None
    found: list[bool | None] = []
    for key, conditions in policy.items():
        if key == _OR:
            several = conditions if isinstance(conditions, list) else [None]
            found.append(disjunction(_every(one, holds) for one in several))
        else:
            found.append(holds(key, conditions))
    return conjunction(found)


def _lets_absent_through(_: str, conditions: JSON) -> bool | None:
    """Only `{"exists": false}` matches an attribute that is not there."""
    if not isinstance(conditions, list) or not conditions:
        return None
    return disjunction(_of_absent(condition) for condition in conditions)


def _of_absent(condition: JSON) -> bool | None:
    if not isinstance(condition, dict):
        return False
    return not condition["exists"] if isinstance(condition.get("exists"), bool) else False


def _matches(condition: JSON, text: str) -> bool | None:
    """Whether a condition matches a text that is known."""
    match condition:
        case str():
            return condition == text
        case bool() | int() | float() | None:
            return False
        case {"exists": bool() as wanted, **rest} if not rest:
            return wanted
        case {"prefix": str() as start, **rest} if not rest:
            return text.startswith(start)
        case {"suffix": str() as end, **rest} if not rest:
            return text.endswith(end)
        case {"equals-ignore-case": str() as other, **rest} if not rest:
            return text.casefold() == other.casefold()
        case {"wildcard": str() as pattern, **rest} if not rest:
            return wildcards(pattern, single=False).fullmatch(text) is not None
        case {"numeric": list(), **rest} if not rest:
            return False
        case {"anything-but": others, **rest} if not rest:
            unwanted = others if isinstance(others, list) else [others]
            return negation(disjunction(_matches(one, text) for one in unwanted))
        case _:
            return None
