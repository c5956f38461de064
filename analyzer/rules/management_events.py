"""Link 3, audit step 4: the trail records all management events."""

from __future__ import annotations

from analyzer.rules.model import LinkName, Rule
from analyzer.verdict import Outcome

_STEP = "Audit step 4: get-event-selectors (API_EventSelector, API_AdvancedEventSelector)"

ALL_MANAGEMENT_EVENTS = Rule(
    id="all-management-events",
    links=(LinkName.MANAGEMENT_EVENTS,),
    outcome=Outcome.SATISFIED,
    title="All management events",
    statement="the trail records all management events{observed}",
    meaning="the selectors together take every management event, or leave out only sources that AWS lets a "
    "trail leave out and that the control is not about",
    breaks="",
    mending="",
    source=_STEP,
)
NOT_ALL_MANAGEMENT_EVENTS = Rule(
    id="not-all-management-events",
    links=(LinkName.MANAGEMENT_EVENTS,),
    outcome=Outcome.VIOLATED,
    title="Management events left out",
    statement="not recorded, for example: {observed}",
    meaning="there is a management event that no selector takes",
    breaks="events of the control may not be recorded, and the benchmark asks for all of them",
    mending="select all management events, read and write (cloudtrail put-event-selectors)",
    source=_STEP,
)
SELECTORS_NOT_CAPTURED = Rule(
    id="selectors-not-captured",
    links=(LinkName.MANAGEMENT_EVENTS,),
    outcome=Outcome.UNKNOWN,
    title="Event selectors not captured",
    statement="no event selectors of the trail were captured",
    meaning="no file is the output of get-event-selectors for this trail",
    breaks="the trail may leave management events out",
    mending="ask for the output of get-event-selectors for the trail",
    source=_STEP,
)
SELECTORS_NOT_SAID = Rule(
    id="selectors-not-said",
    links=(LinkName.MANAGEMENT_EVENTS,),
    outcome=Outcome.UNKNOWN,
    title="Event selectors not said",
    statement="the answer names no selectors of one kind and does not speak of the other",
    meaning="a trail has basic or advanced selectors, and the answer shows neither",
    breaks="the trail may leave management events out",
    mending="capture get-event-selectors without --query",
    source=_STEP,
)
SELECTORS_UNDECIDED = Rule(
    id="selectors-undecided",
    links=(LinkName.MANAGEMENT_EVENTS,),
    outcome=Outcome.UNKNOWN,
    title="Selector of an unknown form",
    statement="a selector has a form whose effect is not known here",
    meaning="a field or a value of a selector is not one that the documents of AWS name for trails",
    breaks="the selector may leave management events out",
    mending="look at the selector, or select all management events by one without conditions",
    source=_STEP,
)
