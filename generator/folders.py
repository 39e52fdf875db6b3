"""What lies in a folder of the author's, and which of it is cards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "deck_files",
    "entries",
    "is_foreign",
    "is_one_file_deck",
    "is_yaml",
    "walk",
    "yaml_files",
]

_YAML = (".yaml", ".yml")
_ONE_FILE_DECK = re.compile(rb"^(?:\xef\xbb\xbf)?deck[ \t]*:", re.MULTILINE)


def entries(folder: Path) -> list[Path]:
    """What lies in ``folder``, sorted the same everywhere; hidden files are nobody's cards."""
    return sorted(
        (path for path in folder.iterdir() if not path.name.startswith(".")),
        key=lambda path: path.name,
    )


def walk(folder: Path) -> Iterable[Path]:
    """All files below ``folder``, if it is there; links to folders are not followed."""
    if folder.is_dir():
        for path in entries(folder):
            if path.is_dir() and not path.is_symlink():
                yield from walk(path)
            else:
                yield path


def is_yaml(path: Path) -> bool:
    """Whether a path is a YAML file, be it a link that leads nowhere, which is then told."""
    return path.suffix.lower() in _YAML and not path.is_dir()


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files right in ``folder``."""
    return [path for path in entries(folder) if is_yaml(path)]


def deck_files(folder: Path) -> tuple[Path, ...]:
    """The files that make a deck of ``folder``: one ``deck.yaml``, unless something is wrong."""
    return tuple(path for path in yaml_files(folder) if path.stem.lower() == "deck")


def is_one_file_deck(path: Path) -> bool:
    """Whether a YAML file is a deck of its own."""
    return _ONE_FILE_DECK.search(path.read_bytes()) is not None


def is_foreign(folder: Path) -> bool:
    """Whether ``folder`` holds what was installed: a virtual environment, or node's modules."""
    return folder.name == "node_modules" or (folder / "pyvenv.cfg").exists()
