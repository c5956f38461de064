"""Link 1, audit step 2: a multi-region trail."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 2: describe-trails, IsMultiRegionTrail (API_Trail)"

MULTI_REGION = Rule(
    id="multi-region",
    links=(LinkName.TRAIL,),
    outcome=Outcome.SATISFIED,
    title="Multi-region trail",
    statement="`{subject}` records all regions, home {observed}",
    meaning="the trail records the events of every region of its partition",
    breaks="",
    mending="",
    source=_STEP,
)
NO_TRAIL = Rule(
    id="no-trail",
    links=(LinkName.TRAIL,),
    outcome=Outcome.VIOLATED,
    title="No trail",
    statement="the account has no trail that reaches it from any region",
    meaning="a whole list of the account's trails is empty",
    breaks="no event is recorded, so none can be counted",
    mending="create a multi-region trail that delivers to a log group",
    source=_STEP,
)
NOT_MULTI_REGION = Rule(
    id="not-multi-region",
    links=(LinkName.TRAIL,),
    outcome=Outcome.VIOLATED,
    title="Trail of one region",
    statement="`{subject}` records one region only",
    meaning="the trail leaves out the events of all regions but its own",
    breaks="events of other regions are not counted",
    mending="make it a multi-region trail (cloudtrail update-trail --is-multi-region-trail)",
    source=_STEP,
)
MULTI_REGION_NOT_SAID = Rule(
    id="multi-region-not-said",
    links=(LinkName.TRAIL,),
    outcome=Outcome.UNKNOWN,
    title="Regions of the trail not said",
    statement="`{subject}` does not say whether it records all regions",
    meaning="the record has no IsMultiRegionTrail",
    breaks="the trail may record one region only",
    mending="capture describe-trails without --query",
    source=_STEP,
)
TRAILS_NOT_CAPTURED = Rule(
    id="trails-not-captured",
    links=(LinkName.TRAIL,),
    outcome=Outcome.UNKNOWN,
    title="Trails not captured",
    statement="no list of the account's trails was captured",
    meaning="no file is the output of describe-trails for this account",
    breaks="nothing is known of the account's trails",
    mending="ask for the output of describe-trails",
    source=_STEP,
)
ACCOUNT_NOT_TOLD = Rule(
    id="account-not-told",
    links=(LinkName.TRAIL,),
    outcome=Outcome.UNKNOWN,
    title="Account not told",
    statement="nothing tells whose trails these are",
    meaning="there is a whole list of trails, and no identity, ARN or name says of which account it is",
    breaks="a list that may be of any account refutes none",
    mending="ask for the output of get-caller-identity, or name the account with --account",
    source="Audit step 1: get-caller-identity",
)
