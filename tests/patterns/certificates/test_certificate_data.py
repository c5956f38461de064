"""Certificates and what they are said to prove, as dictionaries, lists, texts and numbers."""

from __future__ import annotations

import json

import pytest

from analyzer.patterns import OpenQuestion
from analyzer.patterns.certificates.checker.certificate import (
    Certificate,
    CertificateError,
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    InterpretationSplit,
    ProofStep,
    Split,
    Use,
)
from analyzer.patterns.certificates.checker.data import certificate_from_data, certificate_to_data
from analyzer.patterns.certificates.prover.stated import StatedClaim, stated_from_data

STEPS: tuple[ProofStep, ...] = (
    InterpretationSplit(OpenQuestion.GLOB_SCAN),
    Split(3),
    IndexSplit(0, Use(1, 0), Use(2)),
    ComplementaryPair(Use(0, Element(2)), Use(1, "b")),
    EmptyDomain(1, (Use(0),)),
    EmptyDomain(2, (Use(0), Use(1, 4)), (((0, 1), ()),), (((-1,), (2,)),)),
)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_every_step_comes_back_from_its_data(step: ProofStep) -> None:
    certificate = Certificate((step,))
    assert certificate_from_data(json.loads(json.dumps(certificate_to_data(certificate)))) == certificate


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"required": [], "union": [], "facts": []},
        {"required": [], "union": [], "facts": [], "certificate": None, "more": 1},
        {"required": [1], "union": [], "facts": [], "certificate": None},
        {"required": "x", "union": [], "facts": [], "certificate": None},
    ],
)
def test_what_is_no_claim_is_refused(data: object) -> None:
    with pytest.raises(CertificateError, match="expected"):
        stated_from_data(data)


def test_a_claim_without_a_certificate_is_not_looked_at() -> None:
    claim = StatedClaim(("{ $.a = x }",), ("{ $.a = * }",), (), None)
    with pytest.raises(CertificateError, match="expected a certificate"):
        claim.why_refused([])
