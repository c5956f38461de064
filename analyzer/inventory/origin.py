"""Where the answers came from, as commands and settings tell it: from AWS, or from another host.

Whatever stands in for AWS, such as moto or LocalStack, prints what it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from analyzer.aws.endpoints import foreign_hosts
from analyzer.evidence import Bundle, EvidenceFile


class ForeignHost(NamedTuple):
    """A host that is not AWS, and the files that tell of it."""

    host: str
    files: tuple[str, ...]


def foreign_origins(
    bundles: Sequence[Bundle], accounts: Mapping[str, Set[str | None]]
) -> Mapping[str | None, tuple[ForeignHost, ...]]:
    """The hosts by account. `accounts` are those whose answers each file holds.

    A file that holds no answers, such as a log of commands, speaks of all accounts of its input.
    """
    found: dict[str | None, dict[str, list[str]]] = {}
    for bundle in bundles:
        told = [(file.path, tuple(dict.fromkeys(_hosts(file)))) for file in bundle.files]
        if not any(hosts for _, hosts in told):
            continue
        everyone = {account for file in bundle.files for account in accounts.get(file.path, ())}
        for path, hosts in told:
            for account in accounts.get(path) or everyone:
                for host in hosts:
                    found.setdefault(account, {}).setdefault(host, []).append(path)
    return {
        account: tuple(ForeignHost(host, tuple(files)) for host, files in sorted(hosts.items()))
        for account, hosts in found.items()
    }


def _hosts(file: EvidenceFile) -> Iterator[str]:
    if file.invocation is not None:
        yield from foreign_hosts(" ".join(file.invocation.arguments))
    for text in (*(document.preamble for document in file.documents), file.trailing):
        if text:
            yield from foreign_hosts(text)
