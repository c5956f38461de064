"""YAML as CloudFormation writes it, into the same values as JSON, with the line of each.

The rules are those of YAML 1.2. Only the parser of ruamel.yaml is used, never its constructors: a tag makes
no object but the long form of a CloudFormation function, and every scalar stays the text that it is, so that
an alarm may be called `yes`. Aliases are followed within a budget, so that a text of a few lines cannot stand
for billions of values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from analyzer.errors import InputError
from analyzer.evidence import DEFAULT_LIMITS, JSON

MAX_BYTES = 1024 * 1024
"""CloudFormation takes templates of at most 1 MB."""

MAX_DEPTH = DEFAULT_LIMITS.json_depth
"""What is too deep for a document in JSON is too deep for the same one in YAML."""

MAX_VALUES = 100_000
"""Values of a document with every alias written out. A template of 1 MB has some 50,000."""

MAX_TAG = 64 * 1024
"""Characters without a blank, one of them `!`: the parser takes time for each by all before it."""

_LONG = {"Ref": "Ref", "Condition": "Condition"}
_NULLS = ("", "~", "null", "Null", "NULL")
Lines: TypeAlias = dict[str, int]


class YamlError(InputError):
    """A text that is no YAML, or none that can be relied on; the message tells why and where."""


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is being read. `size` counts its values and `height` its levels so far,
    aliases written out. `names` are those of its own members, which stand above what `<<` gives it."""

    pointer: str
    tag: str
    anchor: str | None
    mapping: dict[str, JSON] | None
    items: list[JSON] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    key: str | None = None
    line: int = 0  # of the key
    size: int = 1
    height: int = 1


def read_yaml(text: str) -> tuple[JSON, Lines]:
    """The first document and the line of each of its values by JSON pointer, counted from 1.

    Raises YamlError; InputError, which names the extra to install, where ruamel.yaml is missing.
    """
    library = _library()
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise YamlError(f"expected at most {MAX_BYTES:,} bytes of YAML, got more")
    if any("!" in word for word in text.split() if len(word) > MAX_TAG):
        raise YamlError(f"expected tags of at most {MAX_TAG:,} characters, got a longer one")
    return _Builder(text).build(_events(library, text))


def _library() -> Any:
    try:
        import ruamel.yaml
    except ImportError:
        raise InputError(
            "reading YAML needs ruamel.yaml: `pip install 'cis-evidence-analyzer[yaml]'`,"
            " or give the template as JSON"
        ) from None
    return ruamel.yaml


def _events(library: Any, text: str) -> Iterator[Any]:
    """What the parser meets, in order; what it says against the text becomes a YamlError.

    `pure` is the parser for YAML 1.2 itself; the other one, in C, may be missing and reads YAML 1.1.
    """
    try:
        yield from library.YAML(typ="safe", pure=True).parse(text)
    except library.error.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise YamlError(f"no YAML{where}: {error.problem or error.context}") from None
    except library.error.YAMLError as error:
        raise YamlError(f"no YAML: {str(error).splitlines()[0]}") from None
    except (ValueError, OverflowError):  # of the parser, for what stands for no number or no character
        raise YamlError("no YAML: an escape or the number of a directive that cannot be read") from None


