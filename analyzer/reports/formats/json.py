"""The report as JSON, for programs: the same report gives the same bytes, and `SCHEMA` describes them."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from analyzer import __version__
from analyzer.assessment import Assessment, BundleEntry, ControlReport, EvidenceEntry, LinkReport, Report
from analyzer.evidence import JSON, Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.reports.sanitize import dump_json
from analyzer.reports.shared import Asked, asked
from analyzer.reports.view import view

SCHEMA: Final = (
    "urn:cis-evidence-analyzer:report:1"  # `$id` of report.schema.json; a new number when it breaks
)


def render(report: Report) -> str:
    """The report as one JSON document that ends in a line break.

    Any text that evidence can hold may stand in it: characters that a terminal would act on, and
    halves of surrogate pairs, are written as JSON escapes.
    """
    told = view(report)
    return dump_json(
        {
            "schema": SCHEMA,
            "tool": {"name": "cis-evidence-analyzer", "version": __version__},
            "verdict": told.verdict.value,
            "assessments": [_assessment(assessment) for assessment in told.assessments],
            "evidence": [_evidence(entry) for entry in told.evidence],
            "bundles": [_bundle(entry) for entry in told.bundles],
        }
    )


def schema() -> str:
    """The published JSON Schema (draft 2020-12) of `render`'s output."""
    return files(__package__).joinpath("report.schema.json").read_text(encoding="utf-8")


def _assessment(assessment: Assessment) -> JSON:
    return {
        "account": assessment.account,
        "controls": [_control(control) for control in assessment.controls],
        "requests": [_asked(one) for one in asked(assessment)],
    }


def _asked(one: Asked) -> JSON:
    names = dict.fromkeys(control.control for control in one.controls)
    return {**_request(one.request), "controls": list(names)}


def _control(control: ControlReport) -> JSON:
    return {
        "control": control.control,
        "title": control.title,
        "benchmark": control.benchmark or None,
        "number": control.number or None,
        "level": control.level,
        "asked": {"name": control.asked, "understood": control.understood} if control.asked else None,
        "numbers": [{"benchmark": versions, "number": number} for versions, number in control.numbers],
        "verdict": control.verdict.value,
        "links": [_link(link) for link in control.links],
        "warnings": [_notice(notice) for notice in control.warnings],
        "requests": [_request(request) for request in control.requests],
    }


def _link(link: LinkReport) -> JSON:
    return {
        "link": link.link,
        "outcome": link.outcome.value,
        "candidate": link.candidate,
        "findings": [_finding(finding) for finding in link.findings],
        "others": [_finding(finding) for finding in link.others],
    }


def _finding(finding: Finding) -> JSON:
    return {
        "code": finding.code,
        "outcome": finding.outcome.value,
        "message": finding.message,
        **_place(finding.place),
        "related": [_place(place) for place in finding.related],
    }


def _notice(notice: Notice) -> JSON:
    return {"code": notice.code, "message": notice.message, **_place(notice.place)}


def _place(place: Citation | None) -> dict[str, JSON]:
    if place is None:
        return {}
    return {
        "file": place.location.file,
        "pointer": place.location.pointer,
        "expression": place.expression,
        "value": place.value,
    }


def _request(request: Request) -> dict[str, JSON]:
    return {
        "code": request.code,
        "command": request.command,
        "arguments": list(request.arguments),
        "account": request.account or None,
        "region": request.region or None,
        "reason": request.reason,
    }


def _evidence(entry: EvidenceEntry) -> JSON:
    return {
        "file": entry.file,
        "sha256": entry.sha256,
        "kind": entry.kind or None,
        "account": entry.account,
        "region": entry.region,
        "state": entry.state,
        "problems": list(entry.problems),
    }


def _bundle(entry: BundleEntry) -> JSON:
    captured: JSON = None
    if entry.captured is not None:
        captured = {"first": entry.captured[0], "last": entry.captured[1]}
    return {
        "path": entry.path,
        "seal": entry.seal.value,
        "problems": list(entry.problems),
        "captured": captured,
    }
