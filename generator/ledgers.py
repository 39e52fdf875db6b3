"""Ledgers as the last build wrote them, for the next one: a large lock takes long to read.

They lie in the user's cache folder and may be deleted at any time. One counts
only for the very bytes of its lock file, and for this tool; one that is damaged
is none.
"""

from __future__ import annotations

import marshal
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from generator import disk
from generator.folders import cache_folder, cache_name
from generator.ledger import Ledger, LockedType, note_of, row_of
from generator.project import digest_of_open
from generator.shelf import is_ours, tool

__all__ = ["keep", "recall"]

_LEAST = 1_000  # notes: a smaller lock is read as soon
_AT_ONCE = 1_000  # notes of which the bytes are in memory


def recall(lock: Path, file: IO[bytes]) -> Ledger | None:
    """The ledger in the lock file ``lock``, open as ``file``, where it is known."""
    damage = suppress(OSError, ValueError, EOFError, TypeError, StopIteration)
    with damage, _place(lock).open("rb") as kept:
        if not is_ours(kept):
            return None
        pieces = _pieces(kept)
        key, count, deck, name, types, package = next(pieces)
        if key != _key(digest_of_open(file)):
            return None
        notes = {note.id: note for rows in pieces for note in map(note_of, rows)}
        if len(notes) == count:
            return Ledger(deck, name, notes, {t[0]: LockedType(*t) for t in types}, package)
    return None


def keep(lock: Path, known_by: str, ledger: Ledger) -> None:
    """Keep a large ``ledger`` for the next run; ``known_by`` is the digest of its lock file.

    One in which two branches met is not kept: of that its lock tells by itself.
    """
    if ledger.merged or len(ledger.notes) < _LEAST:
        return
    types = [astuple(locked) for locked in ledger.types.values()]
    head = (_key(known_by), len(ledger.notes), ledger.deck, ledger.name, types, ledger.digest)
    rows = map(row_of, ledger.notes.values())
    batches = iter(lambda: list(islice(rows, _AT_ONCE)), [])
    with suppress(OSError):
        disk.write_beside(_place(lock), lambda kept: _write(kept, chain([head], batches)))


def _place(lock: Path) -> Path:
    return cache_folder("ledgers") / cache_name(lock)


def _key(digest: str) -> str:
    return f"{tool()} {digest}"


def _write(kept: IO[bytes], items: Iterable[Any]) -> None:
    for item in items:
        data = marshal.dumps(item)
        kept.write(len(data).to_bytes(8) + zlib.crc32(data).to_bytes(4) + data)


def _pieces(kept: IO[bytes]) -> Iterator[Any]:
    most = os.fstat(kept.fileno()).st_size
    while head := kept.read(12):
        data = kept.read(min(most, int.from_bytes(head[:8])))
        if zlib.crc32(data) != int.from_bytes(head[8:]):
            raise ValueError("damaged")
        yield marshal.loads(data)
