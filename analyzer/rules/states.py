"""How a file of the evidence was read, and what vouches for an input."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analyzer.evidence import IntegrityStatus
from analyzer.rules.model import EvidenceState

_READING = "docs/reference/evidence.md, states of a file"
_BAGIT = "RFC 8493 (BagIt), section 3"

COMPLETE = EvidenceState(
    "complete", "complete", "was read, and its lists are whole", breaks="", mending="", source=_READING
)
PARTIAL = EvidenceState(
    "partial",
    "partial",
    "was read in part, or a list in it may not be whole",
    breaks="it may prove that something is there, never that it is not",
    mending="capture it again, whole",
    source=_READING,
)
ERROR = EvidenceState(
    "error",
    "error",
    "holds an error of AWS, or its command failed",
    breaks="it holds no answer",
    mending="mend what the error names, and capture it again",
    source=_READING,
)
UNREADABLE = EvidenceState(
    "unreadable",
    "unreadable",
    "could not be read",
    breaks="it says nothing",
    mending="ask for it again",
    source=_READING,
)
UNRECOGNISED = EvidenceState(
    "unrecognised",
    "unrecognised",
    "was read, and is no output of a command that is known",
    breaks="it says nothing",
    mending="see whether it was meant as evidence",
    source=_READING,
)
PACKAGING = EvidenceState(
    "packaging",
    "packaging",
    "belongs to the bundle: manifests, the table of commands, standard errors, exit statuses",
    breaks="",
    mending="",
    source=_READING,
)

SEALS: Mapping[IntegrityStatus, EvidenceState] = MappingProxyType(
    {
        IntegrityStatus.NONE: EvidenceState(
            "none",
            "no manifest",
            "loose files: nothing vouches for them",
            breaks="a change of them would not show",
            mending="ask for a bundle of the collector",
            source=_BAGIT,
        ),
        IntegrityStatus.VERIFIED: EvidenceState(
            "verified",
            "manifest verified",
            "every file of the payload has the checksum of the manifest, and none is extra",
            breaks="",
            mending="",
            source=_BAGIT,
        ),
        IntegrityStatus.BROKEN: EvidenceState(
            "broken",
            "manifest broken",
            "a checksum differs, a file is missing or extra, or a manifest is unreadable",
            breaks="files were changed, added or lost after the capture",
            mending="ask for the bundle again",
            source=_BAGIT,
        ),
        IntegrityStatus.PARTLY_VERIFIED: EvidenceState(
            "partly-verified",
            "manifest verified in part",
            "each file that was read has the checksum of the manifest; a limit left others unread",
            breaks="a change of the files that were not read would not show",
            mending="raise the limit that is named, or ask for smaller bundles",
            source=_BAGIT,
        ),
        IntegrityStatus.INCOMPLETE: EvidenceState(
            "incomplete",
            "collecting was stopped before its end",
            "the collector was stopped before it had finished",
            breaks="answers may be missing",
            mending="run the collector again",
            source=_BAGIT,
        ),
    }
)
"""What the packaging of an input comes to."""
