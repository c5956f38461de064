"""The metric filters of realistic files in each format, and of files that are meant to do harm."""

from __future__ import annotations

import builtins
import io
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from analyzer.errors import InputError
from analyzer.evidence import JSON
from analyzer.templates import TemplateFilter, may_hold_filters, read_filters
from analyzer.templates.cloudformation_values import MAX_STEPS, literal
from analyzer.templates.hcl import MAX_BYTES as HCL_CHARACTERS
from analyzer.templates.model import Open
from analyzer.templates.reader import MAX_BYTES, MAX_FILTERS
from analyzer.templates.yaml_source import MAX_BYTES as YAML_BYTES
from analyzer.templates.yaml_source import MAX_DEPTH, MAX_TAG, MAX_VALUES, YamlError, read_yaml

CASES = Path(__file__).parent / "cases"
SIGN_IN = '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }'


def filters(name: str) -> dict[str, TemplateFilter]:
    file = CASES / name
    return {one.name: one for one in read_filters(name, file.read_bytes())}


def at(document: JSON, pointer: str) -> JSON:
    """The value at a JSON pointer."""
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(document, list):
            document = document[int(step)]
        else:
            assert isinstance(document, dict), pointer
            document = document[step]
    return document


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("case", sorted(file.name for file in CASES.iterdir() if file.is_file()))
def test_a_file_says_the_same_in_every_encoding(case: str, encoding: str) -> None:
    """PowerShell writes UTF-16 where the output of a command goes into a file."""

    def told(data: bytes) -> object:
        try:
            return may_hold_filters(data), read_filters(case, data)
        except InputError as error:
            return str(error)

    data = (CASES / case).read_bytes()
    assert told(data.decode().encode(encoding)) == told(data)


def test_a_terraform_plan_has_the_filters_of_every_module() -> None:
    found = filters("plan.json")
    sign_in, usage = found.values()
    assert list(found) == [
        "aws_cloudwatch_log_metric_filter.sign_in",
        'module.cis.module.root[0].aws_cloudwatch_log_metric_filter.this["usage"]',
    ]
    assert (sign_in.text, sign_in.title, sign_in.flaw) == (SIGN_IN, "CIS/SignInFailures", "")
    assert (usage.text, usage.unread) == (None, "it is known only after the plan is applied")
    assert usage.metric == ("plan.json", "=CloudTrail/Logs", "=CIS", "=RootUsage", "a", "b")


def test_a_place_in_json_is_a_pointer_to_the_pattern() -> None:
    document = json.loads((CASES / "plan.json").read_text())
    sign_in = filters("plan.json")["aws_cloudwatch_log_metric_filter.sign_in"]
    assert str(at(document, sign_in.at.pointer)).strip() == SIGN_IN
    assert sign_in.place == "plan.json#/planned_values/root_module/resources/1/values/pattern"


def test_a_state_is_read_as_a_plan_is() -> None:
    plan = json.loads((CASES / "plan.json").read_text())
    state = {"format_version": "1.0", "values": plan["planned_values"]}
    found = read_filters("state.json", json.dumps(state).encode())
    assert [one.text for one in found] == [SIGN_IN, None]


def test_configuration_in_json_is_read_where_it_is_literal() -> None:
    of_type = {
        "a": {"pattern": '{ $.a = "$${x}" }', "log_group_name": "${aws_cloudwatch_log_group.g.name}"},
        "b": [{"pattern": "${var.pattern}", "count": 2}],
    }
    document = {"resource": {"aws_cloudwatch_log_metric_filter": of_type}}
    first, second = read_filters("main.tf.json", json.dumps(document).encode())
    assert (first.text, second.text) == ('{ $.a = "${x}" }', None)
    assert "only Terraform" in second.unread
    assert second.flaw.startswith("it is made only under the condition `count = 2`")


@pytest.mark.parametrize("lists", [(True, False), (False, True), (True, True)])
def test_configuration_in_json_may_have_lists_of_blocks(lists: tuple[bool, bool]) -> None:
    in_list, of_type_in_list = lists
    named: JSON = {"a": {"pattern": "x"}}
    of_type: JSON = {"aws_cloudwatch_log_metric_filter": [{}, named] if of_type_in_list else named}
    document: JSON = {"resource": [{"aws_instance": {}}, of_type] if in_list else of_type}
    (found,) = read_filters("main.tf.json", json.dumps(document).encode())
    assert found.text == "x"
    assert at(document, found.at.pointer) == "x"


