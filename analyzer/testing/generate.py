"""Patterns of every family, from few names and short texts, so that values and paths meet."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from hypothesis import strategies as st

from analyzer.patterns import Pattern, PatternSyntaxError, parse


class Family(StrEnum):
    """The kinds of filter patterns, told apart by their first character."""

    JSON = "json"  # { $.a = x }
    SPACE_DELIMITED = "space-delimited"  # [a, b = x]
    TERMS = "terms"  # ERROR -timeout
    REGEX = "regex"  # %error|fail%, as the whole pattern


class Fragment(StrEnum):
    """How much of a family is wanted."""

    WHOLE = "whole"  # everything that a pattern can hold
    SETTLED = "settled"  # what the CIS benchmarks use and AWS is known to answer: nothing is undecided


_SETTLED_PATHS = ("$.a", "$.b", "$.c", "$.a.b", "$.a.c", "$.b.c", "$.d-e")
_INDEXED_PATHS = ("$.a[0]", "$.a[1]", "$.a[0].b", "$.['a.b']")
_WILDCARD_PATHS = ("$.a[*]", "$.*", "$.a[*].b", "$.b.*")
_SETTLED_VALUES = (
    "x", '"x"', "xy", '"xyx"', '"a b"', '"q\\"q"', "1", '"1"', "1.0", '"1.0"', "-2", "true", "ab",
    "*", "x*", '"*x*"', '"a b*"', "ab*",
)  # fmt: skip
_OTHER_VALUES = ("*ab", "a*b", '"*b"', '"\\\\d"', "1E3", "1*", '"*1*"', "%a%", "%^x%", "%[ab]+%", "%^x$|y%")
_ORDERS = (">", ">=", "<", "<=")
_NUMBERS = ("0", "1", "1.5", "2", "-2", "1e1")
_TERMS = ("a", "-b", "?a", '"a b"', '-"x y"', "?x", "xy", '"q\\"q"', "a.b", '"\\\\d"', '"tab\\\\\\\\"')
_FIELDS = ("a", "b=x", "c!=1", "d>5 || d<1", "e=%x% && e!=xx", "", "f=*x*", '(g = "1")', "h=x*", "...")
_REGEXES = ("%a%", "%^x%", "%[ab]+%", "%x|y%", "%\\d{2}%")


# Patterns


def patterns(family: Family | None = None, fragment: Fragment = Fragment.WHOLE) -> st.SearchStrategy[Pattern]:
    """Filter patterns of one family, of every family by default.

    patterns(Family.JSON) gives `{ ($.a = "x*" || $.b > 1) && $.a.b NOT EXISTS }` and its like. With
    `Fragment.SETTLED` only JSON patterns are given, made of what the CIS benchmarks use.
    """
    if fragment is Fragment.SETTLED:
        if family not in (None, Family.JSON):
            raise ValueError(f"expected the family `{Family.JSON}` for settled patterns, got `{family}`")
        return parsed(_json_texts(_SETTLED_PATHS, _SETTLED_VALUES))
    made = {
        Family.JSON: parsed(
            _json_texts(_SETTLED_PATHS + _INDEXED_PATHS + _WILDCARD_PATHS, _SETTLED_VALUES + _OTHER_VALUES)
        ),
        Family.SPACE_DELIMITED: parsed(
            st.lists(st.sampled_from(_FIELDS), max_size=4, unique=True).map(
                lambda some: f"[{', '.join(some)}]"
            )
        ),
        Family.TERMS: parsed(st.lists(st.sampled_from(_TERMS), max_size=4).map(" ".join)),
        Family.REGEX: parsed(st.sampled_from(_REGEXES)),
    }
    return st.one_of(*made.values()) if family is None else made[family]


def _json_texts(paths: Sequence[str], values: Sequence[str]) -> st.SearchStrategy[str]:
    path, equality = st.sampled_from(paths), st.sampled_from(("=", "!="))
    condition = st.one_of(
        st.builds("{} {} {}".format, path, equality, st.sampled_from(values)),
        st.builds("{} {} {}".format, path, equality, st.sampled_from(values)),
        st.builds("{} {} {}".format, path, st.sampled_from(_ORDERS), st.sampled_from(_NUMBERS)),
        st.builds("{} NOT EXISTS".format, path),
        st.builds("{} IS {}".format, path, st.sampled_from(("NULL", "TRUE", "FALSE"))),
    )
    return st.recursive(condition, _joined, max_leaves=6).map(lambda formula: f"{{ {formula} }}")


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operands = st.lists(inner, min_size=2, max_size=3)
    return st.builds(lambda sign, some: f"({sign.join(some)})", st.sampled_from((" && ", " || ")), operands)


def parsed(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Pattern]:
    """The patterns among the texts: some have too many wildcards or regular expressions."""
    return texts.map(_parse).filter(bool).map(_certain)


def _parse(text: str) -> Pattern | None:
    try:
        return parse(text)
    except PatternSyntaxError:
        return None


def _certain(pattern: Pattern | None) -> Pattern:
    assert pattern is not None
    return pattern
