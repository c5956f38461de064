"""What nobody knows about AWS, made explicit: each open question has named alternatives.

An answer that is the same under every combination of alternatives is given (a supervaluation, as van
Fraassen, 1966, has it). One that is not is undecided and names the questions it hangs on. Nothing else in
this package may guess.

Some questions are open for a proof although AWS was observed to follow one alternative once (in a test of
another project against the real service, years ago, or through an inference). That alternative is
`observed`. A caller who asks what AWS most likely does gets it; a caller who needs a proof does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class _Question:
    name: str
    text: str
    alternatives: tuple[str, ...]
    observed: str = ""


class OpenQuestion(Enum):
    """An open question about the meaning of a pattern."""

    GLOB_SCAN = _Question(
        "glob-scan",
        "whether a `*` tries later occurrences of the text after it (`*ab` on `abab`)",
        ("first-occurrence", "any-occurrence"),
        observed="first-occurrence",
    )
    GLOB_MIDDLE = _Question(
        "glob-middle",
        "whether a `*` inside a value is a wildcard (`Ev*ent`)",
        ("wildcard", "literal"),
        observed="wildcard",
    )
    VALUE_ESCAPE = _Question(
        "value-escape",
        "what a backslash before anything but a quote means in a quoted text",
        ("escape", "backslash"),
    )
    EMPTY_VALUE = _Question(
        "empty-value", 'whether the empty text `""` matches an empty value or nothing', ("empty", "nothing")
    )
    NUMBER_SPELLING = _Question(
        "number-spelling",
        "whether `.5`, `5.`, `1E3` and `0x10` are numbers or words, and so `1e3` as the value of a field",
        ("number", "word"),
    )
    NUMBER_TEXT = _Question(
        "number-text",
        "how AWS writes a number that is very large, very small or past 64 bits before it compares texts",
        ("scientific", "plain"),
    )
    NULL_IN_ARRAY = _Question(
        "null-in-array",
        "whether IS NULL looks past the first element of an array",
        ("first", "any"),
    )
    WILDCARD_TEST = _Question(
        "wildcard-test",
        "whether order operators, IS TRUE and IS FALSE on a wildcard selector ask for any value or for all",
        ("any", "all"),
    )
    DUPLICATE_KEY = _Question("duplicate-key", "which of two members of one name counts", ("last", "first"))
    JSON_DIALECT = _Question(
        "json-dialect",
        "whether a message with NaN or Infinity, or nested very deeply, still counts as JSON",
        ("accepted", "refused"),
    )
    REGEX_DIALECT = _Question(
        "regex-dialect",
        "how `.`, `$` and `\\s` treat line ends other than a newline",
        ("re2", "java"),
    )
    FIELD_NUMBER = _Question(
        "field-number",
        "whether a field that is no number differs (`!=`) from a number",
        ("differs", "fails"),
    )
    LAST_FIELD = _Question(
        "last-field",
        "whether the condition on the last field is tested on the rest of the line or on one word",
        ("rest", "word"),
        observed="rest",
    )

    @property
    def text(self) -> str:
        return self.value.text

    @property
    def alternatives(self) -> tuple[str, ...]:
        return self.value.alternatives

    @property
    def observed(self) -> str:
        """The alternative that AWS was once observed to follow, "" where there is none."""
        return self.value.observed

    def __str__(self) -> str:
        return self.value.name


class UnverifiedSyntax(Enum):
    """A spelling of which nobody knows whether AWS accepts it. Settled where AWS itself returned the text."""

    OUTER_BLANK = "a blank before or after the whole pattern"
    BARE_DASH = "a dash in a value without quotes"
    BARE_LETTER = "a letter outside of ASCII in a value without quotes"
    BARE_STAR = "a `*` after letters in a field's value without quotes"
    EMPTY_VALUE = "an empty text as a value"
    NUMBER_SPELLING = "a number spelled like `.5`, `5.`, `1E3` or `0x10`"
    SELECTOR_NAME = (
        "a member name that is not made of ASCII letters, digits, `_` and `-`, or starts with a digit"
    )
    SELECTOR_INDEX = "an index with leading zeros"
    REGEX_BLANK = "a blank in a regular expression"
    FIELD_NAME = "a dash in the name of a field"
    LONE_ELLIPSIS = "`...` as the only field"

    def __str__(self) -> str:
        return self.name.lower().replace("_", "-")


class UndecidedError(Exception):
    """The answer hangs on behaviour of AWS that is neither documented nor recorded, or, with a `budget`, the
    work stopped at the limit of this name."""

    def __init__(self, questions: tuple[OpenQuestion, ...], budget: str = "") -> None:
        super().__init__(questions, budget)
        self.questions = questions
        self.budget = budget

    def __str__(self) -> str:
        if self.budget:
            return f"undecided, because the work stopped at the limit {self.budget}"
        return "undecided, because nobody knows: " + "; ".join(question.text for question in self.questions)


Interpretation = Callable[[OpenQuestion], str]
"""Tells the alternative to follow. To be called only where the alternatives differ in what they give."""

T = TypeVar("T")


def explore(
    test: Callable[[Interpretation], T], settled: Mapping[OpenQuestion, str] | None = None
) -> Iterator[tuple[dict[OpenQuestion, str], T]]:
    """Runs the test under every combination of the alternatives that it asks for.

    Yields, for each run, the alternatives that it met (those in `settled` are never open) and the
    result. The number of runs is the product of the alternatives met, so a caller may want to stop.
    """
    known = dict(settled or {})
    pending: list[dict[OpenQuestion, str]] = [{}]
    while pending:
        choices = pending.pop()

        def interpretation(question: OpenQuestion, choices: dict[OpenQuestion, str] = choices) -> str:
            if question in known:
                return known[question]
            if question not in choices:
                first, *others = question.alternatives
                pending.extend({**choices, question: other} for other in reversed(others))
                choices[question] = first
            return choices[question]

        result = test(interpretation)
        yield choices, result
