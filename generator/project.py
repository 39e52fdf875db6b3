"""Which files there are, and what is in them.

A deck is a folder with a ``deck.yaml``, or one YAML file with a key ``deck``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from unicodedata import normalize

from generator.folders import (
    deck_files,
    entries,
    find,
    is_foreign,
    is_one_file_deck,
    is_yaml,
    nearest_text,
    stated_id,
    stray_files,
    twins,
    walk,
    yaml_files,
)
from generator.source import new_digest

if TYPE_CHECKING:
    from generator.markup.media import MediaFolder

__all__ = [
    "DeckFiles",
    "NoSuchDeckError",
    "digest",
    "digest_of_open",
    "find_decks",
]

_ALL_LEVELS, _FEW_LEVELS = 100, 2
_PIECE = 1 << 20
_OTHER_FOLDERS = ("media", "sources")


class NoSuchDeckError(LookupError):
    """What the user called a deck is none; the message says what there is."""


@dataclass(frozen=True, slots=True)
class DeckFiles:
    """The files of one deck.

    ``root`` is its folder, or the file itself for a one-file deck, which has
    no ``topic_files``. ``deck_files`` is empty or has more than one item only
    where something is wrong.
    """

    root: Path
    deck_files: tuple[Path, ...]
    topic_files: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        """The folder that ``media/`` and the sources are looked for in."""
        return self.root if self.root.is_dir() else self.root.parent

    @property
    def id_guess(self) -> str:
        """The deck's id, read in passing: good enough to find a deck by, or to name it."""
        stated = stated_id(self.deck_files[0]) if self.deck_files else ""
        return stated or self.root.stem

    @property
    def stray_files(self) -> list[Path]:
        """YAML files in folders below the deck's, where only pictures and sources are read."""
        return stray_files(self.root, _OTHER_FOLDERS) if self.root.is_dir() else []

    @property
    def lock_file(self) -> Path:
        """The deck's ledger: ``deck.lock`` in its folder, ``<file>.lock`` for a one-file deck."""
        if self.root.is_dir():
            return self.root / "deck.lock"
        return self.root.with_name(f"{self.root.name}.lock")

    def other_locks_of(self, deck_id: str) -> list[Path]:
        """Lock files hereabouts, other than the deck's own, that name the deck: it was moved."""
        around = (self.folder, self.folder.parent)
        locks = {path for folder in around for path in entries(folder) if path.suffix == ".lock"}
        head = f"\ndeck {deck_id} ".encode()
        return [
            path
            for path in sorted(locks - {self.lock_file})
            if path.is_file() and head in path.read_bytes()
        ]

    def sources(self, names: Iterable[str]) -> Iterator[Path | None]:
        """Texts in the deck's folder; none where one isn't there, or its name leads out of it."""
        seen: dict[Path, dict[str, Path]] = {}
        base = self.folder.resolve()
        for name in names:
            try:
                path = find(self.folder, name, seen)
                inside = path and path.resolve().is_relative_to(base)
                yield path if path and inside and path.is_file() else None
            except (OSError, ValueError):  # a name that no file can have
                yield None

    @property
    def media_files(self) -> list[Path]:
        """The files of the folder ``media``; links that lead out of it are left out."""
        folder = self.folder / "media"
        base = folder.resolve()
        return [
            path for path in walk(folder) if path.is_file() and path.resolve().is_relative_to(base)
        ]

    def media(self) -> MediaFolder:
        """The pictures of the deck."""
        from generator.markup.media import MediaFile, MediaFolder

        folder = self.folder / "media"
        return MediaFolder(
            {
                normalize("NFC", path.relative_to(folder).as_posix()): MediaFile(path.read_bytes)
                for path in self.media_files
            }
        )

    def nearest_text(self, name: str) -> str:
        """What ``name`` may mean: a text in the deck's folder of this name or a like one."""
        return nearest_text(self.folder, name)

    @property
    def twins(self) -> list[tuple[Path, Path]]:
        """Files of the deck whose names differ by case only: on many systems one is lost."""
        read = (self.folder / name for name in _OTHER_FOLDERS)
        files = [*self.deck_files, *self.topic_files, *(path for f in read for path in walk(f))]
        return twins(files)


