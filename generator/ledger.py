"""The ledger, ``deck.lock``: what a deck has released so far, one line a note.

It is text, so that a diff shows one note a line and two branches merge line
by line. A line is a word, a name and a JSON object; notes are sorted by id.
The fields are kept too: a card that an author deletes is shipped on as
retired, and a card that turns up under another name is recognised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.source import SourceFile, SourceSpan

__all__ = [
    "LATEST",
    "Ledger",
    "LockedNote",
    "LockedType",
    "Retired",
    "parse",
    "place_of",
    "serialise",
]

LATEST = 1
"""The version of the format, in the first line of the file."""

_HEAD = f"studydeck-lock {LATEST}"
_CONFLICT = re.compile(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_LINE = re.compile(r"(deck|type|note|package) ([^ ]+) (\{.*\})")


@dataclass(frozen=True, slots=True)
class Retired:
    """When (ISO date) and why a note was retired; ``why`` may be empty."""

    on: str
    why: str


@dataclass(frozen=True, slots=True)
class LockedNote:
    """What is known of one note.

    ``guid``, ``note_id``, ``cards`` (ordinal → card id) and ``due`` are Anki's;
    ``first`` and ``modified`` are seconds since 1970. ``authored`` and
    ``shipped`` are hashes of what the author wrote and of what students get.
    ``parts`` are the texts of the note's parts and their ordinals (from 0), in
    order, ``gone`` those of removed ones. ``kept`` is the ``authored`` of which
    the author said that it is the same card, however different.
    """

    id: str
    kind: str
    guid: str
    note_id: int
    cards: dict[int, int]
    due: int
    first: int
    modified: int
    authored: str
    shipped: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    was: tuple[str, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    retired: Retired | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class LockedType:
    """A note type as released: (id, name) of its fields and templates, its own hash and time."""

    kind: str
    id: int
    name: str
    fields: tuple[tuple[int, str], ...]
    templates: tuple[tuple[int, str], ...]
    hash: str
    modified: int


@dataclass(frozen=True)
class Ledger:
    """The ledger of one deck. Empty (no ``deck``) before the first build.

    ``digest`` is that of the package that was written last.
    """

    deck: str = ""
    name: str = ""
    notes: dict[str, LockedNote] = field(default_factory=dict)
    types: dict[str, LockedType] = field(default_factory=dict)
    digest: str = ""

    @cached_property
    def released(self) -> int:
        """The release time: the newest ``modified``, in seconds; 0 before the first."""
        return max((note.modified for note in self.notes.values()), default=0)


def parse(file: SourceFile) -> tuple[Ledger | None, list[Diagnostic]]:
    """Read a ledger strictly; damaged anywhere, there is no ledger but findings."""
    reader = _Reader(file)
    reader.read()
    if reader.found:
        return None, reader.found
    return Ledger(reader.deck, reader.name, reader.notes, reader.types, reader.digest), []


def serialise(ledger: Ledger) -> str:
    """The text of the lock file."""
    lines = [_HEAD, _line("deck", ledger.deck, {"name": ledger.name})]
    lines += [_line("type", kind, _type_out(ledger.types[kind])) for kind in sorted(ledger.types)]
    lines += [_line("note", key, _note_out(ledger.notes[key])) for key in sorted(ledger.notes)]
    lines.append(_line("package", ledger.deck, {"digest": ledger.digest}))
    return "\n".join(lines) + "\n"


def place_of(file: SourceFile, note: str) -> SourceSpan:
    """Where the line of a note begins in the lock file; its head where there is none."""
    start = file.text.find(f"\nnote {note} ") + 1
    return file.span(start, start + len(f"note {note}") if start else 1)


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self.deck = self.name = self.digest = ""
        self.notes: dict[str, LockedNote] = {}
        self.types: dict[str, LockedType] = {}
        self._places: dict[tuple[str, str], int] = {}

    def read(self) -> None:
        lines = self.file.text.split("\n")
        offset = 0
        if lines[0].rstrip("\r") != _HEAD:
            self._damaged(0, len(lines[0]), f"this is no lock file that begins with `{_HEAD}`")
            return
        if lines[-1]:
            start = len(self.file.text) - len(lines[-1])
            self._damaged(start, len(lines[-1]), "the last line is cut short")
        for number, line in enumerate(lines[:-1]):
            if number:
                self._line(line.rstrip("\r"), offset)
            offset += len(line) + 1
        if not self.found and not self.deck:
            self._damaged(0, len(lines[0]), "the line with the deck's id is missing")

    def _line(self, line: str, offset: int) -> None:
        if _CONFLICT.match(line):
            if not any(d.rule is codes.LOCK_CONFLICT for d in self.found):
                where = self.file.span(offset, offset + len(line))
                message = "two branches changed the same lines of this lock file"
                self.found.append(codes.LOCK_CONFLICT.at(where, message, codes.MERGE_HELP))
            return
        match = _LINE.fullmatch(line)
        if match is None:
            self._damaged(offset, len(line), "this line is damaged")
            return
        word, name = match[1], match[2]
        place = self._places.setdefault((word, name), offset)
        if place != offset and word != "package":
            where = self.file.span(offset, offset + len(word) + 1 + len(name))
            first = self.file.position(place).line
            message = f"the {word} {name} stands here a second time (first in line {first})"
            self.found.append(codes.LOCK_DOUBLE.at(where, message, codes.MERGE_HELP))
            return
        try:
            self._take(word, name, json.loads(match[3]))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            cause = f"misses {error}" if isinstance(error, KeyError) else "is damaged"
            self._damaged(offset, len(line), f"the line of the {word} {name} {cause}")

    def _take(self, word: str, name: str, data: dict[str, Any]) -> None:
        match word:
            case "deck":
                self.deck, self.name = name, _text(data["name"])
            case "package":
                # Two digests are what a merge of two branches leaves: then neither holds.
                self.digest = "" if self.digest else _text(data["digest"])
            case "type":
                self.types[name] = _type_in(name, data)
            case _:
                self.notes[name] = _note_in(name, data)

    def _damaged(self, offset: int, length: int, message: str) -> None:
        where = self.file.span(offset, offset + max(1, length))
        self.found.append(codes.LOCK_DAMAGED.at(where, message, codes.DAMAGE_HELP))


def _line(word: str, name: str, data: dict[str, object]) -> str:
    return f"{word} {name} {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}"


def _note_out(note: LockedNote) -> dict[str, object]:
    data: dict[str, object] = {
        "guid": note.guid,
        "kind": note.kind,
        "first": note.first,
        "modified": note.modified,
        "authored": note.authored,
        "shipped": note.shipped,
        "due": note.due,
        "note": note.note_id,
        "cards": {str(ordinal): note.cards[ordinal] for ordinal in sorted(note.cards)},
        "tags": list(note.tags),
        "fields": list(note.fields),
    }
    if note.was:
        data["was"] = list(note.was)
    if note.parts:
        data["parts"] = [list(part) for part in note.parts]
    if note.gone:
        data["gone"] = [list(part) for part in note.gone]
    if note.retired is not None:
        data["retired"] = {"on": note.retired.on, "why": note.retired.why}
    if note.kept:
        data["kept"] = note.kept
    return data


def _note_in(name: str, data: dict[str, Any]) -> LockedNote:
    retired = data.get("retired")
    return LockedNote(
        id=name,
        kind=_text(data["kind"]),
        guid=_text(data["guid"]),
        note_id=_number(data["note"]),
        cards={int(ordinal): _number(card) for ordinal, card in data["cards"].items()},
        due=_number(data["due"]),
        first=_number(data["first"]),
        modified=_number(data["modified"]),
        authored=_text(data["authored"]),
        shipped=_text(data["shipped"]),
        fields=_texts(data["fields"]),
        tags=_texts(data["tags"]),
        was=_texts(data.get("was", [])),
        parts=_parts(data.get("parts", [])),
        gone=_parts(data.get("gone", [])),
        retired=Retired(_text(retired["on"]), _text(retired["why"])) if retired else None,
        kept=_text(data.get("kept", "")),
    )


def _parts(items: Iterable[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((_text(text), _number(ordinal)) for text, ordinal in items)


def _type_out(locked: LockedType) -> dict[str, object]:
    return {
        "id": locked.id,
        "name": locked.name,
        "hash": locked.hash,
        "modified": locked.modified,
        "fields": [list(pair) for pair in locked.fields],
        "templates": [list(pair) for pair in locked.templates],
    }


def _type_in(kind: str, data: dict[str, Any]) -> LockedType:
    def pairs(items: Iterable[Any]) -> tuple[tuple[int, str], ...]:
        return tuple((_number(key), _text(name)) for key, name in items)

    return LockedType(
        kind=kind,
        id=_number(data["id"]),
        name=_text(data["name"]),
        fields=pairs(data["fields"]),
        templates=pairs(data["templates"]),
        hash=_text(data["hash"]),
        modified=_number(data["modified"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(values)
    return tuple(_text(value) for value in values)
