"""A server on this machine that gives out files as a hub does, and can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_PIECE = 1 << 17
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Site:
    """What the server gives out, and how; `requests` are the (path, Range header) that came."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    drop_after: list[int] = field(default_factory=list)  # bytes after which each answer breaks off, in turn
    refuse: dict[str, tuple[int, str]] = field(default_factory=dict)  # path -> (status, X-Error-Code)
    ignores_ranges: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    token: str = ""  # what every request must bring, "" for nothing
    pause_s: float = 0.0  # between one piece of an answer and the next

    def add_repository(self, name: str, folder: Path, *, lie: dict[str, object] | None = None) -> None:
        """Give out a folder as the hub does; `lie` overrides facts of large files in the listing."""
        siblings = []
        for path in sorted(folder.iterdir()):
            content = path.read_bytes()
            self.files[f"/{name}/resolve/{COMMIT}/{path.name}"] = content
            git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            entry: dict[str, object] = {"rfilename": path.name, "size": len(content), "blobId": git}
            if path.suffix == ".safetensors":
                facts = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                entry |= {"blobId": "0" * 40, "lfs": {**facts, "pointerSize": 134, **(lie or {})}}
            siblings.append(entry)
        self.files[f"/api/models/{name}"] = json.dumps({"sha": COMMIT, "siblings": siblings}).encode()


@contextmanager
def serve() -> Iterator[Site]:
    """Run a server on a free port of this machine for the length of a with block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with suppress(
                BrokenPipeError, ConnectionResetError
            ):  # who cancels a download does not wait for the rest
                self.answer()

        def answer(self):
            path = self.path.partition("?")[0]
            span = self.headers.get("Range", "")
            site.requests.append((path, span))
            site.tokens.append(self.headers.get("Authorization", ""))
            if site.token and site.tokens[-1] != site.token:
                self.send_response(401)
                self.send_header("X-Error-Code", "RepoNotFound")
                self.end_headers()
                return
            if path in site.refuse or path not in site.files:
                status, code = site.refuse.get(path, (404, "EntryNotFound"))
                self.send_response(status)
                self.send_header("X-Error-Code", code)
                self.end_headers()
                return
            content = site.files[path]
            etag = f'"{hashlib.md5(content).hexdigest()}"'
            start = 0
            if span and not site.ignores_ranges and self.headers.get("If-Range") == etag:
                start = int(span.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            rest = content[start:]
            if site.drop_after:
                rest = rest[: site.drop_after.pop(0)]
            for piece in range(0, len(rest), _PIECE) if site.pause_s else ():
                self.wfile.write(rest[piece : piece + _PIECE])
                time.sleep(site.pause_s)
            if not site.pause_s:
                self.wfile.write(rest)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
