"""A drug profile: one note, a card for each filled field, each asked in a mixed review."""

from __future__ import annotations

from generator.authored import AuthoredNote, DeckInfo, ProfileNote
from generator.format import PROFILE_FIELDS
from generator.markup.render import Markup
from generator.notetypes.base import (
    AFTERWORD,
    COMMON_FIELDS,
    PICTURE,
    RETIRED_PART,
    Content,
    Kind,
    common,
    content,
    frame,
)
from generator.parts import Slots

__all__ = ["KIND"]

_SPARES = ("Spare1", "Spare2", "Spare3")


def _field(name: str) -> str:
    """``adverse-effects`` as Anki's field is called: ``AdverseEffects``."""
    return "".join(word.capitalize() for word in name.split("-"))


def _template(field: str, asked: str) -> tuple[str, str, str]:
    """A card that is there only where the field is filled."""
    body = f'<div class="sd-question" dir="auto"><b>{{{{Drug}}}}</b><br>{asked}</div>\n{PICTURE}'
    answer = f'<hr id="answer">\n<div class="sd-answer" dir="auto">{{{{{field}}}}}</div>'
    front = f"{{{{#{field}}}}}{frame(body)}{{{{/{field}}}}}"
    return field, front, frame(f"{body}\n{answer}\n{AFTERWORD}")


def _content(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    del slots  # the ordinals are those of the templates
    assert isinstance(note, ProfileNote)
    names = list(PROFILE_FIELDS)
    fields = {"Drug": markup.text(note.drug)}
    fields |= {_field(name): markup.text(text) for name, text in note.facts}
    ordinals = tuple(names.index(name) for name, _ in note.facts)
    return content(KIND, fields | common(note, deck, markup), ordinals)


def _retire(fields: dict[str, str], ordinal: int) -> dict[str, str]:
    return {**fields, KIND.templates[ordinal][0]: RETIRED_PART}


KIND = Kind(
    name="profile",
    fields=("Drug", *(_field(name) for name in PROFILE_FIELDS), *COMMON_FIELDS),
    templates=(
        *(_template(_field(name), asked) for name, asked in PROFILE_FIELDS.items()),
        # For facts that a later version asks: a template can't be added once the deck is out.
        *(_template(spare, "") for spare in _SPARES),
    ),
    cloze=False,
    content_of=_content,
    retire=_retire,
)
