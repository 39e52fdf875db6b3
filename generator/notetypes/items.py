"""A list to learn by heart: a card an item, its neighbours shown; in Anki a cloze note."""

from __future__ import annotations

from generator.authored import AuthoredNote, DeckInfo, ListNote
from generator.markup.cloze import protect
from generator.markup.render import Markup, Rendered
from generator.notetypes.base import (
    AFTERWORD,
    COMMON_FIELDS,
    PICTURE,
    SHOWN,
    Content,
    Kind,
    common,
    content,
    frame,
    retired_slot,
)
from generator.parts import Slots

__all__ = ["KIND"]

_ASKED = (
    f'<div class="sd-question" dir="auto">{{{{Prompt}}}}</div>\n{PICTURE}\n'
    '<div class="sd-cloze%s" dir="auto">{{cloze:Items}}</div>'
)


def _content(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    assert isinstance(note, ListNote)
    ordinals = slots.assign([item.text.strip() for item in note.items])
    rendered = [markup.text(item) for item in note.items]
    lines = "".join(
        f"<li>{{{{c{ordinal + 1}::{protect(item.html)}}}}}</li>"
        for ordinal, item in zip(ordinals, rendered, strict=True)
    )
    media = tuple(media for item in rendered for media in item.media)
    fields = {"Prompt": markup.text(note.prompt), "Items": Rendered(f"<ul>{lines}</ul>", media)}
    parts = tuple(zip((item.text.strip() for item in note.items), ordinals, strict=True))
    return content(KIND, fields | common(note, deck, markup), tuple(sorted(ordinals)), parts)


def _retire(fields: dict[str, str], ordinal: int) -> dict[str, str]:
    return {**fields, "Items": fields["Items"] + retired_slot(ordinal)}


KIND = Kind(
    name="list",
    fields=("Prompt", "Items", *COMMON_FIELDS),
    templates=(("Item", frame(_ASKED % ""), frame(f"{_ASKED % SHOWN}\n{AFTERWORD}")),),
    cloze=True,
    content_of=_content,
    retire=_retire,
)
