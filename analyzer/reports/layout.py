"""The report for people as lines of marked spans: what is said, in which order, and how it may break.

Verdict first, then the chain one link a line with its place below, then what is missing and what
to know, then the evidence. Nothing here knows of colours, widths or terminals: `analyzer.reports.text`
paints the lines and makes every span harmless, so spans may hold whatever the evidence holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile

from analyzer.evidence import JSON, Cited
from analyzer.findings import Finding, Notice, Request
from analyzer.pipeline import Assessment, ControlReport, LinkReport
from analyzer.reports.inventory import inventory
from analyzer.reports.page import (
    Command,
    Line,
    Marks,
    Setting,
    Span,
    Style,
    clip,
    count,
    look,
    mark,
    verdict_span,
)
from analyzer.reports.view import SAYS_NOTHING, View
from analyzer.verdict import Outcome, Verdict

_FEW = 3  # findings beside the told path that are shown for a link; all of them are in the JSON report
_TEXT_LIMIT = 1100  # characters of a text in evidence; the longest filter pattern of AWS has 1,024
_TREE_LIMIT = 160  # characters of a list or an object, which is there to be recognised, not to be read


def lay_out(told: View, marks: Marks) -> Iterator[Line]:
    """All lines of the report."""
    setting = Setting(marks, _base(told))
    controls = [(assessment, control) for assessment in told.assessments for control in assessment.controls]
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
        yield Line((verdict_span(told.verdict), Span("  no account could be assessed")), hanging=2)
        yield Line()
        return
    yield Line((verdict_span(told.verdict), Span(f"  {count(len(told.assessments), 'account')}")), hanging=2)
    names = [_account(assessment) for assessment, _ in controls]
    column = max(map(len, names))
    for name, (_, control) in zip(names, controls, strict=True):
        verdict = Span(control.verdict.value.ljust(len(Verdict.INCONCLUSIVE)), look(control.verdict))
        told_by = "".join(f"  {link.link}" for link in _deciding(control)[:1])
        row = Span(f"{name.ljust(column)}  "), verdict, Span(f"  {control.control}{told_by}", Style.FAINT)
        yield Line(row, indent=2, hanging=4)
    yield Line()


def _deciding(control: ControlReport) -> list[LinkReport]:
    """The links that stand against PASS, the ones that refute before those that are open."""
    refuting = [link for link in control.links if link.outcome is Outcome.VIOLATED]
    return refuting or [link for link in control.links if link.outcome is Outcome.UNKNOWN]


def _control(assessment: Assessment, control: ControlReport, setting: Setting) -> Iterator[Line]:
    title = (
        verdict_span(control.verdict),
        Span("  "),
        Span(control.control, Style.STRONG),
        Span(f" {setting.marks.dot} account {_account(assessment)}"),
    )
    yield Line(title, hanging=2)
    numbers = ", ".join(f"{number} ({versions})" for versions, number in control.numbers)
    if numbers:
        yield Line((Span(f"CIS AWS Foundations {numbers}", Style.FAINT),), indent=2, hanging=4)
    yield Line((Span(control.title, Style.FAINT),), indent=2, hanging=4)
    if setting.base:
        yield Line((Span(f"places are in {setting.base}", Style.FAINT),), indent=2, hanging=4)
    yield Line()
    column = max((len(link.link) for link in control.links), default=0)
    for link in control.links:
        yield from _link(link, column, setting)
    yield from _rests_on(control)
    yield from _requests(control.requests, setting)
    yield from _warnings(control.warnings, setting)


def _link(link: LinkReport, column: int, setting: Setting) -> Iterator[Line]:
    name = Span(link.link, Style.STRONG if link.outcome is Outcome.VIOLATED else Style.PLAIN)
    label, hanging = (mark(link.outcome, setting.marks), Span(" "), name), column + 6
    first = _first(link)
    if first is None:
        said = link.candidate or ("not reached" if link.outcome is Outcome.BLOCKED else "")
        yield Line((Span(clip(said, setting.marks), Style.FAINT),), 2, hanging, label)
    else:
        said = first.message if link.candidate in first.message else f"{link.candidate}: {first.message}"
        yield Line((Span(clip(said, setting.marks)),), 2, hanging, label)
        yield from _places(first, setting, 6)
    for finding in link.findings:
        if finding is not first:
            yield from _finding(finding, setting, 6)
    yield from _others(link.others, setting)


def _first(link: LinkReport) -> Finding | None:
    """The finding that stands for the link: the first that says what the link comes to."""
    agreeing = [finding for finding in link.findings if finding.outcome is link.outcome]
    return next(iter([*agreeing, *link.findings]), None)


def _others(others: Sequence[Finding], setting: Setting) -> Iterator[Line]:
    if not others:
        return
    yield Line((Span("also examined:", Style.FAINT),), indent=6, hanging=8)
    for finding in others[:_FEW]:
        yield from _finding(finding, setting, 6)
    if len(others) > _FEW:
        yield Line((Span(f"and {len(others) - _FEW} more", Style.FAINT),), indent=6, hanging=8)


def _finding(finding: Finding, setting: Setting, indent: int) -> Iterator[Line]:
    said = (Span(clip(finding.message, setting.marks)),)
    yield Line(said, indent, indent + 2, label=(mark(finding.outcome, setting.marks),))
    yield from _places(finding, setting, indent + 2)


def _places(said: Finding | Notice, setting: Setting, indent: int) -> Iterator[Line]:
    if said.place is not None:
        yield _place(said.place, setting, indent)
    if isinstance(said, Finding):
        for place in said.related:
            yield _place(place, setting, indent)


def _place(place: Cited, setting: Setting, indent: int) -> Line:
    pointer = f"{place.location.pointer} " if place.location.pointer else ""
    value = _shown(place.value, setting.marks)
    tail = (Span(pointer, Style.FAINT), Span(f"= {value}"))
    return Line(
        (Span(place.location.file.removeprefix(setting.base), Style.FAINT),), indent, indent + 2, tail=tail
    )


def _rests_on(control: ControlReport) -> Iterator[Line]:
    if control.verdict is not Verdict.PASS:
        return
    proof = [finding for link in control.links for finding in link.findings]
    places = {place.location for finding in proof for place in (finding.place, *finding.related) if place}
    files = len({place.file for place in places})
    text = f"Rests on {count(len(places), 'value')} in {count(files, 'file')}; that the files are what AWS"
    yield Line()
    yield Line((Span(f"{text} answered is for the auditor to judge", Style.FAINT),), indent=2, hanging=4)


def _requests(requests: Sequence[Request], setting: Setting) -> Iterator[Line]:
    if not requests:
        return
    yield Line()
    asked = f"Ask the client to run {count(len(requests), 'command')}"
    yield Line((Span(asked, Style.STRONG),), indent=2, hanging=4)
    width = len(str(len(requests)))
    for number, request in enumerate(requests, start=1):
        where = ", ".join(filter(None, (request.account and f"account {request.account}", request.region)))
        text = clip(request.reason, setting.marks) + (f" ({where})" if where else "")
        yield Line((Span(text),), 4, width + 6, label=(Span(f"{number:>{width}}."),))
        yield Line((Command(request.arguments),), indent=width + 6, hanging=width + 6)


def _warnings(warnings: Sequence[Notice], setting: Setting) -> Iterator[Line]:
    if not warnings:
        return
    yield Line()
    yield Line((Span(count(len(warnings), "Warning"), Style.STRONG),), indent=2, hanging=4)
    for warning in warnings:
        spans = (Span(clip(warning.message, setting.marks)), Span(f"  [{warning.code}]", Style.FAINT))
        yield Line(spans, 4, 6, label=(Span("!", Style.OPEN),))
        yield from _places(warning, setting, 6)


def _account(assessment: Assessment) -> str:
    return assessment.account if assessment.account is not None else "unknown"


def _shown(value: JSON, marks: Marks) -> str:
    """A text between backticks, as in messages; anything else as JSON."""
    if isinstance(value, str):
        return clip(f"`{value}`", marks, _TEXT_LIMIT)
    return clip(json.dumps(value, ensure_ascii=False), marks, _TREE_LIMIT)
