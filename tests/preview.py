"""A preview at work, for tests: an author's deck, its server, a browser that looks at it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from generator.pipeline import Compiled, compile_decks
from generator.preview import mathjax
from generator.preview.feed import Feed
from generator.preview.server import Server
from generator.preview.sight import Sight
from generator.preview.watch import follow
from generator.project import DeckFiles, find_decks
from tests.decks import EPOCH

__all__ = [
    "Elsewhere",
    "Viewer",
    "compiled_by_all_rules",
    "elsewhere",
    "serving",
    "sight_served",
    "viewer",
]


# A machine may have much else to do.
expect.set_options(timeout=30_000)


def compiled_by_all_rules(files: DeckFiles, here: Path) -> Compiled:
    (compiled,) = compile_decks([files], here, EPOCH, lambda notes, _: notes, clock=2**40)
    return compiled


@contextmanager
def sight_served(sight: Sight) -> Iterator[Server]:
    """A server of one sight, which no file backs."""
    feed = Feed(formulas=mathjax.script() is not None)
    feed.publish(sight)
    server = Server(feed, 0)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def serving(target: Path) -> Iterator[Server]:
    """A server of the deck ``target``, which is read anew whenever it changes."""
    feed, stop = Feed(formulas=mathjax.script() is not None), threading.Event()
    server = Server(feed, 0)
    here = target.parent

    def find() -> DeckFiles:
        return find_decks([str(target)], here)[0]

    def compiled(files: DeckFiles) -> Compiled:
        return compiled_by_all_rules(files, here)

    following = threading.Thread(target=follow, args=(find, compiled, here, feed, stop))
    server.start()
    following.start()
    try:
        yield server
    finally:
        stop.set()
        following.join()
        server.stop()


@dataclass
class Elsewhere:
    """Another server, in the hands of somebody else; ``asked`` is what came to it."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def elsewhere(html: str) -> Iterator[Elsewhere]:
    """A server on another port that answers ``html`` to whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            body = html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found = Elsewhere(f"http://127.0.0.1:{server.server_port}/")
        running = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        running.start()
        try:
            yield found
        finally:
            server.shutdown()
            running.join()


@dataclass
class Viewer:
    """A page that looks at a preview; ``trouble`` is what its console and its network tell."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.trouble.append(f"console: {text}")

    def article(self, name: str) -> Locator:
        """The note with this id."""
        return self.page.locator(f"#n-{name}")

    def frame(self, name: str, screen: str = "desktop", light: str = "light") -> Locator:
        """The frame of a note's first card on a screen in a light."""
        return self.article(name).locator(f"figure.{screen}.{light} .frame").first

    def look(self, *names: str) -> None:
        """Have only these screens and lights shown."""
        for name in ("desktop", "phone", "light", "night"):
            button = self.page.locator(f"[data-look={name}]")
            if (button.get_attribute("aria-pressed") == "true") != (name in names):
                button.click()


@contextmanager
def viewer(context: BrowserContext, url: str) -> Iterator[Viewer]:
    """The page at ``url``."""
    page = context.new_page()
    seen = Viewer(page)
    page.on("console", lambda told: seen.hear(told.type, told.text))
    page.on("pageerror", lambda error: seen.trouble.append(f"error: {error}"))
    page.on("request", lambda request: seen.asked.append(request.url))
    page.goto(url)
    try:
        yield seen
    finally:
        page.close()
