"""Every link leads to a file of this tree and to a heading in it, and every page is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, README, name_of, pages, prose_of

LINK = re.compile(r"\]\(([^)\s]+)\)")
MOST_BYTES = 8 * 1024  # of the README: one page that is read to its end


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Each link of a page as the path that it leads to and the heading, "" without one."""
    for target in LINK.findall(prose_of(page)):
        path, _, heading = target.partition("#")
        assert "://" not in target, f"{name_of(page)}: `{target}` needs a network; link to a file"
        yield (page.parent / path).resolve() if path else page, heading


def headings(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked to."""
    found = re.findall(r"^#+ (.*)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, heading in links(page):
        assert target.exists(), target
        assert not heading or heading in headings(target), f"{name_of(target)}#{heading}"


def test_every_page_is_reached_from_the_readme() -> None:
    reached, pending = {README}, [README]
    while pending:
        for target, _ in links(pending.pop()):
            if target.suffix == ".md" and target not in reached:
                reached.add(target)
                pending.append(target)
    assert {page for page in pages() if DOCS in page.parents} <= reached


def test_the_readme_is_short() -> None:
    assert len(README.read_bytes()) <= MOST_BYTES


def test_the_index_names_every_page_but_the_decisions() -> None:
    index = DOCS / "README.md"
    named = {target for target, _ in links(index)}
    decisions = set((DOCS / "adr").glob("[0-9]*.md"))
    assert set(DOCS.rglob("*.md")) - decisions - {index} <= named


@pytest.mark.parametrize("page", sorted((DOCS / "adr").glob("[0-9]*.md")), ids=name_of)
def test_a_decision_has_its_parts_and_stands_in_the_list(page: Path) -> None:
    text = prose_of(page)
    assert re.match(r"# \d+\. ", text)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert page in {target for target, _ in links(DOCS / "adr" / "README.md")}
