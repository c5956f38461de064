"""The report for people: lines painted for a terminal, or plain for a file or a pipe.

Every span passes through `plain` here, whoever wrote it, so that no text of the evidence can act
on a terminal, pass for markup, or start a line of its own. The marks are the only other text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from analyzer.reports.document import ASCII, CommandSpan, Line, Marks, Style, Styled, Verbatim
from analyzer.reports.sanitize import pasteable, plain

if TYPE_CHECKING:  # the type alone: who paints other lines needs nothing that reads evidence
    from analyzer.assessment import Report

_LEAST_WIDTH = 20  # below this a line would hold less than a word beside its indent

# To be read on light and on dark terminals: no yellow, no white, and no bold green, which many of them
# brighten until it is lost on white.
_LOOKS: Final = {
    Style.PLAIN: "",
    Style.GOOD: "green",
    Style.BAD: "bold red",
    Style.OPEN: "bold magenta",
    Style.STRONG: "bold",
    Style.FAINT: "dim",
}


def render(report: Report, *, width: int = 80, colour: bool = False, unicode: bool = True) -> str:
    """The report as text that ends in a line break, at most `width` columns wide but for commands.

    A command stays on one line, so that it can be pasted. `unicode` False keeps to ASCII.
    """
    from analyzer.reports.single_control import lay_out
    from analyzer.reports.view import view

    lines = lay_out(view(report), Marks() if unicode else ASCII)
    return paint(lines, width=width, colour=colour, unicode=unicode)


def paint(lines: Iterable[Line], *, width: int = 80, colour: bool = False, unicode: bool = True) -> str:
    """The lines as text; what they hold is made harmless here."""
    columns = max(width, _LEAST_WIDTH)
    console = _console(columns, colour)
    folded = (text for line in lines for text in _folded(line, console, columns, unicode))
    if not colour:  # nothing is left to paint
        return "".join(f"{text.plain}\n" for text in folded)
    for text in folded:
        console.print(text, soft_wrap=True)
    return _written(console)


def _console(width: int, colour: bool) -> Console:
    """A console that takes nothing from the environment."""
    return Console(
        file=StringIO(),
        width=width,
        height=100,
        color_system="standard" if colour else None,
        force_terminal=colour,
        force_jupyter=False,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _written(console: Console) -> str:
    file = console.file
    assert isinstance(file, StringIO)  # as `_console` made it
    return file.getvalue()


def _folded(line: Line, console: Console, width: int, unicode: bool) -> Iterator[Text]:
    """The line as it is shown. Lines start at even columns and go on at odd ones, so that no text that is
    long enough to be folded goes on like a line that the report itself starts."""
    hanging = min(line.hanging, width // 3)
    goes_on = (hanging + 2 if line.label else hanging) | 1
    indent = min(line.indent, hanging)
    label, text = _joined(line.label, unicode), _joined(line.spans, unicode)
    start = indent
    if line.label and indent + label.cell_len >= hanging:  # too narrow for a column of its own
        yield from _block(label, console, width, indent, indent)
        label, start = Text(), hanging
    elif line.label:
        label.pad_right(hanging - indent - label.cell_len)
    if any(isinstance(span, CommandSpan | Verbatim) for span in line.spans):
        yield Text(" " * start) + label + text
        return
    tail = _joined(line.tail, unicode)
    if start + label.cell_len + text.cell_len + 2 + tail.cell_len <= width:
        yield Text(" " * start) + label + text + (Text("  ") + tail if tail else Text())
    else:
        yield from _block(text, console, width, start, goes_on, label)
        yield from _block(tail, console, width, goes_on, goes_on) if tail else ()


def _block(
    text: Text, console: Console, width: int, start: int, hanging: int, label: Text | None = None
) -> Iterator[Text]:
    """`text` wrapped: its first line at column `start` behind the label, the others at `hanging`."""
    first = Text(" " * start) + (label or Text())
    for number, part in enumerate(text.wrap(console, width - hanging)):
        part.rstrip()
        if number:
            blanks = part.cell_len - len(part.plain.lstrip(" "))
            yield Text(" " * hanging) + part[blanks:]
        else:
            yield first + part


def _joined(spans: Sequence[Styled | CommandSpan | Verbatim], unicode: bool) -> Text:
    text = Text()
    for span in spans:
        text.append(*_painted(span, unicode))
    return text


def _painted(span: Styled | CommandSpan | Verbatim, unicode: bool) -> tuple[str, str]:
    match span:
        case Styled():
            return plain(span.text, unicode=unicode), _LOOKS[span.style]
        case CommandSpan():
            return pasteable(span.arguments, unicode=unicode), _LOOKS[Style.PLAIN]
        case Verbatim():
            return plain(span.text, unicode=unicode), _LOOKS[Style.PLAIN]
