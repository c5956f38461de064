"""The files of one folder or archive: hashed, held against their manifest, decoded, put in place.

    entries → bags → files → files that are missing → tables of commands

An archive among them is a scope of its own, one level deep.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.evidence import terminal
from analyzer.evidence.bagit import INFO, PAYLOAD, Bag, bag_roots, read_bag
from analyzer.evidence.budget import Budget
from analyzer.evidence.decode import read
from analyzer.evidence.encoding import to_text
from analyzer.evidence.entries import Contents, Entry, single, unreadable
from analyzer.evidence.manifest import STATUS, STDERR, TABLE, attach, read_table
from analyzer.evidence.source import EvidenceFile, IntegrityStatus, Problem, ProblemCode

# Left behind by operating systems and tools; never evidence.
_LITTER_NAMES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_LITTER_FOLDERS = frozenset({"__MACOSX", ".git"})

# What people pack. Office documents are zip files as well, and hold no evidence.
_PACKED = (".zip", ".tar", ".tar.gz", ".tgz")


@dataclass(slots=True)
class _Checked:
    """A bag and what was found of it so far."""

    bag: Bag
    present: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)  # on files that a manifest should vouch for
    payload_bytes: int = 0
    payload_files: int = 0

    def check(self, inner: str, file: EvidenceFile) -> EvidenceFile:
        """The file of this bag with what its manifests say against it."""
        self.present.add(inner)
        in_payload = inner.startswith(PAYLOAD)
        if in_payload:
            self.payload_bytes += file.size
            self.payload_files += 1
        if not file.problems and (objection := self.bag.check(inner, file.sha256)):
            file = file._replace(problems=(objection,))
        unlisted = [problem for problem in file.problems if problem.code is ProblemCode.UNLISTED]
        if in_payload or not unlisted:
            self.problems += file.problems
        return file


@dataclass(slots=True)
class ContainerReader:
    """One folder or archive. `vouched`: it is an archive in a bag, and its checksum is right."""

    prefix: str  # goes before every path inside; "" or with "/" at its end
    budget: Budget
    nested: bool = False
    vouched: bool = False
    files: dict[str, EvidenceFile] = field(default_factory=dict)
    seals: set[IntegrityStatus] = field(default_factory=set)
    loose: bool = False  # some evidence lies outside every bag
    _bags: dict[str, _Checked] = field(default_factory=dict)
    _tables: dict[str, bytes] = field(default_factory=dict)
    _tag_files: dict[str, bytes | Problem] = field(default_factory=dict)  # loaded, and not yet listed

    def read(self, contents: Contents) -> None:
        entries = {entry.path: entry for entry in single(contents.entries)}
        for root in bag_roots(entries):
            self._bags[root] = _Checked(self._read_bag(root, entries))
        for entry in entries.values():
            self._entry(entry)
        for checked in self._bags.values():
            self._finish(checked)
        for path, data in self._tables.items():
            self.files.update(attach(self.files, path, read_table(data)))

    def _read_bag(self, root: str, entries: dict[str, Entry]) -> Bag:
        def tag_file(name: str) -> bytes | None:
            if root + name not in entries:
                return None
            data = self._load(entries[root + name])
            self._tag_files[root + name] = data
            return None if isinstance(data, Problem) else data

        inside = {path.removeprefix(root) for path in entries if path.startswith(root)}
        return read_bag(root, inside, tag_file)

    def _load(self, entry: Entry) -> bytes | Problem:
        known = self._tag_files.pop(entry.path, None)
        return self.budget.load(entry) if known is None else known

    def _bag_of(self, path: str) -> _Checked | None:
        folders = [path[: index + 1] for index, char in enumerate(path) if char == "/"]
        return next((self._bags[root] for root in ("", *folders) if root in self._bags), None)

    def _entry(self, entry: Entry) -> None:
        shown = self.prefix + entry.path
        checked = self._bag_of(entry.path)
        inner = entry.path.removeprefix(checked.bag.root) if checked else entry.path
        if _is_litter(entry.path) and not (checked and checked.bag.names(inner)):
            self._add(EvidenceFile(shown, "", entry.size, companion=True))
            return
        data = self._load(entry)
        companion = _is_companion(inner, in_bag=checked is not None)
        if isinstance(data, Problem):
            file = EvidenceFile(shown, "", entry.size, problems=(data,), companion=companion)
        else:
            file = EvidenceFile(shown, hashlib.sha256(data).hexdigest(), len(data), companion=companion)
        if checked:
            file = checked.check(inner, file)
        if not isinstance(data, Problem) and not file.problems:
            file = self._opened(file, data, in_bag=checked is not None)
        self.loose |= not (checked or file.companion or self.vouched)
        self._add(file)

    def _opened(self, file: EvidenceFile, data: bytes, *, in_bag: bool) -> EvidenceFile:
        """The file with what it holds; the files of an archive are added beside it."""
        if file.companion:
            if file.name == TABLE:
                self._tables[file.path] = data
            return file._replace(trailing="" if file.name == TABLE else _companion_text(data))
        unpacked = self._unpacked(file, data, in_bag=in_bag) if _is_packed(file.name) else None
        if unpacked is not None:
            return unpacked
        decoded = read(data, self.budget.limits.json_depth)
        return file._replace(
            documents=decoded.documents, trailing=decoded.trailing, problems=decoded.problems
        )

    def _unpacked(self, file: EvidenceFile, data: bytes, *, in_bag: bool) -> EvidenceFile | None:
        """The file as the archive that it is; None if it only has the name of one."""
        # Most evidence is no archive, and the readers of archives take long to import.
        from analyzer.evidence.archive import archive_contents, archive_kind

        kind = archive_kind(data[:512])
        if kind is None:
            return None
        if self.nested:
            return file._replace(problems=(unreadable("an archive this deep is not opened; unpack it"),))
        contents = archive_contents(io.BytesIO(data), kind, self.budget.left())
        inner = ContainerReader(file.path + "/", self.budget, nested=True, vouched=in_bag or self.vouched)
        inner.read(contents)
        for found in inner.files.values():
            self._add(found)
        self.seals |= inner.seals
        self.loose |= inner.loose
        return file._replace(problems=contents.problems, companion=not contents.problems)

    def _add(self, file: EvidenceFile) -> None:
        if file.path in self.files:
            problem = unreadable("expected one file at this path, got two; neither is relied on")
            file = EvidenceFile(file.path, "", 0, problems=(problem,))
        self.files[file.path] = file

    def _finish(self, checked: _Checked) -> None:
        """Report the files that are missing and what is wrong with the tag files, and set the seal."""
        bag, base = checked.bag, self.prefix + checked.bag.root
        for inner in bag.missing(checked.present):
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


def _is_packed(name: str) -> bool:
    return "." not in name or name.lower().endswith(_PACKED)


def _companion_text(data: bytes) -> str:
    """Text for people: bytes that are none are shown as such, because nothing is decided by them."""
    decoded = to_text(data)
    return terminal.plain(decoded.text if decoded else data.decode("utf-8", "backslashreplace"))
