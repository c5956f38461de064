"""The subscriptions of each topic, joined from all answers that may be about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from analyzer.aws.arn import Arn, parse_arn, scope_of
from analyzer.aws.command_line import AuditOperation
from analyzer.aws.record import EvidenceRecord
from analyzer.aws.sns import Subscription
from analyzer.inventory.alarm_lists import AlarmLists
from analyzer.inventory.answers import Answers
from analyzer.inventory.attribution import AttributedOutput
from analyzer.inventory.listing import Listing, Source, merge
from analyzer.inventory.resource_attribution import About, topic_names, topic_of, topics_asked
from analyzer.inventory.sources import page_of, rows_of, says_absent

_Sources = Mapping[Arn, Sequence[Source[Subscription]]]


class SubscriptionLists:
    """The lists of one run. The topics that are known are those that alarms notify."""

    def __init__(self, answers: Answers, alarms: AlarmLists) -> None:
        self._answers = answers
        self._alarms = alarms
        self._found: dict[tuple[str | None, str | None, bool], _Sources] = {}

    def subscriptions(self, topic: Arn, viewer: str | None) -> Listing[Subscription]:
        """The subscriptions of one topic.

        What lies under the identity of another account counts only where nothing else does.
        """
        sources = self._about(topic, viewer, contradicted=False)
        if not sources:
            sources = self._about(topic, viewer, contradicted=True)
        return merge([*sources, *self._doubts(topic, viewer)], _identity, ("SubscriptionArn",))

    def _doubts(self, topic: Arn, viewer: str | None) -> Iterator[Source[Subscription]]:
        known = topic_names(self._alarms.topics(viewer))
        for bound in self._answers.doubtful(AuditOperation.SUBSCRIPTIONS):
            rows = _rows_by_topic(bound)
            for asked, about in topics_asked(bound, known, rows) if bound.account.value == viewer else ():
                if asked == topic:
                    yield _source(bound, topic, rows.get(topic, ()), about)._replace(is_doubtful=True)

    def _about(self, topic: Arn, viewer: str | None, *, contradicted: bool) -> list[Source[Subscription]]:
        found = [
            source
            for account in dict.fromkeys((viewer, topic.account))
            for source in self._by_topic(viewer, account, contradicted=contradicted).get(topic, ())
        ]
        return sorted(found, key=lambda source: source.at.location)

    def _by_topic(self, viewer: str | None, account: str | None, *, contradicted: bool) -> _Sources:
        """What each answer of the account adds to each topic, for the viewer whose alarms name topics."""
        key = viewer, account, contradicted
        if key not in self._found:
            captured = self._answers.captured(AuditOperation.SUBSCRIPTIONS, account)
            heard = [bound for bound in captured if bound.contradicted is contradicted]
            known = topic_names(self._alarms.topics(viewer)) if heard else topic_names(())
            found: dict[Arn, list[Source[Subscription]]] = {}
            for bound in heard:
                rows = _rows_by_topic(bound)
                for topic, about in topics_asked(bound, known, rows):
                    found.setdefault(topic, []).append(_source(bound, topic, rows.get(topic, ()), about))
            self._found[key] = found
        return self._found[key]


def _rows_by_topic(bound: AttributedOutput) -> dict[Arn | None, list[EvidenceRecord[Subscription]]]:
    found: dict[Arn | None, list[EvidenceRecord[Subscription]]] = {}
    for row in rows_of(bound.output, Subscription):
        found.setdefault(topic_of(row.value), []).append(row)
    return found


# API_ListSubscriptionsByTopic, errors; as the AWS CLI and the models of botocore spell it.
_NO_TOPIC = frozenset({"NotFound", "NotFoundException"})


def _source(
    bound: AttributedOutput, topic: Arn, rows: Iterable[EvidenceRecord[Subscription]], about: About
) -> Source[Subscription]:
    output = bound.output
    whole = about.is_complete and not output.gaps
    certain = about.is_complete and not about.assumptions
    absent = certain and says_absent(bound, scope_of(topic), _NO_TOPIC)
    return Source(
        output.at,
        tuple(rows),
        whole,
        output.gaps,
        about.assumptions,
        page=page_of(output),
        says_absent=absent,
    )


def _identity(subscription: Subscription) -> tuple[str | None, ...]:
    """The ARN of a confirmed subscription; one without an ARN is told by whom it would reach."""
    if parse_arn(subscription.SubscriptionArn) is not None:
        return (subscription.SubscriptionArn,)
    return (subscription.SubscriptionArn, subscription.TopicArn, subscription.Protocol, subscription.Endpoint)
