"""Laws of the whole analysis: findings can be looked up, and nothing in the evidence raises."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import jmespath
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer import analyze
from analyzer.assessment import ControlReport, Report, choose
from analyzer.errors import UsageError
from analyzer.evidence import JSON, Citation
from analyzer.evidence.decode import read
from analyzer.reports.formats import json as json_report
from analyzer.reports.view import overall
from analyzer.verdict import Outcome, Verdict
from tests.support.accounts.build import Case, bases, build, cases, write
from tests.support.laws import thinned

GOOD = bases()
CASES = cases()
EVERY = choose(every=True)
relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))


def controls(report: Report) -> list[ControlReport]:
    return [control for assessment in report.assessments for control in assessment.controls]


def cited(report: Report) -> Iterator[Citation]:
    """Every place that the report cites, with what it says stands there."""
    for control in controls(report):
        for link in control.links:
            for finding in (*link.findings, *link.others):
                yield from finding.places
        for notice in control.warnings:
            yield from notice.places


def at_pointer(value: JSON, pointer: str) -> JSON:
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)]
        else:
            assert isinstance(value, dict), pointer
            value = value[name]
    return value


def content(path: Path) -> JSON:
    """What a file holds: its document, or the list of its documents."""
    documents = read(path.read_bytes()).documents
    return documents[0].value if len(documents) == 1 else [document.value for document in documents]


@pytest.mark.parametrize("case", thinned(CASES, every=12), ids=lambda case: case.name)
def test_every_place_and_expression_returns_the_value_relied_on(case: Case, tmp_path: Path) -> None:
    report = analyze([write(build(case, GOOD), tmp_path)])
    found = [place for place in cited(report) if place.readable]
    for place in found:
        whole = content(Path(place.location.file))
        assert at_pointer(whole, place.location.pointer) == place.value
        assert place.expression is not None
        assert jmespath.search(place.expression, whole) == place.value
    assert found or any(control.verdict is Verdict.INCONCLUSIVE for control in controls(report))


# The evidence has all that AWS tells of these; no further command would settle what they leave open.
TOLD_IN_FULL = {"log-group-class", "drowned-elsewhere"}


@pytest.mark.parametrize("case", thinned(CASES, every=12), ids=lambda case: case.name)
def test_a_verdict_is_told_to_its_end(case: Case, tmp_path: Path) -> None:
    """PASS shows a proof for every link, FAIL a refutation, INCONCLUSIVE a command that would settle it."""
    for control in controls(analyze([write(build(case, GOOD), tmp_path)])):
        outcomes = [link.outcome for link in control.links]
        match control.verdict:
            case Verdict.PASS:
                assert set(outcomes) == {Outcome.SATISFIED}
                assert all(finding.places for link in control.links for finding in link.findings)
                assert all(link.findings for link in control.links)
            case Verdict.FAIL:
                refuted = [link for link in control.links if link.outcome is Outcome.VIOLATED]
                assert refuted
                assert all(finding.places for link in refuted for finding in link.findings)
            case Verdict.INCONCLUSIVE:
                told = {finding.rule.id for link in control.links for finding in link.findings}
                assert control.requests or told & TOLD_IN_FULL
                assert all(request.arguments[0] == "aws" for request in control.requests[1:])


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        # Without its types the operation tells of metric alarms only (API_DescribeAlarmHistory).
        (
            "composite-and",
            "aws cloudwatch describe-alarm-history --alarm-name page-security"
            " --alarm-types MetricAlarm CompositeAlarm",
        ),
        ("composite-enabled-not-said", "aws cloudwatch describe-alarms --alarm-types MetricAlarm"),
        ("alarm-actions-enabled-not-said", "aws cloudwatch describe-alarms --alarm-types MetricAlarm"),
    ],
)
def test_what_is_asked_for_settles_the_matter(name: str, asked: str, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == name)
    (control,) = controls(analyze([write(build(case, GOOD), tmp_path)]))
    assert [request.command for request in control.requests if request.command.startswith(asked)]
    assert all(
        "describe-alarms" in request.command or "history" in request.command for request in control.requests
    )


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("binding-names-by-hand-two-trails", {"assumed-trail"}),
        ("binding-names-with-a-label", {"assumed-trail", "assumed-region"}),
        ("binding-names-are-command-lines", set()),
    ],
)
def test_a_name_that_spells_more_than_the_resource_is_told(
    name: str, codes: set[str], tmp_path: Path
) -> None:
    case = next(case for case in CASES if case.name == name)
    (control,) = controls(analyze([write(build(case, GOOD), tmp_path)]))
    assert {one.rule.id for one in control.warnings if one.rule.id.startswith("assumed-")} == codes


@relaxed
@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "evidence").write_bytes(data)
        report = analyze([Path(folder)])
    assert all(control.verdict is Verdict.INCONCLUSIVE for control in controls(report))
    json.loads(json_report.render(report))


ODD_TEXTS = ["", "arn:aws:sns:us-east-1:111111111111:x", "arn:aws:logs:::log-group:", "{ $.x = 1 }", "1e999"]
numbers = st.integers() | st.floats(allow_nan=False)
scalars = st.none() | st.booleans() | numbers | st.text(max_size=8) | st.sampled_from(ODD_TEXTS)
anything: st.SearchStrategy[JSON] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


Steps: TypeAlias = tuple[str | int, ...]  # from the root of a document to a place in it


def places_in(value: JSON, pointer: Steps = ()) -> Iterator[Steps]:
    yield pointer
    items: Iterable[tuple[str | int, JSON]] = ()
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield from places_in(inner, (*pointer, key))


def replaced(value: JSON, pointer: Steps, new: JSON) -> JSON:
    if not pointer:
        return new
    head, rest = pointer[0], pointer[1:]
    if isinstance(value, dict):
        return {name: replaced(item, rest, new) if name == head else item for name, item in value.items()}
    assert isinstance(value, list)
    return [replaced(item, rest, new) if index == head else item for index, item in enumerate(value)]


@relaxed
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_any_value_in_any_place_raises_nothing(base: str, data: st.DataObject) -> None:
    files = dict(GOOD[base])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(files)))
        where = data.draw(st.sampled_from(list(places_in(files[path]))))
        files[path] = replaced(files[path], where, data.draw(anything))
    with TemporaryDirectory() as folder:
        for path, document in files.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(document))
        report = analyze([Path(folder)])
    json.loads(json_report.render(report))


@relaxed
@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_file_cut_anywhere_never_turns_the_verdict_round(base: str, data: st.DataObject) -> None:
    files = {path: json.dumps(document, indent=4).encode() for path, document in GOOD[base].items()}
    path = data.draw(st.sampled_from(sorted(files)))
    files[path] = files[path][: data.draw(st.integers(0, len(files[path])))]
    with TemporaryDirectory() as folder:
        report = analyze([write(files, Path(folder))])
    assert Verdict.FAIL not in [control.verdict for control in controls(report)]


@pytest.mark.parametrize("case", thinned(CASES[::3], every=12), ids=lambda case: case.name)
def test_controls_judged_together_come_out_as_alone(case: Case, tmp_path: Path) -> None:
    """Evidence is read once for all controls; what one needs of it never changes what another gets."""
    folder = write(build(case, GOOD), tmp_path)
    together = analyze([folder], controls=(*EVERY, *choose(benchmark="1.3.0")))
    for index in (0, 5, 9, 14):
        alone = analyze([folder], controls=[EVERY[index]])
        found = [assessment.controls[index] for assessment in together.assessments]
        assert found == [assessment.controls[0] for assessment in alone.assessments]
    assert together.evidence == alone.evidence


def test_a_control_can_be_given_as_it_is(tmp_path: Path) -> None:
    folder = write({path: json.dumps(doc).encode() for path, doc in GOOD["regions"].items()}, tmp_path)
    (choice,) = choose()
    assert (
        analyze([folder], controls=[choice.control])
        == analyze([folder], controls=[choice])
        == analyze([folder])
    )


def test_no_controls_prove_nothing(tmp_path: Path) -> None:
    folder = write({path: json.dumps(doc).encode() for path, doc in GOOD["regions"].items()}, tmp_path)
    assert overall(analyze([folder], controls=[])) is Verdict.INCONCLUSIVE


def test_a_path_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not there"):
        analyze([tmp_path / "absent"])


def test_one_file_given_twice_counts_once(tmp_path: Path) -> None:
    folder = write({path: json.dumps(doc).encode() for path, doc in GOOD["regions"].items()}, tmp_path)
    once, twice = analyze([folder]), analyze([folder, *sorted(folder.rglob("*.json"))])
    assert [a.controls[0].verdict for a in once.assessments] == [Verdict.PASS]
    assert json_report.render(once) == json_report.render(twice)
