"""The shelf: files of cards as the last run compiled them, so that an edit compiles one file.

It lies in the user's cache folder and may be deleted at any time. A leaf counts
only where all that it was made of is as it was: its text, the deck's head, the
sources and pictures that its notes name, the ordinals that they have given
away, this tool and its libraries. A shelf that is damaged is none.

A shelf is an index behind the packed leaves, each with its sum, so that no more
of it is in memory than is being looked at.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, TypeAlias

from generator import project
from generator.folders import cache_folder

__all__ = ["Shelf", "tool"]

_LIBRARIES = ("genanki", "nh3", "pyromark", "yaml")
_FORMAT = b"studydeck shelf 1\n"
_HEAD = len(_FORMAT) + 24

Needs: TypeAlias = tuple[Any, Any, Any]
"""What a leaf depends on beside its text: plain data that is equal where all is as it was."""
_Place: TypeAlias = tuple[str, Needs, int, int, int]
"""Digest of the text, needs; where the packed leaf begins, its length, its sum."""


class Shelf:
    """The packed leaves of one deck, by the name of their file.

    ``key`` stands for what they all depend on. One that can't be read is empty.
    """

    def __init__(self, root: Path, key: str) -> None:
        name = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:32]
        self._place = cache_folder("shelves") / name
        self._key = f"{tool()} {key}"
        self._old: dict[str, _Place] = {}
        self._fresh: dict[str, tuple[str, Needs, bytes]] = {}
        self._file: IO[bytes] | None = None
        with suppress(OSError, ValueError, EOFError, TypeError):
            self._open()

    def needs(self, name: str, digest: str) -> Needs | None:
        """What the leaf of the file ``name`` depends on, where it is here for this text."""
        known = self._old.get(name)
        return known[1] if known and known[0] == digest else None

    def get(self, name: str) -> bytes | None:
        """The packed leaf of the file ``name``; ``None`` where it is damaged."""
        return self._read(self._old[name])

    def put(self, name: str, digest: str, needs: Needs, data: bytes) -> None:
        """Keep the packed leaf of a file."""
        self._fresh[name] = (digest, needs, data)

    def save(self, names: Iterable[str]) -> None:
        """Keep the leaves of the files ``names`` for the next run, and close the shelf.

        Where the disk refuses, there is no shelf. Of two runs at once the last one's stays.
        """
        kept = [name for name in names if name in self._old or name in self._fresh]
        if self._fresh or len(kept) < len(self._old):
            with suppress(OSError):
                project.write_beside(self._place, lambda file: self._write(file, kept))
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        self._file = file = self._place.open("rb")
        # What another user has put there could be anything.
        if hasattr(os, "getuid") and os.fstat(file.fileno()).st_uid != os.getuid():
            return
        if file.read(len(_FORMAT)) != _FORMAT:
            return
        start, length, checksum = (int.from_bytes(file.read(8)) for _ in range(3))
        file.seek(start)
        data = file.read(length)
        if zlib.crc32(data) == checksum:
            key, leaves = marshal.loads(data)
            self._old = leaves if key == self._key else {}

    def _read(self, known: _Place) -> bytes | None:
        _, _, start, length, checksum = known
        if self._file is None:
            return None
        self._file.seek(start)
        data = self._file.read(length)
        return data if zlib.crc32(data) == checksum else None

    def _write(self, file: IO[bytes], names: Iterable[str]) -> None:
        file.write(bytes(_HEAD))
        at = _HEAD
        leaves: dict[str, _Place] = {}
        for name in names:
            fresh = self._fresh.get(name)
            if fresh is not None:
                digest, needs, data = fresh
            else:
                digest, needs, *_ = known = self._old[name]
                old = self._read(known)
                if old is None:
                    continue
                data = old
            file.write(data)
            leaves[name] = (digest, needs, at, len(data), zlib.crc32(data))
            at += len(data)
        index = marshal.dumps((self._key, leaves))
        file.write(index)
        file.seek(0)
        numbers = (at, len(index), zlib.crc32(index))
        file.write(_FORMAT + b"".join(number.to_bytes(8) for number in numbers))


@cache
def tool() -> str:
    """What tells this tool, its libraries and its Python from any other: 32 hex digits."""
    origins = [spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin]
    own = sorted(Path(__file__).parent.rglob("*.py"))
    facts: list[Any] = []
    for path in [*own, *map(Path, origins)]:
        there = path.stat()
        facts.append((str(path), there.st_size, there.st_mtime_ns))
    return hashlib.sha256(repr((sys.version, facts)).encode()).hexdigest()[:32]
