"""A TestMetricFilter that gives chosen answers: as an `aws` on the path, and as a service at a URL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from analyzer.patterns import UnverifiedSyntax
from analyzer.patterns.conformance.probes import PROBES
from tests.collectors.collected import executable
from tests.support.conformance_answers import REFUSAL, Choices, error_text, matches

SCRIPT = Path(__file__).parents[2] / "collectors" / "conformance.sh"
TARGET = "Logs_20140328.TestMetricFilter"


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
