"""One step by chance, of each kind, for the files that are there."""

from __future__ import annotations

import json
import re
from random import Random

from tests.support.accounts.build import Files
from tests.support.accounts.pointers import JSON, CaseError

from .documents import at, document, is_document, pointers
from .steps import Step, changed
from .values import ALIEN, FOREIGN, RAW, TEXTS, VALUES, a_row_of, an_answer_of

NO_ANSWER = (
    "",
    " \n",
    "\nAn error occurred (AccessDenied) when calling this operation: not authorized\n",
    "Unable to locate credentials\n",
    "{",
    "\x00\x00\x00\x00",
)
IN_TIME = re.compile("describe-alarm-history")
"""Lists whose order says something: what a cut one lacks is what would come next."""
SEALS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")


def damaged(chance: Random, files: Files) -> Step:
    """A file gone, or one that no reader takes for a whole document any longer."""
    path = chance.choice(sorted(files))
    match chance.randrange(10):
        case 0 | 1 | 2:
            return Step("delete-file", {"file": path})
        case 3:
            return Step("write-text", {"file": path, "text": chance.choice(NO_ANSWER)})
        case 4:
            return _doubled(chance, path, files[path])
        case 5 | 6:
            step = Step("end", {"file": path, "at": chance.randrange(len(files[path]) or 1)})
        case _:
            step = _bytes(chance, path, files[path])
    document(files[path])  # of what was no document nobody can say what a change of it says
    if is_document(changed(files, [step])[path]):
        raise CaseError("the file can still be read")
    return step


def damaged_payload(chance: Random, files: Files) -> Step:
    """Any change of what a manifest vouches for; the manifests themselves stay."""
    path = chance.choice(
        [path for path in sorted(files) if path.rpartition("/")[2] not in SEALS] or sorted(files)
    )
    drawn = chance.randrange(10)
    if drawn < 3:
        return Step("delete-file", {"file": path})
    return another_value(chance, path, files[path]) if drawn < 6 else _bytes(chance, path, files[path])


def damaged_seal(chance: Random, files: Files) -> Step:
    """The payload stays as it is, so whatever becomes of its manifests says nothing else of the account."""
    path = chance.choice([path for path in sorted(files) if path.rpartition("/")[2] in SEALS])
    return _bytes(chance, path, files[path]) if chance.randrange(3) else Step("delete-file", {"file": path})


def _doubled(chance: Random, path: str, data: bytes) -> Step:
    value = document(data)
    places = [
        place for place in pointers(value) if place and isinstance(at(value, place.rpartition("/")[0]), dict)
    ]
    if not places:
        raise CaseError("no object with a member")
    return Step(
        "twice", {"file": path, "pointer": chance.choice(places), "text": json.dumps(chance.choice(VALUES))}
    )


def _bytes(chance: Random, path: str, data: bytes) -> Step:
    if not data:
        return Step("put-bytes", {"file": path, "at": 0, "hex": chance.randbytes(4).hex()})
    place, count = chance.randrange(len(data)), 1 << chance.randrange(8)
    match chance.randrange(6):
        case 0:
            return Step("flip", {"file": path, "at": place, "mask": 1 << chance.randrange(8)})
        case 1:
            return Step("cut", {"file": path, "at": place, "count": count})
        case 2:
            given = chance.choice(RAW) if chance.randrange(2) else chance.randbytes(min(count, 8))
            return Step("put-bytes", {"file": path, "at": place, "hex": given.hex()})
        case 3:
            times = chance.choice((1, 2, 50))
            return Step("repeat", {"file": path, "at": place, "count": count, "times": times})
        case 4:
            return Step("end", {"file": path, "at": place})
        case _:
            other = chance.randrange(len(data))
            first, second = sorted((place, other))
            return Step(
                "swap", {"file": path, "at": first, "to": second, "count": min(count, len(data) - second)}
            )


def rewritten(chance: Random, files: Files) -> Step:
    path = chance.choice(sorted(files))
    document(files[path])
    match chance.randrange(5):
        case 0:
            return Step("shuffle", {"file": path, "seed": chance.randrange(1000)})
        case 1:
            return Step("blanks", {"file": path, "indent": chance.choice((-1, 0, 1, 9))})
        case 2 if not IN_TIME.search(path):
            return Step("turn", {"file": path})
        case 3 if "." in path:
            folder, slash, name = path.rpartition("/")
            stem, _, ending = name.rpartition(".")
            copy = chance.choice((f"{stem} (1).{ending}", f"{stem}-copy.{ending}", f"Copy of {name}"))
            return Step("copy-file", {"file": path, "to": f"{folder}{slash}{copy}"})
        case _:
            encoding = chance.choice(("utf-8", "utf-16-le", "utf-16-be"))
            newline = chance.choice(("\n", "\r\n"))
            return Step("encode", {"file": path, "encoding": encoding, "mark": True, "newline": newline})


