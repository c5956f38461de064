"""Laws of decoding. Oracle: `json.dumps` and `json.loads` of the standard library.

- No bytes make reading raise.
- A file that is one document is read alike by the short way and by the pass over a session.
- Documents are recovered from any style, encoding, line ends and prompts between them.
- A document that is cut is the same or a problem, never another one.
- A document that lost a character is what is left of it, or a problem; never a piece of it.
- What stands before a broken document and behind a prompt after it is not lost.
- A member named twice is always noticed.
- Work grows with the length of the text.
"""

from __future__ import annotations

import gc
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.evidence import JSON, decode, read
from analyzer.evidence.json_scanner import Broken, Scanner, Whole

relaxed = settings(deadline=None)  # other tests share the processor

PROMPTS = [
    "$ aws cloudtrail describe-trails",
    "[ec2-user@ip-10-0-0-1 ~]$ aws sts get-caller-identity",
    "PS C:\\Users\\a> aws sns list-topics",
    "user@host:~/x$ aws logs describe-metric-filters",
    "(venv) bash-5.1$ aws cloudwatch describe-alarms",
]
FRAGMENTS = [*'{}[],:"\\\n\r\t \x1b\x00a1-.eEtfn', "true", "NaN", *PROMPTS]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["}", "]", "{", "$ aws", '"', "\\", "\n{", "NaN"])
)
names = st.text(max_size=4) | st.sampled_from("{}[]")
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
documents = st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=4), values, max_size=4)
styles = st.fixed_dictionaries(
    {
        "indent": st.sampled_from([None, 0, 1, 2, 4, "\t"]),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from([None, (",", ":")]),
    }
)


def values_of(data: bytes) -> list[JSON]:
    return [document.value for document in read(data).documents]


@relaxed
@given(
    st.binary(max_size=200) | st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join).map(str.encode)
)
def test_no_bytes_make_reading_raise(data: bytes) -> None:
    decoded = read(data)
    assert decoded.documents or decoded.problems


answers = st.tuples(st.lists(st.sampled_from(PROMPTS), max_size=2).map("\n".join), documents, styles)


@relaxed
@given(
    st.lists(answers, min_size=1, max_size=4),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n"]),
)
def test_documents_are_recovered(
    parts: list[tuple[str, JSON, dict[str, Any]]], encoding: str, line_end: str, end: str
) -> None:
    pieces = [piece for prompt, value, style in parts for piece in (prompt, json.dumps(value, **style))]
    text = "\n".join(piece for piece in pieces if piece) + end
    decoded = read(text.replace("\n", line_end).encode(encoding))
    assert [document.value for document in decoded.documents] == [value for _, value, _ in parts]
    assert [document.preamble for document in decoded.documents] == [prompt for prompt, _, _ in parts]
    assert decoded.problems == ()


@relaxed
@given(documents, styles, st.data())
def test_a_document_that_is_cut_is_never_another_one(
    value: JSON, style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(value, **style)
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    decoded = read(cut.encode())
    assert decoded.documents == ()
    assert [problem.code for problem in decoded.problems] == ["truncated"]


@relaxed
@given(documents, styles, st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be"]), st.data())
def test_bytes_that_are_cut_are_never_another_document(
    value: JSON, style: dict[str, Any], encoding: str, data: st.DataObject
) -> None:
    whole = json.dumps(value, **style).encode(encoding)
    decoded = read(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert decoded.documents == ()
    assert decoded.problems


@relaxed
@given(documents, styles, st.data())
def test_a_document_that_lost_a_character_never_shows_a_piece(
    value: JSON, style: dict[str, Any], data: st.DataObject
) -> None:
    text = json.dumps(value, **style)
    lost = data.draw(st.integers(0, len(text) - 1))
    left = text[:lost] + text[lost + 1 :]
    found = values_of(left.encode())
    try:
        assert found in ([], [json.loads(left)])
    except json.JSONDecodeError:
        assert found == []


@relaxed
@given(documents, documents, documents, styles, st.sampled_from(PROMPTS), st.data())
def test_a_broken_document_hides_neither_the_one_before_nor_the_one_behind_a_prompt(
    before: JSON, value: JSON, behind: JSON, style: dict[str, Any], prompt: str, data: st.DataObject
) -> None:
    text = json.dumps(value, **style)
    cut = text[: data.draw(st.integers(1, len(text) - 1))]
    session = "\n".join([json.dumps(before, **style), cut, prompt, json.dumps(behind, **style)])
    decoded = read(session.encode())
    assert [document.value for document in decoded.documents] == [before, behind]
    assert decoded.documents[1].preamble == prompt
    assert [problem.code for problem in decoded.problems] == ["truncated"]


@relaxed
@given(documents, st.text(max_size=3), values, values)
def test_a_member_named_twice_is_noticed(value: JSON, name: str, first: JSON, second: JSON) -> None:
    doubled = f"{{{json.dumps(name)}: {json.dumps(first)}, {json.dumps(name)}: {json.dumps(second)}}}"
    text = json.dumps([value, "\0here"]).replace('"\\u0000here"', doubled)
    decoded = read(text.encode())
    assert decoded.documents[0].contradicted
    assert [problem.code for problem in decoded.problems] == ["duplicate-key"]
    assert values_of(json.dumps([value, {name: second}]).encode()) == [decoded.documents[0].value]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        gc.enable() if enabled else gc.disable()
        read(b'{"a": 1}')
        assert gc.isenabled() is enabled
    finally:
        gc.enable() if was else gc.disable()


HOSTILE = [
    *("[", "[\n", "[\n [\n", '{"a":\n', "{x\n", "{\n x\n", '{"a":{\n', '{"', '"', "{}", "{}\n", "[1] x\n"),
    *("[]x\n", '{"a":1,"a":2}', "[2026-01-01 10:00] x\n", '[\n{"a":1}\n{"b":2}\n', "{}]\n", "{},\n"),
    *('{\n "a": [\n1\n$ x\n', '["\\u', "\x1b[", "x\n {\n", '{"a": NaN}\n', "[1e999]\n", "\x1b]", " ", "\n"),
    *('{"a":"\\ud800"}\n', "[\n[\n1,\n$ x\n", "a@"),
]


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_work_grows_with_the_length_of_the_text(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt begins at or behind the line where the one before it went wrong, so that no text is
    scanned twice but that line.
    """
    text = piece * (60_000 // len(piece))
    attempts: list[tuple[int, int]] = []
    scan = Scanner.scan

    def counted(self: Scanner, start: int) -> Whole | Broken:
        result = scan(self, start)
        attempts.append((start, result.end if isinstance(result, Whole) else result.at))
        return result

    monkeypatch.setattr(Scanner, "scan", counted)
    read(text.encode())
    for (_, reached), (start, _) in pairwise(attempts):
        assert start >= text.rfind("\n", 0, reached) + 1
    assert len(attempts) <= 10_101 or len(attempts) <= text.count("\n") + 1


@given(
    documents,
    styles,
    st.sampled_from(["", " ", "\n", "\r\n\n", "\t\n  "]),
    st.sampled_from(["", "\n", " \r\n", "x"]),
)
@relaxed
def test_one_document_is_read_alike_by_the_short_way(
    document: object, style: dict[str, Any], before: str, behind: str
) -> None:
    data = (before + json.dumps(document, **style) + behind).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decode, "_only_document", lambda *_: None)
        long = read(data)
    assert read(data) == long
