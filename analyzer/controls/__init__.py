"""The catalogue of controls: data files, their typed loader, and how a user names a control."""

from analyzer.controls.catalogue import all_controls, benchmark_version, benchmarks, controls_of, load_control
from analyzer.controls.model import (
    AlarmPrescription,
    Benchmark,
    Control,
    Edition,
    Intent,
    OtherIds,
    Part,
    Prescribed,
    Remark,
)
from analyzer.controls.own import load_control_file
from analyzer.controls.resolve import resolve

__all__ = [
    "AlarmPrescription",
    "Benchmark",
    "Control",
    "Edition",
    "Intent",
    "OtherIds",
    "Part",
    "Prescribed",
    "Remark",
    "all_controls",
    "benchmark_version",
    "benchmarks",
    "controls_of",
    "load_control",
    "load_control_file",
    "resolve",
]
