"""What TestMetricFilter answers if it does as the evaluator does under a chosen interpretation.

The evaluator is not the judge here: what is tested is that exactly the chosen alternatives are found again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from analyzer.patterns import OpenQuestion, UnverifiedSyntax, evaluate, parse
from analyzer.patterns.conformance.probes import PROBES
from analyzer.patterns.conformance.record import HEADER

REFUSAL = "Invalid metric filter pattern"

Choices = Mapping[OpenQuestion, str]


def first_of_all() -> dict[OpenQuestion, str]:
    return {question: question.alternatives[0] for question in OpenQuestion}


def last_of_all() -> dict[OpenQuestion, str]:
    return {question: question.alternatives[-1] for question in OpenQuestion}


def matches(request: dict[str, Any], choices: Choices, refused: Collection[UnverifiedSyntax] = ()) -> Any:
    """The answer of AWS if it followed these alternatives and refused these spellings; None for a refusal."""
    pattern = parse(request["filterPattern"])
    if set(pattern.unverified) & set(refused):
        return None
    found = [
        {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
        for number, message in enumerate(request["logEventMessages"], start=1)
        if evaluate(pattern, message, choices).value
    ]
    return {"matches": found}


def error_text(message: str) -> str:
    error = "An error occurred (InvalidParameterException) when calling the TestMetricFilter operation"
    return f"\n{error}: {message}"


def record(
    choices: Choices, refused: Collection[UnverifiedSyntax] = (), only: Collection[str] | None = None
) -> str:
    """What the script would write; `only` are the probes that it got to."""
    lines = [HEADER, "aws aws-cli/0.0.0"]
    for probe in PROBES:
        if only is not None and probe.name not in only:
            continue
        answer = matches(json.loads(probe.request), choices, refused)
        stdout = "" if answer is None else json.dumps(answer, indent=4)
        stderr = error_text(REFUSAL) if answer is None else ""
        lines += [f"probe {probe.name}", "request", f"  {probe.request}", "stdout"]
        lines += [f"  {line}" for line in stdout.split("\n") if stdout]
        lines += ["stderr", *(f"  {line}" for line in stderr.split("\n") if stderr)]
        lines.append(f"status {254 if answer is None else 0}")
    return "\n".join([*lines, "end", ""])
