"""What of a ledger goes into the package, and what tells one package from another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.ledger import Ledger, Retired
from generator.markup.media import MediaFolder
from generator.package import MadeNotes, Note, Package
from generator.release import Release
from generator.shipping import package_of, sent_as
from tests.author import CLASS, HALF_LIFE, RECEPTOR, START, Author


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return Author(tmp_path).build(RECEPTOR, HALF_LIFE, CLASS)


def _package(release: Release, **change: Any) -> Package:
    """The package of a ledger in which the first note has changed."""
    first, *others = release.ledger.notes.values()
    entries = [first._replace(**change), *others]
    ledger = replace(release.ledger, notes={entry.id: entry for entry in entries})
    types = release.package.note_types
    folder = MediaFolder({})
    return package_of(entries, [], types, lambda _: "", ledger, folder, {})


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "another"},
        {"note_id": 1},
        {"card_ids": (0, 1)},
        {"due": 7},
        {"modified": START + 1},
        {"first": START - 1, "modified": START - 1},
        {"body": b"Other words\x1f\x1f"},
        {"tags": ("another",)},
        {"retired": Retired("2026-01-01", "")},
        {"retired": Retired("2026-01-01", "wrong")},
        {"kind": "cloze"},
    ],
)
def test_another_note_gives_another_digest(release: Release, change: dict[str, Any]) -> None:
    before = _package(release)
    assert _package(release, **change).digest != before.digest


def test_another_reason_to_retire_a_note_gives_another_digest(release: Release) -> None:
    retired = [Retired("2026-01-01", "wrong"), Retired("2026-01-01", ""), Retired("2026-01-02", "")]
    assert len({_package(release, retired=one).digest for one in retired}) == len(retired)


def test_what_is_moved_from_one_note_into_the_next_gives_another_digest(
    release: Release,
) -> None:
    bodies = (b"a\x1fb", b"a", b"a\x1f", b"", b"5 a\x1fb")
    packages = [_package(release, body=body) for body in bodies]
    assert len({package.digest for package in packages}) == len(bodies)


def test_what_only_the_author_sees_leaves_the_digest(release: Release) -> None:
    before = _package(release)
    for change in {"id": "renamed", "was": ("receptor",)}, {"authored": "1"}, {"kept": "2"}:
        assert _package(release, **change).digest == before.digest


def test_another_head_gives_another_digest(release: Release) -> None:
    def digest(name: str, description: str) -> str:
        ledger: Ledger = replace(release.ledger, name=name)
        entries, types = list(ledger.notes.values()), release.package.note_types
        folder = MediaFolder({})
        return package_of(entries, [], types, lambda _: description, ledger, folder, {}).digest

    assert len({digest("A", ""), digest("B", ""), digest("A", "B")}) == 3


def test_notes_are_made_as_they_are_asked_for(release: Release) -> None:
    notes = release.package.notes
    assert isinstance(notes, MadeNotes)
    listed: list[Note] = list(notes)
    assert [notes[at] for at in range(len(notes))] == listed
    assert notes[1:] == tuple(listed[1:])
    assert notes[-1] == listed[-1]
    assert [notes.ids[at] for at in release.package.by_id] == sorted(notes.ids)
    with pytest.raises(IndexError):
        notes[len(notes)]


def test_a_note_carries_its_own_time_but_while_it_heals_that_of_the_release(
    release: Release,
) -> None:
    entry = release.ledger.notes["receptor"]
    corrected = entry._replace(modified=entry.first + 10)
    later = corrected.modified + 30 * 24 * 3600
    assert sent_as(entry, later) == entry.first
    assert sent_as(corrected, later) == later
    assert sent_as(corrected, later + 1) == corrected.modified
