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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import disk, project
from generator.folders import cache_folder, cache_name
from generator.shelf import tool

if TYPE_CHECKING:
    from generator.pipeline import Compiled
    from generator.project import DeckFiles

__all__ = ["keep", "recall"]

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
        if kept["tool"] != tool():
            return None
        for files, item in zip(decks, kept["decks"], strict=True):
            package = output / f"{item['id']}.apkg"
            if item["released"] > clock + _DAY or item["package"] != _package(package):
                return None
            if not _is_as_it_was(files, item["sources"], item["read"]):
                return None
        numbers: list[dict[str, Any]] = [item["numbers"] for item in kept["decks"]]
        return numbers
    return None


def keep(built: Sequence[tuple[Compiled, dict[str, Any]]], output: Path) -> None:
    """Leave a receipt for a build of decks into ``output``: each deck, and its numbers.

    Nothing is kept where a finding is to be told again, or where a file is no
    longer as it was compiled. Call it within :func:`generator.disk.exclusive`.
    """
    with suppress(OSError):
        place = _place([item.files for item, _ in built], output)
        if not all(_is_plain(item, output) for item, _ in built):
            place.unlink(missing_ok=True)
            return
        decks = []
        for item, numbers in built:
            assert item.deck is not None
            assert item.release is not None
            deck = item.deck
            sources = [source.file.text for source in deck.sources.values()]
            package = output / f"{deck.id.text}.apkg"
            decks.append(
                {
                    "id": deck.id.text,
                    "released": item.release.ledger.released,
                    "sources": sources,
                    "package": _package(package),
                    "read": [
                        (name, _content(path, item.digests))
                        for name, path in _read(item.files, sources)
                    ],
                    "numbers": numbers,
                }
            )
        text = json.dumps({"tool": tool(), "decks": decks})
        kept = f"{_sum(text)}\n{text}".encode()
        disk.write_beside(place, lambda file: file.write(kept))


def _place(decks: Iterable[DeckFiles], output: Path) -> Path:
    """The file of the receipt for these decks in this order, built into ``output``."""
    paths = [output, *(files.root for files in decks)]
    return cache_folder("receipts") / f"{cache_name(*paths)}.json"


def _is_plain(item: Compiled, output: Path) -> bool:
    """Whether a deck has nothing to tell again and its files are still those that were compiled."""
    release, files = item.release, item.files
    if item.deck is None or release is None or item.diagnostics or release.unsent:
        return False
    package = output / f"{item.deck.id.text}.apkg"
    digest = release.ledger.digest.encode()
    if _tail(package, _DIGEST) != digest or digest not in _tail(files.lock_file, 200):
        return False
    pictures = files.media().by_packed_name() if release.package.media else {}
    return all(media.name in pictures for media in release.package.media)


def _is_as_it_was(files: DeckFiles, sources: Sequence[str], read: Sequence[Sequence[str]]) -> bool:
    """Whether all that a build of a deck reads is what it was: names and contents."""
    there = list(_read(files, sources))
    if [name for name, _ in there] != [name for name, _ in read]:
        return False
    both = [(path, content) for (_, path), (_, content) in zip(there, read, strict=True)]
    # The newest first: it is the one that was edited.
    both.sort(key=lambda pair: pair[0].stat().st_mtime_ns if pair[0] else 0, reverse=True)
    return all(_content(file, {}) == content for file, content in both)


def _content(path: Path | None, known: Mapping[Path, str]) -> str:
    """A hash of what a file holds; ``known`` are those of files as they were compiled."""
    return (known.get(path) or project.digest(path)) if path else ""


def _package(path: Path) -> str:
    """What tells the package that lies at ``path`` from any other: its size, its digest."""
    return f"{path.stat().st_size} {_tail(path, _DIGEST).hex()}"


def _read(files: DeckFiles, sources: Sequence[str]) -> Iterator[tuple[str, Path | None]]:
    """The files that a build reads, each under a name, and the names that count by themselves."""
    beside = (*files.deck_files, *files.topic_files, files.lock_file)
    for kind, group in ("file", beside), ("picture", files.media_files):
        yield f"{kind}s: {len(group)}", None
        for path in group:
            name = path.name if kind == "file" else path.relative_to(files.folder).as_posix()
            yield f"{kind} {name}", path
    for stray in files.stray_files:
        yield f"stray {stray}", None
    for name, source in zip(sources, files.sources(sources), strict=True):
        yield f"source {'' if source else 'missing '}{name}", source


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tail(path: Path, count: int) -> bytes:
    """The last bytes of a file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - count))
        return file.read()
