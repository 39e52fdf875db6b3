"""An author at work, for tests: cards as data, built by the real pipeline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import lockfile, lockwriter
from generator.diff import compare
from generator.ledger import Ledger
from generator.pipeline import Compiled, compile_decks
from generator.project import find_decks
from generator.release import Release
from generator.shipping import released_package, what_differs
from generator.source import SourceFile
from generator.writing import write_release
from tests.decks import without_review

DAY = 24 * 3600
START = 1_700_000_000
"""The epoch of the first release, in seconds since 1970."""

Card = dict[str, Any]


def question(name: str, q: str, a: str, **more: object) -> Card:
    return {"id": name, "q": q, "a": a} | more


def cloze(name: str, text: str, **more: object) -> Card:
    return {"id": name, "cloze": text} | more


RECEPTOR = question("receptor", "To which receptor does clonazepam bind?", "The GABA-A receptor")
HALF_LIFE = question("half-life", "How long is the half-life of clonazepam?", "30 to 40 hours")
CLASS = cloze("class", "Clonazepam is a {{benzodiazepine}} that acts for a {{long}} time.")
THREE = (RECEPTOR, HALF_LIFE, CLASS)


def yaml_of(cards: Iterable[Card]) -> str:
    """Cards as YAML; each value in JSON, which is YAML too."""
    lines = ["cards:"]
    for card in cards:
        keys = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in card.items()]
        lines.append("  - " + "\n    ".join(keys))
    return "\n".join(lines) + "\n"


def lock_text(ledger: Ledger) -> str:
    """The text of the lock file of a ledger."""
    return b"".join(lockwriter.lines_of(ledger)).decode()


@dataclass
class Author:
    """A deck ``x`` in a folder of its own, and the packages built from it.

    ``files`` are the cards by topic file, without its suffix.
    """

    root: Path
    files: dict[str, list[Card]] = field(default_factory=dict)
    deck: dict[str, Any] = field(default_factory=lambda: {"id": "x", "name": "Test::X"})
    now: int = START

    def __post_init__(self) -> None:
        (self.folder / "media").mkdir(parents=True, exist_ok=True)

    @property
    def folder(self) -> Path:
        return self.root / "cards" / "x"

    @property
    def lock(self) -> Path:
        return self.folder / "deck.lock"

    @property
    def package(self) -> Path:
        return self.root / "output" / "x.apkg"

    @property
    def ledger(self) -> Ledger:
        ledger, found = lockfile.parse(SourceFile("deck.lock", self.lock.read_text("utf-8")))
        assert ledger is not None, found
        return ledger

    def write(self, *cards: Card) -> None:
        """Write the files; ``cards``, where there are any, are those of the one file ``one``."""
        if cards:
            self.files = {"one": list(cards)}
        for old in self.folder.glob("*.yaml"):
            old.unlink()
        lines = [
            f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.deck.items()
        ]
        (self.folder / "deck.yaml").write_text("\n".join(lines) + "\n", "utf-8")
        for name, items in self.files.items():
            if items:
                (self.folder / f"{name}.yaml").write_text(yaml_of(items), "utf-8")

    def picture(self, name: str, content: bytes) -> None:
        (self.folder / "media" / name).write_bytes(content)

    def compile(self, *cards: Card, refresh: bool = False) -> Compiled:
        self.write(*cards)
        decks = find_decks([str(self.folder)], self.root)
        # What the cards say does not matter here, only who they are.
        with without_review():
            (compiled,) = compile_decks(decks, self.root, self.now, refresh=refresh)
        return compiled

    def build(self, *cards: Card, after: int = DAY, refresh: bool = False) -> Release:
        """Build ``after`` seconds later; there must be no errors."""
        self.now += after
        compiled = self.compile(*cards, refresh=refresh)
        assert compiled.release is not None, [d.message for d in compiled.diagnostics]
        self._check_summary(compiled.ledger, compiled.release)
        write_release(compiled, self.package)
        return compiled.release

    def _check_summary(self, before: Ledger, release: Release) -> None:
        """What is left out of a comparison for the summary is what no comparison tells."""
        whole = compare(released_package(before), release.package)
        assert compare(*what_differs(before, release.ledger, release.package)) == whole

    def codes(self, *cards: Card) -> list[str]:
        """The codes of what a build would tell."""
        return [d.rule.code for d in self.compile(*cards).diagnostics]


def changed(card: Card, **values: object) -> Card:
    return card | values


def without(cards: Sequence[Card], name: str) -> list[Card]:
    return [card for card in cards if card["id"] != name]
