"""`--limit NAME=VALUE`: how much is read and searched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.limits import Limits

LimitOption = Annotated[
    list[str],
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        help="Another limit than the usual one, such as json-depth=50; may be repeated.",
    ),
]


def limits_of(texts: Sequence[str]) -> Limits:
    """The limits that the option means; the last counts where one is named twice."""
    from analyzer.limits import DEFAULT_LIMITS

    return DEFAULT_LIMITS.with_values(dict(map(_named, texts)))


def _named(text: str) -> tuple[str, int]:
    name, equals, value = text.partition("=")
    if not equals or not (value.isascii() and value.isdigit() and len(value) <= 20):
        raise UsageError(f"--limit: expected NAME=VALUE with a whole number, got `{text}`")
    return name.strip(), int(value)
