"""Loading files within the limits of one input."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from analyzer.evidence.entries import Entry
from analyzer.evidence.source import Problem, ProblemCode
from analyzer.limits import Limits


@dataclass(slots=True)
class Budget:
    """What is left of the limits; shared by all folders and archives of one input."""

    limits: Limits
    _bytes_left: int = field(init=False)
    _files_left: int = field(init=False)

    def __post_init__(self) -> None:
        self._bytes_left = self.limits.input_bytes
        self._files_left = self.limits.files

    def left(self) -> Limits:
        """The limits for an archive that is opened now."""
        # At least one, as a limit has to be: what is listed past the end is refused where it is loaded.
        return replace(self.limits, input_bytes=max(1, self._bytes_left), files=max(1, self._files_left))

    def load(self, entry: Entry) -> bytes | Problem:
        """All bytes of the file, or why they cannot be had."""
        if self._files_left <= 0:
            return _too_large(f"{self.limits.files:,} files")
        self._files_left -= 1
        most = min(self.limits.file_bytes, self._bytes_left)
        data = entry.load(most + 1) if entry.size <= most else None
        if isinstance(data, Problem):
            return data
        if data is None or len(data) > most:
            whole = most == self._bytes_left
            return _too_large(f"{self.limits.input_bytes:,} bytes in all" if whole else f"{most:,} bytes")
        self._bytes_left -= len(data)
        return data


def _too_large(most: str) -> Problem:
    message = f"expected at most {most}, got more; this file is not read, give the files in smaller parts"
    return Problem(ProblemCode.TOO_LARGE, message)
