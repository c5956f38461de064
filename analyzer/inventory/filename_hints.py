"""What the name of a file and of the folders around it says: operation, region, account, resource.

The weakest witness of all: used only where neither the collector's table nor an ARN speaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from analyzer.aws.command_line import SERVICES, AuditOperation
from analyzer.aws.identifiers import ACCOUNT_ID, KNOWN_REGION

T = TypeVar("T")

# "describe-alarms", "describe_alarms", "DescribeAlarms", "describe alarms"
_PHRASES = tuple(
    (kind, re.compile(kind.value.replace("-", "[-_. ]?"), re.IGNORECASE))
    for kind in sorted(AuditOperation, key=lambda kind: -len(kind.value))
)
_ANY_PHRASE = re.compile("get|describe|list", re.IGNORECASE)  # what all of them begin with
# Spelled in a name, these say that rows were left out.
_NARROWED = re.compile(
    "alarms[-_. ]?for[-_. ]?metric|no[-_. ]include[-_. ]shadow[-_. ]trails"
    "|(?:alarm|filter)[-_]name[-_]prefix|trail[-_]name[-_]list"
    "|--(?:alarm-names|action-prefix|state-value|metric-name|query|starting-token)",
    re.IGNORECASE,
)
# And these that none were, where the operation leaves some out by an option.
_WITH_SHADOWS = re.compile(r"(?<!no[-_. ])include[-_. ]shadow[-_. ]trails", re.IGNORECASE)
_REGION = re.compile(rf"(?<![a-z0-9])({KNOWN_REGION})(?![0-9a-z])")
# "202611201015", the minute of a capture, has twelve digits as well.
_MINUTE = "202[0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9]"
_TWELVE = f"(?!{_MINUTE}){ACCOUNT_ID}"
_ACCOUNT = re.compile(rf"(?<![0-9])({_TWELVE})(?![0-9])")
# In the middle of a name an account number is part of a resource name, as in log groups that AWS proposes.
_ACCOUNT_AT_AN_END = re.compile(rf"(?:^|[-_. ](?={ACCOUNT_ID}$))({_TWELVE})(?=$|[-_. ])")
_EXTENSION = re.compile(r"(?:\.(?:json|jsonl|txt|log|out|stdout|output|gz)){1,4}$", re.IGNORECASE)
# "20261120", "2026-11-20T10-15-00Z"
_DATE = (
    r"20[0-9]{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?[0-3][0-9]"
    r"(?:[-_. T]?[0-2][0-9][-_.:]?[0-5][0-9](?:[-_.:]?[0-5][0-9])?(?:\.[0-9]{1,6})?Z?)?"
)
# Words that number or describe a file and name no resource; the second set only ahead of the operation.
_NUMBERING = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_DATE}|v?[0-9]{{1,4}}|out|output|results?|json|copy|final|retry|rerun|again|latest)"
    r"(?![A-Za-z0-9])",
    re.I,
)
_SERVICE = re.compile(
    rf"(?<![A-Za-z0-9])(?:aws|{'|'.join(sorted(set(SERVICES.values())))}|step[0-9]{{0,2}})(?![A-Za-z0-9])",
    re.I,
)
# A name that is the command line itself: "get-trail-status --name org.txt"
_OPTION = re.compile(r"--(?:trail-name|name|log-group-name|topic-arn|region|output)(?=[ =])")
_SEPARATORS = " -_.()[]~+=,"
# What people call a file of one resource, where they do not name it by its operation.
_KIND_WORDS = frozenset(
    ["status", "trail", "logging", "selectors", "selector", "event", "events", "filters", "filter", "metric",
     "log", "group", "subscriptions", "subscription", "subscribers", "subs", "topic", "sns", "of", "for"]
)  # fmt: skip


class FilenameHints(NamedTuple):
    """What one path says. `subject` is what the name says beside the operation: "" for nothing.

    `kind` is None where no known operation is spelled; the rest of the name then is no statement
    about a resource and `subject` is "", but `stem`, all of the name, may end in one. `narrowed` says
    that the name tells of rows left out, `with_shadows` of the option that leaves no trail out. `bare` is
    the subject without what tells one capture or copy of a file from another, `ahead` what stands before
    the operation; `label` is a word that files of one capture bear (`analyzer.inventory.capture_labels`).
    """

    kind: AuditOperation | None
    region: str | None
    account: str | None
    subject: str
    narrowed: bool = False
    bare: str = ""
    stem: str = ""
    ahead: str = ""
    label: str = ""
    with_shadows: bool = False


class _FolderHints(NamedTuple):
    """What the folders of a file say, the nearest first; of the operation only the nearest speaks."""

    kind: AuditOperation | None
    region: str | None
    account: str | None


@lru_cache(maxsize=1_000)  # a folder may have a hundred thousand files
def _folder_hints(folders: str) -> _FolderHints:
    above = [*reversed(folders.split("/"))]
    return _FolderHints(_kind(above[0])[0], _first(_REGION, above), _first(_ACCOUNT, above))


@lru_cache(maxsize=16)  # a file is asked about several times while it is read
def filename_hints(path: str) -> FilenameHints:
    """Read a path; the file name outranks the folders, a nearer folder a farther one."""
    folders, _, name = path.rpartition("/")
    stem = _EXTENSION.sub("", name)
    above = _folder_hints(folders)
    kind, before, after = _kind(stem)
    if kind is None:
        kind, before, after = above.kind, "", stem
    subject = _subject(before, _OPTION.sub(" ", after)) if kind else ""
    return FilenameHints(
        kind,
        _first(_REGION, [stem]) or above.region,
        _first(_ACCOUNT_AT_AN_END, [_REGION.sub("", stem).strip(_SEPARATORS)]) or above.account,
        subject,
        bool(_NARROWED.search(stem)),
        _bare(subject),
        stem if kind is None else "",
        _bare(_SERVICE.sub(" ", before)),
        with_shadows=bool(_WITH_SHADOWS.search(stem)),
    )


def _kind(text: str) -> tuple[AuditOperation | None, str, str]:
    if not _ANY_PHRASE.search(text):
        return None, "", text
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


class Names(Generic[T]):
    """The resources that a name may mean, each with its spellings, found without a look at every one."""

    def __init__(self, spellings: Mapping[T, Sequence[str]]) -> None:
        self.all = tuple(spellings)
        self._as_written: dict[str, list[T]] = {}
        self._folded: dict[str, list[T]] = {}
        for one, names in spellings.items():
            for name in dict.fromkeys(names):
                self._as_written.setdefault(name, []).append(one)
            for name in dict.fromkeys(map(_folded, names)):
                self._folded.setdefault(name, []).append(one)

    def written(self, name: str) -> list[T]:
        """Those with just this spelling."""
        return self._as_written.get(name, [])

    def folded(self, *names: str) -> list[T]:
        """Those with a spelling that differs from one of these, which are folded, in odd characters alone."""
        return list(dict.fromkeys(one for name in names for one in self._folded.get(name, ())))


def spelled(said: FilenameHints, names: Names[T]) -> list[T] | None:
    """The resources that a file name spells: exactly, else without what tells copies of a file apart.

    None where nothing is left that could name one.
    """
    if said.kind is None:
        return _at_an_end(said.stem, names) or _at_an_end(_bare(said.stem), names) or None
    exact = names.folded(_folded(said.subject), _folded(_without_place(said.subject)))
    if exact or not said.bare:
        return exact or None
    return names.folded(said.bare)


def _at_an_end(stem: str, names: Names[T]) -> list[T]:
    """The resources whose name a file name given by hand begins or ends with; the longest name tells.

    What else stands there must say what kind of file it is: `cis-audit` is no word of a trail `audit`.
    """
    words = _folded(stem).split("-")
    parts = [("-".join(words[:at]), "-".join(words[at:])) for at in range(1, len(words))]
    ends = [*parts, *((name, rest) for rest, name in parts)]
    known = [(name, rest) for name, rest in ends if name and names.folded(name)]
    fitting = [name for name, rest in known if _KIND_WORDS.issuperset(_words(rest))]
    length = max(map(len, fitting), default=0)
    return names.folded(*(name for name in fitting if len(name) == length))


def _words(text: str) -> list[str]:
    return _bare(text).lower().split("-")


def _bare(text: str) -> str:
    return _folded(_NUMBERING.sub(" ", _without_place(text)))


def _folded(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-")
