"""The record that `collectors/conformance.sh` writes: which probes were asked, and what was answered.

    cis-evidence conformance 1
    probe glob-scan
    request
      {"filterPattern": …}
    stdout
      {"matches": […]}
    stderr
    status 0
    end

A line of a body starts with two blanks, so no answer can pass for a line of the record itself.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

HEADER = "cis-evidence conformance 1"

_REFUSED = re.compile(r"\(InvalidParameterException\)[^:\n]{0,200}: *(.*)")
_STATUS = re.compile(r"[0-9]{1,3}")


class RecordError(ValueError):
    """A text that is no record of probes; the message tells what was expected."""


@dataclass(frozen=True, slots=True)
class Matched:
    """AWS accepted the pattern; `numbers` are those of the log lines that match, from 1."""

    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Refused:
    """AWS refused the pattern, and said why."""

    message: str


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer about the pattern: no permission, no network, or output that is none of AWS."""

    message: str


ProbeAnswer: TypeAlias = Matched | Refused | Failed


@dataclass(frozen=True, slots=True)
class ProbeRecord:
    """One probe of the record, as it was asked and answered."""

    name: str
    request: str
    answer: ProbeAnswer


@dataclass(frozen=True, slots=True)
class ConformanceRecord:
    """What a record holds. `whole`: it has its last line, so the script was not stopped."""

    probes: tuple[ProbeRecord, ...]
    whole: bool


def read_record(text: str) -> ConformanceRecord:
    """Read a record; parts that are broken become probes that failed. Raises RecordError for other texts."""
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    if lines[0].rstrip() != HEADER:
        raise RecordError(f"expected `{HEADER}` on the first line, got `{lines[0][:80]}`")
    found: list[ProbeRecord] = []
    bodies: dict[str, list[str]] = {}
    name = part = ""
    for line in lines[1:]:
        word, _, rest = line.partition(" ")
        if line.startswith("  "):
            bodies.setdefault(part, []).append(line[2:])
        elif word == "probe":
            name, part, bodies = rest.strip(), "", {}
        elif word in ("request", "stdout", "stderr"):
            part = word
        elif word == "status" and name:
            found.append(_recorded(name, bodies, rest.strip()))
            name = part = ""
    return ConformanceRecord(tuple(found), whole=lines[-1].rstrip() == "end")


def _recorded(name: str, bodies: dict[str, list[str]], status: str) -> ProbeRecord:
    stdout, stderr = ("\n".join(bodies.get(part, ())) for part in ("stdout", "stderr"))
    request = "\n".join(bodies.get("request", ()))
    return ProbeRecord(name, request, _answer(request, stdout, stderr, status))


def _answer(request: str, stdout: str, stderr: str, status: str) -> ProbeAnswer:
    if not _STATUS.fullmatch(status):
        return Failed(f"expected an exit status, got `{status[:80]}`")
    if int(status) == 0:
        return _matched(request, stdout)
    if refused := _REFUSED.search(stderr):
        return Refused(refused[1].strip())
    said = next((line.strip() for line in stderr.splitlines() if line.strip()), "it said nothing")
    return Failed(said)


def _matched(request: str, stdout: str) -> ProbeAnswer:
    """The numbers of the matches; each is that of a line that was sent."""
    wrong = Failed("expected the matches as JSON, got another output")
    try:
        asked, said = json.loads(request), json.loads(stdout)
    except (ValueError, RecursionError):
        return wrong
    match asked, said:
        case {"logEventMessages": list(sent)}, {"matches": list(matches)}:
            numbers = [match.get("eventNumber") if isinstance(match, dict) else None for match in matches]
        case _:
            return wrong
    known = [number for number in numbers if type(number) is int and 1 <= number <= len(sent)]
    return Matched(frozenset(known)) if len(known) == len(numbers) else wrong
