"""Words that the files of one capture bear, such as the name of the client: they name no resource.

A file that is of no one resource, such as the list of trails, shows them: what stands in its name
beside the operation is such a word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.aws.command_line import AuditOperation
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.filename_hints import FilenameHints

_OF_NO_RESOURCE = (AuditOperation.IDENTITY, AuditOperation.TRAILS, AuditOperation.ALARMS)


def without_labels(outputs: Sequence[CommandOutput]) -> list[CommandOutput]:
    """The outputs, with labels no longer taken for the name of a trail, a log group or a topic."""
    labels: dict[str, set[str]] = {}
    for output in outputs:
        if output.hints.kind in _OF_NO_RESOURCE and output.hints.bare:
            labels.setdefault(output.group, set()).add(output.hints.bare)
    return [
        output._replace(hints=_told_apart(output.hints, labels.get(output.group, ()))) for output in outputs
    ]


def _told_apart(said: FilenameHints, labels: Collection[str]) -> FilenameHints:
    """What a name says, with the longest label at one of its ends apart from the rest."""
    words = said.bare.split("-") if said.bare else []
    for length in range(len(words), 0, -1):
        behind, ahead = "-".join(words[-length:]), "-".join(words[:length])
        if behind in labels:
            return said._replace(bare="-".join(words[:-length]), label=behind)
        if ahead in labels:
            return said._replace(bare="-".join(words[length:]), label=ahead)
    return said._replace(label=said.ahead) if said.ahead in labels else said
