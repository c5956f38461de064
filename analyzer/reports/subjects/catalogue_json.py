"""The catalogue of controls for programs."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.controls import Control, Edition, Prescribed, Remark
from analyzer.evidence import JSON
from analyzer.reports.sanitize import dump_json
from analyzer.reports.subjects.changes import Change, changes


def render_table(controls: Sequence[Control]) -> str:
    """All of them as one JSON document; how patterns changed is told of single controls only."""
    return dump_json({"controls": [_control(control) for control in controls]})


def render_control(control: Control) -> str:
    """Everything that is known of one control, as one JSON document."""
    return dump_json({**_control(control), "changes": list(map(_change, changes(control)))})


def _control(control: Control) -> dict[str, JSON]:
    return {
        "control": control.slug,
        "title": control.title,
        "level": control.level,
        "benchmark": control.benchmark or None,
        "event_sources": list(control.event_sources),
        "texts": [_text(text) for text in control.texts],
        "intent": {"pattern": control.intent.pattern, "reason": control.intent.reason or None},
        "alarm": {
            "statistic": control.alarm.statistic,
            "period": control.alarm.period,
            "evaluation_periods": control.alarm.evaluation_periods,
            "threshold": control.alarm.threshold,
            "comparison": control.alarm.comparison,
        },
        "ids": {
            "cce": control.ids.cce,
            "security_hub": control.ids.security_hub,
            "nist_800_53": list(control.ids.nist_800_53),
            "cis_controls": [
                {"benchmark": version, "catalogue": catalogue, "safeguards": list(numbers)}
                for version, catalogue, numbers in control.ids.cis_controls
            ],
        },
        "editions": [_edition(edition) for edition in control.editions],
        "defects": [_remark(remark) for remark in control.defects],
        "notes": [_remark(remark) for remark in control.notes],
    }


def _text(text: Prescribed) -> JSON:
    return {"name": text.name, "pattern": text.text, "part": text.part.value}


def _edition(edition: Edition) -> JSON:
    return {
        "benchmark": edition.benchmark,
        "number": edition.number,
        "level": edition.level,
        "assessment": edition.assessment,
        "texts": [_text(text) for text in edition.texts],
        "disputed": dict(edition.disputed),
    }


def _remark(remark: Remark) -> JSON:
    return {
        "code": remark.code,
        "sentence": remark.sentence,
        "patterns": list(remark.patterns),
        "versions": list(remark.versions),
        "event": remark.event or None,
        "counted": remark.counted,
    }


def _change(change: Change) -> JSON:
    return {
        "before": change.before,
        "after": change.after,
        "old": change.old.name,
        "new": change.new.name,
        "relation": change.comparison.relation.value,
        "only_old": change.comparison.only_right,
        "only_new": change.comparison.only_left,
        "reasons": list(change.comparison.reasons),
    }
