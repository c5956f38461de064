"""Mutants by chance: first the law, then steps that fall under it.

The same source of chance gives the same mutant. Some drawn steps cannot be made (`CaseError`), and some
that should damage a file leave one that can be read: then another mutant is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from tests.support.accounts.build import Files
from tests.support.accounts.pointers import JSON, CaseError

from .bases import Base, families, good
from .documents import NoDocumentError, at, document
from .drawn_steps import (
    another_value,
    anything,
    damaged,
    damaged_payload,
    damaged_seal,
    foreign_file,
    foreign_row,
    rewritten,
)
from .laws import SECOND, Law, Mutant
from .steps import Step, changed
from .values import ALIEN

SHARES = {"case": 60, "opened": 14, "sample": 14, "good": 4, "shared": 8}
LAWS = {Law.DAMAGE: 45, Law.ANY: 30, Law.NEUTRAL: 12, Law.BESIDE: 7, Law.FOREIGN: 6}
MOST_STEPS = 4
TRIES = 50
ROOTS = ("evidence", "client 7", "Prüfung", "a.b", "x" * 60, "-", "data", "2026")
STAGED = 0.3
"""How many of the mutants change something else than a base first."""
ODD_REMOVALS = {"case:composite-own-file", "case:extended-history-in-a-session"}
"""Bases of which a file less swaps the verdict: the benchmark asks for no composite alarms, and what stands
beside the audit steps may lie in a session with others."""
NOBODYS = "case:nobodys-"
"""Bases with a capture of which nobody tells whose it is: beside a second account it may be that one's."""
BESIDE = re.compile(
    r"(?:^|/)(?:describe-alarm-history|get-topic-attributes|get-subscription-attributes|describe-key)"
)
"""What stands beside the audit steps may refute what they prove, and without it nothing does."""
OTHER = "555555555555"
OWNERS, FIRST = "us-east-1/describe-trails.json", "/trailList/0"


@dataclass
class _Drawn:
    """A mutant while it is drawn: the steps so far, the files that they leave, how many set the stage."""

    base: Base
    files: Files
    steps: list[Step] = field(default_factory=list)
    stage: int = 0

    def add(self, step: Step) -> None:
        self.files = changed(self.files, [step])
        self.steps.append(step)

    def some(self, chance: Random, one: Callable[[Random, Files], Step]) -> None:
        """Steps drawn one after another, each for what those before have left."""
        for _ in range(_count(chance)):
            if self.files:
                self.add(one(chance, self.files))

    def mutant(self, law: Law, root: str = "evidence") -> Mutant:
        return Mutant(self.base.name, law, tuple(self.steps), root, self.stage)


def draw(chance: Random) -> Mutant:
    """One mutant."""
    law = chance.choices(list(LAWS), list(LAWS.values()))[0]
    for _ in range(TRIES):
        base = _base(chance)
        drawn = _Drawn(base, base.files)
        try:
            if not base.sealed and chance.random() < STAGED:
                set_stage(chance, drawn)
            mutant = _DRAWN[law](chance, drawn)
        except (CaseError, NoDocumentError):
            continue
        if mutant is not None:
            return mutant
    raise ValueError(f"no mutant for the law `{law}` came of {TRIES} tries")


def _base(chance: Random) -> Base:
    known = families()
    shares = {family: share for family, share in SHARES.items() if family in known}
    family = chance.choices(list(shares), list(shares.values()))[0]
    return chance.choice(known[family])


def _count(chance: Random) -> int:
    """One step mostly: what breaks with one is understood."""
    return chance.choices(range(1, MOST_STEPS + 1), (60, 25, 10, 5))[0]


def _may_be_less(drawn: _Drawn) -> bool:
    """Whether less evidence swaps no verdict; a record of another account takes the rest of its file away."""
    return drawn.base.name not in ODD_REMOVALS and not any(map(BESIDE.search, drawn.files))


def _damage(chance: Random, drawn: _Drawn) -> Mutant | None:
    if not _may_be_less(drawn):
        return None
    if not drawn.base.sealed:
        drawn.some(chance, damaged)
    elif chance.randrange(4):
        drawn.some(chance, damaged_payload)
    else:
        drawn.add(damaged_seal(chance, drawn.files))
    return drawn.mutant(Law.DAMAGE)


