"""What a reader sees a text on: as much as a renderer has to know of it."""

from __future__ import annotations

from typing import Final, NamedTuple


class Display(NamedTuple):
    """`width` in columns; whether it shows `colour`; `unicode` False keeps to ASCII."""

    width: int = 80
    colour: bool = False
    unicode: bool = True


PLAIN: Final = Display()
"""A file or a pipe that carries any character."""