class _Builder:
    """From the events of the parser to values; no recursion, so no depth can overflow the stack."""

    def __init__(self, text: str) -> None:
        self.lines: Lines = {}
        self._text = text
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[JSON, int, int]] = {}
        self._root: JSON = None

    def build(self, events: Iterator[Any]) -> tuple[JSON, Lines]:
        readers: dict[str, Callable[[Any], None]] = {
            "MappingStartEvent": self._start,
            "SequenceStartEvent": self._start,
            "MappingEndEvent": self._end,
            "SequenceEndEvent": self._end,
            "ScalarEvent": self._scalar,
            "AliasEvent": self._alias,
        }
        for event in events:
            kind = type(event).__name__
            if kind == "DocumentEndEvent":
                break
            if kind in readers:
                readers[kind](event)
        return self._root, self.lines

    def _start(self, event: Any) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise YamlError(f"nested deeper than {MAX_DEPTH} levels at line {_line(event)}")
        if self._takes_key():
            raise YamlError(f"expected a text as the name of a member at line {_line(event)}")
        mapping: dict[str, JSON] | None = {} if type(event).__name__ == "MappingStartEvent" else None
        self._open.append(_Open(self._pointer(event), event.tag or "", event.anchor, mapping))

    def _end(self, _: Any) -> None:
        done = self._open.pop()
        value: JSON = done.items if done.mapping is None else done.mapping
        self._put(_tagged(done.tag, value), done.anchor, done.size, done.height)

    def _scalar(self, event: Any) -> None:
        if self._takes_key():
            self._name(event)
            return
        self._pointer(event)
        plain = event.implicit[0] and event.value in _NULLS
        self._put(_tagged(event.tag or "", None if plain else event.value), event.anchor, 1, 0)

    def _name(self, event: Any) -> None:
        parent = self._open[-1]
        # YAML 1.2 counts the mark in `{:a: 1}` and `{?a: 1}` to the name; the parser of the library does not.
        if (event.implicit[0] and event.value == "") or self._text[event.start_mark.index - 1] == "?":
            raise YamlError(
                f"expected a name at line {_line(event)}; one that begins with `:` or `?` in quotes"
            )
        if event.anchor:
            self._anchors[event.anchor] = (event.value, 1, 0)
        if event.value in parent.names:
            raise YamlError(
                f"expected the member `{event.value[:80]}` once, got it again at line {_line(event)}"
            )
        parent.names.add(event.value)
        parent.key, parent.line = event.value, _line(event)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise YamlError(f"the alias `{event.anchor}` at line {_line(event)} stands for nothing before it")
        if self._takes_key():
            raise YamlError(f"expected a text as the name of a member at line {_line(event)}, got an alias")
        self._pointer(event)
        self._put(self._anchors[event.anchor][0], None, *self._anchors[event.anchor][1:])

    def _takes_key(self) -> bool:
        return bool(self._open) and self._open[-1].mapping is not None and self._open[-1].key is None

    def _pointer(self, event: Any) -> str:
        """The JSON pointer of the value that begins here; notes its line, which is that of its name."""
        pointer, line = "", _line(event)
        if self._open:
            parent = self._open[-1]
            step = str(len(parent.items)) if parent.key is None else parent.key
            line = line if parent.key is None else parent.line
            pointer = f"{parent.pointer}/{step.replace('~', '~0').replace('/', '~1')}"
        self.lines[pointer] = line
        return pointer

    def _put(self, value: JSON, anchor: str | None, size: int, height: int) -> None:
        if anchor:
            self._anchors[anchor] = (value, size, height)
        if not self._open:
            self._root = value
            return
        parent = self._open[-1]
        parent.size += size
        parent.height = max(parent.height, height + 1)
        if len(self._open) + height > MAX_DEPTH:
            raise YamlError(f"nested deeper than {MAX_DEPTH} levels when its aliases are written out")
        if parent.size > MAX_VALUES:
            raise YamlError(f"stands for more than {MAX_VALUES:,} values when its aliases are written out")
        if parent.mapping is None:
            parent.items.append(value)
        elif parent.key is not None:
            if parent.key == "<<":
                _merge(parent.mapping, value)
            else:
                parent.mapping[parent.key] = value
            parent.key = None


def _merge(mapping: dict[str, JSON], value: JSON) -> None:
    """`<<: *base`: the members of the base, where the mapping has none of that name."""
    for base in value if isinstance(value, list) else [value]:
        if not isinstance(base, dict):
            raise YamlError("expected a mapping after `<<`, got another value")
        for name, one in base.items():
            mapping.setdefault(name, one)


def _tagged(tag: str, value: JSON) -> JSON:
    """The long form of a short one: `!Ref x` is {"Ref": "x"}, `!Sub x` is {"Fn::Sub": "x"}."""
    name = tag.removeprefix("!")
    if not name or name == tag or not name.isalnum():
        return value
    if name == "GetAtt" and isinstance(value, str):
        return {"Fn::GetAtt": list(value.split(".", 1))}
    return {_LONG.get(name, f"Fn::{name}"): value}


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
