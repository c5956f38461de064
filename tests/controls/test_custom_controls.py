"""Control files of a company's own. The first line of each under custom/bad is how its error starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.controls import load_control_file, resolve
from analyzer.controls.catalogue import prescribed_alarm
from analyzer.controls.custom import MAX_BYTES
from analyzer.errors import UsageError

FILES = Path(__file__).parent / "custom"
MAX_CONTROLS = 100
GOOD = sorted((FILES / "good").glob("*.toml"))
BAD = sorted((FILES / "bad").glob("*.toml"))
LEAST = (FILES / "good/least.toml").read_bytes()
SEVERAL = (FILES / "good/several.toml").read_bytes()


def refused(data: bytes) -> str:
    with pytest.raises(UsageError) as caught:
        load_control_file("my.toml", data)
    return str(caught.value)


def test_there_are_cases() -> None:
    assert len(GOOD) >= 2
    assert len(BAD) >= 40


def test_what_a_file_leaves_out_is_as_prescribed() -> None:
    (control,) = load_control_file("my.toml", LEAST)
    assert control.slug == "break-glass-sign-in"
    assert control.pattern == control.intent.pattern
    assert control.alarm == prescribed_alarm()
    assert (control.event_sources, control.recommendations, control.number_ranges, control.level) == (
        (),
        (),
        (),
        None,
    )


def test_a_file_may_hold_several_controls() -> None:
    first, second = load_control_file("my.toml", SEVERAL)
    assert (first.alarm.period, first.alarm.threshold, first.alarm.statistic) == (60, 3, "Sum")
    assert first.intent.pattern == first.texts[1].text
    assert first.defects[0].patterns == ("by-name",)
    assert second.pattern == 'ERROR -"retried"'


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_wrong_file_is_refused_with_its_line(path: Path) -> None:
    data = path.read_bytes()
    expected = data.decode().partition("\n")[0].removeprefix("# ")
    assert refused(data).startswith(f"`my.toml` {expected}")


def test_a_pattern_that_is_none_is_shown_with_the_place() -> None:
    message = refused((FILES / "bad/pattern-syntax.toml").read_bytes())
    pattern, caret = message.splitlines()[-2:]
    assert pattern[caret.index("^") :].startswith("==")


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    data = 'slug = "mine"\ntitle = "Änderung"\n'.encode("latin-1")
    assert refused(data) == "`my.toml` line 2: expected UTF-8, got other bytes; save it as UTF-8"


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbf" + LEAST, LEAST.replace(b"\n", b"\r\n")], ids=["bom", "crlf"]
)
def test_files_as_windows_saves_them_are_read(data: bytes) -> None:
    assert load_control_file("my.toml", data) == load_control_file("my.toml", LEAST)


def test_the_line_is_right_in_a_file_with_windows_line_ends() -> None:
    data = (FILES / "bad/alarm-period.toml").read_bytes().replace(b"\n", b"\r\n")
    assert refused(data).startswith("`my.toml` line 7: ")


def test_a_file_past_the_limit_is_refused() -> None:
    assert load_control_file("my.toml", LEAST + b"#" * (MAX_BYTES - len(LEAST)))
    assert refused(LEAST + b"#" * MAX_BYTES).startswith(
        f"`my.toml`: expected at most {MAX_BYTES:,} bytes, got "
    )


def test_more_controls_than_the_limit_are_refused() -> None:
    one = '[[control]]\nslug = "c{0}"\ntitle = "t"\npattern = "a{0}"\n'
    many = "".join(one.format(at) for at in range(MAX_CONTROLS + 1))
    assert len(load_control_file("my.toml", many.rpartition("[[control]]")[0].encode())) == MAX_CONTROLS
    assert "expected `control` to be 1 to 100 tables" in refused(many.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"a = " + b"[" * 50_000,
        b"a = " + b"{a=" * 50_000,
        b"a = " + b"9" * 200_000,
        b".".join([b"a"] * 60_000) + b" = 1",
        b"[" + b".".join([b"a"] * 60_000) + b"]",
        b"a = { " + b".".join([b"'a'"] * 60_000) + b" = 1 }",
        b'a = "' + b'\\"' * 120_000,
        b'a = """' + b"'''" * 40_000,
        b"slug = 0x" + b"f" * 200_000,
        b"slug = 1e999999",
        b"",
        b"\x00",
    ],
    ids=[
        "lists",
        "tables",
        "digits",
        "dots",
        "header",
        "quoted",
        "escapes",
        "quotes",
        "hexadecimal",
        "exponent",
        "empty",
        "null",
    ],
)
def test_hostile_files_are_refused(data: bytes) -> None:
    assert len(refused(data)) < 2_000


def test_an_error_repeats_nothing_that_a_terminal_acts_on() -> None:
    message = refused(b'slug = "\\u001b[31mred\\u202e"\n"\\u001b]0;x" = 1\ntitle = 1')
    assert message.isprintable()


@given(data=st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_usage_error(data: bytes) -> None:
    _read(data)


@given(edits=st.data())
def test_no_edit_of_a_good_file_raises_anything_but_a_usage_error(edits: st.DataObject) -> None:
    lines = SEVERAL.decode().splitlines()
    pieces = st.sampled_from([*lines, "[[control]]", "[control]", "x = 1", "control = 1", '"""', "'''", "["])
    for _ in range(edits.draw(st.integers(1, 4))):
        at = edits.draw(st.integers(0, len(lines) - 1))
        lines[at : at + edits.draw(st.integers(0, 3))] = edits.draw(st.lists(pieces, max_size=2))
        lines = lines or [""]
    _read("\n".join(lines).encode())


def _read(data: bytes) -> None:
    try:
        controls = load_control_file("my.toml", data)
    except UsageError as error:
        said = str(error)
    else:
        assert controls
        return
    assert said.startswith("`my.toml`")


def test_a_control_of_ones_own_is_found_by_its_slug() -> None:
    own = load_control_file("my.toml", LEAST)
    assert resolve("break-glass-sign-in", own=own) == (own[0], "`break-glass-sign-in`, a control of your own")
    with pytest.raises(UsageError, match="expected no benchmark"):
        resolve("break-glass-sign-in", "5.0.0", own=own)
    with pytest.raises(UsageError, match=r"did you mean `break-glass-sign-in`\?"):
        resolve("break-glass-signin", own=own)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (b'tittle = "t"', "got `tittle`; did you mean `title`?"),
        (b'"\\u001b" = 1', "got `\\x1b`; take it away"),
        (
            b"event_sources = [[1]]",
            "expected each of `event_sources` to be a host such as `iam.amazonaws.com`",
        ),
        (b"intent = 1", "expected `intent` to be a table, got the number `1`"),
        (b"intent = [1]", "expected each of `intent` to be a table, got the number `1`"),
        (b"alarm = 1979-05-27", "expected `alarm` to be a table, got the time `1979-05-27`"),
    ],
)
def test_a_wrong_value_is_told_in_words_of_the_file(change: bytes, told: str) -> None:
    message = refused(LEAST + change)
    assert told in message
    assert message.startswith("`my.toml` line 5: ")
