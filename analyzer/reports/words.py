"""Findings, warnings and requests put into words: the only place where a sentence is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from string import Formatter
from typing import NamedTuple

from analyzer.allowance import limits_in_force
from analyzer.findings import Finding, Notice
from analyzer.phrase import Phrase, Value
from analyzer.reports.document import count


def statement(said: Finding | Notice) -> str:
    """The sentence of a finding or a warning, as much of it as a report shows."""
    parts: Mapping[str, Value] = {
        "subject": said.subject,
        "observed": said.observed,
        "expected": said.expected,
    }
    sentence = _filled(said.rule.statement, parts)
    most = limits_in_force().report_value_bytes
    return sentence if len(sentence) <= most else f"{sentence[:most]}... ({len(sentence)} characters)"


def words(value: Value) -> str:
    """A value as it stands in a sentence."""
    match value:
        case str():
            return value
        case Phrase(template=template, values=values):
            return _filled(template, dict(values))
        case tuple():
            return ", ".join(map(words, value))
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case None:
            return "none"
        case _:
            return str(value)


def _filled(template: str, values: Mapping[str, Value]) -> str:
    return "".join(
        part.text + (_spelled(values[part.name], part.spec) if part.name else "") for part in _parts(template)
    )


def _spelled(value: Value, spec: str) -> str:
    """See `analyzer.phrase.Phrase` for what may stand behind a colon."""
    if not spec:
        return words(value)
    if isinstance(value, int):
        return count(value, spec)
    each = [words(one) for one in value] if type(value) is tuple else [words(value)]
    return ", ".join(f"`{one}`" for one in each) if spec == "quoted" else f"{spec} ".join(each)


class _Part(NamedTuple):
    """A piece of text and the value that follows it; the name is "" behind the last one."""

    text: str
    name: str
    spec: str


@cache
def _parts(template: str) -> tuple[_Part, ...]:
    return tuple(_Part(text, name or "", spec or "") for text, name, spec, _ in Formatter().parse(template))
