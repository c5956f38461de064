"""Whether the windows of a mute rule leave any time between them.

Source: API_Schedule (CloudWatch): `cron(Minutes Hours Day-of-month Month Day-of-week)` or
`at(yyyy-MM-ddThh:mm)`, and a duration in ISO 8601 of a minute to fifteen days.
"""

from __future__ import annotations

import re

_CRON = re.compile(r"cron\(\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*\)", re.IGNORECASE)
_DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?", re.IGNORECASE)
_MINUTE, _HOUR, _DAY, _WEEK = 1, 60, 1440, 10_080


def is_endless(expression: str, duration: str) -> bool:
    """Whether each window begins before the one before it has ended, so that the rule never pauses.

    False also where that is not known: between windows of a schedule that is not of one of these forms.
    """
    lasts, pause = _minutes(duration), _longest_pause(expression)
    return lasts is not None and pause is not None and lasts >= pause


def _minutes(duration: str) -> int | None:
    found = _DURATION.fullmatch(duration.strip())
    if found is None:
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return days * _DAY + hours * _HOUR + minutes


def _longest_pause(expression: str) -> int | None:
    """Minutes that pass at most from one beginning to the next."""
    found = _CRON.fullmatch(expression.strip())
    if found is None:
        return None
    minute, hour, day, month, weekday = found.groups()
    if month != "*" or day not in ("*", "?"):
        return None
    if weekday not in ("*", "?"):
        return _WEEK
    if hour != "*":
        return _DAY
    return _MINUTE if minute == "*" else _HOUR
