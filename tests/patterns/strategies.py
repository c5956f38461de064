"""What the tests of patterns draw beyond `analyzer.testing`: lines, texts that are nearly patterns, and
the patterns of which nothing hangs on an open question.

The alphabet is small on purpose: what matters is that values and paths meet.
"""

from __future__ import annotations

from hypothesis import strategies as st

from analyzer.patterns import JSON, OpenQuestion, Pattern
from analyzer.patterns.solver.query_domain import QueryDomain
from analyzer.testing import Family, Fragment, events_for, near_misses, patterns, spellings

__all__ = [
    "broken_texts",
    "delimited_patterns",
    "events",
    "events_for",
    "is_settled",
    "json_patterns",
    "messages",
    "near_misses",
    "patterns",
    "settled_patterns",
    "spellings",
    "term_patterns",
]

_LEAVES: tuple[JSON, ...] = (
    None, True, False, 0, 1, 1.0, 1.5, 2, -2, 10, float("inf"), "", "x", "xy", "yx", "a b", "1", "1.0", "-2",
    "true", "ab", "aab", "abab", "a*b", "axb", "b", "d", "\\d", "1E3", 1000,
)  # fmt: skip
_MESSAGES = ("a b", "x y z", "ab", "x.y", "a.b", '"a b" c', "[x] 5", "1 2 3", "", 'q"q', "\\d tab\\")


def json_patterns() -> st.SearchStrategy[Pattern]:
    """Patterns in braces with everything that such a pattern can hold."""
    return patterns(Family.JSON)


def settled_patterns() -> st.SearchStrategy[Pattern]:
    """Patterns in braces without wildcard selectors and without anything that hangs on an open question."""
    others = json_patterns().filter(
        lambda one: is_settled(one) and ".*" not in str(one) and "[*" not in str(one)
    )
    return st.one_of(patterns(Family.JSON, Fragment.SETTLED), others).filter(is_settled)


def is_settled(pattern: Pattern) -> bool:
    """Whether no question about AWS comes up in what the pattern says."""
    asked: list[OpenQuestion] = []

    def interpretation(question: OpenQuestion) -> str:
        asked.append(question)
        return question.alternatives[0]

    QueryDomain.of([pattern.body], []).goals(pattern.body, interpretation, matching=True)
    return not asked


def term_patterns() -> st.SearchStrategy[Pattern]:
    return patterns(Family.TERMS)


def delimited_patterns() -> st.SearchStrategy[Pattern]:
    return patterns(Family.SPACE_DELIMITED)


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
