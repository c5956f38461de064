"""Controls, links, verdicts and outcomes: what the program has, the documents have."""

from __future__ import annotations

import json
import re
import tomllib

from analyzer.controls import all_controls, load_control
from analyzer.controls.schema import schema
from analyzer.evidence import IntegrityStatus
from analyzer.rules import LinkName
from analyzer.verdict import Outcome, Verdict
from tests.docs.pages import DOCS, ROOT, blocks, column, quoted, table

CONTROLS = "reference/controls.md"


def test_the_control_that_is_judged_without_options_stands_in_the_documents() -> None:
    control = load_control()
    ((name, numbers),) = table(CONTROLS, "name")
    assert quoted(name) == {control.slug}
    assert set(re.findall(r"\b[0-9]\.[0-9]+(?= in )", numbers)) == {number for _, number in control.numbers}


def test_every_control_stands_in_the_documents_with_its_numbers() -> None:
    told = {quoted(row[0]).pop(): [cell for cell in row[1:4] if cell] for row in table(CONTROLS, "control")}
    assert told == {c.slug: [number for _, number in c.number_ranges] for c in all_controls()}


def test_every_member_of_a_control_stands_in_the_documents() -> None:
    members = json.loads(schema())["$defs"]["CustomControl"]["properties"]
    assert column("reference/control-files.md", "member") == set(members)


def test_the_control_to_copy_is_one() -> None:
    (block,) = blocks(DOCS / "how-to/write-a-control.md", "toml")
    sample = tomllib.loads((ROOT / "samples/own-control.toml").read_text(encoding="utf-8"))
    assert {**sample, **tomllib.loads(block), "pattern": sample["pattern"]} == sample


def test_every_link_stands_in_the_documents_in_its_order() -> None:
    for page in ("reference/chain.md", "reference/rules.md"):
        assert [row[0].strip("`") for row in table(page, "link")] == list(LinkName)


def test_every_verdict_and_outcome_stands_in_the_documents() -> None:
    assert column("reference/verdicts.md", "verdict") == set(Verdict)
    assert quoted(*(row[1] for row in table("reference/verdicts.md", "sign"))) == set(Outcome)


def test_every_seal_stands_in_the_documents() -> None:
    assert column("reference/evidence.md", "seal") == set(IntegrityStatus)
