"""Finds certificates, and states what they are about; `analyzer.patterns.checker` checks them."""

from __future__ import annotations

from analyzer.patterns.proofs.prove import prove
from analyzer.patterns.proofs.stated import Stated, stated_from_data, stated_to_data

__all__ = ["Stated", "prove", "stated_from_data", "stated_to_data"]
