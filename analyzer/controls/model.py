"""What a control is: the types that the data files are read into."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from math import ceil, floor
from typing import NamedTuple, TypeAlias

from analyzer.errors import UsageError

Disputed: TypeAlias = tuple[str, str | int]


class AlarmPrescription(NamedTuple):
    """The alarm that the benchmark's remediation sets up. `period` is in seconds."""

    statistic: str
    period: int
    evaluation_periods: int
    threshold: float
    comparison: str

    @property
    def events(self) -> int:
        """How many matching events it takes where each is counted as 1."""
        past = self.comparison == "GreaterThanThreshold"
        return max(1, floor(self.threshold) + 1 if past else ceil(self.threshold))

    @property
    def window(self) -> int:
        """The seconds that it looks at."""
        return self.period * self.evaluation_periods


class Part(StrEnum):
    """Where the benchmark prints a pattern; either place prescribes it."""

    BOTH = "audit and remediation"
    AUDIT = "audit"
    REMEDIATION = "remediation"


class PrescribedPattern(NamedTuple):
    """A filter pattern as a benchmark version prints it. `name` is unique in its control."""

    name: str
    text: str
    part: Part = Part.BOTH


class AppliesTo(StrEnum):
    """The accounts that a control is about."""

    EVERY_ACCOUNT = "every-account"
    MANAGEMENT_ACCOUNT = "management-account"  # of an organization


class Intent(NamedTuple):
    """The events that a control is about, as a pattern that matches them and no others.

    `reason` says why it is not simply the prescribed text; "" where it is that text. The benchmark
    states no such pattern: it is this catalogue's reading, so a prescribed text stays good enough.
    """

    pattern: str
    reason: str = ""


class Recommendation(NamedTuple):
    """A control in one version of the benchmark. Any one of `texts` is what the version prescribes.

    `disputed` are values that another public copy of the version has: ("level", 1).
    """

    benchmark: str
    number: str
    level: int
    assessment: str
    texts: tuple[PrescribedPattern, ...]
    intent: Intent
    disputed: tuple[Disputed, ...] = ()


class KnownIssue(NamedTuple):
    """Something to know of some prescribed patterns of a control.

    `event` is a log line that shows it, "" where no single event can; `counted` says whether the
    patterns count that event, None without one. `versions` are those that prescribe the patterns.
    """

    code: str
    sentence: str
    patterns: tuple[str, ...]
    versions: tuple[str, ...]
    event: str = ""
    counted: bool | None = None


class CrossReferences(NamedTuple):
    """What others call the control. `cis_controls`: (benchmark version, "v7" or "v8", safeguards)."""

    cce: str | None = None
    security_hub: str | None = None
    nist_800_53: tuple[str, ...] = ()
    cis_controls: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


class Control(NamedTuple):
    """One control, as the version `benchmark` has it; "" where no version was chosen: the newest.

    `texts`, `intent` and `level` are those of that version. `defects` are patterns whose effect is not
    the newest intent; `notes` are blind spots that text and intent share, and other facts.
    `event_sources` are the services that the events of the intent come from; () where any may be.
    A control of a company's own has no recommendations, and its `level` is None.
    """

    slug: str
    title: str
    event_sources: tuple[str, ...]
    texts: tuple[PrescribedPattern, ...]
    intent: Intent
    alarm: AlarmPrescription
    level: int | None = None
    benchmark: str = ""
    cross_references: CrossReferences = CrossReferences()
    recommendations: tuple[Recommendation, ...] = ()
    defects: tuple[KnownIssue, ...] = ()
    notes: tuple[KnownIssue, ...] = ()
    applies_to: AppliesTo = AppliesTo.EVERY_ACCOUNT

    @property
    def pattern(self) -> str:
        """The first prescribed pattern."""
        return self.texts[0].text

    @property
    def profile(self) -> int | None:
        return self.level

    @property
    def other_ids(self) -> tuple[str, ...]:
        return tuple(
            one for one in (self.cross_references.cce, self.cross_references.security_hub) if one is not None
        )

    @property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        """(benchmark version, number) in order of version."""
        return tuple(
            (recommendation.benchmark, recommendation.number) for recommendation in self.recommendations
        )

    @property
    def number_ranges(self) -> tuple[tuple[str, str], ...]:
        """The numbers with the benchmark versions that use them: ("1.1.0-1.2.0", "3.6"), …"""
        runs = [(number, [v for v, _ in run]) for number, run in groupby(self.numbers, key=lambda n: n[1])]
        return tuple((version_range(versions), number) for number, versions in runs)

    def at(self, benchmark: str) -> Control:
        """The control as that version has it. Raises UsageError where the version has no such control."""
        for recommendation in self.recommendations:
            if recommendation.benchmark == benchmark:
                return self._replace(
                    texts=recommendation.texts,
                    intent=recommendation.intent,
                    level=recommendation.level,
                    benchmark=benchmark,
                )
        known = ", ".join(recommendation.benchmark for recommendation in self.recommendations) or "none"
        raise UsageError(
            f"`{self.slug}` is not in cis-aws-{benchmark}: expected one of its versions, {known}"
        )

    def known_issues_of(self, benchmark: str) -> tuple[KnownIssue, ...]:
        """The defects and notes that concern the patterns of that version."""
        return tuple(one for one in (*self.defects, *self.notes) if benchmark in one.versions)


class Benchmark(NamedTuple):
    """A version of the CIS AWS Foundations Benchmark and its section on monitoring.

    `controls` is how many controls the section has that this catalogue must hold; `known_from` says
    what the data of the version were taken from.
    """

    version: str
    section: str
    controls: int
    known_from: str

    @property
    def slug(self) -> str:
        return f"cis-aws-{self.version}"


def version_range(versions: list[str]) -> str:
    """Neighbouring versions as "first-last", a single one as itself."""
    return versions[0] if len(versions) == 1 else f"{versions[0]}-{versions[-1]}"


def version_order(version: str) -> tuple[int, ...]:
    """Sorts versions and numbers of controls, 4.9 before 4.10; "" before all."""
    return tuple(int(part) for part in version.split(".")) if version else ()
