"""The lock file as a build writes it, and reads its own again.

What was written by hand, by a merge or half is the business of
:mod:`generator.lockfile`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from json.encoder import encode_basestring as _quoted
from typing import IO, Any, TypeAlias

from generator import crew
from generator.ledger import Ledger, LockedNote, LockedType, note_of, row_of
from generator.lockfile import HEAD, Sum, note_in, type_in
from generator.package import body_of

__all__ = ["lines_of", "untouched"]

_FIRST = f"{HEAD}\n".encode()
_BATCH = 1 << 18  # bytes of lines that are read at once
_EASE = 8  # so many times as long takes it to compile as many bytes of cards
_Row: TypeAlias = tuple[Any, ...] | bytes

# Made once: to make them takes longer than to read a note.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()


def untouched(file: IO[bytes]) -> Ledger | None:
    """The ledger in an open lock file, where its sum says that a build wrote all of it.

    So it is with nearly every lock, and what a build wrote needs no looking
    over. ``None`` for any other, of which :func:`generator.lockfile.parse` has more to say.
    """
    places = _batches(file)

    def rows(number: int) -> list[_Row]:
        return [_row_in(line) for line in _lines_at(file, places[number])]

    size = sum(end - start for start, end in places)
    try:
        with closing(crew.shared(len(places), rows, size // _EASE)) as read:
            return _ledger_of(file, places, read)
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


def _batches(file: IO[bytes]) -> list[tuple[int, int]]:
    """Where some lines begin and end, batch by batch; none where it is no lock file of ours."""
    places: list[tuple[int, int]] = []
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    start = len(file.readline()) if _read_at(file, 0, len(_FIRST)) == _FIRST else size
    while start < size:
        file.seek(start + _BATCH)
        file.readline()
        end = min(file.tell(), size)
        places.append((start, end))
        start = end
    return places


def _lines_at(file: IO[bytes], place: tuple[int, int]) -> list[bytes]:
    """The lines there, without their ends and without empty ones."""
    start, end = place
    return [line for line in _read_at(file, start, end - start).split(b"\n") if line]


def _read_at(file: IO[bytes], start: int, size: int) -> bytes:
    if hasattr(os, "pread"):  # processes that were forked have one position in a file
        return os.pread(file.fileno(), size, start)
    file.seek(start)
    return file.read(size)


def _row_in(line: bytes) -> _Row:
    """A note as plain data; any other line as it stands. Raises what :func:`note_in` raises."""
    word, name, rest = line.decode().split(" ", 2)
    if word != "note":
        return line
    data = _object(rest)
    if len(data) == _PLAIN_NOTE:
        return _plain_row(name, data)
    row = row_of(note_in(name, data))
    if data:
        raise ValueError("more than a note has")
    return row


def _object(text: str) -> dict[str, Any]:
    data, end = _DECODER.raw_decode(text)
    if end != len(text):
        raise ValueError("more than one object")
    if not isinstance(data, dict):
        raise TypeError("no object")
    return data


def _ledger_of(
    file: IO[bytes], places: Sequence[tuple[int, int]], read: Iterable[list[_Row]]
) -> Ledger | None:
    ledger, summed, same = Ledger(), Sum(), dict[Any, Any]()
    last: dict[str, Any] = {}
    for place, rows in zip(places, read, strict=True):
        lines = _lines_at(file, place)
        for row in rows:
            if last:
                return None  # something stands behind the last line
            if isinstance(row, tuple):
                note = note_of(_sharing(row, same))
                ledger.notes[note.id] = note
                continue
            word, name, rest = row.decode().split(" ", 2)
            data = _object(rest)
            if word == "package":
                last = data
                lines.pop()
            elif word == "type":
                ledger.types[name] = type_in(name, data)
            elif word == "deck":
                ledger = replace(ledger, deck=name, name=data.pop("name"))
            else:
                return None
            if data and not last:
                return None
        if lines:
            summed.add(b"\n".join(lines))
    whole = last and last["lines"] == summed.text and _ends_there(file, places[-1][1])
    return replace(ledger, digest=last["digest"]) if whole else None


def _sharing(row: tuple[Any, ...], same: dict[Any, Any]) -> tuple[Any, ...]:
    """A row of which what many have alike is once in memory, namely in ``same``."""
    name, kind, guid, key, ids, due, first, modified, authored, shipped, body, tags, *more = row
    kind, tags = same.setdefault(kind, kind), same.setdefault(tags, tags)
    first, modified = same.setdefault(first, first), same.setdefault(modified, modified)
    return (
        *(name, kind, guid, key, ids, due, first, modified, authored, shipped, body, tags),
        *more,
    )


def _ends_there(file: IO[bytes], size: int) -> bool:
    """Whether the file ends with its last line, which is whole."""
    return _read_at(file, size - 2, 2) == b"}\n"


def lines_of(
    ledger: Ledger, before: Ledger | None = None, there: Iterable[bytes] = ()
) -> Iterator[bytes]:
    """The text of the lock file, piece by piece: it may be large.

    ``there`` are the lines of the file of ``before``, for the notes that both have.
    """
    summed = Sum()
    yield _FIRST
    for line in _lines(ledger, before.notes if before else {}, iter(there)):
        summed.add(line)
        yield b"\n%b\n" % line
    last: dict[str, object] = {
        "digest": ledger.digest,
        "lines": "" if ledger.merged else summed.text,
    }
    yield b"\n%b\n" % _line("package", ledger.deck, last)


def _lines(
    ledger: Ledger, before: Mapping[str, LockedNote], there: Iterator[bytes]
) -> Iterator[bytes]:
    yield _line("deck", ledger.deck, {"name": ledger.name})
    for kind in sorted(ledger.types):
        yield _line("type", kind, _type_out(ledger.types[kind]))
    for key in sorted(ledger.notes):
        note = ledger.notes[key]
        line = b""
        if before.get(key) is note:
            head = f"note {key} ".encode()
            line = next((line for line in there if line.startswith(head)), b"")
        yield line[:-1] or _note_line(note)


_PLAIN_NOTE = 11  # what a note's line holds at least
_NO_MORE = tuple(LockedNote._field_defaults.values())


def _plain_row(name: str, data: dict[str, Any]) -> tuple[Any, ...]:
    """A note that holds no more than it must, as :func:`generator.ledger.row_of` makes it."""
    return (
        name,
        data["kind"],
        data["guid"],
        data["note"],
        tuple([int(number) for pair in data["cards"].items() for number in pair]),
        data["due"],
        data["first"],
        data["modified"],
        data["authored"],
        data["shipped"],
        body_of(data["fields"]),
        tuple(data["tags"]),
        *_NO_MORE,
    )


def _line(word: str, name: str, data: dict[str, object]) -> bytes:
    return f"{word} {name} {_ENCODER.encode(data)}".encode()


def _note_line(note: LockedNote) -> bytes:
    """The line of a note; by hand, since there are so many of them."""
    ids = note.card_ids
    cards = ",".join([f'"{ids[at]}":{ids[at + 1]}' for at in range(0, len(ids), 2)])
    body = note.body.decode()
    if "\\u001f" in body:  # as text: it looks like what stands between the fields
        fields = ",".join(map(_quoted, note.fields))
    else:
        fields = _quoted(body).replace("\\u001f", '","')
    line = (
        f'note {note.id} {{"guid":{_quoted(note.guid)},"kind":{_quoted(note.kind)},'
        f'"first":{note.first},"modified":{note.modified},"authored":{_quoted(note.authored)},'
        f'"shipped":{_quoted(note.shipped)},"due":{note.due},"note":{note.note_id},'
        f'"cards":{{{cards}}},"tags":[{",".join(map(_quoted, note.tags))}],'
        f'"fields":[{fields}]'
    )
    more: dict[str, object] = {}
    if note.was:
        more["was"] = note.was
    if note.parts:
        more["parts"] = note.parts
    if note.gone:
        more["gone"] = note.gone
    if note.retired is not None:
        more["retired"] = note.retired._asdict()
    if note.kept:
        more["kept"] = note.kept
    return (f"{line},{_ENCODER.encode(more)[1:]}" if more else f"{line}}}").encode()


def _type_out(locked: LockedType) -> dict[str, object]:
    return {
        "id": locked.id,
        "name": locked.name,
        "hash": locked.hash,
        "modified": locked.modified,
        "fields": [list(pair) for pair in locked.fields],
        "templates": [list(pair) for pair in locked.templates],
    }
