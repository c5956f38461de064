"""How links, findings, warnings and requests are told: lines of marked spans, each with its places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from analyzer.assessment import Assessment, ControlReport, LinkReport, integrity_warnings
from analyzer.evidence import JSON, Citation, Location
from analyzer.findings import Finding, Notice
from analyzer.reports.document import (
    CommandSpan,
    Layout,
    Line,
    Marks,
    Style,
    Styled,
    clip,
    count,
    mark,
    verdict_span,
)
from analyzer.reports.shared import SharedRequest
from analyzer.reports.words import statement
from analyzer.rules import LinkName
from analyzer.verdict import Outcome, Verdict

_FEW = 3  # findings beside the told path that are shown for a link; all of them are in the JSON report
_TEXT_LIMIT = 1100  # characters of a text in evidence; the longest filter pattern of AWS has 1,024
_TREE_LIMIT = 160  # characters of a list or an object, which is there to be recognised, not to be read


def links(reports: Sequence[LinkReport], setting: Layout) -> Iterator[Line]:
    """Each link with its proof, in one column."""
    column = max((len(link.link) for link in reports), default=0)
    for link in reports:
        yield from _link(link, column, setting)


def _link(link: LinkReport, column: int, setting: Layout) -> Iterator[Line]:
    name = Styled(link.link, Style.STRONG if link.outcome is Outcome.VIOLATED else Style.PLAIN)
    label, hanging = (mark(link.outcome, setting.marks), Styled(" "), name), column + 6
    first = _first(link)
    if first is None:
        said = link.candidate or (f"not assessed (depends on {link.depends_on})" if link.depends_on else "")
        yield Line((Styled(clip(said, setting.marks), Style.FAINT),), 2, hanging, label)
    else:
        message = statement(first)
        said = message if link.candidate in message else f"{link.candidate}: {message}"
        yield Line((Styled(clip(said, setting.marks)),), 2, hanging, label)
        yield from _places(first, setting, 6)
    for finding in link.beside:
        if finding is not first:
            yield from _finding(finding, setting, 6)
    yield from _others(link.others, link.more, setting)


def _first(link: LinkReport) -> Finding | None:
    """The finding that stands for the link: the deciding one, else the first of what is said of its list."""
    return link.deciding or next(iter(link.beside), None)


def _others(others: Sequence[Finding], more: int, setting: Layout) -> Iterator[Line]:
    if others:
        yield Line((Styled("also examined:", Style.FAINT),), indent=6, hanging=8)
    for finding in others[:_FEW]:
        yield from _finding(finding, setting, 6)
    yield from and_more(max(0, len(others) - _FEW) + more, 6)


def and_more(number: int, indent: int) -> Iterator[Line]:
    """How many more there are than are told, if there are."""
    if number:
        yield Line((Styled(f"and {number} more", Style.FAINT),), indent=indent, hanging=indent + 2)


def _finding(finding: Finding, setting: Layout, indent: int) -> Iterator[Line]:
    said = (Styled(clip(statement(finding), setting.marks)),)
    yield Line(said, indent, indent + 2, label=(mark(finding.outcome, setting.marks),))
    yield from _places(finding, setting, indent + 2)


def _places(said: Finding | Notice, setting: Layout, indent: int) -> Iterator[Line]:
    """Each place on a line, but other members of the first one's object, which stand behind one another."""
    first = said.places[0].location if said.places else None
    beside = [place for place in said.places[1:] if first is not None and _is_beside(place.location, first)]
    for place in said.places:
        if place not in beside:
            yield _place(place, setting, indent)
        elif place is beside[0]:
            members = (f"{_member(one.location)} = {_shown(one.value, setting.marks)}" for one in beside)
            yield Line((Styled(f"with {', '.join(members)}"),), indent + 2, indent + 4)


def _is_beside(one: Location, other: Location) -> bool:
    """Whether both are members of one object."""
    parents = [place.pointer.rpartition("/")[0] for place in (one, other)]
    return one.file == other.file and parents[0] == parents[1] and bool(one.pointer and other.pointer)


def _member(place: Location) -> str:
    return str(place.steps[-1])


