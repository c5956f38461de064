"""`--limit NAME=VALUE`: how much is read and searched."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import completion
from analyzer.errors import UsageError, near

if TYPE_CHECKING:
    from analyzer.limits import Limits

LimitOption = Annotated[
    list[str],
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        autocompletion=completion.limits,
        help="Another limit than the usual one, such as run-seconds=60; may be repeated.",
    ),
]


def limits_of(texts: Sequence[str]) -> Limits:
    """The limits that the option means; the last counts where one is named twice."""
    from analyzer.limits import DEFAULT_LIMITS

    return DEFAULT_LIMITS.with_values(dict(map(_named, texts)))


@contextmanager
def limited(texts: Sequence[str]) -> Iterator[None]:
    """Hold what is done inside to the limits that the option means, all of it together to those of a run."""
    from analyzer.allowance import Scope, allowance, in_force

    with in_force(limits_of(texts), time.process_time), allowance(Scope.RUN):
        yield


def _named(text: str) -> tuple[str, int]:
    from analyzer.limits import TEXTS

    name, equals, value = text.partition("=")
    if not equals or not (value.isascii() and value.isdigit() and len(value) <= 20):
        problem = f"expected NAME=VALUE with a whole number, got `{text}`"
        raise UsageError(f"--limit: {problem}; write it like run-seconds=60")
    if name.strip() not in TEXTS and (meant := near(name.strip(), TEXTS)):
        raise UsageError(f"--limit: expected the name of a limit, got `{name.strip()}`; {meant}")
    return name.strip(), int(value)
