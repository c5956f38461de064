"""The report for people where accounts have several controls: a table of verdicts, then what the
controls of each account have in common, then each control with what is its own.

A trail that is the same for fifteen controls is shown once, and so is a command that would settle
several of them. A control of which the table says everything has no part of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from analyzer.assessment import Assessment, ControlReport, LinkReport, integrity_warnings
from analyzer.reports.document import (
    Layout,
    Line,
    Style,
    Styled,
    count,
    name_of,
    verdict_column,
    verdict_span,
)
from analyzer.reports.proof import deciding, links, requests, rests_on, warnings, whose
from analyzer.reports.shared import Common, SharedRequest, applying, asked, common
from analyzer.reports.view import View
from analyzer.verdict import Outcome, Verdict

_OWN = "own"  # in the column of numbers, for a control of a company's own


def lay_out(told: View, setting: Layout) -> Iterator[Line]:
    """All but the list of the evidence."""
    yield from _table(told)
    yield Line()
    for assessment in told.assessments:
        shared, wanted = common(assessment), asked(assessment)
        yield from _account(assessment, shared, wanted, setting)
        yield Line()
        for control in assessment.controls:
            lines = tuple(_own_part(control, shared, wanted, setting))
            if lines:
                yield _title(assessment, control, setting)
                yield from lines
                yield Line()


def _table(told: View) -> Iterator[Line]:
    controls = [control for assessment in told.assessments for control in assessment.controls]
    where = f"account {whose(told.assessments[0])}"
    if len(told.assessments) > 1:
        where = count(len(told.assessments), "account")
    tally = Counter(control.verdict for control in controls)
    told_as = ", ".join(f"{tally[verdict]} {name_of(verdict)}" for verdict in Verdict if tally[verdict])
    each = count(len({(c.control, c.benchmark) for c in controls}), "control")
    yield Line((verdict_span(told.verdict), Styled(f"  {each} in {where}: {told_as}")), hanging=2)
    versions = _versions(controls)
    if len(versions) == 1:
        yield Line((Styled(f"CIS AWS Foundations {versions[0]}", Style.FAINT),), indent=2, hanging=4)
    for assessment in told.assessments:
        yield Line()
        if len(told.assessments) > 1:
            yield Line((Styled(f"account {whose(assessment)}", Style.STRONG),), indent=2, hanging=4)
        yield from _rows(assessment)


def _rows(assessment: Assessment) -> Iterator[Line]:
    labels = _labels(assessment)
    column = max(map(len, labels), default=0)
    verdict_of = verdict_column(control.verdict for control in assessment.controls)
    names = max((len(control.control) for control in assessment.controls), default=0)
    for label, control in zip(labels, assessment.controls, strict=True):
        told_by = "".join(f"  {link.link}" for link in deciding(control)[:1])
        if control.verdict is Verdict.PASS and control.warnings:
            against = len(integrity_warnings(control))
            kind = "integrity warning" if against else "warning"
            told_by = f"  {count(against or len(control.warnings), kind)}"
        name = control.control.ljust(names) if told_by else control.control
        row = (
            verdict_of(control.verdict),
            Styled(f"  {label.ljust(column)}  {name}"),
            Styled(told_by, Style.FAINT),
        )
        yield Line(row, indent=2, hanging=4)


def _versions(controls: Sequence[ControlReport]) -> list[str]:
    return sorted({control.benchmark for control in controls if control.benchmark})


def _labels(assessment: Assessment) -> list[str]:
    """The number of each control, with its version where they differ."""
    mixed = len(_versions(assessment.controls)) > 1
    return [
        f"{control.number} ({control.benchmark})" if mixed and control.number else control.number or _OWN
        for control in assessment.controls
    ]


def _account(
    assessment: Assessment, shared: Common, wanted: Sequence[SharedRequest], setting: Layout
) -> Iterator[Line]:
    yield Line((Styled(f"Account {whose(assessment)}", Style.STRONG),), hanging=2)
    if setting.base:
        yield Line((Styled(f"places are in {setting.base}", Style.FAINT),), indent=2, hanging=4)
    if shared.links:
        yield Line((Styled(f"the same for {_all(assessment)}", Style.FAINT),), indent=2, hanging=4)
        yield Line()
        yield from links(shared.links, setting)
    passing = [control for control in assessment.controls if control.verdict is Verdict.PASS]
    if passing:
        yield Line()
        yield rests_on(passing)
    more = max((control.more_requests for control in assessment.controls), default=0)
    yield from requests([(one, _purpose(one, assessment)) for one in wanted], setting, more)
    yield from warnings(shared.warnings, setting)


def _all(assessment: Assessment) -> str:
    number = len(applying(assessment))
    return f"all {count(number, 'control')}{' that apply' if number < len(assessment.controls) else ''}"


def _purpose(one: SharedRequest, assessment: Assessment) -> str:
    """Which controls a command is for."""
    if len(one.controls) == len(applying(assessment)):
        return f"for {_all(assessment)}"
    labels = dict(zip(map(id, assessment.controls), _labels(assessment), strict=True))
    names = [control.control if not control.number else labels[id(control)] for control in one.controls]
    return f"for {', '.join(names)}"


def _title(assessment: Assessment, control: ControlReport, setting: Layout) -> Line:
    number = f"{_labels(assessment)[assessment.controls.index(control)]} " if control.number else ""
    title = (
        verdict_span(control.verdict),
        Styled(f"  {number}"),
        Styled(control.control, Style.STRONG),
        Styled(f" {setting.marks.dot} account {whose(assessment)}"),
    )
    return Line(title, hanging=2)


def _own_part(
    control: ControlReport, shared: Common, wanted: Sequence[SharedRequest], setting: Layout
) -> Iterator[Line]:
    """What the account's part does not say of the control already."""
    own_links = [link for link in control.links if link not in shared.links]
    own_warnings = [notice for notice in control.warnings if notice not in shared.warnings]
    if not (own_links or own_warnings or control.understood):
        return
    for text in filter(None, (control.title, control.understood)):
        yield Line((Styled(text, Style.FAINT),), indent=2, hanging=4)
    if shown := _briefly(own_links):
        yield Line()
        yield from links(shown, setting)
    numbers = [str(at) for at, one in enumerate(wanted, start=1) if control in one.controls]
    if numbers:
        yield Line()
        noun = "command" if len(numbers) == 1 else "commands"
        yield Line((Styled(f"to settle it: {noun} {', '.join(numbers)} above"),), indent=2, hanging=4)
    yield from warnings(own_warnings, setting, control.more_warnings)


def _briefly(own_links: Sequence[LinkReport]) -> list[LinkReport]:
    """Without what was not reached, and without what else was examined where the link holds: one
    account has the filters of all its controls."""
    reached = [link for link in own_links if link.outcome is not Outcome.BLOCKED]
    return [
        link._replace(others=(), more=0) if link.outcome is Outcome.SATISFIED else link for link in reached
    ]
