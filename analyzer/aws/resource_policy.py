"""Whether a resource's own policy lets a service of AWS act: allowed, denied, not allowed, or open.

Source: IAM User Guide, "Policy evaluation logic" (an explicit Deny wins, without an Allow nothing is let
through), "IAM JSON policy elements" (Principal, Action, Resource, Condition) and "condition operators".
Whatever is not read here is open, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from analyzer.aws.policy_terms import conjunction, disjunction, negation, wildcards
from analyzer.evidence import JSON


class Decision(Enum):
    """What a policy comes to for one request."""

    ALLOWED = "allowed"
    DENIED = "denied"  # an explicit Deny meets it
    NOT_ALLOWED = "not allowed"  # no statement speaks of it
    OPEN = "open"  # a statement may meet it


class PolicyDecision(NamedTuple):
    """The decision, and the number of the statement that it rests on; None where no one does."""

    decision: Decision
    number: int | None = None


class ServiceRequest(NamedTuple):
    """A request that a service makes for itself. `context` has the condition keys that are known, in lower
    case; a key that it lacks may have any value, or none."""

    service: str
    action: str
    resource: str
    context: Mapping[str, str]


def decide(policy: JSON, request: ServiceRequest) -> PolicyDecision:
    """What the policy says of the request."""
    statements = _statements(policy)
    if statements is None:
        return PolicyDecision(Decision.OPEN)
    met = [(number, effect, _meets(one, request)) for number, (effect, one) in enumerate(statements)]
    for effect, sure, decision in (
        ("Deny", True, Decision.DENIED),
        ("Deny", None, Decision.OPEN),
        ("Allow", True, Decision.ALLOWED),
        ("Allow", None, Decision.OPEN),
    ):
        for number, has, meets in met:
            if has == effect and meets is sure:
                return PolicyDecision(decision, number)
    return PolicyDecision(Decision.NOT_ALLOWED)


def _statements(policy: JSON) -> list[tuple[str, dict[str, JSON]]] | None:
    """Each statement with its effect; None for what is no policy."""
    listed = policy.get("Statement") if isinstance(policy, dict) else None
    found: list[tuple[str, dict[str, JSON]]] = []
    for one in listed if isinstance(listed, list) else [listed]:
        effect = one.get("Effect") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(effect, str) or effect not in ("Allow", "Deny"):
            return None
        found.append((effect, one))
    return found


def _meets(statement: Mapping[str, JSON], request: ServiceRequest) -> bool | None:
    return conjunction(
        (
            _principal(statement, request.service),
            _listed(statement, "Action", lambda text: _like(text.lower(), request.action.lower())),
            _listed(statement, "Resource", lambda text: _like(text, request.resource)),
            _conditions(statement.get("Condition"), request.context),
        )
    )


def _principal(statement: Mapping[str, JSON], service: str) -> bool | None:
    """Whether the service is among the principals; everyone is everyone, a service too."""
    if "NotPrincipal" in statement:
        return None
    named = statement.get("Principal")
    if named == "*":
        return True
    if not isinstance(named, dict):
        return None
    accounts, services = _texts(named.get("AWS", [])), _texts(named.get("Service", []))
    if accounts is None or services is None:
        return None
    if "*" in accounts or service in services:
        return True
    return None if any(set(text) & set("*?$") for text in (*services, *accounts)) else False


def _listed(statement: Mapping[str, JSON], name: str, fits: Callable[[str], bool | None]) -> bool | None:
    """Whether one of the texts under a member fits, or none of those under its opposite."""
    texts = _texts(statement.get(name))
    others = _texts(statement.get(f"Not{name}"))
    if texts is not None and others is None:
        return disjunction(map(fits, texts))
    return negation(disjunction(map(fits, others))) if others is not None and texts is None else None


def _texts(value: JSON) -> list[str] | None:
    values = value if isinstance(value, list) else [value]
    texts = [one for one in values if isinstance(one, str)]
    return texts if len(texts) == len(values) else None


def _conditions(conditions: JSON, context: Mapping[str, str]) -> bool | None:
    """All operators and all keys have to hold, of each key one of the values."""
    if conditions is None:
        return True
    if not isinstance(conditions, dict):
        return None
    found: list[bool | None] = []
    for operator, tests in conditions.items():
        if not isinstance(tests, dict):
            return None
        found += (_condition(operator, key, values, context) for key, values in tests.items())
    return conjunction(found)


def _condition(operator: str, key: str, values: JSON, context: Mapping[str, str]) -> bool | None:
    given = context.get(key.lower())
    if given is None:
        return None
    if operator == "Null":
        return disjunction(negation(_spelled(text)) for text in _spellings(values))
    test = _TESTS.get(operator.removesuffix("IfExists"))
    if test is None:
        return None
    fits, positive = test
    found = disjunction(None if "${" in text else fits(text, given) for text in _spellings(values))
    return found if positive else negation(found)


def _spellings(values: JSON) -> list[str]:
    """The values of a condition as texts; JSON booleans stand for their names."""
    several = values if isinstance(values, list) else [values]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in several]


def _spelled(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _like(pattern: str, text: str) -> bool | None:
    """With `*` and `?` as wildcards; a variable may stand for anything."""
    return None if "${" in pattern else wildcards(pattern, single=True).fullmatch(text) is not None


def _arn_like(pattern: str, text: str) -> bool | None:
    """Each of the six parts of the ARN by itself."""
    ours, theirs = pattern.split(":", 5), text.split(":", 5)
    if len(ours) != 6 or len(theirs) != 6:
        return None
    return conjunction(_like(one, other) for one, other in zip(ours, theirs, strict=True))


def _same(one: str, other: str) -> bool:
    return one == other


def _same_folded(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


_TESTS: Mapping[str, tuple[Callable[[str, str], bool | None], bool]] = {
    "StringEquals": (_same, True),
    "StringNotEquals": (_same, False),
    "StringEqualsIgnoreCase": (_same_folded, True),
    "StringNotEqualsIgnoreCase": (_same_folded, False),
    "StringLike": (_like, True),
    "StringNotLike": (_like, False),
    "ArnEquals": (_arn_like, True),
    "ArnNotEquals": (_arn_like, False),
    "ArnLike": (_arn_like, True),
    "ArnNotLike": (_arn_like, False),
    "Bool": (_same_folded, True),
}
