"""The watch on a deck's files: what changes is shown, and nothing else is done."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.pipeline import Compiled
from generator.preview.feed import Feed
from generator.preview.watch import follow
from generator.project import DeckFiles, find_decks
from tests.author import HALF_LIFE, RECEPTOR, Author, changed
from tests.preview import compiled_by_all_rules

Step = Callable[[], object]


class Script(threading.Event):
    """Does the next step instead of each pause, and then lets the watch end."""

    def __init__(self, *steps: Step) -> None:
        super().__init__()
        self._steps = iter(steps)

    def wait(self, timeout: float | None = None) -> bool:
        del timeout
        step = next(self._steps, self.set)
        step()
        return self.is_set()


class Watched:
    """A deck under watch; ``looks`` counts how often it was compiled."""

    def __init__(self, root: Path, author: Author) -> None:
        self._root, self._author = root, author
        self.looks = 0
        self.feed = Feed(formulas=False)

    def run(self, *steps: Step) -> dict[str, Any]:
        """Watch while ``steps`` are done, one a pause; what a page would see at the end."""
        follow(self._find, self._compile, self._author.root, self.feed, Script(*steps))
        news = self.feed.after(0, 0)
        assert news is not None
        told: dict[str, Any] = json.loads(news)
        return told

    def _find(self) -> DeckFiles:
        return find_decks([str(self._root)], self._author.root)[0]

    def _compile(self, files: DeckFiles) -> Compiled:
        self.looks += 1
        return compiled_by_all_rules(files, self._author.root)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path, deck={"id": "x", "name": "X", "subject": ["clonazepam"]})
    author.write(RECEPTOR, HALF_LIFE)
    return author


@pytest.fixture
def watched(author: Author) -> Watched:
    return Watched(author.folder, author)


def nothing() -> None:
    pass


def answers(told: dict[str, Any]) -> str:
    return " ".join(card["answer"] for n in told["notes"] for card in n["body"]["cards"])


def test_a_deck_is_compiled_once_as_long_as_nothing_changes(
    watched: Watched, author: Author
) -> None:
    told = watched.run(nothing, lambda: (author.folder / "notes.txt").write_text("x"), nothing)
    assert watched.looks == 1
    assert told["version"] == 1
    assert len(told["notes"]) == 2


def test_a_saved_file_is_compiled_once(watched: Watched, author: Author) -> None:
    longer = changed(HALF_LIFE, a="18 to 50 hours")
    told = watched.run(nothing, lambda: author.write(RECEPTOR, longer), nothing, nothing)
    assert "18 to 50 hours" in answers(told)
    assert watched.looks == 2


def test_a_file_that_is_put_in_the_place_of_another_counts(
    watched: Watched, author: Author
) -> None:
    path = author.folder / "one.yaml"

    def replaced() -> None:
        beside = author.folder / ".one.yaml.tmp"
        beside.write_text(path.read_text("utf-8").replace("30 to 40", "31 to 41"), "utf-8")
        old = path.stat()
        os.utime(beside, ns=(old.st_atime_ns, old.st_mtime_ns))  # of one time and one size
        beside.replace(path)

    assert "31 to 41" in answers(watched.run(replaced, nothing))


def test_files_that_come_and_go_count(watched: Watched, author: Author) -> None:
    two = author.folder / "two.yaml"
    text = 'cards: [{id: new, q: "What is new in clonazepam?", a: "Much"}]\n'
    told = watched.run(lambda: two.write_text(text, "utf-8"), nothing)
    assert "Much" in answers(told)
    assert "Much" not in answers(watched.run(two.unlink, nothing))


def test_a_source_in_any_folder_counts(watched: Watched, author: Author) -> None:
    author.deck["sources"] = {"s": {"title": "S", "file": "texts/s.md"}}
    source = author.folder / "texts/s.md"
    source.parent.mkdir()
    source.write_text("# S\n\nIt lasts 30 to 40 hours.\n", "utf-8")
    proven = changed(HALF_LIFE, source="s", quote="It lasts 30 to 40 hours")
    author.write(proven)
    told = watched.run(lambda: source.write_text("# S\n\nIt lasts.\n", "utf-8"), nothing, nothing)
    assert [found["code"][0] for found in told["findings"]] == ["G"]
    assert watched.looks == 2


def test_pictures_and_the_lock_count(watched: Watched, author: Author) -> None:
    author.write(changed(RECEPTOR, image="clot.png"))
    told = watched.run(
        lambda: author.picture("clot.png", b"\x89PNG\r\n\x1a\n"),
        nothing,
        lambda: author.lock.write_text("nonsense", "utf-8"),
    )
    assert watched.looks == 3
    assert {found["path"] for found in told["findings"]} == {"cards/x/deck.lock"}


def test_of_a_deck_in_one_file_the_files_beside_it_are_nobodys_business(author: Author) -> None:
    alone = author.root / "alone.yaml"
    text = 'deck: {id: alone}\ncards: [{id: one, q: "What is clonazepam?", a: "A drug"}]\n'
    alone.write_text(text, "utf-8")
    watched = Watched(alone, author)
    other = author.root / "other.yaml"
    told = watched.run(lambda: other.write_text("x: y\n", "utf-8"), nothing)
    assert watched.looks == 1
    assert len(told["notes"]) == 1


def test_a_deck_that_is_away_for_a_moment_is_nothing_to_tell(
    watched: Watched, author: Author
) -> None:
    away = author.root / "away"
    told = watched.run(lambda: author.folder.rename(away), lambda: away.rename(author.folder))
    assert told["trouble"] == ""
    assert told["version"] == 1


def test_a_deck_that_stays_away_is_told_once_with_its_last_cards(
    watched: Watched, author: Author
) -> None:
    away = author.root / "away"
    told = watched.run(lambda: author.folder.rename(away), nothing, nothing, nothing)
    assert "no folder" in told["trouble"]
    assert len(told["notes"]) == 2
    assert told["version"] == 2
    back = watched.run(nothing, lambda: away.rename(author.folder), nothing)
    assert back["trouble"] == ""
