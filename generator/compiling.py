"""The files of cards of one deck, each compiled: found on the shelf, or made, on all cores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from generator import crew
from generator.cards import CardFile, read_cards
from generator.catalog import without_doubtful
from generator.diagnostics import Diagnostic
from generator.folders import shown_file
from generator.intake import document_of, text_of
from generator.leaves import Leaf, Needs, Setting, leaf_of, needs_of, pack, still, unpack
from generator.project import DeckFiles, digest
from generator.shelf import Shelf
from generator.tree import Document

__all__ = ["FilesOfCards"]


_IDLE = 20  # files


class FilesOfCards:
    """The files of cards of one deck, each to be compiled to a leaf.

    ``shelf`` has those of the last run, where they are kept.
    """

    def __init__(
        self,
        files: DeckFiles,
        here: Path,
        alone: Document | None,
        setting: Setting | None,
        shelf: Shelf | None,
    ) -> None:
        self._here, self._alone, self._setting, self._shelf = here, alone, setting, shelf
        self._compiled_files = 0
        self._quoted: dict[str, int] = {}  # sources, and the last file of those compiled that did
        self.paths = files.deck_files if alone is not None else files.topic_files

    def leaves(self) -> Iterator[Leaf]:
        """A leaf for each of the paths."""
        if self._alone is not None:
            yield self._compiled(self._alone, [])
            return
        old = {path for path in self.paths if self._on_shelf(path)}
        new = [path for path in self.paths if path not in old]
        made = self._all(new)
        for path in self.paths:
            data = self._shelf.get(path.name) if self._shelf and path in old else None
            if data is not None:
                yield self._unpacked(path, data)
            else:  # new, or damaged on the shelf
                yield next(made if path not in old else self._all([path]))
        if self._shelf is not None:
            self._shelf.save(path.name for path in self.paths)

    def _on_shelf(self, path: Path) -> bool:
        if self._shelf is None or self._setting is None:
            return False
        known = self._shelf.known(path.name)
        return known is not None and known[0] == digest(path) and still(known[1], self._setting)

    def _all(self, paths: Sequence[Path]) -> Iterator[Leaf]:
        """The leaves of files, made on all cores if they are many.

        Packed and unpacked they are a tenth of what they were while they were made.
        """
        if not crew.worthwhile(sum(path.stat().st_size for path in paths)):
            for path in paths:
                leaf = self._leaf(path)
                data = self._keep(path, *self._packed(leaf))
                yield leaf if data is None else self._unpacked(path, data)
            return
        together = crew.work_on(len(paths), lambda index: self._packed(self._leaf(paths[index])))
        for path, packed in zip(paths, together, strict=True):
            data = self._keep(path, *packed)
            yield self._leaf(path) if data is None else self._unpacked(path, data)

    def _leaf(self, path: Path) -> Leaf:
        return self._compiled(*document_of(path, self._here))

    def _compiled(self, document: Document, found: list[Diagnostic]) -> Leaf:
        """The leaf of a document, with what reading it has ``found``."""
        problems: list[Diagnostic] = []
        cards = read_cards(document, problems, one_file=self._alone is not None)
        found += without_doubtful(document, problems)
        leaf = leaf_of(cards, found, self._setting)
        self._forget_sources(cards)
        return leaf

    def _forget_sources(self, cards: CardFile) -> None:
        """Let go of what was made of sources that the last files did not quote: it may be much."""
        self._compiled_files += 1
        texts = self._setting.texts if self._setting else {}
        keys = {note.source.text.partition("#")[0] for note in cards.notes if note.source}
        self._quoted |= dict.fromkeys(keys & texts.keys(), self._compiled_files)
        for key, last in list(self._quoted.items()):
            if self._compiled_files - last > _IDLE:
                texts[key].forget()
                del self._quoted[key]

    def _packed(self, leaf: Leaf) -> tuple[str, Needs | None, bytes | None]:
        """A leaf in plain data, with the digest of its text and what it needs beside that."""
        if self._setting is None:  # without a deck that can be read nothing is kept
            return leaf.file.digest, None, None
        data = pack(leaf)
        needs = needs_of(leaf, self._setting) if data else None
        return leaf.file.digest, needs, data

    def _keep(
        self, path: Path, digest: str, needs: Needs | None, data: bytes | None
    ) -> bytes | None:
        """What was packed; it goes on the shelf where its needs are known."""
        if self._shelf is not None and needs is not None and data is not None:
            self._shelf.put(path.name, digest, needs, data)
        return data

    def _unpacked(self, path: Path, data: bytes) -> Leaf:
        assert self._setting is not None
        shown = shown_file(path, self._here)
        return unpack(data, shown, partial(text_of, path), self._setting.ledger)
