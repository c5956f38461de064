"""Trees and comparisons of patterns: no text of a pattern acts on a terminal, every node has its span."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evidence import JSON
from analyzer.patterns import Comparison, Relation, parse, text_equals
from analyzer.patterns.syntax.ast import And, Not, Pattern
from analyzer.reports.display import Display
from analyzer.reports.subjects import comparison, tree
from tests.support import made

ASCII = Display(unicode=False)

KINDS = {
    "": "everything",
    "%ab.%": "regular expression %ab.%",
    'a -b "c d"': 'terms\n├── a\n├── -b\n└── "c d"',
    "[ip, b = 1 || b = 2, ..., c = 3]": (
        "fields\n├── ip\n├── b\n│   └── or\n│       ├── b = 1\n│       └── b = 2\n├── ...\n└── c = 3"
    ),
    "{ $.a IS NULL || $.b != %x% }": "or\n├── $.a IS NULL\n└── $.b != %x%",
}
NODES = {"": "everything", "%ab.%": "regex", "a": "terms", "[a]": "delimited", "{ $.a = 1 }": "compare"}


@pytest.mark.parametrize("text", KINDS)
def test_every_kind_of_pattern_is_drawn(text: str) -> None:
    assert tree.render(parse(text)) == KINDS[text] + "\n"
    assert tree.render(parse(text), ASCII).isascii()


@pytest.mark.parametrize("text", NODES)
def test_every_kind_of_pattern_has_its_node(text: str) -> None:
    document = json.loads(tree.render_json(parse(text)))
    assert document["pattern"] == text
    assert document["tree"]["node"] == NODES[text]


def test_a_tree_without_text_behind_it_is_drawn_too() -> None:
    same = text_equals("a", "x")
    built = Pattern(And((same, Not(same), same)))
    assert tree.render(built, ASCII) == ('and\n|-- $.a = "x"\n|-- not\n|   `-- $.a = "x"\n`-- $.a = "x"\n')


def test_what_is_in_doubt_is_told() -> None:
    assert "in doubt whether AWS accepts: " in tree.render(parse('{ $.a = "" }'))
    assert json.loads(tree.render_json(parse('{ $.a = "" }')))["doubts"][0]["code"] == "empty-value"


@made.LAW
@given(made.TEXT)
def test_no_text_of_a_pattern_acts_on_a_terminal(text: str) -> None:
    quoted = text.replace("\\", "").replace('"', "")[:200]
    drawn = tree.render(parse(f'{{ $.a = "{quoted}" && $.b = 1 }}'))
    assert drawn.count("\n") <= 5
    assert not made.ACTING & set(drawn)


@made.LAW
@given(st.sampled_from(Relation), made.VALUE, made.VALUE, made.TEXT)
def test_no_text_of_a_witness_acts_on_a_terminal(
    relation: Relation, left: JSON, right: JSON, reason: str
) -> None:
    compared = Comparison(relation, left, right, left, (reason,), unverified=(reason,))
    pair = comparison.PairComparison("a", "b", compared)
    shown = comparison.render(pair)
    assert shown.splitlines()[0] == relation.value
    assert not made.ACTING & set(shown)
    assert comparison.render(pair, ASCII).isascii()
    assert not made.ACTING & set(comparison.render_json(pair))
