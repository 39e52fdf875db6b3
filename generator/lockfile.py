"""``deck.lock``: the ledger as text, one line a note.

A diff shows one note a line, and two branches merge line by line: git takes
two changes for a conflict where no unchanged line stands between them, hence
the blank line after each. A line is a word, a name and a JSON object; notes
are sorted by id. The last line sums up the others, so that a lock in which two
branches met is known as such.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.ledger import Ledger, LockedNote, LockedType, Retired, body_of
from generator.patterns import late
from generator.source import SourceFile, SourceSpan

__all__ = ["LATEST", "note_places", "parse", "serialise"]

LATEST = 1
"""The version of the format, in the first line of the file."""

_HEAD = f"studydeck-lock {LATEST}"
_CONFLICT = late(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_LINE = late(r"(deck|type|note|package) ([^ ]+) (\{.*\})")
_ORDINAL = late(r"0|[1-9][0-9]{0,3}")
# What a JSON number and SQLite's integers both hold exactly.
_LARGEST = 2**53


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


# Made once: to make them takes longer than to read a note.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(object_pairs_hook=_object)


def parse(file: SourceFile) -> tuple[Ledger | None, list[Diagnostic]]:
    """Read a ledger strictly; damaged anywhere, there is no ledger but findings."""
    reader = _Reader(file)
    reader.read()
    if reader.found:
        return None, reader.found
    return (
        Ledger(reader.deck, reader.name, reader.notes, reader.types, reader.digest, reader.merged),
        [],
    )


def serialise(ledger: Ledger) -> str:
    """The text of the lock file."""
    lines = [_line("deck", ledger.deck, {"name": ledger.name})]
    lines += [_line("type", kind, _type_out(ledger.types[kind])) for kind in sorted(ledger.types)]
    lines += [_line("note", key, _note_out(ledger.notes[key])) for key in sorted(ledger.notes)]
    last: dict[str, object] = {
        "digest": ledger.digest,
        "lines": "" if ledger.merged else _sum(lines),
    }
    return "\n\n".join([_HEAD, *lines, _line("package", ledger.deck, last)]) + "\n"


def note_places(file: SourceFile) -> dict[str, SourceSpan]:
    """Where the line of each note begins in the lock file."""
    return {
        match[1]: file.span(match.start(), match.end())
        for match in re.finditer(r"^note ([^ ]+)", file.text, re.MULTILINE)
    }


class _Reader:
    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.found: list[Diagnostic] = []
        self.deck = self.name = self.digest = ""
        self.notes: dict[str, LockedNote] = {}
        self.types: dict[str, LockedType] = {}
        self.merged = False
        self._places: dict[tuple[str, object], int] = {}
        self._sums: list[str] = []
        self._lines: list[str] = []

    def read(self) -> None:
        lines = self.file.text.split("\n")
        offset = 0
        if lines[0].rstrip("\r") != _HEAD:
            newer = re.fullmatch(r"studydeck-lock [0-9]+\r?", lines[0])
            cause = "a newer studydeck wrote this" if newer else "this is no lock file"
            self._damaged(0, len(lines[0]), f"{cause}: ours begin with `{_HEAD}`")
            return
        if lines[-1]:
            start = len(self.file.text) - len(lines[-1])
            self._damaged(start, len(lines[-1]), "the last line is cut short")
        for number, line in enumerate(lines[:-1]):
            if number and line.rstrip("\r"):
                self._line(line.rstrip("\r"), offset)
            offset += len(line) + 1
        if not self.found:
            self._whole(len(lines[0]))

    def _whole(self, head: int) -> None:
        for word, there in (("deck", self.deck), ("package", self._sums)):
            if not there:
                self._damaged(0, head, f"the line of the {word} is missing: the file is cut short")
        # A build writes one sum, and that of its own lines.
        self.merged = self._sums != [_sum(self._lines)]
        if len(self._sums) > 1:
            self.digest = ""

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
        key = (word, name) if word in ("note", "type") else (word, "")
        if word != "package":
            self._lines.append(line)
            if self._places.setdefault(key, offset) != offset:
                self._double(key, f"the {word} {name}", offset, len(word) + 1 + len(name))
                return
        try:
            self._take(word, name, _DECODER.decode(match[3]), offset)
        except KeyError as error:
            self._damaged(offset, len(line), f"the line of the {word} {name} misses {error}")
        except (ValueError, TypeError, RecursionError):
            self._damaged(offset, len(line), f"the line of the {word} {name} is damaged")

    def _take(self, word: str, name: str, data: dict[str, Any], offset: int) -> None:
        match word:
            case "deck":
                self.deck, self.name = name, _text(data.pop("name"))
            case "package":
                self.digest = _text(data.pop("digest"))
                self._sums.append(_text(data.pop("lines")))
            case "type":
                self.types[name] = _type_in(name, data)
            case _:
                note = _note_in(name, data)
                self.notes[name] = note
                ids: list[tuple[str, object]] = [("card id", i) for i in note.cards.values()]
                for key in (("guid", note.guid), ("note id", note.note_id), *ids):
                    if self._places.setdefault(key, offset) != offset:
                        what = f"the {key[0]} of the note {name}"
                        self._double(key, what, offset, 5 + len(name))
        if data:
            raise ValueError(data)

    def _double(self, key: tuple[str, object], what: str, offset: int, length: int) -> None:
        first = self.file.position(self._places[key]).line
        message = f"{what} stands here a second time (first in line {first})"
        where = self.file.span(offset, offset + length)
        self.found.append(codes.LOCK_DOUBLE.at(where, message, codes.MERGE_HELP))

    def _damaged(self, offset: int, length: int, message: str) -> None:
        where = self.file.span(offset, offset + max(1, length))
        self.found.append(codes.LOCK_DAMAGED.at(where, message, codes.DAMAGE_HELP))


def _line(word: str, name: str, data: dict[str, object]) -> str:
    return f"{word} {name} {_ENCODER.encode(data)}"


def _sum(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


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
    take = data.pop
    retired = data.pop("retired", None)
    return LockedNote(
        id=name,
        kind=_name(take("kind")),
        guid=_name(take("guid")),
        note_id=_number(take("note")),
        cards={_ordinal(o): _number(card) for o, card in _mapping(take("cards")).items()},
        due=_number(take("due")),
        first=_number(take("first")),
        modified=_number(take("modified")),
        authored=_name(take("authored")),
        shipped=_name(take("shipped")),
        body=body_of(_list(take("fields"))),
        tags=_texts(take("tags")),
        was=_texts(take("was", [])),
        parts=_parts(take("parts", [])),
        gone=_parts(take("gone", [])),
        retired=None if retired is None else Retired(_text(retired["on"]), _text(retired["why"])),
        kept=_text(take("kept", "")),
    )


def _parts(items: object) -> tuple[tuple[str, int], ...]:
    return tuple((_text(text), _number(ordinal)) for text, ordinal in _list(items))


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
    def pairs(items: object) -> tuple[tuple[int, str], ...]:
        return tuple((_number(key), _name(name)) for key, name in _list(items))

    take = data.pop
    return LockedType(
        kind=kind,
        id=_number(take("id")),
        name=_name(take("name")),
        fields=pairs(take("fields")),
        templates=pairs(take("templates")),
        hash=_name(take("hash")),
        modified=_number(take("modified")),
    )


# What a value may be: anything else is damage ---------------------------------


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if not value.isascii():
        value.encode()  # half a surrogate pair, which nothing can write, is a ValueError
    return value


def _name(value: object) -> str:
    if not _text(value):
        raise ValueError("empty")
    return _text(value)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST:
        raise TypeError(value)
    return value


def _ordinal(text: str) -> int:
    if not _ORDINAL.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _texts(values: object) -> tuple[str, ...]:
    texts = _list(values)
    if texts:
        _text("".join(texts))  # a TypeError where one of them is none
    return tuple(texts)
