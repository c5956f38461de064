"""What the shell offers while an argument is typed: names of controls, benchmarks, formats, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Offered = list[tuple[str, str]]
"""Each name with what it means, "" for what needs no word."""


def controls(incomplete: str) -> Offered:
    """Slugs, Security Hub ids and numbers; after a comma the next of a list."""
    from analyzer.controls import all_controls

    before, comma, _ = incomplete.rpartition(",")
    found: dict[str, str] = {}
    for control in all_controls():
        hub = control.cross_references.security_hub
        numbers = [number for _, number in reversed(control.numbers)]
        for name in (control.slug, *([hub] if hub else []), *numbers):
            found.setdefault(name, control.title)
    return [(f"{before}{comma}{name}", title) for name, title in found.items()]


def benchmarks(incomplete: str) -> Offered:  # noqa: ARG001 - typer asks for the parameter by its name
    """The versions, newest first, with and without the name of the benchmark."""
    from analyzer.controls import LATEST
    from analyzer.controls import benchmarks as versions

    known = [one.version for one in reversed(versions())]
    return [
        (LATEST, f"now {known[0]}"),
        *((f"cis-aws-{version}", "") for version in known),
        *((version, "") for version in known),
    ]


def limits(incomplete: str) -> Offered:  # noqa: ARG001
    """The names of the limits with what they count."""
    from analyzer.limits import TEXTS

    return [(f"{name}=", text.counts) for name, text in TEXTS.items()]


def one_of(names: Iterable[str]) -> Callable[[], Offered]:
    """What offers these names."""
    return lambda: [(name, "") for name in names]
