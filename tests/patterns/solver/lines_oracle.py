"""Pairs of patterns on the fields and the text of a line, and the lines that tell them apart.

The pairs are biased to near misses: one field, one operator or one value changed. The oracle knows
nothing of the procedure: it lists lines over a small alphabet that holds the constants of the patterns.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from hypothesis import assume
from hypothesis import strategies as st

from analyzer.patterns import Pattern, parse
from analyzer.patterns.evaluation.evaluate import Truth, body_holds, truth
from analyzer.patterns.evaluation.messages import Message
from analyzer.patterns.open_questions import Interpretation

CONDITIONS = (
    "", "", "", "=x", "=x", "!=x", "=x*", "=*x", "!=x*", "=1", "!=1", ">1", "<=1", '="1"', "=1*", "!=1*",
    "=*", '="x y"', "!=%y%", "=%^1%",
)  # fmt: skip
_TERMS = ("x", "-x", "?x", "?y", '"x y"', '-"x y"', "1", "-1", '"y x"', '-" "', '"]"', "xy")
_REGEXES = ("%^x%", "%x y%", r"%\s1$%", "%^[x1]+$%")
_WORDS = ("x", "xy", "yx", "1", "01", "10", "1e0", '"x y"', "[x 1]", '""', '"x', "y]")
_SHORT_WORDS = ("x", "yx", "1", "10", '"x y"', '"', "]")


def _lines() -> tuple[str, ...]:
    """Every line of at most two words, most with three, and those of four over fewer words."""
    some = [" ".join(words) for size in range(3) for words in itertools.product(_WORDS, repeat=size)]
    some += [" ".join(words) for words in itertools.product(_WORDS[:9], repeat=3)]
    some += [" ".join(words) for words in itertools.product(_SHORT_WORDS, repeat=4)]
    glued = ['"x"1', '"x"y', "[x]1 x", '""x', " x", "x ", "x  1", "x\t1", "x x x x x", "1 x 1 x 1 x"]
    return tuple(dict.fromkeys((*some, *glued)))


LINES = _lines()


def only_left(left: Pattern, right: Pattern, line: str) -> Truth:
    """Whether left matches the line and right does not, as the evaluator says."""
    message = Message(line, None)

    def test(interpretation: Interpretation) -> bool:
        return body_holds(left.body, message, interpretation) and not body_holds(
            right.body, message, interpretation
        )

    return truth(test)


@lru_cache(maxsize=200)
def matched(pattern: Pattern) -> tuple[frozenset[str], frozenset[str]]:
    """The lines that the pattern surely matches, and those of which it hangs on an open question."""

    def answer(line: str) -> Truth:
        message = Message(line, None)
        return truth(lambda interpretation: body_holds(pattern.body, message, interpretation))

    answers = {line: answer(line) for line in LINES}
    yes = frozenset(line for line, answer in answers.items() if answer.value is True)
    return yes, frozenset(line for line, answer in answers.items() if answer.value is None)


def told_apart(left: Pattern, right: Pattern) -> tuple[bool, bool]:
    """Whether some line surely is matched by left alone, and whether one may be under some interpretation."""
    (yes, open_left), (_, open_right) = matched(left), matched(right)
    sure = bool(yes - matched(right)[0] - open_right)
    if sure:
        return True, True
    doubtful = (yes & open_right) | (open_left - matched(right)[0])
    return False, any(only_left(left, right, line).value is not False for line in doubtful)


@st.composite
def delimited_texts(draw: st.DrawFn) -> list[str]:
    """The entries of a pattern: conditions on `a`, `b`, ... in this order, with or without `...`."""
    conditions = draw(st.lists(st.sampled_from(CONDITIONS), max_size=4))
    entries = [_entry(name, condition) for name, condition in zip("abcd", conditions, strict=False)]
    if draw(st.booleans()):
        entries.insert(draw(st.integers(0, len(entries))), "...")
    return entries


def _entry(name: str, condition: str) -> str:
    return name + condition


@st.composite
def near(draw: st.DrawFn, entries: list[str]) -> list[str]:
    """The entries with one of them changed, dropped, added, joined to another condition, or moved."""
    changed = list(entries)
    at = draw(st.integers(0, len(changed)))
    action = draw(st.sampled_from(("change", "change", "drop", "add", "gap", "and", "or", "same")))
    if action == "same" or (action == "add" and len(changed) > 4):
        return changed
    if action == "add" or not changed:
        return [*changed[:at], "e" + draw(st.sampled_from(CONDITIONS)), *changed[at:]]
    at = min(at, len(changed) - 1)
    if action == "gap":
        without = [entry for entry in changed if entry != "..."]
        return without if "..." in changed and draw(st.booleans()) else [*without[:at], "...", *without[at:]]
    if action == "drop" or changed[at] == "...":
        return changed[:at] + changed[at + 1 :]
    name, old = changed[at][0], changed[at][1:]
    new = draw(st.sampled_from([one for one in CONDITIONS if one]))
    sign = {"and": " && ", "or": " || "}.get(action)
    changed[at] = name + new if sign is None or not old else f"{name}{old}{sign}{name}{new}"
    return changed


def _pattern(entries: list[str]) -> Pattern:
    return parse(f"[{', '.join(entries)}]")


@st.composite
def delimited_pairs(draw: st.DrawFn) -> tuple[Pattern, Pattern]:
    """Two patterns on the fields of a line, mostly near to each other."""
    left = draw(delimited_texts())
    right = draw(st.one_of(near(left), near(left).flatmap(near), delimited_texts()))
    assume(all(sum(one.count("%") // 2 for one in entries) <= 2 for entries in (left, right)))
    assume(all(len({one[0] for one in entries}) == len(entries) for entries in (left, right)))
    return _pattern(left), _pattern(right)


def line_patterns() -> st.SearchStrategy[Pattern]:
    """Patterns on the text of a line."""
    terms = st.lists(st.sampled_from(_TERMS), min_size=1, max_size=3).map(" ".join)
    return st.one_of(terms, terms, st.sampled_from(_REGEXES)).map(parse)


_JSON_CONDITIONS = ("$.a = x", "$.a != x", "$.a NOT EXISTS", "$.a = *", "$.b IS NULL || $.a = 1")


def json_patterns_on_a_field() -> st.SearchStrategy[Pattern]:
    """Patterns on the member of an object, which is a line as well."""
    return st.sampled_from(_JSON_CONDITIONS).map(lambda condition: parse(f"{{ {condition} }}"))


RECORDS = tuple(
    template.replace("A", value)
    for template in (
        '{"a":A}',
        '{ "a" : A }',
        '{"a":A, "b":null}',
        '\n{\n  "b": A\n}\n',
        '{ "a": A, "x": [A, 1 ] }',
    )
    for value in ('"x"', '"x y"', '"y x"', "1", "[]", '"]"', "null", '"\\"x"')
)
"""JSON objects in several spellings."""
