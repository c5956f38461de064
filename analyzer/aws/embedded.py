"""JSON that AWS puts into a string: policies, filter policies, the data of a history item."""

from __future__ import annotations

import json

from analyzer.evidence import JSON

_LONGEST = 100_000
"""Characters that are read: a topic's policy has at most 30,720 (SNS quotas), all others are shorter."""


def embedded(text: str | None) -> JSON:
    """The value that a text spells; None where it spells none, or one that readers disagree on."""
    if text is None or len(text) > _LONGEST:
        return None
    try:
        value: JSON = json.loads(text, object_pairs_hook=_object, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None
    return value


def _object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("expected each member once")
    return value


def _refused(name: str) -> JSON:
    raise ValueError(f"expected JSON, got `{name}`")
