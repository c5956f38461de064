"""The edits that turn a good account into another one; `tests/accounts/README.md` lists them.

An edit that would change nothing is a mistake in the case, so every function here raises
`CaseError` for a place that is not there and for a value that already stands there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, assert_never

from .pointers import JSON, CaseError, Change, child, inserted, placed, put, removed

Tree: TypeAlias = "dict[str, JSON | bytes]"  # path -> JSON document, or the bytes of a file edited as text
Bases: TypeAlias = "Mapping[str, dict[str, JSON]]"

BYTE_ORDER_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


class Op(StrEnum):
    SET = "set"
    REMOVE = "remove"
    APPEND = "append"
    INSERT = "insert"
    COPY = "copy"
    DELETE_FILE = "delete-file"
    RENAME_FILE = "rename-file"
    RENAME_FOLDER = "rename-folder"
    COPY_FILE = "copy-file"
    WRITE_JSON = "write-json"
    WRITE_TEXT = "write-text"
    WRITE_BYTES = "write-bytes"
    SURROUND = "surround"
    REPLACE_TEXT = "replace-text"
    TRUNCATE = "truncate"
    CONCATENATE = "concatenate"
    ENCODE = "encode"
    SUBSTITUTE = "substitute"
    ADD_BASE = "add-base"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change; `fields` are the members of the JSON object beside `op`."""

    op: Op
    fields: Mapping[str, JSON]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.fields.get(key, default)
        if not isinstance(value, str):
            raise CaseError(f"edit `{self.op}`: expected a text in `{key}`, got `{value!r}`")
        return value

    def texts(self, key: str) -> list[str]:
        value = self.fields.get(key, [])
        if not isinstance(value, list):
            raise CaseError(f"edit `{self.op}`: expected a list of texts in `{key}`, got `{value!r}`")
        return [str(item) for item in value]

    def pairs(self, key: str) -> list[tuple[str, str]]:
        value = self.fields.get(key, {})
        if not isinstance(value, dict):
            raise CaseError(f"edit `{self.op}`: expected an object in `{key}`, got `{value!r}`")
        return [(old, str(new)) for old, new in value.items()]


def render(content: JSON | bytes) -> bytes:
    """The bytes of a file: documents as both CLIs print them, four blanks deep and one newline."""
    if isinstance(content, bytes):
        return content
    return (json.dumps(content, indent=4, ensure_ascii=False) + "\n").encode()


def apply(tree: Tree, edit: Edit, bases: Bases) -> None:
    """Changes `tree` in place. Raises `CaseError` for an edit that cannot be applied or does nothing."""
    match edit.op:
        case Op.SET | Op.REMOVE | Op.APPEND | Op.INSERT | Op.COPY:
            _edit_document(tree, edit)
        case Op.SURROUND | Op.REPLACE_TEXT | Op.TRUNCATE | Op.ENCODE:
            path = edit.text("file")
            tree[path] = _changed_text(render(_content(tree, path)), edit)
        case Op.DELETE_FILE | Op.RENAME_FILE | Op.COPY_FILE | Op.RENAME_FOLDER:
            _move(tree, edit)
        case Op.WRITE_JSON:
            tree[edit.text("file")] = edit.fields["value"]
        case Op.WRITE_TEXT:
            tree[edit.text("file")] = edit.text("text").encode() * int(str(edit.fields.get("times", 1)))
        case Op.WRITE_BYTES:
            tree[edit.text("file")] = bytes.fromhex(edit.text("hex"))
        case Op.CONCATENATE:
            _concatenate(tree, edit)
        case Op.SUBSTITUTE:
            _substitute(tree, edit)
        case Op.ADD_BASE:
            _add_base(tree, edit, bases)
        case _:
            assert_never(edit.op)


def _content(tree: Tree, path: str) -> JSON | bytes:
    if path not in tree:
        raise CaseError(f"expected the file `{path}`, got only {', '.join(sorted(tree))}")
    return tree[path]


