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
from collections import defaultdict
from collections.abc import Iterable
from io import StringIO
from sys import intern
from typing import Any

from generator import strict
from generator.codes import ledger as codes
from generator.diagnostics import Diagnostic
from generator.ledger import Ledger, LockedNote, LockedType, Retired, flat
from generator.package import body_of
from generator.patterns import late
from generator.source import SourceFile, SourceSpan

__all__ = ["HEAD", "LATEST", "Sum", "note_in", "note_places", "parse", "type_in"]

LATEST = 1
"""The version of the format, in the first line of the file."""

HEAD = f"studydeck-lock {LATEST}"
_CONFLICT = late(r"(?:<{7}|={7}|>{7}|\|{7})(?: |$)")
_LINE = late(r"(deck|type|note|package) ([^ ]+) (\{.*\})")


# Made once: to make it takes longer than to read a note.
_DECODER = json.JSONDecoder(object_pairs_hook=strict.unique)


def parse(
    file: SourceFile, lines: Iterable[str] | None = None
) -> tuple[Ledger | None, list[Diagnostic]]:
    """Read a ledger strictly; damaged anywhere, there is no ledger but findings.

    ``lines`` are those of ``file`` with their ends, where its text is not in memory.
    """
    reader = _Reader(file)
    reader.read(StringIO(file.text) if lines is None else lines)
    if reader.found:
        return None, reader.found
    return (
        Ledger(reader.deck, reader.name, reader.notes, reader.types, reader.digest, reader.merged),
        [],
    )


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
        self._places: dict[str, dict[object, int]] = defaultdict(dict)
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}  # tags: once in memory
        self._sums: list[str] = []
        self._summed = Sum()

    def read(self, lines: Iterable[str]) -> None:
        offset = 0
        head: str | None = None
        for line in lines:
            whole, bare = line.endswith("\n"), line.rstrip("\r\n")
            if head is None:
                head = bare
                if bare != HEAD:
                    break
            elif whole and bare:
                self._line(bare, offset)
            if not whole:
                self._damaged(offset, len(line), "the last line is cut short")
            offset += len(line)
        if head != HEAD:
            newer = re.fullmatch(r"studydeck-lock [0-9]+", head or "")
            cause = "a newer studydeck wrote this" if newer else "this is no lock file"
            self._damaged(0, len(head or ""), f"{cause}: ours begin with `{HEAD}`")
        elif not self.found:
            self._whole(len(head))

    def _whole(self, head: int) -> None:
        for word, there in (("deck", self.deck), ("package", self._sums)):
            if not there:
                self._damaged(0, head, f"the line of the {word} is missing: the file is cut short")
        # A build writes one sum, and that of its own lines.
        self.merged = self._sums != [self._summed.text]
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
        if word != "package":
            self._summed.add(line.encode())
            key = name if word in ("note", "type") else ""
            first = self._places[word].setdefault(key, offset)
            if first != offset:
                self._double(first, f"the {word} {name}", offset, len(word) + 1 + len(name))
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
                self.deck, self.name = name, strict.text(data.pop("name"))
            case "package":
                self.digest = strict.text(data.pop("digest"))
                self._sums.append(strict.text(data.pop("lines")))
            case "type":
                self.types[name] = type_in(name, data)
            case _:
                note = note_in(name, data)
                note = note._replace(
                    kind=intern(note.kind), tags=self._same.setdefault(note.tags, note.tags)
                )
                self.notes[name] = note
                ids: list[tuple[str, object]] = [("card id", i) for i in note.card_ids[1::2]]
                for kind, key in (("guid", note.guid), ("note id", note.note_id), *ids):
                    first = self._places[kind].setdefault(key, offset)
                    if first != offset:
                        what = f"the {kind} of the note {name}"
                        self._double(first, what, offset, 5 + len(name))
        if data:
            raise ValueError(data)

    def _double(self, first: int, what: str, offset: int, length: int) -> None:
        line = self.file.position(first).line
        message = f"{what} stands here a second time (first in line {line})"
        where = self.file.span(offset, offset + length)
        self.found.append(codes.LOCK_DOUBLE.at(where, message, codes.MERGE_HELP))

    def _damaged(self, offset: int, length: int, message: str) -> None:
        where = self.file.span(offset, offset + max(1, length))
        self.found.append(codes.LOCK_DAMAGED.at(where, message, codes.DAMAGE_HELP))


class Sum:
    """The sum of some lines without their ends, which come one by one."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=8)
        self._between = b""

    def add(self, line: bytes) -> None:
        """Add the next line."""
        self._hash.update(self._between + line)
        self._between = b"\n"

    @property
    def text(self) -> str:
        """The sum so far: 16 hex digits."""
        return self._hash.hexdigest()


def note_in(name: str, data: dict[str, Any]) -> LockedNote:
    """The note of a line; what it has no use for stays in ``data``.

    Raises :class:`KeyError`, :class:`TypeError` or :class:`ValueError` where it is damaged.
    """
    take = data.pop
    retired = data.pop("retired", None)
    return LockedNote(
        id=name,
        kind=strict.name(take("kind")),
        guid=strict.name(take("guid")),
        note_id=strict.number(take("note")),
        card_ids=flat(
            {
                strict.ordinal(o): strict.number(card)
                for o, card in strict.mapping(take("cards")).items()
            }
        ),
        due=strict.number(take("due")),
        first=strict.number(take("first")),
        modified=strict.number(take("modified")),
        authored=strict.name(take("authored")),
        shipped=strict.name(take("shipped")),
        body=body_of(strict.items(take("fields"))),
        tags=strict.texts(take("tags")),
        was=strict.texts(take("was", [])),
        parts=_parts(take("parts", [])),
        gone=_parts(take("gone", [])),
        retired=None
        if retired is None
        else Retired(strict.text(retired["on"]), strict.text(retired["why"])),
        kept=strict.text(take("kept", "")),
    )


def _parts(items: object) -> tuple[tuple[str, int], ...]:
    return tuple(
        (strict.text(text), strict.number(ordinal)) for text, ordinal in strict.items(items)
    )


def type_in(kind: str, data: dict[str, Any]) -> LockedType:
    """The note type of a line; as with :func:`note_in`."""

    def pairs(items: object) -> tuple[tuple[int, str], ...]:
        return tuple((strict.number(key), strict.name(name)) for key, name in strict.items(items))

    take = data.pop
    return LockedType(
        kind=kind,
        id=strict.number(take("id")),
        name=strict.name(take("name")),
        fields=pairs(take("fields")),
        templates=pairs(take("templates")),
        hash=strict.name(take("hash")),
        modified=strict.number(take("modified")),
    )
