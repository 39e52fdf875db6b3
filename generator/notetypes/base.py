"""What all note types share: the common fields, the frame of a card, the ids.

The fields and templates of a note type are frozen when its first deck is
released: Anki answers any later addition, removal or change of order with a
conflict, for ever. Hence the spare fields, and the gates: a part of a template
that shows only where its field is filled. Names may change, since each field
and template carries an id; ids derive from the first name, which stays here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeAlias

from generator.authored import AuthoredNote, DeckInfo
from generator.identity import field_id, time_id
from generator.markup.anki import plain
from generator.markup.render import Markup, Rendered
from generator.package import Field, Media, NoteType, Template
from generator.parts import Slots

__all__ = [
    "COMMON_FIELDS",
    "Content",
    "ContentOf",
    "Kind",
    "common",
    "content",
    "frame",
    "retired_slot",
]

# Each kind's own fields come first, Question or Text at their head; then these, in this order.
COMMON_FIELDS = (
    "Image",
    "Extra",
    "Caution",
    "Source",
    "Quote",
    "Topic",
    "Ref",
    "Status",
    "Spare1",
    "Spare2",
    "Spare3",
)


class Content(NamedTuple):
    """What a note holds, whoever it is: HTML by field, the ordinals (from 0) of its cards.

    ``parts`` are the texts of the parts that have no number of their own, and
    their ordinals, in order.
    """

    fields: tuple[str, ...]
    ordinals: tuple[int, ...]
    media: tuple[Media, ...]
    parts: tuple[tuple[str, int], ...] = ()


ContentOf: TypeAlias = Callable[[AuthoredNote, DeckInfo, Markup, Slots], Content]
"""The rendered content of a note of one kind, in its deck."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note and the note type it becomes in Anki.

    ``templates`` are (name, front, back). ``content_of`` takes a note of this
    kind alone. ``retire`` fills the slot of a card that the note no longer
    has: fields by name and the ordinal in, the changed fields out.
    """

    name: str
    fields: tuple[str, ...]
    templates: tuple[tuple[str, str, str], ...]
    cloze: bool
    content_of: ContentOf
    retire: Callable[[dict[str, str], int], dict[str, str]]

    def note_type(self, deck_id: str, modified: int) -> NoteType:
        """The note type of this kind in one deck: each deck has its own."""
        names = (deck_id, self.name)
        return NoteType(
            id=time_id("note type", *names),
            name=f"studydeck {deck_id} ({self.name})",
            fields=tuple(Field(field_id("field", *names, name), name) for name in self.fields),
            templates=tuple(
                Template(field_id("template", *names, name), name, front, back)
                for name, front, back in self.templates
            ),
            css=_css(),
            cloze=self.cloze,
            modified=modified,
        )


def frame(body: str) -> str:
    """One side of a card: what is on every side around ``body``.

    The status stands first, where it cannot be missed.
    """
    return (
        '<div class="sd">\n'
        '{{#Status}}<div class="sd-status">{{Status}}</div>{{/Status}}\n'
        '<div class="sd-topic">{{Topic}}</div>\n'
        f"{body}\n"
        "</div>"
    )


PICTURE = '{{#Image}}<div class="sd-image">{{Image}}</div>{{/Image}}'
"""Under the question, on both sides."""

SHOWN = " sd-shown"
"""The class that tells the deletions of the back, which are the answer, from those of the front."""

RETIRED_PART = "This part of the note is retired: it is no longer in the deck."
"""What stands on a card whose part the author has removed; Anki would show a blank one."""


def retired_slot(ordinal: int) -> str:
    """The deletion that fills the slot of a removed part: it speaks on its own card only."""
    return f'<div class="sd-gone">{{{{c{ordinal + 1}::{RETIRED_PART}}}}}</div>'


# "tappable" tells AnkiMobile, and AnkiDroid's new study screen, that a tap here does not turn the
# card (AnkiMobile's manual, "Javascript"; ankidroiddocs, issue 182).
AFTERWORD = """\
{{#Caution}}<div class="sd-caution" dir="auto">{{Caution}}</div>{{/Caution}}
{{#Extra}}<div class="sd-extra" dir="auto">{{Extra}}</div>{{/Extra}}
<div class="sd-foot">
{{#Source}}<details><summary class="tappable">Source</summary>
{{#Quote}}<blockquote dir="auto">{{Quote}}</blockquote>{{/Quote}}
<div>{{Source}}</div></details>{{/Source}}
<div class="sd-ref">{{Ref}}</div>
</div>"""
"""What follows the answer on the back."""


def common(note: AuthoredNote, deck: DeckInfo, markup: Markup) -> dict[str, Rendered]:
    """The common fields of a note that are filled."""
    fields = {
        "Topic": _plain(note.topic.replace("-", " ")),
        "Ref": Rendered(plain(f"{deck.id.text}/{note.oldest_id}")),
    }
    for name, text in (("Extra", note.extra), ("Caution", note.caution)):
        if text is not None:
            fields[name] = markup.text(text)
    if note.quote is not None:
        fields["Quote"] = Rendered(plain(note.quote.text))
    if note.image is not None:
        fields["Image"] = markup.picture(note.image)
    if note.source is not None:
        fields["Source"] = _source(note.source.text, deck)
    return fields


def content(
    kind: Kind,
    fields: dict[str, Rendered],
    ordinals: tuple[int, ...],
    parts: tuple[tuple[str, int], ...] = (),
) -> Content:
    """The fields in the order of the note type; empty where there is nothing."""
    media: dict[str, Media] = {}
    for field in fields.values():
        for picture in field.media:
            media[picture.name] = picture
    html = [fields[name].html if name in fields else "" for name in kind.fields]
    return Content(tuple(html), ordinals, tuple(media.values()), parts)


@lru_cache(maxsize=1_024)
def _plain(text: str) -> Rendered:
    """The same for all cards of a topic or of a section."""
    return Rendered(plain(text))


def _source(reference: str, deck: DeckInfo) -> Rendered:
    """``overview#how-does-it-work`` as people name it: the title, then the section."""
    key, _, section = reference.partition("#")
    source = deck.sources.get(key)
    title = source.title.text if source else key
    place = source.headings.get(section, section) if source else section
    return _plain(f"{title}, “{place}”" if place else title)


def _css() -> str:
    return (Path(__file__).parent / "card.css").read_text(encoding="utf-8")
