"""AWS CLI command lines: which operation was asked, about what, and whether the answer was cut.

They come from the collector's table of commands or from a saved session (`analyzer.inventory.shell_history`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from analyzer.aws.identifiers import is_region


class AuditOperation(StrEnum):
    """The AWS CLI operation that printed a document."""

    IDENTITY = "get-caller-identity"
    TRAILS = "describe-trails"
    STATUS = "get-trail-status"
    SELECTORS = "get-event-selectors"
    FILTERS = "describe-metric-filters"
    ALARMS = "describe-alarms"
    SUBSCRIPTIONS = "list-subscriptions-by-topic"
    LOG_GROUPS = "describe-log-groups"
    ORGANIZATION = "describe-organization"
    ALARM_HISTORY = "describe-alarm-history"
    MUTE_RULES = "list-alarm-mute-rules"
    MUTE_RULE = "get-alarm-mute-rule"
    TOPIC = "get-topic-attributes"
    SUBSCRIPTION = "get-subscription-attributes"
    KEY = "describe-key"
    TEST = "test-metric-filter"
    LOOKUP = "lookup-events"


SERVICES: Mapping[AuditOperation, str] = {
    AuditOperation.IDENTITY: "sts",
    AuditOperation.TRAILS: "cloudtrail",
    AuditOperation.STATUS: "cloudtrail",
    AuditOperation.SELECTORS: "cloudtrail",
    AuditOperation.FILTERS: "logs",
    AuditOperation.ALARMS: "cloudwatch",
    AuditOperation.SUBSCRIPTIONS: "sns",
    AuditOperation.LOG_GROUPS: "logs",
    AuditOperation.ORGANIZATION: "organizations",
    AuditOperation.ALARM_HISTORY: "cloudwatch",
    AuditOperation.MUTE_RULES: "cloudwatch",
    AuditOperation.MUTE_RULE: "cloudwatch",
    AuditOperation.TOPIC: "sns",
    AuditOperation.SUBSCRIPTION: "sns",
    AuditOperation.KEY: "kms",
    AuditOperation.TEST: "logs",
    AuditOperation.LOOKUP: "cloudtrail",
}

BESIDE = frozenset(
    {
        AuditOperation.ORGANIZATION,
        AuditOperation.ALARM_HISTORY,
        AuditOperation.MUTE_RULES,
        AuditOperation.MUTE_RULE,
        AuditOperation.TOPIC,
        AuditOperation.SUBSCRIPTION,
        AuditOperation.KEY,
        AuditOperation.TEST,
        AuditOperation.LOOKUP,
    }
)
"""Operations beside the audit steps: what they print is read where it is there, and tells nothing of the
account and the region of the answers around it."""

# Operations that print the same shape as one of these, and not all that it would print.
_LOOKALIKES: Mapping[tuple[str, str], AuditOperation] = {
    ("cloudwatch", "describe-alarms-for-metric"): AuditOperation.ALARMS,
    ("sns", "list-subscriptions"): AuditOperation.SUBSCRIPTIONS,  # of the caller, not of the topic
    ("cloudtrail", "get-trail"): AuditOperation.TRAILS,  # one trail
}
_KINDS: Mapping[tuple[str, str], AuditOperation] = {
    **{(service, kind.value): kind for kind, service in SERVICES.items()},
    **_LOOKALIKES,
}

# The option that names the resource asked about.
_SUBJECT_OPTION: Mapping[AuditOperation, str] = {
    AuditOperation.STATUS: "--name",
    AuditOperation.SELECTORS: "--trail-name",
    AuditOperation.FILTERS: "--log-group-name",
    AuditOperation.SUBSCRIPTIONS: "--topic-arn",
    AuditOperation.ALARM_HISTORY: "--alarm-name",
    AuditOperation.MUTE_RULES: "--alarm-name",
    AuditOperation.MUTE_RULE: "--alarm-mute-rule-name",
    AuditOperation.TOPIC: "--topic-arn",
    AuditOperation.SUBSCRIPTION: "--subscription-arn",
    AuditOperation.KEY: "--key-id",
}

# The options that ask for the filters, of any log group, that publish to a metric.
_METRIC_OPTIONS = ("--metric-namespace", "--metric-name")

# Where a shell put a value into a name that may hold a percent sign.
_FROM_SHELL = re.compile("[$<`]|%[^%]+%")

# Global options that take no value.
_FLAGS = frozenset(
    [
        "--debug",
        "--no-verify-ssl",
        "--no-paginate",
        "--no-sign-request",
        "--no-cli-pager",
        "--cli-auto-prompt",
        "--no-cli-auto-prompt",
    ]
)

# Options that leave the answer whole. Any other one may have left rows or members out.
_HARMLESS = frozenset(
    [
        "--region",
        "--profile",
        "--output",
        "--endpoint-url",
        "--no-cli-pager",
        "--no-verify-ssl",
        "--no-sign-request",
        "--debug",
        "--color",
        "--ca-bundle",
        "--cli-read-timeout",
        "--cli-connect-timeout",
        "--page-size",
        "--include-shadow-trails",
        "--cli-error-format",
        "--cli-binary-format",
        "--cli-auto-prompt",
        "--no-cli-auto-prompt",
        "--paginate",
    ]
)

# Options of operations beside the audit steps that leave in what is looked for: what happened last.
_NARROWER: Mapping[AuditOperation, frozenset[str]] = {
    AuditOperation.ALARM_HISTORY: frozenset(["--history-item-type", "--start-date", "--scan-by"]),
    AuditOperation.MUTE_RULES: frozenset(["--statuses"]),
    AuditOperation.TEST: frozenset(["--filter-pattern", "--log-event-messages"]),
    AuditOperation.LOOKUP: frozenset(["--lookup-attributes", "--start-time", "--end-time"]),
}

# A page that was cut says so by its token, unless a query has dropped it.
_PAGING = frozenset(["--no-paginate", "--max-items", "--max-records", "--limit"])

# `--query` expressions that keep every row and every member.
_WHOLE_QUERIES = re.compile(
    r"@|(trailList|metricFilters|MetricAlarms|CompositeAlarms|Subscriptions|AlarmHistoryItems|Attributes)(\[\*?\])?"
)
_METRIC_QUERY = re.compile(r"MetricAlarms\[\?\s*MetricName\s*==\s*([`'\"]+)([^`'\"]*)\1\s*\](\[\])?")


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, split. `options` maps an option to its values; a flag has none."""

    service: str
    operation: str
    options: Mapping[str, tuple[str, ...]] = field(hash=False)
    piped: bool = False  # its output went through another program before it was stored

    @property
    def kind(self) -> AuditOperation | None:
        return _KINDS.get((self.service, self.operation))

    @property
    def subject(self) -> str | None:
        """The trail, group or topic asked about; None where the line names none by its own name."""
        return None if self.unread else self._asked

    @property
    def unread(self) -> bool:
        """Whether the shell put the resource into the line: `--name $TRAIL`, `--name %ARN%`."""
        return not set("$%<`").isdisjoint(self._asked or "")

    @property
    def _asked(self) -> str | None:
        values = self.options.get(_SUBJECT_OPTION.get(self.kind, ""), ()) if self.kind else ()
        return values[0] if values else None

    @property
    def region(self) -> str | None:
        named = [value for value in self.options.get("--region", ())[:1] if is_region(value)]
        return named[0] if named else None

    @property
    def profile(self) -> str | None:
        values = self.options.get("--profile", ())
        return values[0] if values else None

    @property
    def query(self) -> str | None:
        values = self.options.get("--query", ())
        return values[0] if values else None

    @property
    def metric_asked(self) -> str | None:
        """The metric name that a `--query` of the benchmark's form keeps alarms of."""
        match = _METRIC_QUERY.fullmatch(self.query or "")
        return match.group(2) if match else None

    @property
    def tested(self) -> tuple[str, tuple[str, ...]] | None:
        """The pattern and the messages of a `test-metric-filter`; None for another command."""
        patterns = self.options.get("--filter-pattern", ())
        if self.kind is not AuditOperation.TEST or len(patterns) != 1:
            return None
        return patterns[0], self.options.get("--log-event-messages", ())

    @property
    def publishers_of(self) -> tuple[str, str] | None:
        """Namespace and name of the metric that a `describe-metric-filters` asked for the publishers of; None
        where it did not, or where the shell put them into the line.

        Each takes the other (API_DescribeMetricFilters: metricName).
        """
        asked = tuple(self.options.get(option, ()) for option in _METRIC_OPTIONS)
        if self.kind is not AuditOperation.FILTERS or any(len(values) != 1 for values in asked):
            return None
        (namespace,), (name,) = asked
        return None if any(map(_FROM_SHELL.search, (namespace, name))) else (namespace, name)

    @property
    def alarm_types(self) -> tuple[str, ...]:
        return self.options.get("--alarm-types", ())

    @property
    def cuts(self) -> tuple[str, ...]:
        """What may have left rows or members out of the answer: an option, a pipe, another operation.

        Publishers of a metric are all of them, though not all filters of any log group.
        """
        allowed = _HARMLESS | {_SUBJECT_OPTION.get(self.kind, "") if self.kind else "", "--alarm-types"}
        allowed |= _NARROWER.get(self.kind, frozenset()) if self.kind else frozenset()
        allowed |= frozenset(_METRIC_OPTIONS if self.publishers_of is not None else ())
        allowed |= _PAGING if self.query is None else {"--query"}
        cut = [self.operation] if (self.service, self.operation) in _LOOKALIKES else []
        cut += [option for option in self.options if option not in allowed]
        if self.query is not None and not _WHOLE_QUERIES.fullmatch(self.query.strip()):
            cut.append("--query")
        return tuple(cut) + (("|",) if self.piped else ())


