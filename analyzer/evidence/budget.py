"""Loading files within the limits of one input, and sharing what is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from analyzer.evidence.entries import Entry
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.left import NOTHING, Left
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

    def spend(self, *, input_bytes: int = 0, unpacked: int = 0, nodes: int = 0, text: int = 0) -> None:
        """Take what was used off what is left."""
        self.left = self.left.minus(Left(0, input_bytes, unpacked, nodes, text))

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
        if self.left.files <= 0:
            return exceeded("files", self.limits, _NOT_READ)
        self.left = self.left.minus(NOTHING._replace(files=1))
        bounds = {"file-bytes": self.limits.file_bytes, "input-bytes": self.left.input_bytes}
        if entry.unpacks:
            bounds["unpacked-bytes"] = self.left.unpacked_bytes
        narrowest = min(bounds, key=lambda name: bounds[name])
        most = bounds[narrowest]
        data = entry.load(most + 1) if entry.size <= most else None
        if isinstance(data, Problem):
            return data
        if data is None or len(data) > most:
            return exceeded(narrowest, self.limits, _NOT_READ)
        self.spend(input_bytes=len(data), unpacked=len(data) if entry.unpacks else 0)
        return data
