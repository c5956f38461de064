"""An event that a search has found, as a whole record of its kind.

A search changes no more of its sample than it must, so what it finds may be Root's with the keys of a user,
or a role's without a session. Records are made here of what the patterns ask for, the plainest first;
whoever asked replays each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts import EventOrigin
from analyzer.patterns.witness.identities import KINDS, IdentityNames, identity_of
from analyzer.patterns.witness.operations import parameters_of, source_of, usual_operation
from analyzer.patterns.witness.records import API_CALL, FAILED_SIGN_IN, NOT_AUTHORIZED

Path = tuple[str, ...]

_IDENTITY: Final = "userIdentity"
_TYPE: Final = (_IDENTITY, "type")
_ARN: Final = (_IDENTITY, "arn")
_NAME: Final = (_IDENTITY, "userName")
_PRINCIPAL: Final = (_IDENTITY, "principalId")
_INVOKED_BY: Final = (_IDENTITY, "invokedBy")
_ISSUER: Final = (_IDENTITY, "sessionContext", "sessionIssuer")
_SHAPE: Final = frozenset(
    [
        *((_IDENTITY, member) for member in ("arn", "userName", "principalId", "accountId", "accessKeyId")),
        *((*_ISSUER, member) for member in ("arn", "userName", "principalId", "accountId", "type")),
        *((member,) for member in ("recipientAccountId", "readOnly", "managementEvent", "eventCategory")),
        *((member,) for member in ("eventType", "sourceIPAddress", "userAgent")),
    ]
)
"""Members that follow from what the event is; what a search put there may be anything."""

_READS: Final = ("Describe", "Get", "Head", "List", "Lookup")
_ABSENT: Final = object()


def records_like(event: JSON, spoken_of: Iterable[Path], origin: EventOrigin) -> Iterator[JSON]:
    """Whole records that have what the event has at the paths that patterns speak of, each as far as its
    kind allows; the plainest first. None where the event is not about CloudTrail."""
    if not isinstance(event, dict) or _IDENTITY not in event:
        return
    paths = tuple(spoken_of)
    for kind in _kinds(event, paths):
        made = _record(event, paths, kind, origin)
        if made is None:
            continue
        plain = _with(made, event, [path for path in paths if path not in _SHAPE])
        yield plain
        whole = _with(made, event, paths)
        if whole != plain:
            yield whole


def _kinds(event: JSON, paths: tuple[Path, ...]) -> Iterator[str]:
    """The types of identity to try: what the event says, then what its members hint at, then the others."""
    told, arn = _text(event, _TYPE), _text(event, _ARN) if _ARN in paths else ""
    if _TYPE in paths:
        yield told
        return
    of_role = any(path[:3] == _ISSUER and _text(event, path) for path in paths)
    of_session = _PRINCIPAL in paths and ":" in _text(event, _PRINCIPAL)
    hints = {
        "AssumedRole": ":assumed-role/" in arn or of_role or of_session,
        "Root": arn.endswith(":root"),
        "FederatedUser": ":federated-user/" in arn,
    }
    first = [kind for kind, hinted in hints.items() if hinted]
    yield from dict.fromkeys((*first, told, *KINDS[:3]))


def _record(event: JSON, paths: tuple[Path, ...], kind: str, origin: EventOrigin) -> dict[str, JSON] | None:
    """The whole record of an event of this name and kind."""
    signs_in = _text(event, ("eventName",)) == "ConsoleLogin"
    names = _names(event, paths)
    who = identity_of(kind, origin, names, signs_in=signs_in)
    if who is None:
        return None
    made = {**(_sign_in(event, paths, who) if signs_in else _call(event, paths, names)), _IDENTITY: who}
    made["recipientAccountId"] = origin.account
    if origin.partition != "aws":
        made["awsRegion"] = event["awsRegion"] if isinstance(event, dict) and "awsRegion" in event else ""
    if kind == "AWSService":
        made |= {"sourceIPAddress": names.service, "userAgent": names.service}
    return made


def _call(event: JSON, paths: tuple[Path, ...], names: IdentityNames) -> dict[str, JSON]:
    operation, source = _text(event, ("eventName",)), _text(event, ("eventSource",))
    if ("eventName",) not in paths:
        operation = usual_operation(source) if ("eventSource",) in paths else "DescribeInstances"
    if ("eventSource",) not in paths:
        source = source_of(operation)
    reads = operation.startswith(_READS)
    made = {
        **API_CALL,
        "eventName": operation,
        "eventSource": source,
        "requestParameters": parameters_of(source, operation),
        "readOnly": reads,
    }
    failed = [path for path in (("errorCode",), ("errorMessage",)) if path in paths and _text(event, path)]
    if failed:
        code = _text(event, ("errorCode",)) if ("errorCode",) in failed else "AccessDenied"
        made |= {"errorCode": code, "errorMessage": NOT_AUTHORIZED}
    if _INVOKED_BY in paths and _text(event, _INVOKED_BY):
        made |= {"sourceIPAddress": names.service, "userAgent": names.service}
    return made


def _sign_in(event: JSON, paths: tuple[Path, ...], who: dict[str, JSON]) -> dict[str, JSON]:
    """A sign-in that failed where the event has a message, or says so."""
    made = dict(FAILED_SIGN_IN)
    message = _text(event, ("errorMessage",)) if ("errorMessage",) in paths else ""
    result = ("responseElements", "ConsoleLogin")
    if not message and not (result in paths and _text(event, result) == "Failure"):
        made.pop("errorMessage")
        made["responseElements"] = {"ConsoleLogin": "Success"}
    elif message.startswith("No username"):
        who.pop("arn", None)
        who["userName"] = "HIDDEN_DUE_TO_SECURITY_REASONS"
    return made


def _names(event: JSON, paths: tuple[Path, ...]) -> IdentityNames:
    """The names that the patterns ask for, whichever member they stand in."""
    arn = _text(event, _ARN) if _ARN in paths else ""
    sources = (_NAME, _PRINCIPAL, (*_ISSUER, "userName"), (*_ISSUER, "arn"), _INVOKED_BY)
    named = {path: _text(event, path) for path in sources}
    known = {path: text for path, text in named.items() if path in paths and text}
    usual = IdentityNames()
    role, _, session = arn.partition(":assumed-role/")[2].partition("/")
    user = arn.partition(":user/")[2] or arn.partition(":federated-user/")[2]
    issuer = known.get((*_ISSUER, "arn"), "").partition(":role/")[2].rpartition("/")[2]
    role_id, _, of_role = known.get(_PRINCIPAL, "").partition(":")
    return IdentityNames(
        known.get(_NAME, "") or user or usual.user,
        known.get((*_ISSUER, "userName"), "") or issuer or role or usual.role,
        session or of_role or usual.session,
        role_id if of_role and role_id else usual.role_id,
        known.get(_INVOKED_BY, usual.service),
    )


# Members of a record


def _text(event: JSON, path: Path) -> str:
    found = _at(event, path)
    return found if isinstance(found, str) else ""


def _at(event: JSON, path: Path) -> object:
    value: object = event
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return _ABSENT
        value = value[step]
    return value


def _with(made: dict[str, JSON], event: JSON, paths: Iterable[Path]) -> dict[str, JSON]:
    """The record with what the event has at these paths."""
    whole = dict(made)
    for path in paths:
        _put(whole, path, _at(event, path))
    return whole


def _put(into: dict[str, JSON], path: Path, value: object) -> None:
    *above, last = path
    for step in above:
        below = into.get(step)
        if not isinstance(below, dict):
            if value is _ABSENT:
                return
            below = {}
        into[step] = below = dict(below)
        into = below
    if value is _ABSENT:
        into.pop(last, None)
    else:
        into[last] = value  # type: ignore[assignment]
