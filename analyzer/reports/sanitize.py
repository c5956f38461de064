"""Text from evidence made harmless before it is shown: one line, no escapes, no reordering.

Evidence is written by strangers. A terminal acts on control characters, a reader is misled by
characters that reorder or hide others, and a line break fakes a line of the report. What is not
plainly visible is therefore shown as an escape.
"""

from __future__ import annotations

import json
import math
import re
import shlex
import unicodedata
from json.encoder import encode_basestring

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})  # bidirectional classes that reorder what stands beside them

# Fixed ranges, not the tables of one Python version, so that a JSON report has the same bytes everywhere:
# C1 controls and DEL, bidirectional and invisible format characters, separators, surrogates, tags.
_INVISIBLE = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def plain(text: str, *, unicode: bool = True) -> str:
    """`text` on one line, with every character that is not plainly visible as an escape.

    Without `unicode` everything outside ASCII is escaped too.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _visible(char, unicode) else _escape(char) for char in text)


def plain_json(text: str) -> str:
    """JSON `text` with the invisible characters of its strings as JSON escapes; it still says the same."""
    if text.isascii() and "\x7f" not in text:  # as most reports are: nothing to look for
        return text
    return _INVISIBLE.sub(lambda match: _json_escape(match[0]), text)


def dump_json(value: object) -> str:
    """Any value as indented JSON that is safe to show and valid whatever the value holds.

    Ends in a line break. A number past the doubles is written as it was read;
    NaN, which JSON cannot write, becomes text.
    """
    from pydantic_core import PydanticSerializationError, to_json  # not where text alone is printed

    try:
        text = to_json(value, indent=2, inf_nan_mode="constants").decode()
    except PydanticSerializationError:  # half a character, which is no UTF-8, or nested too deeply
        text = _by_hand(value)
    else:
        if "NaN" in text or "Infinity" in text:  # a text may say so too: then nothing is lost but time
            text = _by_hand(value)
    return plain_json(text) + "\n"


def _by_hand(value: object) -> str:
    parts: list[str] = []
    _write(value, "\n", parts)
    return "".join(parts)


def pasteable(arguments: tuple[str, ...], *, unicode: bool = True) -> str:
    """The argument vector as one line for a POSIX shell; what is not plainly visible goes through printf.

    Line breaks at the very end of an argument are lost there: the shell's substitution drops them.
    """
    return " ".join(_quoted(argument, unicode) for argument in arguments)


def _visible(char: str, unicode: bool) -> bool:
    if char.isascii():
        return char.isprintable()
    return unicode and char.isprintable() and unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _write(value: object, line: str, parts: list[str]) -> None:
    """Adds what `pydantic_core` refuses to write, and whatever stands around it.

    `line` is the line break with the indent around the value.
    """
    match value:
        case str():
            parts.append(encode_basestring(value))
        case None:
            parts.append("null")
        case float() if math.isnan(value):
            parts.append(encode_basestring(str(value)))
        case float() if math.isinf(value):
            from analyzer.patterns import encode  # few reports hold an event with such a number

            parts.append(encode(value))
        case list() if value:
            inner = f"{line}  "
            for at, item in enumerate(value):
                parts.append(f",{inner}" if at else f"[{inner}")
                _write(item, inner, parts)
            parts.append(f"{line}]")
        case dict() if value:
            inner = f"{line}  "
            for at, (name, item) in enumerate(value.items()):
                parts.append(f"{',' if at else '{'}{inner}{encode_basestring(name)}: ")
                _write(item, inner, parts)
            parts.append(f"{line}}}")
        case _:
            parts.append(json.dumps(value))


def _quoted(argument: str, unicode: bool) -> str:
    if all(_visible(char, unicode) for char in argument):
        return shlex.quote(argument)
    return f"\"$(printf %b '{''.join(_printf(char, unicode) for char in argument)}')\""


def _printf(char: str, unicode: bool) -> str:
    if _visible(char, unicode) and char not in "\\'":
        return char
    return "".join(f"\\0{byte:03o}" for byte in _bytes(char))


def _bytes(char: str) -> bytes:
    # U+DC80 to U+DCFF stand for bytes of a name that is not UTF-8.
    if "\udc80" <= char <= "\udcff":
        return char.encode("utf-8", "surrogateescape")
    return char.encode("utf-8", "surrogatepass")
