"""The report for people as lines of marked spans: what is said, in which order, and how it may break.

Verdict first, then the chain one link a line with its place below, then what is missing and what to
know, then the evidence. Nothing here knows of colours, widths or terminals:
`analyzer.reports.formats.text` paints the lines and makes every span harmless, so spans may hold
whatever the evidence holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from analyzer.assessment import Assessment, ControlReport
from analyzer.reports.document import Layout, Line, Marks, Style, Styled, count, verdict_column, verdict_span
from analyzer.reports.evidence_section import inventory, unusable
from analyzer.reports.proof import deciding, links, requests, rests_on, verdict_spans, warnings, whose
from analyzer.reports.shared import SharedRequest
from analyzer.reports.view import SAYS_NOTHING, View
from analyzer.verdict import Verdict


def lay_out(told: View, marks: Marks) -> Iterator[Line]:
    """All lines of the report."""
    setting = Layout(marks, _base(told))
    yield from unusable(told, setting)
    controls = [(assessment, control) for assessment in told.assessments for control in assessment.controls]
    if any(len(assessment.controls) > 1 for assessment in told.assessments):
        from analyzer.reports.multi_control import lay_out as several  # most runs judge one control

        yield from several(told, setting)
    else:
        if len(controls) != 1:
            yield from _summary(told, controls)
        for assessment, control in controls:
            yield from _control(assessment, control, setting)
            yield Line()
    yield from inventory(told, setting)


def _base(told: View) -> str:
    """The folder that holds all files which say something, with its slash; "" where there is none."""
    folders = {entry.file.rpartition("/")[0] for entry in told.evidence if entry.state not in SAYS_NOTHING}
    if "" in folders:
        return ""
    steps = zip(*(folder.split("/") for folder in folders), strict=False)
    return "".join(f"{step[0]}/" for step in takewhile(lambda step: len(set(step)) == 1, steps))


def _summary(told: View, controls: Sequence[tuple[Assessment, ControlReport]]) -> Iterator[Line]:
    if not controls:
        yield Line((verdict_span(told.verdict), Styled("  no account could be assessed")), hanging=2)
        yield Line()
        return
    yield Line(
        (verdict_span(told.verdict), Styled(f"  {count(len(told.assessments), 'account')}")), hanging=2
    )
    names = [whose(assessment) for assessment, _ in controls]
    column = max(map(len, names))
    verdict_of = verdict_column(control.verdict for _, control in controls)
    for name, (_, control) in zip(names, controls, strict=True):
        told_by = "".join(f"  {link.link}" for link in deciding(control)[:1])
        row = (
            Styled(f"{name.ljust(column)}  "),
            verdict_of(control.verdict),
            Styled(f"  {control.control}{told_by}", Style.FAINT),
        )
        yield Line(row, indent=2, hanging=4)
    yield Line()


def _control(assessment: Assessment, control: ControlReport, setting: Layout) -> Iterator[Line]:
    title = (
        *verdict_spans(control),
        Styled("  "),
        Styled(control.control, Style.STRONG),
        Styled(f" {setting.marks.dot} account {whose(assessment)}"),
    )
    yield Line(title, hanging=2)
    for text in _about(control, setting):
        yield Line((Styled(text, Style.FAINT),), indent=2, hanging=4)
    yield Line()
    yield from links(control.links, setting)
    if control.verdict is Verdict.PASS:
        yield Line()
        yield rests_on([control])
    wanted = [SharedRequest(request, request.rule.statement, (control,)) for request in control.requests]
    yield from requests([(one, "") for one in wanted], setting, control.more_requests)
    yield from warnings(control.warnings, setting, control.more_warnings)


def _about(control: ControlReport, setting: Layout) -> Iterator[str]:
    """What the control is, and where the places of the report are."""
    numbers = ", ".join(f"{number} ({versions})" for versions, number in control.numbers)
    if numbers:
        yield f"CIS AWS Foundations {numbers}"
    yield control.title
    if control.understood:
        yield control.understood
    if setting.base:
        yield f"places are in {setting.base}"