def test_a_template_in_yaml_has_its_filters_with_their_lines() -> None:
    found = filters("template.yaml")
    lines = (CASES / "template.yaml").read_text().splitlines()
    assert found["SignIn"].text == SIGN_IN
    assert found["SignInAgain"].text == '{ $.eventName = "${literal}" }'
    assert found["Joined"].text == "{ $.a = 1 }"
    assert found["Everything"].text == ""
    assert found["FromParameter"].text is None
    assert all(lines[one.line - 1].lstrip().startswith("FilterPattern:") for one in found.values())
    assert found["SignIn"].place == f"template.yaml:{found['SignIn'].line}"


def test_filters_of_a_template_add_up_where_they_surely_feed_one_metric() -> None:
    found = filters("template.yaml")
    assert found["SignIn"].metric == found["SignInAgain"].metric
    assert found["SignIn"].metric != found["Joined"].metric
    assert found["Everything"].metric[-2:] == ("a", "b")


def test_what_keeps_a_filter_from_counting_is_its_flaw() -> None:
    found = filters("template.yaml")
    assert found["SignIn"].flaw == ""
    assert "condition `InProduction`" in found["Joined"].flaw
    assert "`$.bytes`" in found["FromParameter"].flaw


def test_a_template_says_the_same_in_json() -> None:
    document, _ = read_yaml((CASES / "template.yaml").read_text())
    found = read_filters("template.yaml", json.dumps(document).encode())
    in_yaml = filters("template.yaml").values()
    assert [(one.name, one.at, one.text, one.flaw) for one in found] == [
        (one.name, one.at, one.text, one.flaw) for one in in_yaml
    ]


def test_a_template_is_read_as_cfn_lint_reads_it() -> None:
    decoder = pytest.importorskip("cfnlint.decode.cfn_yaml", reason="cfn-lint is not installed")
    text = (CASES / "template.yaml").read_text()
    assert read_yaml(text)[0] == texts_alone(decoder.loads(text))


def test_a_listing_of_aws_is_what_aws_accepts() -> None:
    (sample,) = (CASES.parents[2] / "samples").glob("compliant/**/describe-metric-filters*.json")
    found = read_filters("listing", sample.read_bytes())
    assert found
    assert all(one.deployed and one.text is not None and not one.flaw for one in found)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (1, "1"),
        ({"Fn::Sub": "a${!b}"}, "a${b}"),
        ({"Fn::Sub": ["${a}${ a }", {"a": {"Fn::Join": ["-", ["1", "2"]]}}]}, "1-21-2"),
        ({"Fn::Select": ["1", ["a", "b"]]}, "b"),
    ],
)
def test_a_literal_is_worked_out(value: JSON, text: str) -> None:
    assert literal(value) == text


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "not a text"),
        ([], "not a text"),
        ({}, "put a pattern in quotes"),
        ({"$.a = x": None}, "put a pattern in quotes"),
        (["a", "b=1"], "put a pattern in quotes"),
        ({"Ref": "P"}, "`Ref` of `P`"),
        ({"Fn::Sub": "${AWS::Region}"}, "`${AWS::Region}`"),
        ({"Fn::Sub": ["a"]}, "neither one text"),
        ({"Fn::ImportValue": "x"}, "`Fn::ImportValue`"),
        ({"Fn::Select": [3, ["a"]]}, "`Fn::Select`"),
        ({"Fn::Join": ["", [{"Ref": "P"}]]}, "`Ref` of `P`"),
        ({"Fn::Join": ["", ["x"] * (MAX_STEPS + 1)]}, "more functions"),
        ({"Fn::Join": ["", ["x" * 1000] * 100]}, "characters"),
    ],
)
def test_what_only_the_deployment_tells_is_left_open(value: JSON, reason: str) -> None:
    told = literal(value)
    assert isinstance(told, Open)
    assert reason in told.reason


