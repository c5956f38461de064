"""What a positive answer claims, kept with the answer so that it can be proved whenever somebody asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analyzer.patterns.facts import Fact
from analyzer.patterns.syntax.ast import Formula, Pattern

if TYPE_CHECKING:  # proofs are looked for on demand: who compares patterns does not load what finds them
    from analyzer.patterns.certificates.checker.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Claim:
    """That no event of which the facts are true matches all of `required` and none of `union`.

    Each is in the order in which it was asked about: the numbers in a certificate hang on it. With
    nothing required, it is about any JSON object.
    """

    required: tuple[Pattern | Formula, ...]
    union: tuple[Pattern | Formula, ...]
    facts: tuple[Fact, ...] = ()

    def certificate(self) -> Certificate | None:
        """The proof, looked for anew at each call, which takes longer than the answer did; None where
        none was found, which says nothing against the answer."""
        from analyzer.patterns.certificates.prover.prove import prove

        return prove(self.required, self.union, facts=self.facts)
