"""The steps that make a mutant, as data: the edits of the account cases, and those that work on bytes.

A step is an object with `op` and members. `README.md` has the ones that are no edits of an account case.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from random import Random

from tests.support.accounts.build import Files
from tests.support.accounts.edits import Edit, Op, Tree, apply, render
from tests.support.accounts.pointers import JSON, CaseError, child, placed

from .bases import good
from .documents import NoDocumentError, document, printed

DOCUMENT_OPS = {Op.SET, Op.REMOVE, Op.APPEND, Op.INSERT, Op.COPY}
PLACEHOLDER = "placeholder of a mutant"
PACKED_AT = (2026, 11, 20, 10, 0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the files; `fields` are the members beside `op`."""

    op: str
    fields: Mapping[str, JSON]

    @classmethod
    def of(cls, value: Mapping[str, JSON]) -> Step:
        return cls(str(value["op"]), {name: item for name, item in value.items() if name != "op"})

    @property
    def value(self) -> dict[str, JSON]:
        return {"op": self.op, **self.fields}

    def text(self, name: str) -> str:
        return str(self.fields[name])

    def number(self, name: str) -> int:
        found = self.fields[name]
        if not isinstance(found, int):
            raise CaseError(f"step `{self.op}`: expected a whole number in `{name}`, got `{found!r}`")
        return found


def changed(files: Files, steps: Iterable[Step]) -> Files:
    """The files after all steps. Raises `CaseError` for a step that cannot be made or changes nothing."""
    for step in steps:
        after = _changed(files, step)
        if after == files:
            raise CaseError(f"step `{step.op}` changes nothing")
        files = after
    return files


def _changed(files: Files, step: Step) -> Files:
    if step.op in set(Op):
        return _edited(files, Edit(Op(step.op), step.fields))
    if step.op == "pack":
        return _packed(files, step)
    path = step.text("file")
    if path not in files:
        raise CaseError(f"expected the file `{path}`")
    return {**files, path: _BY_OP[step.op](files[path], step)}


def _edited(files: Files, edit: Edit) -> Files:
    tree: Tree = dict(files)
    if edit.op in DOCUMENT_OPS:
        tree[edit.text("file")] = _document(files.get(edit.text("file"), b""))
    try:
        apply(tree, edit, good())
    except UnicodeError as error:
        raise CaseError(f"step `{edit.op}`: the file is no text in UTF-8") from error
    return {path: render(content) for path, content in tree.items()}


def _document(data: bytes) -> JSON:
    try:
        return document(data)
    except NoDocumentError as error:
        raise CaseError("the file is not one document") from error


def _packed(files: Files, step: Step) -> Files:
    chosen = step.fields["files"]
    assert isinstance(chosen, list)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in map(str, chosen):
            archive.writestr(zipfile.ZipInfo(path, PACKED_AT), files[path])
    left = {path: data for path, data in files.items() if path not in chosen}
    return {**left, step.text("to"): packed.getvalue()}


def _flip(data: bytes, step: Step) -> bytes:
    at = step.number("at")
    return data[:at] + bytes([data[at] ^ step.number("mask")]) + data[at + 1 :]


def _cut(data: bytes, step: Step) -> bytes:
    return data[: step.number("at")] + data[step.number("at") + step.number("count") :]


def _put(data: bytes, step: Step) -> bytes:
    return data[: step.number("at")] + bytes.fromhex(step.text("hex")) + data[step.number("at") :]


def _repeat(data: bytes, step: Step) -> bytes:
    end = step.number("at") + step.number("count")
    return data[:end] + data[step.number("at") : end] * step.number("times") + data[end:]


def _swap(data: bytes, step: Step) -> bytes:
    first, second, count = step.number("at"), step.number("to"), step.number("count")
    if first + count > second:
        raise CaseError("the pieces overlap")
    middle, moved = data[first + count : second], data[second : second + count]
    return data[:first] + moved + middle + data[first : first + count] + data[second + count :]


def _recode(data: bytes, step: Step) -> bytes:
    try:
        return data.decode().encode(step.text("encoding"))
    except UnicodeError as error:
        raise CaseError("the text does not fit into that encoding") from error


def _raw(data: bytes, step: Step) -> bytes:
    held = placed(_document(data), step.text("pointer"), lambda parent, at: _held(parent, at, PLACEHOLDER))
    return printed(held).replace(
        f'"{PLACEHOLDER}"'.encode(), step.text("text").encode("utf-8", "surrogatepass")
    )


def _held(parent: JSON, step: str, value: str) -> JSON:
    child(parent, step)
    if isinstance(parent, dict):
        return {**parent, step: value}
    assert isinstance(parent, list)
    return [value if str(index) == step else item for index, item in enumerate(parent)]


def _twice(data: bytes, step: Step) -> bytes:
    name = step.text("pointer").rpartition("/")[2]

    def doubled(parent: JSON, at: str) -> JSON:
        if not isinstance(parent, dict):
            raise CaseError(f"expected a member at `{step.text('pointer')}`")
        child(parent, at)
        return {PLACEHOLDER: None, **parent}

    held = placed(_document(data), step.text("pointer"), doubled)
    first = f"{json.dumps(name)}: {step.text('text')}"
    return printed(held).replace(f'"{PLACEHOLDER}": null'.encode(), first.encode())


def _shuffle(data: bytes, step: Step) -> bytes:
    return printed(_shuffled(_document(data), Random(step.number("seed"))))


def _shuffled(value: JSON, chance: Random) -> JSON:
    if isinstance(value, dict):
        members = [(name, _shuffled(item, chance)) for name, item in value.items()]
        return dict(chance.sample(members, len(members)))
    return [_shuffled(item, chance) for item in value] if isinstance(value, list) else value


def _blanks(data: bytes, step: Step) -> bytes:
    value, indent = _document(data), step.number("indent")
    if indent < 0:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return ("\n" + json.dumps(value, indent=indent, separators=(" ,", " : ")) + " \r\n\t").encode()


def _turn(data: bytes, _: Step) -> bytes:
    return printed(_turned(_document(data)))


def _turned(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {name: _turned(item) for name, item in value.items()}
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return [_turned(item) for item in reversed(value)]
    return value


_BY_OP: Mapping[str, Callable[[bytes, Step], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "put-bytes": _put,
    "end": lambda data, step: data[: step.number("at")],
    "repeat": _repeat,
    "swap": _swap,
    "recode": _recode,
    "raw": _raw,
    "twice": _twice,
    "shuffle": _shuffle,
    "blanks": _blanks,
    "turn": _turn,
}
