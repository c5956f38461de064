"""Finds certificates, and states what they are about; the checker beside it checks them."""

from __future__ import annotations

from analyzer.patterns.certificates.prover.prove import prove
from analyzer.patterns.certificates.prover.stated import StatedClaim, stated_from_data, stated_to_data

__all__ = ["StatedClaim", "prove", "stated_from_data", "stated_to_data"]
