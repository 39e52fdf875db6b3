"""The preview's server answers its own page, and nobody else."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from generator.package import Media
from generator.preview.server import Server
from generator.preview.sight import Sight
from tests.preview import sight_served
from tests.test_preview_feed import SIGHT

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
SECRET = "Nobody but the page may read this"


def _gone() -> bytes:
    raise FileNotFoundError


PICTURES = {
    "clot-1.svg": Media("clot-1.svg", lambda: SVG),
    "gone-1.png": Media("gone-1.png", _gone),
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    sight: Sight = replace(SIGHT, name=SECRET, pictures=PICTURES)
    with sight_served(sight) as running:
        yield running


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> Answer:
    """What the server answers to ``path`` below its own."""
    return ask_plainly(server, f"/{server.secret}/{path}", method, **headers)


def ask_plainly(server: Server, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    found = Answer(answer.status, dict(answer.getheaders()), answer.read())
    connection.close()
    return found


def test_the_page_its_deck_and_its_pictures_are_served(server: Server) -> None:
    page = ask(server, "")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<!doctype html>" in page.body
    deck = ask(server, "deck?since=0")
    assert json.loads(deck.body)["name"] == SECRET
    picture = ask(server, "media/clot-1.svg")
    assert (picture.body, picture.headers["Content-Type"]) == (SVG, "image/svg+xml")


def test_head_is_get_without_the_body(server: Server) -> None:
    head = ask(server, "", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(ask(server, "").body)


@pytest.mark.parametrize(
    "path",
    [
        "deck.yaml",
        "media/../deck.lock",
        "media/%2e%2e/deck.lock",
        "media/..%2fdeck.yaml",
        "media//etc/passwd",
        "media/gone-1.png",
        "media/",
        "../",
        "page.css",
        "deck/",
        "%00",
        "media/clot-1.svg%00.png",
        "media/clot-1.svg/",
    ],
)
def test_nothing_else_is_served(server: Server, path: str) -> None:
    answer = ask(server, path)
    assert (answer.status, answer.body) == (404, b"Not Found\n")


@pytest.mark.parametrize("path", ["/", "/deck", "//", "/x/", "", "*", "/?", "/{}x/", "/{}"])
def test_without_the_secret_there_is_nothing(server: Server, path: str) -> None:
    answer = ask_plainly(server, path.format(server.secret))
    assert answer.status == 404
    assert SECRET.encode() not in answer.body


def test_each_preview_has_a_secret_of_its_own() -> None:
    with sight_served(SIGHT) as one, sight_served(SIGHT) as two:
        assert one.secret != two.secret
        assert len(one.secret) >= 32
        assert one.server_port != two.server_port


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:{port}"},
        {"Host": "127.0.0.1.evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1:1"},
        {"Host": ""},
        {"Host": "[::1]:{port}"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["", "deck?since=0", "media/clot-1.svg", "mathjax.js"])
def test_who_comes_from_elsewhere_gets_nothing_even_with_the_secret(
    server: Server, path: str, headers: dict[str, str]
) -> None:
    filled = {name: value.format(port=server.server_port) for name, value in headers.items()}
    answer = ask(server, path, **filled)
    assert (answer.status, answer.body.partition(b":")[0]) == (403, b"Forbidden")
    assert SECRET.encode() not in answer.body


def test_two_hosts_are_none(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port)) as raw:
        host = f"127.0.0.1:{server.server_port}"
        lines = [f"GET /{server.secret}/ HTTP/1.1", f"Host: {host}", "Host: evil.example", "", ""]
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost:{port}"},
        {"Host": "LOCALHOST:{port}"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "http://127.0.0.1:{port}"},
    ],
)
def test_the_page_and_the_user_get_everything(server: Server, headers: dict[str, str]) -> None:
    filled = {name: value.format(port=server.server_port) for name, value in headers.items()}
    assert ask(server, "deck", **filled).status == 200


METHODS = ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO"]


@pytest.mark.parametrize("method", METHODS)
def test_it_can_only_be_read(server: Server, method: str) -> None:
    answer = ask(server, "deck", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("path", "method"),
    [("", "GET"), ("deck", "GET"), ("media/clot-1.svg", "GET"), ("nothing", "GET"), ("", "POST")],
)
def test_every_answer_forbids_others_to_use_it(server: Server, path: str, method: str) -> None:
    headers = ask(server, path, method).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers
    assert not [name for name in headers if name.startswith("Access-Control")]
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy


def test_the_page_runs_its_own_scripts_only(server: Server) -> None:
    parts = ask(server, "").headers["Content-Security-Policy"].split("; ")
    policy = {words[0]: words[1:] for words in (part.split() for part in parts)}
    base = server.url.rstrip("/")
    scripts = [word for word in policy["script-src"] if not word.startswith("'sha256-")]
    assert scripts == ["'unsafe-hashes'", f"{base}/mathjax.js"]
    assert policy["connect-src"] == [f"{base}/deck"]
    assert policy["img-src"] == ["data:", f"{base}/media/"]
    assert policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert [word[:8] for word in policy["style-src"]] == ["'sha256-"]


def test_a_picture_that_is_opened_by_itself_runs_nothing(server: Server) -> None:
    policy = ask(server, "media/clot-1.svg").headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert policy.endswith("sandbox")


def test_what_is_no_request_is_refused_in_our_words(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port)) as raw:
        raw.sendall(b"GET / NONSENSE/x\r\n\r\n")
        answer = raw.recv(4000)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b"default-src 'none'" in answer
    assert b"Python" not in answer


def test_it_listens_on_the_loop_back_address_alone(server: Server) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_what_the_machine_refuses(server: Server) -> None:
    from generator.preview.feed import Feed

    with pytest.raises(OSError, match="in use"):
        Server(Feed(formulas=False), server.server_port)


def test_without_mathjax_there_is_none_to_serve(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("generator.preview.mathjax.script", lambda: None)
    assert ask(server, "mathjax.js").status == 404
    script = tmp_path / "mathjax.js"
    script.write_bytes(b"//")
    monkeypatch.setattr("generator.preview.mathjax.script", lambda: script)
    answer = ask(server, "mathjax.js")
    assert (answer.body, answer.headers["Content-Type"]) == (b"//", "text/javascript")
