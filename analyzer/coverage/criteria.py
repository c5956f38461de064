"""The two readings of a control: what its text prescribes, and what it is there for.

Text: the filters of a metric are the prescribed text, or count every event that it counts. Where a
version prescribes several texts, any one of them will do. Effect: the filters count every event of
the stated intent. The benchmark is the criterion and its intent the purpose, so either is enough:

| text | effect | the filters |
|---|---|---|
| holds | holds | satisfy |
| holds | misses or open | satisfy; a warning names what the effect lacks |
| misses or open | holds | satisfy; a warning names what the text counts beside |
| misses | misses | are refuted, with an event for each |
| misses or open | open | leave it open |
| open | misses | leave it open |

A text that holds may have known defects; they are told, each by its event.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from analyzer.controls import Control, PrescribedPattern
from analyzer.coverage.counting import Counted, Coverage, Missed, Open, counts, coverage, known_event
from analyzer.coverage.run_cache import RunCache
from analyzer.evidence import JSON
from analyzer.patterns import Formula, Pattern, normalize, parse
from analyzer.verdict import Outcome


class Wanted(NamedTuple):
    """A pattern that filters are compared with, and its normal form."""

    pattern: Pattern
    normal: str


class Asked(NamedTuple):
    """What a control asks of the filters: its texts, each with its name, and its intent."""

    texts: tuple[tuple[str, Wanted], ...]
    intent: Wanted

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        return (self.intent.pattern, *(text.pattern for _, text in self.texts))

    def prescribes(self, pattern: Pattern | None) -> bool:
        """Whether the pattern is one of the texts, by normal form."""
        return pattern is not None and normalize(pattern) in {text.normal for _, text in self.texts}

    @property
    def is_one(self) -> bool:
        """Whether both readings ask for the same, so that one answer tells both."""
        return all(text.normal == self.intent.normal for _, text in self.texts)


class Readings(NamedTuple):
    """What both readings say of a union of filters.

    `held` are the names of the texts that hold; `spelled` says that they do by normal form.
    """

    asked: Asked
    text: Coverage
    effect: Coverage
    held: tuple[str, ...] = ()
    spelled: bool = False

    @property
    def outcome(self) -> Outcome:
        found = (self.text, self.effect)
        if any(isinstance(one, Counted) for one in found):
            return Outcome.SATISFIED
        return Outcome.VIOLATED if all(isinstance(one, Missed) for one in found) else Outcome.UNKNOWN

    @property
    def held_texts(self) -> tuple[Wanted, ...]:
        return tuple(text for name, text in self.asked.texts if name in self.held)


def asked_of(control: Control, cache: RunCache) -> Asked:
    """The texts and the intent of the control, parsed once a run."""
    return cache.once(_asked, control.texts, control.intent.pattern)


def _asked(texts: tuple[PrescribedPattern, ...], intent: str) -> Asked:
    return Asked(tuple((text.name, _wanted(text.text)) for text in texts), _wanted(intent))


def _wanted(text: str) -> Wanted:
    pattern = parse(text)
    return Wanted(pattern, normalize(pattern))


def read(
    control: Control,
    cache: RunCache,
    union: Sequence[Pattern | Formula],
    account: str,
    normals: Collection[str] | None = None,
) -> Readings:
    """Both readings of filters together.

    `account` is the one whose log group the events arrive in, `normals` the normal forms of the
    patterns, where the caller has them.
    """
    asked = asked_of(control, cache)
    spelled = normal_forms(union) if normals is None else normals

    def counted(wanted: Wanted) -> Coverage:
        if wanted.normal in spelled:
            return Counted(())
        known = cache.once(_known, wanted.normal, account)
        return coverage([wanted.pattern], union, account, known)

    effect = counted(asked.intent)
    same = tuple(name for name, text in asked.texts if text.normal in spelled)
    if same:
        return Readings(asked, Counted(()), effect, same, spelled=True)
    found = {name: _text(text, asked.intent, effect, counted) for name, text in asked.texts}
    held = tuple(name for name, one in found.items() if isinstance(one, Counted))
    return Readings(asked, _any(tuple(found.values())), effect, held)


def normal_forms(union: Iterable[Pattern | Formula]) -> frozenset[str]:
    """The normal forms of those that are patterns."""
    return frozenset(normalize(one) for one in union if isinstance(one, Pattern))


def _known(normal: str, account: str) -> JSON:
    """Remembered by the text, which is sooner compared than the tree."""
    return known_event(parse(normal), account)


def _text(text: Wanted, intent: Wanted, effect: Coverage, counted: Callable[[Wanted], Coverage]) -> Coverage:
    """One text, with as little work as what is known of the effect leaves to do."""
    if text.normal == intent.normal:
        return effect
    if isinstance(effect, Missed) and counts([text.pattern], effect.event) is True:
        return effect
    return counted(text)


def _any(found: tuple[Coverage, ...]) -> Coverage:
    """Counted where one text is, missed where all are, the first that is open otherwise."""
    order = (Counted, Open, Missed)
    return min(found, key=lambda one: order.index(type(one)))
