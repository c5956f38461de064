"""What the tests are tried on: the mutants of a module, each one small change of one function.

mutmut makes the changes. It leaves decorated functions alone, since it copies what it changes; here the code
of a loaded function is replaced and its decorators stay, so they are taken out of the text that it is shown.
What stands outside functions is done when a module is loaded, and is not changed.
"""

from __future__ import annotations
import __future__

import ast
import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import libcst as cst
from mutmut.mutation.file_mutation import create_mutations

from tests.mutation.record import Mutant
from tests.support.laws import ROOT

Functions = Mapping[tuple[str, str], Sequence[FunctionType]]  # by file and qualified name


@dataclass(frozen=True, slots=True)
class Change:
    """A mutant; the lines of the module that it changes, and those of the function; the changed function as
    text, in its classes."""

    mutant: Mutant
    lines: range
    function: range
    text: str


def changes(path: Path) -> Iterator[Change]:
    """All changes of the functions of a module."""
    text = _without_decorators(path.read_text(encoding="utf-8"))
    module, mutations, _, _ = create_mutations(str(path), text)
    outer = dict(_functions(module.body))
    starts = dict(_starts(ast.parse(text).body))
    module_path = path.relative_to(ROOT).as_posix()
    written = {function: module.code_for_node(function).splitlines() for function in outer}
    seen: Counter[tuple[str, str, str]] = Counter()
    for mutation in mutations:
        function = mutation.contained_by_top_level_function
        if function is None or function not in outer:
            continue
        changed = function.deep_replace(mutation.original_node, mutation.mutated_node)
        if not isinstance(changed, cst.FunctionDef):
            raise TypeError(f"expected a function that was changed, got {changed}")
        name = ".".join([*outer[function], function.name.value])
        after = module.code_for_node(changed).splitlines()
        first = starts[name] - len(function.leading_lines)
        lines, was, now = _difference(written[function], after, first)
        mutant = Mutant(module_path, name, was, now, seen[name, was, now])
        seen[name, was, now] += 1
        whole = range(first, first + len(written[function]))
        yield Change(mutant, lines, whole, module.code_for_node(_in_classes(changed, outer[function])))


def loaded_functions() -> Functions:
    """The functions that live in this process, those below a decorator too."""
    found: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return found


def apply(change: Change, functions: Functions) -> None:
    """Let the loaded function do what the changed text says, for the rest of this process.

    Raises LookupError if the function is not loaded, SyntaxError or ValueError if there is no such code.
    """
    path, name = str(ROOT / change.mutant.module), change.mutant.function
    flags = __future__.annotations.compiler_flag
    code = _code(compile(change.text, path, "exec", flags, dont_inherit=True), name)
    written = _written(ast.parse(change.text).body)
    for function in functions[path, name]:
        function.__code__ = code
        given = function.__defaults__ or ()
        function.__defaults__ = tuple(map(_default, written.args.defaults, given)) or None
        named = function.__kwdefaults__ or {}
        for argument, node in zip(written.args.kwonlyargs, written.args.kw_defaults, strict=True):
            if argument.arg in named:
                named[argument.arg] = _default(node, named[argument.arg])


def _default(node: ast.expr | None, given: object) -> object:
    """Only a literal is ever changed; another default keeps the value that it was given."""
    return node.value if isinstance(node, ast.Constant) else given


def _written(body: Sequence[ast.stmt]) -> ast.FunctionDef:
    match body:
        case [ast.ClassDef(body=inner)]:
            return _written(inner)
        case [ast.FunctionDef() as function]:
            return function
    raise ValueError("expected one function, in its classes")


def _code(outer: CodeType, name: str) -> CodeType:
    for inner in outer.co_consts:
        if isinstance(inner, CodeType) and inner.co_qualname == name:
            return inner
        if isinstance(inner, CodeType) and name.startswith(f"{inner.co_qualname}."):
            return _code(inner, name)
    raise LookupError(name)


def _without_decorators(text: str) -> str:
    """The text with the lines of the decorators of functions left empty, so that lines keep their numbers."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            for line in range(node.decorator_list[0].lineno, node.lineno):
                lines[line - 1] = "\n"
    return "".join(lines)


def _functions(
    body: Sequence[cst.CSTNode], classes: tuple[str, ...] = ()
) -> Iterator[tuple[cst.FunctionDef, tuple[str, ...]]]:
    """The functions that stand in no other one, and the classes that each stands in."""
    for node in body:
        if isinstance(node, cst.FunctionDef):
            yield node, classes
        elif isinstance(node, cst.ClassDef):
            yield from _functions(node.body.body, (*classes, node.name.value))


def _starts(body: Sequence[ast.stmt], outer: str = "") -> Iterator[tuple[str, int]]:
    """The same functions by qualified name, and the lines where they start."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield outer + node.name, node.lineno
        elif isinstance(node, ast.ClassDef):
            yield from _starts(node.body, f"{outer}{node.name}.")


def _in_classes(function: cst.FunctionDef, classes: Sequence[str]) -> cst.BaseCompoundStatement:
    """A class for each of the names around the function: `super` and private names ask for it."""
    inner: cst.BaseCompoundStatement = function
    for name in reversed(classes):
        inner = cst.ClassDef(cst.Name(name), cst.IndentedBlock([inner]))
    return inner


def _difference(before: Sequence[str], after: Sequence[str], first: int) -> tuple[range, str, str]:
    """The lines of `before` that differ, the first having this number, and both texts of them."""
    start, shorter = 0, min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    past = len(before) - end
    was, now = (
        " ".join(" ".join(lines).split()) for lines in (before[start:past], after[start : len(after) - end])
    )
    return range(first + start, first + max(past, start + 1)), was, now
