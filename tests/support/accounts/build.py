"""Accounts as data: reads `bases/` and `cases/`, applies the edits, yields the files of each account.

A base is a whole good account; a case is one change of it and the verdict that the change must bring.
`tests/accounts/README.md` gives the format. Nothing here knows the analyzer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from .edits import Bases, Edit, Op, Tree, apply, render
from .pointers import JSON, CaseError

ACCOUNTS = Path(__file__).parents[2] / "accounts"
MEMBERS = {"name", "link", "kind", "base", "change", "edits", "expect", "because", "certainty"}
CHOICE = {"control", "benchmark"}  # may be left out: the default control, in its newest version
LEAST_CASES = 100  # a loader that finds fewer has lost a file, and its tests would pass on nothing
LEAST_KINDS = 60
# Kinds whose documents are on purpose not those of a command.
CASES_OF_NO_SHAPE = {
    "unknown-member", "query-projection", "sdk-dump", "error-json", "bystander", "dump", "other-tool",
}  # fmt: skip
ANY_OTHER = "*"  # in `expect`: what every account that is not named must get, if it is assessed at all

Files: TypeAlias = "dict[str, bytes]"  # path in the evidence folder -> content


class Verdict(StrEnum):
    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class Certainty(StrEnum):
    RULE = "rule"  # follows from a stated rule
    JUDGEMENT = "judgement"  # the rules leave room; `because` names the alternatives


@dataclass(frozen=True, slots=True)
class Case:
    """One account. `expect` maps account ids to verdicts; `kind` names the sort of defect or trap.

    `control` is the slug of the control to judge, "" for the default one; `benchmark` the version, ""
    for the newest.
    """

    name: str
    link: str
    kind: str
    base: str
    change: str
    edits: tuple[Edit, ...]
    expect: Mapping[str, Verdict]
    because: str
    certainty: Certainty
    control: str = ""
    benchmark: str = ""

    def agrees(self, verdicts: Mapping[str, str]) -> bool:
        """Whether exactly the expected accounts were assessed, each with its verdict."""
        named = {account: verdict for account, verdict in self.expect.items() if account != ANY_OTHER}
        others = {account: verdict for account, verdict in verdicts.items() if account not in named}
        allowed = self.expect.get(ANY_OTHER)
        return (
            bool(verdicts)
            and all(verdicts.get(account) == verdict for account, verdict in named.items())
            and all(verdict == allowed for verdict in others.values())
        )


def bases() -> dict[str, dict[str, JSON]]:
    """The good accounts by name: path -> document."""
    found: dict[str, dict[str, JSON]] = {}
    for path in sorted(ACCOUNTS.joinpath("bases").glob("*.json")):
        value = _object(json.loads(path.read_text(encoding="utf-8")), path.name)
        found[_text(value, "name")] = _object(value["files"], path.name)
    if len(found) < 4:
        raise CaseError(f"expected at least 4 bases, got {len(found)}")
    return found


def cases() -> tuple[Case, ...]:
    """All cases, in order of file and place. Raises `CaseError` where there are too few or one is wrong."""
    found: list[Case] = []
    for path in sorted(ACCOUNTS.joinpath("cases").glob("*.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            case = _case(_object(item, path.name))
            if case.link != path.stem:
                raise CaseError(f"case `{case.name}` of link `{case.link}` stands in `{path.name}`")
            found.append(case)
    twice = [name for name, count in Counter(case.name for case in found).items() if count > 1]
    if twice:
        raise CaseError(f"expected unique names, got `{twice[0]}` twice")
    kinds = len({case.kind for case in found})
    if len(found) <= LEAST_CASES or kinds < LEAST_KINDS:
        raise CaseError(f"expected > {LEAST_CASES} cases of {LEAST_KINDS} kinds, got {len(found)} of {kinds}")
    return tuple(found)


def build(case: Case, good: Bases) -> Files:
    """The files of the account that `case` means."""
    tree: Tree = dict(good[case.base])
    try:
        for edit in case.edits:
            apply(tree, edit, good)
    except CaseError as error:
        raise CaseError(f"case `{case.name}`: {error}") from error
    return {path: render(content) for path, content in tree.items()}


def accounts() -> Iterator[tuple[Case, Files]]:
    """Every case with its files."""
    good = bases()
    for case in cases():
        yield case, build(case, good)


def write(files: Files, folder: Path) -> Path:
    """Puts the files below `folder` and gives it back."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def _case(value: dict[str, JSON]) -> Case:
    if set(value) - CHOICE != MEMBERS:
        wrong = sorted((set(value) - CHOICE) ^ MEMBERS)
        raise CaseError(f"case `{value.get('name')}`: wrong members `{wrong}`")
    expected = _object(value["expect"], "expect")
    if not expected:
        raise CaseError(f"case `{value['name']}` expects nothing")
    edits = value["edits"]
    assert isinstance(edits, list)
    return Case(
        name=_text(value, "name"),
        link=_text(value, "link"),
        kind=_text(value, "kind"),
        base=_text(value, "base"),
        change=_text(value, "change"),
        edits=tuple(_edit(_object(item, "edit")) for item in edits),
        expect={account: Verdict(str(verdict)) for account, verdict in expected.items()},
        because=_text(value, "because"),
        certainty=Certainty(_text(value, "certainty")),
        **{key: _text(value, key) for key in CHOICE & set(value)},
    )


def _edit(value: dict[str, JSON]) -> Edit:
    return Edit(Op(_text(value, "op")), {key: item for key, item in value.items() if key != "op"})


def _object(value: JSON, where: str) -> dict[str, JSON]:
    if not isinstance(value, dict):
        raise CaseError(f"expected an object in `{where}`, got `{value!r}`")
    return value


def _text(value: Mapping[str, JSON], key: str) -> str:
    text = value.get(key)
    if not isinstance(text, str) or not text:
        raise CaseError(f"expected a text in `{key}`, got `{text!r}`")
    return text
