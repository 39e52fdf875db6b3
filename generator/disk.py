"""How files are written: whole or not at all, by one run at a time."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TypeVar

from generator.folders import cache_folder, cache_name, sync
from generator.mutex import held

__all__ = [
    "Replacement",
    "create_folder",
    "exclusive",
    "stamp",
    "sweep",
    "write_atomically",
    "write_beside",
    "write_into",
    "write_text",
]

T = TypeVar("T")


def stamp(file: IO[bytes]) -> str:
    """What tells an open file from another, and from itself once it was written to."""
    there = os.fstat(file.fileno())
    return f"{there.st_ino} {there.st_size} {there.st_mtime_ns}"


def write_atomically(path: Path, write: Callable[[IO[bytes]], T]) -> T:
    """Let ``write`` fill a file beside ``path``, and put it in its place when it is whole.

    At every moment ``path`` is the old file or the new one. Returns what
    ``write`` returns. Raises :class:`OSError` where the machine refuses.
    """
    with Replacement(path) as new:
        result = new.fill(write)
        new.put()
    return result


class Replacement:
    """A file to take the place of ``path``: first filled beside it, then put there.

    Left by the end of its ``with`` if it was not put. Raises :class:`OSError` where
    the machine refuses.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._beside.unlink()

    def fill(self, write: Callable[[IO[bytes]], T]) -> T:
        """Let ``write`` fill it; then it is on the disk. Returns what that returns."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._beside.open("wb") as file:
            result = write(file)
            file.flush()
            os.fsync(file.fileno())
        return result

    def put(self) -> None:
        """Put it in its place."""
        self._beside.replace(self._path)
        sync(self._path.parent)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with LF, whole or not at all."""

    def write(file: IO[bytes]) -> None:
        file.write(text.encode())

    write_atomically(path, write)


def write_beside(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Replace a file of a cache: whole or not at all, unless the machine itself dies.

    Its reader knows a damaged one by its sum. Where another run writes it just
    now, nothing is done; what a killed run left is written over. Raises :class:`OSError`.
    """
    beside = path.with_name(f"{path.name}.tmp")

    def replace() -> None:
        try:
            with beside.open("wb") as file:
                write(file)
            beside.replace(path)
        except BaseException:
            with suppress(OSError):  # on a full disk it would only be in the way
                beside.unlink()
            raise

    _in_turn(path, replace)


def write_into(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let ``write`` change a file of a cache in its place, so that it is sound at every moment.

    Where another run writes it just now, nothing is done; where it fails, what was added goes
    again. Raises :class:`OSError`.
    """

    def change() -> None:
        size = path.stat().st_size
        try:
            with path.open("r+b") as file:
                write(file)
        except BaseException:
            with suppress(OSError):
                os.truncate(path, size)
            raise

    _in_turn(path, change)


def _in_turn(path: Path, work: Callable[[], None]) -> None:
    with held(path.with_name(f"{path.name}.lock"), wait=False) as ours:
        if ours:
            work()


def create_folder(path: Path, files: Mapping[str, str]) -> None:
    """Make the folder ``path`` with ``files`` in it, by relative path: all of them or none.

    Raises :class:`OSError` where something is there already, or the machine refuses.
    """
    beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
    try:
        for name, text in files.items():
            write_text(beside / name, text)
        beside.rename(path)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    sync(path.parent)


def sweep(path: Path) -> None:
    """Remove what killed runs left beside ``path``; only within :func:`exclusive`."""
    unfinished = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    with suppress(OSError):
        for item in path.parent.iterdir():
            if unfinished.fullmatch(item.name):
                with suppress(OSError):
                    item.unlink()


@contextmanager
def exclusive(paths: Iterable[Path]) -> Iterator[None]:
    """Let no other run of the tool work on ``paths`` meanwhile; waits for one that does.

    ``paths`` are decks and the folders that they are built into. The locks lie
    in the user's cache folder, not beside the cards.
    """
    folder = cache_folder("locks")
    names = {cache_name(path) for path in paths}
    with ExitStack() as stack:
        for name in sorted(names):  # one order for all, so that two runs never wait for each other
            stack.enter_context(held(folder / f"{name}.lock", wait=True))
        yield