def find_decks(targets: Sequence[str], here: Path) -> list[DeckFiles]:
    """The decks that ``targets`` (folders, files or ids) name, each once.

    Without any: the deck in the folder ``here``, else all under ``cards/``, else
    those a few folders down. Raises :class:`NoSuchDeckError`.
    """
    if not targets:
        decks = _decks_hereabouts(here)
        if not decks:
            raise NoSuchDeckError(
                "there is no deck here: no deck.yaml in this folder, no decks under cards/ and "
                "none up to three folders down; name a folder or a file (`.` looks further down), "
                "or make a deck with `studydeck new NAME`"
            )
    else:
        decks = [deck for target in targets for deck in _named(target, here)]
    return list({deck.root.resolve(): deck for deck in decks}.values())


def digest(path: Path) -> str:
    """A hash of the bytes of a file, as :func:`generator.source.digest_of` makes it."""
    with path.open("rb", buffering=0) as file:
        return digest_of_open(file)


def digest_of_open(file: IO[bytes]) -> str:
    """The same for a file that is open at its beginning."""
    hashed = new_digest()
    # Not hashlib.file_digest(): for each file it fills a buffer with zeros first.
    while piece := file.read(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest()


def _named(target: str, here: Path) -> list[DeckFiles]:
    path = here / target
    if path.is_dir():
        decks = _decks_in(path) or _decks_below(path)
        if not decks and yaml_files(path):
            return [_folder_deck(path)]  # a deck without its deck.yaml, which is then told
        if not decks:
            raise NoSuchDeckError(f"there is no deck in the folder {target}")
        return decks
    if path.is_file():
        # A topic file stands for the deck that it is part of.
        if not is_one_file_deck(path) and any(deck_files(path.parent)):
            return [_folder_deck(path.parent)]
        return [DeckFiles(path, (path,), ())]
    decks = _decks_hereabouts(here)
    known = {deck.id_guess: deck for deck in decks}
    if target in known:  # two decks may have one id, which is then told
        return [deck for deck in decks if deck.id_guess == target]
    from difflib import get_close_matches

    near = get_close_matches(target, known, n=1) or list(known)[:5]
    hint = f"did you mean {', '.join(near)}?" if near else "there are no decks here"
    raise NoSuchDeckError(f"{target!r} is no folder, no file and no id of a deck; {hint}")


def _decks_hereabouts(here: Path) -> list[DeckFiles]:
    """The decks that are meant where none is named; nobody's home folder is searched for them."""
    return _decks_in(here) or _decks_below(here, levels=_FEW_LEVELS)


def _decks_in(folder: Path) -> list[DeckFiles]:
    """The deck that ``folder`` is, or those in the ``cards/`` that it has or is."""
    if deck_files(folder):
        return [_folder_deck(folder)]
    cards = folder if folder.name == "cards" else folder / "cards"
    return _decks_in_cards(cards) if cards.is_dir() else []


def _decks_in_cards(folder: Path) -> list[DeckFiles]:
    """The decks in a folder called cards, in which every YAML file is a card's."""
    decks: list[DeckFiles] = []
    for path in entries(folder):
        if not path.is_dir():
            decks += [DeckFiles(path, (path,), ())] if is_yaml(path) else []
        elif deck_files(path) or yaml_files(path):
            decks.append(_folder_deck(path))
        else:
            decks += _decks_below(path)
    return decks


def _decks_below(folder: Path, levels: int = _ALL_LEVELS) -> list[DeckFiles]:
    """The decks below ``folder``, where a YAML file may be anything: those that say so."""
    decks: list[DeckFiles] = []
    for path in entries(folder):
        try:
            decks += _decks_at(path, levels)
        except PermissionError:
            if levels > _FEW_LEVELS:  # nobody has named what is closed to us in the other case
                raise
    return decks


def _decks_at(path: Path, levels: int) -> list[DeckFiles]:
    """The deck that ``path`` is, or those below it."""
    if not path.is_dir():
        ours = is_yaml(path) and path.exists() and is_one_file_deck(path)
        return [DeckFiles(path, (path,), ())] if ours else []
    if deck_files(path):
        return [_folder_deck(path)]
    if not levels or path.is_symlink() or is_foreign(path):
        return []
    return _decks_in_cards(path) if path.name == "cards" else _decks_below(path, levels - 1)


def _folder_deck(folder: Path) -> DeckFiles:
    heads = deck_files(folder)
    return DeckFiles(folder, heads, tuple(p for p in yaml_files(folder) if p not in heads))
