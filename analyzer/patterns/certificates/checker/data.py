"""Certificates as data for JSON, and back, with nothing believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypeVar, assert_never

from analyzer.patterns.certificates.checker.certificate import (
    Certificate,
    CertificateError,
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    InterpretationSplit,
    ProductState,
    ProofStep,
    Split,
    Use,
)
from analyzer.patterns.open_questions import OpenQuestion

FORMAT = 1

T = TypeVar("T")

Data: TypeAlias = "bool | int | float | str | list[Data] | dict[str, Data] | None"
"""A value of JSON."""

_READINGS = {str(question): question for question in OpenQuestion}


def certificate_to_data(certificate: Certificate) -> dict[str, Data]:
    """The certificate as dictionaries, lists, texts and numbers."""
    return {"format": FORMAT, "steps": [_step_to_data(step) for step in certificate.steps]}


def certificate_from_data(data: object) -> Certificate:
    """The certificate that `certificate_to_data` gave. Raises CertificateError for anything else."""
    match data:
        case {"format": 1 as version, "steps": list(steps), **rest} if version is not True and not rest:
            return Certificate(tuple(_in_step(_step_from_data, at, step) for at, step in enumerate(steps)))
    raise CertificateError(f"expected an object with `format`, which is {FORMAT}, and `steps`, a list")


def _in_step(read: Callable[[object], T], at: int, data: object) -> T:
    try:
        return read(data)
    except CertificateError as error:
        raise CertificateError(f"{error} in step {at}") from None


def _step_to_data(step: ProofStep) -> dict[str, Data]:
    match step:
        case InterpretationSplit(question):
            return {"cases": str(question)}
        case Split(item):
            return {"split": item}
        case IndexSplit(item, there, absent):
            return {"among": item, "there": _use_to_data(there), "absent": _use_to_data(absent)}
        case ComplementaryPair(one, other):
            return {"opposite": [_use_to_data(one), _use_to_data(other)]}
        case EmptyDomain(depth, uses, texts, numbers):
            data: dict[str, Data] = {"impossible": [_use_to_data(use) for use in uses], "depth": depth}
            if texts is not None:
                data["texts"] = [[list(positions) for positions in state] for state in texts]
            if numbers is not None:
                data["numbers"] = [[list(positions) for positions in state] for state in numbers]
            return data
        case _:
            assert_never(step)


def _use_to_data(use: Use) -> list[Data]:
    if use.at is None:
        return [use.item]
    return [use.item, {"element": use.at.item} if isinstance(use.at, Element) else use.at]


def _step_from_data(data: object) -> ProofStep:
    match data:
        case {"cases": str(name), **rest} if name in _READINGS and not rest:
            return InterpretationSplit(_READINGS[name])
        case {"split": int(item), **rest} if not rest:
            return Split(item)
        case {"among": int(item), "there": there, "absent": absent, **rest} if not rest:
            return IndexSplit(item, _use_from_data(there), _use_from_data(absent))
        case {"opposite": [one, other], **rest} if not rest:
            return ComplementaryPair(_use_from_data(one), _use_from_data(other))
        case {"impossible": list(uses), "depth": int(depth), **rest} if rest.keys() <= {"texts", "numbers"}:
            read = tuple(map(_use_from_data, uses))
            return EmptyDomain(depth, read, _states(rest, "texts"), _states(rest, "numbers"))
    raise CertificateError("expected `cases`, `split`, `among`, `opposite` or `impossible`")


def _use_from_data(data: object) -> Use:
    match data:
        case [int(item)]:
            return Use(item)
        case [int(item), {"element": int(element), **rest}] if not rest:
            return Use(item, Element(element))
        case [int(item), str() | int() as at]:
            return Use(item, at)
    raise CertificateError("expected the number of an item and what it is used at")


def _states(data: Mapping[object, object], name: str) -> tuple[ProductState, ...] | None:
    if name not in data:
        return None
    return tuple(tuple(tuple(positions) for positions in _list(state)) for state in _list(data[name]))


def _list(data: object) -> Sequence[Sequence[int]]:
    if not isinstance(data, list) or not all(isinstance(one, list) for one in data):
        raise CertificateError("expected a list of lists")
    return data
