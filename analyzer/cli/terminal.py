"""Everything that leaves the program: to the terminal, to a pipe, to a file."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, assert_never

from analyzer.cli.options import PROGRAM, Format
from analyzer.errors import UsageError
from analyzer.reports.display import Display

if TYPE_CHECKING:
    from analyzer.reports.subjects.renderer import SubjectRenderer

Subject = TypeVar("Subject")

_SIGNS: Final = "✓✗·–…├└│─"  # all that the reports use outside of ASCII


def display() -> Display:
    """What the reader of standard output sees a text on."""
    width = shutil.get_terminal_size().columns
    return Display(width=width, colour=wants_colour(), unicode=carries_signs())


def show_as(
    format: Format, renderer: SubjectRenderer[Subject], subject: Subject, *, quiet: bool = False
) -> None:
    """Print a subject for whom it is asked for; nothing where only the exit code is."""
    if quiet:
        return
    match format:
        case Format.TEXT:
            show(renderer.text(subject, display()))
        case Format.JSON:
            show(renderer.json(subject), utf_8=True)
        case _:
            assert_never(format)


def show(shown: str | bytes, *, utf_8: bool = False) -> bool:
    """Print bytes as they are, text in the encoding of standard output; see `put` for the answer.

    With `utf_8` the bytes of a text are UTF-8 whatever the terminal says, as JSON has to be.
    """
    if isinstance(shown, bytes):
        return put(shown)
    return put(shown.encode("utf-8" if utf_8 else sys.stdout.encoding, "backslashreplace"))


def show_source(line: bytes) -> bool:
    """Print a line byte for byte; to a terminal without what a terminal would act on. See `put`."""
    if not sys.stdout.isatty():
        return put(line + b"\n", at_once=False)
    from analyzer.reports.sanitize import plain

    return show(plain(line.decode("utf-8", "replace"), unicode=carries_signs()) + "\n")


def put(data: bytes, *, at_once: bool = True) -> bool:
    """Write to standard output; False, and from then on nothing is written, when the reader has gone.

    A reader that stops early (`| head`) is no error: the exit code keeps telling the verdict.
    """
    try:
        sys.stdout.buffer.write(data)
        if at_once:
            sys.stdout.buffer.flush()
    except OSError as error:
        # What is still buffered would fail once more when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return False
        raise
    return True


def write_file(output: Path, data: bytes) -> None:
    """Write a file whole or not at all. A device or a pipe cannot be replaced and is written to.

    Raises UsageError where the system refuses it.
    """
    target = Path(os.path.realpath(output))
    try:
        _replace(target, data) if target.is_file() or not target.exists() else target.write_bytes(data)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"--output: cannot write `{output}`: {reason}; name another file") from error


def _replace(target: Path, data: bytes) -> None:
    """Written beside it under a name of our own, which fits wherever the name of the target does."""
    beside = target.with_name(f".{PROGRAM}.{os.getpid()}")
    try:
        with open(beside, "xb") as file:
            file.write(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def wants_colour() -> bool:
    """Whether a person reads, on a terminal that knows colours, and did not refuse them."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def carries_signs() -> bool:
    """Whether standard output can carry the few signs outside of ASCII that the reports use."""
    try:
        _SIGNS.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


def tell(message: str, *details: str) -> None:
    """Tell the user something on standard error: one line, whatever it quotes, and details below."""
    from analyzer.reports.sanitize import plain

    if sys.stderr is None:
        return
    shown = "\n".join(map(plain, (message, *details)))
    with suppress(OSError):  # nobody left to tell
        print(f"{PROGRAM}: {shown}", file=sys.stderr, flush=True)
