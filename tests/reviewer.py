"""Anki's own reviewer page in headless Chromium, fed with cards that Anki's engine renders.

The page's files come from the ``aqt`` wheel; of its code nothing is imported, so it
needs no Qt. What only that code does (the input of a typed answer) is done here as there.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from generator.exporters import apkg
from generator.package import Package
from tests.engine import anki

__all__ = ["Face", "Reviewer", "Studied", "review", "studied"]

MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")
_ORIGIN = "http://127.0.0.1:1"  # of pages that the tests themselves answer
_TYPED = re.compile(r"\[\[type:(.+?)\]\]")
_PAGE = """\
<!doctype html>
<html class="{html}" dir="ltr" data-bs-theme="{theme}">
<head><base href="{origin}/">
<link rel="stylesheet" href="/_anki/css/webview.css">
<style>body {{ zoom: 1; background-color: var(--canvas); }}
:root {{ --canvas: #f5f5f5 }} :root[class*=night-mode] {{ --canvas: #2c2c2c }}</style>
<link rel="stylesheet" href="/_anki/css/reviewer.css">
</head>
<body class="{body}">
<script>sent = []; pycmd = bridgeCommand = (words) => void sent.push(words);</script>
<script src="/_anki/js/webview.js"></script><script src="/_anki/js/reviewer.js"></script>
<script>qFade = 0;</script>
<div id="_mark" hidden>&#x2605;</div><div id="_flag" hidden>&#x2691;</div>
<div id="qa" dir="auto">{card}</div>
</body></html>"""
_SHOWN = "() => new Promise((done) => _queueAction(() => done()))"


@dataclass(frozen=True)
class Face:
    """A card as the engine renders it; ``typed`` is what the student is to type, if so asked."""

    name: str
    kind: str
    question: str
    answer: str
    typed: str | None

    def compared(self, markup: str) -> str:
        """The back with Anki's comparison in its place."""
        return _TYPED.sub(lambda _: f"<div>{markup}</div>", self.answer)


@dataclass(frozen=True)
class Studied:
    """What a student has after importing: the cards, the media, Anki's way to compare."""

    faces: tuple[Face, ...]
    media: Mapping[str, bytes]
    compare: Any

    def named(self, name: str) -> Face:
        (face,) = (face for face in self.faces if face.name == name)
        return face


@contextmanager
def studied(package: Package, folder: Path) -> Iterator[Studied]:
    """The deck as it is in a new collection; a card is called ``<id>`` or ``<id>:<ordinal>``."""
    path = folder / "deck.apkg"
    with path.open("wb") as file:
        apkg.write(package, file)
    with anki(folder) as student:
        student.import_package(path)
        faces = []
        for card_id in student.collection.find_cards("", order="c.id"):
            card = student.collection.get_card(card_id)
            note = card.note()
            question = card.question()
            typed = _TYPED.search(question)
            name = note["Ref"].partition("/")[2] + (f":{card.ord}" if card.ord else "")
            faces.append(
                Face(
                    name=name,
                    kind=re.sub(r".*\((.*)\)", r"\1", card.note_type()["name"]),
                    question=_TYPED.sub(
                        "<center><input type=text id=typeans onkeypress='_typeAnsPress();'"
                        " style=\"font-family: 'Arial'; font-size: 20px;\"></center>",
                        question,
                    ),
                    answer=card.answer(),
                    typed=note[typed[1]] if typed else None,
                )
            )
        yield Studied(tuple(faces), student.media(), student.collection.compare_answer)


class Reviewer:
    """One page, as wide as a device; ``trouble`` is what no card may cause."""

    def __init__(self, page: Page, web: Path, media: Mapping[str, bytes], night: bool) -> None:
        self.page = page
        self._web = web
        self.trouble: list[str] = []
        self._media = media
        self._look = {
            "html": "night-mode" if night else "",
            "theme": "dark" if night else "light",
            "body": "isLin fancy" + (" nightMode night_mode" if night else ""),
        }
        page.on("console", lambda told: self._hear(told.type, told.text))
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.route("**/*", self._serve)
        page.goto(f"{_ORIGIN}/")

    def question(self, face: Face) -> None:
        """Show the front."""
        ordinal = int(face.name.partition(":")[2] or 0)
        body = f"card card{ordinal + 1} {self._look['body']}"
        self.page.evaluate(
            "([q, a, body]) => _showQuestion(q, a, body)", [face.question, face.answer, body]
        )
        self.page.evaluate(_SHOWN)

    def answer(self, face: Face, compared: str = "") -> None:
        """Show the back, after the front."""
        self.page.evaluate("(a) => _showAnswer(a)", face.compared(compared))
        self.page.evaluate(_SHOWN)

    def plain(self, html: str) -> None:
        """Show a side where no script runs."""
        self.page.set_content(
            _PAGE.format(
                origin=_ORIGIN, card=html, **self._look | {"body": "card " + self._look["body"]}
            )
        )

    def wrong(self) -> list[str]:
        """What is wrong with the side that is shown."""
        found: list[str] = self.page.evaluate(MEASURE)
        return found

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":  # Anki's own MathJax warns of its parts
            self.trouble.append(f"console: {text}")

    def _serve(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        name = unquote(url.path).lstrip("/")
        if f"{url.scheme}://{url.netloc}" != _ORIGIN:
            self.trouble.append(f"asks for {route.request.url}")
            route.abort()
        elif not name:
            body = _PAGE.format(origin=_ORIGIN, card="", **self._look)
            route.fulfill(body=body, content_type="text/html; charset=utf-8")
        elif name == "favicon.ico":
            route.fulfill(body="")
        else:
            found = self._file(name)
            if found is None:
                self.trouble.append(f"there is no {name}")
                route.fulfill(status=404, body="")
            else:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                route.fulfill(body=found, content_type=kind)

    def _file(self, name: str) -> bytes | None:
        if not name.startswith("_anki/"):
            return self._media.get(name)
        path = self._web / name.removeprefix("_anki/")
        return path.read_bytes() if path.is_file() else None


@contextmanager
def review(
    browser: Browser, deck: Studied, width: int, *, night: bool = False, scripts: bool = True
) -> Iterator[Reviewer]:
    """A reviewer on a screen of this width."""
    web = _web()
    phone = width < 800
    context = browser.new_context(
        viewport={"width": width, "height": 700 if phone else 800},
        device_scale_factor=1,
        java_script_enabled=scripts,
        service_workers="block",
    )
    try:
        yield Reviewer(context.new_page(), web, deck.media, night)
    finally:
        context.close()


def _web() -> Path:
    found = find_spec("_aqt")
    if found is None or not found.submodule_search_locations:
        pytest.skip("no reviewer page here: pip install --no-deps aqt")
    return Path(next(iter(found.submodule_search_locations))) / "data/web"
