"""What the answers around one say, for an answer that does not say it itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from analyzer.aws.command_line import BESIDE, AuditOperation
from analyzer.inventory.command_output import CommandOutput

_Mark: TypeAlias = tuple[str, ...]
_Question: TypeAlias = tuple[str, ...]
Part: TypeAlias = tuple[str, str]
"""A folder, and a folder in it; "" for the files that stand in it themselves."""


class NeighbourContext:
    """What the nearest answers that say anything say: those of the same file, of files with the same
    label, in the folder, below it, and so on upwards.

    Folders side by side may be parts of one capture, such as its regions, or captures of several
    accounts. One that answers a question that another one answers too (see `doubled_parts`), or has an
    identity file that cannot be read, is a capture for itself (`alone`), and hears nothing of what the
    folders beside it say.
    """

    def __init__(
        self,
        outputs: Sequence[CommandOutput],
        read: Callable[[CommandOutput], Iterable[str]],
        alone: frozenset[Part],
    ) -> None:
        self._alone = alone
        self._alike: dict[_Mark, set[str]] = {}
        self._beside: dict[str, set[str]] = {}
        self._below: dict[str, set[str]] = {}
        shared = Counter(mark for output in outputs for mark in _marks(output))
        for output in outputs:
            said = set(read(output))
            for mark in _marks(output):
                if shared[mark] > 1:  # one answer alone says nothing beyond what it says itself
                    self._alike.setdefault(mark, set()).update(said)
            self._beside.setdefault(output.folder, set()).update(said)
            for folder in _upwards(output.folder, output.group):
                self._below.setdefault(folder, set()).update(said)

    def of(self, output: CommandOutput) -> tuple[str, ...]:
        """What the nearest say, in order."""
        return _first(self.levels(output))

    def levels(self, output: CommandOutput) -> Iterator[set[str]]:
        """What is said at each distance, the nearest first; of one answer as many in every context."""
        yield from self._with_it(output)
        alone = False
        for folder, part in parts_of(output):
            alone = alone or (folder, part) in self._alone  # and in every folder that holds this one
            yield self._beside.get(folder, set())
            yield set() if alone else self._below[folder]

    def holding(self, output: CommandOutput) -> tuple[str, ...]:
        """What the nearest say that stand with it or in a folder that holds it, not in folders beside."""
        folders = (self._beside.get(folder, set()) for folder in _upwards(output.folder, output.group))
        return _first(chain(self._with_it(output), folders))

    def above(self, output: CommandOutput) -> tuple[str, ...]:
        """What files of the same folder and of the folders above say, not those in folders beside."""
        folders = {output.folder, *_upwards(output.folder, output.group)}
        return tuple(sorted({value for folder in folders for value in self._beside.get(folder, ())}))

    def _with_it(self, output: CommandOutput) -> Iterator[set[str]]:
        return (self._alike.get(mark, set()) for mark in _marks(output))


def doubled_parts(outputs: Iterable[CommandOutput]) -> frozenset[Part]:
    """The parts that answer a question which another part of the same folder answers too."""
    first: dict[tuple[str, _Question], str] = {}
    found = set()
    for output in outputs:
        # Several folders of one capture may tell whose it is, and what lies beside the audit steps.
        if output.kind is not AuditOperation.IDENTITY and output.kind not in BESIDE:
            question = _question(output)
            for folder, part in parts_of(output):
                other = first.setdefault((folder, question), part)
                if other != part:
                    found |= {(folder, other), (folder, part)}
    return frozenset(found)


def divisions(outputs: Iterable[CommandOutput]) -> frozenset[Part]:
    """The folders that stand beside others; one that holds all of its folder, as an archive may, does not."""
    beside: dict[str, set[Part]] = {}
    for output in outputs:
        for part in parts_of(output):
            beside.setdefault(part[0], set()).add(part)
    several = (parts for parts in beside.values() if len(parts) > 1)
    return frozenset(part for parts in several for part in parts if part[1])


def unidentified_parts(outputs: Sequence[CommandOutput]) -> frozenset[Part]:
    """The parts with an identity file of their own that names no account: a capture for itself."""
    unread = (one for one in outputs if one.kind is AuditOperation.IDENTITY and not one.rows)
    return divisions(outputs) & {part for output in unread for part in parts_of(output)}


def _question(output: CommandOutput) -> _Question:
    """Operation, region and resource, as far as command or name tell them."""
    command, said = output.command, output.hints
    region = (command.region if command else None) or said.region or ""
    return output.kind.value, region, (command.subject if command else None) or said.bare


def _first(said: Iterable[set[str]]) -> tuple[str, ...]:
    return tuple(sorted(next(filter(None, said), ())))


def parts_of(output: CommandOutput) -> Iterator[Part]:
    """The folders that hold it, upwards, each with the part of the folder that it stands in."""
    part = ""
    for folder in _upwards(output.folder, output.group):
        yield folder, part
        part = folder


def _marks(output: CommandOutput) -> Iterator[_Mark]:
    """What answers share that belong together: the file, and the label in its name."""
    yield (output.path,)
    if output.hints.label:
        yield output.group, output.hints.label


def _upwards(folder: str, root: str) -> Iterator[str]:
    """The folder and all above it up to the root of the input."""
    while folder and folder != root:
        yield folder
        folder = folder.rpartition("/")[0]
    yield folder
