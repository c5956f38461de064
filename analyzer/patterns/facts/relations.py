"""How members of one record hang on one another: an ARN ends with the name that stands beside it.

No pattern can say that two members agree, so this is said of the values of one event, for which it is
graded as samples: it takes away an event that could not be, and proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from analyzer.patterns.facts.identity import ARN, ISSUER, NAME, of_type
from analyzer.patterns.facts.model import IDENTITY, Fact, like, seen
from analyzer.patterns.syntax.ast import And, Formula, Or
from analyzer.patterns.syntax.build import text_ends_with, text_equals, text_starts_with

_PRINCIPAL: Final = "userIdentity.principalId"


class _Relation(NamedTuple):
    """Of identities of this type: the text that `read` takes out of the member `whole` is the member `part`,
    and `written` says it of the whole."""

    kind: str
    whole: str
    part: str
    read: Callable[[str], str]
    written: Callable[[str], Formula]


def _ends_with(path: str, name: str, *before: str) -> Formula:
    return Or(tuple(text_ends_with(path, mark + name) for mark in before))


_RELATIONS: Final = (
    _Relation(
        "IAMUser",
        ARN,
        NAME,
        lambda arn: arn.rpartition("/")[2],
        lambda name: _ends_with(ARN, name, "/"),
    ),
    _Relation(
        "AssumedRole",
        ARN,
        f"{ISSUER}.userName",
        lambda arn: arn.partition(":assumed-role/")[2].partition("/")[0],
        lambda role: like(ARN, "", f":assumed-role/{role}/", ""),
    ),
    _Relation(
        "AssumedRole",
        f"{ISSUER}.arn",
        f"{ISSUER}.userName",
        lambda arn: arn.rpartition("/")[2],
        lambda role: _ends_with(f"{ISSUER}.arn", role, "/"),
    ),
    _Relation(
        "AssumedRole",
        _PRINCIPAL,
        f"{ISSUER}.principalId",
        lambda principal: principal.partition(":")[0],
        lambda role: text_starts_with(_PRINCIPAL, f"{role}:"),
    ),
)


def relations_broken_by(event: Any) -> Iterator[Fact]:
    """What must be true of who has a name that stands in the event, where the event says otherwise."""
    kind = _text(event, "userIdentity.type")
    for relation in _RELATIONS:
        whole, part = _text(event, relation.whole), _text(event, relation.part)
        if relation.kind != kind or not whole or not part:
            continue
        inside = relation.read(whole)
        if inside == part:
            continue
        member, beside = relation.whole.rpartition(".")[2], relation.part.rpartition(".")[2]
        title = f"{member} and {beside} of {kind} `{{}}` agree"
        has = And((of_type(kind), text_equals(relation.part, part)))
        yield seen(title.format(part), relation.written(part), has, IDENTITY)
        if inside:
            within = And((of_type(kind), relation.written(inside)))
            yield seen(title.format(inside), text_equals(relation.part, inside), within, IDENTITY)


def _text(event: Any, path: str) -> str:
    value = event
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
