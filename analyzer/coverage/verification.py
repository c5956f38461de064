"""What a document of `pattern compare` or `pattern covers` proves, by its certificates and events.

Nothing is decided here and nothing in the document is believed: the checker walks the certificates, and
the evaluator replays the events. So an answer is as good as these two, whoever wrote the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, assert_never

from analyzer.allowance import BudgetError
from analyzer.controls import Control, resolve
from analyzer.coverage.answer_document import (
    DocumentError,
    list_of,
    object_of,
    parsed_text,
    pattern_text,
    relation_of,
    stated_in,
)
from analyzer.errors import UsageError
from analyzer.patterns import JSON, Relation, evaluate_event, normalize
from analyzer.patterns.certificates.prover import StatedClaim
from analyzer.patterns.facts import documented_named
from analyzer.patterns.witness import API_CALL, FAILED_SIGN_IN

Question: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]


class ProofOutcome(StrEnum):
    PROVEN = "proven"
    REFUSED = "refused"
    NO_PROOF = "without proof"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an answer rests on: what is said, and why it is refused ("" where it is not)."""

    outcome: ProofOutcome
    said: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer and what it rests on. `name` tells which one it is, where the document has several."""

    answer: str
    steps: tuple[Step, ...]
    name: str = ""

    @property
    def outcome(self) -> ProofOutcome:
        """Refused if a part of it is; an answer that rests on nothing is without proof."""
        outcomes = {step.outcome for step in self.steps}
        for one in (ProofOutcome.REFUSED, ProofOutcome.NO_PROOF):
            if one in outcomes:
                return one
        return ProofOutcome.PROVEN if self.steps else ProofOutcome.NO_PROOF


def verify(document: JSON, own: Sequence[Control] = ()) -> tuple[Verified, ...]:
    """Every answer of the document; `own` are controls that are not in the catalogue.

    Raises DocumentError for anything that is no such document.
    """
    match document:
        case {"answer": answer, "metrics": list(metrics)}:
            control = _control(object_of(document), own)
            found = [
                _covering(object_of(one), control, f"metric {at}") for at, one in enumerate(metrics, start=1)
            ]
            proven = [one for one in found if one.answer == "yes"]
            if bool(proven) != (answer == "yes"):
                raise DocumentError("expected `answer` to be that of the metrics")
            return tuple(proven or found)
        case {"filters": list(filters)}:
            return tuple(
                _comparison(object_of(one), f"filter {at}") for at, one in enumerate(filters, start=1)
            )
        case {"relation": _}:
            return (_comparison(object_of(document), ""),)
    raise DocumentError(
        "expected an object with `relation`, with `filters`, a list of such, or with `answer` and `metrics`"
    )


def _comparison(told: Mapping[str, JSON], name: str) -> Verified:
    relation = relation_of(told)
    if relation is Relation.UNDECIDED:
        return Verified(relation.value, (), name)
    left, right = (pattern_text(told, side) for side in ("left", "right"))
    stated = stated_in(told)
    needed = _needed(relation, left, right)
    steps = [*_proofs(stated, needed), *_witnesses(told, relation, left, right)]
    return Verified(relation.value, tuple(steps), name)


def _needed(relation: Relation, left: str, right: str) -> list[Question]:
    """Of what there must be no event, by the definition of the relation."""
    match relation:
        case Relation.EQUIVALENT:
            return [((left,), (right,)), ((right,), (left,))]
        case Relation.BROADER:
            return [((right,), (left,))]
        case Relation.NARROWER:
            return [((left,), (right,))]
        case Relation.DISJOINT:
            return [((left, right), ())]
        case Relation.OVERLAPPING | Relation.UNDECIDED:
            return []
        case _:
            assert_never(relation)


_SHOWN: Final[Mapping[Relation, tuple[str, ...]]] = {
    Relation.BROADER: ("only_left",),
    Relation.NARROWER: ("only_right",),
    Relation.DISJOINT: ("only_left", "only_right"),
    Relation.OVERLAPPING: ("only_left", "only_right", "both"),
}
"""The events that a relation rests on."""


# What covers a control


def _control(told: Mapping[str, JSON], own: Sequence[Control]) -> Control:
    """The control that the document is about."""
    match told:
        case {"control": str(name), "benchmark": str(benchmark)}:
            try:
                control, _ = resolve(name, benchmark or None, own)
            except UsageError as error:
                raise DocumentError(str(error)) from None
            return control
    raise DocumentError("expected `control` and `benchmark`, two texts")


def _covering(told: Mapping[str, JSON], control: Control, name: str) -> Verified:
    """A yes rests on a proof about filters of the metric; any other answer claims nothing."""
    prescribed = {text.text for text in control.texts}
    answer = told.get("answer")
    if not isinstance(answer, str):
        raise DocumentError("expected `answer` of each metric, a text")
    if answer != "yes":
        return Verified(answer, (), name)
    if told.get("proof") is None:
        raise DocumentError("expected `proof` of a metric that covers the control")
    (stated,) = stated_in({"proofs": [told["proof"]]})
    said = _claim(stated.required, stated.union)
    filters = [object_of(one) for one in list_of(told, "filters")]
    counting = [one.get("pattern") for one in filters if one.get("flaw") is None]
    if len(stated.required) != 1 or stated.required[0] not in {control.intent.pattern, *prescribed}:
        why = "expected what the control asks for"
    elif any(text not in counting for text in stated.union):
        why = "expected filters of the metric that count what they match"
    elif _may_count_everything(stated.union) and not _is_prescribed_so(stated.union, prescribed):
        why = "expected an example of CloudTrail that is not counted: who counts everything proves nothing"
    else:
        return Verified(answer, (_proof(stated),), name)
    return Verified(answer, (Step(ProofOutcome.REFUSED, said, why),), name)


def _may_count_everything(union: Sequence[str]) -> bool:
    return not any(_misses(union, event) for event in (API_CALL, FAILED_SIGN_IN))


def _is_prescribed_so(union: Sequence[str], prescribed: set[str]) -> bool:
    """Whether one filter is by itself a prescribed text, not the intent, that counts everything."""
    asked = {normalize(parsed_text(text, "texts")) for text in prescribed}
    return any(
        normalize(parsed_text(text, "union")) in asked and _may_count_everything([text]) for text in union
    )


def _misses(union: Sequence[str], event: JSON) -> bool:
    """Whether certainly none of the patterns matches the event."""
    return all(evaluate_event(parsed_text(text, "union"), event).value is False for text in union)


# Certificates


def _proofs(stated: Sequence[StatedClaim], needed: Sequence[Question]) -> Iterator[Step]:
    """Each proof that the answer needs, whatever their order; and any that it does not need, refused."""
    left = list(stated)
    for required, union in needed:
        found = next((one for one in left if (one.required, one.union) == (required, union)), None)
        if found is None:
            yield Step(ProofOutcome.REFUSED, _claim(required, union), "expected a proof of this, got none")
        else:
            left.remove(found)
            yield _proof(found)
    for one in left:
        yield Step(ProofOutcome.REFUSED, _claim(one.required, one.union), "the answer does not rest on this")


def _proof(stated: StatedClaim) -> Step:
    said = _claim(stated.required, stated.union)
    if stated.facts:
        said += f", since {'; '.join(stated.facts)}"
    if stated.certificate is None:
        return Step(ProofOutcome.NO_PROOF, said, "no certificate was found")
    try:
        known = [fact for name in stated.facts if (fact := documented_named(name))]
        why = stated.why_refused(known)  # what was only seen in samples carries no proof
    except BudgetError as error:
        return Step(ProofOutcome.NO_PROOF, said, f"{error.budget}: the check stopped at this limit")
    return Step(ProofOutcome.PROVEN, said) if why is None else Step(ProofOutcome.REFUSED, said, why)


def _claim(required: Sequence[str], union: Sequence[str]) -> str:
    matched = " and ".join(f"`{text}`" for text in required)
    missed = " or ".join(f"`{text}`" for text in union)
    said = f"matches {matched}" if matched else "is a JSON object"
    return f"no event {said}" + (f" and not {missed}" if missed else "")


# Events


def _witnesses(told: Mapping[str, JSON], relation: Relation, left: str, right: str) -> Iterator[Step]:
    wanted = {"only_left": (True, False), "only_right": (False, True), "both": (True, True)}
    titles = {"only_left": "only left matches", "only_right": "only right matches", "both": "both match"}
    for name in _SHOWN.get(relation, ()):
        said, event = f"an event that {titles[name]}", told.get(name)
        if event is None:
            yield Step(ProofOutcome.REFUSED, said, f"expected it as `{name}`, got none")
            continue
        found = tuple(evaluate_event(parsed_text(text, name), event).value for text in (left, right))
        if found == wanted[name]:
            yield Step(ProofOutcome.PROVEN, said)
        else:
            yield Step(ProofOutcome.REFUSED, said, f"the event as `{name}` is none")
