"""Reading an ``.apkg`` back: what a diff compares with. Schema 11 only, and nothing is trusted."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections import Counter, defaultdict
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from generator.package import (
    RETIRED_TAG,
    Card,
    Deck,
    Field,
    Media,
    Note,
    NoteType,
    Package,
    Template,
    body_of,
    shown_pictures,
)

__all__ = ["UnreadablePackageError", "read_package"]

# Anki's own legacy export keeps the notes in the second; the first then holds a note that says so.
_DATABASES = ("collection.anki21", "collection.anki2")
_MODERN = "collection.anki21b"
_LARGEST_DATABASE = 1 << 30
_LARGEST_LIST = 1 << 26
_LARGEST_FILE = 1 << 28
_CHUNK = 1 << 20
# A table of a hostile file may be a view that never ends: so many steps of SQLite's machine.
_MOST_STEPS = 2_000
_STEP = 1_000_000


class UnreadablePackageError(ValueError):
    """A file that is no package to compare with; the message says why."""


def read_package(path: Path) -> Package:
    """The package in the file at ``path``; its notes are called by what their Ref field says.

    Raises :class:`UnreadablePackageError`, and :class:`OSError` where the file
    can't be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if _MODERN in names:
                raise UnreadablePackageError(
                    f"{path}: Anki wrote this in its newer format; "
                    "export it anew with “Support older Anki versions”"
                )
            database = next((name for name in _DATABASES if name in names), None)
            if database is None:
                raise UnreadablePackageError(f"{path}: there is no collection in this file")
            media = _media(path, archive) if "media" in names else {}
            with tempfile.TemporaryDirectory(prefix="studydeck-") as folder:
                copy = Path(folder) / "collection.anki2"
                copy.write_bytes(_bounded(archive, database, _LARGEST_DATABASE))
                uri = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
                with closing(sqlite3.connect(uri, uri=True)) as db:
                    return _package(db, media)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise UnreadablePackageError(f"{path}: this is no Anki package: {error}") from error
    except sqlite3.Error as error:
        raise UnreadablePackageError(f"{path}: its collection can't be read: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        if isinstance(error, UnreadablePackageError):
            raise
        raise UnreadablePackageError(f"{path}: its collection is not of schema 11") from error


def _bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member of the archive, whatever size it claims to have."""
    pieces, size = [], 0
    with archive.open(name) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > most:
                raise UnreadablePackageError(f"{archive.filename}: {name} is too large")
            pieces.append(chunk)
    return b"".join(pieces)


def _media(path: Path, archive: zipfile.ZipFile) -> dict[str, Media]:
    """The files by their names in Anki; read only when somebody asks for their bytes."""

    def load(number: str) -> bytes:
        with zipfile.ZipFile(path) as again:
            return _bounded(again, number, _LARGEST_FILE)

    listed = json.loads(_bounded(archive, "media", _LARGEST_LIST))
    return {name: Media(name, partial(load, number)) for number, name in listed.items()}


def _package(db: sqlite3.Connection, media: dict[str, Media]) -> Package:
    steps = iter(range(_MOST_STEPS))
    db.set_progress_handler(lambda: 0 if next(steps, None) is not None else 1, _STEP)
    (version, modified, models, decks) = db.execute(
        "SELECT ver, mod, models, decks FROM col"
    ).fetchone()
    if version != 11:
        raise UnreadablePackageError(f"the collection has schema {version}, not 11")
    types = {int(key): _note_type(int(key), model) for key, model in json.loads(models).items()}
    cards: dict[int, list[tuple[int, Card]]] = defaultdict(list)
    for note, deck, card, ordinal, due in db.execute("SELECT nid, did, id, ord, due FROM cards"):
        cards[note].append((deck, Card(card, ordinal, due)))
    notes = tuple(
        _note(row, types, sorted(cards[row[0]], key=lambda item: item[1].ordinal))
        for row in db.execute("SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id")
    )
    used = {note.note_type for note in notes}
    homes = Counter(note.deck for note in notes)
    living = Counter(note.deck for note in notes if RETIRED_TAG not in note.tags)
    named = {int(key): Deck(int(key), d["name"], d["desc"]) for key, d in json.loads(decks).items()}
    # The deck that most living notes are in comes first, as in our own packages.
    order = sorted(set(homes) & set(named), key=lambda deck: (-living[deck], -homes[deck], deck))
    return Package(
        tuple(named[deck] for deck in order),
        tuple(kind for key, kind in types.items() if key in used),
        tuple(sorted(notes, key=lambda note: (note.cards[0].due if note.cards else 0, note.id))),
        tuple(media.values()),
        modified // 1000,
    )


def _note_type(key: int, model: dict[str, Any]) -> NoteType:
    return NoteType(
        key,
        str(model["name"]),
        tuple(Field(field.get("id") or 0, str(field["name"])) for field in model["flds"]),
        tuple(
            Template(t.get("id") or 0, str(t["name"]), str(t["qfmt"]), str(t["afmt"]))
            for t in model["tmpls"]
        ),
        str(model["css"]),
        model["type"] == 1,
        int(model["mod"]),
    )


def _note(row: tuple[Any, ...], types: dict[int, NoteType], cards: list[tuple[int, Card]]) -> Note:
    key, guid, kind, modified, tags, joined = row
    fields = tuple(str(joined).split("\x1f"))
    names = [field.name for field in types[kind].fields]
    ref = dict(zip(names, fields, strict=False)).get("Ref", "")
    return Note(
        ref=ref or str(guid),
        guid=str(guid),
        id=key,
        note_type=kind,
        deck=cards[0][0] if cards else 0,
        modified=int(modified),
        body=body_of(fields),
        tags=tuple(sorted(str(tags).split())),
        cards=tuple(card for _, card in cards),
        media=shown_pictures(fields),
    )
