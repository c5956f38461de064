"""Laws of the catalogue; the pattern engine is the oracle for what a pattern counts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from analyzer.controls import (
    Control,
    KnownIssue,
    Recommendation,
    all_controls,
    benchmark_version,
    benchmarks,
    controls_of,
    load_control,
)
from analyzer.controls.catalogue import DEFAULT_CONTROL, slugs
from analyzer.controls.model import version_order
from analyzer.errors import UsageError
from analyzer.patterns import Entailed, Relation, compare, difference, matches, parse
from analyzer.patterns.facts import CLOUDTRAIL, Grade

CONTROLS = all_controls()
RECOMMENDATIONS = [
    (control, recommendation) for control in CONTROLS for recommendation in control.recommendations
]
DEFECTS = [(control, issue) for control in CONTROLS for issue in control.defects]
NOTES = [(control, issue) for control in CONTROLS for issue in control.notes]
DOCUMENTED = tuple(fact for fact in CLOUDTRAIL if fact.grade is Grade.DOCUMENTED)


def named(value: object) -> str | None:
    match value:
        case Control(slug=name) | Recommendation(benchmark=name) | KnownIssue(code=name):
            return name
    return None


def texts_of(control: Control) -> dict[str, str]:
    return {
        text.name: text.text for recommendation in control.recommendations for text in recommendation.texts
    }


def test_the_catalogue_is_what_its_files_hold() -> None:
    assert {control.slug for control in CONTROLS} == set(slugs())
    assert len(CONTROLS) == 15


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_a_control_stands_in_the_file_of_its_slug(control: Control) -> None:
    assert load_control(control.slug) == control


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_each_pattern_and_each_intent_parses(control: Control) -> None:
    for text in (
        *texts_of(control).values(),
        *(recommendation.intent.pattern for recommendation in control.recommendations),
    ):
        parse(text)


@pytest.mark.parametrize("benchmark", [one.version for one in benchmarks()])
def test_each_version_is_complete(benchmark: str) -> None:
    (told,) = (one for one in benchmarks() if one.version == benchmark)
    numbers = [_number(control, benchmark) for control in controls_of(benchmark)]
    assert numbers == [f"{told.section}.{at}" for at in range(1, told.controls + 1)]


def _number(control: Control, benchmark: str) -> str:
    return dict(control.numbers)[benchmark]


def test_ids_are_unique() -> None:
    ids = [one for control in CONTROLS for one in (control.slug, *control.other_ids)]
    numbers = [f"{recommendation.benchmark}/{recommendation.number}" for _, recommendation in RECOMMENDATIONS]
    titles = [control.title for control in CONTROLS]
    assert not [one for one, count in Counter((*ids, *numbers, *titles)).items() if count > 1]


def test_controls_come_in_order_of_number() -> None:
    for benchmark in benchmarks():
        numbers = [version_order(_number(c, benchmark.version)) for c in controls_of(benchmark.version)]
        assert numbers == sorted(numbers)


@pytest.mark.parametrize(("control", "recommendation"), RECOMMENDATIONS, ids=named)
def test_each_prescribed_text_counts_every_event_of_its_intent(
    control: Control, recommendation: Recommendation
) -> None:
    """Else a filter exactly as prescribed would lack the effect, and the intent would ask for too much."""
    for text in recommendation.texts:
        found = difference([parse(recommendation.intent.pattern)], [parse(text.text)], facts=DOCUMENTED)
        assert isinstance(found, Entailed), (control.slug, recommendation.benchmark, text.name)


@pytest.mark.parametrize("control", [c for c in CONTROLS if c.event_sources], ids=named)
def test_the_events_of_the_intent_come_from_the_event_sources(control: Control) -> None:
    sources = [parse(f'{{ $.eventSource = "{source}" }}') for source in control.event_sources]
    for recommendation in control.recommendations:
        assert isinstance(
            difference([parse(recommendation.intent.pattern)], sources, facts=DOCUMENTED), Entailed
        )


@pytest.mark.parametrize("control", [c for c in CONTROLS if not c.event_sources], ids=named)
def test_a_control_without_event_sources_is_about_several_services(control: Control) -> None:
    intent = parse(control.intent.pattern)
    for source in ("kms.amazonaws.com", "ec2.amazonaws.com"):
        asked = parse(f'{{ $.eventSource != "{source}" }}')
        assert not isinstance(difference([intent], [asked], facts=DOCUMENTED), Entailed)


@pytest.mark.parametrize(("control", "issue"), [*DEFECTS, *NOTES], ids=named)
def test_what_a_known_issue_says_of_its_event_is_so(control: Control, issue: KnownIssue) -> None:
    texts = texts_of(control)
    if issue.event:
        assert {matches(texts[name], issue.event) for name in issue.patterns} == {issue.counted}
    else:
        assert issue.counted is None


@pytest.mark.parametrize(("control", "issue"), DEFECTS, ids=named)
def test_a_defect_shows_an_event_on_which_text_and_newest_intent_differ(
    control: Control, issue: KnownIssue
) -> None:
    assert issue.event
    assert matches(control.intent.pattern, issue.event) is not issue.counted


@pytest.mark.parametrize(("control", "issue"), NOTES, ids=named)
def test_a_note_shows_an_event_on_which_text_and_newest_intent_agree(
    control: Control, issue: KnownIssue
) -> None:
    if issue.event:
        assert matches(control.intent.pattern, issue.event) is issue.counted


# A text that counts more than the intent although no event that CloudTrail writes shows it: the names
# of the events belong to one service alone.
ONE_SERVICE_ONLY = {"cloudtrail-config-changes", "nacl-changes", "network-gateway-changes"}


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_every_text_that_differs_from_the_newest_intent_has_a_defect(control: Control) -> None:
    told = {name for issue in control.defects for name in issue.patterns}
    intent = parse(control.intent.pattern)
    apart = {
        name
        for name, text in texts_of(control).items()
        if compare(parse(text), intent).relation is not Relation.EQUIVALENT
    }
    assert told == (set() if control.slug in ONE_SERVICE_ONLY else apart)
    assert bool(apart) >= (control.slug in ONE_SERVICE_ONLY)


@pytest.mark.parametrize("control", CONTROLS, ids=named)
def test_an_intent_other_than_the_text_says_why(control: Control) -> None:
    for recommendation in control.recommendations:
        if not recommendation.intent.reason:
            assert [text.text for text in recommendation.texts] == [recommendation.intent.pattern]


def test_a_known_issue_names_the_versions_that_prescribe_its_patterns() -> None:
    control = load_control("unauthorized-api-calls")
    found = {issue.code: issue.versions for issue in control.defects}
    assert found["counts-nearly-everything"] == ("1.3.0", "1.4.0", "1.5.0")
    assert found["counts-log-delivery"] == ("1.1.0", "1.2.0")
    assert [issue.code for issue in control.known_issues_of("1.4.0")] == [
        "counts-nearly-everything",
        "security-hub-older-text",
    ]


@pytest.mark.parametrize(
    ("slug", "older", "newer", "relation"),
    [
        ("unauthorized-api-calls", "1.2.0", "1.3.0", Relation.BROADER),
        ("unauthorized-api-calls", "1.5.0", "2.0.0", Relation.NARROWER),
        ("unauthorized-api-calls", "1.2.0", "2.0.0", Relation.NARROWER),
        ("security-group-changes", "4.0.1", "5.0.0", Relation.BROADER),
        ("route-table-changes", "2.0.0", "3.0.0", Relation.NARROWER),
    ],
)
def test_how_a_text_changed(slug: str, older: str, newer: str, relation: Relation) -> None:
    control = load_control(slug)
    assert compare(parse(control.at(newer).pattern), parse(control.at(older).pattern)).relation is relation


@pytest.mark.parametrize(
    ("slug", "version", "spelt_out"),
    [
        (
            "unauthorized-api-calls",
            "2.0.0",
            '{ ($.errorCode = "*UnauthorizedOperation") || (($.errorCode = "AccessDenied*") && '
            '($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket")) }',
        ),
        (
            "route-table-changes",
            "3.0.0",
            "{ (($.eventSource = ec2.amazonaws.com) && ($.eventName = CreateRoute)) || "
            "$.eventName = CreateRouteTable || $.eventName = ReplaceRoute || $.eventName = DeleteRoute || "
            "$.eventName = ReplaceRouteTableAssociation || $.eventName = DeleteRouteTable || "
            "$.eventName = DisassociateRouteTable }",
        ),
    ],
)
def test_a_text_without_parentheses_means_what_its_defect_says(
    slug: str, version: str, spelt_out: str
) -> None:
    text = load_control(slug).at(version).pattern
    assert compare(parse(text), parse(spelt_out)).relation is Relation.EQUIVALENT


@pytest.mark.parametrize(
    "broken",
    [
        "{ ($.eventName = ConsoleLogin) && ($.errorMessage = Failed authentication) }",
        "{ ($.eventName = PutGroupPolicy) || ($eventName = PutRolePolicy) }",
        '{ ($.eventSource = organizations.amazonaws.com) && ($.eventName = AcceptHandshake") }',
    ],
)
def test_the_broken_copies_that_notes_speak_of_are_no_patterns(broken: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse(broken)


def test_the_default_control_has_the_names_that_the_chain_reads() -> None:
    control = load_control()
    assert control.slug == DEFAULT_CONTROL
    assert control.number_ranges == (("1.1.0-1.2.0", "3.6"), ("1.3.0-5.0.0", "4.6"), ("6.0.0-7.0.0", "5.6"))
    assert control.other_ids == ("CCE-79191-3", "CloudWatch.6")
    assert control.profile == 2
    assert control.pattern == control.intent.pattern == control.texts[0].text


def test_a_control_of_a_version_has_that_versions_text_and_level() -> None:
    older = load_control("unauthorized-api-calls").at("1.2.0")
    assert (older.benchmark, older.level, older.texts[0].name) == ("1.2.0", 1, "plain")
    assert older.intent.pattern == older.pattern
    assert older.at("7.0.0").texts == load_control("unauthorized-api-calls").texts


def test_a_version_without_the_control_is_refused() -> None:
    with pytest.raises(
        UsageError, match=r"^`organizations-changes` is not in cis-aws-1\.2\.0: expected one of"
    ):
        load_control("organizations-changes").at("1.2.0")


def test_an_unknown_slug_is_refused() -> None:
    with pytest.raises(UsageError, match=r"^no control `no-such`: expected one of aws-config-changes, "):
        load_control("no-such")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        *(
            (text, "5.0.0")
            for text in ("5.0.0", "v5.0.0", "cis-aws-5.0.0", " CIS-AWS-5.0.0 ", "5", "5.0", "v5")
        ),
        ("CIS Amazon Web Services Foundations Benchmark v1.5.0", "1.5.0"),
        ("CIS AWS 2.0", "2.0.0"),
        ("cis-aws-foundations-benchmark/v/3.0.0", "3.0.0"),
        ("Latest", "7.0.0"),
    ],
)
def test_a_benchmark_may_be_written_in_several_ways(text: str, version: str) -> None:
    assert benchmark_version(text) == version


@pytest.mark.parametrize(("text", "versions"), [("1", 5), ("4", 2), ("4.0", 2)])
def test_a_short_version_that_means_several_is_refused_with_them(text: str, versions: int) -> None:
    """Their controls have other numbers, so none of them is taken for granted."""
    with pytest.raises(UsageError) as refused:
        benchmark_version(text)
    assert str(refused.value).startswith(f"benchmark `{text}`: expected one version, got {versions}: name ")
    assert str(refused.value).count("cis-aws-") == versions


@pytest.mark.parametrize(
    ("text", "near"), [("5.0.1", "`5.0.0`"), ("lastest", "`latest`"), ("cis-aws-2.0.1", "`2.0.0`")]
)
def test_a_benchmark_that_is_nearly_one_is_refused_with_that(text: str, near: str) -> None:
    with pytest.raises(UsageError, match="did you mean .*" + near):
        benchmark_version(text)


@pytest.mark.parametrize("text", ["", "8", "5.", ".", "cis-aws-9.9.9", "../1.1.0"])
def test_an_unknown_benchmark_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"^no benchmark `.*`: expected one of cis-aws-1\.1\.0, "):
        controls_of(text)


@pytest.mark.parametrize(
    "path",
    sorted((Path(__file__).parents[2] / "analyzer/controls/data").glob("*.toml")),
    ids=lambda path: path.stem,
)
def test_no_line_of_a_data_file_is_too_long_to_review(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert max(map(len, text.splitlines())) <= 180
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
