"""A carrier on this machine, in each of the three shapes: `python -m tests.fakes.gateway PORT` serves it alone.

It checks signature, template and length of parameters as a carrier would, keeps what it took in memory (GET /taken),
drops a key and refuses a nonce it has seen, and can `hang`, `refuse`, be `broken`, `drop` its answer or `babble`. It
can also be told what to `answer` to everything, and whither to send on (`location`).
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from notices.channels.sms import aliyun_signature, tencent_authorization

KEY, SECRET, SIGNATURE, APP = "key-id", "secret", "清薪", "1400000000"
LONGEST_PARAMETER = 70


class Gateway(ThreadingHTTPServer):
    """The carrier. `mode` says how it fares: "", "hang", "refuse", "broken", "drop", "babble"."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.taken: list[dict[str, Any]] = []
        self.nonces: set[str] = set()
        self.tries = self.looks = 0
        self.mode = self.location = ""
        self.answer: tuple[int, dict[str, Any] | bytes] | None = None
        self.hang_seconds = 30.0

    def url(self, shape: str) -> str:
        """Return the address of a shape: http, aliyun or tencent."""
        return f"http://127.0.0.1:{self.server_port}/{shape}"

    def start(self) -> Gateway:
        """Serve in a thread."""
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def take(self, message: dict[str, Any]) -> bool:
        """Keep a message unless its key was seen; say whether it is new."""
        if any(message["key"] == other["key"] for other in self.taken):
            return False
        self.taken.append(message)
        return True


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Gateway

    def log_message(self, *_parts: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Show what was taken."""
        self.server.looks += 1
        self._answer(200, {"taken": self.server.taken})

    def do_POST(self) -> None:
        """Take one message in the shape of the path."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.tries += 1
        if self.server.mode == "hang":
            time.sleep(self.server.hang_seconds)
        if self.server.mode in {"refuse", "broken"}:
            self._answer(400 if self.server.mode == "refuse" else 503, {})
            return
        if self.server.mode == "babble":
            self.wfile.write(b"SMS/1.0 ready\r\n\r\n")
            return
        if self.server.answer is not None:
            self._answer(*self.server.answer)
            return
        status, answer = getattr(self, f"_{self.path.strip('/')}")(body)
        if self.server.mode == "drop":
            self.connection.close()
            return
        self._answer(status, answer)

    def _http(self, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.headers["Authorization"] != f"Bearer {SECRET}":
            return 401, {}
        asked = json.loads(body)
        return (200 if self.server.take(asked) else 409), {}

    def _aliyun(self, body: bytes) -> tuple[int, dict[str, Any]]:
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if asked.pop("Signature", "") != aliyun_signature(asked, SECRET):
            return 200, {"Code": "SignatureDoesNotMatch"}
        if asked["SignatureNonce"] in self.server.nonces:
            return 400, {"Code": "SignatureNonceUsed"}
        self.server.nonces.add(asked["SignatureNonce"])
        parameters = json.loads(asked["TemplateParam"])
        fault = _fault(asked["SignName"], asked["TemplateCode"], parameters.values())
        if fault:
            return 200, {"Code": f"isv.{fault}"}
        self.server.take(
            {"key": asked["OutId"], "to": asked["PhoneNumbers"], "parameters": parameters, **_named(asked)}
        )
        return 200, {"Code": "OK"}

    def _tencent(self, body: bytes) -> tuple[int, dict[str, Any]]:
        at = datetime.fromtimestamp(int(self.headers["X-TC-Timestamp"]), UTC)
        right = tencent_authorization(body, host=self.headers["Host"], at=at, key=KEY, secret=SECRET)
        if self.headers["Authorization"] != right:
            return 200, {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure"}}}
        asked = json.loads(body)
        fault = _fault(asked["SignName"], asked["TemplateId"], asked["TemplateParamSet"])
        if fault or asked["SmsSdkAppId"] != APP:
            return 200, {"Response": {"SendStatusSet": [{"Code": fault or "UnknownApp"}]}}
        for number in asked["PhoneNumberSet"]:
            self.server.take(
                {
                    "key": asked["SessionContext"],
                    "to": number,
                    "parameters": asked["TemplateParamSet"],
                    "template": asked["TemplateId"],
                }
            )
        return 200, {"Response": {"SendStatusSet": [{"Code": "Ok"}]}}

    def _answer(self, status: int, content: dict[str, Any] | bytes) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        with suppress(ConnectionError):  # whoever asked has given up, as it may with a carrier that hangs
            self.wfile.write(body)


def _named(asked: dict[str, str]) -> dict[str, str]:
    return {"template": asked["TemplateCode"]}


def _fault(signature: str, template: str, parameters: Any) -> str:
    if signature != SIGNATURE:
        return "SMS_SIGNATURE_ILLEGAL"
    if not template.startswith("SMS_"):
        return "SMS_TEMPLATE_ILLEGAL"
    return "PARAM_LENGTH_LIMIT" if any(len(value) > LONGEST_PARAMETER for value in parameters) else ""


if __name__ == "__main__":
    Gateway(int(sys.argv[1])).serve_forever()