def test_a_loop_of_filters_is_one_that_is_not_told() -> None:
    loop = ["Name", ["a", "b"], {"F${Name}": {"Type": "AWS::Logs::MetricFilter", "Properties": {}}}]
    document = {"Resources": {"Fn::ForEach::Filters": loop, "Fn::ForEach::Other": ["N", ["a"], {}]}}
    (found,) = read_filters("t", json.dumps(document).encode())
    assert (found.text, found.unread) == (None, "`Fn::ForEach` makes it")


# What cannot be read


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xff\xfe\xfd", "UTF-8"),
        (b"{", "stops before its end"),
        (b"[1, 2]", "got other JSON"),
        (b'{"Resources": {}}', "got other JSON"),
        (b"Resources: [", "no YAML"),
        (b"Resources: {}", "got other YAML"),
        (b"kind: Deployment\n---\nResources: {A: {Type: x}}", "got other YAML"),
        (b"Resources:\n  A: {Type: x}\n  A: {Type: y}", "`A` once"),
        (b"Resources:\n  ? [a]\n  : b", "name of a member"),
        (b"Resources: *none", "stands for nothing"),
        (b"Resources: &a [*a]", "stands for nothing"),
        (b"Resources: !!python/object/apply:os.system [x]", "got other YAML"),
        (b"%YAML " + b"1" * 5000 + b".2\n---\nResources: x", "no YAML"),
        (b"Resources: !a%25zz x", "no YAML"),
        (b'Resources: "\\UFFFFFFFF"', "no YAML"),
        (b"Resources: !" + b"x" * MAX_TAG + b" y", "tags of at most"),
        (b"a: &a {x: 1}\nResources:\n  <<: *a\n  <<: *a", "`<<` once"),
        (b"Resources: {A: {Type: x}, A: {Type: x}}", "`A` once"),
        (b"Resources: {1: x, '1': y}", "`1` once"),
        (b'{"Resources": {"A": {"Type": "x"}, "A": {"Type": "y"}}}', "twice"),
        (b"Resources: " + b"[" * (MAX_DEPTH + 1), "nested deeper"),
        (b'{"Resources": ' + b"[" * 500 + b"]" * 500 + b"}", "nested deeper"),
    ],
    ids=range(23),
)
def test_what_is_no_such_file_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=r"`file`") as told:
        read_filters("file", data)
    assert reason in str(told.value)


def test_aliases_cannot_stand_for_billions() -> None:
    doubling = "\n".join(f"  a{at}: &a{at} [*a{at - 1}, *a{at - 1}]" for at in range(1, 60))
    with pytest.raises(YamlError, match=rf"{MAX_VALUES:,} values"):
        read_yaml(f"Resources:\n  a0: &a0 x\n{doubling}")


def test_aliases_cannot_nest_without_end() -> None:
    nested = "\n".join(f"  a{at}: &a{at} [*a{at - 1}]" for at in range(1, MAX_DEPTH + 1))
    with pytest.raises(YamlError, match="nested deeper"):
        read_yaml(f"Resources:\n  a0: &a0 x\n{nested}")


def test_a_merge_adds_what_is_not_there() -> None:
    document, _ = read_yaml("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  z: 3")
    assert at(document, "/b") == {"x": "1", "y": "2", "z": "3"}


@pytest.mark.parametrize("members", ["<<: *a\n  x: 3", "x: 3\n  <<: *a"], ids=["before", "after"])
def test_a_member_of_its_own_stands_above_a_merged_one(members: str) -> None:
    document, _ = read_yaml(f"a: &a {{x: 1, y: 2}}\nb:\n  {members}")
    assert at(document, "/b") == {"x": "3", "y": "2"}
    with pytest.raises(YamlError, match="`x` once"):
        read_yaml(f"a: &a {{x: 1, y: 2}}\nb:\n  {members}\n  x: 4")


@pytest.mark.parametrize(
    "word", ["yes", "No", "on", "OFF", "y", "0o17", "017", "0x1F", "1_000", "12:30:45", "2026-11-20", "1e3",
             "true", ".inf", "!!int 7", "=", "111111111111111111111111111111111111"],
)  # fmt: skip
def test_a_word_is_the_text_that_was_written(word: str) -> None:
    """None of them becomes a truth, a time or a number on the way, whatever the version of YAML says."""
    document, _ = read_yaml(f"a: {word}\n{word.rpartition(' ')[2]}: b\n")
    assert document == {"a": word.rpartition(" ")[2], word.rpartition(" ")[2]: "b"}


