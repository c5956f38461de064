"""What the answers around one say, for an answer that does not say it itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from analyzer.inventory.command_output import CommandOutput

_Mark: TypeAlias = tuple[str, ...]


class NeighbourContext:
    """What the nearest answers that say anything say: those of the same file, of files with the same
    label, in the folder, below it, and so on upwards."""

    def __init__(
        self, outputs: Sequence[CommandOutput], read: Callable[[CommandOutput], Iterable[str]]
    ) -> None:
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
        said: set[str] = set()
        for mark in _marks(output):
            said = said or self._alike.get(mark, set())
        for folder in _upwards(output.folder, output.group):
            said = said or self._beside.get(folder, set()) or self._below[folder]
        return tuple(sorted(said))

    def above(self, output: CommandOutput) -> tuple[str, ...]:
        """What files of the same folder and of the folders above say, not those in folders beside."""
        folders = {output.folder, *_upwards(output.folder, output.group)}
        return tuple(sorted({value for folder in folders for value in self._beside.get(folder, ())}))


def _marks(output: CommandOutput) -> Iterator[_Mark]:
    """What answers share that belong together: the file, and the label in its name."""
    yield (output.file,)
    if output.hints.label:
        yield output.group, output.hints.label


def _upwards(folder: str, root: str) -> Iterator[str]:
    """The folder and all above it up to the root of the input."""
    while folder and folder != root:
        yield folder
        folder = folder.rpartition("/")[0]
    yield folder
