"""The catalogue of controls for programs."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.controls import Control, KnownIssue, PrescribedPattern, Recommendation
from analyzer.controls.changes import Change, KnownControl
from analyzer.evidence import JSON
from analyzer.reports.sanitize import dump_json


def render_table(controls: Sequence[Control]) -> str:
    """All of them as one JSON document; how patterns changed is told of single controls only."""
    return dump_json({"controls": [_control(control) for control in controls]})


def render_control(known: KnownControl) -> str:
    """Everything that is known of one control, as one JSON document."""
    return dump_json({**_control(known.control), "changes": list(map(_change, known.changes))})


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
            "cce": control.cross_references.cce,
            "security_hub": control.cross_references.security_hub,
            "nist_800_53": list(control.cross_references.nist_800_53),
            "cis_controls": [
                {"benchmark": version, "catalogue": catalogue, "safeguards": list(numbers)}
                for version, catalogue, numbers in control.cross_references.cis_controls
            ],
        },
        "editions": [_recommendation(recommendation) for recommendation in control.recommendations],
        "defects": [_known_issue(issue) for issue in control.defects],
        "notes": [_known_issue(issue) for issue in control.notes],
    }


def _text(text: PrescribedPattern) -> JSON:
    return {"name": text.name, "pattern": text.text, "part": text.part.value}


def _recommendation(recommendation: Recommendation) -> JSON:
    return {
        "benchmark": recommendation.benchmark,
        "number": recommendation.number,
        "level": recommendation.level,
        "assessment": recommendation.assessment,
        "texts": [_text(text) for text in recommendation.texts],
        "disputed": dict(recommendation.disputed),
    }


def _known_issue(issue: KnownIssue) -> JSON:
    return {
        "code": issue.code,
        "sentence": issue.sentence,
        "patterns": list(issue.patterns),
        "versions": list(issue.versions),
        "event": issue.event or None,
        "counted": issue.counted,
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
