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


class Candidate(NamedTuple):
    """One candidate of a link. `subject` is what the next link works on; `name` is for people.

    The `deciding` finding says what the candidate comes to; those `beside` it say what else was found.
    Without a subject the path ends here: nothing that lies behind could be relied on, so a candidate
    that is open stays open whatever the next links would say.
    """

    name: str
    deciding: Finding
    subject: Hashable | None
    beside: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return self.deciding.outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (self.deciding, *self.beside)


class Candidates(NamedTuple):
    """All that a link knows for one subject.

    `complete` says that there is no candidate beside `each`. `findings` tell of the list itself:
    that it is empty, or why it may not be whole; `requests` would make it whole.
    """

    each: tuple[Candidate, ...]
    complete: bool
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()


class Link(NamedTuple):
    """A named rule of the chain: from the subject before to candidates."""

    name: str
    candidates: Callable[[Any], Candidates]  # each link knows the type of the subject before it


Cost: TypeAlias = tuple[int, int, int]  # open questions, minus the links passed, warnings
_NO_COST: Cost = (0, 0, 0)


class Path(NamedTuple):
    """One candidate together with all that lies behind it."""

    candidate: Candidate
    rest: Node | None
    outcome: Outcome
    cost: Cost


class Node(NamedTuple):
    """A link applied to one subject. `selected` is the path that stands for the outcome.

    `selected` is None where the list itself decides: it is empty, or all that it holds is refuted and
    it may not be whole.
    """

    link: str
    candidates: Candidates
    paths: tuple[Path, ...]
    outcome: Outcome
    selected: Path | None


class Stage(NamedTuple):
    """One link on the selected path: the candidate taken, or none where the list gave nothing to take."""

    link: str
    outcome: Outcome
    candidate: Candidate | None
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
        paths = tuple(_path(links, index, candidate, known) for candidate in found.each)
        outcome = any_of((path.outcome for path in paths), complete=found.complete)
        telling = [path for path in paths if path.outcome is outcome]
        selected = min(telling, key=lambda path: (path.cost, path.candidate.name), default=None)
        known[index, subject] = Node(links[index].name, found, paths, outcome, selected)
    return known[index, subject]


def _path(links: tuple[Link, ...], index: int, candidate: Candidate, known: _Known) -> Path:
    if candidate.outcome is Outcome.VIOLATED or candidate.subject is None or index + 1 == len(links):
        return Path(
            candidate, None, _final(candidate, last=index + 1 == len(links)), _cost(candidate, _NO_COST)
        )
    rest = _explore(links, index + 1, candidate.subject, known)
    questions, passed, warnings = _cost_of(rest)
    return Path(
        candidate,
        rest,
        both(candidate.outcome, rest.outcome),
        _cost(candidate, (questions, passed - 1, warnings)),
    )


def _final(candidate: Candidate, *, last: bool) -> Outcome:
    """What a path that ends with this candidate comes to: short of the last link it proves nothing."""
    return candidate.outcome if last else both(candidate.outcome, Outcome.BLOCKED)


def _cost(candidate: Candidate, rest: Cost) -> Cost:
    open_here = max(1, len(candidate.requests)) if candidate.outcome is Outcome.UNKNOWN else 0
    return (rest[0] + open_here, rest[1], rest[2] + len(candidate.warnings))


def _cost_of(node: Node) -> Cost:
    if node.selected is not None:
        return node.selected.cost
    open_here = max(1, len(node.candidates.requests)) if node.outcome is Outcome.UNKNOWN else 0
    return (open_here, 0, len(node.candidates.warnings))


def selected_path(links: Sequence[Link], root: Node) -> tuple[Stage, ...]:
    """The path that stands for the outcome, one stage a link; links not reached are blocked."""
    stages = tuple(_walk(root))
    missing = links[len(stages) :]
    return stages + tuple(Stage(link.name, Outcome.BLOCKED, None, None) for link in missing)


def _walk(root: Node) -> Iterator[Stage]:
    node: Node | None = root
    while node is not None:
        if node.selected is None:
            yield Stage(node.link, node.outcome, None, node.candidates)
            return
        yield Stage(node.link, node.selected.candidate.outcome, node.selected.candidate, node.candidates)
        node = node.selected.rest


def open_requests(root: Node) -> tuple[Request, ...]:
    """What would settle the open paths: first the least open path, then all others, each once."""
    if root.outcome is not Outcome.UNKNOWN:
        return ()
    selected = [request for stage in _walk(root) for request in _stage_requests(stage)]
    return tuple(dict.fromkeys([*selected, *_open_requests(root)]))


def _stage_requests(stage: Stage) -> tuple[Request, ...]:
    if stage.candidate is not None:
        return _settling(stage.candidate)
    return stage.candidates.requests if stage.candidates is not None else ()


def _settling(candidate: Candidate) -> tuple[Request, ...]:
    """What would settle a candidate that is not settled; a proven one may ask for more, which can wait."""
    return () if candidate.outcome is Outcome.SATISFIED else candidate.requests


def _open_requests(root: Node) -> Iterator[Request]:
    for node in _nodes(root):
        if node.outcome is not Outcome.UNKNOWN:
            continue
        for path in node.paths:
            if path.outcome is Outcome.UNKNOWN:
                yield from _settling(path.candidate)
        if not node.candidates.complete:
            yield from node.candidates.requests


def examined(root: Node) -> Iterator[tuple[str, Finding]]:
    """Every finding on every path, with the name of its link, in order of discovery."""
    for node in _nodes(root):
        for finding in node.candidates.findings:
            yield node.link, finding
        for path in node.paths:
            for finding in path.candidate.findings:
                yield node.link, finding


def _nodes(root: Node) -> Iterator[Node]:
    """Every node below the root once, breadth first."""
    pending, seen = [root], {id(root)}
    for node in pending:
        yield node
        for path in node.paths:
            if path.rest is not None and id(path.rest) not in seen:
                seen.add(id(path.rest))
                pending.append(path.rest)
