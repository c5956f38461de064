"""Fuzzes one target for some seconds.

    python -m tests.fuzz.run compare --seconds 60

With Atheris (`pip install atheris`, Python 3.11 and 3.12 on Linux) the fuzzer is led by coverage; without
it, or with `--engine hypothesis`, Hypothesis draws the texts. Exits with 0 if nothing was found.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import pkgutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

CASES = Path(__file__).resolve().parents[1] / "patterns" / "cases"
NAMES = ("round-trip", "evaluate", "compare")


def seeds() -> Iterator[bytes]:
    """What to start from: the patterns and messages of the case files."""
    for file in sorted(CASES.glob("*.json")):
        for case in json.loads(file.read_text(encoding="utf-8")):
            texts = [case.get(key) for key in ("pattern", "left", "right", "canonical")]
            some = [text for text in (*texts, *case.get("matches", ())[:1]) if isinstance(text, str)]
            if some:
                yield "\0".join(some).encode("utf-8", "surrogatepass")


def by_coverage(name: str, seconds: int) -> None:
    """Leaves the process when the time is over."""
    import atheris

    with atheris.instrument_imports(include=["analyzer.patterns"]):
        import analyzer.patterns

        for module in pkgutil.walk_packages(analyzer.patterns.__path__, "analyzer.patterns."):
            importlib.import_module(module.name)  # some are loaded late, when nothing is instrumented
        from .targets import TARGETS
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds()):
            Path(folder, f"{number:04}").write_bytes(seed)
        options = [sys.argv[0], f"-max_total_time={seconds}", "-max_len=2100", "-timeout=30", folder]
        atheris.Setup(options, TARGETS[name])
        atheris.Fuzz()


def by_chance(name: str, seconds: float) -> int:
    """Rounds of Hypothesis until the time is over; tells how many texts were tried."""
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st

    from analyzer.testing import patterns

    from .targets import TARGETS

    tried = 0
    known = list(seeds())
    pieces = st.sampled_from(
        [
            b"",
            b"\0",
            b"(",
            b")",
            b"&&",
            b"||",
            b"=",
            b"$.",
            b'"',
            b"%",
            b"\\",
            b"[",
            b"]",
            b"*",
            b"\xff",
            b"1e9",
        ]
    )
    texts = patterns().map(lambda pattern: str(pattern).encode("utf-8", "surrogatepass"))
    whole = st.one_of(texts, st.sampled_from(known), st.binary(max_size=60))

    @settings(
        max_examples=200,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=settings.get_current_profile_name() == "quick",  # CI=true alone must not bring it about
        print_blob=False,
    )
    @given(whole, whole, pieces, st.integers(0, 200), st.integers(0, 6))
    def attempt(first: bytes, second: bytes, piece: bytes, at: int, length: int) -> None:
        nonlocal tried
        tried += 1
        TARGETS[name](first[:at] + piece + first[at + length :] + b"\0" + second)

    end = time.monotonic() + seconds
    while not tried or time.monotonic() < end:
        attempt()
    return tried


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fuzz the pattern language.")
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--engine", choices=("auto", "atheris", "hypothesis"), default="auto")
    options = parser.parse_args(arguments)
    there = importlib.util.find_spec("atheris") is not None
    if options.engine == "atheris" or (options.engine == "auto" and there):
        print(f"{options.target}: Atheris, {options.seconds} s", flush=True)
        by_coverage(options.target, options.seconds)
    else:
        print(f"{options.target}: Hypothesis, {options.seconds} s", flush=True)
        print(f"{by_chance(options.target, options.seconds):,} texts, nothing found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
