"""Names in answers: what the tokenizer of the collector finds in any JSON, with every awk and every cut.

The oracle is Python's `json`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collectors.collected import call

WANTED = "MetricAlarms/AlarmActions=sns"
TOPIC = "arn:aws:sns:us-east-1:111111111111:"


def alarms(*actions: str) -> str:
    return json.dumps({"MetricAlarms": [{"AlarmActions": list(actions)}]})


# A text of an answer, and the lines that come of it.
CASES = {
    "plain": (alarms(f"{TOPIC}a"), [f"sns {TOPIC}a"]),
    "twice": (alarms(f"{TOPIC}a", f"{TOPIC}a"), [f"sns {TOPIC}a"]),
    "no topic": (alarms("arn:aws:lambda:us-east-1:1:function:f", ""), []),
    "slash": (alarms(f"{TOPIC}a/b").replace("/", "\\/"), [f"sns {TOPIC}a/b"]),
    "letters by number": (alarms(f"{TOPIC}größer ✓ 🚀"), [f"sns {TOPIC}größer ✓ 🚀"]),
    "letters as they are": (
        f'{{"MetricAlarms": [{{"AlarmActions": "{TOPIC}größer"}}]}}',
        [f"sns {TOPIC}größer"],
    ),
    "member by number": (alarms(f"{TOPIC}a").replace("AlarmA", "\\u0041larm\\u0041"), [f"sns {TOPIC}a"]),
    "quote": (alarms(f'{TOPIC}a"b'), [f'refused sns {TOPIC}a\\"b']),
    "line end": (alarms(f"{TOPIC}a\nb"), [f"refused sns {TOPIC}a\\nb"]),
    "raw line end": (alarms(f"{TOPIC}a b").replace(" b", "\nb"), [f"refused sns {TOPIC}a\x01b"]),
    "NUL": (alarms(f"{TOPIC}a\0b"), [f"refused sns {TOPIC}a\\u0000b"]),
    "half a character": (alarms(f"{TOPIC}\ud83d"), [f"refused sns {TOPIC}\\ud83d"]),
    "inside a text": (json.dumps({"MetricAlarms": [{"AlarmDescription": alarms(f"{TOPIC}a")}]}), []),
    "slash in a member": (json.dumps({"MetricAlarms/AlarmActions": [f"{TOPIC}a"]}), []),
    "elsewhere": (
        json.dumps({"AlarmActions": [TOPIC], "MetricAlarms": [{"x": {"AlarmActions": [TOPIC]}}]}),
        [],
    ),
    "behind what is nested": (
        json.dumps({"MetricAlarms": [{"a": [[{"b": "]}"}], "\\"], "AlarmActions": [f"{TOPIC}a"]}], "z": 1}),
        [f"sns {TOPIC}a"],
    ),
    "backslashes": (
        json.dumps({"MetricAlarms": [{"a\\": "\\" * 3000, "b": '\\"', "AlarmActions": [f"{TOPIC}a"]}]}),
        [f"sns {TOPIC}a"],
    ),
    "cut short": (alarms(f"{TOPIC}a", f"{TOPIC}b")[:-12], [f"sns {TOPIC}a"]),
    "wrong bracket": ('{"x": [}, "MetricAlarms": [{"AlarmActions": ["' + TOPIC + 'a"]}]}', []),
    "deep": ("[" * 200 + alarms(f"{TOPIC}a"), []),
}


def filters(*transformations: object) -> str:
    return json.dumps({"metricFilters": [{"metricTransformations": list(transformations)}]})


def transformation(name: str, namespace: str = "CIS") -> dict[str, object]:
    return {"metricName": name, "metricNamespace": namespace}


# Transformations of metric filters, and the lines that come of it.
METRICS = {
    "plain": (filters(transformation("a"), transformation("a"), transformation("a", "b")), ["CIS:a", "b:a"]),
    "the other order": (filters({"metricNamespace": "CIS", "x": "y", "metricName": "a"}), ["CIS:a"]),
    "beside others": (
        filters(
            transformation("a") | {"dimensions": {"metricName": "$.x"}, "metricValue": "1", "more": [{}]}
        ),
        ["CIS:a"],
    ),
    "quotes and backslashes": (
        filters(transformation('"a\\\\"'), transformation("$(b)")),
        ['CIS:"a\\\\"', "CIS:$(b)"],
    ),
    "letters": (filters(transformation("größer ✓/🚀", "-n s")), ["-n s:größer ✓/🚀"]),
    "apart": (filters({"metricName": "a"}, {"metricNamespace": "b"}), ["refused :a", "refused b:"]),
    "none": (filters({}, {"metricValue": "1"}), []),
    "not a text": (filters({"metricNamespace": ["CIS"], "metricName": ["a"]}), ["CIS:a"]),
    "no name": (filters(transformation("")), ["refused CIS:"]),
    "a file to send": (filters(transformation("file:///etc/passwd")), ["refused CIS:file:///etc/passwd"]),
    "line end": (filters(transformation("a\nb"), transformation("b")), ["refused CIS:a\\nb", "CIS:b"]),
    "cut short": (filters(transformation("a"), transformation("b"))[:-5], ["CIS:a"]),
    "elsewhere": (
        json.dumps({"metricFilters": [transformation("a")], "metricTransformations": [transformation("b")]}),
        [],
    ),
    "a quote in a member": (
        json.dumps({"metricFilters": {'metricTransformations"x': transformation("a")}}),
        [],
    ),
}


def test_metrics_are_found(awk: tuple[str, ...], tmp_path: Path) -> None:
    for number, (text, _) in enumerate(METRICS.values()):
        (tmp_path / f"{number}").write_text(text)
    place = "metricFilters/metricTransformations/metricName"
    paths = f"{place}space=namespace {place}=name"
    script = f'for i in "$@"; do names_in "{tmp_path}/$i" {paths}; printf ".\\n"; done'
    found = call(script, *map(str, range(len(METRICS))), awk=awk).decode().split(".\n")[:-1]
    for (name, (_, expected)), lines in zip(METRICS.items(), found, strict=True):
        said = [
            line.replace("refused metric", "refused").removeprefix("metric ") for line in lines.splitlines()
        ]
        assert said == expected, name


@pytest.mark.parametrize("indent", [False, True], ids=["one line", "indented"])
def test_what_is_found(indent: bool, awk: tuple[str, ...], tmp_path: Path) -> None:
    """All cases in one shell, for a start of each program costs more than the cases."""
    for number, (text, _) in enumerate(CASES.values()):
        try:
            shown = json.dumps(json.loads(text), indent=4) if indent else text
        except ValueError:
            shown = text
        (tmp_path / f"{number}.json").write_text(shown, "utf-8", "surrogatepass")
    script = f'for i in "$@"; do names_in "{tmp_path}/$i.json" {WANTED}; printf ".\\n"; done'
    found = call(script, *map(str, range(len(CASES))), awk=awk).decode().split(".\n")[:-1]
    for (name, (_, expected)), lines in zip(CASES.items(), found, strict=True):
        assert lines.splitlines() == expected, name


def test_no_cut_loses_a_name(tmp_path: Path) -> None:
    """Lines are cut every 1,000 bytes: here at each byte of a name, of its member, and of what is around."""
    text = alarms('say "hi\\"', f"{TOPIC}a/\N{ROCKET}")
    for size in range(len(text) + 2):
        (tmp_path / f"{size}").write_text(" " * (1000 - size) + text)
    script = f'for i in "$@"; do names_in "$i" {WANTED}; done'
    found = call(script, *(tmp_path / f"{size}" for size in range(len(text) + 2))).decode()
    assert found.splitlines() == [f"sns {TOPIC}a/\N{ROCKET}"] * (len(text) + 2)


TEXTS = st.text('\\"/{}[],: aé\n\u2028', max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.just(f"{TOPIC}t"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS | st.sampled_from(["MetricAlarms", "AlarmActions"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, min_size=20, max_size=20), st.sampled_from([None, 2]), st.booleans())
def test_it_finds_what_python_finds(
    tmp_path_factory: pytest.TempPathFactory, values: list[object], indent: int | None, ascii_only: bool
) -> None:
    folder = tmp_path_factory.mktemp("values")
    expected = ""
    for number, value in enumerate(values):
        document = {"MetricAlarms": value}
        (folder / f"{number}").write_text(
            json.dumps(document, indent=indent, ensure_ascii=ascii_only), "utf-8"
        )
        expected += f"sns {TOPIC}t\n" * (f"{TOPIC}t" in list(_at(document, ["MetricAlarms", "AlarmActions"])))
    script = f'for i in "$@"; do names_in "$i" {WANTED}; done'
    assert call(script, *(folder / f"{number}" for number in range(len(values)))).decode() == expected


def _at(value: object, path: list[str]) -> list[object]:
    """The values at the path, through any lists."""
    if isinstance(value, list):
        return [found for one in value for found in _at(one, path)]
    if not path:
        return [value]
    return _at(value[path[0]], path[1:]) if isinstance(value, dict) and path[0] in value else []


@pytest.mark.deep
@pytest.mark.parametrize("indent", [None, 4])
def test_a_hundred_thousand_alarms(indent: int | None, awk: tuple[str, ...], tmp_path: Path) -> None:
    """As it once was, this took hours: a time that grows with the square of the size hangs here."""
    every = [{"AlarmName": f"a {n}", "AlarmActions": [f"{TOPIC}{n % 7}"]} for n in range(100_000)]
    (tmp_path / "answer").write_text(json.dumps({"MetricAlarms": every}, indent=indent))
    found = call(f'names_in "$1" {WANTED}', tmp_path / "answer", awk=awk).decode()
    assert found.splitlines() == [f"sns {TOPIC}{n}" for n in range(7)]


def test_a_long_text_is_no_name(tmp_path: Path) -> None:
    (tmp_path / "answer").write_text(
        alarms(f"{TOPIC}{'x' * 4000}", f"{TOPIC}{chr(34) * 200_000}", f"{TOPIC}a")
    )
    lines = call(f'names_in "$1" {WANTED}', tmp_path / "answer").decode().splitlines()
    assert [line.split(" ")[0] for line in lines] == ["refused", "refused", "sns"]
    assert max(map(len, lines)) < 5000
