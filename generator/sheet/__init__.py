"""A deck as one self-contained page to read, to test oneself with, and to print."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from itertools import count, groupby
from pathlib import Path

from generator.authored import DeckInfo
from generator.draft import Draft
from generator.package import Media
from generator.sheet.entries import entry, is_broad
from generator.sheet.inner import Inner

__all__ = ["page"]

_FOR_STUDY = "For study, not for clinical decisions."
_PAPER = (
    ("below", "answers below the questions"),
    ("beside", "answers beside them, to fold back"),
    ("none", "no answers, room to write"),
)


def page(deck: DeckInfo, description: str, drafts: Sequence[Draft], media: Iterable[Media]) -> str:
    """The page, of notes in the order of their topics.

    ``description`` is HTML; ``media`` are the pictures that it and the notes show.
    Nothing is loaded, and nothing could be: its policy forbids it. Without its
    script all but folding everything at once works.
    """
    topics = [(topic, list(drafts)) for topic, drafts in groupby(drafts, lambda d: d.topic)]
    inner = Inner(media)
    above, _, name = deck.name.text.rpartition("::")
    script = _file("sheet.js")
    policy = (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{_hash(script)}'"
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(name)}: study sheet</title>\n"
        f"<style>\n{_file('sheet.css')}{_margins(deck, name)}</style>\n</head>\n<body>\n"
        f"{_bar()}\n<main>\n{_head(deck, above, name, inner.text(description), topics)}\n"
        f"{_body(topics, inner)}\n</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _bar() -> str:
    """What is there on the screen alone; the choice for the paper needs no script."""
    choices = "".join(
        f'<label><input type="radio" name="paper" id="paper-{key}"{" checked" * (key == "below")}> '
        f"{words}</label>\n"
        for key, words in _PAPER
    )
    return (
        '<form class="bar" autocomplete="off">\n<span class="scripted" hidden>'
        '<button type="button" data-open="1">Show all answers</button>'
        '<button type="button" data-open="">Hide all answers</button></span>\n'
        f"<fieldset><legend>On paper:</legend>\n{choices}</fieldset>\n"
        '<span class="scripted" hidden><button type="button" data-print>Print</button></span>\n'
        "</form>"
    )


def _head(
    deck: DeckInfo,
    above: str,
    name: str,
    about: str,
    topics: Sequence[tuple[str, Sequence[Draft]]],
) -> str:
    notes = sum(len(drafts) for _, drafts in topics)
    facts = [
        f"{notes} note{'s' if notes != 1 else ''}",
        f"Licence: {escape(deck.license.text)}" if deck.license else "",
        f"Authors: {escape(', '.join(a.text for a in deck.authors))}" if deck.authors else "",
        f"Reviewed: {escape(deck.reviewed.text)}" if deck.reviewed else "",
    ]
    links = "".join(
        f'<a href="#topic-{number}">{_named(topic)}</a>\n'
        for number, (topic, _) in enumerate(topics, 1)
    )
    parents = f'<p class="above">{escape(above.replace("::", " › "))}</p>\n' if above else ""
    return (
        f'<header>\n{parents}<h1 dir="auto">{escape(name)}</h1>\n'
        + (f'<div class="about" dir="auto">{about}</div>\n' if about else "")
        + f'<p class="facts">{" · ".join(fact for fact in facts if fact)}<br>'
        f"<strong>{_FOR_STUDY}</strong></p>\n<nav>{links}</nav>\n</header>"
    )


def _body(topics: Sequence[tuple[str, Sequence[Draft]]], inner: Inner) -> str:
    """The topics in one flow for two columns, but for what wants the breadth of the page."""
    numbers = count(1)
    parts: list[tuple[bool, str]] = []
    for number, (topic, drafts) in enumerate(topics, 1):
        entries = [(is_broad(draft), entry(draft, next(numbers), inner)) for draft in drafts]
        heading = f'<h2 id="topic-{number}" dir="auto">{_named(topic)}</h2>'
        # Not every browser keeps a heading with what follows it; a box, they all keep whole.
        broad, first = entries[0]
        parts += [(broad, f'<div class="first">\n{heading}\n{first}\n</div>'), *entries[1:]]
    return "\n".join(
        f'<div class="{"broad" if broad else "flow"}">\n'
        + "\n".join(html for _, html in part)
        + "\n</div>"
        for broad, part in groupby(parts, lambda part: part[0])
    )


def _named(topic: str) -> str:
    words = topic.replace("-", " ")
    return escape(words[:1].upper() + words[1:])


def _margins(deck: DeckInfo, name: str) -> str:
    """What stands at the foot of each printed page, where the browser can."""
    left = f"{name} · {deck.license.text}" if deck.license else name
    return (
        f"@page {{\n  @bottom-left {{ content: {_quoted(left)}; }}\n"
        f"  @bottom-center {{ content: {_quoted(_FOR_STUDY)}; }}\n}}\n"
    )


def _quoted(text: str) -> str:
    """A string of CSS; each sign that could end it, or the style, is spelt as its number."""
    signs = (sign if sign.isalnum() or sign == " " else f"\\{ord(sign):x} " for sign in text)
    return f'"{"".join(signs)}"'


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
