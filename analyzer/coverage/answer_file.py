"""A file that `pattern compare` or `pattern covers` wrote, from its bytes to what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analyzer.controls import Control
from analyzer.coverage.answer_document import DocumentError
from analyzer.coverage.verification import Verified, verify
from analyzer.errors import InputError
from analyzer.evidence.json_scanner import Broken, Scanner
from analyzer.limits import DEFAULT_LIMITS
from analyzer.patterns import JSON, read_double

_MAX_BYTES: Final = 16 * 1024 * 1024
"""The proof of a comparison has some kilobytes."""

_LIMITS: Final = replace(DEFAULT_LIMITS, json_depth=200, json_text=_MAX_BYTES)
"""Events that are found for patterns have at most 100 levels."""

_ADVICE: Final = "give what `pattern compare` or `pattern covers` printed with --format json"


def verify_file(name: str, data: bytes, own: Sequence[Control] = ()) -> tuple[Verified, ...]:
    """Every answer of the file; `name` is what it is called, `own` are controls beside the catalogue.

    Raises InputError for a file that is no such document.
    """
    try:
        return verify(_document(name, data), own)
    except DocumentError as error:
        raise InputError(f"cannot read `{name}`: {error}; {_ADVICE}") from None


def _document(name: str, data: bytes) -> JSON:
    """The one JSON document that the file is."""
    if len(data) > _MAX_BYTES:
        raise InputError(f"expected at most {_MAX_BYTES:,} bytes in `{name}`, got more")
    try:
        text = data.decode("utf-8-sig").strip(" \t\r\n")
    except UnicodeDecodeError:
        raise InputError(f"expected UTF-8 in `{name}`; {_ADVICE}") from None
    read = Scanner(text, _LIMITS, read_double).scan(0)
    if isinstance(read, Broken):
        raise InputError(f"expected JSON in `{name}`: {read.message}; {_ADVICE}")
    if read.end < len(text) or read.twice:
        why = f"`{read.twice[0]}` stands in it twice" if read.twice else "something follows it"
        raise InputError(f"expected one JSON document in `{name}`: {why}; {_ADVICE}")
    return read.value
