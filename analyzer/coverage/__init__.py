"""Do these metric filters together count every event that a control is about?

One rule, asked by the chain of evidence and by `pattern covers` alike.
"""

from analyzer.coverage.covering import Covering, FilterUnion, covers
from analyzer.coverage.publishers import MetricPublisher, MetricSubject
from analyzer.coverage.values import PublishedValues, ValueState, publishes

__all__ = [
    "Covering",
    "FilterUnion",
    "MetricPublisher",
    "MetricSubject",
    "PublishedValues",
    "ValueState",
    "covers",
    "publishes",
]
