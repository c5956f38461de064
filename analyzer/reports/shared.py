"""What the controls of one account have in common, said once: links, warnings, and commands to ask for."""

from __future__ import annotations

from typing import NamedTuple

from analyzer.assessment import Assessment, ControlReport, LinkReport
from analyzer.findings import Notice, Request
from analyzer.verdict import Verdict


class SharedRequest(NamedTuple):
    """A command to ask for, what its answer would settle, and for which controls, in order."""

    request: Request
    reason: str
    controls: tuple[ControlReport, ...]


class Common(NamedTuple):
    """What is word for word the same for every control of an account; nothing where there is only one."""

    links: tuple[LinkReport, ...]
    warnings: tuple[Notice, ...]


def asked(assessment: Assessment) -> tuple[SharedRequest, ...]:
    """Each command once: first those that serve most controls, else in order of the controls.

    Several reasons for one command stand behind one another.
    """
    found: dict[tuple[str, str, tuple[str, ...]], list[tuple[Request, ControlReport]]] = {}
    for control in assessment.controls:
        for request in control.requests:
            command = (request.account, request.region, request.arguments)
            found.setdefault(command, []).append((request, control))
    merged = [_merged(wishes) for wishes in found.values()]
    return tuple(sorted(merged, key=lambda one: -len(one.controls)))


def _merged(wishes: list[tuple[Request, ControlReport]]) -> SharedRequest:
    reasons = dict.fromkeys(request.rule.statement for request, _ in wishes)
    controls = {id(control): control for _, control in wishes}
    return SharedRequest(wishes[0][0], "; ".join(reasons), tuple(controls.values()))


def applying(assessment: Assessment) -> tuple[ControlReport, ...]:
    """The controls that are not about other accounts."""
    return tuple(one for one in assessment.controls if one.verdict is not Verdict.NOT_APPLICABLE)


def common(assessment: Assessment) -> Common:
    """What all controls of the account share that apply to it."""
    if len(applying(assessment)) < 2:
        return Common((), ())
    first, *others = applying(assessment)
    return Common(
        tuple(link for link in first.links if all(link in other.links for other in others)),
        tuple(notice for notice in first.warnings if all(notice in other.warnings for other in others)),
    )
