"""What the policies of AWS share: three values, and texts with wildcards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


def negation(value: bool | None) -> bool | None:
    """Kleene's: what is not known is not known the other way round either."""
    return None if value is None else not value


def conjunction(values: Iterable[bool | None]) -> bool | None:
    """Kleene's: one that does not hold decides, whatever is unknown beside it."""
    found = tuple(values)
    if False in found:
        return False
    return None if None in found else True


def disjunction(values: Iterable[bool | None]) -> bool | None:
    """Kleene's: one that holds decides, whatever is unknown beside it."""
    return negation(conjunction(map(negation, values)))


@lru_cache(maxsize=1_000)
def wildcards(pattern: str, *, single: bool) -> re.Pattern[str]:
    """The texts that a pattern stands for: `*` for any characters and, if `single`, `?` for one.

    A part between two stars is taken at its first place, which is enough: the work is linear in the text.
    """
    parts = [re.escape(part) for part in re.split(r"\*+", pattern)]
    head, *rest = [part.replace(r"\?", ".") for part in parts] if single else parts
    if not rest:
        return re.compile(head, re.DOTALL)
    *middle, tail = rest
    between = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"{head}{between}.*{tail}", re.DOTALL)
