"""One pass over the text of a file: documents, the text between them, and what is broken.

- A document begins on a line of its own or right behind another one. Indented, it must follow a
  prompt, a document or nothing: in YAML an indented brace belongs to what stands above it.
- Behind a document its line ends, or a prompt or the next document follows. Before `,` `]` or `}` it
  would be a piece of something larger.
- After a broken document, reading goes on at a prompt or an error line, or at a bracket in the first
  column unless that may be a piece of the broken document.

Every attempt begins behind the place where the one before it failed, and broken documents are
counted, so the work grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from analyzer.evidence import prompts, terminal
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.json_scanner import Broken, Scanner, Whole
from analyzer.evidence.left import NOTHING, Left
from analyzer.evidence.source import EXCERPT, JSON, Problem, ProblemCode, not_relied_on
from analyzer.evidence.syntax import ADJACENT, LINE, after, last_visible, nests_at_margin, stops

# What begins a command line of the AWS CLI or one of its errors, wherever it stands.
_COMMAND = re.compile(r"aws(?:2|cli|local)?(?:\.exe|\.cmd)?['\"]?\s|An error occurred \(")


class Found(NamedTuple):
    """A document read whole. `twice`: pointers, inside it, of members that one object names twice."""

    value: JSON
    preamble: str
    twice: tuple[str, ...]
    line: int
    column: int


class _Failure(NamedTuple):
    """A broken document whose end is not known yet."""

    start: int
    code: ProblemCode
    message: str
    line: int
    column: int
    pieces_at_margin: bool
    limit: str


@dataclass(slots=True)
class Session:
    """The pass itself; `at` only moves forward. Call `read` once, then look at the results.

    `room` is what is left of the limits for it, `used` what it took.
    """

    text: str
    scanner: Scanner
    room: Left
    found: list[Found] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trailing: str = ""
    used: Left = NOTHING
    _at: int = 0
    _prose: list[str] = field(default_factory=list)  # text since the last document, before a broken one
    _prose_from: int = 0  # where that text goes on
    _broken: int = 0
    _failure: _Failure | None = None
    _adjacent: int | None = None  # a document begins here, right behind the one before it
    _counted: tuple[int, int, int] = (0, 1, 0)  # a place, its line, and where that line begins

    def read(self) -> None:
        while (start := self._next_start()) is not None:
            if limit := self._reached():
                self._give_up(start, limit)
                break
            self._attempt(start)
        self._close(len(self.text))
        self.trailing = self._take_prose(len(self.text))

    def _next_start(self) -> int | None:
        """The next place where a document begins; a prompt on the way there ends a broken document."""
        if self._adjacent is not None:
            start, self._adjacent = self._adjacent, None
            return start
        if self._failure is None and not any(mark in self.text for mark in "{["):
            self._pass_over(len(self.text))  # most files that are no JSON have no place where one begins
            return None
        stop = self._end_of_room()
        for line in LINE.finditer(self.text, self._at, stop):
            if line["opening"] is None:
                self._close(line.start())
            elif self._may_start(line.start(), line["lead"]):
                self._close(line.start())
                return line.start("opening") if self._pass_over(line.start()) else None
        if self._pass_over(stop) and stop < len(self.text):
            self._give_up(stop, "input-text")
        return None

    def _end_of_room(self) -> int:
        """The end of the line up to which the text may be looked through."""
        room = max(0, self.room.input_text - self.used.input_text)
        if len(self.text) - self._at <= room:
            return len(self.text)
        end = self.text.find("\n", self._at + room)
        return len(self.text) if end < 0 else end

    def _pass_over(self, end: int) -> bool:
        """Take the text up to `end` for text around documents; False where it holds too many commands."""
        commands = sum(1 for _ in _COMMAND.finditer(self.text, self._at, end))
        self.used = self.used.plus(Left(0, 0, 0, 0, end - self._at, commands))
        if self.used.input_commands <= self.room.input_commands:
            return True
        self._give_up(self._at, "input-commands")
        return False

    def _reached(self) -> str:
        """The limit of this file that is reached, or ""."""
        if len(self.found) >= self.scanner.limits.documents:
            return "documents"
        return "broken-documents" if self._broken >= self.scanner.limits.broken_documents else ""

    def _may_start(self, line: int, lead: str) -> bool:
        indented = " " in lead or "\t" in lead
        if self._failure is not None:
            before = last_visible(self.text, self._failure.start, line)
            return not (indented or self._failure.pieces_at_margin or self.text[before] in ",:[{")
        return not indented or (not self._broken and self._follows_prompt(line))

    def _follows_prompt(self, line: int) -> bool:
        """True if a prompt, a document or nothing stands before the line."""
        before = last_visible(self.text, self._prose_from, line)
        if before < self._prose_from:
            return True
        begin = max(self.text.rfind("\n", 0, before) + 1, self._prose_from)
        return prompts.PROMPT.match(self.text, begin) is not None

    def _attempt(self, start: int) -> None:
        result: Whole | Broken | None = self.scanner.scan(start)
        if isinstance(result, Whole):
            result = after(self.text, start, result)
        match result:
            case Whole():
                self._keep(start, result)
            case Broken():
                self._fail(start, result)
            case None:
                self._at = start + 1

    def _keep(self, start: int, whole: Whole) -> None:
        line, column = self._place(start)
        self.found.append(Found(whole.value, self._take_prose(start), whole.twice, line, column))
        self.used = self.used.plus(Left(0, 0, 0, whole.nodes, 0, 0))
        self._at = self._prose_from = whole.end
        behind = terminal.end_of_blanks(self.text, whole.end)
        if ADJACENT.match(self.text, behind) and not prompts.PROMPT.match(self.text, whole.end):
            self._adjacent = behind

    def _fail(self, start: int, broken: Broken) -> None:
        self._broken += 1
        self._prose.append(self.text[self._prose_from : start])
        self._failure = self._diagnose(start, broken)
        if broken.end is not None:
            self._close(broken.end)
            self._at = broken.end
        else:
            self._at = max(start + 1, self.text.rfind("\n", start, broken.at) + 1)

    def _diagnose(self, start: int, broken: Broken) -> _Failure:
        # How the rest of a document looks that was not read to its end, nobody knows.
        unknown = bool(broken.limit) and broken.at == start
        at_margin = unknown or nests_at_margin(self.text, start, broken.at)
        code, reason = broken.code, broken.message
        if (
            code is ProblemCode.MALFORMED
            and broken.end is None
            and stops(self.text, start, broken.at, at_margin)
        ):
            code, reason = ProblemCode.TRUNCATED, "it stops before its end"
        begin, _ = self._place(start)
        line, column = self._place(broken.at)
        return _Failure(start, code, not_relied_on(begin, reason), line, column, at_margin, broken.limit)

    def _close(self, end: int) -> None:
        """The broken document, if there is one, reaches to `end` at most."""
        if (failure := self._failure) is None:
            return
        excerpt = self.text[failure.start : min(failure.start + EXCERPT, end)]
        self.problems.append(
            Problem(failure.code, failure.message, failure.line, failure.column, excerpt, failure.limit)
        )
        self._failure = None
        self._prose_from = end

    def _give_up(self, start: int, limit: str) -> None:
        self._close(start)
        line, column = self._place(start)
        then = f"nothing from line {line} on is read"
        problem = exceeded(limit, self.scanner.limits, then, line=line, column=column)
        self.problems.append(problem._replace(excerpt=self.text[start : start + EXCERPT]))
        self._prose_from = len(self.text)

    def _take_prose(self, end: int) -> str:
        pieces = [terminal.plain(piece) for piece in (*self._prose, self.text[self._prose_from : end])]
        self._prose.clear()
        return "\n".join(piece for piece in pieces if piece)

    def _place(self, index: int) -> tuple[int, int]:
        """Line and column of `index`, from 1; counts on from the place before, never from the start."""
        place, line, begin = self._counted
        if index > place:
            line += self.text.count("\n", place, index)
            begin = max(begin, self.text.rfind("\n", place, index) + 1)
            self._counted = (index, line, begin)
        return line, index - begin + 1
