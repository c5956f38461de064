"""Finds the certificate of a question whose answer is that there is no event.

A closed analytic tableau (Smullyan, 1968): what must be true is gathered in a branch; a disjunction
divides it; each branch ends with few items that contradict each other. What turns out not to matter is
left out of the proof. Whether the proof is one is for the checker to say, which this search only borrows
the words from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from analyzer.allowance import BudgetError, Scope, allowance, spend
from analyzer.patterns.certificates.checker.certificate import (
    Certificate,
    ComplementaryPair,
    Element,
    EmptyDomain,
    IndexSplit,
    InterpretationSplit,
    ProofStep,
    Split,
    TableauStep,
    Use,
)
from analyzer.patterns.certificates.checker.check import Branch, what_fails
from analyzer.patterns.certificates.checker.literals import Item, Statement
from analyzer.patterns.certificates.checker.texts import Settled
from analyzer.patterns.certificates.checker.translation import HasFormula, items, statements
from analyzer.patterns.certificates.checker.work import paid_by
from analyzer.patterns.certificates.prover.branching import Branching, Closed, ItemNumbers
from analyzer.patterns.certificates.prover.tableau_branch import Gathered
from analyzer.patterns.open_questions import OpenQuestion
from analyzer.patterns.syntax.ast import Formula, Pattern

MAX_ATTEMPTS = 64
"""Combinations of answers to open questions that are tried; each costs a search."""

_Chooser: TypeAlias = Callable[..., tuple[int, Branching]]

_WAYS: tuple[tuple[_Chooser, int], ...] = (
    (min, 60),
    (max, 1_500),
    (min, 5_000),
)
"""What is tried in turn: to divide the disjunction with the fewest open parts first or that with the most,
and how many branches may be opened. Each is quick where the other is slow; real patterns need dozens."""

_MAX_DEPTH = 300
"""Branches within one another; each takes three frames of Python's stack."""


class _OpenError(Exception):
    """A branch that cannot be closed: there is no proof under these answers."""


class _RestartError(Exception):
    """The search opened more branches than it was given."""


def prove(
    required: Sequence[Pattern | Formula],
    union: Sequence[Pattern | Formula],
    *,
    facts: Sequence[HasFormula] = (),
) -> Certificate | None:
    """A certificate that no event of which the facts are true matches all of `required` and none of
    `union`, for these in this order; None if none was found."""
    try:
        with allowance(Scope.COMPARISON), paid_by(spend):
            asked = tuple(statements(required, union, facts))
            proof = _Prover(asked, [item for statement in asked for item in items(statement)]).under({})
            refused = what_fails(proof, Branch([], asked, {}))
    except (_OpenError, BudgetError):
        return None
    return Certificate(tuple(proof)) if refused is None else None


@dataclass(frozen=True, slots=True)
class _Proof:
    """A step, the numbers of the items that it and what follows use, and the branches after it, each with
    the numbers of its own items. Numbers are those of the search, where no two items share one."""

    step: TableauStep
    used: frozenset[int]
    branches: tuple[tuple[Sequence[int], _Proof], ...] = ()


class _Prover:
    """Searches under each combination of the alternatives that matter."""

    def __init__(self, asked: tuple[Statement, ...], said: Sequence[Item]) -> None:
        self.asked = asked
        self.said = said
        self.attempts = 0

    def under(self, known: Settled) -> list[ProofStep]:
        """A proof where these alternatives hold. Raises _OpenError."""
        self.attempts += 1
        if self.attempts > MAX_ATTEMPTS:
            raise _OpenError
        numbers = ItemNumbers(len(self.said))
        try:
            return _numbered(self._search(known, numbers), len(self.said))
        except _OpenError:
            if not numbers.unsettled:
                raise
        question = min(numbers.unsettled, key=list(OpenQuestion).index)
        cases: list[ProofStep] = []
        for alternative in question.alternatives:
            case = self.under({**known, question: alternative})
            if what_fails(case, Branch([], self.asked, known)) is None:
                return case  # the question does not matter
            cases += case
        return [InterpretationSplit(question), *cases]

    def _search(self, known: Settled, numbers: ItemNumbers) -> _Proof:
        for first, budget in _WAYS:
            try:
                return _Search(known, numbers, first, budget).root(self.said)
            except _RestartError:
                continue
        raise _OpenError


@dataclass(slots=True)
class _Search:
    """One way to search: the disjunction with the fewest open parts comes first, or the one with most."""

    known: Settled
    numbers: ItemNumbers
    first: _Chooser
    budget: int

    def root(self, said: Sequence[Item]) -> _Proof:
        gathered = Gathered(self.known, self.numbers)
        return self._close(gathered, list(enumerate(said)), 0)

    def _close(self, gathered: Gathered, added: Sequence[tuple[int, Item]], depth: int) -> _Proof:
        """A proof that what was gathered and these items cannot all be true. Raises _OpenError."""
        self.budget -= 1
        if self.budget < 0 or depth > _MAX_DEPTH:
            raise _RestartError
        try:
            for number, item in added:
                gathered.add(number, item)
            gathered.look_closely()
        except Closed as closed:
            return _Proof(closed.step, closed.used)
        disjunction = self._next(gathered)
        return self._divide(gathered, disjunction, depth)

    def _next(self, gathered: Gathered) -> Branching:
        """The disjunction to divide: one with at most one part that is open, else the first of its kind."""
        sized = gathered.sized()
        if not sized:
            elements = gathered.elements()
            if elements is None:
                raise _OpenError
            return elements
        least = min(sized, key=lambda pair: pair[0])
        return least[1] if least[0] <= 1 else self.first(sized, key=lambda pair: pair[0])[1]

    def _divide(self, gathered: Gathered, disjunction: Branching, depth: int) -> _Proof:
        if disjunction in gathered.disjunctions:
            gathered.disjunctions.remove(disjunction)
        used, branches = disjunction.used, []
        for part in gathered.parts_open_to_all(disjunction):
            added = [(self.numbers.new(), item) for item in part]
            proof = self._close(gathered.copy(), added, depth + 1)
            own = frozenset(number for number, _ in added)
            if own.isdisjoint(proof.used):
                return proof  # what the part says does not matter
            used |= proof.used - own
            branches.append(([number for number, _ in added], proof))
        return _Proof(disjunction.step, used, tuple(branches))


# The numbers of the certificate, where those of branches that exclude each other are the same


def _numbered(proof: _Proof, count: int) -> list[ProofStep]:
    steps: list[ProofStep] = []
    pending = [(proof, {number: number for number in range(count)})]
    while pending:
        node, names = pending.pop()
        spend(1 + len(names) * len(node.branches) // 8)
        steps.append(_renamed(node.step, names))
        for own, branch in reversed(node.branches):
            pending.append((branch, {**names, **{number: len(names) + at for at, number in enumerate(own)}}))
    return steps


def _renamed(step: TableauStep, names: dict[int, int]) -> TableauStep:
    match step:
        case Split(item):
            return Split(names[item])
        case IndexSplit(item, there, absent):
            return IndexSplit(names[item], _renamed_use(there, names), _renamed_use(absent, names))
        case ComplementaryPair(one, other):
            return ComplementaryPair(_renamed_use(one, names), _renamed_use(other, names))
        case EmptyDomain(depth, uses, texts, numbers):
            return EmptyDomain(depth, tuple(_renamed_use(use, names) for use in uses), texts, numbers)
        case _:
            assert_never(step)


def _renamed_use(use: Use, names: dict[int, int]) -> Use:
    at = Element(names[use.at.item]) if isinstance(use.at, Element) else use.at
    return Use(names[use.item], at)
