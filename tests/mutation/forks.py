"""Work done in a fork of this process, which leaves nothing behind but its answer."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

STUCK_SECONDS = 900  # of the clock: for work that waits for something that never comes
MEMORY_BYTES = 6 << 30  # what the tests need, several times over


def forked(work: Callable[[], Any], *, quiet: bool) -> Any:
    """What `work` returns when a fork of this process does it; None if it came to no end.

    `quiet`: without its output, and with an end to its memory and its time.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _answer(work, write, quiet)
    os.close(write)
    with os.fdopen(read, "rb") as answers:
        sent = answers.read()
    os.waitpid(child, 0)
    return pickle.loads(sent) if sent else None


def _answer(work: Callable[[], Any], write: int, quiet: bool) -> NoReturn:
    try:
        if quiet:
            _silence()
            signal.alarm(STUCK_SECONDS)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        answer = pickle.dumps(work())
        with os.fdopen(write, "wb") as answers:
            answers.write(answer)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(0)


def _silence() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
