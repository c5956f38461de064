"""Controls of a company's own, from a file in the format of the catalogue.

    slug = "break-glass-sign-in"
    title = "sign-in with the break-glass user"
    pattern = '{ ($.eventName = ConsoleLogin) && ($.userIdentity.userName = "break-glass") }'
    event_sources = ["signin.amazonaws.com"]

A file holds one control like this, or several, each under `[[control]]`.
"""

from __future__ import annotations

from analyzer.controls.catalogue import prescribed_alarm, slugs
from analyzer.controls.document import Table, read_toml
from analyzer.controls.model import Control
from analyzer.controls.reading import read_control
from analyzer.patterns import Covered, PatternSyntaxError, difference, parse

# A file of the catalogue has 8 KB at most; this has room for all the controls that a file may hold.
MAX_BYTES = 256 * 1024
MAX_CONTROLS = 100


def load_control_file(path_text: str, data: bytes) -> tuple[Control, ...]:
    """The controls of a file, in its order. `path_text` is what errors call the file.

    Raises UsageError, with file and line, for a file that is not in the format, a pattern that is
    none, and a slug that the catalogue or the file itself has already.
    """
    table = read_toml(path_text, data, MAX_BYTES)
    several = table.has("control")
    if several:
        table.only(("control",))
    tables = table.tables("control", MAX_CONTROLS) if several else (table,)
    if not tables:
        raise table.wrong("control", "expected a control, got none; add one")
    taken = dict.fromkeys(slugs(), "the catalogue")
    alarm = prescribed_alarm()
    found = []
    for one in tables:
        control = read_control(one, alarm, (), _check)
        if control.slug in taken:
            owner = taken[control.slug]
            raise one.wrong(
                "slug", f"expected a new slug, got `{control.slug}`, which {owner} has; rename it"
            )
        taken[control.slug] = "a control above"
        found.append(control)
    return tuple(found)


def _check(table: Table, key: str, text: str) -> None:
    if not text.strip():
        raise table.wrong(
            key, f"expected `{key}` to say which events count, got blanks, which match every event"
        )
    try:
        pattern = parse(text)
    except PatternSyntaxError as error:
        raise table.wrong(key, f"`{key}` is no filter pattern: {error}") from None
    if isinstance(difference([pattern], []), Covered):
        problem = "got conditions that exclude each other"
        raise table.wrong(key, f"expected `{key}` to match some event, {problem}")
