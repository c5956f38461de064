"""What speaks against the evidence itself, and what that makes of a PASS where it is judged strictly."""

from __future__ import annotations

from analyzer.assessment.result import Assessment, ControlReport
from analyzer.findings import Notice
from analyzer.phrase import phrase
from analyzer.rules.warnings import NOT_STRICTLY
from analyzer.verdict import Verdict


def integrity_warnings(control: ControlReport) -> tuple[Notice, ...]:
    """The warnings that the evidence may not be what AWS answered, or not all of it."""
    return tuple(notice for notice in control.warnings if notice.is_integrity)


def strictly(assessment: Assessment) -> Assessment:
    """The assessment without a PASS that an integrity warning stands beside."""
    return assessment._replace(controls=tuple(map(_strictly, assessment.controls)))


def _strictly(control: ControlReport) -> ControlReport:
    found = len(integrity_warnings(control))
    if control.verdict is not Verdict.PASS or not found:
        return control
    reason = Notice(NOT_STRICTLY, "", phrase("{warnings:integrity warning}", warnings=found))
    return control._replace(verdict=Verdict.INCONCLUSIVE, warnings=(reason, *control.warnings))
