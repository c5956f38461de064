"""A TestMetricFilter that answers as the evaluator does under a chosen interpretation, and records of it.

The evaluator is not the judge here: what is tested is that exactly the chosen alternatives are found again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from analyzer.patterns import OpenQuestion, UnverifiedSyntax, evaluate, parse
from analyzer.patterns.conformance.probes import PROBES
from analyzer.patterns.conformance.record import HEADER
from tests.collectors.collected import executable

SCRIPT = Path(__file__).parents[2] / "collectors" / "conformance.sh"
REFUSAL = "Invalid metric filter pattern"
TARGET = "Logs_20140328.TestMetricFilter"

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


def answering_aws(folder: Path, choices: Choices, refused: Collection[UnverifiedSyntax] = ()) -> Path:
    """The folder of an `aws` that finds its answer by the bytes of the request."""
    for probe in PROBES:
        answer = matches(json.loads(probe.request), choices, refused)
        key = hashlib.sha256(f"{probe.request}\n".encode()).hexdigest()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.out").write_text("" if answer is None else json.dumps(answer, indent=4))
        (folder / f"{key}.err").write_text(error_text(REFUSAL) if answer is None else "")
    script = f"""
[ "$1" != --version ] || exec printf 'aws-cli/0.0.0 made up\\n'
printf '%s\\n' "$*" >>'{folder}/asked'
key=$(sha256sum <request.json | cut -c1-64)
cat '{folder}'/"$key.out"
cat '{folder}'/"$key.err" >&2
[ ! -s '{folder}'/"$key.err" ] || exit 254
"""
    return executable(folder / "aws", script).parent


@contextmanager
def service(choices: Choices, refused: Collection[UnverifiedSyntax] = ()) -> Iterator[str]:
    """CloudWatch Logs for the one operation, at a URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-Amz-Target"] == TARGET
            answer = matches(request, choices, refused)
            body = answer or {"__type": "InvalidParameterException", "message": REFUSAL}
            data = json.dumps(body).encode()
            self.send_response(200 if answer is not None else 400)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
