"""A plain file server that knows ranges and counts what it sends, and a file system of fsspec that asks it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import unquote
from urllib.request import Request, urlopen

from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Sent:
    """Bytes of bodies and requests, counted by whatever thread answers."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.bytes = self.requests = 0

    def count(self, size: int) -> None:
        """One request more, and the size of its body."""
        with self._lock:
            self.bytes += size
            self.requests += 1


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Sent]]:
    """The folder behind an address, and what was sent of it."""
    sent = Sent()

    class Handler(_Handler):
        root, counted = folder, sent

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root: Path
    counted: Sent

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        file = self.root / unquote(self.path.lstrip("/"))
        if not file.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        size, asked = file.stat().st_size, self.headers.get("Range")
        first, end = ranged(asked, size)
        self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Last-Modified", formatdate(file.stat().st_mtime, usegmt=True))
        self.send_header("Content-Length", str(end - first))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{size}")
        self.end_headers()
        self.counted.count(end - first if with_body else 0)
        if with_body:
            with file.open("rb") as opened:
                opened.seek(first)
                self.wfile.write(opened.read(end - first))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told of each request."""


def ranged(header: str | None, size: int) -> tuple[int, int]:
    """(first byte, byte behind the last) of what is asked for; the last so many where no first byte is named."""
    found = RANGE.fullmatch(header or "")
    if not found:
        return 0, size
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(int(last) + 1, size) if last else size


class Distant(AbstractFileSystem):  # type: ignore[misc]
    """Files at addresses that begin with `distant:` in the place of `http:`; nothing is kept or read ahead."""

    protocol = "distant"

    def _strip_protocol(self, path: str) -> str:
        return path

    def glob(self, path: str, **_: Any) -> list[str]:
        """Over HTTP there are no patterns."""
        return [path]

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Its size and when it was changed, by its head alone."""
        with urlopen(Request(_address(path), method="HEAD")) as head:
            changed = parsedate_to_datetime(head.headers["Last-Modified"]) if head.headers["Last-Modified"] else None
            return {"name": path, "type": "file", "size": int(head.headers["Content-Length"]), "changed": changed}

    def modified(self, path: str) -> datetime:
        """When it was changed."""
        changed: datetime | None = self.info(path)["changed"]
        return changed or datetime.now(UTC)

    def _open(self, path: str, mode: str = "rb", **_: Any) -> "_File":
        return _File(self, path, mode, cache_type="none")


class _File(AbstractBufferedFile):  # type: ignore[misc]
    def _fetch_range(self, start: int, end: int) -> bytes:
        with urlopen(Request(_address(self.path), headers={"Range": f"bytes={start}-{end - 1}"})) as body:
            read: bytes = body.read()
            return read


def _address(path: str) -> str:
    return path.replace(f"{Distant.protocol}:", "http:", 1)