def _neutral(chance: Random, drawn: _Drawn) -> Mutant:
    if not drawn.base.sealed and chance.randrange(5):
        drawn.some(chance, rewritten)
    if chance.randrange(4) == 0:
        every: list[JSON] = [*sorted(drawn.files)]
        drawn.add(Step("pack", {"files": every, "to": "all.zip"}))
    return drawn.mutant(Law.NEUTRAL, chance.choice(ROOTS))


def _beside(chance: Random, drawn: _Drawn) -> Mutant | None:
    """The whole or broken evidence of another account, in a folder beside or as an input of its own."""
    if _speaks_of(OTHER, drawn.files) or drawn.base.name.startswith(NOBODYS):
        return None
    home = SECOND if chance.randrange(2) else "beside/"
    if home != SECOND:
        drawn.add(Step("rename-folder", {"from": "", "to": "this/"}))
    drawn.add(_added(chance, home, OTHER))
    for _ in range(chance.choice((0, 0, 1, 2, 3))):
        theirs = [path for path in sorted(drawn.files) if path.startswith(home)]
        path = chance.choice(theirs)
        step = Step("delete-file", {"file": path})
        drawn.add(step if chance.randrange(2) else another_value(chance, path, drawn.files[path]))
    return drawn.mutant(Law.BESIDE)


def _speaks_of(account: str, files: Files) -> bool:
    return any(account.encode() in data or account in path for path, data in files.items())


def _added(chance: Random, home: str, account: str) -> Step:
    texts: dict[str, JSON] = {"111111111111": account}
    if chance.randrange(2):
        texts["us-east-1"] = "eu-west-1"
    return Step("add-base", {"base": chance.choice(sorted(good())), "under": home, "texts": texts})


def _foreign(chance: Random, drawn: _Drawn) -> Mutant | None:
    if not _may_be_less(drawn):
        return None
    drawn.some(chance, chance.choice((foreign_row, foreign_file)))
    return drawn.mutant(Law.FOREIGN)


def _any(chance: Random, drawn: _Drawn) -> Mutant:
    drawn.some(chance, anything)
    return drawn.mutant(Law.ANY)


# --- the stage ---


def set_stage(chance: Random, drawn: _Drawn) -> None:
    """Evidence that no base has: values changed, another account beside, or an organization's trail."""
    match chance.randrange(4):
        case 0 | 1:
            path = chance.choice(sorted(drawn.files))
            drawn.add(another_value(chance, path, drawn.files[path]))
        case 2:
            drawn.add(Step("rename-folder", {"from": "", "to": "first/"}))
            drawn.add(_added(chance, "other/", ALIEN))
        case _:
            owner = chance.choice((ALIEN, "111111111111"))
            for step in _organization(drawn.files, owner):
                drawn.add(step)
            if chance.randrange(2):
                drawn.add(Step("rename-folder", {"from": "", "to": "member/"}))
                drawn.add(
                    Step("add-base", {"base": "regions", "under": "owner/", "texts": {"111111111111": ALIEN}})
                )
                drawn.add(
                    Step(
                        "set",
                        {"file": f"owner/{OWNERS}", "pointer": f"{FIRST}/IsOrganizationTrail", "value": True},
                    )
                )
    drawn.stage = len(drawn.steps)


def _organization(files: Files, owner: str) -> Iterator[Step]:
    """The first trail of a list becomes that of an organization."""
    path = next((path for path in sorted(files) if b'"trailList": [\n' in files[path]), None)
    if path is None:
        raise CaseError("no list of trails")
    value = document(files[path])
    for name in ("TrailARN", "CloudWatchLogsLogGroupArn"):
        arn = str(at(value, f"{FIRST}/{name}"))
        if "111111111111" in arn and owner not in arn:
            place = f"{FIRST}/{name}"
            yield Step("set", {"file": path, "pointer": place, "value": arn.replace("111111111111", owner)})
    yield Step("set", {"file": path, "pointer": f"{FIRST}/IsOrganizationTrail", "value": True})


_DRAWN: dict[Law, Callable[[Random, _Drawn], Mutant | None]] = {
    Law.ANY: _any,
    Law.DAMAGE: _damage,
    Law.FOREIGN: _foreign,
    Law.BESIDE: _beside,
    Law.NEUTRAL: _neutral,
}
