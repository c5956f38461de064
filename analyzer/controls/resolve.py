"""From what a user calls a control to the control, and to what exactly was understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analyzer.controls.catalogue import all_controls, benchmark_version, load_control, slugs
from analyzer.controls.document import shown
from analyzer.controls.model import Control, version_range
from analyzer.errors import UsageError, near

_NUMBER = re.compile(r"(?:cis[- ]?)?(\d{1,3}\.\d{1,3})")
_IN_BENCHMARK = re.compile(r"((?:(?:cis-aws-|v)?\d+(?:\.\d+){0,2})|latest)/(.+)", re.DOTALL)


def resolve(text: str, benchmark: str | None = None, own: Sequence[Control] = ()) -> tuple[Control, str]:
    """The control that `text` names, and a line that says which one it is and why.

    `text` is a slug, a number ("4.6"), a number in a version ("cis-aws-5.0.0/4.6"), or the id that
    Security Hub ("CloudWatch.6") or the CCE list ("CCE-79191-3") has for it. The control comes as
    `benchmark` has it, else as the newest version that uses this number, else in its newest version.
    `own` are controls of a company's own.

    Raises UsageError for a name that no control has, and for a number that different controls have
    in different versions where `benchmark` does not tell which is meant.
    """
    name = text.strip()
    version = None if benchmark is None else benchmark_version(benchmark)
    if split := _IN_BENCHMARK.fullmatch(name.casefold()):
        inside = benchmark_version(split[1])
        if version not in (None, inside):
            raise UsageError(f"`{shown(text)}` names cis-aws-{inside}, but cis-aws-{version} was asked for")
        name, version = split[2], inside
    if name in slugs() and not own:
        return _told(load_control(name), text, "", version)
    controls = (*all_controls(), *own)
    if number := _NUMBER.fullmatch(name.casefold()):
        return _by_number(controls, number[1], text, version)
    for control in controls:
        for known, whose in _names(control):
            if known.casefold() == name.casefold():
                return _told(control, text, whose, version)
    raise UsageError(f"no control `{shown(text)}`: {_near(controls, name)}")


def _names(control: Control) -> Iterator[tuple[str, str]]:
    """Each name of a control but its numbers, and who calls it so; "" for this catalogue."""
    yield control.slug, ""
    if control.cross_references.security_hub is not None:
        yield control.cross_references.security_hub, "Security Hub"
    if control.cross_references.cce is not None:
        yield control.cross_references.cce, "the CCE list"


def _by_number(
    controls: Sequence[Control], number: str, text: str, version: str | None
) -> tuple[Control, str]:
    found = [(control, versions) for control in controls if (versions := _using(control, number))]
    if version is not None:
        for control, versions in found:
            if version in versions:
                return _told(control, number, f"cis-aws-{version}", version)
        others = f"; it is {_meanings(found)}" if found else ""
        raise UsageError(f"no control `{shown(text)}` in cis-aws-{version}{others}")
    if not found:
        raise UsageError(f"no control `{shown(text)}`: {_near(controls, number)}")
    if len(found) > 1:
        problem = "expected a benchmark, for the number means different controls"
        raise UsageError(f"`{shown(text)}`: {problem}: {_meanings(found)}; add the version that is meant")
    control, versions = found[0]
    return _told(control, number, f"cis-aws-{version_range(versions)}", versions[-1])


def _using(control: Control, number: str) -> list[str]:
    return [
        recommendation.benchmark
        for recommendation in control.recommendations
        if recommendation.number == number
    ]


def _meanings(found: Sequence[tuple[Control, list[str]]]) -> str:
    return ", ".join(f"`{control.slug}` in cis-aws-{version_range(versions)}" for control, versions in found)


def _told(control: Control, text: str, whose: str, version: str | None) -> tuple[Control, str]:
    """The control in its version, and what was understood. `whose` is who calls it so, "" for its slug."""
    if not control.recommendations:
        if version is not None:
            raise UsageError(
                f"`{control.slug}` is a control of your own: expected no benchmark; leave it out"
            )
        return control, f"`{control.slug}`, a control of your own"
    if version is not None:
        control = control.at(version)
    recommendation = next(
        one for one in reversed(control.recommendations) if version in (None, one.benchmark)
    )
    named = f"`{shown(text.strip())}` in {whose} is `{control.slug}`" if whose else f"`{control.slug}`"
    newest, comma = ("the newest benchmark, ", ",") if version is None else ("", "")
    return (
        control,
        f"{named}, as {newest}cis-aws-{recommendation.benchmark}{comma} has it ({recommendation.number})",
    )


def _near(controls: Sequence[Control], name: str) -> str:
    """What to write instead: the names that look alike, else where to find them."""
    known = [known for control in controls for known, _ in _names(control)]
    known += [number for control in controls for _, number in control.numbers]
    expected = f"expected a slug, a number or another id; the slugs are {', '.join(c.slug for c in controls)}"
    return near(name, known) or expected
