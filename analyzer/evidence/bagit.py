"""BagIt (RFC 8493): which files a bundle promises, and whether it keeps the promise.

A bag is a folder with `bagit.txt`, the payload under `data/`, and `manifest-sha256.txt` with the
checksum of every file of the payload; `tagmanifest-sha256.txt` does the same for the files beside
`data/`. Checksums show what was damaged or changed by accident. They prove nothing against somebody
who rewrites the manifest as well: only a signature over `tagmanifest-sha256.txt` does.

A collector that was stopped leaves a file `INCOMPLETE` and may have written no manifest yet.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from analyzer.evidence.encoding import to_text
from analyzer.evidence.entries import inner_path, showable, too_long
from analyzer.evidence.exceeded import Told, exceeded
from analyzer.evidence.source import IntegrityStatus, Problem, ProblemCode
from analyzer.limits import Limits

PAYLOAD = "data/"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
MARKER = "INCOMPLETE"

_DECLARATION = re.compile(r"BagIt-Version: (?:0\.97|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\s*", re.I)
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")
_ENCODED = re.compile(r"%(0[AaDd]|25)")
_LABEL = re.compile(r"([^:\s][^:]*?)[ \t]*:[ \t]*(.*)")
_IN_PAYLOAD = re.compile(r"(?:^|(?<=/))data/")
# Other tag files that the standard or a signature puts beside the payload without listing them.
_TAG_FILE = re.compile(r"(?:tag)?manifest-[a-z0-9]+\.txt|fetch\.txt|.+\.(?:sig|asc|tsr)")

# Characters of `bag-info.txt` that are looked at: the labels that count stand in the first few lines.
_MOST_INFO = 1_000_000

Problems = dict[str, list[Problem]]


class Bag(NamedTuple):
    """What the tag files of a bag say. Paths are relative to the bag, checksums lower-case SHA-256."""

    root: str  # "" or a folder with "/" at its end
    payload: Mapping[str, str] | None  # None: a stopped collector has written no manifest
    tags: Mapping[str, str]
    incomplete: bool
    oxum: str  # Payload-Oxum, "bytes.files", or ""
    problems: Mapping[str, list[Problem]]  # of tag files, by path

    def names(self, path: str) -> bool:
        """True if a manifest names the file."""
        return path in self.tags or (self.payload is not None and path in self.payload)

    def check(self, path: str, sha256: str) -> Problem | None:
        """What the manifests say against a file of the bag."""
        in_payload = path.startswith(PAYLOAD)
        listed = self.payload if in_payload else self.tags
        if listed is None:
            return None
        if path in listed:
            return None if listed[path] == sha256 else _altered(listed[path])
        if not in_payload and (path in (DECLARATION, INFO, MARKER) or _TAG_FILE.fullmatch(path)):
            return None
        message = "expected only files that the manifest names, got this one; nothing of it is relied on"
        return Problem(ProblemCode.UNLISTED, message)

    def missing(self, present: Collection[str]) -> list[str]:
        """Files that a manifest names and that are not there."""
        return sorted({*(self.payload or ()), *self.tags} - set(present))

    def seal(self, problems: Iterable[Problem]) -> IntegrityStatus:
        """`problems`: all that were met on the files of this bag that a manifest should vouch for."""
        of_tag_files = [problem for found in self.problems.values() for problem in found]
        met = [*problems, *of_tag_files]
        codes = {problem.code for problem in met if not problem.limit}
        if ProblemCode.ALTERED in codes or not all(problem.limit for problem in of_tag_files):
            return IntegrityStatus.BROKEN
        if self.incomplete:
            return IntegrityStatus.INCOMPLETE
        if codes:
            return IntegrityStatus.BROKEN
        return IntegrityStatus.PARTLY_VERIFIED if met else IntegrityStatus.VERIFIED

    def check_oxum(self, size: int, count: int) -> Problem | None:
        """Payload-Oxum against what is there, if the bag has one."""
        if self.incomplete or self.oxum in ("", f"{size}.{count}"):
            return None
        message = f"expected a payload of `{self.oxum}` (bytes.files) by `{INFO}`, got `{size}.{count}`"
        return Problem(ProblemCode.ALTERED, message)


def bags_in(paths: Sequence[str]) -> Iterator[tuple[str, Set[str]]]:
    """The folders that are bags, outermost only, and the paths inside of each; `paths` are in order.

    A stopped collector's folder counts as one.
    """
    for root in _bag_roots(paths):
        # What lies in a folder stands together; "0" is the character behind "/".
        begin = bisect_left(paths, root)
        end = bisect_left(paths, f"{root[:-1]}0") if root else len(paths)
        yield root, {path[len(root) :] for path in paths[begin:end]}


def _bag_roots(paths: Iterable[str]) -> list[str]:
    candidates = {path.removesuffix(DECLARATION) for path in paths if _is_named(path, DECLARATION)}
    stopped = {path.removesuffix(MARKER) for path in paths if _is_named(path, MARKER)}
    if stopped:
        payloads = {path[: match.start()] for path in paths for match in _IN_PAYLOAD.finditer(path)}
        candidates |= stopped & payloads
    roots: list[str] = []
    for root in sorted(candidates):  # what lies in a folder sorts right behind it
        if not roots or not root.startswith(roots[-1]):
            roots.append(root)
    return roots


def _is_named(path: str, name: str) -> bool:
    return path.rpartition("/")[2] == name


def read_bag(
    root: str, paths: Collection[str], tag_file: Callable[[str], bytes | None], limits: Limits
) -> Bag:
    """Read the tag files. `paths`: all files of the bag, relative to it; `tag_file` loads one of them."""
    problems: Problems = {}
    info = dict(_labels((_text(tag_file(INFO)) or "")[:_MOST_INFO]))
    incomplete = MARKER in paths or info.get("capture-complete", "").lower() == "no"
    declaration = _text(tag_file(DECLARATION))
    if not _DECLARATION.fullmatch(declaration or "") and not (incomplete and DECLARATION not in paths):
        message = "expected `BagIt-Version: 1.0` and `Tag-File-Character-Encoding: UTF-8`, got another text"
        problems[DECLARATION] = [Problem(ProblemCode.MALFORMED, message)]
    payload: Mapping[str, str] | None = None
    if MANIFEST in paths or not incomplete:
        payload = _manifest(MANIFEST, tag_file, problems, limits)
    tags = _manifest(TAG_MANIFEST, tag_file, problems, limits) if TAG_MANIFEST in paths else {}
    return Bag(root, payload, tags, incomplete, info.get("payload-oxum", ""), problems)


def _text(data: bytes | None) -> str | None:
    decoded = None if data is None else to_text(data)
    return None if decoded is None else decoded.text


def _labels(text: str) -> Iterator[tuple[str, str]]:
    """Labels in lower case and values of `bag-info.txt`; lines that continue a value are left out."""
    for line in text.splitlines():
        if match := _LABEL.fullmatch(line):
            yield match[1].lower(), match[2].strip()


def _manifest(
    name: str, tag_file: Callable[[str], bytes | None], problems: Problems, limits: Limits
) -> dict[str, str]:
    found = problems.setdefault(name, [])
    text = _text(tag_file(name))
    if text is None:
        message = "expected a manifest in UTF-8, got none that can be read; no file of the bag is relied on"
        found.append(Problem(ProblemCode.UNREADABLE, message))
        return {}
    if text.count("\n") > limits.files:
        found.append(exceeded("files", limits, "no file of this manifest is relied on"))
        return {}
    listed: dict[str, str] = {}
    broken = Told()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.rstrip("\r"))
        written = _decoded(match[2]) if match else ""
        if match and (objection := too_long(written, limits)):
            broken.add(objection._replace(line=number, column=1))
            continue
        path = inner_path(written)
        if not match or not path or path.startswith(PAYLOAD) is not (name == MANIFEST):
            message = "expected a SHA-256 checksum and the path of a file of this bag"
            broken.add(Problem(ProblemCode.MALFORMED, message, number, 1, showable(line[:200])))
        elif listed.setdefault(path, match[1].lower()) != match[1].lower():
            message = f"expected one checksum for `{path}`, got two"
            broken.add(Problem(ProblemCode.MALFORMED, message, number, 1))
            listed[path] = ""
    found += broken.problems()
    return listed


def _decoded(path: str) -> str:
    """RFC 8493, section 2.1.3: CR, LF and % stand percent-encoded in a manifest."""
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), path)


def _altered(expected: str) -> Problem:
    message = f"expected the checksum `{expected}` of the manifest, got another; nothing of it is relied on"
    return Problem(ProblemCode.ALTERED, message)
