"""The ``.apkg`` of Anki, written by genanki's classes, shaped where they lose something.

genanki 0.13.1 gives every note the same time, leaves fields and templates
without ids, stores the archive undeflated and with the clock's time, and
leaves its database behind. Each override below mends one of these. The
package has schema 11, which every Anki of the last ten years reads.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Generator, Iterable
from contextlib import closing
from hashlib import sha1
from html import unescape
from pathlib import Path
from typing import IO, Any, TypeAlias

from generator import crew
from generator.exporters.deflating import deflater
from generator.exporters.light import APKG_COL, APKG_SCHEMA, genanki
from generator.package import Deck, Note, NoteType, Package
from generator.patterns import late

__all__ = ["digest_of", "write"]

_INSERT_NOTE = "INSERT INTO notes VALUES(?,?,?,?,-1,?,?,?,?,0,'')"
_INSERT_CARD = "INSERT INTO cards VALUES(?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')"
_PIECE = 1 << 20
_AT_ONCE = 500  # notes whose rows are in memory
_EFFORT = 100  # bytes of cards that are as much work as the rows of a note
_IMAGE = late(r'<img\b[^>]*\bsrc="([^"]*)"[^>]*>')
_TAG = late(r"<[^>]*>")
# Deflating these again costs time and saves nothing.
_PACKED = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")
_Row: TypeAlias = tuple[object, ...]
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold


def write(package: Package, file: IO[bytes]) -> None:
    """Write ``package`` into ``file``.

    On one kind of machine and one build of Python, the same package gives the same bytes.
    Raises :class:`OSError` where the disk refuses.
    """
    _Package(package).write_to_file(file)


def digest_of(path: Path) -> str:
    """The digest of the package that lies at ``path``; empty where none of ours does."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment.decode("ascii", "replace")
    except (FileNotFoundError, zipfile.BadZipFile):
        return ""


class _Model(genanki.Model):  # type: ignore[misc]  # genanki is untyped
    """A note type with ids in its fields and templates, and a time of its own."""

    def __init__(self, note_type: NoteType) -> None:
        super().__init__(
            model_id=note_type.id,
            name=note_type.name,
            fields=[{"name": f.name, "id": f.id} for f in note_type.fields],
            templates=[
                {"name": t.name, "id": t.id, "qfmt": t.front, "afmt": t.back}
                for t in note_type.templates
            ],
            css=note_type.css,
            model_type=self.CLOZE if note_type.cloze else self.FRONT_BACK,
        )
        self.modified = note_type.modified

    @property
    def _req(self) -> list[list[object]]:
        # Read only by Ankis before 2.1.28; our card rows say which cards there are.
        return [[ordinal, "any", [0]] for ordinal in range(len(self.templates))]

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:
        del timestamp
        model: dict[str, Any] = super().to_json(self.modified, deck_id)
        return model


class _Package(genanki.Package):  # type: ignore[misc]  # genanki is untyped
    """A package that is streamed into a deflated archive with fixed dates."""

    def __init__(self, package: Package) -> None:
        super().__init__([_deck(deck) for deck in package.decks])
        self.package = package

    def write_to_file(self, file: IO[bytes], timestamp: float | None = None) -> None:
        del timestamp
        with tempfile.TemporaryDirectory(prefix="studydeck-") as folder:
            database = Path(folder) / "collection.anki2"
            self._write_database(database)
            with zipfile.ZipFile(file, "w") as archive:
                # Read back by digest_of: the package says itself what is in it.
                archive.comment = self.package.digest.encode()
                _add(archive, "collection.anki2", database)
                media = sorted(self.package.media, key=lambda item: item.name)
                names = {str(number): item.name for number, item in enumerate(media)}
                _add(archive, "media", json.dumps(names).encode())
                for number, item in enumerate(media):
                    packed = item.name.endswith(_PACKED)
                    _add(archive, str(number), item.load(), deflate=not packed)

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: object) -> None:
        del id_gen
        # Indexes last: to sort once is quicker than to keep in order.
        tables, create, indexes = APKG_SCHEMA.partition("CREATE INDEX")
        cursor.executescript(tables)
        cursor.executescript(APKG_COL)
        package = self.package
        models = {note_type.id: _Model(note_type) for note_type in package.note_types}
        (decks_json,) = cursor.execute("SELECT decks FROM col").fetchone()
        decks = json.loads(decks_json) | {str(d.deck_id): d.to_json() for d in self.decks}
        first_deck = self.decks[0].deck_id
        types = {str(key): model.to_json(timestamp, first_deck) for key, model in models.items()}
        milliseconds = int(timestamp) * 1000
        cursor.execute(
            "UPDATE col SET mod = ?, scm = ?, decks = ?, models = ?",
            (milliseconds, milliseconds, json.dumps(decks), json.dumps(types)),
        )
        with closing(_rows(package)) as rows:
            for notes, cards in rows:
                cursor.executemany(_INSERT_NOTE, notes)
                cursor.executemany(_INSERT_CARD, cards)
        cursor.executescript(create + indexes)

    def _write_database(self, path: Path) -> None:
        try:
            connection = sqlite3.connect(path)
            try:
                # The file is thrown away: no journal, no waiting for the disk.
                connection.execute("PRAGMA journal_mode = OFF")
                connection.execute("PRAGMA synchronous = OFF")
                self.write_to_db(connection.cursor(), self.package.modified, None)
                connection.commit()
            finally:
                connection.close()
        except sqlite3.OperationalError as error:
            raise OSError(f"the temporary database could not be written: {error}") from error