def _place(place: Citation, setting: Layout, indent: int) -> Line:
    pointer = f"{place.location.pointer} " if place.location.pointer else ""
    value = _shown(place.value, setting.marks)
    tail = (Styled(pointer, Style.FAINT), Styled(f"= {value}"))
    return Line(
        (Styled(place.location.file.removeprefix(setting.base), Style.FAINT),), indent, indent + 2, tail=tail
    )


def requests(asked: Sequence[tuple[SharedRequest, str]], setting: Layout, more: int = 0) -> Iterator[Line]:
    """The commands to send to the client, after an empty line; each with what it is for, "" where that
    goes without saying. `more` of them are not told."""
    if not asked:
        return
    yield Line()
    heading = f"Ask the client to run {count(len(asked), 'command')}"
    yield Line((Styled(heading, Style.STRONG),), indent=2, hanging=4)
    width = len(str(len(asked)))
    column = width + 6 + width % 2
    for number, (one, purpose) in enumerate(asked, start=1):
        request = one.request
        where = ", ".join(filter(None, (request.account and f"account {request.account}", request.region)))
        text = clip(one.reason, setting.marks) + (f" ({where})" if where else "")
        yield Line((Styled(text),), 4, column, label=(Styled(f"{number:>{width}}."),))
        if purpose:
            yield Line((Styled(purpose, Style.FAINT),), column, column)
        yield Line((CommandSpan(request.arguments),), indent=column, hanging=column)
    yield from and_more(more, 4)


def warnings(notices: Sequence[Notice], setting: Layout, more: int = 0) -> Iterator[Line]:
    """What has to be known, after an empty line. `more` of it is not told."""
    if not notices:
        return
    yield Line()
    yield Line((Styled(count(len(notices), "Warning"), Style.STRONG),), indent=2, hanging=4)
    for warning in notices:
        spans = (
            Styled(clip(statement(warning), setting.marks)),
            Styled(f"  [{warning.rule.id}]", Style.FAINT),
        )
        yield Line(spans, 4, 6, label=(Styled("!", Style.OPEN),))
        yield from _places(warning, setting, 6)
    yield from and_more(more, 4)


def verdict_spans(control: ControlReport) -> tuple[Styled, ...]:
    """The verdict, and with a PASS how much speaks against the evidence that it stands on."""
    against = len(integrity_warnings(control)) if control.verdict is Verdict.PASS else 0
    told = (Styled(f", with {count(against, 'integrity warning')}", Style.OPEN),) if against else ()
    return (verdict_span(control.verdict), *told)


def rests_on(controls: Sequence[ControlReport]) -> Line:
    """How many values, in how many files, the proof of the controls that pass rests on."""
    proof = [finding for control in controls for link in control.links for finding in link.findings]
    places = {place.location for finding in proof for place in finding.places}
    files = len({place.file for place in places})
    told = f"Rests on {count(len(places), 'value')} in {count(files, 'file')}; that the files are what AWS"
    return Line((Styled(f"{told} answered is for the auditor to judge", Style.FAINT),), indent=2, hanging=4)


def deciding(control: ControlReport) -> list[LinkReport]:
    """The links that stand against PASS, the ones that refute before those that are open.

    Where it is open whether the control applies, nothing refutes it.
    """
    first = control.links[:1]
    if first and first[0].link == LinkName.ACCOUNT and first[0].outcome is not Outcome.SATISFIED:
        return [*first]
    refuting = [link for link in control.links if link.outcome is Outcome.VIOLATED and not link.is_beyond]
    return refuting or [link for link in control.links if link.outcome is Outcome.UNKNOWN]


def further_defects(control: ControlReport) -> Iterator[Line]:
    """How many links are refuted behind the one that decides, so that all can be mended at once."""
    names = [link.link for link in control.links if link.is_beyond and link.outcome is Outcome.VIOLATED]
    if names:
        said = f"also: {count(len(names), 'further defect')}, at {', '.join(names)}"
        yield Line((Styled(said),), indent=2, hanging=4)


def whose(assessment: Assessment) -> str:
    """The account as people are told it."""
    return assessment.account if assessment.account is not None else "unknown"


def _shown(value: JSON, marks: Marks) -> str:
    """A text between backticks, as in messages; anything else as JSON."""
    if isinstance(value, str):
        return clip(f"`{value}`", marks, _TEXT_LIMIT)
    return clip(json.dumps(value, ensure_ascii=False), marks, _TREE_LIMIT)
