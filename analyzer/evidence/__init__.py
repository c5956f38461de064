"""Bytes and where they came from; knows nothing of AWS shapes."""

from analyzer.evidence.bundle import open_bundle
from analyzer.evidence.decode import Decoded, read
from analyzer.evidence.limits import DEFAULT_LIMITS, Limits
from analyzer.evidence.source import (
    JSON,
    Bundle,
    Cited,
    Document,
    EvidenceFile,
    Invocation,
    Location,
    Problem,
    ProblemCode,
    Seal,
)

__all__ = [
    "DEFAULT_LIMITS",
    "JSON",
    "Bundle",
    "Cited",
    "Decoded",
    "Document",
    "EvidenceFile",
    "Invocation",
    "Limits",
    "Location",
    "Problem",
    "ProblemCode",
    "Seal",
    "open_bundle",
    "read",
]
