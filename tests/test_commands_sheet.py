"""``studydeck sheet``: which file it writes, and when it writes none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.decks import EPOCH, write

_ONE = "deck: {id: one}\ncards: [{id: x, q: 'Why is one?', a: So}]\n"
_TWO = _ONE.replace("one", "two")
_WRONG = "deck: {id: wrong}\ncards: [{id: x, q: 'Why is it?'}]\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    return tmp_path


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["sheet", *words])


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_each_deck_has_a_sheet_in_the_folder_of_the_packages(here: Path) -> None:
    write(here, {"cards/one.yaml": _ONE, "cards/two.yaml": _TWO})
    result = _run()
    assert result.exit_code == 0
    assert result.stdout == "output/one-sheet.html\noutput/two-sheet.html\n"
    assert "Why is two?" in (here / "output/two-sheet.html").read_text("utf-8")


def test_nothing_else_is_written_and_no_release_is_made(here: Path) -> None:
    write(here, {"one.yaml": _ONE})
    assert _run("one.yaml").exit_code == 0
    assert _files(here) == ["one.yaml", "output/one-sheet.html"]


def test_the_file_may_be_named(here: Path) -> None:
    write(here, {"one.yaml": _ONE})
    result = _run("one.yaml", "-o", "hand outs/sheet.html")
    assert (result.exit_code, result.stdout) == (0, "hand outs/sheet.html\n")
    assert _files(here) == ["hand outs/sheet.html", "one.yaml"]


def test_one_file_takes_no_two_decks(here: Path) -> None:
    write(here, {"cards/one.yaml": _ONE, "cards/two.yaml": _TWO})
    result = _run("-o", "sheet.html")
    assert result.exit_code == 2
    assert "name the deck" in result.stderr
    assert not (here / "sheet.html").exists()


def test_a_deck_with_errors_has_none_and_keeps_the_old_one(here: Path) -> None:
    write(here, {"cards/one.yaml": _ONE, "cards/wrong.yaml": _WRONG})
    write(here, {"output/wrong-sheet.html": "old"})
    result = _run()
    assert result.exit_code == 1
    assert "cards/wrong.yaml:2" in result.stderr
    assert "wrong: not written: see the findings above" in result.stderr
    assert result.stdout == "output/one-sheet.html\n"
    assert (here / "output/wrong-sheet.html").read_text("utf-8") == "old"


def test_a_sheet_is_whole_or_the_old_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"one.yaml": _ONE, "output/one-sheet.html": "old"})

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device", "one-sheet.html")

    monkeypatch.setattr(os, "fsync", full)
    result = _run("one.yaml")
    assert result.exit_code == 3
    assert _files(here / "output") == ["one-sheet.html"]
    assert (here / "output/one-sheet.html").read_text("utf-8") == "old"


def test_a_deck_without_a_card_has_an_empty_sheet(here: Path) -> None:
    write(here, {"none.yaml": "deck: {id: none}\ncards: []\n"})
    assert _run("none.yaml").exit_code == 0
    assert "0 notes" in (here / "output/none-sheet.html").read_text("utf-8")


def test_the_description_and_who_wrote_it_are_on_the_sheet(here: Path) -> None:
    deck = (
        "{id: one, name: 'A::B <b>', description: 'All **of** it.', license: CC0, "
        "authors: [Ada, Bo & Co], reviewed: 2026-11-22}"
    )
    write(here, {"one.yaml": _ONE.replace("{id: one}", deck)})
    assert _run("one.yaml").exit_code == 0
    text = (here / "output/one-sheet.html").read_text("utf-8")
    assert '<h1 dir="auto">B &lt;b&gt;</h1>' in text
    assert "All <strong>of</strong> it." in text
    assert "Licence: CC0 · Authors: Ada, Bo &amp; Co · Reviewed: 2026-11-22" in text
    assert "For study, not for clinical decisions." in text
