"""The page itself: its parts put together, and what the browser may do with it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from html import escape, unescape
from pathlib import Path, PurePosixPath

from generator.notetypes import KINDS
from generator.preview import mathjax
from generator.preview.sight import Sight
from generator.preview.wire import sheet_of

__all__ = ["MEDIA_TYPES", "has_formulas", "policy", "served_page", "single_page"]

MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""The types of the pictures that cards may show, by suffix."""

_FOLDER = Path(__file__).parent / "page"
_SCRIPTS = ("look.js", "typed.js", "card.js", "note.js", "list.js", "filters.js", "main.js")
_HANDLER = re.compile(r'\son[a-z]+="([^"]*)"')
_FORMULA = re.compile(r"\\[(\[]")


def served_page() -> str:
    """The page that asks its server for the cards."""
    return _page(head="", tail="")


def single_page(sight: Sight) -> str:
    """The page with all cards and pictures in it, which loads nothing.

    TeX is set where a card has some and MathJax is there.
    """
    script = mathjax.script() if has_formulas(sight) else None
    pictures = {
        name: f"data:{MEDIA_TYPES[PurePosixPath(name).suffix]};base64,"
        + base64.b64encode(media.load()).decode()
        for name, media in sight.pictures.items()
    }
    facts = json.dumps({"version": 1, "formulas": script is not None, "pictures": pictures})[:-1]
    data = f"{facts}, {sheet_of(sight, local=False).text(frozenset())[1:]}"
    # No tag may end early in it.
    data = data.replace("<", "\\u003c")
    tail = f'<script type="application/json" id="data">{data}</script>\n'
    scripts = [_script()]
    end = ""
    if script is not None:
        # Both stand in strings there, and would mean something to HTML.
        code = re.sub(r"<(?=!--|/?script)", r"\\x3c", script.read_text("utf-8"))
        scripts.append(code)
        end = f"<script>{code}</script>\n"
    meta = (
        '<meta http-equiv="Content-Security-Policy" content="'
        + escape(policy(scripts, pictures="data:"))
        + '">\n'
    )
    return _page(head=meta, tail=tail, end=end)


def has_formulas(sight: Sight) -> bool:
    """Whether any card has TeX."""
    return any(
        _FORMULA.search(html)
        for note in sight.notes
        for card in note.cards
        for html in (card.question, card.answer)
    )


def policy(
    scripts: Iterable[str] | None = None, *, pictures: str, more: str = "", scripts_at: str = ""
) -> str:
    """A Content-Security-Policy: nothing but the page's own scripts and style, and its pictures.

    Scripts are named by their hashes, those in the attributes of our templates
    (a button that counts a score) among them.
    """
    hashes = [_hash(code) for code in (scripts or [_script()])]
    handlers = " ".join(["'unsafe-hashes'", *map(_hash, _handlers())])
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(filter(None, ["script-src", *hashes, handlers, scripts_at])),
            f"style-src {_hash(_text('page.css'))}",
            # A table's columns are set right and left by it; it can't load a thing.
            "style-src-attr 'unsafe-inline'",
            f"img-src {pictures}",
            "base-uri 'none'",
            "form-action 'none'",
            *([more] if more else []),
        ]
    )


def _page(*, head: str, tail: str, end: str = "") -> str:
    parts = {
        "HEAD": head,
        "STYLE": f"<style>{_text('page.css')}</style>",
        "TAIL": f"{tail}<script>{_script()}</script>\n{end}",
    }
    return re.sub(r"<!--([A-Z]+)-->", lambda match: parts[match[1]], _text("page.html"))


@cache
def _script() -> str:
    """All scripts as one, in a scope of its own; the style of a card's frame is a text in it."""
    frame = f"const FRAME_CSS = {json.dumps(_text('frame.css'))};"
    code = "\n".join([frame, *map(_text, _SCRIPTS)])
    return f'"use strict";\n(() => {{\n{code}}})();\n'


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _handlers() -> list[str]:
    """What the attributes of our templates run."""
    sides = [side for kind in KINDS for _, *both in kind.templates for side in both]
    return sorted({unescape(code) for side in sides for code in _HANDLER.findall(side)})


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
