"""Believes nothing: checks a certificate that no event is left.

    what was claimed + certificate → one walk along its steps → accepted, or why not

Shares with what finds certificates, and with what decides a question, the syntax tree and the names of
open questions, and nothing else. Nothing is searched here. Who trusts a certificate need read this folder
and no other.
"""

from __future__ import annotations

from analyzer.patterns.certificates.checker.certificate import Certificate, CertificateError
from analyzer.patterns.certificates.checker.check import check, why_refused
from analyzer.patterns.certificates.checker.data import certificate_from_data, certificate_to_data

__all__ = [
    "Certificate",
    "CertificateError",
    "certificate_from_data",
    "certificate_to_data",
    "check",
    "why_refused",
]
