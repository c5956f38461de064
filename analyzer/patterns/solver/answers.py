"""The answers to the one question: is there an event that these patterns match and those do not?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from analyzer.patterns.certificates.claim import Claim
from analyzer.patterns.evaluation.messages import JSON
from analyzer.patterns.open_questions import OpenQuestion


@dataclass(frozen=True, slots=True)
class Entailed:
    """There is no such event. `facts` names the facts that the proof needs: none can be left out, unless the
    search for which can stopped at a limit.

    `claim` is what this says of the patterns that were asked about; it makes the certificate.
    """

    facts: tuple[str, ...] = ()
    claim: Claim | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """There is such an event: this one, a JSON object, or a line of text where no pattern is about JSON."""

    event: JSON


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither was found. `questions` are the open ones that decide it, `budget` the limit that stopped
    the search ("" for none)."""

    reasons: tuple[str, ...]
    questions: tuple[OpenQuestion, ...] = ()
    budget: str = ""


Answer: TypeAlias = Entailed | Counterexample | Undecided
