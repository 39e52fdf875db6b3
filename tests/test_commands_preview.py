"""``studydeck preview``, as a command."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.author import HALF_LIFE, RECEPTOR, Author, changed

CARD = changed(RECEPTOR, q="To which receptor does clonazepam bind in the brain?")


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.chdir(tmp_path)
    author = Author(tmp_path, deck={"id": "x", "name": "Test::X", "subject": ["clonazepam"]})
    author.write(CARD, HALF_LIFE)
    return author


def _run(*words: str) -> Result:
    result = CliRunner().invoke(main, ["preview", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@contextmanager
def _running(here: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command at work, and the address that it printed."""
    root = Path(__file__).parent.parent
    command = [sys.executable, "-m", "generator", "preview", *words]
    with subprocess.Popen(
        command,
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", told)
            assert address is not None, told
            yield process, address[0]
        finally:
            process.kill()


def test_it_says_where_the_page_is_and_serves_it(author: Author) -> None:
    with _running(author.root, "x") as (_, url), urllib.request.urlopen(url) as page:
        assert page.status == 200
        assert b"<title>Preview</title>" in page.read()


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signal to one process")
@pytest.mark.parametrize("waiting", [False, True])
def test_ctrl_c_stops_it_without_a_trace(author: Author, waiting: bool) -> None:
    with _running(author.root) as (process, url):
        with urllib.request.urlopen(f"{url}deck?since=0") as deck:
            assert b"To which receptor" in deck.read()
        line = socket.create_connection(("127.0.0.1", int(url.split(":")[2].split("/")[0])))
        if waiting:  # a page that waits for news does not hold it up
            path = url.split("/", 3)[3]
            host = url.split("/")[2]
            line.sendall(f"GET /{path}deck?since=1 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
        line.close()
        assert process.returncode == 0
        assert err == "stopped\n"


def test_a_port_can_be_chosen_and_one_that_is_taken_is_refused(author: Author) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = _run("--port", str(port))
        assert result.exit_code == 3
        assert "the machine refused" in result.stderr
        assert f"port {port}: " in result.stderr
    with _running(author.root, "--port", str(port)) as (_, url):
        assert f":{port}/" in url


@pytest.mark.usefixtures("author")
def test_the_browser_is_opened_where_that_is_wished(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("click.launch", lambda url: opened.append(url))
    monkeypatch.setattr("generator.preview.watch.follow", stop)
    assert _run("--no-open").exit_code == 0
    assert _run().exit_code == 0  # no terminal
    assert opened == []
    result = _run("--open")
    assert opened
    assert opened[0] in result.stdout


def test_html_writes_one_page(author: Author) -> None:
    result = _run("x", "--html", "cards.html")
    assert result.exit_code == 0, result.output
    assert result.stdout == "x: 2 cards in cards.html\n"
    text = (author.root / "cards.html").read_text("utf-8")
    assert "To which receptor does clonazepam bind in the brain?" in text
    assert not list(author.root.glob("*.tmp"))
    assert not author.lock.exists()


def test_html_of_a_deck_with_errors_is_not_written(author: Author) -> None:
    author.write(CARD, changed(HALF_LIFE, a=""))
    (author.root / "cards.html").write_text("the last one", "utf-8")
    result = _run("--html", "cards.html")
    assert result.exit_code == 1
    assert "cards/x/one.yaml:" in result.stderr
    assert "not written" in result.stderr
    assert (author.root / "cards.html").read_text("utf-8") == "the last one"


def test_html_tells_that_tex_is_not_set(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.preview.mathjax.script", lambda: None)
    assert _run("--html", "cards.html").stderr == ""
    author.write(CARD, changed(HALF_LIFE, extra=r"By \(k\)"))
    assert "pip install django-static-mathjax" in _run("--html", "cards.html").stderr


def test_html_into_a_folder_that_is_none_is_refused(author: Author) -> None:
    (author.root / "file").write_text("", "utf-8")
    assert _run("--html", "file/cards.html").exit_code == 3


def test_it_shows_one_deck_which_must_be_named_where_there_are_more(author: Author) -> None:
    other = author.root / "cards/y"
    other.mkdir()
    (other / "deck.yaml").write_text("id: y\nname: Y\n", "utf-8")
    result = _run()
    assert result.exit_code == 2
    assert "name one of x, y" in result.stderr
    assert _run("nothing").exit_code == 2


def test_nothing_is_written_where_a_deck_is_looked_at(author: Author) -> None:
    before = {path: path.stat().st_mtime_ns for path in author.root.rglob("*")}
    with (
        _running(author.root, "x") as (_, url),
        urllib.request.urlopen(f"{url}deck?since=0") as deck,
    ):
        assert deck.read()
    assert {path: path.stat().st_mtime_ns for path in author.root.rglob("*")} == before
