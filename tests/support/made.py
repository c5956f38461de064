"""Reports built by hand, and a strategy for reports that hold any text whatever."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from analyzer.assessment import (
    Assessment,
    BundleEntry,
    ControlReport,
    EvidenceEntry,
    LinkReport,
    Report,
    UnusableInput,
)
from analyzer.evidence import JSON, Citation, IntegrityStatus, Location
from analyzer.findings import Finding, Notice, Request
from analyzer.phrase import Value, phrase
from analyzer.rules import (
    FINDINGS,
    REQUESTS,
    WARNINGS,
    EvidenceState,
    RequestRule,
    Rule,
    Severity,
    WarningRule,
)
from analyzer.rules.states import COMPLETE, ERROR, PACKAGING, PARTIAL, UNREADABLE, UNRECOGNISED
from analyzer.verdict import Outcome, Verdict
from tests.support.laws import examples

# Time proves nothing on a busy machine, and to shrink a whole report takes minutes.
LAW = settings(
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)

LINKS = ("trail", "logging", "management events", "log group", "metric filter", "metric", "alarm")
CONTROL = "console-authentication-failures"
TITLE = "metric filter and alarm for console authentication failures"
NUMBERS = (("6.0.0-7.0.0", "5.6"), ("1.1.0-1.2.0", "3.6"), ("1.3.0-5.0.0", "4.6"))


def cited(file: str, pointer: str, value: JSON) -> Citation:
    return Citation(Location(file, pointer), value)


def rule(outcome: Outcome, id: str = "said") -> Rule:
    """A rule whose sentence is what was observed."""
    return Rule(id, (), outcome, "title", "{observed}", "meaning", "breaks", "mending", "source")


def said(outcome: Outcome, message: str, *places: Citation) -> Finding:
    """A finding of these words."""
    return Finding(rule(outcome), observed=message, places=places)


def noticed(id: str, message: str, *places: Citation) -> Notice:
    """A warning of these words."""
    made_up = WarningRule(
        id, (), Severity.WARNING, "title", "{observed}", "meaning", "breaks", "mending", "source"
    )
    return Notice(made_up, observed=message, places=places)


def asking(id: str, reason: str, *arguments: str) -> Request:
    """A request of account 111111111111 for this reason."""
    return Request(
        RequestRule(id, (), "title", reason, "meaning", "source"), "111111111111", "us-east-1", arguments
    )


def link(name: str, outcome: Outcome, message: str, *others: Finding) -> LinkReport:
    place = cited(f"evidence/us-east-1/{name.replace(' ', '-')}.json", "/list/0/Member", True)
    return LinkReport(name, outcome, f"{name}-1", said(outcome, message, place), (), others)


def control(verdict: Verdict, links: tuple[LinkReport, ...], *requests: Request) -> ControlReport:
    warning = noticed("identity-missing", "no file tells the identity of the caller")
    return ControlReport(CONTROL, TITLE, NUMBERS, verdict, links, (warning,), requests)


def entry(file: str, state: EvidenceState = COMPLETE, *problems: str) -> EvidenceEntry:
    return EvidenceEntry(file, "0" * 64, "describe-alarms", "111111111111", "us-east-1", state, problems)


def passing() -> ControlReport:
    return control(Verdict.PASS, tuple(link(name, Outcome.SATISFIED, f"{name} holds") for name in LINKS))


def failing() -> ControlReport:
    beside = [said(Outcome.VIOLATED, f"filter {number} counts less than required") for number in range(5)]
    links = tuple(link(name, Outcome.SATISFIED, f"{name} holds") for name in LINKS[:4])
    broken = link("metric filter", Outcome.VIOLATED, "`Sign-in` misses required events", *beside)
    rest = tuple(
        LinkReport(name, Outcome.BLOCKED, "", None, (), (), depends_on=LINKS[4]) for name in LINKS[5:]
    )
    return control(Verdict.FAIL, (*links, broken, *rest))


def open_one() -> ControlReport:
    links = tuple(link(name, Outcome.SATISFIED, f"{name} holds") for name in LINKS[:6])
    nothing = said(Outcome.UNKNOWN, "no evidence of the alarms of `us-east-1`")
    alarm = LinkReport("alarm", Outcome.UNKNOWN, "", None, (nothing,), ())
    wanted = asking(
        "alarms",
        "lists the alarms, which no file does",
        *("aws", "cloudwatch", "describe-alarms", "--alarm-types", "MetricAlarm", "CompositeAlarm"),
    )
    return control(Verdict.INCONCLUSIVE, (*links, alarm), wanted)


def numbered(control: ControlReport, number: str, name: str, benchmark: str = "5.0.0") -> ControlReport:
    """The same of another control of the benchmark."""
    return control._replace(control=name, number=number, benchmark=benchmark, level=1)


def own(control: ControlReport, name: str) -> ControlReport:
    """The same of a control of a company's own, asked for by name."""
    understood = f"`{name}`, a control of your own"
    return control._replace(control=name, numbers=(), asked=name, understood=understood)


