"""Files that are no JSON are told shortly for what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.evidence import open_bundle
from analyzer.evidence.decode import read

JSON_ASKED = "not read: ask for `--output json`"
TABLE = """
---------------------------------
|        DescribeAlarms         |
+-------------------------------+
||        MetricAlarms         ||
"""


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("findings.docx", b"PK\x03\x04" + bytes(60), "a Word document, ignored"),
        ("ALARMS.XLSX", b"PK\x03\x04" + bytes(60), "an Excel workbook, ignored"),
        ("report.pdf", b"%PDF-1.7\n", "a PDF document, ignored"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of older Microsoft Office"),
        ("notes", b"{\\rtf1\\ansi", "a Rich Text document, ignored"),
        ("console.png", b"\x89PNG\r\n\x1a\n", "a picture, ignored"),
        ("console.jpg", b"\xff\xd8\xff\xe0", "a picture, ignored"),
        ("trail.parquet", b"PAR1\x15\x04", "a Parquet file, ignored"),
    ],
)
def test_a_file_of_another_kind_is_named(name: str, data: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    (file,) = open_bundle(tmp_path).files
    (problem,) = file.problems
    assert problem.message.startswith(told)
    assert (file.documents, problem.code.value) == ((), "unreadable")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MetricAlarms:\n- AlarmName: a\n", f"YAML output, {JSON_ASKED}"),
        ("---\nMetricAlarms: []\nCompositeAlarms: []\n", f"YAML output, {JSON_ASKED}"),
        ("- AlarmName: a\n  Threshold: 1.0\n", f"YAML output, {JSON_ASKED}"),
        (TABLE, f"output of `--output table`, {JSON_ASKED}"),
        ("METRICALARMS\tTrue\tarn:aws:cloudwatch\n", f"output of `--output text`, {JSON_ASKED}"),
        ("<!DOCTYPE html>\n<html></html>", "a page of HTML or XML, ignored"),
        ('<?xml version="1.0"?><ErrorResponse/>', "a page of HTML or XML, ignored"),
        ("We alarm on failed sign-ins.\n", "expected JSON, got other text"),
        ("Note: nothing was found", "expected JSON, got other text"),
        ("-----", "expected JSON, got other text"),
    ],
)
def test_a_text_of_another_kind_is_named(text: str, told: str) -> None:
    for data in (text.encode(), text.encode("utf-16"), f"\n\n{text}".encode()):
        (problem,) = read(data).problems
        assert problem.message.startswith(told)
        assert problem.code.value == "not-json"
