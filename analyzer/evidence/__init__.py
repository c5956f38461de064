"""Bytes and where they came from; knows nothing of AWS shapes."""

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
    "JSON",
    "Bundle",
    "Cited",
    "Document",
    "EvidenceFile",
    "Invocation",
    "Location",
    "Problem",
    "ProblemCode",
    "Seal",
]
