"""How the pattern of a control changed from one version of the benchmark to the next, as a relation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from analyzer.controls.model import Control, PrescribedPattern, Recommendation
from analyzer.patterns import Comparison, compare


class Change(NamedTuple):
    """A pattern that the version `after` prescribes and the one right before, `before`, did not, or
    the other way round. `comparison` says what `new` is relative to `old`."""

    before: str
    after: str
    old: PrescribedPattern
    new: PrescribedPattern
    comparison: Comparison


class KnownControl(NamedTuple):
    """A control with how its patterns changed. `understood` is the sentence that says what the name that
    was asked for was taken for."""

    control: Control
    understood: str
    changes: tuple[Change, ...]


def changes(control: Control) -> tuple[Change, ...]:
    """Every change of the prescribed patterns, in order of version; decided anew each time."""
    return tuple(
        change for before, after in pairwise(control.recommendations) for change in _changes(before, after)
    )


def _changes(before: Recommendation, after: Recommendation) -> Iterator[Change]:
    """New patterns beside each old one; where there are only fewer, what is left beside each that went."""
    was, now = {one.text for one in before.texts}, {one.text for one in after.texts}
    added = [one for one in after.texts if one.text not in was]
    gone = [one for one in before.texts if one.text not in now]
    if not added and not gone:
        return
    for new in added or after.texts:
        for old in before.texts if added else gone:
            yield Change(before.benchmark, after.benchmark, old, new, compare(new.text, old.text))
