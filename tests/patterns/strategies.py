"""Patterns, events that are near to them, and texts that are nearly patterns.

The alphabet is small on purpose: what matters is that values and paths meet.
"""

from __future__ import annotations

from hypothesis import strategies as st

from analyzer.patterns import Pattern, PatternSyntaxError, Reading, parse
from analyzer.patterns.messages import JSON
from analyzer.patterns.worlds import World

_SELECTORS = ("$.a", "$.b", "$.a.b", "$.a.c", "$.b.c", "$.a[0]", "$.a[1]", "$.a[0].b")
_WILDCARDS = ("$.a[*]", "$.*", "$.a[*].b", "$.b.*")
_TEXTS = ("x", '"x"', "xy", '"a b"', "1", '"1"', "1.0", '"1.0"', "-2", '"true"', "ab")
_GLOBS = ("*", "x*", '"*x*"', "1*", '"*a*"')
_OPEN_GLOBS = ("*ab", "a*b", '"*b"', '"\\\\d"', "1E3")
_REGEXES = ("%a%", "%^x%", "%[ab]+%")
_ORDERS = (">", ">=", "<", "<=")
_NUMBERS = ("0", "1", "1.5", "2", "-2")
_LEAVES: tuple[JSON, ...] = (
    None, True, False, 0, 1, 1.0, 1.5, 2, -2, 10, float("inf"), "", "x", "xy", "yx", "a b", "1", "1.0", "-2",
    "true", "ab", "aab", "abab", "a*b", "axb", "b", "d", "\\d", "1E3", 1000,
)  # fmt: skip
_TERMS = ("a", "-b", "?a", '"a b"', '-"x y"', "?x", '"q\\"q"', "a.b", '"\\\\d"', '"tab\\\\\\\\"')
_FIELDS = ("a", "b=x", "c!=1", "d>5 || d<1", "e=%x% && e!=xx", "", "f=*x*", '(g = "1")')
_MESSAGES = ("a b", "x y z", "ab", "x.y", "a.b", '"a b" c', "[x] 5", "1 2 3", "", 'q"q', "\\d tab\\")


def _conditions(selectors: tuple[str, ...], values: tuple[str, ...]) -> st.SearchStrategy[str]:
    selector = st.sampled_from(selectors)
    equality = st.sampled_from(("=", "!="))
    return st.one_of(
        st.builds("{} {} {}".format, selector, equality, st.sampled_from(values)),
        st.builds("{} {} {}".format, selector, equality, st.sampled_from(values)),
        st.builds("{} {} {}".format, selector, st.sampled_from(_ORDERS), st.sampled_from(_NUMBERS)),
        st.builds("{} NOT EXISTS".format, selector),
        st.builds("{} IS {}".format, selector, st.sampled_from(("NULL", "TRUE", "FALSE"))),
    )


def _joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operands = st.lists(inner, min_size=2, max_size=3)
    return st.builds(lambda sign, parts: f"({sign.join(parts)})", st.sampled_from((" && ", " || ")), operands)


def _json_texts(selectors: tuple[str, ...], values: tuple[str, ...]) -> st.SearchStrategy[str]:
    formulas = st.recursive(_conditions(selectors, values), _joined, max_leaves=6)
    return formulas.map(lambda formula: f"{{ {formula} }}")


def _parsed(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Pattern]:
    """The patterns among the texts: some have too many wildcards or expressions."""
    return texts.map(_parse).filter(lambda pattern: pattern is not None).map(_certain)


def _parse(text: str) -> Pattern | None:
    try:
        return parse(text)
    except PatternSyntaxError:
        return None


def _certain(pattern: Pattern | None) -> Pattern:
    assert pattern is not None
    return pattern


def json_patterns() -> st.SearchStrategy[Pattern]:
    """Patterns in braces with everything that such a pattern can hold."""
    return _parsed(_json_texts(_SELECTORS + _WILDCARDS, _TEXTS + _GLOBS + _OPEN_GLOBS + _REGEXES))


def settled_patterns() -> st.SearchStrategy[Pattern]:
    """Patterns in braces without wildcard selectors and without anything that hangs on a reading."""
    return _parsed(_json_texts(_SELECTORS, _TEXTS + _GLOBS + _REGEXES)).filter(is_settled)


def is_settled(pattern: Pattern) -> bool:
    """Whether no question about AWS comes up in what the pattern says."""
    asked: list[Reading] = []

    def ask(reading: Reading) -> str:
        asked.append(reading)
        return reading.alternatives[0]

    World.of([pattern.body], []).goal(pattern.body, ask)
    return not asked


def term_patterns() -> st.SearchStrategy[Pattern]:
    return st.lists(st.sampled_from(_TERMS), min_size=1, max_size=4).map(" ".join).map(parse)


def delimited_patterns() -> st.SearchStrategy[Pattern]:
    entries = st.lists(st.sampled_from((*_FIELDS, "...")), max_size=4, unique=True)
    return _parsed(entries.map(lambda parts: f"[{', '.join(parts)}]"))


def patterns() -> st.SearchStrategy[Pattern]:
    """Patterns of every family."""
    regexes = st.sampled_from(_REGEXES).map(parse)
    empty = st.sampled_from(("", " ")).map(parse)
    return st.one_of(json_patterns(), term_patterns(), delimited_patterns(), regexes, empty)


def _values() -> st.SearchStrategy[JSON]:
    return st.recursive(
        st.sampled_from(_LEAVES),
        lambda inner: st.one_of(
            st.dictionaries(st.sampled_from(("a", "b", "c")), inner, max_size=2), st.lists(inner, max_size=3)
        ),
        max_leaves=4,
    )


def events() -> st.SearchStrategy[dict[str, JSON]]:
    """JSON objects with the members that patterns here ask for."""
    return st.dictionaries(st.sampled_from(("a", "b")), _values())


def messages() -> st.SearchStrategy[str]:
    """Lines with the words that patterns here ask for."""
    return st.one_of(st.sampled_from(_MESSAGES), st.lists(st.sampled_from(_MESSAGES)).map(" ".join))


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """A pattern with a piece cut out, doubled, or put in."""
    text = draw(patterns()).source
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 5)))
    piece = draw(
        st.sampled_from(("", "(", ")", "&&", "||", "=", "$", '"', "%", "'", "\\", "[", "]", "*", " ", "é"))
    )
    return text[:start] + piece + text[draw(st.sampled_from((start, end))) :]


_OPERATORS = (" = ", " != ", " NOT EXISTS", " IS TRUE", " > ", " >= ", " < ", " <= ")
_ALIKE = (
    (" && ", " || "),
    _OPERATORS,
    tuple(f" {value}" for value in _TEXTS + _GLOBS + _REGEXES + _NUMBERS),
    tuple(f"{path} " for path in _SELECTORS + _WILDCARDS),
    ("(", ""),
)


@st.composite
def near_misses(draw: st.DrawFn, source: Pattern) -> Pattern:
    """A pattern that differs from the given one in one operator, value, path or connective."""
    text = source.source
    present = [(old, kind) for kind in _ALIKE for old in kind if old and old in text]
    old, kind = draw(st.sampled_from(present or [(" ", (" ",))]))
    start = draw(st.sampled_from([at for at in range(len(text)) if text.startswith(old, at)] or [0]))
    new = draw(st.sampled_from([other for other in kind if other != old] or [old]))
    return _parse(text[:start] + new + text[start + len(old) :]) or source
