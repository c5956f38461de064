"""How much is read of one input, as one frozen value that callers pass down."""

from __future__ import annotations

from typing import NamedTuple

MIB = 1024 * 1024


class Limits(NamedTuple):
    """Past a limit a file becomes a problem `too-large` or `too-deep`; the rest is still read."""

    # The largest listing measured, 62,637 alarms, is 100 MB; five times that fits a common laptop.
    max_file_bytes: int = 512 * MIB
    # All files of one input together, as they are after unpacking.
    max_total_bytes: int = 2048 * MIB
    # An organisation with 500 accounts, 17 regions and 10 answers each stays below this.
    max_files: int = 100_000
    # AWS answers nest about 8 levels; what goes deeper than this is not one of them.
    max_depth: int = 100
    # Unpacked bytes for one packed byte. Indented alarms that differ in nothing but their names reach 100,
    # identical ones 205; deflate can reach 1,032.
    max_ratio: int = 250


DEFAULT_LIMITS = Limits()
