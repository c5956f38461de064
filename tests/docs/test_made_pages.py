"""Pages that are made from a table of the program: the codes and the limits.

After a change of the table `CIS_EVIDENCE_UPDATE=1` has the page written anew: read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.docs import limits_page, rules_page
from tests.docs.pages import DOCS, text_of


@pytest.mark.parametrize(
    ("name", "page"),
    [("rules.md", rules_page.page), ("limits.md", limits_page.page)],
    ids=["rules", "limits"],
)
def test_the_page_says_what_the_table_says(name: str, page: Callable[[], str]) -> None:
    path = DOCS / "reference" / name
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        path.write_text(page(), encoding="utf-8", newline="\n")
    else:
        assert text_of(path) == page()
