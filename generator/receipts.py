"""Receipts: what the last build of some decks read and wrote, so that the same again is no work.

A receipt lies in the user's cache folder, safe to delete. It counts only where
every byte that the build read is as it was: the cards, the pictures, the
sources, the lock, the package's own digest, this tool and its libraries. Only a
build without any finding leaves one. It is JSON, so that reading one can do
no harm; one that is damaged is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from generator import project
from generator.folders import cache_folder

if TYPE_CHECKING:
    from generator.pipeline import Compiled
    from generator.project import DeckFiles

__all__ = ["keep", "recall"]

_LIBRARIES = ("genanki", "nh3", "pyromark", "yaml")
_DAY = 24 * 3600
# A package ends with the digest of its content (exporters/apkg.py): 32 hex digits.
_DIGEST = 32


def recall(decks: Sequence[DeckFiles], output: Path, clock: int) -> list[dict[str, Any]] | None:
    """What the last build said of ``decks``, where the same build would change nothing.

    One mapping a deck, with its ``id``, ``file`` and whatever ``numbers`` were
    given to :func:`keep`. ``clock`` is now, in seconds since 1970: a lock that
    lies ahead of it is for a real build to tell of.
    """
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        checksum, _, text = _place(decks, output).read_text("utf-8").partition("\n")
        if checksum != _sum(text):
            return None
        kept = json.loads(text)
        if kept["tool"] != _tool():
            return None
        for files, item in zip(decks, kept["decks"], strict=True):
            package = output / f"{item['id']}.apkg"
            if item["released"] > clock + _DAY or item["state"] != _state(
                files, item["sources"], package
            ):
                return None
        numbers: list[dict[str, Any]] = [item["numbers"] for item in kept["decks"]]
        return numbers
    return None


def keep(built: Sequence[tuple[Compiled, dict[str, Any]]], output: Path) -> None:
    """Leave a receipt for a build of decks into ``output``: each deck, and its numbers.

    Nothing is kept where a finding is to be told again, or where a file is no
    longer as it was compiled. Call it within :func:`generator.project.exclusive`.
    """
    with suppress(OSError, UnicodeDecodeError):
        place = _place([item.files for item, _ in built], output)
        if not all(_is_plain(item, output) for item, _ in built):
            place.unlink(missing_ok=True)
            return
        decks = []
        for item, numbers in built:
            assert item.catalog is not None
            assert item.release is not None
            deck = item.catalog.deck
            sources = [source.file.text for source in deck.sources.values()]
            package = output / f"{deck.id.text}.apkg"
            decks.append(
                {
                    "id": deck.id.text,
                    "released": item.release.ledger.released,
                    "sources": sources,
                    "state": _state(item.files, sources, package),
                    "numbers": numbers,
                }
            )
        text = json.dumps({"tool": _tool(), "decks": decks})
        project.write_cache(place, f"{_sum(text)}\n{text}")


def _place(decks: Iterable[DeckFiles], output: Path) -> Path:
    """The file of the receipt for these decks in this order, built into ``output``."""
    paths = [output, *(files.root for files in decks)]
    names = b"\0".join(os.fsencode(path.resolve()) for path in paths)
    name = hashlib.sha256(names).hexdigest()[:32]
    return cache_folder("receipts") / f"{name}.json"


def _is_plain(item: Compiled, output: Path) -> bool:
    """Whether a deck has nothing to tell again and its files are still those that were compiled."""
    catalog, release, files = item.catalog, item.release, item.files
    if catalog is None or release is None or item.diagnostics or release.unsent:
        return False
    package = output / f"{catalog.deck.id.text}.apkg"
    digest = release.ledger.digest.encode()
    if _tail(package) != digest or digest not in files.lock_file.read_bytes()[-200:]:
        return False
    texts = {PurePath(note.span.file.path).name: note.span.file.text for note in catalog.notes}
    texts[PurePath(catalog.deck.id.span.file.path).name] = catalog.deck.id.span.file.text
    read = [(file, texts.get(file.name)) for file in (*files.deck_files, *files.topic_files)]
    for key, source in catalog.deck.sources.items():
        there = files.source(source.file.text)
        if there is None:
            return False
        read.append((there, item.sources[key].file.text))
    if any(path.read_bytes().decode("utf-8-sig") != text for path, text in read):
        return False
    pictures = files.media().by_packed_name() if release.package.media else {}
    return all(media.name in pictures for media in release.package.media)


def _state(files: DeckFiles, sources: Sequence[str], package: Path) -> str:
    """A hash of all that a build of the deck reads, and of the package that lies there."""
    state = hashlib.blake2b(digest_size=16)
    for name, content in _read(files, sources):
        state.update(b"%d %d " % (len(name), len(content)))
        state.update(name)
        state.update(content)
    state.update(b"%d " % package.stat().st_size)
    state.update(_tail(package))
    return state.hexdigest()


def _read(files: DeckFiles, sources: Sequence[str]) -> Iterator[tuple[bytes, bytes]]:
    for group in (files.deck_files, files.topic_files, files.media_files, [files.lock_file]):
        yield b"files", b"%d" % len(group)
        for path in group:
            yield os.fsencode(path.relative_to(files.folder)), path.read_bytes()
    for stray in files.stray_files:
        yield b"stray", os.fsencode(stray)
    for name in sources:
        there = files.source(name)
        yield name.encode(), there.read_bytes() if there else b""


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tail(package: Path) -> bytes:
    with package.open("rb") as file:
        file.seek(max(0, package.stat().st_size - _DIGEST))
        return file.read()


def _tool() -> str:
    """What tells this tool, its libraries and its Python from any other."""
    origins = [spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin]
    own = sorted(Path(__file__).parent.rglob("*.py"))
    facts = [(str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in [*own, *map(Path, origins)]]
    return hashlib.sha256(repr((sys.version, facts)).encode()).hexdigest()[:32]
