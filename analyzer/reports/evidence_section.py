"""The end of the report for people: what was read, what its packaging says, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.assessment import BundleEntry, EvidenceEntry
from analyzer.evidence import IntegrityStatus
from analyzer.reports.document import Layout, Line, Style, Styled, clip, count, verdict_span
from analyzer.reports.view import View
from analyzer.reports.words import words
from analyzer.rules import SEALS
from analyzer.rules.states import UNRECOGNISED

_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")  # as the collector writes times
_FEW = 3  # problems of one file that are shown
_MANY = 10  # files with problems that are shown


def unusable(told: View, setting: Layout) -> Iterator[Line]:
    """The inputs that nothing was judged by, in front of everything: one may be an account that fails."""
    if not told.unusable:
        return
    few = f"{len(told.unusable)} of the inputs" if len(told.unusable) > 1 else "one of the inputs"
    yield Line((verdict_span(told.verdict), Styled(f"  {few} gave no usable evidence")), hanging=2)
    for entry in told.unusable:
        reason = Styled(f": {clip(words(entry.reason), setting.marks)}")
        yield Line((Styled(entry.path, Style.STRONG), reason), indent=2, hanging=4)
    yield Line()


def inventory(told: View, setting: Layout) -> Iterator[Line]:
    """The files of the evidence counted, what vouches for them, and what could not be read."""
    states = ", ".join(f"{number} {state}" for state, number in told.states)
    total = f"  {count(len(told.evidence), 'file')}" + (f": {states}" if states else "")
    yield Line((Styled("Evidence", Style.STRONG), Styled(total)), hanging=2)
    for bundle in told.bundles:
        yield _bundle(bundle, setting)
        yield from _problems(bundle.problems, setting)
    wanting = [entry for entry in told.evidence if entry.problems or entry.state is UNRECOGNISED]
    for entry in wanting[:_MANY]:
        yield _entry(entry)
        yield from _problems(list(map(words, entry.problems)), setting)
    if len(wanting) > _MANY:
        yield Line(
            (Styled(f"and {len(wanting) - _MANY} more with problems", Style.FAINT),), indent=2, hanging=4
        )


def _bundle(bundle: BundleEntry, setting: Layout) -> Line:
    captured = ""
    if bundle.captured is not None:
        captured = f", captured {_period(*bundle.captured, setting)}"
    look = Style.BAD if bundle.seal is IntegrityStatus.BROKEN else Style.PLAIN
    spans = (Styled(f"{bundle.path}: "), Styled(SEALS[bundle.seal].title, look), Styled(captured))
    return Line(spans, indent=2, hanging=4)


def _period(first: str, last: str, setting: Layout) -> str:
    """The two times of the collector for people, the date once where it is one day."""
    if not (_TIME.fullmatch(first) and _TIME.fullmatch(last)):
        return f"{first} {setting.marks.dash} {last}"
    (day, begun), (last_day, ended) = first[:-1].split("T"), last[:-1].split("T")
    return f"{day} {begun} {setting.marks.dash} {'' if day == last_day else last_day + ' '}{ended} UTC"


def _entry(entry: EvidenceEntry) -> Line:
    return Line((Styled(f"{entry.file}: {entry.state.title}"),), indent=2, hanging=4)


def _problems(problems: Sequence[str], setting: Layout) -> Iterator[Line]:
    for problem in problems[:_FEW]:
        yield Line((Styled(clip(problem, setting.marks), Style.FAINT),), indent=4, hanging=6)
    if len(problems) > _FEW:
        yield Line((Styled(f"and {len(problems) - _FEW} more", Style.FAINT),), indent=4, hanging=6)
