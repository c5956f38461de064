"""A report is no larger than the limit `report-bytes` allows: else it tells fewer rows, or there is none."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.allowance import limits_in_force
from analyzer.assessment import Assessment, ControlReport, LinkReport, Report
from analyzer.errors import LimitError
from analyzer.evidence import JSON
from analyzer.findings import Finding, Notice
from analyzer.reports.display import Display
from analyzer.reports.registry import Renderer
from analyzer.reports.shortened import fits, shortened


def rendered(renderer: Renderer, report: Report, display: Display) -> str | bytes:
    """The report in one format, with fewer rows where it would be too large.

    Raises LimitError for one that is too large even with the one path that shows each verdict.
    """
    most = limits_in_force().report_bytes
    for told in (report, briefly(report)):
        # What is plainly too large is not even written: that would take several times its size in memory.
        if fits(_values(told), most):
            text = renderer.render(told, display)
            if _bytes(text) <= most:
                return text
    raise LimitError(
        f"expected a report of at most {most} bytes (limit report-bytes), got a larger one even without"
        " the candidates that decide nothing; judge fewer accounts or controls at once, or raise the limit"
    )


def _values(report: Report) -> Iterator[JSON]:
    """The values that a report shows, which are most of it."""
    controls = (control for assessment in report.assessments for control in assessment.controls)
    for control in controls:
        said_of: list[Finding | Notice] = [*control.warnings]
        for link in control.links:
            said_of += (*link.findings, *link.others)
        for said in said_of:
            yield said.counterexample
            yield from (shortened(place.value) for place in said.places)


def _bytes(text: str | bytes) -> int:
    return len(text) if isinstance(text, bytes) or text.isascii() else len(text.encode("utf-8", "replace"))


def briefly(report: Report) -> Report:
    """The report with what decides each link alone; the rest is counted."""
    return report._replace(assessments=tuple(map(_assessment, report.assessments)))


def _assessment(assessment: Assessment) -> Assessment:
    return assessment._replace(controls=tuple(map(_control, assessment.controls)))


def _control(control: ControlReport) -> ControlReport:
    return control._replace(links=tuple(map(_link, control.links)))


def _link(link: LinkReport) -> LinkReport:
    beside = link.beside[: 0 if link.deciding else 1]
    left_out = len(link.beside) - len(beside) + len(link.others)
    return link._replace(beside=beside, others=(), more=link.more + left_out)