class _Deck(genanki.Deck):  # type: ignore[misc]  # genanki is untyped
    """A deck whose json does not carry the date of genanki's template."""

    def to_json(self) -> dict[str, Any]:
        deck: dict[str, Any] = super().to_json()
        today = {key: [0, 0] for key in ("lrnToday", "newToday", "revToday", "timeToday")}
        return deck | today | {"mod": 0, "extendNew": 10}


def _deck(deck: Deck) -> _Deck:
    return _Deck(deck.id, deck.name, deck.description)


def _rows(package: Package) -> Generator[tuple[list[_Row], list[_Row]], None, None]:
    """The rows of notes and of cards, in the order of their ids, so many at once."""
    notes, order = package.notes, package.by_id
    begins = range(0, len(order), _AT_ONCE)

    def rows(number: int) -> tuple[list[_Row], list[_Row]]:
        begin = begins[number]
        some = [notes[at] for at in order[begin : begin + _AT_ONCE]]
        return list(map(_note_row, some)), _card_rows(some)

    return crew.shared(len(begins), rows, _EFFORT * len(order))


def _note_row(note: Note) -> _Row:
    """A note as Anki's table has it."""
    _, guid, key, note_type, _, modified, body, tags, _, _ = note
    compared = body.partition(b"\x1f")[0]
    if b"<" in compared or b"&" in compared:
        compared = _visible(compared.decode()).encode()
    # Anki's checksum for finding duplicates (rslib/src/notes/mod.rs).
    checksum = int.from_bytes(sha1(compared, usedforsecurity=False).digest()[:4])
    tagged = f" {' '.join(tags)} "
    return key, guid, note_type, modified, tagged, body.decode(), compared.decode(), checksum


def _card_rows(notes: Iterable[Note]) -> list[_Row]:
    """The cards of notes as Anki's table has them: new, in the order of their due numbers."""
    return [
        (card, key, deck, ordinal, modified, due)
        for _, _, key, _, deck, modified, _, _, cards, _ in notes
        for card, ordinal, due in cards
    ]


def _add(
    archive: zipfile.ZipFile, name: str, content: bytes | Path, *, deflate: bool = True
) -> None:
    info = zipfile.ZipInfo(name, _FIXED_DATE)
    info.create_system = 3  # else Windows would write other bytes
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with archive.open(info, "w", force_zip64=False) as target:
        if deflate:
            target._compressor = deflater()  # type: ignore[attr-defined]  # zipfile takes no other
        if isinstance(content, bytes):
            target.write(content)
        else:
            with content.open("rb") as source:
                shutil.copyfileobj(source, target, _PIECE)


def _visible(html: str) -> str:
    """What Anki compares and sorts by: no tags, but the names of pictures."""
    if "<" in html:
        html = _TAG.sub("", _IMAGE.sub(r" \1 ", html))
    return unescape(html)
