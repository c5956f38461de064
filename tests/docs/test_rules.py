"""`docs/reference/rules.md` is made from the table of rules.

After a change of the table `CIS_EVIDENCE_UPDATE=1` has the page written anew: read the difference.
"""

from __future__ import annotations

import os

from tests.docs.pages import DOCS, text_of
from tests.docs.rules_page import page

RULES = DOCS / "reference" / "rules.md"


def test_the_page_says_what_the_table_says() -> None:
    if os.environ.get("CIS_EVIDENCE_UPDATE"):
        RULES.write_text(page(), encoding="utf-8", newline="\n")
    else:
        assert text_of(RULES) == page()
