"""Controls of a company's own, from a file in the format of the catalogue.

    slug = "break-glass-sign-in"
    title = "sign-in with the break-glass user"
    pattern = '{ ($.eventName = ConsoleLogin) && ($.userIdentity.userName = "break-glass") }'
    event_sources = ["signin.amazonaws.com"]

A file holds one control like this, or several, each under `[[control]]`.
"""

from __future__ import annotations

from analyzer.controls.catalogue import prescribed_alarm, slugs
from analyzer.controls.document import read_toml
from analyzer.controls.model import Control
from analyzer.controls.reading import control_of

# A file of the catalogue has 8 KB at most; this has room for all the controls that a file may hold.
MAX_BYTES = 256 * 1024


def load_control_file(path_text: str, data: bytes) -> tuple[Control, ...]:
    """The controls of a file, in its order. `path_text` is what errors call the file.

    Raises UsageError, with file and line, for a file that is not in the format, a pattern that is
    none, and a slug that the catalogue or the file itself has already.
    """
    # Building the models takes longer than reading the catalogue, which most runs judge by alone.
    from analyzer.controls.control_tables import CustomControl, CustomControls
    from analyzer.controls.refusals import read

    document = read_toml(path_text, data, MAX_BYTES)
    several = "control" in document.values
    tables = read(document, CustomControls).control if several else (read(document, CustomControl),)
    taken = dict.fromkeys(slugs(), "the catalogue")
    for at, table in enumerate(tables):
        if table.slug in taken:
            problem = f"expected a new slug, got `{table.slug}`, which {taken[table.slug]} has; rename it"
            raise document.wrong(("control", at, "slug") if several else ("slug",), problem)
        taken[table.slug] = "a control above"
    alarm = prescribed_alarm()
    return tuple(control_of(table.model_dump(exclude_unset=True), alarm) for table in tables)
