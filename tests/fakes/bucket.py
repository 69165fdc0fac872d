"""An S3-compatible store over HTTP with one bucket in memory: what a storage asks of it, and no more."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Kept:
    """An object of the bucket."""

    data: bytes
    at: datetime


class Bucket(ThreadingHTTPServer):
    """The store. `kept` holds its objects by key, `asked` what it was asked for; when `is_broken` it answers errors."""

    name = "papers"
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: dict[str, Kept] = {}
        self.asked: list[str] = []
        self.is_broken = False
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def options(self) -> dict[str, str]:
        """The options of `PrivateBucket` that reach it."""
        return {
            "bucket_name": self.name,
            "endpoint_url": f"http://127.0.0.1:{self.server_port}",
            "region_name": "us-east-1",
            "access_key": "key",
            "secret_key": "secret",
            "addressing": "path",
        }

    def close(self) -> None:
        """Stop answering, at once and for good."""
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_parts: object) -> None:
        """Say nothing on the terminal."""

    def _answer(self, status: HTTPStatus, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _key(self) -> str | None:
        """Return the key that is asked for, or None after an answer that there is no such thing."""
        bucket, _, key = unquote(urlsplit(self.path).path).lstrip("/").partition("/")
        self.server.asked.append(self.command)
        if self.server.is_broken:
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE)
        elif bucket != self.server.name or "Signature=" not in self.headers.get("Authorization", ""):
            self._answer(HTTPStatus.FORBIDDEN)
        else:
            return key
        return None

    def do_PUT(self) -> None:
        """Keep an object."""
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if (key := self._key()) is not None:
            self.server.kept[key] = Kept(data, datetime.now(UTC).replace(microsecond=0))
            self._answer(HTTPStatus.OK, ETag='"0"')

    def do_DELETE(self) -> None:
        """Delete an object, also one that is not there."""
        if (key := self._key()) is not None:
            self.server.kept.pop(key, None)
            self._answer(HTTPStatus.NO_CONTENT)

    def do_HEAD(self) -> None:
        """Tell of an object."""
        self.do_GET()

    def do_GET(self) -> None:
        """Hand out an object, or list those under a prefix."""
        key = self._key()
        if key is None:
            return
        if not key:
            self._list(parse_qs(urlsplit(self.path).query))
        elif key not in self.server.kept:
            self._answer(HTTPStatus.NOT_FOUND)
        else:
            kept = self.server.kept[key]
            at = f"{kept.at:%a, %d %b %Y %H:%M:%S GMT}"
            self._answer(HTTPStatus.OK, kept.data, Last_Modified=at, ETag='"0"')

    def _list(self, asked: dict[str, Any]) -> None:
        prefix = asked.get("prefix", [""])[0]
        names = sorted(key.removeprefix(prefix) for key in self.server.kept if key.startswith(prefix))
        folders = sorted({name.split("/")[0] for name in names if "/" in name})
        text = "".join(
            f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders
        )
        text += "".join(f"<Contents><Key>{escape(prefix + name)}</Key></Contents>" for name in names if "/" not in name)
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{text}</ListBucketResult>"
        self._answer(HTTPStatus.OK, body.encode(), Content_Type="application/xml")
