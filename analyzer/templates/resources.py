"""All resources of the chain that one file declares, joined by the references between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

from analyzer.templates.dialect import Block
from analyzer.templates.model import Declared, Elsewhere, Lines, Resources
from analyzer.templates.references import Literals
from analyzer.templates.rows import M, ResourceShape
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
    alone = _read(blocks, nothing_known, Resources(elsewhere=tuple(elsewhere), lines=lines))
    told = (*alone.trails, *alone.log_groups, *alone.metric_filters, *alone.metric_alarms)
    literals = Literals([*told, *alone.composite_alarms, *alone.topics, *alone.subscriptions])
    return _read(blocks, literals.known, alone)


def _read(blocks: Mapping[str, Sequence[Block]], known: Known, before: Resources) -> Resources:
    return replace(
        before,
        trails=_of(TRAIL, blocks, known, before.trails),
        statuses=_of(STATUS, blocks, known, before.statuses),
        selectors=_of(SELECTORS, blocks, known, before.selectors),
        log_groups=_of(LOG_GROUP, blocks, known, before.log_groups),
        metric_filters=_of(METRIC_FILTER, blocks, known, before.metric_filters),
        metric_alarms=_of(METRIC_ALARM, blocks, known, before.metric_alarms),
        composite_alarms=_of(COMPOSITE_ALARM, blocks, known, before.composite_alarms),
        topics=_of(TOPIC, blocks, known, before.topics),
        subscriptions=_of(SUBSCRIPTION, blocks, known, before.subscriptions),
    )


def _of(
    shape: ResourceShape[M],
    blocks: Mapping[str, Sequence[Block]],
    known: Known,
    before: tuple[Declared[M], ...],
) -> tuple[Declared[M], ...]:
    """All of a shape; a second time only those that refer to others."""
    found = (*blocks.get(shape.terraform, ()), *blocks.get(shape.cloudformation, ()))
    return tuple(
        declared(shape, block, known) if one is None or one.references else one
        for block, one in zip_longest(found, before)
    )
