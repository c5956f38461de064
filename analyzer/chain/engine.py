"""Proves or refutes that some path runs through all links. Knows nothing of AWS.

A link takes what the link before handed over (the subject) and lists candidates, each with an
outcome, and says whether the list is known to be complete. The engine explores every path that is
not refuted, folds the outcomes (see `analyzer.verdict`) and picks the one path that the report
tells: the proven one with the fewest warnings, the open one with the fewest questions, or the
refuted one that came furthest.

What a link says depends on its subject alone, so equal subjects are explored once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from analyzer.findings import Finding, Notice, Request
from analyzer.verdict import Outcome, any_of, both


class Step(NamedTuple):
    """One candidate of a link. `subject` is what the next link works on; `name` is for people.

    Without a subject the path ends here: nothing that lies behind could be relied on, so a candidate
    that is open stays open whatever the next links would say.
    """

    name: str
    outcome: Outcome
    subject: Hashable | None
    findings: tuple[Finding, ...]
    warnings: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()


class Candidates(NamedTuple):
    """All that a link knows for one subject.

    `complete` says that there is no candidate beside `steps`. `findings` tell of the list itself:
    that it is empty, or why it may not be whole; `requests` would make it whole.
    """

    steps: tuple[Step, ...]
    complete: bool
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()


class Link(NamedTuple):
    """A named rule of the chain: from the subject before to candidates."""

    name: str
    candidates: Callable[[Any], Candidates]  # each link knows the type of the subject before it


Doubt: TypeAlias = tuple[int, int, int]  # open questions, minus the links passed, warnings
_NO_DOUBT: Doubt = (0, 0, 0)


class Branch(NamedTuple):
    """One candidate together with all that lies behind it."""

    step: Step
    rest: Node | None
    outcome: Outcome
    doubt: Doubt


class Node(NamedTuple):
    """A link applied to one subject. `told` is the branch that stands for the outcome.

    `told` is None where the list itself decides: it is empty, or all that it holds is refuted and
    it may not be whole.
    """

    link: str
    candidates: Candidates
    branches: tuple[Branch, ...]
    outcome: Outcome
    told: Branch | None


class Stage(NamedTuple):
    """One link on the told path: the step taken, or none where the list gave nothing to take."""

    link: str
    outcome: Outcome
    step: Step | None
    candidates: Candidates | None


def explore(links: Sequence[Link], subject: Hashable) -> Node:
    """Explore all paths from `subject`; raises ValueError for an empty chain, which proves nothing."""
    if not links:
        raise ValueError("a chain without links proves nothing: give at least one link")
    return _explore(tuple(links), 0, subject, {})


_Known: TypeAlias = dict[tuple[int, Hashable], Node]


def _explore(links: tuple[Link, ...], index: int, subject: Hashable, known: _Known) -> Node:
    if (index, subject) not in known:
        found = links[index].candidates(subject)
        branches = tuple(_branch(links, index, step, known) for step in found.steps)
        outcome = any_of((branch.outcome for branch in branches), complete=found.complete)
        telling = [branch for branch in branches if branch.outcome is outcome]
        told = min(telling, key=lambda branch: (branch.doubt, branch.step.name), default=None)
        known[index, subject] = Node(links[index].name, found, branches, outcome, told)
    return known[index, subject]


def _branch(links: tuple[Link, ...], index: int, step: Step, known: _Known) -> Branch:
    if step.outcome is Outcome.VIOLATED or step.subject is None or index + 1 == len(links):
        return Branch(step, None, _final(step, last=index + 1 == len(links)), _doubt(step, _NO_DOUBT))
    rest = _explore(links, index + 1, step.subject, known)
    questions, passed, warnings = _doubt_of(rest)
    return Branch(
        step, rest, both(step.outcome, rest.outcome), _doubt(step, (questions, passed - 1, warnings))
    )


def _final(step: Step, *, last: bool) -> Outcome:
    """What a path that ends with this step comes to: short of the last link it proves nothing."""
    return step.outcome if last else both(step.outcome, Outcome.BLOCKED)


def _doubt(step: Step, rest: Doubt) -> Doubt:
    open_here = max(1, len(step.requests)) if step.outcome is Outcome.UNKNOWN else 0
    return (rest[0] + open_here, rest[1], rest[2] + len(step.warnings))


def _doubt_of(node: Node) -> Doubt:
    if node.told is not None:
        return node.told.doubt
    open_here = max(1, len(node.candidates.requests)) if node.outcome is Outcome.UNKNOWN else 0
    return (open_here, 0, len(node.candidates.warnings))


def told_path(links: Sequence[Link], root: Node) -> tuple[Stage, ...]:
    """The path that stands for the outcome, one stage a link; links not reached are blocked."""
    stages = tuple(_walk(root))
    missing = links[len(stages) :]
    return stages + tuple(Stage(link.name, Outcome.BLOCKED, None, None) for link in missing)


def _walk(root: Node) -> Iterator[Stage]:
    node: Node | None = root
    while node is not None:
        if node.told is None:
            yield Stage(node.link, node.outcome, None, node.candidates)
            return
        yield Stage(node.link, node.told.step.outcome, node.told.step, node.candidates)
        node = node.told.rest


def open_requests(root: Node) -> tuple[Request, ...]:
    """What would settle the open paths: first the least open path, then all others, each once."""
    if root.outcome is not Outcome.UNKNOWN:
        return ()
    told = [request for stage in _walk(root) for request in _stage_requests(stage)]
    return tuple(dict.fromkeys([*told, *_open_requests(root)]))


def _stage_requests(stage: Stage) -> tuple[Request, ...]:
    if stage.step is not None:
        return stage.step.requests
    return stage.candidates.requests if stage.candidates is not None else ()


def _open_requests(root: Node) -> Iterator[Request]:
    for node in _nodes(root):
        if node.outcome is not Outcome.UNKNOWN:
            continue
        for branch in node.branches:
            if branch.outcome is Outcome.UNKNOWN:
                yield from branch.step.requests
        if not node.candidates.complete:
            yield from node.candidates.requests


def examined(root: Node) -> Iterator[tuple[str, Finding]]:
    """Every finding on every path, with the name of its link, in order of discovery."""
    for node in _nodes(root):
        for finding in node.candidates.findings:
            yield node.link, finding
        for branch in node.branches:
            for finding in branch.step.findings:
                yield node.link, finding


def _nodes(root: Node) -> Iterator[Node]:
    """Every node below the root once, breadth first."""
    pending, seen = [root], {id(root)}
    for node in pending:
        yield node
        for branch in node.branches:
            if branch.rest is not None and id(branch.rest) not in seen:
                seen.add(id(branch.rest))
                pending.append(branch.rest)
