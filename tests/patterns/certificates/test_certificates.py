"""Certificates: whatever is covered has one that the checker accepts, and nothing else ever does.

The judges are the decision procedure, which says whether there is an event at all, and the evaluator,
which knows what patterns match. A mutation is told to be wrong in one of two ways: it takes away what the
proof needs, since the search leaves out what is not needed; or it is offered for a question of which an
event shows that nothing can prove it.
"""

from __future__ import annotations

import ast
import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import assume, event, example, given, settings
from hypothesis import strategies as st

from analyzer.controls import all_controls
from analyzer.patterns import (
    JSON,
    Counterexample,
    Entailed,
    OpenQuestion,
    Pattern,
    Relation,
    compare,
    difference,
    parse,
    selector,
)
from analyzer.patterns.certificates.checker.automata import contains as is_read
from analyzer.patterns.certificates.checker.certificate import (
    Certificate,
    CertificateError,
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    InterpretationSplit,
    ProductState,
    ProofStep,
    Split,
    Use,
)
from analyzer.patterns.certificates.checker.check import check, why_refused
from analyzer.patterns.certificates.checker.data import certificate_from_data, certificate_to_data
from analyzer.patterns.certificates.checker.digits import InOrder, numerals
from analyzer.patterns.certificates.checker.texts import reader_of
from analyzer.patterns.certificates.prover.prove import prove
from analyzer.patterns.evaluation.evaluate import body_holds
from analyzer.patterns.evaluation.matching import finds, in_order, text_matches
from analyzer.patterns.evaluation.messages import Message, message_of
from analyzer.patterns.evaluation.numeric import number_texts, number_value
from analyzer.patterns.facts import CLOUDTRAIL
from analyzer.patterns.open_questions import Interpretation, explore
from analyzer.patterns.syntax.ast import (
    And,
    Compare,
    Formula,
    Index,
    IsText,
    Name,
    Not,
    NotExists,
    Operator,
    Or,
    Regex,
    Selector,
    Text,
    Wildcard,
)
from analyzer.patterns.syntax.build import text_equals
from tests.patterns.casefiles import cases, title
from tests.patterns.strategies import events, json_patterns, near_misses, patterns
from tests.support.laws import examples

PATTERNS = Path(__file__).parents[3] / "analyzer" / "patterns"
laws = settings(max_examples=examples(150))
Question = tuple[list[Pattern], list[Pattern]]


# Questions of the language that the benchmark uses: several paths, and most of them nearly covered

_PATHS = ("$.eventName", "$.errorCode", "$.userIdentity.type", "$.userIdentity")
_VALUES = ("ConsoleLogin", '"Failed authentication"', "Root", "Access*", '"*Operation"', "*", "5", '"5"')


def _conditions() -> st.SearchStrategy[str]:
    path = st.sampled_from(_PATHS)
    return st.one_of(
        st.builds("{} {} {}".format, path, st.sampled_from(("=", "!=")), st.sampled_from(_VALUES)),
        st.builds("{} {} {}".format, path, st.sampled_from((">", "<=")), st.sampled_from(("4", "5"))),
        st.builds("{} {}".format, path, st.sampled_from(("NOT EXISTS", "IS NULL", "IS TRUE"))),
    )


def _formulas() -> st.SearchStrategy[str]:
    return st.recursive(
        _conditions(),
        lambda inner: st.builds(
            lambda sign, parts: f"({sign.join(parts)})",
            st.sampled_from((" && ", " || ")),
            st.lists(inner, min_size=2, max_size=3),
        ),
        max_leaves=6,
    )


