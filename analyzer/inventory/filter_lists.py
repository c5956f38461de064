"""The metric filters of each log group, joined from all answers that may be about it.

The rows of every answer are sorted by group once, and what each answer was asked is read once, however
many groups there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from analyzer.aws.arn import LogGroup, ResourceScope
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.completeness import CompletenessGap, GapKind
from analyzer.aws.logs import MetricFilter, MetricTransformation
from analyzer.aws.record import Conflict, EvidenceRecord
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.filename_hints import Names
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.resource_attribution import GroupsAsked, about_group, group_names, groups_asked
from analyzer.inventory.sources import page_of, rows_of, says_absent
from analyzer.phrase import phrase

# The members that a verdict rests on.
_FILTER = (
    "filterPattern", "metricTransformations", "applyOnTransformedLogs", "fieldSelectionCriteria",
    "emitSystemFieldDimensions",
)  # fmt: skip


class _Reply(NamedTuple):
    """One answer to `describe-metric-filters`: what it was asked, and its rows by the group they name."""

    bound: AttributedOutput
    asked: GroupsAsked
    rows: Mapping[str | None, Sequence[EvidenceRecord[MetricFilter]]]


class FilterLists:
    """The lists of one run. `groups` are the log groups that trails deliver to."""

    def __init__(self, answers: Answers, groups: Iterable[LogGroup]) -> None:
        self._answers = answers
        self._groups = groups
        self._listed: dict[LogGroup, Listing[MetricFilter]] = {}
        self._placed: dict[ResourceScope, Sequence[EvidenceRecord[MetricFilter]]] = {}

    def filters(self, group: LogGroup) -> Listing[MetricFilter]:
        """The metric filters of one log group."""
        if group not in self._listed:
            replies = self._replies.get(group.scope, ())
            sources = [source for reply in replies if (source := _source(reply, group)) is not None]
            sources += self._doubts(group)
            self._listed[group] = merge(sources, lambda item: item.filterName or repr(item), _FILTER)
        return self._listed[group]

    def filters_elsewhere(self, group: LogGroup) -> tuple[EvidenceRecord[MetricFilter], ...]:
        """The metric filters of the other log groups of its account and region, as far as they were captured:
        what they publish to a metric adds up with what the group's own publish (API_MetricTransformation).
        """
        return tuple(one for one in self._in_place(group.scope) if one.value.logGroupName != group.name)

    def lists_publishers(self, scope: ResourceScope, namespace: str, name: str) -> bool:
        """Whether some answer is the list of all filters of a place that publish to a metric."""
        return any(_lists_publishers(reply, (namespace, name)) for reply in self._replies.get(scope, ()))

    def _in_place(self, scope: ResourceScope) -> Sequence[EvidenceRecord[MetricFilter]]:
        """The filters of a place whose rows name their log group."""
        if scope not in self._placed:
            sources = [
                Source(
                    reply.bound.output.at,
                    tuple(row for name, rows in reply.rows.items() if name is not None for row in rows),
                    is_complete=False,
                )
                for reply in self._replies.get(scope, ())
            ]
            self._placed[scope] = merge(
                sources, lambda item: (item.logGroupName, item.filterName or repr(item)), _FILTER
            ).records
        return self._placed[scope]

    def _doubts(self, group: LogGroup) -> Iterator[Source[MetricFilter]]:
        for bound in self._answers.doubtful(AuditOperation.FILTERS):
            if bound.scope == group.scope and (source := _source(self._reply(bound), group)) is not None:
                yield source._replace(is_doubtful=True)

    def _reply(self, bound: AttributedOutput) -> _Reply:
        asked = groups_asked(bound, self._names.get(bound.scope, _NONE))
        return _Reply(bound, asked, _by_group(bound, asked))

    @cached_property
    def _names(self) -> Mapping[ResourceScope | None, Names[LogGroup]]:
        in_scope: dict[ResourceScope | None, list[LogGroup]] = {}
        for group in self._groups:
            in_scope.setdefault(group.scope, []).append(group)
        return {scope: group_names(groups) for scope, groups in in_scope.items()}

    @cached_property
    def _replies(self) -> Mapping[ResourceScope, Sequence[_Reply]]:
        found: dict[ResourceScope, list[_Reply]] = {}
        for bound in self._answers.of(AuditOperation.FILTERS):
            if bound.scope is not None and not bound.contradicted:
                found.setdefault(bound.scope, []).append(self._reply(bound))
        return found


_NONE: Names[LogGroup] = Names({})


def _by_group(
    bound: AttributedOutput, asked: GroupsAsked
) -> Mapping[str | None, Sequence[EvidenceRecord[MetricFilter]]]:
    found: dict[str | None, list[EvidenceRecord[MetricFilter]]] = {}
    for row in rows_of(bound.output, MetricFilter):
        name = row.value.logGroupName
        if _is_stranger(name, asked):
            conflict = Conflict(_STRANGER, (row.cite("logGroupName"), bound.output.at), _ASKED)
            row = replace(row, conflicts=(*row.conflicts, conflict))
        found.setdefault(name, []).append(row)
    return found


def _lists_publishers(reply: _Reply, metric: tuple[str, str]) -> bool:
    """By its command; where none is known, by rows: an answer for one log group has none of another."""
    gaps = {gap.kind for gap in reply.bound.output.gaps}
    if reply.asked.by_command:
        return not gaps and reply.asked.groups is None and reply.asked.metric in (None, metric)
    publishing = [
        name
        for name, rows in reply.rows.items()
        if any(metric == (made.metricNamespace, made.metricName) for made in _transformations(rows))
    ]
    return gaps <= {GapKind.FILTERED} and len(publishing) > 1


def _transformations(rows: Iterable[EvidenceRecord[MetricFilter]]) -> Iterator[MetricTransformation]:
    for row in rows:
        yield from row.value.metricTransformations


def _is_stranger(name: str | None, asked: GroupsAsked) -> bool:
    """Whether a row is of another group than the one that its command asked for."""
    groups = asked.groups if asked.by_command else None
    return name is not None and groups is not None and name not in {group.name for group in groups}


_STRANGER = phrase("a row is of another log group than the one that was asked for")
_ASKED = "API_DescribeMetricFilters: logGroupName"


def _strangers(reply: _Reply) -> tuple[CompletenessGap, ...]:
    """That an answer cannot be the one to its command, if it holds rows that were not asked for."""
    rows = [row for name, rows in reply.rows.items() if _is_stranger(name, reply.asked) for row in rows]
    return tuple(
        CompletenessGap(GapKind.OTHER_ANSWER, _STRANGER, row.cite("logGroupName")) for row in rows[:1]
    )


def _source(reply: _Reply, group: LogGroup) -> Source[MetricFilter] | None:
    about = about_group(reply.bound, group, reply.asked, mentioned=group.name in reply.rows)
    if about is None:
        return None
    output = reply.bound.output
    # A row that names no group is of the group that was asked about.
    names = (group.name, None) if about.is_complete else (group.name,)
    gaps = (*output.gaps, *_strangers(reply))
    named = reply.asked.groups is not None and not about.completeness_assumptions
    return Source(
        output.at,
        tuple(_rows(reply, names)),
        about.is_complete and not gaps,
        gaps,
        about.assumptions,
        about.completeness_assumptions,
        page_of(output),
        named and says_absent(reply.bound, group.scope, _NO_GROUP),
    )


_NO_GROUP = frozenset({"ResourceNotFoundException"})  # API_DescribeMetricFilters, errors


def _rows(reply: _Reply, names: Iterable[str | None]) -> Iterator[EvidenceRecord[MetricFilter]]:
    for name in names:
        yield from reply.rows.get(name, ())
