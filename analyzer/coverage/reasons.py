"""The missed event that shows why a filter misses it.

`$.userIdentity.sessionContext.sessionIssuer.userName != "DeployRole"` loses the events of users, who have no
such member, and those of the role that somebody meant to leave out. The latter tell the reader more.
Only evaluations: nothing is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import islice
from typing import Final

from analyzer.coverage.witnesses import path_of, spoken_of
from analyzer.evidence import JSON
from analyzer.patterns import Formula, Pattern, evaluate_event
from analyzer.patterns.facts import EventOrigin, facts_about, relations_broken_by
from analyzer.patterns.syntax.ast import And, Compare, Operator, Or, Text
from analyzer.patterns.witness import Path, records_like

MAX_LEFT_OUT: Final = 8
"""Conditions that leave something out of which an event is looked for; real filters have one or two."""

_ARN: Final = ("userIdentity", "arn")
_ISSUER_ARN: Final = ("userIdentity", "sessionContext", "sessionIssuer", "arn")


def telling(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    event: JSON,
    origin: EventOrigin,
) -> JSON:
    """A missed event that has what some filter leaves out and would be counted otherwise; `event`, which is
    missed too, where it shows that itself or no other does."""
    asked = [one if isinstance(one, Pattern) else Pattern(one) for one in required]
    filters = [one if isinstance(one, Pattern) else Pattern(one) for one in union]
    left_out = list(islice(_left_out(filters), MAX_LEFT_OUT))
    # A user may be named like a role, so an ARN that is left out need not be the one that was meant.
    if any(_is_true(said, event) and path_of(leaf.selector) != _ARN for said, _, leaf in left_out):
        return event
    paths = spoken_of((*asked, *filters))
    for said, without, leaf in left_out:
        for record in _with(event, leaf, paths, origin):
            if (
                _is_true(said, record)
                and _is_true(without, record)
                and all(_is_true(one, record) for one in asked)
                and all(evaluate_event(one, record).value is False for one in filters)
                and all(_is_true(fact.pattern, record) for fact in facts_about(origin))
                and not any(relations_broken_by(record))
            ):
                return record
    return event


def _is_true(pattern: Pattern, event: JSON) -> bool:
    return evaluate_event(pattern, event).value is True


def _left_out(filters: Iterable[Pattern]) -> Iterator[tuple[Pattern, Pattern, Compare]]:
    """For each `!=` with a text: what it leaves out, the filter without it, and the condition itself."""
    for one in filters:
        body = one.body
        if isinstance(body, (And, Or, Compare)):
            for leaf in _differing(body):
                said = Compare(leaf.selector, Operator.EQUAL, leaf.value)
                yield Pattern(said), Pattern(_without(body, leaf)), leaf


def _differing(formula: Formula) -> Iterator[Compare]:
    match formula:
        case And(operands) | Or(operands):
            for operand in operands:
                yield from _differing(operand)
        case Compare(operator=Operator.NOT_EQUAL, value=Text()):
            yield formula
        case _:
            return


def _without(formula: Formula, leaf: Compare) -> Formula:
    """The formula as it is where the condition holds."""
    if formula is leaf:
        return And(())
    if isinstance(formula, (And, Or)):
        return type(formula)(tuple(_without(operand, leaf) for operand in formula.operands))
    return formula


def _with(event: JSON, leaf: Compare, paths: Iterable[Path], origin: EventOrigin) -> Iterator[JSON]:
    """Whole records like the event that have what the condition leaves out."""
    path = path_of(leaf.selector)
    if len(path) < len(leaf.selector.steps) or not isinstance(leaf.value, Text):
        return
    # Who somebody is hangs together: of the event, only what it does is kept.
    kept = [one for one in paths if one[0] != "userIdentity" or path[0] != "userIdentity"]
    for text in dict.fromkeys(_texts(path, leaf.value, origin)):
        changed = deepcopy(event)
        if not _put(changed, path, text):
            return
        yield from records_like(changed, dict.fromkeys((path, *kept)), origin)


def _texts(path: Path, value: Text, origin: EventOrigin) -> Iterator[str]:
    """Texts that the value may stand for at the path."""
    account, partition, _ = origin
    core = "".join(value.chunks)
    name = core.strip("/:").replace(":", "/").split("/")[-1] or "deploy"
    if path == _ISSUER_ARN:
        yield f"arn:{partition}:iam::{account}:role/{name}"
    if path == _ARN:
        role, _, session = core.partition("assumed-role/")[2].partition("/")
        yield f"arn:{partition}:sts::{account}:assumed-role/{role or name}/{session or 'deploy'}"
        yield f"arn:{partition}:iam::{account}:user/{name}"
    yield core
    yield "example".join(value.chunks)


def _put(event: JSON, path: Path, text: str) -> bool:
    """Puts the text where the path leads; false where something else stands in the way."""
    value = event
    for step in path[:-1]:
        if not isinstance(value, dict):
            return False
        value = value.setdefault(step, {})
    if not isinstance(value, dict):
        return False
    value[path[-1]] = text
    return True