@st.composite
def benchmark_questions(draw: st.DrawFn) -> Question:
    """Mostly questions of which the answer follows from how they are put together."""
    one, two, three = (draw(_formulas()) for _ in range(3))
    required, union = draw(
        st.sampled_from(
            (
                ([one], [two]),
                ([one, two], []),
                ([f"({one}) && ({two})"], [two]),
                ([one], [two, f"({one}) || ({three})"]),
                ([f"({one}) && (({two}) || ({three}))"], [f"({one}) && ({two})", f"({three}) && ({one})"]),
                ([f"({one}) || ({two})"], [two, one]),
                ([f"({one}) && ({two})", three], [f"({three}) && ({two})"]),
            )
        )
    )
    return [parse(f"{{ {text} }}") for text in required], [parse(f"{{ {text} }}") for text in union]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Questions of every family, of which many are about a pattern and near misses of it."""
    first = draw(st.one_of(json_patterns(), patterns()))
    near = draw(near_misses(first))
    other = draw(st.one_of(json_patterns(), near_misses(near)))
    return draw(
        st.sampled_from(
            (([first], [near]), ([near], [first, other]), ([first, near], [other]), ([first, other], []))
        )
    )


def _proved(question: Question) -> Certificate:
    certificate = prove(*question)
    assert certificate is not None
    assert why_refused(certificate, *question) is None
    return certificate


# What is covered has a certificate, and what is not has none


@settings(max_examples=examples(250))
@given(benchmark_questions())
def test_what_is_covered_in_the_language_of_the_benchmark_has_a_certificate(question: Question) -> None:
    answer = difference(*question)
    event(type(answer).__name__)
    if isinstance(answer, Entailed):
        _proved(question)
    else:
        assert prove(*question) is None


@settings(max_examples=examples(200))
@given(questions())
def test_what_has_a_certificate_has_no_event(question: Question) -> None:
    certificate, answer = prove(*question), difference(*question)
    event(f"{type(answer).__name__}, {'no ' * (certificate is None)}certificate")
    if certificate is not None:
        assert why_refused(certificate, *question) is None
        assert not isinstance(answer, Counterexample)


@settings(max_examples=examples(100))
@given(questions(), st.lists(events(), min_size=5, max_size=20))
def test_no_event_contradicts_a_certificate_under_any_reading(
    question: Question, some: list[dict[str, JSON]]
) -> None:
    assume(prove(*question) is not None)
    required, union = question
    for one in some:
        message = message_of(one)
        for _, escapes in explore(partial(_escapes, required, union, message)):
            assert not escapes, one


def _escapes(
    required: list[Pattern], union: list[Pattern], message: Message, interpretation: Interpretation
) -> bool:
    return all(body_holds(pattern.body, message, interpretation) for pattern in required) and not any(
        body_holds(pattern.body, message, interpretation) for pattern in union
    )


@pytest.mark.parametrize("case", cases("difference"), ids=title)
def test_a_certificate_may_rest_on_facts(case: dict[str, str]) -> None:
    question = [parse(text) for text in case["required"]], [parse(text) for text in case["union"]]
    needed = [fact for fact in CLOUDTRAIL if fact.name in case.get("needs", ())]
    certificate = prove(*question, facts=needed)
    assert (certificate is not None) == (case["answer"] == "covered")
    if certificate is not None:
        assert check(certificate, *question, facts=needed)
        assert check(certificate, *question) == (not needed)


@pytest.mark.parametrize("case", cases("compare"), ids=title)
def test_what_compares_has_certificates(case: dict[str, str]) -> None:
    left, right = parse(case["left"]), parse(case["right"])
    for question in (([left], [right]), ([right], [left]), ([left, right], [])):
        if isinstance(difference(*question), Entailed):
            _proved(question)


@pytest.mark.parametrize(
    ("required", "union"),
    [
        ("[a > 5, b]", "[a > 4, b]"),
        ("[a = 5, b]", "[a >= 5, ...]"),
        ('[a = "6" && a < 5, b]', "x"),
        ("[a = x && a > 5, b]", "x"),
        ("[a = x && a = 5, b]", "x"),
        ("[a != 5 && a = 5, b]", "x"),
        ("[a = 1E3 && a = x, b]", "x"),
        ("[a = xy*, b]", "[a = x*, ...]"),
        ("[a, b = x, c]", "[, (b = x || b = y), ]"),
        ("[..., a = x, b]", "[..., a != y, ]"),
        ("[a, b]", "[a]"),
        ("%^ab%", "%a%"),
        ('"a b" -c', '"a b"'),
        ("?a ?b", "?b ?a ?c"),
        ("x", ""),
        ("{ $.a = 1e9 && $.a = 2* }", "{ $.a = x }"),
        ("{ $.a = 1000000000 && $.a = *.* && $.a != *E* }", "{ $.a = 1000000000.0 || $.a = *.0 }"),
        ("{ $.a = Infinity && $.a > 5 }", "{ $.a = x }"),
        ("{ $.a = 1E3 && $.a = x* }", "{ $.a = y }"),
        ("{ $.a[2] = x && $.a[0] NOT EXISTS }", "{ $.a = y }"),
        ("{ $.a[*] IS NULL && $.a.b NOT EXISTS }", "{ $.a.* IS NULL && $.a.b NOT EXISTS }"),
        ("{ $.a IS NULL && $.a = x }", "{ $.b = y }"),
        ("{ $.a[1] != %^1% && $.a[0] NOT EXISTS }", "{ $.b = y }"),
        ("{ ($.a = x || $.a[0] NOT EXISTS) && $.a[1] = * }", "{ $.b = y }"),
    ],
)
def test_every_family_and_value_can_be_proved(required: str, union: str) -> None:
    _proved(([parse(required)], [parse(union)]))


# Answers and what they carry

CLAIMS = {
    Relation.EQUIVALENT: 2,
    Relation.BROADER: 1,
    Relation.NARROWER: 1,
    Relation.DISJOINT: 1,
    Relation.OVERLAPPING: 0,
    Relation.UNDECIDED: 0,
}


@st.composite
def benchmark_pairs(draw: st.DrawFn) -> tuple[Pattern, Pattern]:
    """Patterns in the language of the benchmark, of which most have to do with one another."""
    one, two, three = (draw(_formulas()) for _ in range(3))
    texts = draw(
        st.sampled_from(
            (
                (one, two),
                (f"({one}) && ({two})", two),
                (one, f"({three}) || ({one})"),
                (f"({one}) && (({two}) || ({three}))", f"({one}) && ({two}) || ({three}) && ({one})"),
                (f"({one}) && $.eventName = ConsoleLogin", f"$.eventName = Other && ({two})"),
            )
        )
    )
    left, right = (parse(f"{{ {text} }}") for text in texts)
    return (left, right) if draw(st.booleans()) else (right, left)


@settings(max_examples=examples(250))
@given(benchmark_pairs())
def test_each_positive_answer_of_compare_carries_a_certificate(pair: tuple[Pattern, Pattern]) -> None:
    compared = compare(*pair)
    event(compared.relation.value)
    proofs = compared.proofs()
    assert len(proofs) == CLAIMS[compared.relation]
    for claim, certificate in proofs:
        assert certificate is not None
        assert check(certificate, claim.required, claim.union)
        assert {*claim.required, *claim.union} <= set(pair)


@pytest.mark.parametrize("case", cases("difference"), ids=title)
def test_a_claim_is_about_what_was_asked_and_the_facts_that_are_needed(case: dict[str, str]) -> None:
    question = tuple(parse(text) for text in case["required"]), tuple(parse(text) for text in case["union"])
    answer = difference(*question, facts=CLOUDTRAIL)
    if isinstance(answer, Entailed):
        assert answer.claim is not None
        assert (answer.claim.required, answer.claim.union) == question
        assert tuple(fact.name for fact in answer.claim.facts) == answer.facts
        certificate = answer.claim.certificate()
        assert certificate is not None
        assert check(certificate, *question, facts=answer.claim.facts)


def test_nothing_is_proved_before_somebody_asks() -> None:
    code = (
        "import sys; from analyzer.patterns import compare; assert compare('x', 'x').claims; "
        "late = ('analyzer.patterns.certificates.prover', 'analyzer.patterns.certificates.checker'); "
        "assert not [name for name in sys.modules if name.startswith(late)]"
    )
    subprocess.run([sys.executable, "-c", code], cwd=PATTERNS.parents[1], check=True)


# The controls


def _texts() -> list[str]:
    of_editions = [
        text.text for control in all_controls() for one in control.recommendations for text in one.texts
    ]
    return sorted({*of_editions, *(control.pattern for control in all_controls())})


def _turned(formula: Formula) -> Formula:
    """The operands the other way round, each two of them in parentheses."""
    match formula:
        case And(operands) | Or(operands):
            turned = [_turned(operand) for operand in reversed(operands)]
            while len(turned) > 2:
                turned = [type(formula)((turned[0], turned[1])), *turned[2:]]
            return type(formula)(tuple(turned))
        case condition:
            return condition


@pytest.mark.parametrize("text", _texts())
def test_a_control_covers_itself_and_what_is_put_together_otherwise(text: str) -> None:
    pattern = parse(text)
    assert isinstance(pattern.body, Formula)
    turned = Pattern(_turned(pattern.body))
    for question in (([pattern], [pattern]), ([pattern], [turned]), ([turned], [pattern])):
        _proved(question)


# Mutations


def mutants(certificate: Certificate) -> Iterator[tuple[str, Certificate]]:
    """Every certificate that differs in one place, and what was done to it."""
    steps = certificate.steps
    for at, step in enumerate(steps):
        yield "a step left out", _with(steps, at)
        yield f"a {type(step).__name__} twice", _with(steps, at, step, step)
        if at:
            yield "two steps swapped", Certificate((*steps[: at - 1], step, steps[at - 1], *steps[at + 1 :]))
        for other in dict.fromkeys(steps):
            if other != step:
                yield "another step", _with(steps, at, other)
        for kind, changed in _changed(step):
            yield kind, _with(steps, at, changed)


def _with(steps: Sequence[ProofStep], at: int, *instead: ProofStep) -> Certificate:
    return Certificate((*steps[:at], *instead, *steps[at + 1 :]))


def _changed(step: ProofStep) -> Iterator[tuple[str, ProofStep]]:
    match step:
        case InterpretationSplit(question):
            yield from (
                ("another question", InterpretationSplit(other))
                for other in OpenQuestion
                if other is not question
            )
        case Split(item):
            yield from (("another item", Split(other)) for other in _numbers_near(item))
        case IndexSplit(item, there, absent):
            yield from (("another item", IndexSplit(other, there, absent)) for other in _numbers_near(item))
            yield from (("another use", IndexSplit(item, changed, absent)) for changed in _uses_near(there))
            yield from (("another use", IndexSplit(item, there, changed)) for changed in _uses_near(absent))
        case ComplementaryPair(one, other):
            yield from (("another use", ComplementaryPair(changed, other)) for changed in _uses_near(one))
            yield from (("another use", ComplementaryPair(one, changed)) for changed in _uses_near(other))
        case EmptyDomain(depth, uses, texts, numbers):
            for number in _numbers_near(depth):
                yield "another depth", dataclasses.replace(step, depth=number)
            for at, use in enumerate(uses):
                if len(uses) > 1:
                    yield "a use left out", dataclasses.replace(step, uses=(*uses[:at], *uses[at + 1 :]))
                for changed in _uses_near(use):
                    yield (
                        "another use",
                        dataclasses.replace(step, uses=(*uses[:at], changed, *uses[at + 1 :])),
                    )
            for states in _states_near(texts):
                yield "other states", dataclasses.replace(step, texts=states)
            for states in _states_near(numbers):
                yield "other states", dataclasses.replace(step, numbers=states)


def _numbers_near(number: int) -> Iterator[int]:
    yield from {0, max(number - 1, 0), number + 1, number + 7, 10**30} - {number}


def _uses_near(use: Use) -> Iterator[Use]:
    for number in _numbers_near(use.item):
        yield Use(number, use.at)
    for at in (None, "a", 0, 1, Element(use.item), Element(use.item + 1)):
        if at != use.at:
            yield Use(use.item, at)


def _states_near(states: tuple[ProductState, ...] | None) -> Iterator[tuple[ProductState, ...] | None]:
    if not states:
        return
    yield None
    yield ()
    for at, state in enumerate(states[:20]):
        yield (*states[:at], *states[at + 1 :])
        for place in range(len(state)):
            moved = tuple(number + 1 for number in state[place]) or (0,)
            yield (*states[:at], (*state[:place], moved, *state[place + 1 :]), *states[at + 1 :])
        yield (*states[:at], state[1:], *states[at + 1 :])


_ALWAYS_WRONG = {
    "a InterpretationSplit twice",
    "a ComplementaryPair twice",
    "a EmptyDomain twice",
    "another question",
    "other states",
}
"""The search leaves out what is not needed, so nothing changed in these ways is still a proof. Without one
of its leaves, or cut short, nothing is either: there are fewer steps than branches. Of the uses that make a
domain empty some may do alone, so "a use left out" is none of these."""


@settings(max_examples=examples(80))
@given(st.one_of(benchmark_questions(), questions()))
def test_a_mutation_that_takes_away_what_is_needed_is_refused(question: Question) -> None:
    certificate = prove(*question)
    assume(certificate is not None)
    assert certificate is not None
    for kind, changed in mutants(certificate):
        if kind in _ALWAYS_WRONG:
            assert not check(changed, *question), (kind, changed)
    for at, step in enumerate(certificate.steps):
        assert not check(Certificate(certificate.steps[:at]), *question)
        if not isinstance(step, (Split, IndexSplit)):
            assert not check(_with(certificate.steps, at), *question)


def _questions_near(data: st.DataObject, required: list[Pattern], union: list[Pattern]) -> Iterator[Question]:
    """A near miss of each pattern in its place, and each pattern left out."""
    for at, pattern in enumerate(required):
        yield [*required[:at], data.draw(near_misses(pattern)), *required[at + 1 :]], union
        yield [*required[:at], *required[at + 1 :]], union
    for at, pattern in enumerate(union):
        yield required, [*union[:at], data.draw(near_misses(pattern)), *union[at + 1 :]]
        yield required, [*union[:at], *union[at + 1 :]]


@settings(max_examples=examples(80))
@given(st.data(), st.one_of(benchmark_questions(), questions()))
def test_no_certificate_nor_mutation_of_one_proves_what_an_event_refutes(
    data: st.DataObject, question: Question
) -> None:
    certificate = prove(*question)
    assume(certificate is not None)
    assert certificate is not None
    required, union = question
    refuted = 0
    for other in _questions_near(data, required, union):
        if isinstance(difference(*other), Counterexample):
            refuted += 1
            assert prove(*other) is None
            assert not check(certificate, *other)
            assert not any(check(changed, *other) for _, changed in mutants(certificate))
    event(f"{min(refuted, 3)} refuted")


# As data


@laws
@given(st.one_of(benchmark_questions(), questions()))
def test_a_certificate_survives_json(question: Question) -> None:
    certificate = prove(*question)
    assume(certificate is not None)
    assert certificate is not None
    text = json.dumps(certificate_to_data(certificate))
    assert certificate_from_data(json.loads(text)) == certificate


_ANY_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 10**20), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("cases", "split", "opposite", "impossible", "depth", "texts")), inner
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=examples(400))
@given(st.one_of(_ANY_JSON, st.lists(_ANY_JSON).map(lambda steps: {"format": 1, "steps": steps})))
def test_any_data_is_a_certificate_or_refused(data: object) -> None:
    try:
        certificate = certificate_from_data(data)
    except CertificateError:
        return
    assert not check(certificate, [parse("{ $.a = x }")], [parse("{ $.a = y }")])


@pytest.mark.parametrize(
    "data",
    [
        None,
        {"format": 2, "steps": []},
        {"format": True, "steps": []},
        {"format": 1, "steps": [], "more": 1},
        {"format": 1, "steps": [{"split": True}]},
        {"format": 1, "steps": [{"split": -1}]},
        {"format": 1, "steps": [{"split": 1, "more": 1}]},
        {"format": 1, "steps": [{"cases": "no such reading"}]},
        {"format": 1, "steps": [{"opposite": [[0]]}]},
        {"format": 1, "steps": [{"opposite": [[0], [1, 1.5]]}]},
        {"format": 1, "steps": [{"impossible": [], "depth": 0}]},
        {"format": 1, "steps": [{"impossible": [[0]], "depth": 0, "texts": [[["x"]]]}]},
        {"format": 1, "steps": [{"impossible": [[0]], "depth": 0, "texts": {"a": 1}}]},
        {"format": 1, "steps": [{"impossible": [[0, {"element": "x"}]], "depth": 0}]},
    ],
)
def test_what_is_no_certificate_is_refused_with_a_reason(data: object) -> None:
    with pytest.raises(CertificateError, match="expected"):
        certificate_from_data(data)


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((), "expected a step for each of 1 branches"),
        ((Split(0),), "step 0: expected item 0 to be a disjunction"),
        ((Split(9),), "step 0: expected one of the 2 items"),
        ((ComplementaryPair(Use(0), Use(1)),), "step 0: expected two items of which one denies the other"),
        ((EmptyDomain(0, (Use(0),)),), "step 0: expected a value of no kind but"),
        ((EmptyDomain(2, (Use(0),)),), "step 0: expected a path as long"),
        ((EmptyDomain(1, (Use(0), Use(1))),), "step 0: expected no text to be left"),
        (
            (InterpretationSplit(OpenQuestion.GLOB_SCAN), InterpretationSplit(OpenQuestion.GLOB_SCAN)),
            "step 1: expected no second case",
        ),
    ],
)
def test_a_refusal_says_which_step_is_wrong(steps: tuple[ProofStep, ...], reason: str) -> None:
    found = why_refused(Certificate(steps), [parse("{ $.a = x* }")], [parse("{ $.a = xy* }")])
    assert found is not None
    assert found.startswith(reason)


_FIRST, _SECOND, _THIRD = Use(0), Use(1), Use(2)


@pytest.mark.parametrize(
    ("required", "union", "steps"),
    [
        # what may be absent needs no parent
        ("{ $.a = x }", "{ $.a.b = y }", (EmptyDomain(1, (_FIRST, _SECOND)),)),
        # an element that is there needs those before it, and none after it
        ("{ $.a[1] NOT EXISTS && $.a[0] = x }", "{ $.b = x }", (EmptyDomain(2, (_FIRST, _SECOND)),)),
        ("{ $.a[0] NOT EXISTS && $.b[1] = x }", "{ $.b = x }", (EmptyDomain(2, (_FIRST, _SECOND)),)),
        ("{ $.a[0] NOT EXISTS && $.a.b = x }", "{ $.b = x }", (EmptyDomain(2, (_FIRST, _SECOND)),)),
        # some member of an object is no element
        ("{ $.a[*] = x && $.a[0] NOT EXISTS }", "{ $.b = x }", (EmptyDomain(2, (_SECOND, _FIRST)),)),
        # two elements are not one, nor those of two containers
        ("{ $.a[*] = x && $.a[*] = y }", "{ $.b = x }", (EmptyDomain(2, (_FIRST, _SECOND)),)),
        ("{ $.a[*] = x }", "{ $.b[*] = x }", (ComplementaryPair(_FIRST, Use(1, Element(0))),)),
        ("{ $.a[*] = x }", "{ $.a[0] = x }", (ComplementaryPair(_FIRST, _SECOND),)),
        ("{ $.a[*] = x }", "{ $.a[0] = x }", (ComplementaryPair(Use(0, 0), _SECOND),)),
        # what is said of all is not said of one of them, and no member is an element that IS NULL looks at
        (
            "{ $.a[*] != x }",
            "{ $.a[*] != x }",
            (Split(2), ComplementaryPair(_FIRST, Use(3)), ComplementaryPair(_SECOND, Use(3))),
        ),
        ("{ $.a[*] IS NULL }", "{ $.a IS NULL }", (ComplementaryPair(_FIRST, Use(2, Element(0))),)),
        (
            "{ $.a.b IS NULL }",
            "{ $.a IS NULL }",
            (Split(0), ComplementaryPair(Use(3), Use(2, "b")), Split(0)),
        ),
        # to tell elements apart takes an array, and an element that is not there
        ("{ $.a[*] = x && $.a[0] NOT EXISTS }", "{ $.b = x }", (IndexSplit(0, _FIRST, _SECOND),)),
        ("{ $.a[*] = x && $.a[0] = y }", "{ $.b = x }", (IndexSplit(0, _SECOND, _SECOND),)),
        (
            "{ $.a[*] = x && $.a[0] = y && $.b[0] NOT EXISTS }",
            "{ $.b = x }",
            (IndexSplit(0, _SECOND, _THIRD),),
        ),
        ("{ $.a[1] = y && $.a[2] NOT EXISTS }", "{ $.b = x }", (IndexSplit(0, _FIRST, _SECOND),)),
        ("{ $.a[*] = x && $.a[0] = y && $.b NOT EXISTS }", "{ $.b = x }", (IndexSplit(0, _SECOND, _THIRD),)),
        # both bounds of a number, each text, each state, and each number that overflowed
        ("{ $.a > 5 && $.a < 7 }", "{ $.b = x }", (EmptyDomain(1, (_FIRST, _SECOND)),)),
        ("{ $.a >= 5 && $.a <= 5 }", "{ $.a = 6 }", (EmptyDomain(1, (_FIRST, _SECOND, _THIRD)),)),
        ("{ $.a = * }", "{ $.a > 5 || $.a <= 5 }", (EmptyDomain(1, (_FIRST, _SECOND, _THIRD)),)),
        ("{ $.a = x* }", "{ $.a = xy* }", (EmptyDomain(1, (_FIRST, _SECOND), (), ()),)),
        (
            "{ $.a = x* }",
            "{ $.a = xy* }",
            (EmptyDomain(1, (_FIRST, _SECOND), (((0,), (0,)),), (((0,), (0,), (0,)),)),),
        ),
        ("{ $.a = %x% }", "{ $.a = *y* }", (EmptyDomain(1, (_FIRST, _SECOND), (((0,),),), (((), ()),)),)),
        # with a state in which the text matches, or only the letters that are named
        ("%x%", "%y%", (EmptyDomain(1, (_FIRST, _SECOND), (((0,), (0,)), ((-1,), (0,)))),)),
        ("%^x[^x]%", "%y%", (EmptyDomain(1, (_FIRST, _SECOND), (((0,), (0,)), ((1,), (0,)))),)),
        # words of a line that are not the same, and lines that are no object
        (
            "[a = x, b]",
            "[a, b = x, ...]",
            (Split(2), EmptyDomain(1, (_FIRST,)), ComplementaryPair(_SECOND, Use(3))),
        ),
        (
            "[a, b = *x]",
            "[a, b = *x, ...]",
            (Split(2), EmptyDomain(1, (Use(3), _FIRST)), ComplementaryPair(_SECOND, Use(3))),
        ),
        ("x", "{ $.a = x || $.a NOT EXISTS || $.a != x }", (EmptyDomain(1, (_FIRST, _SECOND)),)),
    ],
)
def test_what_looks_like_a_proof_and_is_none_is_refused(
    required: str, union: str, steps: tuple[ProofStep, ...]
) -> None:
    question = [parse(required)], [parse(union)]
    assert required == union or not isinstance(difference(*question), Entailed)
    assert not check(Certificate(steps), *question)


def test_a_number_may_have_overflowed() -> None:
    scalar, above, below = (parse(f"{{ $.a {rest} }}") for rest in ("= *", "> 5", "<= 5"))
    number: list[Pattern | Formula] = [scalar, Not(IsText(selector("a")))]
    assert isinstance(difference(number, [above, below]), Counterexample)
    assert not check(
        Certificate((EmptyDomain(1, (_FIRST, _SECOND, _THIRD, Use(3))),)), number, [above, below]
    )
    infinite = parse("{ $.a = *Infinity || $.a = NaN }")
    certificate = prove(number, [above, below, infinite])
    assert certificate is not None
    assert check(certificate, number, [above, below, infinite])


@pytest.mark.parametrize("bound", ["0", "1.5", "2"])
def test_every_way_to_write_the_one_number_that_is_left_is_known(bound: str) -> None:
    question = [parse(f"{{ $.a >= {bound} }}")], [parse(f"{{ $.a != {bound} || $.a = {bound} }}")]
    assert check(_proved(question), *question)


@pytest.mark.parametrize("state", [((0,), (0,)), ((9, 9, 9), (0,)), ((0, 9), (0,)), ((0, 0),)])
def test_a_state_that_no_reader_has_is_refused(state: tuple[tuple[int, ...], ...]) -> None:
    """The texts that `"*ab"` matches, with a scan of two chunks, under the reading that a scan goes on."""
    question = [parse("{ $.a = *ab }")], [parse("{ $.a = *b }")]
    step = EmptyDomain(1, (_FIRST, _SECOND), (state,))
    split = InterpretationSplit(OpenQuestion.GLOB_SCAN)
    assert not check(Certificate((split, step, step)), *question)


def test_not_too_many_elements_are_told_apart() -> None:
    far = parse("{ $.a[*] = x && $.a[0] = y && $.a[33] NOT EXISTS }")
    found = why_refused(Certificate((IndexSplit(0, _SECOND, _THIRD),)), [far], [])
    assert found == "step 0: expected one of the first 32 elements"
    assert prove([far], []) is None


def test_a_certificate_for_one_reading_needs_its_cases() -> None:
    question = [parse("{ $.a = *ab }")], [parse("{ $.a = *b* }")]
    certificate = _proved(question)
    assert certificate.steps[0] == InterpretationSplit(OpenQuestion.GLOB_SCAN)
    found = why_refused(Certificate(certificate.steps[1:2]), *question)
    assert found is not None
    assert "expected cases of the reading glob-scan" in found


def test_a_question_that_does_not_matter_is_no_case_of_a_proof() -> None:
    """How `*ab` is scanned stands in the way of the search and changes nothing; what `a*b*` means does."""
    question = [parse('{ $.a = "a*b*" && $.c = *ab }')], [parse('{ $.a = "a*" || $.c = *xb }')]
    cases = {step.question for step in _proved(question).steps if isinstance(step, InterpretationSplit)}
    assert cases == {OpenQuestion.GLOB_MIDDLE}


def test_a_certificate_may_tell_readings_apart_that_need_not_be() -> None:
    question = [parse("[a, b = x]")], [parse("[a, b = x*]")]
    steps = _proved(question).steps
    split = InterpretationSplit(OpenQuestion.LAST_FIELD)
    assert check(Certificate((split, *steps, *steps)), *question)
    assert not check(Certificate((split, *steps)), *question)


def test_the_first_element_is_what_is_null_only_where_no_other_is_looked_at() -> None:
    question = [parse("{ $.a IS NULL }")], [parse("{ $.a IS NULL }")]
    divided = Split(0), ComplementaryPair(Use(3), Use(1))
    at_first = *divided, ComplementaryPair(Use(3, 0), Use(2, 0))
    anywhere = *divided, ComplementaryPair(Use(3), Use(2, Element(3)))
    split = InterpretationSplit(OpenQuestion.NULL_IN_ARRAY)
    assert check(Certificate((split, *at_first, *anywhere)), *question)
    assert not check(Certificate((split, *at_first, *at_first)), *question)


def test_a_selector_with_two_wildcards_is_the_same_as_itself() -> None:
    twice = NotExists(Selector((Name("a"), Wildcard(), Index(0), Wildcard())))
    assert check(_proved(([Pattern(twice)], [Pattern(twice)])), [twice], [twice])
    assert prove([twice], [Or((twice, twice))]) is not None
    one, two = text_equals("a", "x"), text_equals("b", "y")
    once = NotExists(Selector((Name("b"), Wildcard(), Index(0), Wildcard())))
    assert prove([Or((twice, one)), Or((once, two))], [twice, one, two]) is not None
    assert prove([twice], []) is None


# The checker's own translation of texts and numbers, against that of the evaluator

_GLOBS = ("x*", "*ab", "a*b", '"*x*y*"', '"a*b*"', '"*ab*ab"', '"\\\\d*"', '""', "*", '"**"', "abab")
_REGEXES = ("%^x%", "%ab$%", "%[^a]b?%", "%a{2,3}|^b%", "%.%", "%^$%", "%a.b%", "%\\s$%", "%x*y+$%")


@settings(max_examples=examples(400))
@example("%a?b%", "aab")
@example("%a?b?c%", "abab")
@given(st.sampled_from(_GLOBS + _REGEXES), st.text("abxyd\\*\n\r\x85\v ", max_size=7))
def test_the_checker_reads_texts_like_the_evaluator(value: str, text: str) -> None:
    condition = parse(f"{{ $.a = {value} }}").body
    assert isinstance(condition, Compare)
    assert isinstance(condition.value, (Regex, Text))
    for at in (0, 1):
        known = {question: question.alternatives[at] for question in OpenQuestion}
        read = is_read(reader_of(condition.value, known), text)
        if isinstance(condition.value, Regex):
            assert read == finds(condition.value, text, known.__getitem__)
        else:
            assert read == text_matches(condition.value, text, known.__getitem__)


@laws
@given(
    st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    st.decimals("-1e9", "1e9", places=3),
)
@example(1, Decimal("1.5"))
@example(-1, Decimal("-1.5"))
@example(0, Decimal(0))
def test_the_checker_reads_the_order_of_numbers_off_their_digits(number: int | float, bound: Decimal) -> None:
    value = number_value(number)
    assert value is not None
    for text in number_texts(number):
        assert is_read(numerals(None, None), text)
        assert is_read(numerals(value, value), text)
        for operator in Operator:
            if in_order(value, operator, bound):
                assert is_read(InOrder(operator, bound), text)
            elif "E" not in text:
                assert not is_read(InOrder(operator, bound), text)


# What makes the checker one


def test_the_checker_shares_the_syntax_tree_alone_with_the_decision_procedure() -> None:
    modules = sorted((PATTERNS / "certificates" / "checker").glob("*.py"))
    assert modules
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        imported = {
            str(node.module).removeprefix("analyzer.patterns.")
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("analyzer")
        }
        outside = {name for name in imported if not name.startswith("certificates.checker")}
        assert outside <= {"syntax.ast", "open_questions"}, module.name


# What a search that is too long comes to


@pytest.mark.parametrize(("limit", "value"), [("MAX_ATTEMPTS", 0), ("_WAYS", ((min, 0), (max, 0)))])
def test_a_search_past_its_limit_finds_no_certificate(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: object
) -> None:
    question = [parse("{ $.a = x }")], [parse("{ $.a = x* }")]
    assert prove(*question) is not None
    monkeypatch.setattr(sys.modules[prove.__module__], limit, value)
    assert prove(*question) is None
