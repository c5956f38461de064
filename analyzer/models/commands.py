"""AWS CLI command lines: which operation was asked, about what, and whether the answer was cut.

They come from the collector's table of commands or from the prompt lines of a saved session.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The AWS CLI operation that printed a document."""

    IDENTITY = "get-caller-identity"
    TRAILS = "describe-trails"
    STATUS = "get-trail-status"
    SELECTORS = "get-event-selectors"
    FILTERS = "describe-metric-filters"
    ALARMS = "describe-alarms"
    SUBSCRIPTIONS = "list-subscriptions-by-topic"
    LOG_GROUPS = "describe-log-groups"


SERVICES: Mapping[Kind, str] = {
    Kind.IDENTITY: "sts",
    Kind.TRAILS: "cloudtrail",
    Kind.STATUS: "cloudtrail",
    Kind.SELECTORS: "cloudtrail",
    Kind.FILTERS: "logs",
    Kind.ALARMS: "cloudwatch",
    Kind.SUBSCRIPTIONS: "sns",
    Kind.LOG_GROUPS: "logs",
}

# The option that names the resource asked about.
_SUBJECT_OPTION: Mapping[Kind, str] = {
    Kind.STATUS: "--name",
    Kind.SELECTORS: "--trail-name",
    Kind.FILTERS: "--log-group-name",
    Kind.SUBSCRIPTIONS: "--topic-arn",
}

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

# `--query` expressions that keep every row and every member.
_WHOLE_QUERIES = re.compile(
    r"@|(trailList|metricFilters|MetricAlarms|CompositeAlarms|Subscriptions)(\[\*?\])?"
)
_METRIC_QUERY = re.compile(r"MetricAlarms\[\?\s*MetricName\s*==\s*([`'\"]+)([^`'\"]*)\1\s*\](\[\])?")

_PROMPTED = re.compile(
    r"(?<![\w/.-])aws(?:\.exe|\.cmd)?\s+(?:--[^\n]*?\s)?(?:sts|cloudtrail|logs|cloudwatch|sns)\s+[^\n]*"
)
_CONTINUED = re.compile(r"[ \t]*[\\`^]\r?\n[ \t]*(?:> ?)?")


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, split. `options` maps an option to its values; a flag has none."""

    service: str
    operation: str
    options: Mapping[str, tuple[str, ...]] = field(hash=False)
    piped: bool = False  # its output went through another program before it was stored

    @property
    def kind(self) -> Kind | None:
        for kind, service in SERVICES.items():
            if (self.service, self.operation) == (service, kind):
                return kind
        return None

    @property
    def subject(self) -> str | None:
        """The trail, group or topic asked about."""
        option = _SUBJECT_OPTION.get(self.kind) if self.kind else None
        values = self.options.get(option, ()) if option else ()
        return values[0] if values else None

    @property
    def region(self) -> str | None:
        values = self.options.get("--region", ())
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
    def alarm_types(self) -> tuple[str, ...]:
        return self.options.get("--alarm-types", ())

    @property
    def cuts(self) -> tuple[str, ...]:
        """The options that may have left rows or members out of the answer."""
        allowed = _HARMLESS | {_SUBJECT_OPTION.get(self.kind, "") if self.kind else "", "--alarm-types"}
        cut = [option for option in self.options if option not in allowed | {"--query"}]
        if self.query is not None and not _WHOLE_QUERIES.fullmatch(self.query.strip()):
            cut.append("--query")
        return tuple(cut) + (("|",) if self.piped else ())


def parse_arguments(arguments: Sequence[str], *, piped: bool = False) -> Command | None:
    """The command that an argument vector beginning with `aws` spells, or None."""
    rest = list(arguments[1:])
    positions = _positional(rest)
    if len(positions) < 2:
        return None
    service, operation = rest[positions[0]], rest[positions[1]]
    options = dict(_options(rest[: positions[0]] + rest[positions[1] + 1 :]))
    return Command(service, operation, options, piped)


def _positional(words: Sequence[str]) -> list[int]:
    """Where service and operation stand: global options before them take one value or none."""
    found: list[int] = []
    known = set(SERVICES.values())
    for index, word in enumerate(words):
        if found and not word.startswith("--"):
            found.append(index)
            break
        if not found and word in known:
            found.append(index)
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


def commands_in(text: str) -> tuple[Command, ...]:
    """The command lines that stand in the text around documents, in order."""
    joined = _CONTINUED.sub(" ", text)
    found = (_parse_line(match.group()) for match in _PROMPTED.finditer(joined))
    return tuple(command for command in found if command is not None)


def _parse_line(line: str) -> Command | None:
    bare, cut = _without_redirection(line)
    try:
        words = shlex.split(bare)
    except ValueError:  # a quote that is not closed: the rest of the line is lost, the head is not
        words = bare.split()
    return parse_arguments(words, piped=cut)


def _without_redirection(line: str) -> tuple[str, bool]:
    """The line up to the first redirection or pipe outside quotes, and whether it is a pipe."""
    quote = ""
    for index, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "|;&>":
            head = line[:index].rstrip("0123456789") if character == ">" else line[:index]
            return head, "|" in line[index:]
    return line, False