def foreign_row(chance: Random, files: Files) -> Step:
    """A record whose ARN is another account's, in a list of such records."""
    path = chance.choice(sorted(files))
    value = document(files[path])
    lists = [name for name in FOREIGN if isinstance(value, dict) and isinstance(value.get(name), list)]
    if not lists:
        raise CaseError("no list of records that bear an ARN")
    name = chance.choice(lists)
    row = a_row_of(name, ALIEN, chance)
    return Step("insert", {"file": path, "pointer": f"/{name}/0", "value": row})


def foreign_file(chance: Random, files: Files) -> Step:
    """An answer whose ARNs are another account's, under a new name or in the place of one of these."""
    document_of_theirs = an_answer_of(ALIEN, chance)
    folder = chance.choice(sorted(files)).rpartition("/")[0]
    path = chance.choice((chance.choice(sorted(files)), f"{folder}/9.json".lstrip("/")))
    return Step("write-json", {"file": path, "value": document_of_theirs})


def anything(chance: Random, files: Files) -> Step:
    path = chance.choice(sorted(files))
    match chance.randrange(10):
        case 0:
            return _moved(chance, path, files)
        case 1:
            some: list[JSON] = [*chance.sample(sorted(files), chance.randrange(1, len(files) + 1))]
            return Step(
                "pack", {"files": some, "to": chance.choice(("a.zip", "us-east-1/describe-trails.zip"))}
            )
        case 2:
            return Step(
                "recode", {"file": path, "encoding": chance.choice(("utf-7", "utf-32", "latin-1", "cp037"))}
            )
        case 3 | 4:
            return _bytes(chance, path, files[path])
        case 5:
            return _strange(chance, path, files[path])
        case _:
            return another_value(chance, path, files[path])


def _moved(chance: Random, path: str, files: Files) -> Step:
    folder, _, name = path.rpartition("/")
    other = chance.choice(sorted(files))
    to = chance.choice(
        (
            f"eu-west-1/{name}",
            f"{ALIEN}/{name}",
            name,
            f"{folder}/copy of {name}",
            other,
            f"x/{other}",
            f"{name}.zip",
        )
    ).lstrip("/")
    if any(taken.startswith(f"{to}/") or to.startswith(f"{taken}/") for taken in files):
        raise CaseError("a file and a folder of one name")
    return Step(chance.choice(("rename-file", "copy-file")), {"file": path, "to": to})


def _strange(chance: Random, path: str, data: bytes) -> Step:
    """What is no JSON, or hardly, in the place of a value."""
    place = chance.choice(list(pointers(document(data)))[1:] or [""])
    if not place:
        raise CaseError("no value inside")
    text = chance.choice(
        (
            "NaN",
            "-Infinity",
            "1e999",
            "9" * 5000,
            "-0",
            "1E-400",
            "[" * 150 + "]" * 150,
            '"\\ud800"',
            "'x'",
            "",
            "{}{}",
        )
    )
    return Step("raw", {"file": path, "pointer": place, "text": text})


def another_value(chance: Random, path: str, data: bytes) -> Step:
    """Another value, one less, one more, or one from elsewhere in the document."""
    whole = document(data)
    places = list(pointers(whole))[1:]
    if not places:
        return Step("write-json", {"file": path, "value": chance.choice(VALUES)})
    place = chance.choice(places)
    match chance.randrange(6):
        case 0:
            return Step("remove", {"file": path, "pointer": place})
        case 1:
            return Step("set", {"file": path, "pointer": place, "value": at(whole, chance.choice(places))})
        case 2:
            found: JSON = at(whole, place)
            held: tuple[JSON, ...] = ([found], {"Value": found}, json.dumps(found), [found, found], None)
            return Step("set", {"file": path, "pointer": place, "value": chance.choice(held)})
        case 3:
            return Step("copy", {"file": path, "from": place, "pointer": f"{_list(chance, whole)}/-"})
        case 4:
            return Step("set", {"file": path, "pointer": place, "value": chance.choice(TEXTS)})
        case _:
            return Step("set", {"file": path, "pointer": place, "value": chance.choice(VALUES)})


def _list(chance: Random, whole: JSON) -> str:
    found = [place for place in pointers(whole) if isinstance(at(whole, place), list)]
    if not found:
        raise CaseError("no list")
    return chance.choice(found)
