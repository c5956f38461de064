"""Which bytes are text: a table of encodings that clients' tools write, and of what is refused."""

from __future__ import annotations

import codecs

import pytest

from analyzer.evidence import read

TEXT = '{"AlarmName": "Änderung 😀"}\r\n'

READ = [
    (TEXT.encode("utf-8"), "utf-8"),
    (TEXT.encode("utf-8-sig"), "utf-8"),
    (TEXT.encode("utf-16-le"), "utf-16-le"),
    (TEXT.encode("utf-16-be"), "utf-16-be"),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
    (
        TEXT.replace("Änderung", "Ā" * 99).encode("utf-16-le"),
        "utf-16-le",
    ),  # has NULs on both sides
]

REFUSED = [
    TEXT.encode("latin-1", "replace"),
    TEXT.encode("utf-8")[:16],  # ends inside a character
    TEXT.encode("utf-16")[:-1],
    TEXT.encode("utf-16-le")[:-1],
    TEXT.encode("utf-32"),
    TEXT.encode("utf-32-be"),
    codecs.BOM_UTF16_LE + b"\x00\xd8a\x00",  # half of a surrogate pair
    b'{"a": 1}\n\x00',
    b'{"a": 1}\n' + '{"b": 2}\n'.encode("utf-16"),
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
]


@pytest.mark.parametrize(("data", "encoding"), READ)
def test_utf_8_and_utf_16_are_read(data: bytes, encoding: str) -> None:
    decoded = read(data)
    assert decoded.encoding == encoding
    assert not decoded.problems
    (document,) = decoded.documents
    assert isinstance(document.value, dict)
    assert str(document.value["AlarmName"]).endswith(" 😀")


@pytest.mark.parametrize("text", [" \n", "é, as words", '"é"'])
def test_of_text_without_a_document_the_encoding_is_known_and_all_is_used(text: str) -> None:
    decoded = read(text.encode())
    assert (decoded.encoding, decoded.used.input_text) == ("utf-8", len(text))


@pytest.mark.parametrize("data", REFUSED)
def test_of_other_bytes_nothing_is_relied_on(data: bytes) -> None:
    decoded = read(data)
    assert [problem.code for problem in decoded.problems] == ["undecodable"]
    assert (decoded.documents, decoded.trailing, decoded.encoding) == ((), "", "")