@pytest.mark.parametrize("word", ["~", "null", "Null", "NULL", "", "# nothing"])
def test_nothing_is_told_from_a_text(word: str) -> None:
    assert read_yaml(f"a: {word}\nb: '{word}'")[0] == {"a": None, "b": word}


@pytest.mark.parametrize("mark", ["", "%YAML 1.1\n---\n", "%YAML 1.2\n---\n", "---\n", "\ufeff"])
def test_lines_are_those_of_an_editor(mark: str) -> None:
    """Line ends are LF, CR LF and CR; what Unicode has besides are letters (YAML 1.2.2, 5.4)."""
    ahead = mark.count("\n")
    _, lines = read_yaml(f'{mark}a: "x\u2028\x85y"\r\nb:\n  - |\n    z\n  - !Sub w\n')
    assert lines == {"": 1 + ahead, "/a": 1 + ahead, "/b": 2 + ahead, "/b/0": 3 + ahead, "/b/1": 5 + ahead}


def test_without_ruamel_json_is_read_and_yaml_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> ModuleType:
        if name.partition(".")[0] == "ruamel":
            raise ImportError(name)
        module: ModuleType = real(name, *rest, **more)
        return module

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert filters("plan.json")
    with pytest.raises(InputError, match=r"`pip install 'cis-evidence-analyzer\[yaml\]'`"):
        filters("template.yaml")


def test_a_file_that_speaks_of_no_filter_is_known_by_its_bytes() -> None:
    assert all(may_hold_filters(file.read_bytes()) for file in CASES.iterdir())
    assert not may_hold_filters(b'{"compilerOptions": {}}')


def texts_alone(value: object) -> JSON:
    """The value as the reader of YAML tells it: every scalar but null as its text."""
    match value:
        case None:
            return None
        case Mapping():
            return {str(name): texts_alone(one) for name, one in value.items()}
        case str():
            return value
        case Sequence():
            return [texts_alone(one) for one in value]
        case _:
            return "true" if value is True else "false" if value is False else str(value)


VISIBLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=8)
NAMES = VISIBLE.filter(lambda name: name != "<<")
VALUES: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | VISIBLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ({"applyOnTransformedLogs": True}, "transformed events"),
        ({"fieldSelectionCriteria": "x"}, "selection criteria"),
        ({"emitSystemFieldDimensions": ["@aws.region"]}, "system fields"),
        ({"metricTransformations": []}, "got 0"),
        ({"metricTransformations": [{"metricName": "m", "metricNamespace": "n"}]}, "is not known"),
        ({"metricTransformations": [{"metricValue": "-1"}]}, "may lower"),
        ({"metricTransformations": [{"metricValue": "NaN"}]}, "may lower"),
        ({"metricTransformations": [{"metricValue": "0.0"}]}, "adds nothing"),
        ({"applyOnTransformedLogs": False, "fieldSelectionCriteria": ""}, ""),
    ],
)
def test_each_flaw_is_told(value: dict[str, JSON], flaw: str) -> None:
    entry = {"filterPattern": "x", "metricTransformations": [{"metricValue": 1}], **value}
    (found,) = read_filters("f", json.dumps({"metricFilters": [entry, 1]}).encode())
    assert flaw in found.flaw
    assert bool(flaw) == bool(found.flaw)


def test_files_past_a_limit_are_refused() -> None:
    for data in (
        b" " * (MAX_BYTES + 1),
        b'{"metricFilters": [' + b"{}," * MAX_FILTERS + b"{}]}",
        b"Resources:\n" + b" " * YAML_BYTES,
        START.encode() + b" " * HCL_CHARACTERS,
    ):
        with pytest.raises(InputError, match="expected at most"):
            read_filters("file", data)


@given(VALUES, st.sampled_from([True, False, None]))
def test_yaml_is_read_as_it_was_written(value: JSON, flow: bool | None) -> None:
    text = dumped({"root": value}, flow)
    try:
        document, lines = read_yaml(text)
    except YamlError:  # of `{:a: 1}`, which the parser of the library does not read as YAML 1.2 does
        assert flow is not False
        assert re.search(r"[{\[,\s][:?]", text)
        return
    assert document == {"root": texts_alone(value)}
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@pytest.mark.parametrize(
    "text", ["{:0}", "{: 1}", ": 1", "{?a: 1}", "[?a]", "{b: 1, ?a: 1}", "{?&x a: 1}", "{?!x a: 1}"]
)
def test_a_name_that_the_parser_would_cut_is_refused(text: str) -> None:
    with pytest.raises(YamlError, match="begins with `:` or `\\?` in quotes"):
        read_yaml(text)


