"""What to do about the usual accidents that turn a filter pattern into a text that is none."""

from __future__ import annotations

NO_NEGATION = "there is no negation: use `!=` or `NOT EXISTS`"
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
        return "join two conditions by `&&` or `||`"
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


def _html_entity(source: str, offset: int) -> bool:
    start = source.rfind("&", max(0, offset - 5), offset + 1)
    if start < 0:
        return False
    return source.startswith(("&amp;", "&quot;", "&lt;", "&gt;", "&#", "&apos;"), start)
