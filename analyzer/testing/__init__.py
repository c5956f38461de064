"""Hypothesis strategies for your own tests of filter patterns.

What reads, writes or compares filter patterns is best tested with patterns that nobody thought of, with
events that nearly match them, and with patterns that are nearly the same:

    from hypothesis import given, strategies as st
    from analyzer.patterns import matches_event, normalize
    from analyzer.testing import Family, Fragment, events_for, near_misses, patterns

    @given(st.data(), patterns(Family.JSON, Fragment.SETTLED))
    def test_my_matcher_agrees(data, pattern):
        event = data.draw(events_for(pattern))
        assert my_matcher(str(pattern), event) == matches_event(pattern, event)

    @given(st.data(), patterns())
    def test_my_formatter_keeps_what_differs_apart(data, pattern):
        other = data.draw(near_misses(pattern))
        if normalize(other) != normalize(pattern):
            assert my_formatter(str(other)) != my_formatter(str(pattern))

Needs Hypothesis, which `pip install 'cis-evidence-analyzer[test]'` brings. Names and texts are few and
short on purpose: a test finds something where values and paths meet.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis  # noqa: F401
except ImportError as missing:  # pragma: no cover - needs an environment without Hypothesis
    raise ImportError(
        "expected Hypothesis for `analyzer.testing`, got no such module; "
        "install it by `pip install 'cis-evidence-analyzer[test]'`"
    ) from missing

from analyzer.testing.events import events_for
from analyzer.testing.generate import Family, Fragment, patterns
from analyzer.testing.nearby import near_misses
from analyzer.testing.spell import spellings

__all__ = ["Family", "Fragment", "events_for", "near_misses", "patterns", "spellings"]
