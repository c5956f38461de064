"""A claim and its certificate as data: what a report carries, so that somebody else can check it.

{"required": ["{ $.a = 1 && $.b = 2 }"], "union": ["{ $.b = 2 }"], "facts": [], "certificate": {…}}
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.allowance import Scope, allowance, spend
from analyzer.patterns.certificates.checker.certificate import Certificate, CertificateError
from analyzer.patterns.certificates.checker.check import why_refused
from analyzer.patterns.certificates.checker.data import certificate_from_data, certificate_to_data
from analyzer.patterns.certificates.checker.work import paid_by
from analyzer.patterns.certificates.claim import Claim
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.facts import Fact
from analyzer.patterns.syntax.ast import Formula, Pattern
from analyzer.patterns.syntax.parser import parse
from analyzer.patterns.syntax.printer import print_pattern


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """What somebody says is proved: that no event of which the facts of these names are true matches all
    patterns of `required` and none of `union`. `certificate` is None where none was found."""

    required: tuple[str, ...]
    union: tuple[str, ...]
    facts: tuple[str, ...]
    certificate: Certificate | None

    def why_refused(self, known: Sequence[Fact]) -> str | None:
        """What is wrong with the certificate as a proof of this, where the facts are among the known ones.

        None for a proof. Raises PatternSyntaxError for a text that is no pattern, CertificateError where
        there is no certificate, and BudgetError for one that is longer to check than the limits allow.
        """
        if self.certificate is None:
            raise CertificateError("expected a certificate, got null")
        by_name = {fact.name: fact for fact in known}
        for name in self.facts:
            if name not in by_name:
                return f"expected the name of a documented fact, got `{name}`"
        required, union = (
            [parse(text, deployed=True) for text in texts] for texts in (self.required, self.union)
        )
        facts = [by_name[name] for name in self.facts]
        with allowance(Scope.COMPARISON), paid_by(spend):
            return why_refused(self.certificate, required, union, facts=facts)


def stated_to_data(claim: Claim, certificate: Certificate | None) -> dict[str, JSON]:
    """The claim and its certificate as dictionaries, lists, texts and numbers."""
    return {
        "required": [_text(one) for one in claim.required],
        "union": [_text(one) for one in claim.union],
        "facts": [fact.name for fact in claim.facts],
        "certificate": None if certificate is None else certificate_to_data(certificate),
    }


def stated_from_data(data: object) -> StatedClaim:
    """What `stated_to_data` gave. Raises CertificateError for anything else."""
    match data:
        case {"required": required, "union": union, "facts": facts, "certificate": proof, **rest} if not rest:
            certificate = None if proof is None else certificate_from_data(proof)
            return StatedClaim(_texts(required), _texts(union), _texts(facts), certificate)
    raise CertificateError("expected an object with `required`, `union`, `facts` and `certificate`")


def _text(one: Pattern | Formula) -> str:
    """The pattern as it was written; parsed again it has the same tree."""
    pattern = one if isinstance(one, Pattern) else Pattern(one)
    return pattern.source or print_pattern(pattern)


def _texts(data: object) -> tuple[str, ...]:
    texts = [one for one in data if isinstance(one, str)] if isinstance(data, list) else []
    if not isinstance(data, list) or len(texts) != len(data):
        raise CertificateError("expected a list of texts")
    return tuple(texts)
