"""A control as a file has it, and the rules that tie its parts together.

A control names each pattern once, and its versions refer to the names:

    [patterns]
    plain = '{ … }'

    [versions]
    "1.1.0" = { number = "3.6", level = 2, assessment = "scored", patterns = ["plain"] }

Where a version prints one pattern in its audit steps and another in its remediation, it says
`audit = […]` and `remediation = […]` instead of `patterns`. `[intent]` is the pattern of the events
that the control is about; without it they are those of the text. With `since` it holds from that
version on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from analyzer.controls.fields import FilterPattern, Hosts, Name, Slug, Title
from analyzer.controls.lines import Path, Step
from analyzer.controls.model import AppliesTo
from analyzer.controls.refusals import Holds, wrong
from analyzer.controls.tables import AlarmTable, IntentTable, Issues, Table, one_of
from analyzer.patterns import Entailed, PatternSyntaxError, difference, parse

Intent = TypeVar("Intent", bound=IntentTable)

OPEN_INTENT = "expected `[intent]`, for it is open which of several patterns the control is about; add it"


def _texts_once(patterns: Mapping[str, str]) -> Mapping[str, str]:
    texts = list(patterns.values())
    for at, name in enumerate(patterns):
        if texts[at] in texts[:at]:
            raise wrong("expected each pattern once, got the text of one above again; take one away", name)
    return patterns


def shape(value: object) -> str:
    return "several" if isinstance(value, list | tuple) else "single"


class ControlTable(Table):
    """What every control says, one of the benchmark and one of a company's own."""

    slug: Annotated[Slug, Field(description="Name of the control, that no other control has.")]
    title: Annotated[Title, Field(description="What the control asks for, on one line.")]
    pattern: Annotated[
        FilterPattern | None, Field(description="The filter pattern, where there is only one.")
    ] = None
    patterns: Annotated[
        Annotated[
            dict[Name, FilterPattern],
            Field(min_length=1, max_length=40),
            AfterValidator(_texts_once),
            Holds("a table of 1 to 40 patterns"),
        ]
        | None,
        Field(description="Several filter patterns by name, any of which will do."),
    ] = None
    event_sources: Annotated[
        Hosts, Field(description="The services whose events the control is about; none where it may be any.")
    ] = ()
    applies_to: Annotated[
        AppliesTo, Field(strict=False, description="The accounts that the control is about.")
    ] = AppliesTo.EVERY_ACCOUNT
    alarm: AlarmTable | None = None
    defects: Annotated[Issues, Field(description="Patterns whose effect is not what is meant.")] = ()
    notes: Annotated[Issues, Field(description="Other facts to know.")] = ()

    @property
    def named(self) -> Mapping[str, str]:
        """The patterns by name, in order; the only one is called `pattern`."""
        return self.patterns or {"pattern": self.pattern or ""}

    @property
    def intents(self) -> tuple[IntentTable, ...]:
        """The intents that are stated, in order of the version from which on they hold."""
        raise NotImplementedError

    def _references(self) -> Iterator[tuple[Path, Iterable[str]]]:
        """Where names of patterns stand."""
        for at, intent in enumerate(self.intents):
            yield ("intent", at, "same_as"), (intent.same_as,) if intent.same_as else ()
        for key, issues in (("defects", self.defects), ("notes", self.notes)):
            for at, issue in enumerate(issues):
                yield (key, at, "patterns"), issue.patterns or ()

    @model_validator(mode="after")
    def _names_its_patterns(self) -> Self:
        if self.pattern is not None and self.patterns is not None:
            raise wrong("expected `pattern` or `[patterns]`, got both; take one away", "patterns")
        if self.pattern is None and self.patterns is None:
            raise wrong("expected `pattern`, a text of 1 to 1024 characters, got none; add it")
        for path, names in self._references():
            for name in names:
                if name not in self.named:
                    known = ", ".join(f"`{one}`" for one in self.named)
                    raise wrong(f"expected the name of a pattern, {known}, got `{name}`", *path)
        return self


class CustomControl(ControlTable):
    """A control of a company's own."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": one_of("pattern", "patterns"),
            "if": {"properties": {"patterns": {"minProperties": 2}}, "required": ["patterns"]},
            "then": {"required": ["intent"]},
        }
    )

    intent: Annotated[
        Annotated[
            Annotated[IntentTable, Tag("single")]
            | Annotated[
                tuple[IntentTable, ...],
                Field(strict=False, min_length=1, max_length=1),
                Holds("one table"),
                Tag("several"),
            ],
            Discriminator(shape),
        ]
        | None,
        Field(description="The events that the control is about; without it those of the only pattern."),
    ] = None

    @property
    def intents(self) -> tuple[IntentTable, ...]:
        return several(self.intent)

    @model_validator(mode="after")
    def _patterns_tell_events_apart(self) -> Self:
        where: Path = () if self.patterns is None else ("patterns",)
        for name, text in self.named.items():
            check_pattern(text, *where, name)
        for at, intent in enumerate(self.intents):
            if intent.pattern is not None:
                check_pattern(intent.pattern, "intent", at, "pattern")
        if len(self.named) > 1 and not self.intents:
            raise wrong(OPEN_INTENT)
        return self


class CustomControls(Table):
    """Several controls of a company's own."""

    control: Annotated[
        tuple[CustomControl, ...],
        Field(strict=False, min_length=1, max_length=100),
        Holds("1 to 100 tables, each under `[[{key}]]`"),
    ]


def check_pattern(text: str, *at: Step) -> None:
    """Raises the error of a text that is no filter pattern, or one that tells no events apart."""
    key = at[-1]
    if not text.strip():
        blank = "got blanks, which match every event; write the pattern"
        raise wrong(f"expected `{key}` to say which events count, {blank}", *at)
    try:
        pattern = parse(text)
    except PatternSyntaxError as error:
        raise wrong(f"`{key}` is no filter pattern: {error}", *at) from None
    if isinstance(difference([pattern], []), Entailed):
        never = "got conditions that exclude each other; take one away"
        raise wrong(f"expected `{key}` to match some event, {never}", *at)


def several(intent: Intent | tuple[Intent, ...] | None) -> tuple[Intent, ...]:
    if intent is None:
        return ()
    return intent if isinstance(intent, tuple) else (intent,)
