"""The page's server: for this machine's browser alone, and in it for the page alone.

It listens on the loop-back address, under a path that nobody can guess. Another
page in the same browser gets nothing: not by a name that it makes lead here (the
Host header is checked), nor by asking across origins (so are Origin and
Sec-Fetch-Site), nor by loading or framing what is here (the answers forbid it).
"""

from __future__ import annotations

import hmac
import os
import secrets
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from generator.preview import document, mathjax
from generator.preview.feed import Feed

__all__ = ["Server"]

_HOST = "127.0.0.1"
_NAMES = (_HOST, "localhost")
_PATIENCE = 20.0  # seconds that a page waits for news; then it asks again
_HTML, _JSON, _SCRIPT = "text/html; charset=utf-8", "application/json", "text/javascript"
_ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",  # the path is the secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_HOW = ": type or paste the address of the preview into this machine's browser"
# What is no page runs nothing, not even a picture that holds a script and is opened by itself.
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class Server(ThreadingHTTPServer):
    """Serves what ``feed`` has until it is stopped. Port 0 takes any that is free.

    Raises :class:`OSError` where the port can't be had.
    """

    daemon_threads = True
    block_on_close = False
    # Elsewhere than on POSIX this would let another program take the same port.
    allow_reuse_address = os.name == "posix"

    def __init__(self, feed: Feed, port: int) -> None:
        self.feed = feed
        self.secret = secrets.token_urlsafe(24)
        try:
            super().__init__((_HOST, port), _Handler)
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"port {port}") from error

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{_HOST}:{self.server_port}/{self.secret}/"

    def start(self) -> None:
        """Serve in a thread of its own."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that has gone meanwhile is no error; what we did wrong is."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Answer nobody any more."""
        self.feed.close()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    # No answer goes without its headers, not even to who asks as in 1991.
    protocol_version = default_request_version = "HTTP/1.1"
    server_version, sys_version = "studydeck", ""
    timeout = 60

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self.command not in {"GET", "HEAD"}:
            self.close_connection = True
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED, Allow="GET, HEAD")
            return False
        return True

    def do_GET(self) -> None:
        if not self._is_ours():
            self._refuse(HTTPStatus.FORBIDDEN, _HOW)
            return
        url = urlsplit(self.path)
        _, given, *rest = [*url.path.split("/", 2), ""]
        if not hmac.compare_digest(given.encode(), self.server.secret.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        name = unquote(rest[0])
        if name == "" and url.path.endswith("/"):
            self._send(document.served_page().encode(), _HTML, self._policy())
        elif name == "deck":
            self._send_deck(parse_qs(url.query).get("since", ["0"])[0])
        elif name == "mathjax.js":
            script = mathjax.script()
            self._send(script.read_bytes() if script else None, _SCRIPT)
        elif name.startswith("media/"):
            self._send_picture(name.removeprefix("media/"))
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_ours(self) -> bool:
        """Whether the page asks, or the user who opens it."""
        port = self.server.server_port
        hosts = {f"{name}:{port}" for name in _NAMES}
        host, origin = self.headers.get_all("Host", []), self.headers.get("Origin")
        return (
            len(host) == 1
            and host[0].lower() in hosts
            and origin in {None, f"http://{host[0].lower()}"}
            and self.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
        )

    def _policy(self) -> str:
        base = f"http://{self.headers['Host']}/{self.server.secret}"
        return document.policy(
            pictures=f"data: {base}/media/",
            scripts_at=f"{base}/mathjax.js",
            more=f"connect-src {base}/deck; frame-ancestors 'none'",
        )

    def _send_deck(self, since: str) -> None:
        version = int(since) if since.isascii() and since.isdecimal() and len(since) < 10 else 0
        news = self.server.feed.after(version, _PATIENCE)
        if news is None:
            self.close_connection = self.server.feed.closed
            self._answer(HTTPStatus.NO_CONTENT, b"", {})
        else:
            self._send(news, _JSON)

    def _send_picture(self, name: str) -> None:
        media = self.server.feed.picture(name)
        kind = document.MEDIA_TYPES.get(PurePosixPath(name).suffix)
        try:
            self._send(media.load() if media and kind else None, kind or "")
        except OSError:  # it has just been moved or deleted
            self._refuse(HTTPStatus.NOT_FOUND)

    def _send(self, body: bytes | None, kind: str, policy: str = _NOTHING) -> None:
        if body is None:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            headers = {"Content-Type": kind, "Content-Security-Policy": policy}
            self._answer(HTTPStatus.OK, body, headers)

    def _refuse(self, status: HTTPStatus, why: str = "", **headers: str) -> None:
        about = {"Content-Type": "text/plain", "Content-Security-Policy": _NOTHING}
        self._answer(status, f"{status.phrase}{why}\n".encode(), about | headers)

    def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (_ALWAYS | headers).items():
            self.send_header(name, value)
        if status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses (a request that is none), in our own words."""
        del message, explain
        self.close_connection = True
        self._refuse(HTTPStatus(code))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is the author's."""
