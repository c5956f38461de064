"""`pattern verify`: the proofs that an answer about patterns carries, checked by the checker alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from analyzer.cli.control_options import ControlFileOption, own_controls
from analyzer.cli.options import to_path
from analyzer.cli.pattern.inputs import data_of, shown
from analyzer.cli.terminal import carries_signs, show
from analyzer.errors import InputError

if TYPE_CHECKING:
    from analyzer.coverage.verification import Verified
    from analyzer.evidence import JSON

EXIT_BY_OUTCOME: Final = {"proven": 0, "refused": 1, "without proof": 3}

_MAX_BYTES = 16 * 1024 * 1024
"""The proof of a comparison has some kilobytes."""

_MAX_DEPTH = 200
"""Events that are found for patterns have at most 100 levels."""


def print_verdicts(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            parser=to_path,
            help="What `pattern compare` or `pattern covers` printed as JSON; - is standard input.",
        ),
    ],
    control_file: ControlFileOption = [],  # noqa: B006 - read only; typer takes no tuple
) -> None:
    """Check the proofs of an answer: whoever gave it need not be believed.

    The document carries a certificate for each thing that no event can be, and events for what can. A
    small checker, which shares nothing with the search for the answer, walks each certificate; the
    events are replayed.

    \b
    Exit codes:
      0  every answer is proven
      1  some certificate or event is refused
      2  wrong usage, or the file is no such document
      3  some answer has no certificate, is undecided, or claims nothing

    \b
    Example:
      cis-evidence pattern compare '{ $.a = "x*" }' '{ $.a = "xy" }' --format json > answer.json
      cis-evidence pattern verify answer.json
    """
    from analyzer.coverage.answer_document import DocumentError
    from analyzer.coverage.verification import Outcome, verify
    from analyzer.reports.sanitize import plain

    try:
        found = verify(_document(file), own_controls(control_file))
    except DocumentError as error:
        raise InputError(f"cannot read `{shown(file)}`: {error}; {_ADVICE}") from None
    unicode = carries_signs()
    show("".join(f"{plain(line, unicode=unicode)}\n" for line in _lines(found)))
    outcomes = {one.outcome for one in found} or {Outcome.NO_PROOF}
    raise typer.Exit(
        next(
            EXIT_BY_OUTCOME[one]
            for one in (Outcome.REFUSED, Outcome.NO_PROOF, Outcome.PROVEN)
            if one in outcomes
        )
    )


_ADVICE = "give what `pattern compare` or `pattern covers` printed with --format json"


def _lines(found: Sequence[Verified]) -> Iterator[str]:
    """Each answer with what became of it, then what it rests on."""
    for one in found:
        yield f"{one.answer}: {one.outcome}" + (f" ({one.name})" if one.name else "")
        for step in one.steps:
            yield f"  {step.outcome}: {step.said}" + (f": {step.why}" if step.why else "")


def _document(file: Path) -> JSON:
    """The one JSON document that the file is. Raises InputError for any other file."""
    from analyzer.evidence.json_scanner import Broken, Scanner
    from analyzer.patterns import read_double

    data = data_of(file)
    if len(data) > _MAX_BYTES:
        raise InputError(f"expected at most {_MAX_BYTES:,} bytes in `{shown(file)}`, got more")
    try:
        text = data.decode("utf-8-sig").strip(" \t\r\n")
    except UnicodeDecodeError:
        raise InputError(f"expected UTF-8 in `{shown(file)}`; {_ADVICE}") from None
    read = Scanner(text, _MAX_DEPTH, read_double).scan(0)
    if isinstance(read, Broken):
        raise InputError(f"expected JSON in `{shown(file)}`: {read.message}; {_ADVICE}")
    if read.end < len(text) or read.twice:
        why = f"`{read.twice[0]}` stands in it twice" if read.twice else "something follows it"
        raise InputError(f"expected one JSON document in `{shown(file)}`: {why}; {_ADVICE}")
    return read.value
