"""What decides a question about patterns: is there an event that these match and those do not?

question → prepared patterns → negation normal form → solve → values of each kind → an event, or none

The question is asked in `difference`; how two patterns compare is read off its answers in `compare`.
"""

from __future__ import annotations

from analyzer.patterns.certificates.claim import Claim
from analyzer.patterns.solver.answers import Counterexample, Entailed, Undecided
from analyzer.patterns.solver.compare import Comparison, Relation, compare
from analyzer.patterns.solver.difference import always, difference

__all__ = [
    "Claim",
    "Comparison",
    "Counterexample",
    "Entailed",
    "Relation",
    "Undecided",
    "always",
    "compare",
    "difference",
]
