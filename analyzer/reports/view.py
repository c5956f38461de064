"""The one sorted view of a report that every format renders, and what a whole run comes to.

Order that has a meaning stays: links in order of the chain, findings as the link tells them,
requests by what settles most. All else is sorted by what it says, never by where it was met.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from analyzer.assessment import (
    Assessment,
    BundleEntry,
    ControlReport,
    EvidenceEntry,
    LinkReport,
    Report,
    UnusableInput,
)
from analyzer.evidence import Citation
from analyzer.findings import Finding, Notice
from analyzer.reports.shortened import shortened, shortened_place
from analyzer.reports.words import statement, words
from analyzer.rules.states import PACKAGING, UNREADABLE, UNRECOGNISED
from analyzer.verdict import Verdict

_Told = TypeVar("_Told")

# States of a file in which no AWS answer was recognised; see EvidenceEntry.
SAYS_NOTHING = frozenset({UNREADABLE, UNRECOGNISED, PACKAGING})


class View(NamedTuple):
    """A report in the order in which it is told.

    `verdict` is what the run comes to: the exit status of the program follows it.
    `recognised` tells whether any file holds an answer of AWS, if only an error.
    `states` counts the files of the evidence by state, sorted by state.
    """

    assessments: tuple[Assessment, ...]
    evidence: tuple[EvidenceEntry, ...]
    bundles: tuple[BundleEntry, ...]
    unusable: tuple[UnusableInput, ...]
    verdict: Verdict
    recognised: bool
    states: tuple[tuple[str, int], ...]


def view(report: Report) -> View:
    """The sorted view of `report`."""
    evidence = tuple(sorted(map(_evidence, report.evidence), key=lambda entry: (entry.file, entry.sha256)))
    return View(
        assessments=tuple(sorted(map(_assessment, report.assessments), key=_account_order)),
        evidence=evidence,
        bundles=tuple(sorted(map(_bundle, report.bundles), key=lambda entry: entry.path)),
        unusable=tuple(sorted(map(_unusable, report.unusable))),
        verdict=overall(report),
        recognised=any(entry.state not in SAYS_NOTHING for entry in evidence),
        states=tuple(sorted(Counter(entry.state.title for entry in evidence).items())),
    )


def overall(report: Report) -> Verdict:
    """FAIL if any control fails, PASS if some pass and no other applies, INCONCLUSIVE otherwise.

    Where no control applies to any account, that is what the run comes to. An input that gave no usable
    evidence may be an account that fails, so that without it nothing passes.
    """
    verdicts = {control.verdict for assessment in report.assessments for control in assessment.controls}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    settled = verdicts <= {Verdict.PASS, Verdict.NOT_APPLICABLE} and not report.unusable
    if not verdicts or not settled or not all(assessment.controls for assessment in report.assessments):
        return Verdict.INCONCLUSIVE
    return Verdict.PASS if Verdict.PASS in verdicts else Verdict.NOT_APPLICABLE


def _account_order(assessment: Assessment) -> tuple[bool, str]:
    return (assessment.account is None, assessment.account or "")


def _assessment(assessment: Assessment) -> Assessment:
    return assessment._replace(controls=tuple(sorted(map(_control, assessment.controls), key=_control_order)))


def _control_order(control: ControlReport) -> tuple[object, ...]:
    """By number, as the benchmark has them; those of a company's own last, by name."""
    return (not control.number, _whole(control.number), control.control, _whole(control.benchmark))


def _whole(dotted: str) -> list[int]:
    return [int(part) if part.isdecimal() else 0 for part in dotted.split(".")]


def _control(control: ControlReport) -> ControlReport:
    return control._replace(
        numbers=tuple(sorted(control.numbers, key=_version_order)),
        links=tuple(map(_link, control.links)),
        warnings=_each_once(map(_notice, control.warnings), _notice_order),
        requests=tuple(dict.fromkeys(control.requests)),
    )


def _version_order(numbered: tuple[str, str]) -> tuple[list[int], str, str]:
    versions, number = numbered
    return (_whole(versions.partition("-")[0]), versions, number)


def _link(link: LinkReport) -> LinkReport:
    deciding = None if link.deciding is None else _finding(link.deciding)
    beside = tuple(map(_finding, link.beside))
    told = {_finding_order(_finding(finding)) for finding in link.findings}
    others = [_finding(finding) for finding in link.others]
    new = [finding for finding in others if _finding_order(finding) not in told]
    return link._replace(deciding=deciding, beside=beside, others=_each_once(new, _finding_order))


def _finding(finding: Finding) -> Finding:
    places = tuple(map(shortened_place, finding.places))
    related = _each_once(places[1:], _place_order)
    return finding._replace(places=(*places[:1], *related), counterexample=shortened(finding.counterexample))


def _notice(notice: Notice) -> Notice:
    places = tuple(map(shortened_place, notice.places))
    return notice._replace(places=places, counterexample=shortened(notice.counterexample))


def _unusable(entry: UnusableInput) -> UnusableInput:
    return entry._replace(reason=words(entry.reason))


def _evidence(entry: EvidenceEntry) -> EvidenceEntry:
    return entry._replace(problems=tuple(sorted(set(map(words, entry.problems)))))


def _bundle(entry: BundleEntry) -> BundleEntry:
    return entry._replace(problems=tuple(sorted(set(entry.problems))))


def _each_once(items: Iterable[_Told], order: Callable[[_Told], tuple[object, ...]]) -> tuple[_Told, ...]:
    found = {order(item): item for item in items}
    return tuple(found[key] for key in sorted(found))


def _place_order(place: Citation) -> tuple[str, str, str]:
    value = place.value
    # No other value is written with a quote in front: texts, which most are, need no writing.
    told = f'"{value}' if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return (place.location.file, place.location.pointer, told)


def _finding_order(finding: Finding) -> tuple[object, ...]:
    places = tuple(map(_place_order, finding.places))
    return (places[:1], finding.rule.id, finding.outcome.value, statement(finding), places[1:])


def _notice_order(notice: Notice) -> tuple[object, ...]:
    return (notice.rule.id, statement(notice), tuple(map(_place_order, notice.places)))
