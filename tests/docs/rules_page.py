"""`docs/reference/rules.md`, made from the table of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.rules import FINDINGS, GAPS, REQUESTS, STATES, WARNINGS, Entry, LinkName, Rule
from analyzer.rules.model import EvidenceState, RequestRule, WarningRule
from analyzer.verdict import Outcome

_OUTCOMES = {Outcome.SATISFIED: "proves", Outcome.VIOLATED: "refutes", Outcome.UNKNOWN: "leaves open"}
_HEAD = """\
<!-- made from analyzer/rules by `make docs-update`; change it there -->
# Codes

Everything that a report can say has one entry in one table, [`analyzer/rules`](../../analyzer/rules). Codes
are stable: they stand in the JSON report as `code`, `state` and `seal`, and a program may rely on them.
Sentences may change.

## Findings

| link | proven by | refuted by | open because of |
|---|---|---|---|
"""
_ANYWHERE = """
At any link {names} leave it open. So does a list that may not be whole.
"""
_GAPS = """
## Gaps

A list that may not be whole may prove that something is there, never that it is not. Its code is `evidence-`
and why:

| why | says |
|---|---|
"""


def page() -> str:
    """The whole page."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    gaps = frozenset(GAPS.values())
    yield _HEAD
    for link in LinkName:
        at = [rule for rule in FINDINGS if link in rule.links]
        cells = (_codes(rule.id for rule in at if rule.outcome is outcome) for outcome in _OUTCOMES)
        yield f"| `{link}` | {' | '.join(cells)} |\n"
    anywhere = [rule for rule in FINDINGS if not rule.links and rule not in gaps]
    yield _ANYWHERE.format(names=_codes(rule.id for rule in anywhere))
    for link in LinkName:
        yield f"\n### At `{link}`\n"
        yield from (_entry(rule) for rule in FINDINGS if rule.links[:1] == (link,))
    yield "\n### At any link\n"
    yield from map(_entry, anywhere)
    yield _GAPS
    whole = [rule for rule in FINDINGS if rule in gaps]
    yield from (f"| `{rule.id.removeprefix('evidence-')}` | {rule.meaning} |\n" for rule in whole)
    yield from map(_entry, whole)
    yield "\n## Warnings\n\n| warning | says |\n|---|---|\n"
    yield from (f"| `{entry.id}` | {entry.meaning} |\n" for entry in WARNINGS)
    yield from map(_entry, WARNINGS)
    yield "\n## Requests\n\n| request | what its answer would settle |\n|---|---|\n"
    yield from (f"| `{entry.id}` | {entry.statement} |\n" for entry in REQUESTS)
    yield from map(_entry, REQUESTS)
    yield "\n## States of evidence\n\n| state or seal | the file, or the input |\n|---|---|\n"
    yield from (f"| `{entry.id}` | {entry.meaning} |\n" for entry in STATES)
    yield from map(_entry, STATES)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _entry(entry: Entry) -> str:
    return f"\n#### `{entry.id}`\n\n{''.join(_lines(entry))}"


def _lines(entry: Entry) -> Iterator[str]:
    match entry:
        case Rule():
            yield f"{entry.title}: {_OUTCOMES[entry.outcome]}. {_sentence(entry.meaning)}\n\n"
        case WarningRule():
            yield f"{entry.title} ({entry.severity}). {_sentence(entry.meaning)}\n\n"
        case RequestRule() | EvidenceState():
            yield f"{_sentence(entry.title)} {_sentence(entry.meaning)}\n\n"
    if not isinstance(entry, RequestRule) and entry.breaks:
        yield f"- Means: {entry.breaks}\n- Mend: {entry.mending}\n"
    yield f"- Source: {entry.source}\n"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