def report(*assessments: Assessment, evidence: tuple[EvidenceEntry, ...] = (entry("a.json"),)) -> Report:
    bundle = BundleEntry(
        "evidence", IntegrityStatus.VERIFIED, (), ("2026-11-20T10:02:11Z", "2026-11-20T10:04:02Z")
    )
    return Report(assessments, evidence, (bundle,))


def of(told: ControlReport, account: str | None = "111111111111") -> Report:
    return report(Assessment(account, (told,)))


# Characters that a terminal or its reader would act on: controls, line breaks, reordering.
ACTING = frozenset(
    map(chr, (*range(10), *range(11, 32), *range(127, 160), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F)))
) | frozenset(map(chr, (*range(0x2060, 0x2070), 0xFEFF)))

# Text that an enemy would write: escapes, markup, line breaks, reordering, halves of characters.
HOSTILE = st.sampled_from(
    [
        "\x1b[2J\x1b[31mPASS\x1b[0m",
        "\x9b31m",
        "[bold red]PASS[/]",
        "[/]",
        ":warning:",
        "a\nPASS  console-authentication-failures",
        "a\r✓ trail",
        "a\u2028b\u2029c\x85d\x0be\x0cf",
        "\u202egnp.exe\u2066",
        "שלום عالم ١٢",
        "\ud800\udc00 \udcff \ud83d",
        "\x00\x07\x08\x7f\xad\u200b\ufeff\U000e0041",
        "x" * 300,
        " " * 120 + "PASS",
        "`'\"\\$(reboot)",
    ]
)
TEXT = st.one_of(HOSTILE, st.text(max_size=12), st.text(st.characters(), max_size=12))
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUE: st.SearchStrategy[JSON] = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
WORDED: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.builds(lambda one, two: phrase("`{one}` and {two:quoted}", one=one, two=two), inner, TEXT)
    ),
    max_leaves=4,
)
SUBJECT = TEXT | st.lists(TEXT, max_size=3).map(tuple)
PLACE = st.builds(
    Citation, st.builds(Location, TEXT, TEXT.map(lambda text: text and f"/{text}")), VALUE, st.just(True)
)


def some(strategy: st.SearchStrategy[object], size: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=size).map(tuple)


FINDING = st.builds(
    Finding, st.sampled_from(FINDINGS), SUBJECT, WORDED, WORDED, some(PLACE, 3), st.none() | VALUE
)
NOTICE = st.builds(
    Notice, st.sampled_from(WARNINGS), SUBJECT, WORDED, WORDED, some(PLACE, 2), st.none() | VALUE
)
ARGUMENTS = st.lists(TEXT, min_size=1, max_size=3).map(tuple)
REQUEST = st.builds(Request, st.sampled_from(REQUESTS), TEXT, TEXT, ARGUMENTS)
MORE = st.just(0) | st.integers(0, 2**40)
LINK = st.builds(
    LinkReport,
    TEXT,
    st.sampled_from(Outcome),
    TEXT,
    st.none() | FINDING,
    some(FINDING),
    some(FINDING, 5),
    MORE,
    st.booleans(),
    TEXT,
)
CONTROLS = st.builds(
    ControlReport,
    TEXT,
    TEXT,
    some(st.tuples(TEXT, TEXT)),
    st.sampled_from(Verdict),
    some(LINK),
    some(NOTICE),
    some(REQUEST),
    TEXT,
    TEXT,
    st.none() | st.integers(1, 2),
    TEXT,
    TEXT,
    MORE,
    MORE,
)
STATES = st.sampled_from([COMPLETE, PARTIAL, ERROR, UNREADABLE, UNRECOGNISED, PACKAGING])
ENTRY = st.builds(
    EvidenceEntry, TEXT, st.just("0" * 64), TEXT, st.none() | TEXT, st.none() | TEXT, STATES, some(TEXT, 5)
)
BUNDLE = st.builds(
    BundleEntry, TEXT, st.sampled_from(IntegrityStatus), some(TEXT), st.none() | st.tuples(TEXT, TEXT), TEXT
)
UNUSABLE = st.builds(UnusableInput, TEXT, WORDED)
REPORTS = st.builds(
    Report,
    some(st.builds(Assessment, st.none() | TEXT, some(CONTROLS, 2)), 2),
    some(ENTRY),
    some(BUNDLE, 2),
    some(UNUSABLE, 2),
)
# Reports in which nothing that is sorted can tie, so that order alone is varied.
DISTINCT = st.builds(
    Report,
    st.lists(
        st.builds(
            Assessment,
            st.none() | TEXT,
            st.lists(CONTROLS, max_size=2, unique_by=lambda told: told.control).map(tuple),
        ),
        max_size=3,
        unique_by=lambda told: told.account,
    ).map(tuple),
    st.lists(ENTRY, max_size=4, unique_by=lambda told: told.file).map(tuple),
    st.lists(BUNDLE, max_size=3, unique_by=lambda told: told.path).map(tuple),
    st.lists(UNUSABLE, max_size=3, unique_by=lambda told: told.path).map(tuple),
)
