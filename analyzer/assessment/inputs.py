"""Which inputs gave nothing that any account was judged by, and why: none of them may drop out unseen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from analyzer.assessment.result import UnusableInput
from analyzer.aws.completeness import GapKind
from analyzer.evidence import Bundle, EvidenceFile, Problem, ProblemCode
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.other_results import other_result
from analyzer.inventory.snapshot import Snapshot
from analyzer.phrase import Value, phrase


def unusable_inputs(bundles: Sequence[Bundle], snapshot: Snapshot) -> Iterator[UnusableInput]:
    """Each input, and each archive in one, that holds no answer of an account that is told of.

    An archive in an input that gave nothing is not told besides, nor are the files that only describe others.
    """
    accounts = {*snapshot.accounts, *snapshot.accounts_left_out}
    for bundle in bundles:
        if (reason := _of_bundle(bundle, snapshot, accounts)) is not None:
            yield UnusableInput(bundle.path, reason)
        else:
            yield from _of_archives(bundle, snapshot, accounts)


def _of_bundle(bundle: Bundle, snapshot: Snapshot, accounts: Collection[str | None]) -> Value | None:
    alone = len(bundle.files) == 1 and bundle.files[0].path == bundle.path
    if alone and bundle.files[0].companion:
        return None
    return _objection(bundle.problems, bundle.files, snapshot, accounts)


def _of_archives(
    bundle: Bundle, snapshot: Snapshot, accounts: Collection[str | None]
) -> Iterator[UnusableInput]:
    paths = [file.path for file in bundle.files]
    told = ""
    for path in bundle.archives:
        if told and path.startswith(told):
            continue
        own = bundle.files[bisect_left(paths, path)]
        # "0" is the character behind "/": what lies in the archive stands between the two.
        inside = bundle.files[bisect_left(paths, f"{path}/") : bisect_left(paths, f"{path}0")]
        reason = _objection(own.problems, inside, snapshot, accounts)
        if reason is not None:
            told = f"{path}/"
            yield UnusableInput(path, reason)


def _objection(
    problems: Sequence[Problem],
    files: Sequence[EvidenceFile],
    snapshot: Snapshot,
    accounts: Collection[str | None],
) -> Value | None:
    """Why nothing of the files counts for any of the accounts; None if something does."""
    outputs = [
        bound for file in files for bound in snapshot.outputs_of(file.path) if _is_answer(bound.output)
    ]
    if any(bound.account.value in accounts for bound in outputs):
        return None
    if problems:
        return problems[0].message
    if outputs:
        return _NOBODYS
    content = [file for file in files if not file.companion]
    if not content:
        return _EMPTY
    met = [file.problems[0] for file in content if file.problems]
    if len(met) < len(content):
        other = other_result(document for file in content for document in file.documents)
        if other is not None:
            return other
        return phrase(_NO_ANSWER, files=len(content)) if len(content) > 1 else _NO_ANSWER_ALONE
    if all(problem.code is ProblemCode.ALTERED for problem in met):
        return _ALTERED
    return met[0].message if len({*met}) == 1 else phrase(_UNREAD, why=met[0].message)


def _is_answer(output: CommandOutput) -> bool:
    """Whether AWS said something in it, if only an error."""
    return bool(output.rows or output.members) or any(gap.kind is GapKind.ERROR for gap in output.gaps)


_NOBODYS = phrase("nothing tells whose account it is: name the folder for the account, or state --account")
_EMPTY = phrase("there is no file in it")
_NO_ANSWER = "none of its {files:file} is the answer of an AWS CLI command of the audit"
_NO_ANSWER_ALONE = phrase("it is not the answer of an AWS CLI command of the audit")
_ALTERED = phrase("no file of it has the checksum that its manifest names: ask for the original")
_UNREAD = "none of its files can be read; of the first: {why}"
