"""What lies in a folder of the author's, under which name, and which of it is cards."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

__all__ = [
    "cache_folder",
    "cache_name",
    "deck_files",
    "entries",
    "find",
    "is_foreign",
    "is_one_file_deck",
    "is_yaml",
    "nearest_text",
    "shown_file",
    "shown_path",
    "stated_id",
    "stray_files",
    "sync",
    "twins",
    "walk",
    "yaml_files",
]

_YAML = (".yaml", ".yml")
_DECK_ID = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*(?:deck[ \t]*:[ \t]*\{[ \t]*)?"
    rb"id[ \t]*:[ \t]*['\"]?([^\s'\",#{}\[\]]+)",
    re.M,
)
_ONE_FILE_DECK = re.compile(rb"^(?:\xef\xbb\xbf)?deck[ \t]*:", re.MULTILINE)


def entries(folder: Path) -> list[Path]:
    """What lies in ``folder``, sorted the same everywhere; hidden files are nobody's cards."""
    return [folder / entry.name for entry in _listed(folder)]


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """The same as the system lists it, which says what is a folder without being asked for each."""
    with os.scandir(folder) as there:
        seen = [entry for entry in there if not entry.name.startswith(".")]
    return sorted(seen, key=lambda entry: entry.name)


def _is_folder(entry: os.DirEntry[str], *, links: bool = True) -> bool:
    try:
        return entry.is_dir(follow_symlinks=links)
    except OSError:  # a link that leads in a circle
        return False


def find(folder: Path, name: str, seen: dict[Path, dict[str, Path]]) -> Path | None:
    """What an author calls ``name`` in ``folder``, by the same rules on every system.

    A name has slashes, and the letters that the file has, be they composed or not.
    ``seen`` is filled with what lies in each folder, for the next name.
    """
    if name.startswith("/"):
        return None
    path: Path | None = folder
    for part in normalize("NFC", name).split("/"):
        if path is None or not path.is_dir():
            return None
        if part == "..":
            path = path.parent
        elif part not in ("", "."):
            if path not in seen:
                seen[path] = {normalize("NFC", there.name): there for there in path.iterdir()}
            path = seen[path].get(part)
    return path


def nearest_text(folder: Path, name: str) -> str:
    """What ``name`` may mean: a text in ``folder`` of this name or a like one, or nothing."""
    from difflib import get_close_matches

    texts = [
        path.relative_to(folder).as_posix()
        for parent in (folder, folder / "sources")
        if parent.is_dir()
        for path in entries(parent)
        if path.is_file() and not is_yaml(path) and path.suffix != ".lock"
    ]
    typed = name.replace("\\", "/").casefold()
    by_path = {text.casefold(): text for text in texts}
    by_name = {text.rpartition("/")[2].casefold(): text for text in texts}
    last = typed.rpartition("/")[2]
    near = get_close_matches(last, by_name, n=1)
    return by_path.get(typed) or by_name.get(last) or (by_name[near[0]] if near else "")


def walk(folder: Path) -> Iterable[Path]:
    """All files below ``folder``, if it is there; links to folders are not followed."""
    if folder.is_dir():
        for entry in _listed(folder):
            path = folder / entry.name
            if _is_folder(entry, links=False):
                yield from walk(path)
            else:
                yield path


def is_yaml(path: Path) -> bool:
    """Whether a path is a YAML file, be it a link that leads nowhere, which is then told."""
    return path.suffix.lower() in _YAML and not path.is_dir()


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files right in ``folder``."""
    named = [entry for entry in _listed(folder) if entry.name.lower().endswith(_YAML)]
    return [folder / entry.name for entry in named if not _is_folder(entry)]


def deck_files(folder: Path) -> tuple[Path, ...]:
    """The files that make a deck of ``folder``: one ``deck.yaml``, unless something is wrong."""
    named = (entry.name for entry in _listed(folder) if entry.name.lower().startswith("deck."))
    paths = [folder / name for name in named]
    return tuple(path for path in paths if path.stem.lower() == "deck" and is_yaml(path))


def is_one_file_deck(path: Path) -> bool:
    """Whether a YAML file is a deck of its own."""
    return _ONE_FILE_DECK.search(path.read_bytes()) is not None


def stated_id(file: Path) -> str:
    """The id that stands in a deck's file, read in passing; empty where none is found."""
    match = _DECK_ID.search(file.read_bytes())
    return match[1].decode("utf-8", "replace") if match else ""


def stray_files(folder: Path, others: Collection[str]) -> list[Path]:
    """The YAML files in the folders below ``folder``, but for those that are called ``others``."""
    return [
        path
        for entry in _listed(folder)
        if entry.name not in others and _is_folder(entry, links=False)
        for path in walk(folder / entry.name)
        if is_yaml(path)
    ]


def is_foreign(folder: Path) -> bool:
    """Whether ``folder`` holds what was installed: a virtual environment, or node's modules."""
    return folder.name == "node_modules" or (folder / "pyvenv.cfg").exists()


def sync(folder: Path) -> None:
    """Make the replacement last through a power cut, where folders can be synced at all."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def twins(files: Iterable[Path]) -> list[tuple[Path, Path]]:
    """Those of ``files`` that have one name on systems that tell no capitals from small letters."""
    first: dict[str, Path] = {}
    pairs = ((first.setdefault(normalize("NFC", str(p)).casefold(), p), p) for p in files)
    return [(one, two) for one, two in pairs if one != two]


@lru_cache(maxsize=64)
def shown_path(path: Path, here: Path) -> str:
    """``path`` as the user would type it: relative where it lies below ``here``."""
    try:
        relative = path.resolve().relative_to(here.resolve())
    except ValueError:
        relative = path.resolve()
    return _text_of(relative.as_posix())


def shown_file(path: Path, here: Path) -> str:
    """The same for one of many files in a folder; a link to a file has its own name."""
    folder = shown_path(path.parent, here)
    name = _text_of(path.name)
    return name if folder == "." else f"{folder.rstrip('/')}/{name}"


def _text_of(name: str) -> str:
    return os.fsencode(name).decode("utf-8", "replace")


def cache_name(*paths: Path) -> str:
    """What stands for some paths in the cache: 32 hex digits."""
    names = b"\0".join(os.fsencode(path.resolve()) for path in paths)
    return hashlib.sha256(names).hexdigest()[:32]


def cache_folder(name: str) -> Path:
    """A folder of ours in the user's cache; all that lies there may be deleted at any time."""
    from platformdirs import user_cache_path

    folder = user_cache_path("studydeck") / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    import tempfile

    # No home, or one that can't be written to, is no reason not to build.
    folder = Path(tempfile.gettempdir()) / f"studydeck-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
