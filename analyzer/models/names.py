"""What the name of a file and of the folders around it says: operation, region, account, resource.

The weakest witness of all: used only where neither the collector's table nor an ARN speaks.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analyzer.models.commands import Kind

# "describe-alarms", "describe_alarms", "DescribeAlarms", "describe alarms"
_PHRASES = tuple(
    (kind, re.compile(kind.value.replace("-", "[-_. ]?"), re.IGNORECASE))
    for kind in sorted(Kind, key=lambda kind: -len(kind.value))
)
# Spelled in a name, these say that rows were left out.
_NARROWED = re.compile("alarms[-_. ]?for[-_. ]?metric|no[-_. ]include[-_. ]shadow[-_. ]trails", re.IGNORECASE)
_REGION = re.compile(
    r"(?<![a-z0-9])((?:us-gov|us-iso[a-z]?|eu-isoe|eusc-de|us|eu|ap|sa|ca|me|af|il|mx|cn)"
    r"-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]{1,2})(?![0-9a-z])"
)
_ACCOUNT = re.compile(r"(?<![0-9])([0-9]{12})(?![0-9])")
# In the middle of a name an account number is part of a resource name, as in log groups that AWS proposes.
_ACCOUNT_AT_AN_END = re.compile(r"(?:^|[-_. ](?=[0-9]{12}$))([0-9]{12})(?=$|[-_. ])")
_EXTENSION = re.compile(r"\.(json|jsonl|txt|log|out|stdout|output)$", re.IGNORECASE)
# Words that number or describe a file and name no resource; the second set only ahead of the operation.
_NUMBERING = re.compile(
    r"(?<![A-Za-z0-9])(?:[0-9]{1,4}|out|output|result|results|copy|final)(?![A-Za-z0-9])", re.I
)
_SERVICE = re.compile(r"(?<![A-Za-z0-9])(?:aws|sts|cloudtrail|logs|cloudwatch|sns|step)(?![A-Za-z0-9])", re.I)
_SEPARATORS = " -_.()[]~+=,"


class Hints(NamedTuple):
    """What one path says. `subject` is what the name says beside the operation: "" for nothing.

    `kind` is None where no known operation is spelled; the rest of the name then is no statement
    about a resource and `subject` is "". `narrowed` says that the name tells of rows left out.
    """

    kind: Kind | None
    region: str | None
    account: str | None
    subject: str
    narrowed: bool = False


def hints(path: str) -> Hints:
    """Read a path; the file name outranks the folders, a nearer folder a farther one."""
    folders, _, name = path.rpartition("/")
    stem = _EXTENSION.sub("", name)
    above = [*reversed(folders.split("/"))]
    kind, before, after = _kind(stem)
    if kind is None:
        kind, before, after = _kind(above[0])[0], "", stem
    return Hints(
        kind,
        _first(_REGION, [stem, *above]),
        _first(_ACCOUNT_AT_AN_END, [stem]) or _first(_ACCOUNT, above),
        _subject(before, after) if kind else "",
        bool(_NARROWED.search(stem)),
    )


def _kind(text: str) -> tuple[Kind | None, str, str]:
    for kind, phrase in _PHRASES:
        match = phrase.search(text)
        if match:
            return kind, text[: match.start()], text[match.end() :]
    return None, "", text


def _first(pattern: re.Pattern[str], parts: list[str]) -> str | None:
    for part in parts:
        match = pattern.search(part)
        if match:
            return match.group(1)
    return None


def _subject(before: str, after: str) -> str:
    """What stands behind the operation, else what stands ahead of it, where it is more than noise."""
    if _NUMBERING.sub("", _without_place(after)).strip(_SEPARATORS):
        return after.strip(_SEPARATORS)
    ahead = _SERVICE.sub("", _NUMBERING.sub("", _without_place(before)))
    return before.strip(_SEPARATORS) if ahead.strip(_SEPARATORS) else ""


def _without_place(text: str) -> str:
    return _ACCOUNT.sub(" ", _REGION.sub(" ", text))


def spells(subject: str, name: str) -> bool:
    """Whether a file name's rest spells a resource name: as it is, or with odd characters replaced.

    An account or a region beside the name is no part of it.
    """
    return _folded(name) in (_folded(subject), _folded(_without_place(subject)))


def _folded(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
