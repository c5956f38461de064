"""The catalogue of controls for people: a table of all of them, or everything that is known of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from analyzer.controls import AlarmPrescription, Control, KnownIssue, Part, PrescribedPattern, Recommendation
from analyzer.controls.changes import Change, KnownControl
from analyzer.patterns import Relation, parse
from analyzer.patterns.event_summary import told_event
from analyzer.reports.document import Line, Style, Styled, Verbatim, count

_OWN = "own"  # in the column of numbers, for a control of a company's own


def lay_out_table(controls: Sequence[Control]) -> Iterator[Line]:
    """One control a line: its number in each range of versions that number alike, its level, its title."""
    columns = _columns(controls)
    rows = [_row(control, columns) for control in controls]
    heads = [*(f"{run[0]}-{run[-1]}" if len(run) > 1 else run[0] for run in columns), "level"]
    widths = [max(map(len, cells)) for cells in zip(heads, *rows, strict=True)]
    yield Line((Styled(_joined(heads, widths), Style.STRONG), Styled("  control", Style.STRONG)), hanging=2)
    hanging = sum(widths) + 2 * len(widths)
    for cells, control in zip(rows, controls, strict=True):
        yield Line((Styled(_joined(cells, widths)), Styled(f"  {control.slug}", Style.STRONG)), 0, hanging)
        yield Line((Styled(control.title, Style.FAINT),), hanging, hanging)


def _columns(controls: Sequence[Control]) -> list[list[str]]:
    """The versions in order, those in which every control has the same number together."""
    benchmarked = [control for control in controls if control.recommendations]
    versions = list(dict.fromkeys(version for control in benchmarked for version, _ in control.numbers))
    chosen = {control.benchmark for control in benchmarked if control.benchmark}
    versions = sorted(versions, key=_order) if not chosen else [v for v in versions if v in chosen]
    numbers = {v: [dict(control.numbers).get(v) for control in benchmarked] for v in versions}
    return [list(run) for _, run in groupby(versions, key=lambda version: numbers[version])]


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _row(control: Control, columns: Sequence[Sequence[str]]) -> list[str]:
    numbers = dict(control.numbers)
    cells = [numbers.get(run[0], "" if control.recommendations else _OWN) for run in columns]
    return [*cells, "" if control.level is None else str(control.level)]


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))


def lay_out_control(known: KnownControl) -> Iterator[Line]:
    """Numbers, other ids, patterns, the alarm, how the patterns changed, and what to know of them."""
    control = known.control
    yield Line((Styled(control.slug, Style.STRONG),), hanging=2)
    for told in (control.title, known.understood):
        yield Line((Styled(told, Style.FAINT),), 2, 4)
    yield Line()
    for name, told in _facts(control):
        yield Line((Styled(told),), 2, 18, label=(Styled(name, Style.FAINT),))
    yield from _recommendations(control)
    yield from _patterns(control)
    yield from _changed(known.changes)
    yield from _known_issues("Known defects", control.defects)
    yield from _known_issues("Notes", control.notes)


def _facts(control: Control) -> Iterator[tuple[str, str]]:
    if control.cross_references.security_hub:
        yield "Security Hub", control.cross_references.security_hub
    if control.cross_references.cce:
        yield "CCE", control.cross_references.cce
    if control.cross_references.nist_800_53:
        yield "NIST 800-53", ", ".join(control.cross_references.nist_800_53)
    for version, catalogue, numbers in control.cross_references.cis_controls:
        yield f"CIS Controls {catalogue}", f"{', '.join(numbers)} (benchmark {version})"
    yield "events of", ", ".join(control.event_sources) or "any service"
    yield "alarm", alarm(control.alarm)


def alarm(prescribed: AlarmPrescription) -> str:
    """The prescribed alarm in a line."""
    periods = count(prescribed.evaluation_periods, "evaluation period")
    limit = f"{prescribed.comparison} {prescribed.threshold:g}"
    return f"{prescribed.statistic} over {prescribed.period} s, {periods}, {limit}"


def _recommendations(control: Control) -> Iterator[Line]:
    if not control.recommendations:
        return
    yield from _heading("In the benchmark")
    for _, run in groupby(control.recommendations, key=_same):
        recommendations = list(run)
        first, last = recommendations[0], recommendations[-1]
        versions = first.benchmark if first is last else f"{first.benchmark}-{last.benchmark}"
        disputed = ", ".join(f"{name} {value} in another copy" for name, value in first.disputed)
        names = ", ".join(_named(text) for text in first.texts)
        told = f"{first.number}  level {first.level}, {first.assessment}; {names}"
        spans = (Styled(told), Styled(f" ({disputed})" if disputed else "", Style.FAINT))
        yield Line(spans, 4, 18, label=(Styled(versions),))


def _same(recommendation: Recommendation) -> tuple[object, ...]:
    texts = tuple(text.name for text in recommendation.texts)
    return (
        recommendation.number,
        recommendation.level,
        recommendation.assessment,
        recommendation.disputed,
        texts,
    )


def _named(text: PrescribedPattern) -> str:
    return text.name if text.part is Part.BOTH else f"{text.name} ({text.part.value})"


def _patterns(control: Control) -> Iterator[Line]:
    """Every pattern that some version prescribes, the newest last, and the events that are meant."""
    known = {
        text.name: text.text for recommendation in control.recommendations for text in recommendation.texts
    }
    known |= {text.name: text.text for text in control.texts}
    yield from _heading("Pattern" if len(known) == 1 else "Patterns")
    for name, text in known.items():
        yield Line((Styled(name),), 4, 6)
        yield Line((Verbatim(text),), 6, 6)
    if control.intent.reason:
        yield Line((Styled(f"what is meant: {control.intent.reason}"),), 4, 6)
        yield Line((Verbatim(control.intent.pattern),), 6, 6)


def _changed(found: Sequence[Change]) -> Iterator[Line]:
    if not found:
        return
    yield from _heading("How the pattern changed")
    for change in found:
        told = f"{change.after} {_relation(change.comparison.relation)} {change.before}"
        yield Line((Styled(told), Styled(f"  {change.new.name}, {change.old.name}", Style.FAINT)), 4, 6)
        both = [parse(change.new.text), parse(change.old.text)]
        for version, event in (
            (change.after, change.comparison.only_left),
            (change.before, change.comparison.only_right),
        ):
            if event is not None:
                yield Line((Styled(f"only {version} counts {told_event(event, both)}"),), 6, 8)
        for reason in change.comparison.reasons:
            yield Line((Styled(f"undecided because of {reason}"),), 6, 8)


def _relation(relation: Relation) -> str:
    match relation:
        case Relation.EQUIVALENT:
            return "is equivalent to"
        case Relation.BROADER | Relation.NARROWER:
            return f"is {relation.value} than"
        case Relation.DISJOINT | Relation.OVERLAPPING:
            return f"is {relation.value} with"
        case Relation.UNDECIDED:
            return "could not be compared with"


def _known_issues(heading: str, issues: Sequence[KnownIssue]) -> Iterator[Line]:
    if not issues:
        return
    yield from _heading(heading)
    for issue in issues:
        versions = f"{issue.versions[0]} to {issue.versions[-1]}: " if issue.versions else ""
        spans = (Styled(f"{versions}{issue.sentence}"), Styled(f"  [{issue.code}]", Style.FAINT))
        yield Line(spans, 4, 6)
        if issue.event:
            counts = "counts" if issue.counted else "does not count"
            yield Line((Styled(counts, Style.FAINT), Styled(f" {issue.event}")), 6, 8)


def _heading(text: str) -> Iterator[Line]:
    yield Line()
    yield Line((Styled(text, Style.STRONG),), 2, 4)
