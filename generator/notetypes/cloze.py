"""A text with deletions; a card a cloze number."""

from __future__ import annotations

from generator.authored import AuthoredNote, ClozeNote, DeckInfo
from generator.markup.render import Markup
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

_TEXT = f'<div class="sd-cloze%s" dir="auto">{{{{cloze:Text}}}}</div>\n{PICTURE}'


def _content(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    assert isinstance(note, ClozeNote)
    text, numbers, parts = markup.cloze(note.text, slots)
    fields = {"Text": text} | common(note, deck, markup)
    return content(KIND, fields, tuple(number - 1 for number in numbers), parts)


def _retire(fields: dict[str, str], ordinal: int) -> dict[str, str]:
    return {**fields, "Text": fields["Text"] + retired_slot(ordinal)}


KIND = Kind(
    name="cloze",
    fields=("Text", *COMMON_FIELDS),
    templates=(("Cloze", frame(_TEXT % ""), frame(f"{_TEXT % SHOWN}\n{AFTERWORD}")),),
    cloze=True,
    content_of=_content,
    retire=_retire,
)
