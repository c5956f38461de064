"""The tables inside of a control: its alarm, what it is about, and what is known of its patterns."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from analyzer.controls.fields import (
    Comparison,
    FilterPattern,
    Flag,
    LogLine,
    Name,
    PatternName,
    PatternNames,
    Period,
    Periods,
    Sentence,
    Statistic,
    Threshold,
    Version,
)
from analyzer.controls.refusals import Holds, wrong


class Table(BaseModel):
    """A table of a TOML file. A key that it does not name is a mistake."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


class AlarmTable(Table):
    """The alarm that is asked for. What is left out is as the benchmark prescribes it: Sum over 300
    seconds, 1 evaluation period, GreaterThanOrEqualToThreshold 1."""

    statistic: Statistic | None = None
    period: Annotated[Period | None, Field(description="Seconds.")] = None
    evaluation_periods: Periods | None = None
    threshold: Threshold | None = None
    comparison: Comparison | None = None


class PrescribedAlarmTable(Table):
    """The alarm of the benchmark, with nothing left out."""

    statistic: Statistic
    period: Annotated[Period, Field(description="Seconds.")]
    evaluation_periods: Periods
    threshold: Threshold
    comparison: Comparison


def one_of(*keys: str) -> list[JsonValue]:
    """For a schema: the keys of which one is to be there."""
    return [{"required": [key]} for key in keys]


class IntentTable(Table):
    """The events that the control is about, by a pattern of their own or by the name of one above."""

    model_config = ConfigDict(json_schema_extra={"oneOf": one_of("pattern", "same_as")})

    pattern: FilterPattern | None = None
    same_as: Annotated[
        PatternName | None, Field(description="Name of a pattern that is just what is meant.")
    ] = None
    reason: Annotated[Sentence, Field(description="Why this, and not simply the pattern.")]

    @property
    def start(self) -> str:
        """The version from which on it holds; "" from the first."""
        return ""

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.pattern is None) == (self.same_as is None):
            raise wrong("expected either `pattern` or `same_as` in `[intent]`; write one of them")
        return self


class DatedIntentTable(IntentTable):
    """An intent that a control of the benchmark may have from some version on."""

    since: Annotated[
        Version | None,
        Field(description="The benchmark version from which on it holds; without it from the first."),
    ] = None

    @property
    def start(self) -> str:
        return self.since or ""


class IssueTable(Table):
    """Something to know of a pattern."""

    model_config = ConfigDict(
        json_schema_extra={"dependentRequired": {"event": ["counted"], "counted": ["event"]}}
    )

    code: Name
    sentence: Sentence
    patterns: Annotated[
        PatternNames | None,
        Field(description="Names of the patterns concerned; without it all of them."),
    ] = None
    event: Annotated[LogLine | None, Field(description="A log line that shows it.")] = None
    counted: Annotated[Flag | None, Field(description="Whether the patterns count that line.")] = None

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.event is None) != (self.counted is None):
            raise wrong("expected both `event` and `counted` or neither, got one; write both")
        return self


def _codes_once(issues: tuple[IssueTable, ...]) -> tuple[IssueTable, ...]:
    codes = [issue.code for issue in issues]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            raise wrong(f"expected each code once, got `{code}` twice; rename one", at, "code")
    return issues


Issues = Annotated[
    tuple[IssueTable, ...],
    Field(strict=False, max_length=100),
    AfterValidator(_codes_once),
    Holds("at most 100 tables, each under `[[{key}]]`"),
]
