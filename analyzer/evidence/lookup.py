"""Look up in the evidence what a report cites: a file by its path, and JMESPath on what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jmespath import search
from jmespath.exceptions import JMESPathError

from analyzer.errors import InputError, UsageError
from analyzer.evidence.bundle import open_bundle
from analyzer.evidence.source import JSON, EvidenceFile
from analyzer.limits import DEFAULT_LIMITS, Limits

_LONGEST = 200  # characters of a line of a message, which may quote the expression


def find_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> EvidenceFile:
    """The file at a path, which may go on inside of an archive. Raises UsageError where there is not one."""
    root = next((place for place in (path, *path.parents) if place.is_file()), None)
    if root is None:
        got = "a folder" if path.is_dir() else "no such file"
        raise UsageError(f"expected a file, got {got} at `{path}`; name a file of the evidence")
    files = open_bundle(root, limits).files
    found = [file for file in files if Path(file.path) == path]
    if len(found) == 1:
        return found[0]
    if root == path:
        example = f", such as `{files[0].path}`" if files else ""
        raise UsageError(f"expected one file, got `{path}` that holds {len(files)}; name one{example}")
    raise UsageError(f"expected one file at `{path}`, got {len(found)}; see what `{root}` holds")


def look_up(file: EvidenceFile, expression: str) -> JSON:
    """What a JMESPath expression finds in a file; one of several documents counts as the list of them.

    Raises InputError for a file without a document, UsageError for an expression that does not fit it.
    """
    if not file.documents:
        raise InputError(f"expected JSON in `{file.path}`, found none; give a file that holds AWS CLI output")
    values: list[JSON] = [document.value for document in file.documents]
    try:
        answer: JSON = search(expression, values[0] if len(values) == 1 else values)
        _check(answer)
    except (JMESPathError, ValueError) as error:
        raise _refusal(file, expression, str(error)) from error
    except RecursionError as error:
        raise _refusal(file, expression, "it is nested too deeply") from error
    except TypeError as error:
        raise _refusal(file, expression, "its result is no JSON value") from error
    return answer


def _check(answer: JSON) -> None:
    """Raises TypeError for what is no JSON value, ValueError for a number too long to be written."""
    for part in _parts(answer):
        match part:
            case int():
                str(part)  # the sum of two numbers may be longer than either
            case str() | float() | list() | dict() | None:
                pass
            case _:  # `&name` alone: a reference
                raise TypeError


def _parts(value: JSON) -> Iterator[JSON]:
    """A value and all below it, without recursion: an expression nests as deep as it is long."""
    pending = [value]
    while pending:
        part = pending.pop()
        yield part
        match part:
            case list():
                pending += part
            case dict():
                pending += part.values()


def _refusal(file: EvidenceFile, expression: str, reason: str) -> UsageError:
    """The reason in lines, of which one may show the place in the expression, if that is one line itself."""
    lines = [line if len(line) <= _LONGEST else line[:_LONGEST] + "..." for line in reason.splitlines()]
    first, *others = lines or ["it is empty"]
    told = first[:1].lower() + first[1:]
    problem = f"expected a JMESPath expression that fits `{file.path}`, got another: {told}"
    return UsageError(problem, *(others if expression.isprintable() else ()))
