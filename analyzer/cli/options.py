"""What the commands share: the name of the program, its exit codes, and the kinds of arguments."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from analyzer.cli.completion import one_of
from analyzer.errors import UsageError, near

PROGRAM: Final = "cis-evidence"

# Exit codes of `analyze`, by verdict; the other commands tell theirs in their help.
EXIT_BY_VERDICT: Final = {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3, "NOT_APPLICABLE": 3}
EXIT_ERROR: Final = 2
EXIT_BROKEN: Final = 70  # an error of the program itself, EX_SOFTWARE of sysexits.h; never a verdict
EXIT_INTERRUPTED: Final = 130
# Exit codes of `pattern compare`; every other relation says that the patterns differ.
EXIT_BY_RELATION: Final = {"equivalent": 0, "undecided": 3}
EXIT_DIFFERENT: Final = 1
# Exit codes of `pattern covers`.
EXIT_BY_ANSWER: Final = {"yes": 0, "no": 1, "undecided": 3}
# Exit codes of `pattern verify`, the worst answer first; a document without any proves nothing.
UNPROVEN: Final = "without proof"
EXIT_BY_OUTCOME: Final = {"refused": 1, UNPROVEN: 3, "proven": 0}
# Exit codes of `pattern check`.
EXIT_GOOD: Final = 0
EXIT_BAD: Final = 1
# Exit codes of `pattern conformance`.
EXIT_SETTLED: Final = 0
EXIT_CONTRADICTED: Final = 1
EXIT_OPEN: Final = 3
# Exit codes of `query`.
EXIT_PRESENT: Final = 0
EXIT_ABSENT: Final = 1
# Exit codes of `pattern match`, as grep has them.
EXIT_MATCHED: Final = 0
EXIT_UNMATCHED: Final = 1


class Format(StrEnum):
    """How a result is written: for people or for programs."""

    TEXT = "text"
    JSON = "json"


def to_format(text: str) -> Format:
    """The format of that name. Raises UsageError where there is none."""
    if text not in tuple(Format):
        raise not_one_of("--format", "formats", text, Format)
    return Format(text)


def not_one_of(option: str, what: str, got: str, known: Iterable[str]) -> UsageError:
    """The error for a name that is none of a few."""
    names = tuple(known)
    told = f"{option}: expected one of the {what} {', '.join(names)}, got `{got}`"
    return UsageError(f"{told}; {near(got, names) or 'name one of them'}")


def to_path(text: str) -> Path:
    """The path that an argument names; an empty one would quietly be the current folder."""
    if not text:
        raise typer.BadParameter("expected a path, got an empty text; name a file or a folder")
    return Path(text)


def check_account(stated: str | None) -> None:
    """Raises UsageError where `--account` is given and is no account number."""
    from analyzer.aws.identifiers import is_account_id

    if stated is not None and not is_account_id(stated):
        problem = f"expected an account number of 12 digits, got `{stated}`"
        raise UsageError(f"--account: {problem}; write it like 111111111111")


def check_region(stated: str | None) -> None:
    """Raises UsageError where `--region` is given and is no name of a region."""
    from analyzer.aws.identifiers import is_region

    if stated is not None and not is_region(stated):
        raise UsageError(f"--region: expected the name of a region, got `{stated}`; write it like us-east-1")


FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar=f"<{'|'.join(Format)}>",
        parser=to_format,
        autocompletion=one_of(Format),
        help="For people, or for programs.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Print nothing: the exit code is the answer.")
]
PatternArgument = Annotated[
    str, typer.Argument(metavar="PATTERN", help="A CloudWatch Logs filter pattern, quoted for the shell.")
]