def _edit_document(tree: Tree, edit: Edit) -> None:
    path = edit.text("file")
    document = _content(tree, path)
    if isinstance(document, bytes):
        raise CaseError(f"`{path}` is already text: edit its document first")
    pointer = edit.text("pointer") + ("/-" if edit.op is Op.APPEND else "")
    tree[path] = placed(document, pointer, _change(document, edit))


def _change(document: JSON, edit: Edit) -> Change:
    """What an edit does to the parent of its place."""
    if edit.op is Op.REMOVE:
        return removed
    value = _copied(document, edit) if edit.op is Op.COPY else edit.fields["value"]
    change = inserted if edit.op is Op.INSERT else put
    return lambda parent, step: change(parent, step, value)


def _copied(document: JSON, edit: Edit) -> JSON:
    value = document
    for step in edit.text("from").split("/")[1:]:
        value = child(value, step)
    return value


def _changed_text(raw: bytes, edit: Edit) -> bytes:
    text = raw.decode()
    if edit.op is Op.SURROUND:
        return (edit.text("before", "") + text + edit.text("after", "")).encode()
    if edit.op is Op.ENCODE:
        encoding = edit.text("encoding")
        mark = BYTE_ORDER_MARKS[encoding] if edit.fields.get("mark", False) else b""
        return mark + text.replace("\n", edit.text("newline", "\n")).encode(encoding)
    found = edit.text("find") if edit.op is Op.REPLACE_TEXT else edit.text("behind")
    before, separator, after = text.partition(found)
    if not separator:
        raise CaseError(f"expected the text `{found}` in the file")
    if edit.op is Op.REPLACE_TEXT:
        return (before + edit.text("with") + after).encode()
    return (before + separator).encode()


def _move(tree: Tree, edit: Edit) -> None:
    if edit.op is Op.RENAME_FOLDER:
        old, new = edit.text("from"), edit.text("to")
        moved = [path for path in tree if path.startswith(old)]
        if not moved:
            raise CaseError(f"expected files below `{old}`")
        for path in moved:
            tree[new + path.removeprefix(old)] = tree.pop(path)
        return
    content = _content(tree, edit.text("file"))
    if edit.op is not Op.DELETE_FILE:
        if edit.text("to") in tree and tree[edit.text("to")] == content:
            raise CaseError(f"`{edit.text('to')}` is this file already")
        tree[edit.text("to")] = content
    if edit.op is not Op.COPY_FILE:
        del tree[edit.text("file")]


def _concatenate(tree: Tree, edit: Edit) -> None:
    """One file of several, each behind its own text (a prompt, a command); the parts go away."""
    parts = edit.texts("files")
    before = edit.texts("before") or [""] * len(parts)
    joined = b"".join(
        lead.encode() + render(_content(tree, path)) for lead, path in zip(before, parts, strict=True)
    )
    for path in parts:
        del tree[path]
    tree[edit.text("to")] = joined


def _substitute(tree: Tree, edit: Edit) -> None:
    for old, new in edit.pairs("texts"):
        if not any(old in path or old in render(content).decode() for path, content in tree.items()):
            raise CaseError(f"expected the text `{old}` somewhere")
        for path in list(tree):
            tree[path.replace(old, new)] = _with(tree.pop(path), old, new)


def _with(content: JSON | bytes, old: str, new: str) -> JSON | bytes:
    if isinstance(content, bytes):
        return content.replace(old.encode(), new.encode())
    replaced: JSON = json.loads(json.dumps(content, ensure_ascii=False).replace(old, new))
    return replaced


def _add_base(tree: Tree, edit: Edit, bases: Bases) -> None:
    added: Tree = {edit.text("under", "") + path: doc for path, doc in bases[edit.text("base")].items()}
    if edit.fields.get("texts"):
        _substitute(added, edit)
    if clash := sorted(set(added) & set(tree)):
        raise CaseError(f"expected new files, got `{clash[0]}` again")
    tree.update(added)
