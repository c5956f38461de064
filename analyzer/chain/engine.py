"""Proves or refutes that some path runs through all links. Knows nothing of AWS.

A link takes what the link before handed over (the subject) and lists candidates, each with an
outcome, and says whether the list is known to be complete. The engine explores every path that is
not refuted, folds the outcomes (see `analyzer.verdict`) and picks the one path that the report
tells: the proven one with the fewest warnings, the open one with the fewest questions, or the
refuted one that came furthest and is nearest to holding.

Behind a refuted candidate the path goes on with what would have been handed over, so that all that is wrong
is known at once. What is found there decides nothing.

What a link says depends on its subject alone, so equal subjects are explored once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from analyzer.findings import Finding, Notice, Request
from analyzer.verdict import Outcome, any_of, both


class Candidate(NamedTuple):
    """One candidate of a link. `subject` is what the next link works on; `name` is for people.

    The `deciding` finding says what the candidate comes to; those `beside` it say what else was found.
    Without a subject the path ends here: nothing that lies behind could be relied on, so a candidate
    that is open stays open whatever the next links would say. `distance` says how far one that is refuted
    is from holding; it is compared within one list alone.
    """

    name: str
    deciding: Finding
    subject: Hashable | None
    beside: tuple[Finding, ...] = ()
    warnings: tuple[Notice, ...] = ()
    requests: tuple[Request, ...] = ()
    distance: int = 0

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


class PathCost(NamedTuple):
    """What speaks against telling a path: what is open on it, how early it ends and how far from holding."""

    questions: int = 0
    links_passed: int = 0
    distance: int = 0
    warnings: int = 0

    def key(self, outcome: Outcome) -> tuple[int, ...]:
        """The order of paths of one outcome. On a refuted path it does not matter what is open before."""
        if outcome is Outcome.VIOLATED:
            return (-self.links_passed, self.distance, self.questions, self.warnings)
        return (self.questions, -self.links_passed, self.warnings)


class Path(NamedTuple):
    """One candidate together with all that lies behind it."""

    candidate: Candidate
    rest: Node | None
    outcome: Outcome
    cost: PathCost


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
    """One link on the selected path: the candidate taken, or none where the list gave nothing to take.

    `is_beyond`: a link before it is refuted, so that it decides nothing.
    """

    link: str
    outcome: Outcome
    candidate: Candidate | None
    candidates: Candidates | None
    is_beyond: bool = False


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
        selected = _selected(telling, outcome, links[index + 1 :])
        known[index, subject] = Node(links[index].name, found, paths, outcome, selected)
    return known[index, subject]


_MOST_TIED = 5  # of candidates that are refuted alike so many are followed to see which lacks least


def _selected(telling: Sequence[Path], outcome: Outcome, behind: Sequence[Link]) -> Path | None:
    """The path that is told; `behind` are the links after this one."""
    ordered = sorted(telling, key=lambda path: (path.cost.key(outcome), path.candidate.name))
    tied = [path for path in ordered if path.cost.key(outcome) == ordered[0].cost.key(outcome)]
    if outcome is Outcome.VIOLATED and len(tied) > 1:
        return min(tied[:_MOST_TIED], key=lambda path: _lacking(path, behind))
    return ordered[0] if ordered else None


def _lacking(path: Path, behind: Sequence[Link]) -> int:
    """How many of the links behind a refuted candidate would not hold either."""
    candidate = path.candidate
    if path.rest is not None or candidate.subject is None or not behind:
        return len(behind)
    stages = selected_path(behind, explore(behind, candidate.subject))
    return sum(stage.outcome is not Outcome.SATISFIED for stage in stages)


def _path(links: tuple[Link, ...], index: int, candidate: Candidate, known: _Known) -> Path:
    if candidate.outcome is Outcome.VIOLATED or candidate.subject is None or index + 1 == len(links):
        return Path(
            candidate, None, _final(candidate, last=index + 1 == len(links)), _cost(candidate, PathCost())
        )
    rest = _explore(links, index + 1, candidate.subject, known)
    behind = _cost_of(rest)
    cost = _cost(candidate, behind._replace(links_passed=behind.links_passed + 1))
    return Path(candidate, rest, both(candidate.outcome, rest.outcome), cost)


def _final(candidate: Candidate, *, last: bool) -> Outcome:
    """What a path that ends with this candidate comes to: short of the last link it proves nothing."""
    return candidate.outcome if last else both(candidate.outcome, Outcome.BLOCKED)


def _cost(candidate: Candidate, rest: PathCost) -> PathCost:
    open_here = max(1, len(candidate.requests)) if candidate.outcome is Outcome.UNKNOWN else 0
    distance = candidate.distance if candidate.outcome is Outcome.VIOLATED else rest.distance
    warnings = rest.warnings + len(candidate.warnings)
    return PathCost(rest.questions + open_here, rest.links_passed, distance, warnings)


def _cost_of(node: Node) -> PathCost:
    if node.selected is not None:
        return node.selected.cost
    open_here = max(1, len(node.candidates.requests)) if node.outcome is Outcome.UNKNOWN else 0
    return PathCost(open_here, warnings=len(node.candidates.warnings))


def selected_path(links: Sequence[Link], root: Node) -> tuple[Stage, ...]:
    """The path that stands for the outcome, one stage a link; links not reached are blocked.

    Behind a refuted candidate that hands something over it goes on with the path that stands for what
    follows.
    """
    stages = [*_walk(root)]
    while len(stages) < len(links) and (refuted := _refuted(stages[-1])) is not None:
        behind = explore(links[len(stages) :], refuted)
        stages += (stage._replace(is_beyond=True) for stage in _walk(behind))
    missing = links[len(stages) :]
    return (*stages, *(Stage(link.name, Outcome.BLOCKED, None, None) for link in missing))


def _refuted(stage: Stage) -> Hashable | None:
    """What a refuted candidate would have handed over."""
    if stage.candidate is None or stage.outcome is not Outcome.VIOLATED:
        return None
    return stage.candidate.subject


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


def examined_beyond(stages: Iterable[Stage]) -> Iterator[tuple[str, Finding]]:
    """Every finding behind a refuted candidate, with the name of its link."""
    for stage in stages:
        if stage.is_beyond and stage.candidates is not None:
            yield from ((stage.link, finding) for finding in stage.candidates.findings)
            for candidate in stage.candidates.each:
                yield from ((stage.link, finding) for finding in candidate.findings)


def _nodes(root: Node) -> Iterator[Node]:
    """Every node below the root once, breadth first."""
    pending, seen = [root], {id(root)}
    for node in pending:
        yield node
        for path in node.paths:
            if path.rest is not None and id(path.rest) not in seen:
                seen.add(id(path.rest))
                pending.append(path.rest)
