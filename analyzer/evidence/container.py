"""The files of one folder or archive: hashed, held against their manifest, decoded, put in place.

    entries → bags → files → files that are missing → tables of commands

An archive among them is a scope of its own.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analyzer.evidence import terminal
from analyzer.evidence.bagit import INFO, PAYLOAD, Bag, bags_in, read_bag
from analyzer.evidence.budget import Budget
from analyzer.evidence.decode import read
from analyzer.evidence.encoding import to_text
from analyzer.evidence.entries import Contents, Entry, single, unreadable
from analyzer.evidence.exceeded import exceeded
from analyzer.evidence.left import NOTHING, hits_shared
from analyzer.evidence.manifest import STATUS, STDERR, TABLE, attach, read_table
from analyzer.evidence.other_files import ignored
from analyzer.evidence.source import EvidenceFile, IntegrityStatus, Problem, ProblemCode
from analyzer.evidence.unread import unread_archive

# Left behind by operating systems and tools; never evidence.
_LITTER_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_LITTER_FOLDERS = frozenset({"__MACOSX", ".git"})

# What people pack. Office documents are zip files as well, and hold no evidence.
_PACKED = (".zip", ".tar", ".tgz", ".gz")
_GZIP_MAGIC = b"\x1f\x8b"  # no text begins so


@dataclass(slots=True)
class _Checked:
    """A bag and what was found of it so far."""

    bag: Bag
    present: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)  # on files that a manifest should vouch for
    payload_bytes: int = 0
    payload_files: int = 0

    def objection(self, inner: str, file: EvidenceFile) -> Problem | None:
        """What the manifests say against a file of this bag that was loaded."""
        return None if file.problems else self.bag.check(inner, file.sha256)

    def count(self, inner: str, file: EvidenceFile) -> None:
        """Remember a file of this bag, with what was met before it was opened."""
        self.present.add(inner)
        in_payload = inner.startswith(PAYLOAD)
        if in_payload:
            self.payload_bytes += file.size
            self.payload_files += 1
        unlisted = [problem for problem in file.problems if problem.code is ProblemCode.UNLISTED]
        if in_payload or not unlisted:
            self.problems += file.problems


class _Way(NamedTuple):
    """How one file is read. `may_wait`: it is read again with more where this budget does not suffice."""

    budget: Budget
    nesting: int
    vouched: bool
    may_wait: bool


class _Opened(NamedTuple):
    """A file with its documents, or with the files that it holds as an archive."""

    file: EvidenceFile
    inside: ContainerReader | None = None
    is_archive: bool = False

    def wants_more(self) -> bool:
        """Whether a larger share of the budget would have helped."""
        inside = self.inside.files.values() if self.inside is not None else ()
        return any(hits_shared(file.problems) for file in (self.file, *inside))


@dataclass(slots=True)
class ContainerReader:
    """One folder or archive. `vouched`: it is an archive in a bag, and its checksum is right."""

    prefix: str  # goes before every path inside; "" or with "/" at its end
    budget: Budget
    nesting: int = 0  # archives that it lies in, itself among them
    vouched: bool = False
    files: dict[str, EvidenceFile] = field(default_factory=dict)
    seals: set[IntegrityStatus] = field(default_factory=set)
    loose: bool = False  # some evidence lies outside every bag
    archives: list[str] = field(default_factory=list)  # the paths of those in it, opened or not
    _bags: dict[str, _Checked] = field(default_factory=dict)
    _bag_of_folder: dict[str, _Checked | None] = field(default_factory=dict)
    _tables: dict[str, bytes] = field(default_factory=dict)
    _tag_files: dict[str, bytes | Problem] = field(default_factory=dict)  # loaded, and not yet listed

    def read(self, contents: Contents) -> None:
        entries = {entry.path: entry for entry in single(contents.entries)}
        for root, inside in bags_in(list(entries)):
            self._bags[root] = _Checked(self._read_bag(root, inside, entries))
        self._read_fairly(entries.values())
        for checked in self._bags.values():
            self._finish(checked, [problem for problem in contents.problems if problem.limit])
        for path, data in self._tables.items():
            self.files.update(attach(self.files, path, read_table(data, self.budget.limits)))

    def _read_bag(self, root: str, inside: Collection[str], entries: Mapping[str, Entry]) -> Bag:
        def tag_file(name: str) -> bytes | None:
            if root + name not in entries:
                return None
            data = self._load(entries[root + name], self.budget)
            self._tag_files[root + name] = data
            return None if isinstance(data, Problem) else data

        return read_bag(root, inside, tag_file, self.budget.limits)

    def _load(self, entry: Entry, budget: Budget) -> bytes | Problem:
        known = self._tag_files.pop(entry.path, None)
        return budget.load(entry) if known is None else known

    def _read_fairly(self, entries: Iterable[Entry]) -> None:
        """Loose files first, then each archive, small before large, each with its share of the budget.

        What one leaves is for the others: whoever needs more than its share waits for that.
        """
        ordered = sorted(entries, key=lambda entry: (entry.size, entry.path))
        alone = self.nesting > 0 or not any(_is_packed_by_name(entry.name) for entry in ordered)
        waiting = self._round(ordered, last=alone)
        self._round(waiting, last=True)

    def _round(self, entries: Sequence[Entry], *, last: bool) -> list[Entry]:
        """Read what the shares suffice for; gives the others, none in the `last` round."""
        archives = [entry for entry in entries if _is_packed_by_name(entry.name)]
        loose = [entry for entry in entries if not _is_packed_by_name(entry.name)]
        with self.budget.share(len(archives) + 1) as mine:
            waiting = [entry for entry in loose if not self._entry(entry, mine, may_wait=not last)]
        claims = len(archives) + bool(waiting)
        for entry in archives:
            with self.budget.share(claims) as mine:
                if self._entry(entry, mine, may_wait=not last and claims > 1):
                    claims -= 1
                else:
                    waiting.append(entry)
        return waiting

    def _bag_of(self, path: str) -> _Checked | None:
        """The outermost bag that a file lies in; asked once for each folder."""
        folder = path[: path.rfind("/") + 1]
        unknown: list[str] = []
        while folder and folder not in self._bag_of_folder:
            unknown.append(folder)
            folder = folder[: folder.rfind("/", 0, -1) + 1]
        found = self._bag_of_folder[folder] if folder else self._bags.get("")
        for below in reversed(unknown):
            found = self._bag_of_folder[below] = found or self._bags.get(below)
        return found

    def _entry(self, entry: Entry, budget: Budget, *, may_wait: bool) -> bool:
        """Read one file; False, with nothing kept or used, if it may wait and the budget does not suffice."""
        shown = self.prefix + entry.path
        checked = self._bag_of(entry.path)
        inner = entry.path.removeprefix(checked.bag.root) if checked else entry.path
        if _is_litter(entry.path) and not (checked and checked.bag.names(inner)):
            self._add(EvidenceFile(shown, "", entry.size, companion=True))
            return True
        mark = budget.left
        data = self._load(entry, budget)
        companion = _is_companion(inner, in_bag=checked is not None)
        if isinstance(data, Problem):
            file = EvidenceFile(shown, "", entry.size, problems=(data,), companion=companion)
        else:
            file = EvidenceFile(shown, hashlib.sha256(data).hexdigest(), len(data), companion=companion)
        if checked and (objection := checked.objection(inner, file)):
            file = file._replace(problems=(objection,))
        opened = _Opened(file)
        if not isinstance(data, Problem) and not file.problems:
            way = _Way(budget, self.nesting, checked is not None or self.vouched, may_wait)
            opened = self._opened(file, data, way)
        if may_wait and opened.wants_more():
            budget.left = mark
            return False
        if checked:
            checked.count(inner, file)
        self.loose |= not (checked or opened.file.companion or self.vouched)
        self._add(opened.file)
        if opened.is_archive or (_is_packed_by_name(entry.name) and not opened.file.documents):
            self.archives.append(shown)
        if opened.inside is not None:
            self._take(opened.inside)
        return True

    def _opened(self, file: EvidenceFile, data: bytes, way: _Way) -> _Opened:
        """The file with what it holds."""
        if file.companion:
            if file.name == TABLE:
                self._tables[file.path] = data
            return _Opened(file._replace(trailing="" if file.name == TABLE else _companion_text(data)))
        return _content(file, file.name, data, way)

    def _take(self, inner: ContainerReader) -> None:
        """Put the files of an archive beside it."""
        for found in inner.files.values():
            self._add(found)
        self.seals |= inner.seals
        self.loose |= inner.loose
        self.archives += inner.archives

    def _add(self, file: EvidenceFile) -> None:
        if file.path in self.files:
            problem = unreadable("expected one file at this path, got two; neither is relied on")
            file = EvidenceFile(file.path, "", 0, problems=(problem,))
        self.files[file.path] = file

    def _finish(self, checked: _Checked, unlisted: Sequence[Problem]) -> None:
        """Report the files that are missing and what is wrong with the tag files, and set the seal.

        `unlisted` are the limits that kept some files out of the list of all.
        """
        bag, base = checked.bag, self.prefix + checked.bag.root
        checked.problems += unlisted
        for inner in () if unlisted else bag.missing(checked.present):
            message = "the manifest names this file, and it is not there; ask for it"
            problem = Problem(ProblemCode.MISSING, message)
            checked.problems.append(problem)
            companion = _is_companion(inner, in_bag=True)
            self._add(EvidenceFile(base + inner, "", 0, problems=(problem,), companion=companion))
        for name, problems in bag.problems.items():
            self._blame(base + name, problems)
        wrong_sum = bag.check_oxum(checked.payload_bytes, checked.payload_files)
        if wrong_sum and not checked.problems:
            checked.problems.append(wrong_sum)
            self._blame(base + INFO, [wrong_sum])
        self.seals.add(bag.seal(checked.problems))

    def _blame(self, path: str, problems: Iterable[Problem]) -> None:
        known = self.files.get(path)
        if known is None and not problems:
            return
        known = known or EvidenceFile(path, "", 0, companion=True)
        self.files[path] = known._replace(problems=(*known.problems, *problems))


def _is_litter(path: str) -> bool:
    *folders, name = path.split("/")
    return name in _LITTER_NAMES or name.startswith("._") or not _LITTER_FOLDERS.isdisjoint(folders)


def _is_companion(inner: str, *, in_bag: bool) -> bool:
    """True for what describes evidence: `inner` is the path inside the bag, if there is one."""
    name = inner.rpartition("/")[2]
    beside = in_bag and not inner.startswith(PAYLOAD)
    return beside or _is_litter(inner) or name == TABLE or name.endswith((STDERR, STATUS))


def _content(file: EvidenceFile, name: str, data: bytes, way: _Way) -> _Opened:
    """The file as the archive or the documents that its bytes are; `name` is that of the bytes."""
    limits, budget = way.budget.limits, way.budget
    if (objection := unread_archive(data[:16])) is not None:
        return _Opened(file._replace(problems=(objection,)), is_archive=True)
    if (other := ignored(data[:16], name)) is not None:
        return _Opened(file._replace(problems=(unreadable(other),)))
    kind = None
    if "." not in name or _is_packed_by_name(name) or data.startswith(_GZIP_MAGIC):
        # Most evidence is no archive, and the readers of archives take long to import.
        from analyzer.evidence.archive import archive_contents, archive_kind

        kind = archive_kind(data[:512])
    if kind is None:
        decoded = read(data, limits, budget.left)
        budget.spend(decoded.used)
        return _Opened(
            file._replace(documents=decoded.documents, trailing=decoded.trailing, problems=decoded.problems)
        )
    if way.nesting >= limits.archive_nesting:
        problem = exceeded("archive-nesting", limits, "this archive is not opened")
        return _Opened(file._replace(problems=(problem,)), is_archive=True)
    contents = archive_contents(io.BytesIO(data), kind, limits, budget.left)
    budget.spend(NOTHING._replace(unpacked_bytes=contents.inflated))
    if contents.alone is not None:
        inner_name = name[:-3] if name.lower().endswith(".gz") else name
        return _content(file, inner_name, contents.alone, way._replace(nesting=way.nesting + 1))
    opened = file._replace(problems=contents.problems, companion=not contents.problems)
    inside = ContainerReader(file.path + "/", budget, way.nesting + 1, way.vouched)
    if not (way.may_wait and hits_shared(contents.problems)):
        inside.read(contents)
    return _Opened(opened, inside, is_archive=True)


def _is_packed_by_name(name: str) -> bool:
    return name.lower().endswith(_PACKED)


def _companion_text(data: bytes) -> str:
    """Text for people: bytes that are none are shown as such, because nothing is decided by them."""
    decoded = to_text(data)
    return terminal.plain(decoded.text if decoded else data.decode("utf-8", "backslashreplace"))
