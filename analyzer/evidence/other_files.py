"""What a file is that is no JSON, told shortly by how it begins, with what its sender can do about it."""

from __future__ import annotations

import re

# Office Open XML and OpenDocument files are zip files, told from others by their names alone.
_BY_NAME = {
    ".docx": "a Word document",
    ".xlsx": "an Excel workbook",
    ".pptx": "a PowerPoint presentation",
    ".odt": "an OpenDocument text",
    ".ods": "an OpenDocument spreadsheet",
}
# Sources: ISO 32000; [MS-CFB]; ISO/IEC 15948 and 10918; GIF89a; SQLite file format; Apache Parquet.
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "a document of older Microsoft Office, or an e-mail of Outlook",
    b"{\\rtf": "a Rich Text document",
    b"\x89PNG\r\n": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3\0": "an SQLite database",
    b"PAR1": "a Parquet file",
}
_SEND = "ignored: send the answers as `aws` printed them"


def ignored(head: bytes, name: str) -> str | None:
    """What a file with these first bytes is, if it is of a kind that holds no answer; None for others."""
    for ending, kind in _BY_NAME.items():
        if name.lower().endswith(ending) and head.startswith(b"PK"):
            return f"{kind}, {_SEND}"
    return next((f"{kind}, {_SEND}" for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


_LOOKED_AT = 2000  # characters of a text
_TABLE = re.compile(r"-{3,}\s*\n\|")
_YAML = re.compile(
    r"(?:---\s*\n)?(?:#[^\n]*\n)*(?:- )?[A-Za-z][\w-]*:(?: [^\n]*)?\n[ \t]*(?:- )?[\w\"'-]+[:\n ]"
)
_COLUMNS = re.compile(r"[A-Z][A-Z0-9]{3,}\t[^\n]*\t")
_MARKUP = re.compile(r"<(?:!doctype html|html|\?xml)", re.IGNORECASE)
_AGAIN = "not read: ask for `--output json`"


def no_json(text: str) -> str:
    """What is told of a text that holds no JSON."""
    begin = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if _TABLE.match(begin):
        return f"output of `--output table`, {_AGAIN}"
    if _COLUMNS.match(begin):
        return f"output of `--output text`, {_AGAIN}"
    if _MARKUP.match(begin):
        return f"a page of HTML or XML, {_SEND}"
    if _YAML.match(begin):
        return f"YAML output, {_AGAIN}"
    return "expected JSON, got other text; run the command again with `--output json`"
