"""Codes of findings, gaps, warnings and requests: what the program can say, the documents have."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

from analyzer import analyze
from analyzer.assessment import Report
from analyzer.chain.registry import LINK_NAMES
from analyzer.evidence import ProblemCode
from analyzer.reports.formats.json import render
from tests.docs.pages import DOCS, ROOT, column, quoted, table, text_of

RULES = "reference/rules.md"
ROOMS = ("chain", "cloudwatch", "aws", "inventory", "coverage", "assessment")
MADE = ("Finding", "Notice", "Request", "Assumption", "CompletenessGap")


def told_codes() -> set[str]:
    anywhere = re.search(r"At any link (.*?) leave it open\.", text_of(DOCS / RULES), re.DOTALL)
    assert anywhere is not None
    cells = [cell for row in table(RULES, "link") for cell in row[1:]]
    return quoted(*cells, anywhere[1]) | column(RULES, "warning") | column(RULES, "request")


def told_gaps() -> set[str]:
    return column(RULES, "why")


def modules() -> list[Path]:
    found = [module for room in ROOMS for module in sorted((ROOT / "analyzer" / room).rglob("*.py"))]
    assert found
    return found


def texts(module: Path) -> Iterator[tuple[str, str]]:
    """Every text constant of a module, with what it is the code of ("" for nothing)."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    codes = {id(call.args[0]): ast.unparse(call.func) for call in calls if ast.unparse(call.func) in MADE}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, codes.get(id(node), "")


def test_every_code_stands_in_the_documents() -> None:
    """A code is what a finding is made with, or a name with a dash that is no link and no operation."""
    found = [
        (text, made, module.relative_to(ROOT).parts[1])
        for module in modules()
        for text, made in texts(module)
    ]
    operations = re.compile(r"(describe|get|list)-|test-metric-filter")
    certain = {text for text, made, _ in found if made not in ("", "CompletenessGap")}
    likely = {
        text
        for text, made, room in found
        if room in ("chain", "cloudwatch")
        and made != "CompletenessGap"
        and re.fullmatch(r"[a-z][a-z0-9]*(-[a-z]+)+", text)
        and not operations.match(text)
        and text not in LINK_NAMES
    }
    assert certain
    assert certain | likely <= told_codes()
    assert told_codes() <= {text for text, _, _ in found}


def test_every_reason_for_a_gap_stands_in_the_documents() -> None:
    gaps = {text for module in modules() for text, made in texts(module) if made == "CompletenessGap"}
    problems = {code.value for code in ProblemCode} - {ProblemCode.DUPLICATE_KEY.value}  # `contradicted`
    assert gaps
    assert told_gaps() == gaps | problems


def test_every_code_in_the_reports_of_the_samples_stands_in_the_documents() -> None:
    known = told_codes() | {f"evidence-{why}" for why in told_gaps()}
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.is_dir())
    assert samples
    for sample in samples:
        assert codes_in(json_of(analyze([sample]))) <= known, sample.name


def json_of(report: Report) -> object:
    document: object = json.loads(render(report))["assessments"]
    return document


def codes_in(document: object) -> set[str]:
    match document:
        case {"code": str(code), **rest}:
            rest.pop("value", None)
            return {code}.union(*map(codes_in, rest.values()))
        case dict():
            return set().union(*map(codes_in, document.values()))
        case list():
            return set().union(*map(codes_in, document))
        case _:
            return set()
