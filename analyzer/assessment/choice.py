"""Which controls a run judges, and how the words that asked for each were understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analyzer.controls import Control, all_controls, controls_of, load_control, resolve
from analyzer.errors import UsageError


class Choice(NamedTuple):
    """A control to be judged. `asked` is the name that meant it, "" where none did; `understood` is
    the sentence that says what the name was taken for."""

    control: Control
    asked: str = ""
    understood: str = ""

    @property
    def benchmark(self) -> str:
        """The version whose text is judged, the newest if none was chosen; "" for a control of one's own."""
        recommendations = self.control.recommendations
        return self.control.benchmark or (recommendations[-1].benchmark if recommendations else "")

    @property
    def number(self) -> str:
        """The number in that version; "" for a control of one's own."""
        return dict(self.control.numbers).get(self.benchmark, "")


def choose(
    names: Sequence[str] = (),
    *,
    benchmark: str | None = None,
    every: bool = False,
    own: Sequence[Control] = (),
) -> tuple[Choice, ...]:
    """The controls that a user asks for, each once.

    `names` are slugs, numbers or other ids, looked up in `benchmark` where one is given. Without
    names all controls of `benchmark` are meant, or with `every` all there are, in their newest
    version; with nothing at all the one for failed console authentication.

    `own` are controls of a company's own. All of them are judged too, unless `names` has some of them.

    Raises UsageError for a name or a version that is not there, for a slug that two controls of `own`
    share, and for wishes that contradict each other.
    """
    _check_own(own)
    if every and names:
        raise UsageError("expected all controls or controls by name, got both; leave one of them out")
    if every and benchmark is not None:
        problem = "all controls in their newest version, or those of one benchmark"
        raise UsageError(f"expected {problem}, got both; leave the one for the newest version out")
    slugs = {control.slug for control in own}
    if names:
        return _by_name(names, benchmark, own, slugs)
    return _each_once([*map(Choice, _unnamed(benchmark, every, own)), *map(Choice, own)])


def _unnamed(benchmark: str | None, every: bool, own: Sequence[Control]) -> tuple[Control, ...]:
    if benchmark is not None:
        return controls_of(benchmark)
    if every:
        return all_controls()
    return () if own else (load_control(),)


def _by_name(
    names: Sequence[str], benchmark: str | None, own: Sequence[Control], slugs: set[str]
) -> tuple[Choice, ...]:
    named = [name for name in names if name.strip().casefold() in slugs]
    if benchmark is not None and len(named) == len(names):
        raise UsageError("expected no benchmark for controls of your own alone, got one; leave it out")
    found = []
    for name in names:
        control, understood = resolve(name, None if name in named else benchmark, own)
        found.append(Choice(control, name, understood))
    return _each_once([*found, *(() if named else map(Choice, own))])


def _check_own(own: Iterable[Control]) -> None:
    for slug, count in Counter(control.slug for control in own).items():
        if count > 1:
            raise UsageError(
                f"expected each control of your own once, got `{slug}` {count} times; rename one"
            )


def _each_once(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Without those that mean the same control in the same version as one before."""
    distinct: dict[tuple[str, str], Choice] = {}
    for choice in choices:
        distinct.setdefault((choice.control.slug, choice.benchmark), choice)
    return tuple(distinct.values())
