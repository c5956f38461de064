"""The catalogue of controls: data files, their typed loader, and how a user names a control."""

from analyzer.controls.catalogue import (
    LATEST,
    all_controls,
    benchmark_version,
    benchmarks,
    controls_of,
    load_control,
)
from analyzer.controls.custom import load_control_file
from analyzer.controls.model import (
    AlarmPrescription,
    AppliesTo,
    Benchmark,
    Control,
    CrossReferences,
    Intent,
    KnownIssue,
    Part,
    PrescribedPattern,
    Recommendation,
)
from analyzer.controls.resolve import resolve

__all__ = [
    "LATEST",
    "AlarmPrescription",
    "AppliesTo",
    "Benchmark",
    "Control",
    "CrossReferences",
    "Intent",
    "KnownIssue",
    "Part",
    "PrescribedPattern",
    "Recommendation",
    "all_controls",
    "benchmark_version",
    "benchmarks",
    "controls_of",
    "load_control",
    "load_control_file",
    "resolve",
]
