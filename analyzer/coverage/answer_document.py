"""What stands in a document of `pattern compare` or `pattern covers`, read with distrust."""

from __future__ import annotations

from collections.abc import Mapping

from analyzer.patterns import JSON, Pattern, PatternSyntaxError, Relation, parse
from analyzer.patterns.certificates.checker import CertificateError
from analyzer.patterns.certificates.prover import StatedClaim, stated_from_data


class DocumentError(ValueError):
    """The data is no document that carries proofs; the message says what was expected."""


def object_of(data: JSON) -> Mapping[str, JSON]:
    if not isinstance(data, dict):
        raise DocumentError("expected an object for each comparison")
    return data


def relation_of(told: Mapping[str, JSON]) -> Relation:
    for relation in Relation:
        if told.get("relation") == relation.value:
            return relation
    raise DocumentError(f"expected `relation` to be one of {', '.join(Relation)}")


def pattern_text(told: Mapping[str, JSON], name: str) -> str:
    text = told.get(name)
    if not isinstance(text, str):
        raise DocumentError(f"expected `{name}`, the text of a pattern")
    parsed_text(text, name)
    return text


def parsed_text(text: str, name: str) -> Pattern:
    try:
        return parse(text, deployed=True)
    except PatternSyntaxError as error:
        raise DocumentError(f"expected `{name}` to be a pattern: {error.message}") from None


def list_of(told: Mapping[str, JSON], name: str) -> list[JSON]:
    some = told.get(name)
    if not isinstance(some, list):
        raise DocumentError(f"expected `{name}`, a list")
    return some


def stated_in(told: Mapping[str, JSON]) -> list[StatedClaim]:
    """The proofs of an answer. Their texts are parsed only where they are those that were compared."""
    try:
        return [stated_from_data(one) for one in list_of(told, "proofs")]
    except CertificateError as error:
        raise DocumentError(f"`proofs`: {error}") from None