def parse_arguments(
    arguments: Sequence[str], *, piped: bool = False, region: str | None = None
) -> Command | None:
    """The command that an argument vector beginning with `aws` spells, or None.

    `region` is the one that holds where the arguments name none.
    """
    rest = list(arguments[1:])
    positions = _positional(rest)
    if len(positions) < 2:
        return None
    service, operation = rest[positions[0]], rest[positions[1]]
    before = rest[: positions[0]] + rest[positions[0] + 1 : positions[1]]
    options = dict(_options(before + rest[positions[1] + 1 :]))
    if region is not None:
        options.setdefault("--region", (region,))
    return Command(service, operation, options, piped)


def _positional(words: Sequence[str]) -> list[int]:
    """Where service and operation stand: global options before them take one value or none."""
    found: list[int] = []
    known = set(SERVICES.values())
    option = ""
    for index, word in enumerate(words):
        if word.startswith("--"):
            option = "" if "=" in word or word in _FLAGS else word
        elif option:
            option = ""
        elif found or word in known:
            found.append(index)
        if len(found) == 2:
            break
    return found


def _options(words: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    index = 0
    while index < len(words):
        name, equals, value = words[index].partition("=")
        index += 1
        if not name.startswith("--"):
            continue
        values = [value] if equals else []
        while index < len(words) and not words[index].startswith("--"):
            values.append(words[index])
            index += 1
        yield name, tuple(values)
