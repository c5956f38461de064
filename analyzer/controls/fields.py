"""The single values of a file with controls: what each may be, and the words for it.

Digits are those of ASCII, as in the schema that is made from these types.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from analyzer.controls.refusals import Expected, Holds, wrong

# CloudWatch Logs takes patterns of at most 1024 characters. A title is one line of a report, a sentence
# a short paragraph. CloudTrail sends events of up to 256 KB to a log group; one that shows something
# needs far less. No control of the benchmark has a fifth of the 40 patterns and 100 items allowed here.
_ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$"
_A_NAME = "words in lower case joined by hyphens"


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError
    return text


def _no_cce(slug: str) -> str:
    """No slug looks like an id of the Common Configuration Enumeration, which may be asked for as well."""
    if slug[:4] == "cce-" and slug[4:5].isdigit():
        raise ValueError
    return slug


def _each_once(texts: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    for at, text in enumerate(texts):
        if text in texts[:at]:
            raise wrong(f"expected each of `{info.field_name}` once, got `{text}` twice; take one away")
    return texts


Slug = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9]{0,40}(-[a-z0-9]{1,40}){0,10}$"),
    AfterValidator(_no_cce),
    Expected(_A_NAME, {"not": {"pattern": "^cce-[0-9]"}}),
]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), Expected(_A_NAME)]
Title = Annotated[
    str,
    Field(pattern=_ONE_LINE, max_length=120),
    AfterValidator(_printable),
    Expected("a text of one line and at most 120 characters"),
]
Sentence = Annotated[
    str,
    Field(pattern=_ONE_LINE, max_length=600),
    AfterValidator(_printable),
    Expected("a text of one line and at most 600 characters"),
]
FilterPattern = Annotated[
    str, Field(min_length=1, max_length=1024), Expected("a text of 1 to 1024 characters", {"pattern": r"\S"})
]
LogLine = Annotated[str, Field(min_length=1, max_length=8192), Expected("a text of 1 to 8192 characters")]
Version = Annotated[
    str, Field(pattern=r"^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$"), Expected("a version such as `5.0.0`")
]
Number = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3})+$"), Expected("a number such as `4.6`")]
Level = Annotated[int, Field(ge=1, le=2), Expected("a whole number from 1 to 2")]
Assessment = Annotated[
    Literal["scored", "not scored", "automated", "manual"],
    Expected("one of scored, not scored, automated, manual"),
]
SectionNumber = Annotated[str, Field(pattern="^[0-9]{1,2}$"), Expected("the number of a section")]
ControlCount = Annotated[int, Field(ge=1, le=99), Expected("a whole number from 1 to 99")]
Flag = Annotated[bool, Expected("true or false")]

PatternName = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), Expected("the name of a pattern")]
PatternNames = Annotated[
    tuple[PatternName, ...],
    Field(strict=False, min_length=1, max_length=40),
    AfterValidator(_each_once),
    Holds("a list of 1 to 40, each the name of a pattern", {"uniqueItems": True}),
]
Host = Annotated[
    str,
    Field(pattern=r"^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}$"),
    Expected("a host such as `iam.amazonaws.com`"),
]
Hosts = Annotated[
    tuple[Host, ...],
    Field(strict=False, max_length=100),
    AfterValidator(_each_once),
    Holds("a list of at most 100, each a host such as `iam.amazonaws.com`", {"uniqueItems": True}),
]
Cce = Annotated[str, Field(pattern="^CCE-[0-9]{1,6}-[0-9]$"), Expected("an id such as `CCE-79191-3`")]
HubId = Annotated[str, Field(pattern=r"^CloudWatch\.[0-9]{1,3}$"), Expected("an id such as `CloudWatch.6`")]
NistId = Annotated[
    str, Field(pattern=r"^[A-Z]{2}-[0-9]{1,2}(\([0-9]{1,2}\))?$"), Expected("an id such as `AU-6(1)`")
]
NistIds = Annotated[
    tuple[NistId, ...],
    Field(strict=False, max_length=100),
    AfterValidator(_each_once),
    Holds("a list of at most 100, each an id such as `AU-6(1)`", {"uniqueItems": True}),
]
CisControls = Annotated[str, Field(pattern="^v[78]$"), Expected("one of `v7`, `v8`")]
Safeguard = Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$"), Expected("a number such as `8.11`")]
Safeguards = Annotated[
    tuple[Safeguard, ...],
    Field(strict=False, max_length=100),
    AfterValidator(_each_once),
    Holds("a list of at most 100, each a number such as `8.11`", {"uniqueItems": True}),
]

Statistic = Annotated[
    Literal["Sum", "SampleCount", "Average", "Minimum", "Maximum"],
    Expected("one of Sum, SampleCount, Average, Minimum, Maximum"),
]
# PutMetricAlarm takes no other periods.
Period = Annotated[
    Literal[10, 20, 30] | Annotated[int, Field(multiple_of=60, ge=60, le=86_400)],
    Expected("10, 20, 30 or a multiple of 60 up to 86400, in seconds"),
]
Periods = Annotated[int, Field(ge=1, le=10_000), Expected("a whole number from 1 to 10000")]
Threshold = Annotated[float, Field(ge=-1e300, le=1e300), Expected("a finite number")]
Comparison = Annotated[
    Literal[
        "GreaterThanOrEqualToThreshold",
        "GreaterThanThreshold",
        "LessThanThreshold",
        "LessThanOrEqualToThreshold",
    ],
    Expected(
        "one of GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, "
        "LessThanOrEqualToThreshold"
    ),
]
