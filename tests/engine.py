"""A throwaway collection on Anki's own engine, to see what a student would get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

__all__ = ["Anki", "Imported", "StudentsCard", "StudentsNote", "anki", "visible"]


@dataclass(frozen=True)
class Imported:
    """What Anki counted while importing; ``trouble`` is whatever should never happen."""

    new: int
    updated: int
    duplicate: int
    trouble: dict[str, int]


@dataclass(frozen=True)
class StudentsCard:
    """A card as the reviewer shows it."""

    ordinal: int
    due: int
    deck: str
    question: str
    answer: str
    sounds: int


@dataclass(frozen=True)
class StudentsNote:
    """A note as the collection holds it; ``sort_field`` and ``checksum`` are Anki's own."""

    id: int
    guid: str
    note_type: str
    modified: int
    fields: dict[str, str]
    tags: tuple[str, ...]
    cards: tuple[StudentsCard, ...]
    sort_field: str
    checksum: int


class Anki:
    """One open collection."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    def import_package(self, path: Path, *, merge: bool = False) -> Imported:
        """Import ``path`` as a double click with the default options does."""
        options = ImportAnkiPackageOptions(
            merge_notetypes=merge, with_scheduling=False, with_deck_configs=False
        )
        request = ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = self.collection.import_anki_package(request).log
        names = (
            "conflicting",
            "first_field_match",
            "missing_notetype",
            "missing_deck",
            "empty_first_field",
        )
        trouble = {name: len(getattr(log, name)) for name in names if getattr(log, name)}
        return Imported(len(log.new), len(log.updated), len(log.duplicate), trouble)

    def notes(self, *, render: bool = True) -> dict[str, StudentsNote]:
        """All notes by guid."""
        db = self._db
        sums = {
            nid: (str(sfld), csum) for nid, sfld, csum in db.all("SELECT id, sfld, csum FROM notes")
        }
        notes: dict[str, StudentsNote] = {}
        for note_id in self.collection.find_notes(""):
            note = self.collection.get_note(note_id)
            note_type = note.note_type()
            assert note_type is not None
            notes[note.guid] = StudentsNote(
                id=note.id,
                guid=note.guid,
                note_type=note_type["name"],
                modified=note.mod,
                fields=dict(note.items()),
                tags=tuple(note.tags),
                cards=tuple(self._card(card_id, render) for card_id in note.card_ids()),
                sort_field=sums[note.id][0],
                checksum=sums[note.id][1],
            )
        return notes

    def media(self) -> dict[str, bytes]:
        """The files in the media folder."""
        return {
            path.name: path.read_bytes() for path in Path(self.collection.media.dir()).iterdir()
        }

    def note_types(self) -> dict[str, dict[str, Any]]:
        """The note types that have notes, by name, as Anki's json has them."""
        models = self.collection.models
        return {m["name"]: m for m in models.all() if models.use_count(m)}

    def recomputed(self) -> dict[int, tuple[str, int]]:
        """Sort field and checksum of each note after Anki has computed them anew."""
        for note_id in self.collection.find_notes(""):
            note = self.collection.get_note(note_id)
            first = note.fields[0]
            # Anki computes both when it saves a note that has changed.
            for text in (first + "x", first):
                note.fields[0] = text
                self.collection.update_note(note)
        rows = self._db.all("SELECT id, sfld, csum FROM notes")
        return {note_id: (str(sort_field), checksum) for note_id, sort_field, checksum in rows}

    def problems(self) -> str:
        """What Anki's own "check database" reports about missing or superfluous rows."""
        text, _ = self.collection.fix_integrity()
        return text

    def _card(self, card_id: Any, render: bool) -> StudentsCard:
        card = self.collection.get_card(card_id)
        deck = self.collection.decks.name(card.did)
        if not render:
            return StudentsCard(card.ord, card.due, deck, "", "", 0)
        shown = card.render_output()
        sounds = len(shown.question_av_tags) + len(shown.answer_av_tags)
        return StudentsCard(
            card.ord, card.due, deck, shown.question_text, shown.answer_text, sounds
        )

    @property
    def _db(self) -> Any:
        assert self.collection.db is not None
        return self.collection.db


@contextmanager
def anki(folder: Path) -> Iterator[Anki]:
    """A new collection in ``folder``, closed at the end."""
    collection = Collection(str(folder / "collection.anki2"))
    try:
        yield Anki(collection)
    finally:
        collection.close()


class _Visible(HTMLParser):
    _UNSEEN = frozenset({"script", "style"})
    _BREAKS = frozenset(
        {"blockquote", "br", "details", "div", "h1", "h2", "h3", "hr", "li", "ol", "p", "pre"}
        | {"summary", "table", "td", "th", "tr", "ul"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNSEEN:
            self._unseen += 1
        if tag in self._BREAKS:
            self.pieces.append("\n")
        if tag == "img":
            self.pieces.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._UNSEEN:
            self._unseen -= 1
        if tag in self._BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def visible(html: str) -> str:
    """What a reader sees of ``html``, white space as single spaces."""
    parser = _Visible()
    parser.feed(html)
    parser.close()
    return " ".join("".join(parser.pieces).split())
