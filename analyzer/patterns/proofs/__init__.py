"""Proofs that no event is left: certificates, the search that finds them, the checker that believes nothing.

The checker (`check` and the modules named `claim…`) shares the syntax tree with what decides a question,
and nothing else.
"""

from __future__ import annotations

from analyzer.patterns.claim import Claim
from analyzer.patterns.proofs.certificate import Certificate, CertificateError
from analyzer.patterns.proofs.certificate_data import certificate_from_data, certificate_to_data
from analyzer.patterns.proofs.check import check, why_refused
from analyzer.patterns.proofs.prove import prove
from analyzer.patterns.proofs.stated import Stated, stated_from_data, stated_to_data

__all__ = [
    "Certificate",
    "CertificateError",
    "Claim",
    "Stated",
    "certificate_from_data",
    "certificate_to_data",
    "check",
    "prove",
    "stated_from_data",
    "stated_to_data",
    "why_refused",
]
