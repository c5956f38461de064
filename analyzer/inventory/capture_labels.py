"""Words that the files of one capture bear, such as the name of the client: they name no resource.

A file that is of no one resource, such as the list of trails, shows them: what stands in its name
beside the operation is such a word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.aws.command_line import Kind
from analyzer.inventory.command_output import Reply
from analyzer.inventory.filename_hints import Hints

_OF_NO_RESOURCE = (Kind.IDENTITY, Kind.TRAILS, Kind.ALARMS)


def without_labels(replies: Sequence[Reply]) -> list[Reply]:
    """The replies, with labels no longer taken for the name of a trail, a log group or a topic."""
    labels: dict[str, set[str]] = {}
    for reply in replies:
        if reply.hints.kind in _OF_NO_RESOURCE and reply.hints.bare:
            labels.setdefault(reply.group, set()).add(reply.hints.bare)
    return [reply._replace(hints=_told_apart(reply.hints, labels.get(reply.group, ()))) for reply in replies]


def _told_apart(said: Hints, labels: Collection[str]) -> Hints:
    """What a name says, with the longest label at one of its ends apart from the rest."""
    words = said.bare.split("-") if said.bare else []
    for length in range(len(words), 0, -1):
        behind, ahead = "-".join(words[-length:]), "-".join(words[:length])
        if behind in labels:
            return said._replace(bare="-".join(words[:-length]), label=behind)
        if ahead in labels:
            return said._replace(bare="-".join(words[length:]), label=ahead)
    return said._replace(label=said.ahead) if said.ahead in labels else said
