"""The words of a report as lines, and records of them: what a case says beside its verdict."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_HEADING = "# "
_DETAIL = " " * 6


def words_of(report: Mapping[str, Any], folder: Path) -> list[str]:
    """What the JSON report on a folder says: a line for each thing, indented below what it is about."""
    return [line.replace(str(folder), "") for line in _lines(report)]


def unlike(words: Sequence[str], known: Collection[str]) -> Iterator[str]:
    """The lines that are not known; of a thing that is not, all that is told below it."""
    new = False
    for line in words:
        detail = line.startswith(_DETAIL)
        new = new if detail else line not in known
        if new or line not in known:
            yield line


def _lines(report: Mapping[str, Any]) -> Iterator[str]:
    for account in report["assessments"]:
        for control in account["controls"]:
            yield f"{control['verdict']} {control['control']} in {account['account']}"
            for link in control["links"]:
                yield f"  {link['link']}: {link['outcome']}, {link['candidate']}"
                for mark, findings in (("-", link["findings"]), ("also", link["others"])):
                    for finding in findings:
                        yield from _said(f"    {mark} ", finding)
            for kind in ("warnings", "requests"):
                for one in control[kind]:
                    yield from _said(f"  {kind}: ", one)
    for file in report["evidence"]:
        yield from (f"{file['file']}: {problem}" for problem in file["problems"])


def _said(start: str, one: Mapping[str, Any]) -> Iterator[str]:
    rest = {name: value for name, value in one.items() if name not in _NAMED and value not in (None, [], "")}
    yield f"{start}{one.get('code')} {one.get('outcome', '')}: {one.get('message')}"
    if one.get("file") is not None:
        yield f"{_DETAIL}at {one['file']}#{one.get('pointer')} {one.get('expression')}"
    for name, value in rest.items():
        yield f"{_DETAIL}{name} {json.dumps(value, ensure_ascii=False)}"


_NAMED = ("code", "outcome", "message", "file", "pointer", "expression", "value", "counterexample")


def recorded(path: Path) -> dict[str, list[str]]:
    """Blocks of lines by the headings above them."""
    blocks: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(_HEADING):
            lines = blocks.setdefault(line.removeprefix(_HEADING), [])
        elif line:
            lines.append(line)
    return blocks


def record(path: Path, blocks: Mapping[str, Sequence[str]]) -> None:
    """Write the blocks, each below its heading."""
    texts = ("\n".join([_HEADING + name, *lines]) for name, lines in blocks.items())
    path.write_text("\n\n".join(texts) + "\n", encoding="utf-8", newline="\n")
