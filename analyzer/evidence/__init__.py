"""Bytes and where they came from; knows nothing of AWS shapes."""

from analyzer.evidence.bundle import open_bundle
from analyzer.evidence.decode import Decoded, read
from analyzer.evidence.source import (
    JSON,
    Bundle,
    Citation,
    Document,
    EvidenceFile,
    IntegrityStatus,
    Invocation,
    Location,
    Problem,
    ProblemCode,
)
from analyzer.limits import DEFAULT_LIMITS, Limits

__all__ = [
    "DEFAULT_LIMITS",
    "JSON",
    "Bundle",
    "Citation",
    "Decoded",
    "Document",
    "EvidenceFile",
    "IntegrityStatus",
    "Invocation",
    "Limits",
    "Location",
    "Problem",
    "ProblemCode",
    "open_bundle",
    "read",
]
