"""The cells of the matrix: a control in a version, filters, and the verdict that their making asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from analyzer.controls import Control, Recommendation, all_controls

from .events import events
from .near_misses import near_misses
from .rewrites import rewrites
from .trees import JSON, Tree, holds, read, written

MAX_PATTERN = 1024  # characters that AWS allows


NEARLY_EVERYTHING = {"joined-by-or"}
"""The prescribed texts that count nearly all that happens: `!=` of two members, joined by `||`."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`patterns` are those of filters that feed one metric. `spelled`: they are the prescribed text.

    `lost` is an event that the intent and every prescribed text count and no filter does; cells with
    one must fail. `drowned`: they count nearly all that happens, and the version does not prescribe that;
    such cells are open. All others must pass.
    """

    control: str
    version: str
    kind: str
    name: str
    patterns: tuple[str, ...]
    spelled: bool | None = None
    lost: JSON = None
    drowned: bool = False

    @property
    def verdict(self) -> str:
        if self.lost is not None:
            return "FAIL"
        return "INCONCLUSIVE" if self.drowned else "PASS"

    def __str__(self) -> str:
        return f"{self.control}-{self.version}-{self.kind}-{self.name}"


@dataclass(frozen=True, slots=True)
class Matrix:
    cells: tuple[Cell, ...]
    excluded: tuple[str, ...]  # near misses that lose no event: whoever made them kept the meaning


@cache
def matrix() -> Matrix:
    """All cells of all controls."""
    cells: list[Cell] = []
    excluded: list[str] = []
    for control in all_controls():
        cells += _as_prescribed(control)
        for edition in editions(control):
            for text in edition.texts:
                name = text.name
                tree = read(text.text)
                cells += _rewritten(control, edition, name, tree)
                for cell in _near(control, edition, name, tree):
                    if cell.lost is None:
                        excluded.append(str(cell))
                    else:
                        cells.append(cell)
        cells += _of_other_versions(control)
    return Matrix(tuple(cells), tuple(excluded))


def editions(control: Control) -> list[Recommendation]:
    """The newest edition of each set of texts and intent: the others ask for the same."""
    newest = {(edition.texts, edition.intent): edition for edition in control.recommendations}
    return list(newest.values())


def _as_prescribed(control: Control) -> Iterator[Cell]:
    for edition in control.recommendations:
        for text in edition.texts:
            yield Cell(control.slug, edition.benchmark, "text", text.name, (text.text,), spelled=True)


def _rewritten(control: Control, edition: Recommendation, name: str, tree: Tree) -> Iterator[Cell]:
    for made in rewrites(tree):
        if max(map(len, made.patterns)) > MAX_PATTERN:
            continue
        for event in events(tree, *made.trees):
            assert any(holds(one, event) for one in made.trees) is holds(tree, event), (made, event)
        yield Cell(
            control.slug, edition.benchmark, "rewrite", f"{name}-{made.name}", made.patterns, made.spelled
        )


def _near(control: Control, edition: Recommendation, name: str, tree: Tree) -> Iterator[Cell]:
    for kind, changed in near_misses(tree):
        pattern = written(changed)
        yield Cell(
            control.slug,
            edition.benchmark,
            "near-miss",
            f"{name}-{kind}",
            (pattern,),
            None,
            _lost(edition, changed),
        )


def _lost(edition: Recommendation, tree: Tree) -> JSON:
    """An event that the intent and all texts count and the tree does not, by trying many."""
    wanted = [read(edition.intent.pattern), *(read(text.text) for text in edition.texts)]
    for event in events(*wanted, tree):
        if all(holds(one, event) for one in wanted) and not holds(tree, event):
            return event
    return None


def _of_other_versions(control: Control) -> Iterator[Cell]:
    texts = {text.name: text.text for edition in control.recommendations for text in edition.texts}
    for edition in editions(control):
        own = {text.name for text in edition.texts}
        for name, text in texts.items():
            if name not in own:
                lost = _lost(edition, read(text))
                drowned = name in NEARLY_EVERYTHING
                yield Cell(
                    control.slug, edition.benchmark, "other-version", name, (text,), False, lost, drowned
                )
