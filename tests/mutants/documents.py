"""What a file holds, as a plain reader of JSON sees it; knows nothing of the program that is judged."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from tests.support.accounts.pointers import JSON, child


class NoDocumentError(ValueError):
    """The bytes are not one JSON document that can be written again."""


def document(data: bytes) -> JSON:
    """The one object or list that is all of a file in UTF-8. Raises NoDocumentError for anything else."""
    if b"\\ud" in data.lower():  # half of a surrogate pair, perhaps, which cannot be written again
        raise NoDocumentError
    try:
        value: JSON = json.loads(
            data.decode(), object_pairs_hook=_object, parse_float=_finite, parse_constant=_refused
        )
    except (ValueError, RecursionError) as error:
        raise NoDocumentError from error
    if not isinstance(value, dict | list):
        raise NoDocumentError
    return value


def is_document(data: bytes) -> bool:
    """Whether any reader could take the bytes for one JSON document, whatever it is in."""
    for encoding in ("utf-8-sig", "utf-16"):
        try:
            json.loads(data.decode(encoding))
        except RecursionError:
            return True
        except ValueError:
            continue
        return True
    return False


def printed(value: JSON) -> bytes:
    """As both CLIs print a document: four blanks deep and one newline."""
    return (json.dumps(value, indent=4, ensure_ascii=False) + "\n").encode()


def pointers(value: JSON, pointer: str = "") -> Iterator[str]:
    """The place of every value inside, the outermost first."""
    yield pointer
    if isinstance(value, dict):
        for name, item in value.items():
            yield from pointers(item, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from pointers(item, f"{pointer}/{index}")


def at(value: JSON, pointer: str) -> JSON:
    """The value at a place; raises `CaseError` where there is none."""
    for step in pointer.split("/")[1:]:
        value = child(value, step)
    return value


def _object(pairs: list[tuple[str, JSON]]) -> JSON:
    if len(dict(pairs)) != len(pairs) or any("/" in name or "~" in name for name, _ in pairs):
        raise NoDocumentError
    return dict(pairs)


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise NoDocumentError
    return number


def _refused(_: str) -> JSON:
    raise NoDocumentError
