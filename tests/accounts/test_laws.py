"""Laws of the verdict over all account cases, whatever each case expects.

Cases named in `ODD_*` are left out of a law for the reason beside them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.accounts.build import Case, Files, build, write
from tests.support.accounts.pointers import JSON
from tests.support.laws import examples

from .test_cases import CASES, GOOD, control_of, report, verdicts

# A list without composite alarms refutes by rule, so the file that adds them changes FAIL into PASS.
ODD_REMOVALS = {"composite-own-file"}
# What stands beside the audit steps may refute what they prove, and without it nothing does.
BESIDE = re.compile(
    r"(?:^|/)(?:describe-alarm-history|get-topic-attributes|get-subscription-attributes|describe-key)[^/]*$"
    r"|^session\.txt$"
)
ALIEN = "222222222222"
ALIEN_REGION = "eu-west-1"
OTHER_GROUP = "app/other"
# Files whose account or region is read off all the other files; a further one may leave them unbound.
BY_NEIGHBOURS = {"binding", "identity", "accounts", "redacted"}
RECORD_LISTS = {"trailList", "MetricAlarms", "CompositeAlarms", "metricFilters", "Subscriptions"}
law = settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))

any_case = st.sampled_from(CASES)
named_case = st.sampled_from([c for c in CASES if c.base != "plain" and c.link not in BY_NEIGHBOURS])


def judged(case: Case, files: Files) -> dict[str, str]:
    with TemporaryDirectory() as folder:
        control = control_of(case)
        return verdicts(json.loads(report(write(files, Path(folder)), control=control)), control.slug)


def aliens() -> Files:
    """Another account in another region, whole and good."""
    home = {path.replace("111111111111", ALIEN): doc for path, doc in GOOD["v1"].items()}
    text = json.dumps(home).replace("111111111111", ALIEN).replace("us-east-1", ALIEN_REGION)
    return {path: json.dumps(doc).encode() for path, doc in json.loads(text).items()}


def other_region() -> Files:
    """Another region of the same account, in which nothing is set up."""
    documents: dict[str, JSON] = {  # no trails: a complete list of them speaks of every region
        "describe-alarms": {"MetricAlarms": [], "CompositeAlarms": []},
        "describe-metric-filters--CloudTrail_Logs": {"metricFilters": []},
    }
    folder = f"111111111111/{ALIEN_REGION}"
    return {f"{folder}/{name}.json": json.dumps(doc).encode() for name, doc in documents.items()}


def other_group(case: Case) -> Files:
    """Filters of another group of the same region, one of them with the control's own pattern and name."""
    folder = {"regions": "us-east-1/", "v1": "111111111111/us-east-1/"}.get(case.base, "")
    row = {
        "filterName": "ConsoleSigninFailures",
        "filterPattern": '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        "metricTransformations": [{"metricName": "Other", "metricNamespace": "Web", "metricValue": "1"}],
        "creationTime": 1772439211000,
        "logGroupName": OTHER_GROUP,
    }
    name = f"{folder}describe-metric-filters-us-east-1--{OTHER_GROUP.replace('/', '_')}.json"
    return {name: json.dumps({"metricFilters": [row]}).encode()}


def unchanged(case: Case, more: Files) -> None:
    files = build(case, GOOD)
    assume(not set(files) & set(more))
    before, after = judged(case, files), judged(case, {**files, **more})
    # Further files may tell whose evidence it is that nobody's was.
    before.pop("None", None)
    assert {account: after.get(account) for account in before} == before, case.name


@law
@given(any_case, st.data())
def test_removing_a_file_never_swaps_pass_and_fail(case: Case, data: st.DataObject) -> None:
    assume(case.name not in ODD_REMOVALS)
    files = build(case, GOOD)
    assume(len(files) > 1)
    gone = data.draw(st.sampled_from(sorted(files)))
    assume(case.link != "extended" or not BESIDE.search(gone))
    before, after = (
        judged(case, files),
        judged(case, {path: content for path, content in files.items() if path != gone}),
    )
    for account in before.keys() & after.keys():
        assert {before[account], after[account]} != {"PASS", "FAIL"}, f"{case.name} without {gone}"


@law
@given(named_case, st.data())
def test_files_of_another_account_change_no_verdict(case: Case, data: st.DataObject) -> None:
    files = build(case, GOOD)
    assume(not any(ALIEN.encode() in path.encode() + content for path, content in files.items()))
    foreign = aliens()
    chosen = data.draw(st.sets(st.sampled_from(sorted(foreign)), min_size=1))
    unchanged(case, {path: foreign[path] for path in chosen})


@law
@given(named_case)
def test_files_of_another_region_change_no_verdict(case: Case) -> None:
    assume(ALIEN_REGION.encode() not in b"".join(build(case, GOOD).values()))
    unchanged(case, other_region())


@law
@given(named_case)
def test_files_of_another_group_change_no_verdict(case: Case) -> None:
    unchanged(case, other_group(case))


@law
@given(any_case, st.randoms(use_true_random=False))
def test_the_order_of_files_changes_no_byte(case: Case, random: Random) -> None:
    files = build(case, GOOD)
    paths = sorted(files)
    shuffled = random.sample(paths, len(paths))
    with TemporaryDirectory() as name:
        folder = Path(name)
        write({path: files[path] for path in shuffled}, folder)
        straight = report(*(folder / path for path in paths))
        assert report(*(folder / path for path in shuffled)) == straight


@law
@given(any_case)
def test_the_order_of_creation_changes_no_byte(case: Case) -> None:
    files = build(case, GOOD)
    reports = []
    with TemporaryDirectory() as name:
        for order in (sorted(files), sorted(files, reverse=True)):
            folder = Path(name) / "evidence"
            write({path: files[path] for path in order}, folder)
            reports.append(report(folder))
            folder.rename(Path(name) / f"done{len(reports)}")
    assert reports[0] == reports[1]


@law
@given(any_case)
def test_the_order_of_list_entries_changes_only_places_and_checksums(case: Case) -> None:
    files = build(case, GOOD)
    turned = {path: reversed_lists(content) for path, content in files.items()}
    reports = []
    with TemporaryDirectory() as name:
        for index, some in enumerate((files, turned)):
            folder = Path(name) / "evidence"
            reports.append(settled(report(write(some, folder))))
            folder.rename(Path(name) / f"done{index}")
    assert reports[0] == reports[1], case.name


def reversed_lists(content: bytes) -> bytes:
    """The document with every list of records turned round; bytes that are no such document stay."""
    try:
        document: JSON = json.loads(content, object_pairs_hook=without_repetition)
    except (ValueError, RecursionError):
        return content
    if not isinstance(document, dict):
        return content
    turned = {
        key: value[::-1] if key in RECORD_LISTS and isinstance(value, list) else value
        for key, value in document.items()
    }
    return (json.dumps(turned, indent=4, ensure_ascii=False) + "\n").encode()


def without_repetition(pairs: list[tuple[str, JSON]]) -> JSON:
    """An object as it is; one that names a member twice cannot be written again."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member named twice")
    return dict(pairs)


def settled(text: bytes) -> list[str]:
    """The lines of a report, sorted, without what names a place in a list or the bytes of a file."""
    masked = re.sub(rb"[0-9a-f]{64}|(?<=/)\d+\b|(?<=\[)\d+(?=\])", b"#", text)
    return sorted(json.dumps(json.loads(masked), indent=1).replace(",\n", "\n").splitlines())
