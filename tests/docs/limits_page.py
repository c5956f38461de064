"""`docs/reference/limits.md`, made from the limits themselves."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.limits import DEFAULT_LIMITS, MIB, TEXTS

_HEAD = """\
<!-- made from analyzer/limits.py by `make docs-update`; change it there -->
# Limits

Evidence may be made to harm, so what is read of it has limits. Past one, what hangs on it is open, and all
else is judged. `--limit NAME=VALUE` sets another, as does `limits=` in Python. A limit makes a verdict
INCONCLUSIVE, never PASS or FAIL. What one search of the pattern engine may take is in its own code.

| limit | default | of | why |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return "".join(_parts())


def _parts() -> Iterator[str]:
    yield _HEAD
    for name, text in TEXTS.items():
        value = getattr(DEFAULT_LIMITS, name.replace("-", "_"))
        yield f"| `{name}` | {_shown(value, text.unit)} | {text.counts} | {text.reason} |\n"


def _shown(value: int, unit: str) -> str:
    if value == 0:
        return f"off ({unit})"
    if unit == "bytes" and value % MIB == 0:
        return f"{value // MIB:,} MiB"
    return f"{value:,} {unit}"
