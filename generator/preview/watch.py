"""Looking whether a file of the deck has changed, several times a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from generator.folders import walk
from generator.pipeline import Compiled
from generator.preview.feed import Feed
from generator.preview.sight import Sight, look
from generator.project import DeckFiles, NoSuchDeckError

__all__ = ["follow"]

_PAUSE = 0.2  # seconds
_Stamps = dict[Path, tuple[int, int, int]]


def follow(
    find: Callable[[], DeckFiles],
    compile: Callable[[DeckFiles], Compiled],
    here: Path,
    feed: Feed,
    stop: threading.Event,
) -> None:
    """Publish the deck that ``find`` finds, now and whenever it changes, until ``stop`` is set.

    The files are found anew each time: one may come or go. What the machine
    refuses is shown on the page, with the cards as they were.
    """
    sight, seen, sources = Sight(), None, frozenset[str]()
    refused = ""
    while not stop.is_set():
        try:
            files = find()
            stamps = _stamps(files, sources)
            if stamps != seen:
                compiled = compile(files)
                if compiled.deck is not None:
                    named = compiled.deck.sources.values()
                    sources = frozenset(source.file.text for source in named)
                    # Sources that the deck has named only now are looked at too.
                    stamps = {p: stamps.get(p, at) for p, at in _stamps(files, sources).items()}
                seen, sight = stamps, look(compiled, here, sight)
                feed.publish(sight)
            refused = ""
        except (OSError, NoSuchDeckError) as error:
            # Once may be an editor that puts a new file in the place of the old one.
            if str(error) == refused != sight.trouble:
                seen, sight = None, replace(sight, trouble=refused)
                feed.publish(sight)
            refused = str(error)
        stop.wait(_PAUSE)


def _stamps(files: DeckFiles, sources: Iterable[str]) -> _Stamps:
    """What tells a file of the deck from what it was: its time, its size, which one it is."""
    named = filter(None, files.sources(sources))
    paths = {
        *files.deck_files,
        *files.topic_files,
        *files.stray_files,
        *walk(files.folder / "media"),
        *walk(files.folder / "sources"),
        *named,
        files.lock_file,
    }
    found: _Stamps = {}
    for path in paths:
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found
