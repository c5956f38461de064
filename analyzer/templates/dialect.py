"""What the formats differ in when a resource is read by the table: names, literals, references, defaults."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from analyzer.evidence import JSON, Location
from analyzer.templates.model import Lines, Open, Text, line_near
from analyzer.templates.rows import DocumentedDefault, MemberKind, MemberRow


class Dialect(ABC):
    """How one format writes values. Nothing here raises: what cannot be told is open."""

    defaults: ClassVar[Mapping[str, DocumentedDefault]] = {}
    lone_text_is_list: ClassVar[bool] = False
    """Whether a text where a list of texts belongs stands for a list of this one."""

    @abstractmethod
    def name_of(self, row: MemberRow) -> str:
        """What the format calls a member; "" where it cannot say it."""

    @abstractmethod
    def text(self, value: JSON, at: Location) -> Text:
        """The text that a value stands for in every deployment, or why the file does not tell it."""

    @abstractmethod
    def missing(self, name: str) -> Open:
        """For a member that has to be there and is not."""

    @abstractmethod
    def assigned(self, resource: str, member: str, name: str) -> Open:
        """For a member that is chosen when the file is deployed."""

    @abstractmethod
    def pairs(self, value: JSON, at: Location) -> list[tuple[JSON, JSON, Location]] | None:
        """Names and values of dimensions, and where each value stands; None for what is no such thing."""

    def sent(self, kind: MemberKind, text: str) -> str:
        """What reaches AWS of a text."""
        return text

    def is_unset(self, row: MemberRow, value: JSON) -> bool:
        """Whether a value says no more than if it were absent."""
        return value is None

    def is_function(self, value: Mapping[str, JSON]) -> bool:
        """Whether an object stands for a value that is worked out, and not for its own members."""
        return False

    def unsaid(self, name: str, values: Mapping[str, JSON], at: Location) -> Open | None:
        """Why a member may be there although it does not stand among the values; None where it may not."""
        return None

    def place_of_absent(self, at: Location, name: str) -> Location:
        """What to point at for a member that should be there."""
        return at


@dataclass(frozen=True, slots=True)
class Block:
    """One resource as a file writes it, before it is read.

    kind: its type in the format. at: the place of its values. hidden: why any member may be there that
    is not written, "" where none may. made_by: what makes any number of such resources, "" where it is
    this one.
    """

    kind: str
    name: str
    at: Location
    values: Mapping[str, JSON]
    dialect: Dialect
    lines: Lines = field(compare=False, repr=False)
    condition: str = ""
    hidden: str = ""
    made_by: str = ""

    @property
    def line(self) -> int:
        """The line of the values or of the nearest thing around that has one."""
        return line_near(self.lines, self.at)
