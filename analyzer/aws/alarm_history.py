"""Output of `aws cloudwatch describe-alarm-history`: what an alarm did, and how it went."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from analyzer.aws.arn import Arn, parse_arn
from analyzer.aws.embedded import embedded
from analyzer.aws.identifiers import ACCOUNT_ID
from analyzer.aws.record import AwsModel, Timestamp

_Timestamp = Timestamp

_SUMMARY = re.compile(
    r"(?P<done>Successfully executed|Failed to execute) action (?P<target>arn:[^\s,;\"']+?)\.?"
    r"(?=[\s,;\"']|$)(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
_ERROR = re.compile(r'.*?Received error: "?(?P<error>.*?)"?\s*', re.DOTALL)
_STATES = {"succeeded": True, "failed": False}


class ActionResult(NamedTuple):
    """One action that was tried. `succeeded` is None where the item does not say, or says both; `error` are
    AWS's words on a failure, "" without any."""

    target: str
    succeeded: bool | None
    error: str = ""


class AlarmHistoryItem(AwsModel):
    """One entry of `AlarmHistoryItems` (API_AlarmHistoryItem)."""

    AlarmName: str | None = None
    AlarmType: str | None = None
    Timestamp: _Timestamp = None
    HistoryItemType: str | None = None
    HistorySummary: str | None = None
    HistoryData: str | None = None

    @cached_property
    def action(self) -> ActionResult | None:
        """What an item of type Action tells, by its data and by its summary; None for any other."""
        if self.HistoryItemType != "Action":
            return None
        told = [one for one in (self._by_data(), self._by_summary()) if one is not None]
        if not told:
            return None
        targets = {one.target for one in told}
        results = {one.succeeded for one in told} - {None}
        succeeded = results.pop() if len(results) == len(targets) == 1 else None
        return ActionResult(told[0].target, succeeded, next((one.error for one in told if one.error), ""))

    def _by_data(self) -> ActionResult | None:
        data = embedded(self.HistoryData)
        target = data.get("notificationResource") if isinstance(data, dict) else None
        if not isinstance(data, dict) or not isinstance(target, str):
            return None
        state, error = data.get("actionState"), data.get("error")
        succeeded = _STATES.get(state.lower()) if isinstance(state, str) else None
        return ActionResult(target, succeeded, error if isinstance(error, str) else "")

    def _by_summary(self) -> ActionResult | None:
        found = _SUMMARY.search(self.HistorySummary or "")
        if found is None:
            return None
        error = _ERROR.fullmatch(found["rest"])
        succeeded = found["done"].lower().startswith("success")
        return ActionResult(found["target"], succeeded, error["error"] if error else "")

    @cached_property
    def alarm(self) -> Arn | None:
        """The ARN of the alarm, where its data or its summary spells it."""
        if not self.AlarmName:
            return None
        name = re.escape(self.AlarmName)
        arn = re.compile(rf"arn:[a-z0-9-]+:cloudwatch:[a-z0-9-]+:{ACCOUNT_ID}:alarm:{name}(?![\w.:/-])")
        found = {
            match[0] for text in (self.HistoryData, self.HistorySummary) for match in arn.finditer(text or "")
        }
        return parse_arn(found.pop()) if len(found) == 1 else None
