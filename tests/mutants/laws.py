"""How a mutant is held to the law that its steps fall under. `README.md` has the laws.

A step is `damage` if a reader can see that evidence is broken or absent: one row less in a list that is
whole tells of another account, and so does another value.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeAlias, assert_never

from analyzer.assessment import analyze
from analyzer.reports.display import Display
from analyzer.reports.registry import renderer_named
from tests.support.accounts.build import Files
from tests.support.accounts.pointers import JSON

from .bases import Base, all_bases
from .steps import Step, changed

SECOND = "second input/"
"""What lies below it is an input of its own, beside the folder that holds the rest."""

MEMORY = Path("/dev/shm")
FOLDER = str(MEMORY) if MEMORY.is_dir() else None

Verdicts: TypeAlias = "dict[str | None, str]"


class Law(StrEnum):
    """What a mutant is held to."""

    ANY = "any"
    DAMAGE = "damage"
    FOREIGN = "foreign"
    BESIDE = "beside"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Mutant:
    """Evidence made of a base by steps. `root` is the name of the folder that it lies in.

    The first steps, as many as `stage` says, make the evidence that the others change: the law compares what
    is judged after them with what is judged after all.
    """

    base: str
    law: Law
    steps: tuple[Step, ...]
    root: str = "evidence"
    stage: int = 0

    @classmethod
    def of(cls, value: Mapping[str, JSON]) -> Mutant:
        steps = value["steps"]
        assert isinstance(steps, list)
        made = tuple(Step.of(step) for step in steps if isinstance(step, dict))
        root, stage = str(value.get("root", "evidence")), int(str(value.get("stage", 0)))
        return cls(str(value["base"]), Law(str(value["law"])), made, root, stage)

    @property
    def value(self) -> dict[str, JSON]:
        steps: list[JSON] = [step.value for step in self.steps]
        return {
            "base": self.base,
            "law": self.law.value,
            "root": self.root,
            "stage": self.stage,
            "steps": steps,
        }

    def without(self, place: int) -> Mutant:
        """The mutant with one step less."""
        steps = self.steps[:place] + self.steps[place + 1 :]
        return replace(self, steps=steps, stage=self.stage - (place < self.stage))


class Breach(NamedTuple):
    """A mutant that breaks its law, and how."""

    mutant: Mutant
    how: str


@cache
def verdicts_of(base: str) -> Verdicts:
    """The verdicts on a base as it is."""
    return verdicts(all_bases()[base].files, all_bases()[base])


def verdicts(files: Files, base: Base, root: str = "evidence", *, rendered: tuple[str, ...] = ()) -> Verdicts:
    """Account -> verdict; None stands for an account that no evidence names. Writes the reports as well."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as name:
        inputs = [path for path in (Path(name, root), Path(name, SECOND)) if _written(files, path)]
        report = analyze(inputs, controls=[base.control])
    for format_name in rendered:
        renderer_named(format_name).render(report, Display())
    return {one.account: one.controls[0].verdict.value for one in report.assessments}


def _written(files: Files, folder: Path) -> bool:
    """Writes the files of one input; False if it has none and is not the first."""
    second = folder.name == SECOND.rstrip("/")
    for path, data in files.items():
        if path.startswith(SECOND) is second:
            target = folder / path.removeprefix(SECOND)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    if not second:
        folder.mkdir(exist_ok=True)
    return folder.is_dir()


def breach(mutant: Mutant, rendered: tuple[str, ...] = ("json",)) -> Breach | None:
    """How the mutant breaks its law; None if it does not.

    Raises `CaseError` for steps that cannot be made, and nothing that the program raises.
    """
    base = all_bases()[mutant.base]
    staged = changed(base.files, mutant.steps[: mutant.stage])
    files = changed(staged, mutant.steps[mutant.stage :])
    try:
        before = verdicts(staged, base) if mutant.stage else verdicts_of(mutant.base)
        after = verdicts(files, base, mutant.root, rendered=rendered)
    except Exception as error:  # whatever it is: nothing may be raised
        return Breach(mutant, f"raised {type(error).__name__}: {error}")
    said = "; ".join(_broken(mutant.law, before, after))
    return Breach(mutant, said) if said else None


def _broken(law: Law, before: Verdicts, after: Verdicts) -> Iterator[str]:
    match law:
        case Law.ANY:
            return
        case Law.DAMAGE:
            yield from _swapped(before, after)
            yield from (
                f"{account}: {verdict}, and was not assessed before"
                for account, verdict in after.items()
                if account not in before and verdict != "INCONCLUSIVE"
            )
        case Law.FOREIGN:
            yield from _swapped(before, after)
        case Law.BESIDE:
            yield from _other(
                {account: after.get(account, "nothing") for account in before if account}, before
            )
        case Law.NEUTRAL:
            yield from _other(after, before)
            yield from (f"{account}: no longer assessed" for account in before if account not in after)
        case _:
            assert_never(law)


def _swapped(before: Verdicts, after: Verdicts) -> Iterator[str]:
    for account in before.keys() & after.keys():
        if {before[account], after[account]} == {"PASS", "FAIL"}:
            yield f"{account}: {before[account]} became {after[account]}"


def _other(after: Verdicts, before: Verdicts) -> Iterator[str]:
    for account, verdict in after.items():
        if before.get(account) != verdict:
            yield f"{account}: {before.get(account, 'nothing')} became {verdict}"
