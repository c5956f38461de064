"""The outputs of one run by operation and by whose they are: no question looks through all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analyzer.aws.command_line import AuditOperation
from analyzer.inventory.attribution import AttributedOutput


class Answers:
    """The outputs in their order, which is that of their places."""

    def __init__(self, outputs: Iterable[AttributedOutput]) -> None:
        self._of: dict[AuditOperation, list[AttributedOutput]] = {}
        self._captured: dict[tuple[AuditOperation, str | None], list[AttributedOutput]] = {}
        for bound in outputs:
            kind = bound.output.kind
            self._of.setdefault(kind, []).append(bound)
            self._captured.setdefault((kind, bound.account.value), []).append(bound)

    def of(self, kind: AuditOperation) -> Sequence[AttributedOutput]:
        """All answers to one operation."""
        return self._of.get(kind, ())

    def captured(self, kind: AuditOperation, account: str | None) -> Sequence[AttributedOutput]:
        """Those that one account captured."""
        return self._captured.get((kind, account), ())

    def doubtful(self, kind: AuditOperation) -> Iterator[AttributedOutput]:
        """Those that nobody is known to have captured and that can be of one account only, taken for its own.

        They may contradict what it captured, and prove nothing.
        """
        for bound in self.captured(kind, None):
            if len(bound.account.options) == 1:
                yield bound._replace(account=bound.account._replace(value=bound.account.options[0]))

    def heard(self, kind: AuditOperation, account: str | None) -> list[AttributedOutput]:
        """Those that one account captured and no identity file contradicts."""
        return [bound for bound in self.captured(kind, account) if not bound.contradicted]
