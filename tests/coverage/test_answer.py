"""What is told of filters that were given by themselves or that stand in a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from analyzer.aws.logs import MetricFilter, MetricTransformation
from analyzer.aws.record import EvidenceRecord
from analyzer.controls import Intent, PrescribedPattern, load_control
from analyzer.coverage import criteria
from analyzer.coverage.answer import Answer, FilterGroup, answer, answers, of_patterns, of_templates
from analyzer.coverage.publishers import publisher
from analyzer.evidence import Location
from analyzer.patterns import matches_event, parse
from analyzer.patterns.facts import EventOrigin
from analyzer.templates import read_filters

FAILED = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'
OF_USERS, OF_OTHERS = (f'{FAILED[:-1]} && ($.userIdentity.type {how} "IAMUser") }}' for how in ("=", "!="))
OTHER = "{ $.eventName = CreateWidget }"
# The benchmark asks for less here than the control is about.
NARROW = load_control()._replace(
    texts=(PrescribedPattern("narrow", OTHER),),
    intent=Intent("{ $.eventName = CreateWidget || $.eventName = DeleteWidget }", "a rule"),
)


def row(name: str, pattern: str, value: str = "1", metric: str = "m") -> dict[str, Any]:
    made = {"metricName": metric, "metricNamespace": "n", "metricValue": value}
    named = {"filterName": name, "logGroupName": "trail"}
    return {**named, "filterPattern": pattern, "metricTransformations": [made]}


def groups_of(*rows: dict[str, Any]) -> list[FilterGroup]:
    filters = read_filters("filters.json", json.dumps({"metricFilters": rows}).encode())
    return of_templates([(one, parse(one.text or ""), "") for one in filters])


def test_patterns_given_one_by_one_are_filters_of_their_own_that_publish_one() -> None:
    group = of_patterns([parse(FAILED), parse(OTHER)])
    first, second = group.members
    assert group.title == ""
    assert [one.publisher.record.at for one in (first, second)] == [Location("", "/0"), Location("", "/1")]
    assert [first.pattern, second.pattern] == [FAILED, OTHER]
    assert first.publisher.value == 1
    assert (first.publisher.flaw, first.flaw) == (None, "")


def test_filters_count_together_where_they_feed_one_metric() -> None:
    groups = groups_of(row("a", FAILED), row("b", OTHER, metric="other"), row("c", OTHER))
    told = [(group.title, [member.name for member in group.members]) for group in groups]
    assert told == [("n/m", ["a", "c"]), ("n/other", ["b"])]
    assert of_templates([]) == [FilterGroup("", ())]


def test_why_a_filter_may_not_count_is_told_with_its_name() -> None:
    rows = [row("a", FAILED, value="0"), row("b", OTHER)]
    known, unknown = read_filters("filters.json", json.dumps({"metricFilters": rows}).encode())
    (group,) = of_templates([(known, parse(FAILED), ""), (unknown, None, "it is no pattern")])
    assert group.flaws == ("a: it publishes `0`, which adds nothing to the metric", "b: it is no pattern")
    assert [member.publisher.flaw for member in group.members] == [None, "it is no pattern"]


def test_a_yes_claims_what_its_filters_count_and_the_facts_that_it_needs() -> None:
    control = load_control()
    union = [parse(OF_USERS), parse(OF_OTHERS)]
    found = answer(control, of_patterns(union))
    assert found.claim is not None
    assert found.claim.required == (parse(control.intent.pattern),)
    assert found.claim.union == tuple(union)
    assert found.facts
    assert tuple(fact.name for fact in found.claim.facts) == found.facts
    alone = answer(control, of_patterns([parse(FAILED)]))
    assert alone.claim is not None
    assert (alone.facts, alone.claim.facts, alone.beyond) == ((), (), None)


def test_what_is_counted_beside_is_told_of_filters_that_publish() -> None:
    control = load_control()
    (group,) = groups_of(row("a", FAILED), row("b", OTHER))
    found = answer(control, group)
    assert found.answer is Answer.YES
    assert matches_event(OTHER, found.beyond)
    (silent,) = groups_of(row("a", FAILED), row("b", OTHER, value="0"))
    found = answer(control, silent)
    assert (found.answer, found.beyond) == (Answer.YES, None)
    assert found.claim is not None
    assert found.claim.union == (parse(FAILED),)


def test_what_counts_the_events_and_publishes_nothing_for_them_misses_them() -> None:
    (group,) = groups_of(row("a", FAILED, value="0"))
    found = answer(load_control(), group)
    assert (found.answer, found.reasons, found.claim) == (Answer.NO, (), None)
    assert matches_event(FAILED, found.missed)


def test_a_value_from_the_event_leaves_it_open() -> None:
    (group,) = groups_of(row("a", FAILED, value="$.count"))
    found = answer(load_control(), group)
    assert (found.answer, found.reasons, found.missed) == (Answer.UNDECIDED, group.flaws, None)
    assert group.flaws


def test_the_events_are_those_of_the_account() -> None:
    of_account = parse(f'{FAILED[:-1]} && ($.recipientAccountId = "123456789012") }}')
    group = of_patterns([of_account])
    assert answer(load_control(), group).answer is Answer.NO
    assert answer(load_control(), group, EventOrigin("123456789012")).answer is Answer.UNDECIDED
    (silent,) = groups_of(row("a", of_account.source), row("b", OTHER, value="0"))
    found = answer(load_control(), silent, EventOrigin("123456789012"))
    assert found.answer is Answer.UNDECIDED
    assert found.reasons


def test_what_a_fact_of_samples_would_carry_is_open_with_an_event() -> None:
    by = "all required events are counted only if CloudTrail writes them as in known samples: "
    failed = "a failed sign-in is an IAM user's or the root user's, "
    for condition, fact in (
        ('$.recipientAccountId = "123456789012"', "recipientAccountId is the trail's account"),
        (
            '$.userIdentity.accountId = "123456789012"',
            f"{failed}userIdentity.accountId is the trail's account",
        ),
    ):
        pattern = f"{FAILED[:-1]} && ({condition}) }}"
        found = answer(load_control(), of_patterns([parse(pattern)]), EventOrigin("123456789012"))
        assert (found.answer, found.reasons) == (Answer.UNDECIDED, (by + fact,))
        assert matches_event(FAILED, found.missed)
        assert not matches_event(pattern, found.missed)


def test_what_is_missed_is_missed_by_the_filters_together() -> None:
    (group,) = groups_of(row("a", OF_USERS, value="0"), row("b", OTHER))
    found = answer(load_control(), group)
    assert found.answer is Answer.NO
    assert matches_event(OF_OTHERS, found.missed)


def test_a_prescribed_text_may_be_counted_with_a_fact() -> None:
    control = load_control()._replace(intent=Intent("{ $.eventName = ConsoleLogin }", "a rule"))
    found = answer(control, of_patterns([parse(OF_USERS), parse(OF_OTHERS)]))
    assert (found.answer, found.prescribed) == (Answer.YES, control.texts[0].name)
    assert found.facts == ("userIdentity.type is always a text, but where a service acts on its own",)
    assert found.claim is not None
    assert tuple(fact.name for fact in found.claim.facts) == found.facts


def test_each_group_of_a_file_is_answered() -> None:
    groups = groups_of(row("a", FAILED), row("b", OTHER, metric="other"))
    found = answers(load_control(), groups)
    assert [one.answer for one in found] == [Answer.YES, Answer.NO]
    assert [one.group for one in found] == groups
    of_account = parse(f'{FAILED[:-1]} && ($.recipientAccountId = "123456789012") }}')
    (only,) = answers(load_control(), [of_patterns([of_account])], EventOrigin("123456789012"))
    assert only.answer is Answer.UNDECIDED


def test_why_it_is_not_known_whether_everything_is_counted_is_told() -> None:
    maybe = '{ $.eventName != "x*y" || $.eventName = %^x[*]y$% }'
    found = answer(load_control(), of_patterns([parse(FAILED), parse(maybe)]))
    assert found.answer is Answer.UNDECIDED
    assert [reason.split(":")[0] for reason in found.reasons] == ["glob-middle"]


def test_where_a_filter_decides_that_it_is_open_its_flaw_is_told() -> None:
    may_be_one = FAILED.replace("Failed auth", "Failed*auth")
    (silent,) = groups_of(row("a", FAILED, value="0"), row("b", may_be_one))
    (partly,) = groups_of({**row("a", FAILED), "fieldSelectionCriteria": "a"}, row("b", may_be_one))
    for group in (silent, partly):
        found = answer(load_control(), group)
        assert (found.answer, found.reasons) == (Answer.UNDECIDED, group.flaws)
        assert group.flaws


def test_who_counts_everything_is_told_so() -> None:
    found = answer(load_control(), of_patterns([parse("")]))
    assert (found.answer, found.counts_everything, found.missed) == (Answer.NO, True, None)


def test_the_texts_of_a_control_are_read_once_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    made = criteria._criteria

    def counted(texts: tuple[PrescribedPattern, ...], intent: str) -> criteria.FilterCriteria:
        read.append(intent)
        return made(texts, intent)

    monkeypatch.setattr(criteria, "_criteria", counted)
    (group,) = groups_of(row("a", FAILED), row("b", OTHER, value="0"))
    assert answer(load_control(), group).answer is Answer.YES
    assert len(read) == 1


def test_the_place_of_a_filter_is_its_line_or_its_pointer() -> None:
    as_json = json.dumps({"metricFilters": [{"filterPattern": "x", "metricTransformations": []}]})
    as_hcl = 'resource "aws_cloudwatch_log_metric_filter" "one" {\n  pattern = "x"\n}\n'
    places = []
    for name, text in (("filters.json", as_json), ("main.tf", as_hcl)):
        (group,) = of_templates([(one, None, "") for one in read_filters(name, text.encode())])
        places.append(group.members[0].place)
    assert places == ["filters.json#/metricFilters/0/filterPattern", "main.tf:2"]


def test_what_a_pattern_leaves_open_is_told_with_an_event() -> None:
    """Whether the wildcard in the middle is one is an open question of the language."""
    name = '{ $.eventName = "Console*Login" && $.errorMessage = "Failed authentication" }'
    found = answer(load_control(), of_patterns([parse(name)]))
    assert found.answer is Answer.UNDECIDED
    assert found.reasons
    assert all("glob-middle" in reason for reason in found.reasons)


@pytest.mark.parametrize("patterns", [[], ["{ $.eventName = CreateWidget }"]])
def test_filters_about_something_else_are_told_as_unrelated(patterns: list[str]) -> None:
    found = answer(load_control(), of_patterns([parse(one) for one in patterns]))
    assert (found.answer, found.related) == (Answer.NO, False)


def test_a_pattern_past_what_this_program_reads_is_not_called_wrong() -> None:
    made = MetricTransformation(metricName="m", metricNamespace="n", metricValue="1")
    value = MetricFilter(filterPattern="{ $.a[1234567890] = x }", metricTransformations=(made,))
    found = publisher(EvidenceRecord(Location("filters.json", ""), value, {}), 0)
    assert found.pattern is None
    assert str(found.flaw).startswith("this program does not read the pattern: ")


def test_who_counts_a_prescribed_text_alone_is_told_what_the_control_is_about_besides() -> None:
    group = of_patterns([parse(OTHER)])
    assert group.patterns == (parse(OTHER),)
    found = answer(NARROW, group)
    assert (found.answer, found.prescribed, found.beyond) == (Answer.YES, "narrow", None)
    assert isinstance(found.missed, dict)
    assert found.missed["eventName"] == "DeleteWidget"
    assert found.claim is not None
    assert (found.claim.required, found.claim.union) == ((parse(OTHER),), (parse(OTHER),))
    wider = answer(NARROW, of_patterns([parse(OTHER), parse(FAILED)]))
    assert (wider.answer, wider.prescribed) == (Answer.YES, "narrow")
    assert matches_event(FAILED, wider.beyond)
