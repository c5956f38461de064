"""How long questions about patterns take, as ratios to reading one event with json.loads in the same run.

    python benchmarks/patterns.py [ROUNDS]

The event is a CloudTrail record of 2 KB. The patterns are those that the benchmark's controls prescribe:
each against itself written in another way, against near misses of itself, and against the others. Each
row is the median over its pairs of the best of some rounds in processor time, and beside each row
json.loads is measured anew, so that a machine that slows down slows both. A question is asked of trees
that were asked about before (what is worked out of a pattern is kept with it), and of texts never seen.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial

from analyzer.controls import all_controls
from analyzer.patterns import And, Or, Pattern, compare, matches_event, parse
from analyzer.patterns.evaluation.compiled import compile_pattern
from analyzer.patterns.syntax.ast import Formula
from analyzer.patterns.syntax.printer import print_pattern
from analyzer.patterns.witness import API_CALL, FAILED_SIGN_IN

ROUNDS = 5  # of which the best counts: the others were disturbed
SEED = 20250304  # any: the same pairs in every run
PAIRS = 60  # of each kind

_ADDRESS = {"interface": "eni-0f00000000000example", "private": "10.0.0.10", "subnet": "subnet-0example"}
_ITEM = {"instanceId": "i-0123456789abcdef0", "state": {"code": 0, "name": "pending"}, **_ADDRESS}
EVENT = json.dumps({**API_CALL, "responseElements": {"instancesSet": {"items": [_ITEM] * 5}}}, indent=1)

TARGETS = {
    "compare": "200 µs where json.loads takes 10 to 15 µs",
    "parse": "the same per character at every length",
    "operands": "1 s",
    "events": "100,000 events a second",
}


def best(action: Callable[[], object], rounds: int, times: int = 1) -> float:
    """Microseconds of processor time that the action takes, undisturbed."""
    took = []
    for _ in range(rounds):
        begun = time.process_time_ns()
        for _ in range(times):
            action()
        took.append((time.process_time_ns() - begun) / times / 1_000)
    return min(took)


def question(rounds: int) -> float:
    return best(lambda: json.loads(EVENT), rounds, 200)


def show(title: str, microseconds: float, rounds: int, target: str = "") -> None:
    aside = f"  (target {target})" if target else ""
    print(f"{title:<46} {microseconds / question(rounds):8.1f} x json.loads  {microseconds:9.1f} µs{aside}")


# The patterns of the controls, and what a person makes of them


def prescribed() -> list[str]:
    texts = [
        text.text
        for control in all_controls()
        for edition in control.recommendations
        for text in edition.texts
    ]
    return list(dict.fromkeys(texts))


def rewritten(formula: Formula, chance: random.Random) -> Formula:
    """The same in another order."""
    if not isinstance(formula, (And, Or)):
        return formula
    operands = [rewritten(operand, chance) for operand in formula.operands]
    chance.shuffle(operands)
    return type(formula)(tuple(operands))


def near_miss(formula: Formula, chance: random.Random) -> Formula:
    """One operand less, or the other connective."""
    if not isinstance(formula, (And, Or)):
        return formula
    if len(formula.operands) > 2 and chance.random() < 0.5:
        return type(formula)(formula.operands[:-1])
    operands = list(formula.operands)
    place = chance.randrange(len(operands))
    if isinstance(operands[place], (And, Or)):
        operands[place] = near_miss(operands[place], chance)
        return type(formula)(tuple(operands))
    return (Or if isinstance(formula, And) else And)(formula.operands)


def pairs(chance: random.Random) -> dict[str, list[tuple[str, str]]]:
    texts = [text for text in prescribed() if isinstance(parse(text).body, (And, Or))]

    def made(make: Callable[[Formula, random.Random], Formula]) -> list[tuple[str, str]]:
        chosen = [chance.choice(texts) for _ in range(PAIRS)]
        return [(text, _printed(make(_formula(text), chance))) for text in chosen]

    others = [(left, right) for left in texts for right in texts if left < right]
    return {
        "itself in another order": made(rewritten),
        "a near miss": made(near_miss),
        "another control": chance.sample(others, PAIRS),
    }


def _formula(text: str) -> Formula:
    body = parse(text).body
    assert isinstance(body, Formula)
    return body


def _printed(formula: Formula) -> str:
    return print_pattern(Pattern(formula))


# Rows


def comparing(rounds: int) -> None:
    kinds = pairs(random.Random(SEED))
    known: list[float] = []
    for kind, some in kinds.items():
        trees = [(parse(left), parse(right)) for left, right in some]
        took = [best(partial(compare, *one), rounds + 1) for one in trees]
        known += took
        show(f"compare with {kind}", statistics.median(took), rounds)
    show("compare, all of these", statistics.median(known), rounds, TARGETS["compare"])
    unseen = [best(partial(from_text, *one), rounds) for some in kinds.values() for one in some]
    show("compare, all of these, from texts never seen", statistics.median(unseen), rounds)


def from_text(left: str, right: str) -> object:
    return compare(parse(left), parse(right))


def parsing(rounds: int) -> None:
    for length in (256, 1_024, 4_096, 16_384, 65_536):
        condition = "($.eventName = ConsoleLogin)"
        text = "{ " + " || ".join([condition] * (length // (len(condition) + 4))) + " }"
        took = best(partial(parse, text, limit=None), rounds)
        title = f"parse {length:,} characters, for each 1,024"
        show(title, took * 1_024 / len(text), rounds, TARGETS["parse"] if length == 256 else "")


def operands() -> None:
    names = [f"($.eventName = Event{number})" for number in range(500)]
    fields = [f"($.field{number} = x)" for number in range(500)]
    either = [f"($.field{number} = x || $.other{number} = y)" for number in range(250)]
    for title, some in {"names": names, "fields": fields, "alternatives": either}.items():
        for sign in ("&&", "||"):
            whole, part = joined(some, sign), joined(some[:0:-1], sign)
            took = best(partial(compare, whole, part), 1) / 1_000_000
            print(f"{f'500 operands, {title}, {sign}':<46} {took:8.3f} s  (target {TARGETS['operands']})")


def joined(conditions: Iterable[str], sign: str) -> Pattern:
    return parse(f"{{ {f' {sign} '.join(conditions)} }}", limit=None)


def matching(rounds: int) -> None:
    pattern = parse('{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }')
    matcher = compile_pattern(pattern)
    for title, event in (("counted", FAILED_SIGN_IN), ("not counted", API_CALL)):
        slow = best(partial(matches_event, pattern, event), rounds, 1_000)
        fast = best(partial(matcher.matches_event, event), rounds, 10_000)
        show(f"matches_event, {title}", slow, rounds)
        show(f"the same compiled: {1_000_000 / fast:,.0f} a second", fast, rounds, TARGETS["events"])


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"json.loads of {len(EVENT):,} characters: {question(rounds):.1f} µs")
    comparing(rounds)
    parsing(rounds)
    operands()
    matching(rounds)


if __name__ == "__main__":
    main()
