"""What a user may call a control, and what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.controls import Control, all_controls, benchmarks, controls_of, load_control, resolve
from analyzer.errors import UsageError
from tests.support.laws import thinned

CONTROLS = all_controls()
SIGN_IN = "console-authentication-failures"
NEWEST = "as the newest benchmark, cis-aws-7.0.0, has it (5.6)"


def refused(text: str, benchmark: str | None = None, own: tuple[Control, ...] = ()) -> str:
    with pytest.raises(UsageError) as caught:
        resolve(text, benchmark, own)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "version", "said"),
    [
        (SIGN_IN, "", f"`{SIGN_IN}`, {NEWEST}"),
        ("3.6", "1.2.0", f"`3.6` in cis-aws-1.1.0-1.2.0 is `{SIGN_IN}`, as cis-aws-1.2.0 has it (3.6)"),
        ("4.6", "5.0.0", f"`4.6` in cis-aws-1.3.0-5.0.0 is `{SIGN_IN}`, as cis-aws-5.0.0 has it (4.6)"),
        ("CIS 5.6", "7.0.0", f"`5.6` in cis-aws-6.0.0-7.0.0 is `{SIGN_IN}`, as cis-aws-7.0.0 has it (5.6)"),
        (
            "cis-aws-4.0.1/4.6",
            "4.0.1",
            f"`4.6` in cis-aws-4.0.1 is `{SIGN_IN}`, as cis-aws-4.0.1 has it (4.6)",
        ),
        (
            "CloudWatch.6",
            "",
            f"`CloudWatch.6` in Security Hub is `{SIGN_IN}`, {NEWEST}",
        ),
        (
            " cce-79191-3 ",
            "",
            f"`cce-79191-3` in the CCE list is `{SIGN_IN}`, {NEWEST}",
        ),
    ],
)
def test_each_kind_of_name_says_what_it_resolved_to(text: str, version: str, said: str) -> None:
    control, told = resolve(text)
    assert (control.slug, control.benchmark, told) == (SIGN_IN, version, said)


@pytest.mark.parametrize("control", thinned(CONTROLS, every=4), ids=lambda control: control.slug)
def test_every_name_of_every_control_resolves_to_it(control: Control) -> None:
    for name in (control.slug, *control.other_ids):
        assert resolve(name)[0] == control
        assert resolve(name.upper())[0] == control
        assert resolve(name, "1.5.0")[0] == control.at("1.5.0")
    for version, number in control.numbers:
        assert resolve(f"{version}/{number}")[0] == resolve(number, version)[0] == control.at(version)
        assert resolve(number)[0].slug == control.slug


def test_a_number_alone_means_the_newest_version_that_uses_it() -> None:
    assert resolve("3.10")[0].texts[0].name == "six-events"
    assert resolve("4.10")[0].texts[0].name == "seven-events"


def test_a_version_decides_what_a_slug_or_an_id_is_judged_by() -> None:
    assert resolve("security-group-changes", "v4.0.1")[0].pattern == resolve("3.10")[0].pattern
    assert resolve("cis-aws-5.0.0/CloudWatch.10")[0] == resolve("4.10", "5.0.0")[0]


def test_a_number_that_a_version_uses_otherwise_is_refused() -> None:
    found = f"it is `{SIGN_IN}` in cis-aws-1.1.0-1.2.0"
    assert refused("3.6", "5.0.0") == f"no control `3.6` in cis-aws-5.0.0; {found}"
    assert refused("1.4.0/3.6") == f"no control `1.4.0/3.6` in cis-aws-1.4.0; {found}"
    assert refused("9.9", "5.0.0") == "no control `9.9` in cis-aws-5.0.0"


def test_a_number_with_several_meanings_asks_for_the_benchmark() -> None:
    root = load_control("root-account-usage")
    moved = root._replace(
        recommendations=tuple(one._replace(number="4.6") for one in root.recommendations[-2:])
    )
    message = refused("4.6", own=(moved,))
    assert message == (
        "`4.6`: expected a benchmark, for the number means different controls: "
        f"`{SIGN_IN}` in cis-aws-1.3.0-5.0.0, `root-account-usage` in cis-aws-6.0.0-7.0.0; "
        "add the version that is meant"
    )
    assert resolve("4.6", "5.0.0", (moved,))[0].slug == SIGN_IN
    assert resolve("4.6", "6.0.0", (moved,))[0].slug == "root-account-usage"


def test_two_versions_in_one_question_must_agree() -> None:
    assert resolve("5.0.0/4.6", "cis-aws-5.0.0")[0].benchmark == "5.0.0"
    assert refused("5.0.0/4.6", "6.0.0") == "`5.0.0/4.6` names cis-aws-5.0.0, but cis-aws-6.0.0 was asked for"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("nacl-change", "`nacl-changes`"),
        ("console-authentification-failures", f"`{SIGN_IN}`"),
        ("CloudWatch.66", "`CloudWatch.6`"),
        ("CCE-79191-4", "`CCE-79191-3`"),
        ("4.16", "`4.1"),
    ],
)
def test_an_unknown_name_is_refused_with_near_ones(text: str, near: str) -> None:
    message = refused(text)
    assert message.startswith(f"no control `{text}`: did you mean ")
    assert near in message


def test_a_name_like_no_other_is_refused_with_the_slugs() -> None:
    assert refused("?").startswith("no control `?`: expected a slug, a number or another id; the slugs are ")
    assert all(control.slug in refused("") for control in CONTROLS)


def test_an_unknown_benchmark_is_refused() -> None:
    assert refused("4.6", "8.0.0").startswith("no benchmark `8.0.0`: expected one of cis-aws-1.1.0, ")
    assert refused("8.0.0/4.6").startswith("no benchmark `8.0.0`: expected one of cis-aws-1.1.0, ")


@pytest.mark.parametrize(
    ("text", "version"), [("5/4.6", "5.0.0"), ("latest/5.6", "7.0.0"), ("v1.2/3.6", "1.2.0")]
)
def test_a_number_may_stand_in_a_version_that_is_written_short(text: str, version: str) -> None:
    assert resolve(text)[0].benchmark == version


def test_a_control_that_a_version_lacks_is_refused() -> None:
    assert refused("organizations-changes", "1.2.0").startswith(
        "`organizations-changes` is not in cis-aws-1.2.0"
    )


def test_the_controls_of_a_version_are_those_of_its_numbers() -> None:
    for benchmark in benchmarks():
        controls = controls_of(benchmark.slug)
        assert len(controls) == benchmark.controls
        assert all(control.benchmark == benchmark.version for control in controls)


@given(text=st.text(max_size=40) | st.from_regex(r"(cis-aws-)?[0-9.]{0,12}/?[0-9.]{0,9}", fullmatch=True))
def test_any_text_is_resolved_or_refused(text: str) -> None:
    try:
        control, said = resolve(text)
    except UsageError as error:
        said = str(error)
    else:
        assert f"`{control.slug}`" in said
    assert said.isprintable()
