"""The shelf: files of cards as the last run compiled them, so that an edit compiles one file.

It lies in the user's cache folder and may be deleted at any time. A leaf counts
only where all that it was made of is as it was: its text, the deck's head, the
sources and pictures that its notes name, the ordinals that they have given
away, this tool and its libraries. A shelf that is damaged is none.

A shelf is an index behind the packed leaves, each with its sum, so that no more
of it is in memory than is being looked at. To a large one, new leaves and a new
index are added at its end, and its head, which tells where the index lies, is
written last: until then the old one counts.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, TypeAlias

from generator import disk
from generator.folders import cache_folder, cache_name

__all__ = ["Shelf", "is_ours", "tool"]

_LIBRARIES = ("genanki", "nh3", "pyromark", "yaml")
_FORMAT = b"studydeck shelf 1\n"
_HEAD = len(_FORMAT) + 24
_PIECE = 1 << 20
_LARGE = 1 << 20  # bytes; a smaller one is written anew as soon

Needs: TypeAlias = tuple[Any, Any, Any]
"""What a leaf depends on beside its text: plain data that is equal where all is as it was."""
_Place: TypeAlias = tuple[str, Needs, int, int, int]
"""Digest of the text, needs; where the packed leaf begins, its length, its sum."""


class Shelf:
    """The packed leaves of one deck, by the name of their file.

    ``key`` stands for what they all depend on. One that can't be read is empty.
    """

    def __init__(self, root: Path, key: str) -> None:
        self._place = cache_folder("shelves") / cache_name(root)
        self._key = f"{tool()} {key}"
        self._old: dict[str, _Place] = {}
        self._fresh: dict[str, _Place] = {}
        self._spool: IO[bytes] | None = None
        self._file: IO[bytes] | None = None
        self._open = ExitStack()
        with suppress(OSError, ValueError, EOFError, TypeError):
            self._file = self._open.enter_context(self._place.open("rb"))
            self._old = self._index(self._file)

    def known(self, name: str) -> tuple[str, Needs] | None:
        """The digest of the text of which the leaf of ``name`` was made, and its other needs."""
        place = self._old.get(name)
        return place[:2] if place else None

    def get(self, name: str) -> bytes | None:
        """The packed leaf of the file ``name``; ``None`` where it is damaged."""
        return _blob(self._file, self._old[name])

    def put(self, name: str, digest: str, needs: Needs, data: bytes) -> None:
        """Keep the packed leaf of a file."""
        with suppress(OSError):
            if self._spool is None:
                spool = TemporaryFile(dir=self._place.parent)  # noqa: SIM115  # closed by save()
                self._spool = self._open.enter_context(spool)
            start = self._spool.tell()
            self._spool.write(data)
            self._fresh[name] = (digest, needs, start, len(data), zlib.crc32(data))

    def save(self, names: Iterable[str]) -> None:
        """Keep the leaves of the files ``names`` for the next run, and close the shelf.

        Where the disk refuses, there is no shelf. Of two runs at once the last one's stays.
        """
        kept = [name for name in names if name in self._old or name in self._fresh]
        if self._fresh or len(kept) < len(self._old):
            with suppress(OSError):
                if self._file is not None and self._mostly_in_use(self._file, kept):
                    disk.write_into(self._place, lambda file: self._add(file, kept))
                else:
                    disk.write_beside(self._place, lambda file: self._write(file, kept))
        with suppress(OSError):  # what the spool could not put down, either
            self._open.close()

    def _mostly_in_use(self, file: IO[bytes], names: Iterable[str]) -> bool:
        size = os.fstat(file.fileno()).st_size
        used = sum(self._old[name][3] for name in names if name not in self._fresh)
        return size >= _LARGE and size < 2 * used

    def _index(self, file: IO[bytes]) -> dict[str, _Place]:
        if not is_ours(file) or file.read(len(_FORMAT)) != _FORMAT:
            return {}
        start, length, checksum = (int.from_bytes(file.read(8)) for _ in range(3))
        size = os.fstat(file.fileno()).st_size
        file.seek(min(start, size))
        data = file.read(min(length, size))
        if zlib.crc32(data) != checksum:
            return {}
        key, leaves = marshal.loads(data)
        return dict(leaves) if key == self._key else {}

    def _write(self, file: IO[bytes], names: Iterable[str]) -> None:
        """Write all leaves anew."""
        file.write(bytes(_HEAD))
        at = _HEAD
        leaves: dict[str, _Place] = {}
        run: tuple[IO[bytes] | None, int, int] = (None, 0, 0)  # what lies together goes together
        for name in names:
            fresh = name in self._fresh
            source = self._spool if fresh else self._file
            digest, needs, start, length, checksum = (self._fresh if fresh else self._old)[name]
            if run[0] is source and run[2] == start:
                run = (source, run[1], start + length)
            else:
                _copy(*run, file)
                run = (source, start, start + length)
            leaves[name] = (digest, needs, at, length, checksum)
            at += length
        _copy(*run, file)
        self._write_index(file, at, leaves)

    def _add(self, file: IO[bytes], names: Iterable[str]) -> None:
        """Add the fresh leaves to the file that the old ones are in."""
        assert self._file is not None
        if not os.path.sameopenfile(file.fileno(), self._file.fileno()):
            return  # another run has written all anew meanwhile
        begin = file.seek(0, os.SEEK_END)
        size = max((start + length for _, _, start, length, _ in self._fresh.values()), default=0)
        _copy(self._spool, 0, size, file)
        leaves = {name: self._old[name] for name in names if name not in self._fresh}
        for name, (digest, needs, start, length, checksum) in self._fresh.items():
            leaves[name] = (digest, needs, begin + start, length, checksum)
        self._write_index(file, begin + size, leaves)

    def _write_index(self, file: IO[bytes], at: int, leaves: dict[str, _Place]) -> None:
        """Put the index where the file ends, and the head that tells of it in its place."""
        index = marshal.dumps((self._key, leaves))
        file.write(index)
        file.seek(0)  # what was written is in the file before the head is
        numbers = (at, len(index), zlib.crc32(index))
        file.write(_FORMAT + b"".join(number.to_bytes(8) for number in numbers))


def _copy(source: IO[bytes] | None, start: int, end: int, target: IO[bytes]) -> None:
    """Copy a stretch of a file. Raises :class:`OSError` where it is shorter."""
    if source is None:
        return
    source.seek(start)
    while start < end:
        data = source.read(min(end - start, _PIECE))
        if not data:
            raise OSError("a shelf is shorter than it was")
        target.write(data)
        start += len(data)


def _blob(file: IO[bytes] | None, place: _Place) -> bytes | None:
    """What a file holds at a place; ``None`` where that is not what was put there."""
    _, _, start, length, checksum = place
    if file is None:
        return None
    file.seek(start)
    data = file.read(length)
    return data if zlib.crc32(data) == checksum else None


def is_ours(file: IO[bytes]) -> bool:
    """Whether an open file is this user's: what another one has put there could be anything."""
    return not hasattr(os, "getuid") or os.fstat(file.fileno()).st_uid == os.getuid()


@cache
def tool() -> str:
    """What tells this tool, its libraries and its Python from any other: 32 hex digits."""
    origins = [spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin]
    found = [*_modules(Path(__file__).parent), *((str(o), Path(o).stat()) for o in origins)]
    facts = sorted((path, there.st_size, there.st_mtime_ns) for path, there in found)
    return hashlib.sha256(repr((sys.version, facts)).encode()).hexdigest()[:32]


def _modules(folder: str | Path) -> Iterator[tuple[str, os.stat_result]]:
    """Our modules below ``folder``; each command asks for them, so no path is taken apart."""
    with os.scandir(folder) as items:
        for item in items:
            if item.name.endswith(".py"):
                yield item.path, item.stat()
            elif item.is_dir() and item.name != "__pycache__":
                yield from _modules(item.path)
