"""The report as JSON, for programs: the same report gives the same bytes, and `schema` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import __version__
from analyzer.assessment import Assessment, BundleEntry, ControlReport, EvidenceEntry, LinkReport, Report
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice, Request
from analyzer.reports.sanitize import dump_json
from analyzer.reports.shared import SharedRequest, asked
from analyzer.reports.view import view
from analyzer.reports.words import statement, words

if TYPE_CHECKING:  # the types alone: what is written needs no schema
    from analyzer.reports import report_schema as shape

SCHEMA: Final = "urn:cis-evidence-analyzer:report:1"  # `$id` of the schema; a new number when it breaks


def render(report: Report) -> str:
    """The report as one JSON document that ends in a line break.

    Any text that evidence can hold may stand in it: characters that a terminal would act on, and
    halves of surrogate pairs, are written as JSON escapes.
    """
    return dump_json(document(report))


def document(report: Report) -> shape.ReportDocument:
    """The report as a tree."""
    told = view(report)
    return {
        "schema": SCHEMA,
        "tool": {"name": "cis-evidence-analyzer", "version": __version__},
        "verdict": told.verdict,
        "assessments": [_assessment(assessment) for assessment in told.assessments],
        "evidence": [_evidence(entry) for entry in told.evidence],
        "bundles": [_bundle(entry) for entry in told.bundles],
        "unusable": [{"path": entry.path, "reason": words(entry.reason)} for entry in told.unusable],
    }


def schema() -> str:
    """The published JSON Schema (draft 2020-12) of `render`'s output."""
    from analyzer.reports.report_schema import schema as made

    return made(SCHEMA)


def _assessment(assessment: Assessment) -> shape.AssessmentMember:
    return {
        "account": assessment.account,
        "controls": [_control(control) for control in assessment.controls],
        "requests": [_asked(one) for one in asked(assessment)],
    }


def _asked(one: SharedRequest) -> shape.AskedMember:
    names = dict.fromkeys(control.control for control in one.controls)
    return {**_request(one.request, one.reason), "controls": list(names)}


def _control(control: ControlReport) -> shape.ControlMember:
    return {
        "control": control.control,
        "title": control.title,
        "benchmark": control.benchmark or None,
        "number": control.number or None,
        "level": control.level,
        "asked": {"name": control.asked, "understood": control.understood} if control.asked else None,
        "numbers": [{"benchmark": versions, "number": number} for versions, number in control.numbers],
        "verdict": control.verdict,
        "links": [_link(link) for link in control.links],
        "warnings": [_notice(notice) for notice in control.warnings],
        "requests": [_request(request, request.rule.statement) for request in control.requests],
        "more": {"warnings": control.more_warnings, "requests": control.more_requests},
    }


def _link(link: LinkReport) -> shape.LinkMember:
    return {
        "link": link.link,
        "outcome": link.outcome,
        "candidate": link.candidate,
        "findings": [_finding(finding) for finding in link.findings],
        "others": [_finding(finding) for finding in link.others],
        "more": link.more,
    }


def _finding(finding: Finding) -> shape.FindingMember:
    return {
        "code": finding.rule.id,
        "outcome": finding.outcome,
        "message": statement(finding),
        **_primary(finding),
        "related": [_place(place) for place in finding.places[1:]],
        "counterexample": finding.counterexample,
    }


def _notice(notice: Notice) -> shape.NoticeMember:
    return {
        "code": notice.rule.id,
        "message": statement(notice),
        **_primary(notice),
        "counterexample": notice.counterexample,
    }


def _primary(said: Finding | Notice) -> shape.PlacedMember:
    return {**_place(said.places[0])} if said.places else {}


def _place(place: Citation) -> shape.PlaceMember:
    return {
        "file": place.location.file,
        "pointer": place.location.pointer,
        "expression": place.expression,
        "value": place.value,
    }


def _request(request: Request, reason: str) -> shape.RequestMember:
    return {
        "code": request.rule.id,
        "command": request.command,
        "arguments": list(request.arguments),
        "account": request.account or None,
        "region": request.region or None,
        "reason": reason,
    }


def _evidence(entry: EvidenceEntry) -> shape.EvidenceMember:
    return {
        "file": entry.file,
        "sha256": entry.sha256,
        "kind": entry.kind or None,
        "account": entry.account,
        "region": entry.region,
        "state": entry.state.id,
        "problems": list(map(words, entry.problems)),
    }


def _bundle(entry: BundleEntry) -> shape.BundleMember:
    captured: shape.PeriodMember | None = None
    if entry.captured is not None:
        captured = {"first": entry.captured[0], "last": entry.captured[1]}
    return {
        "path": entry.path,
        "seal": entry.seal.value,
        "sha256": entry.sha256 or None,
        "problems": list(entry.problems),
        "captured": captured,
    }
