"""Decks on disk for the tests, and what becomes of them.

The rules of content and grounding are left out here: they have tests of their own, and what a
test types is seldom good teaching.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from generator.catalog import Catalog
from generator.diagnostics import Diagnostic
from generator.exporters import apkg
from generator.intake import catalog_of
from generator.package import Package
from generator.pipeline import Compiled, compile_decks
from generator.project import find_decks

__all__ = [
    "EPOCH",
    "PNG",
    "build",
    "catalog",
    "compiled",
    "findings",
    "package_of",
    "told",
    "without_review",
    "write",
]

EPOCH = 1_700_000_000
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` below ``folder``, by their relative paths."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@contextmanager
def without_review() -> Iterator[None]:
    """What the cards say does not matter meanwhile, only that they are cards."""
    with (
        patch("generator.leaves.review_cards", lambda *_: ()),
        patch("generator.pipeline.compare", lambda *_: ()),
    ):
        yield


def compiled(here: Path, *targets: str, epoch: int = EPOCH) -> list[Compiled]:
    """The decks that ``targets`` name, seen from the folder ``here``."""
    with without_review(), patch("generator.leaves.ground", lambda *_: []):
        return compile_decks(find_decks(targets, here), here, epoch)


def catalog(here: Path, target: str) -> Catalog:
    """The deck that ``target`` names as its author wrote it."""
    (files,) = find_decks([target], here)
    found, _ = catalog_of(files, here)
    assert found is not None
    return found


def package_of(here: Path, *targets: str, epoch: int = EPOCH) -> Package:
    """The package of one deck, in which nothing is wrong."""
    (deck,) = compiled(here, *targets, epoch=epoch)
    assert not deck.diagnostics, told(list(deck.diagnostics))
    assert deck.package is not None
    return deck.package


def build(here: Path, *targets: str, epoch: int = EPOCH, name: str = "deck.apkg") -> Path:
    """The written package of one deck, without a ledger."""
    path = here / name
    with path.open("wb") as file:
        apkg.write(package_of(here, *targets, epoch=epoch), file)
    return path


def findings(here: Path, *targets: str) -> list[Diagnostic]:
    """All findings of all decks."""
    return [d for deck in compiled(here, *targets) for d in deck.diagnostics]


def told(found: list[Diagnostic]) -> list[str]:
    """``path:line:column CODE`` of each."""
    return [
        f"{d.span.file.path}:{d.span.first.line}:{d.span.first.column} {d.rule.code}" for d in found
    ]
