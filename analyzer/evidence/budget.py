"""Loading files within the limits of one input, and sharing what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from analyzer.evidence.entries import Entry
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.left import Left
from analyzer.evidence.source import Problem
from analyzer.limits import Limits

_NOT_READ = "this file is not read"


@dataclass(slots=True)
class Budget:
    """What is `left` of the limits of one input; `limits` are those of the whole input."""

    limits: Limits
    left: Left = field(init=False)

    def __post_init__(self) -> None:
        self.left = Left.of(self.limits)

    def spend(self, used: Left) -> None:
        """Take what was used off what is left."""
        self.left = self.left.minus(used)

    @contextmanager
    def share(self, claimants: int) -> Iterator[Budget]:
        """A budget with one part of what is left, for one of so many; what it leaves comes back."""
        mine = Budget(self.limits)
        mine.left = self.left.part(claimants)
        self.left = self.left.minus(mine.left)
        yield mine
        self.left = self.left.plus(mine.left)

    def load(self, entry: Entry) -> bytes | Problem:
        """All bytes of the file, or why they cannot be had."""
        files, of_input, unpacked = self.left.files, self.left.input_bytes, self.left.unpacked_bytes
        if files <= 0:
            return exceeded("files", self.limits, _NOT_READ)
        most, narrowest = min((self.limits.file_bytes, "file-bytes"), (of_input, "input-bytes"))
        if entry.unpacks:
            most, narrowest = min((most, narrowest), (unpacked, "unpacked-bytes"))
        data = entry.load(most + 1) if entry.size <= most else None
        size = len(data) if isinstance(data, bytes) and len(data) <= most else 0
        self.spend(Left(1, size, size if entry.unpacks else 0, 0, 0, 0))
        if isinstance(data, Problem):
            return data
        if data is None or len(data) > most:
            return exceeded(narrowest, self.limits, _NOT_READ)
        return data
