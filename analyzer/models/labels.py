"""Words that the files of one capture bear, such as the name of the client: they name no resource.

A file that is of no one resource, such as the list of trails, shows them: what stands in its name
beside the operation is such a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analyzer.models.commands import Kind
from analyzer.models.replies import Reply

_OF_NO_RESOURCE = (Kind.IDENTITY, Kind.TRAILS, Kind.ALARMS)


def without_labels(replies: Sequence[Reply]) -> list[Reply]:
    """The replies, with labels no longer taken for the name of a trail, a log group or a topic."""
    labels: dict[str, set[str]] = {}
    for reply in replies:
        if reply.hints.kind in _OF_NO_RESOURCE and reply.hints.bare:
            labels.setdefault(reply.group, set()).add(reply.hints.bare)
    return [
        reply._replace(hints=reply.hints._replace(bare=_without(reply.hints.bare, labels[reply.group])))
        if reply.hints.bare and reply.group in labels
        else reply
        for reply in replies
    ]


def _without(text: str, labels: Iterable[str]) -> str:
    for label in sorted(labels, key=lambda label: (-len(label), label)):
        if text == label:
            return ""
        text = text.removeprefix(f"{label}-").removesuffix(f"-{label}")
    return text
