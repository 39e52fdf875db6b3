"""The lock file as a build writes it, and reads its own again.

What was written by hand, by a merge or half is the business of
:mod:`generator.lockfile`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from json.encoder import encode_basestring as _quoted
from sys import intern
from typing import Any

from generator.ledger import Ledger, LockedNote, LockedType
from generator.lockfile import HEAD, Sum, note_in, type_in
from generator.package import body_of

__all__ = ["lines_of", "untouched"]

# Made once: to make them takes longer than to read a note.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()


def untouched(lines: Iterable[bytes]) -> Ledger | None:
    """The ledger in the lines of a lock file, where its sum says that a build wrote all of it.

    So it is with nearly every lock, and what a build wrote needs no looking
    over. ``None`` for any other, of which :func:`parse` has more to say.
    """
    ledger, summed, same = Ledger(), Sum(), dict[Any, Any]()
    rows = iter(lines)
    try:
        if next(rows) != f"{HEAD}\n".encode():
            return None
        for line in rows:
            if line == b"\n":
                continue
            word, name, rest = line.decode().split(" ", 2)
            data, end = _DECODER.raw_decode(rest)
            if rest[end:] != "\n":
                return None
            if word == "package":
                whole = data["lines"] == summed.text and not next(rows, b"")
                return replace(ledger, digest=data["digest"]) if whole else None
            summed.add(line[:-1])
            if word == "note" and len(data) == _PLAIN_NOTE:
                ledger.notes[name] = _plain_note(name, data, same)
                continue
            if word == "note":
                ledger.notes[name] = note_in(name, data)
            elif word == "type":
                ledger.types[name] = type_in(name, data)
            else:
                ledger = replace(ledger, deck=name, name=data.pop("name"))
            if data:
                return None
    except (ValueError, TypeError, KeyError, StopIteration, RecursionError):
        return None
    return None


def lines_of(
    ledger: Ledger, before: Ledger | None = None, there: Iterable[bytes] = ()
) -> Iterator[bytes]:
    """The text of the lock file, piece by piece: it may be large.

    ``there`` are the lines of the file of ``before``, for the notes that both have.
    """
    summed = Sum()
    yield f"{HEAD}\n".encode()
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


def _plain_note(name: str, data: dict[str, Any], same: dict[Any, Any]) -> LockedNote:
    """A note that holds no more than it must; ``same`` keeps tags and times once in memory."""
    tags, first, modified = tuple(data["tags"]), data["first"], data["modified"]
    return LockedNote(
        name,
        intern(data["kind"]),
        data["guid"],
        data["note"],
        tuple([int(number) for pair in data["cards"].items() for number in pair]),
        data["due"],
        same.setdefault(first, first),
        same.setdefault(modified, modified),
        data["authored"],
        data["shipped"],
        body_of(data["fields"]),
        same.setdefault(tags, tags),
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