@pytest.mark.parametrize(
    "text", ["{? a: 1}", "? a\n: 1", "{'': 1}", "?a: 1", "a?: 1", ":a: 1", "{b?: {a: 1}}", "{ a?b: 1}"]
)
def test_a_name_with_such_a_mark_elsewhere_is_read(text: str) -> None:
    read_yaml(text)


def dumped(value: JSON, flow: bool | None) -> str:
    writer, text = YAML(typ="safe", pure=True), io.StringIO()
    writer.default_flow_style = flow
    writer.dump(value, text)
    return text.getvalue()


MARKS = list("{}[]:,-'\"x|>#%@\0\n\t ")
WORDS = ["Resources:", '"Resources":', "&a", "*a", "!Sub", "!Ref", "Type:", "AWS::Logs::MetricFilter"]
JSON_STARTS = ['{"metricFilters":', '{"planned_values":{"root_module":', '{"resource":{']
PIECES = st.sampled_from([*MARKS, *WORDS, *JSON_STARTS, "\n  ", "FilterPattern:", "<<", "---"])


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=50))
def test_any_text_is_read_or_refused(text: str) -> None:
    for start in ("", "Resources:\n"):
        with suppress(InputError):
            read_filters("file", (start + text).encode("utf-8", "replace"))


def test_terraform_configuration_is_read_where_it_is_literal() -> None:
    found = filters("main.tf")
    lines = (CASES / "main.tf").read_text().splitlines()
    names = ["sign_in", "heredoc", "open", "one_line"]
    assert list(found) == [f"aws_cloudwatch_log_metric_filter.{name}" for name in names]
    sign_in, heredoc, left_open, one_line = found.values()
    assert (sign_in.text, sign_in.title, sign_in.flaw) == (SIGN_IN, "CIS/SignInFailures", "")
    assert heredoc.text == '{ ($.eventName = "${x}") ||\n  ($.a = %x{2}%) }'
    assert (heredoc.title, heredoc.flaw) == ("CIS/Heredoc", "")
    assert (left_open.text, one_line.text) == (None, "")
    assert "only Terraform" in left_open.unread
    assert "count" in left_open.flaw
    assert all("pattern" in lines[one.line - 1] for one in found.values())


def test_two_files_may_be_of_two_accounts() -> None:
    data = (CASES / "plan.json").read_bytes()
    assert read_filters("a", data)[0].metric != read_filters("b", data)[0].metric


START = 'resource "aws_cloudwatch_log_metric_filter" "a" {\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "expected `}`"),
        ('pattern = "x', "closing quote"),
        ('pattern = "x\n"\n}', "closing quote at line 2"),
        ('pattern = "${"x}"}', "closing quote"),
        ("pattern = <<EOT\nx", "`EOT` at the end"),
        ("pattern = [1", "closing bracket"),
        ("}\n" + START + "}", "`a` once, got it again at line 3"),
        ('pattern = "\\q"\n}', "got `\\q`"),
        ("/*" * 300_000, "expected `}`"),
    ],
)
def test_broken_configuration_is_told(text: str, reason: str) -> None:
    with pytest.raises(InputError, match=r"`file`") as told:
        read_filters("file", (START + text).encode())
    assert reason in str(told.value)


HCL = st.sampled_from(
    [*'{}[]()"$%=#\\\n /*', "${", "$${", "<<-EOT\n", "EOT", "pattern", "metric_transformation", '"x"']
)


@given(st.lists(HCL, max_size=25).map("".join))
def test_any_configuration_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        read_filters("file", (START + text).encode())


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30))
def test_a_text_in_quotes_is_the_text_that_was_written(text: str) -> None:
    """As Terraform's own `jsonencode` and JSON agree on escapes, JSON writes it; the signs are doubled."""
    written = json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    (found,) = read_filters("file", f"{START}pattern = {written}\n}}".encode())
    assert found.text == text.strip()
