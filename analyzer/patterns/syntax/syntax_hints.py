"""What to do about the usual accidents that turn a filter pattern into a text that is none."""

from __future__ import annotations

NO_NEGATION = "there is no negation: use `!=` or `NOT EXISTS`"
WHOLE_CONDITIONS = "parentheses stand around whole conditions, such as `($.a = 1 || $.a = 2)`"
JOINED = "join two conditions by `&&` or `||`"
_CURLY = "“”„‟«»‘’‚‛"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00a0\u202f"
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}


def hint_at(source: str, offset: int) -> str:
    """Advice on the place where a pattern stops making sense; "" where there is none."""
    rest = source[offset:]
    if rest[:1] in tuple(_CURLY):
        return 'replace curly quotes by straight ones, `"`'
    if rest.startswith("'"):
        return 'put texts in double quotes, `"…"`; single quotes are not taken'
    if _html_entity(source, offset):
        return "replace HTML entities such as `&amp;` and `&quot;` by the characters they stand for"
    if rest.startswith("\\"):
        return "take out backslashes left over from JSON, YAML or Terraform"
    if rest.startswith(("${", "$${", "%{")) or source[max(offset - 1, 0) : offset + 1] == "${":
        return "fill in the template: `${…}` and `%{…}` are not part of a filter pattern"
    if rest.startswith("$$"):
        return "write one `$`"
    if rest[:1] in _SIGNS:
        return f"write `{_SIGNS[rest[:1]]}`"
    if rest[:1] in tuple(_INVISIBLE):
        return "take out the invisible character, or make it a plain blank"
    if rest.startswith(", "):
        return JOINED
    if rest.startswith("{") or (rest.startswith("}") and rest[1:].lstrip().startswith(("&", "|"))):
        return "put all conditions between one pair of braces"
    if rest.startswith("!"):
        return NO_NEGATION
    if rest.startswith(("&", "|")):
        return "write `&&` for and, `||` for or"
    return ""


def hint_whole(source: str) -> str:
    """Advice on a pattern on the members of an event that stands in quotes as a whole, "" for any other."""
    text = source.strip()
    quoted = text[:1] in ("'", '"') and text[1:].lstrip().startswith("{") and text.endswith(f"}}{text[0]}")
    return "take out the quotes around the braces" if quoted else ""


def hint_for_word(word: str) -> str:
    """Advice on a word that stands where a connective should."""
    if word.upper() == "AND":
        return "write `&&` for and"
    if word.upper() == "OR":
        return "write `||` for or"
    return "put a text with blanks in double quotes, or join two conditions by `&&` or `||`"


def hint_in_value(source: str, offset: int) -> str:
    """Advice on a character in the middle of a value without quotes."""
    inside = source[offset] in ":/@#" and source[offset - 1].isalnum()
    return "put a value with such a character in double quotes" if inside else ""


def hint_for_operator(written: str) -> str:
    """Advice on two operators in a row."""
    if "==" in written:
        return "write `=` for equality"
    return _OPERATORS.get("".join(written.split()), "")


_OPERATORS = {"=<": "write `<=`", "=>": "write `>=`", "<>": "write `!=`"}


def hint_for_number(written: str) -> str:
    """Advice on a value that stands where a number should."""
    text = written.strip('"')
    return "take out the quotes" if text != written and text.replace(".", "", 1).isdecimal() else ""


def hint_for_lost_start(source: str, end: int) -> str:
    """Advice on a word, up to `end`, that stands where a selector should."""
    rest = source[end:].lstrip()
    if rest.startswith(("=", "!=", "<", ">")) or rest[:3].upper() in ("IS ", "NOT"):
        return "start the selector with `$.`"
    return "write the selector and the operator before each value"


def _html_entity(source: str, offset: int) -> bool:
    start = source.rfind("&", max(0, offset - 5), offset + 1)
    if start < 0:
        return False
    return source.startswith(("&amp;", "&quot;", "&lt;", "&gt;", "&#", "&apos;"), start)
