"""The documents as text: tables, sessions, links, and what stands in backquotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = ROOT / "README.md"

FENCE = re.compile(r"^( *)(`{3,})(\w*)\n(.*?)^\1\2\n", re.MULTILINE | re.DOTALL)


def pages() -> list[Path]:
    """Every page that a reader may open: the documents, and what lies beside the README and the parts."""
    others = [ROOT / "collectors" / "README.md", ROOT / "tests" / "accounts" / "README.md"]
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), *others]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text_of(page))


def blocks(page: Path, language: str) -> list[str]:
    """The code of a page in one language, in order."""
    return [match[4] for match in FENCE.finditer(text_of(page)) if match[3] == language]


def tables(page: str) -> Iterator[list[list[str]]]:
    """Every table of a page below docs/ as rows of cells, the heading first."""
    for block in re.findall(r"(?:^\|.*\n)+", text_of(DOCS / page), re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block.splitlines()]
        yield [rows[0], *rows[2:]]


def table(page: str, heading: str) -> list[list[str]]:
    """The rows of the one table of a page whose first column has this heading."""
    (found,) = [rows[1:] for rows in tables(page) if rows[0][0] == heading]
    return found


def column(page: str, heading: str) -> set[str]:
    """What stands in backquotes in the first column of a table."""
    return quoted(*(row[0] for row in table(page, heading)))


def quoted(*cells: str) -> set[str]:
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}
