"""All resources of the chain that one file declares, joined by the references between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from analyzer.templates.dialect import Block
from analyzer.templates.model import Declared, Elsewhere, Lines, Resources
from analyzer.templates.references import Literals
from analyzer.templates.rows import M, Shape
from analyzer.templates.table import (
    COMPOSITE_ALARM,
    LOG_GROUP,
    METRIC_ALARM,
    METRIC_FILTER,
    SELECTORS,
    STATUS,
    SUBSCRIPTION,
    TOPIC,
    TRAIL,
)
from analyzer.templates.translate import Known, declared, nothing_known


def resources_of(found: Iterable[Block | Elsewhere], lines: Lines) -> Resources:
    """The resources of the blocks; texts that one takes from another are known where they are told."""
    blocks: dict[str, list[Block]] = {}
    elsewhere: list[Elsewhere] = []
    for one in found:
        if isinstance(one, Elsewhere):
            elsewhere.append(one)
        elif one.made_by:
            elsewhere.append(Elsewhere(one.at, one.line, one.name, one.made_by))
        else:
            blocks.setdefault(one.kind, []).append(one)
    alone = _read(blocks, tuple(elsewhere), lines, nothing_known)
    told = (*alone.trails, *alone.log_groups, *alone.metric_filters, *alone.metric_alarms)
    literals = Literals([*told, *alone.composite_alarms, *alone.topics, *alone.subscriptions])
    return _read(blocks, tuple(elsewhere), lines, literals.known)


def _read(
    blocks: Mapping[str, Sequence[Block]], elsewhere: tuple[Elsewhere, ...], lines: Lines, known: Known
) -> Resources:
    return Resources(
        trails=_of(TRAIL, blocks, known),
        statuses=_of(STATUS, blocks, known),
        selectors=_of(SELECTORS, blocks, known),
        log_groups=_of(LOG_GROUP, blocks, known),
        metric_filters=_of(METRIC_FILTER, blocks, known),
        metric_alarms=_of(METRIC_ALARM, blocks, known),
        composite_alarms=_of(COMPOSITE_ALARM, blocks, known),
        topics=_of(TOPIC, blocks, known),
        subscriptions=_of(SUBSCRIPTION, blocks, known),
        elsewhere=elsewhere,
        lines=lines,
    )


def _of(shape: Shape[M], blocks: Mapping[str, Sequence[Block]], known: Known) -> tuple[Declared[M], ...]:
    found = (*blocks.get(shape.terraform, ()), *blocks.get(shape.cloudformation, ()))
    return tuple(declared(shape, block, known) for block in found)
