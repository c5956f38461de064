"""Look up in the evidence what a report cites: a file by its path, and a place or an expression in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, Final

from jmespath import search
from jmespath.exceptions import JMESPathError, JMESPathTypeError
from jmespath.lexer import Lexer
from jmespath.parser import Parser

from analyzer.errors import InputError, UsageError
from analyzer.evidence.bundle import open_bundle
from analyzer.evidence.source import JSON, EvidenceFile
from analyzer.evidence.steps import Located, NotThere, Step, at_pointer, at_steps
from analyzer.limits import DEFAULT_LIMITS, Limits

_BROKEN_ESCAPE = re.compile(r"~(?![01])")
# Expressions of which each part is asked of what the part before finds.
_CHAINS: Final = ("subexpression", "index_expression", "pipe")
# Those of which the first part is asked of what all of it is asked of.
_BEGIN_WITH_A_PART: Final = (
    *("projection", "value_projection", "filter_projection", "flatten"),
    *("or_expression", "and_expression", "comparator"),
)
_TYPES: Final = {"int": "number", "float": "number", "str": "string", "bool": "boolean", "NoneType": "null"}
_TRIED: Final = 100  # beginnings of an expression; people write some ten words
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


def look_up(file: EvidenceFile, asked: str) -> Located | NotThere:
    """What a JSON pointer or a JMESPath expression finds in a file; several documents are one list.

    A pointer is empty or begins with `/`, which no expression does. Raises InputError for a file without a
    document, UsageError for a pointer that is none and for an expression that does not fit the file.
    """
    if not file.documents:
        raise InputError(f"expected JSON in `{file.path}`, found none; give a file that holds AWS CLI output")
    values: list[JSON] = [document.value for document in file.documents]
    whole = values[0] if len(values) == 1 else values
    if not asked or asked.startswith("/"):
        if _BROKEN_ESCAPE.search(asked):
            raise UsageError(
                f"expected a JSON pointer with ~0 or ~1 for each ~, got `{asked}`; write ~ as ~0"
            )
        return at_pointer(whole, asked)
    try:
        answer: JSON = search(asked, whole)
        _check(answer)
        return Located(answer) if answer is not None else _null(asked, whole)
    except JMESPathTypeError as error:
        wanted = " or ".join(error.expected_types)
        got = _TYPES.get(error.actual_type, error.actual_type)
        told = f"{error.function_name}() takes {wanted}, and is given {got}"
        raise _refusal(file, asked, told) from error
    except (JMESPathError, ValueError) as error:
        raise _refusal(file, asked, str(error)) from error
    except RecursionError as error:
        raise _refusal(file, asked, "it is nested too deeply") from error
    except TypeError as error:
        raise _refusal(file, asked, "its result is no JSON value") from error


def _null(expression: str, whole: JSON) -> Located | NotThere:
    """What the null means that an expression gives: a null that stands there, or nothing.

    An expression that is more than a path is followed as far as a beginning of its text finds something.
    """
    tree = Parser().parse(expression).parsed
    steps = _path(tree)
    if steps is not None:
        return at_steps(whole, steps)
    first = at_steps(whole, _first_path(tree))
    if isinstance(first, NotThere):
        return first
    starts = [token["start"] for token in Lexer().tokenize(expression)][:_TRIED]
    for start in reversed(starts):
        with suppress(JMESPathError):
            begun = expression[:start].rstrip()
            if begun and search(begun, whole) is not None:
                return NotThere(begun, f"a value in which `{expression[start:][:_LONGEST]}` finds nothing")
    return NotThere("", "in which it finds nothing")


def _first_path(node: Mapping[str, Any]) -> list[Step]:
    """The steps that an expression begins with; none where it begins with something else."""
    steps: list[Step] = []
    kind, parts = node["type"], node["children"]
    for part in parts if kind in _CHAINS else parts[:1] if kind in _BEGIN_WITH_A_PART else ():
        path = _path(part)
        if path is None:
            return [*steps, *_first_path(part)]
        steps += path
    return steps


def _path(node: Mapping[str, Any]) -> list[Step] | None:
    """The steps of an expression that takes one after another; None for any other."""
    match node:
        case {"type": "field" | "index", "value": step}:
            return [step]
        case {"type": "identity" | "current"}:
            return []
        case {"type": kind, "children": parts} if kind in _CHAINS:
            paths = [_path(part) for part in parts]
            known = [path for path in paths if path is not None]
            return list(chain.from_iterable(known)) if len(known) == len(paths) else None
        case _:
            return None


def _check(answer: JSON) -> None:
    """Raises TypeError for what is no JSON value, ValueError for a number too long to be written."""
    for part in _values(answer):
        match part:
            case int():
                str(part)  # the sum of two numbers may be longer than either
            case str() | float() | list() | dict() | None:
                pass
            case _:  # `&name` alone: a reference
                raise TypeError


def _values(value: JSON) -> Iterator[JSON]:
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
