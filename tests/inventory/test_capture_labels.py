"""Words that the files of one capture bear are told apart from the names of resources."""

from __future__ import annotations

import pytest

from analyzer.aws.command_line import AuditOperation
from analyzer.evidence import Citation, Location
from analyzer.inventory.capture_labels import without_labels
from analyzer.inventory.command_output import CommandOutput
from analyzer.inventory.filename_hints import filename_hints


def output(path: str) -> CommandOutput:
    said = filename_hints(path)
    return CommandOutput(
        said.kind or AuditOperation.TRAILS, Citation(Location(path), None), (), (), None, said, ""
    )


@pytest.mark.parametrize(
    ("path", "bare", "label"),
    [
        ("get-trail-status-prod.json", "", "prod"),
        ("get-trail-status-org-prod.json", "org", "prod"),
        ("prod_get-trail-status.json", "", "prod"),
        ("get-trail-status-prod-nonprod.json", "nonprod", "prod"),
        ("get-trail-status-big-client-org.json", "org", "big-client"),
        ("03_prod_get-trail-status_org.json", "org", "prod"),
        ("get-trail-status-client.json", "client", ""),
        ("get-trail-status-reprod.json", "reprod", ""),
        ("get-trail-status.json", "", ""),
    ],
)
def test_a_label_names_no_resource(path: str, bare: str, label: str) -> None:
    others = [output("describe-trails-prod.json"), output("describe-alarms big client.json")]
    said = without_labels([*others, output(path)])[-1].hints
    assert (said.bare, said.label) == (bare, label)


def test_the_name_of_a_trail_s_file_alone_is_no_label() -> None:
    said = without_labels([output("get-trail-status-prod.json"), output("get-event-selectors-prod.json")])
    assert [one.hints.label for one in said] == ["", ""]
