"""Questions to AWS itself: patterns and log lines that tell the alternatives of an open question apart.

`collectors/conformance.sh` carries the same probes as text and asks them through
`aws logs test-metric-filter`; `conformance` reads the answers. What a probe is about is not stated here:
the evaluator tells which questions its answer hangs on, the parser which spellings of it are in doubt.
The probes named `known-…` hang on nothing: AWS was recorded to answer them, and another answer means
that this program is wrong or that AWS changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """One call of TestMetricFilter: a pattern and at most 50 log lines. `name` never changes its meaning."""

    name: str
    pattern: str
    messages: tuple[str, ...]

    @property
    def request(self) -> str:
        """The parameters of the call as one line of JSON in ASCII."""
        return json.dumps({"filterPattern": self.pattern, "logEventMessages": list(self.messages)})


def _values(name: str, pattern: str, *values: str) -> Probe:
    """A probe on the member `a` of a JSON object; each value is written in JSON."""
    return Probe(name, pattern, tuple(f'{{"a":{value}}}' for value in values))


_SCALARS = ("1", '"1"', "2", '"x"', '""', "null", "true", "{}", "[]", "[1]")

PROBES: tuple[Probe, ...] = (
    # What is known
    _values("known-equal", "{ $.a = 1 }", *_SCALARS),
    _values("known-not-equal", "{ $.a != 1 }", *_SCALARS),
    _values("known-any-text", '{ $.a = "*" }', *_SCALARS),
    _values("known-order", "{ $.a >= 1 }", *_SCALARS),
    _values("known-is-true", "{ $.a IS TRUE }", *_SCALARS, '"true"', "false"),
    _values("known-is-null", "{ $.a IS NULL }", *_SCALARS, "[null]"),
    _values("known-regex", "{ $.a = %^b.$% }", '"bc"', '"abc"', '"BC"', '"b\\n"'),
    Probe("known-missing", "{ $.a NOT EXISTS }", ('{"a":null}', '{"b":1}', "{}", '{"A":1}')),
    Probe("known-quoted-number", '{ $.a = "1" }', ('{"a":1}', '{"a":"1"}', '{"a":1.0}', '{"a":"01"}')),
    Probe(
        "known-precedence",
        "{ $.a = 1 || $.b = 1 && $.c = 1 }",
        ('{"a":1}', '{"b":1}', '{"b":1,"c":1}', '{"c":1}'),
    ),
    Probe(
        "known-wildcard", "{ $.a[*] != 2 }", ('{"a":[1,3]}', '{"a":[1,2]}', '{"a":[]}', "{}", '{"a":null}')
    ),
    Probe("known-terms", '"a b" -c', ("a b", "xa by", "a b c", "b a")),
    Probe("known-options", "?ERROR ?WARN", ("ERROR", "WARNING", "error")),
    Probe("known-fields", "[a, b = 404]", ("x 404", "x 404.0", "x 4040", "404")),
    # Open questions
    _values("glob-scan", '{ $.a = "*ab" }', '"abab"', '"ab"', '"xab"', '"aba"'),
    _values("glob-scan-middle", '{ $.a = "a*b*c" }', '"aXbXc"', '"abcbc"', '"acbcc"', '"a*b*c"'),
    Probe("glob-scan-field", '[a = "*ab"]', ("abab", "xab", "aba")),
    _values("glob-middle", '{ $.a = "Ev*ent" }', '"EvXent"', '"Ev*ent"', '"Event"', '"EvXen"'),
    Probe("glob-middle-field", '[a = "Ev*ent"]', ("EvXent", "Ev*ent", "EvXen")),
    _values("value-escape-letter", r'{ $.a = "x\d" }', '"xd"', r'"x\\d"', '"x"'),
    _values("value-escape-star", r'{ $.a = "x\*" }', '"x*"', '"xy"', r'"x\\y"', r'"x\\*"'),
    _values("value-escape-backslash", r'{ $.a = "x\\d" }', '"xd"', r'"x\\d"', r'"x\\\\d"'),
    Probe("value-escape-term", r'"x\d"', ("xd", r"x\d")),
    Probe("value-escape-field", r'[a = "x\d"]', ("xd", r"x\d")),
    _values("empty-value", '{ $.a = "" }', '""', '"x"', "null"),
    _values("empty-value-not", '{ $.a != "" }', '""', '"x"', "null"),
    _values("number-spelling-no-whole", "{ $.a = .5 }", "0.5", '".5"', '"0.5"'),
    _values("number-spelling-no-fraction", "{ $.a = 5. }", "5", '"5."', '"5"'),
    _values("number-spelling-exponent", "{ $.a = 1E3 }", "1000", '"1E3"', '"1000"'),
    _values("number-spelling-hexadecimal", "{ $.a = 0x10 }", "16", '"0x10"', "0", '"16"'),
    _values("number-text-scientific", '{ $.a = "1.0E7" }', "10000000.0", "1e7", '"1.0E7"'),
    _values("number-text-plain", '{ $.a = "10000000.0" }', "10000000.0", "1e7", "10000000"),
    _values("number-text-small", '{ $.a = "1.0E-4" }', "0.0001", "1e-4"),
    _values("number-text-long", '{ $.a = "9223372036854775808" }', "9223372036854775808"),
    _values("null-in-array", "{ $.a IS NULL }", "[1,null]", "[null,1]", "[1]"),
    _values("wildcard-test-order", "{ $.a[*] > 1 }", "[1,2]", "[2,3]", "[1]", "[]"),
    _values("wildcard-test-true", "{ $.a[*] IS TRUE }", "[true,false]", "[true]", "[false]"),
    Probe("duplicate-key", "{ $.a = 1 }", ('{"a":1,"a":2}', '{"a":2,"a":1}')),
    Probe("duplicate-key-inside", "{ $.a.b = 1 }", ('{"a":{"b":1,"b":2}}', '{"a":{"b":1},"a":{"b":2}}')),
    Probe(
        "json-dialect", "{ $.a = 1 }", ('{"a":1,"b":NaN}', '{"a":1,"b":Infinity}', '{"a":1,"b":-Infinity}')
    ),
    _values("regex-dialect-dot", "{ $.a = %^a.b$% }", r'"a\rb"', r'"a\u2028b"', r'"a\nb"', '"axb"'),
    _values("regex-dialect-end", "{ $.a = %a$% }", r'"a\n"', r'"a\r\n"', '"a"', '"ab"'),
    _values("regex-dialect-blank", r"{ $.a = %^a\sb$% }", r'"a\u000bb"', '"a b"', r'"a\u00a0b"'),
    Probe("field-number", "[a, b != 1]", ("x y", "x 2", "x 1", "x 1.0")),
    Probe("last-field", "[a, b = y]", ("x y z", "x y", "x z")),
    Probe("last-field-number", "[a, b > 1]", ("x 2 z", "x 2", "x 1")),
    # Spellings that AWS may refuse
    _values("outer-blank-before", " { $.a = 1 }", "1", "2"),
    _values("outer-blank-after", "{ $.a = 1 } ", "1", "2"),
    Probe("outer-blank-fields", " [a = 1]", ("1", "2")),
    _values("bare-dash", "{ $.a = us-east-1 }", '"us-east-1"', '"us"'),
    _values("bare-letter", "{ $.a = caf\u00e9 }", '"caf\\u00e9"', '"caf"'),
    Probe("bare-star", "[a = x*]", ("xy", "x*", "yx")),
    Probe("selector-name-letter", "{ $.\u00e9 = 1 }", ('{"\\u00e9":1}', '{"e":1}')),
    Probe("selector-name-digit", "{ $.1a = 1 }", ('{"1a":1}', '{"a":1}')),
    _values("selector-index", "{ $.a[01] = 1 }", "[2,1]", "[1,2]"),
    _values("regex-blank", "{ $.a = %b c% }", '"b c"', '"bc"'),
    Probe("field-name", "[a-b = 1]", ("1", "2")),
    Probe("lone-ellipsis", "[...]", ("x", "x y")),
)
"""Every probe, in the order in which they are asked; the first one shows whether AWS can be asked at all."""
