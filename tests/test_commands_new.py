"""``studydeck new``: where the deck goes, and that nothing which is there is changed."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.decks import write

_ONE_FILE = "deck: {id: there}\ncards: [{id: x, q: 'Why?', a: So}]\n"


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def _everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
    }


def test_the_commands_that_it_prints_can_be_typed(here: Path) -> None:
    result = _run("new", "Valproic acid")
    assert result.exit_code == 0
    assert result.stdout.startswith("valproic-acid: a new deck, ")
    commands = [line.split()[1:] for line in result.stdout.splitlines() if "  studydeck " in line]
    assert [command[0] for command in commands] == ["check", "coverage", "build"]
    for command in commands:
        assert _run(*command).exit_code == 0
    assert (here / "output/valproic-acid.apkg").is_file()


def test_what_is_listed_is_what_is_there(here: Path) -> None:
    listed = {line.strip() for line in _run("new", "x").stdout.splitlines() if line[:2] == "  "}
    files = {path for path in _everything(here / "x") if (here / "x" / path).is_file()}
    assert files <= listed


def test_a_deck_goes_under_cards_where_there_is_such_a_folder(here: Path) -> None:
    (here / "cards").mkdir()
    _run("new", "x")
    assert (here / "cards/x/deck.yaml").is_file()
    assert _run("check", "x").exit_code == 0


def test_a_path_says_where_it_goes(here: Path) -> None:
    (here / "my decks").mkdir()
    result = _run("new", "my decks/X Y")
    assert (here / "my decks/x-y/deck.yaml").is_file()
    assert 'studydeck check "my decks/x-y"' in result.stdout
    (here / "$PWD's").mkdir()
    printed = _run("new", "$PWD's/x").stdout
    assert shlex.split(re.findall("studydeck check (.*)", printed)[0]) == ["$PWD's/x"]


@pytest.mark.parametrize(
    ("files", "name", "told"),
    [
        ({"x/mine.txt": "mine"}, "x", "x is there already"),
        ({"X": "mine"}, "x", "X is there already"),
        ({"cards/there.yaml": _ONE_FILE}, "there", "cards/there.yaml is a deck with the id there"),
        ({"deck.yaml": "id: outer\n"}, "x", ". is a deck itself"),
        ({}, "no/such", "there is no folder 'no'"),
        ({}, "nul\0/x", "there is no folder"),
        ({}, "::", "is no name of a deck"),
        ({}, ".", "is no name of a deck"),
        ({}, "..", "is no name of a deck"),
        ({}, "", "is no name of a deck"),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_changed(
    here: Path, files: dict[str, str], name: str, told: str
) -> None:
    write(here, files)
    before = _everything(here)
    result = _run("new", name)
    assert result.exit_code == 2
    assert told in result.stderr
    assert _everything(here) == before


def test_a_second_time_is_refused(here: Path) -> None:
    _run("new", "Propranolol")
    (here / "propranolol/mechanism.yaml").write_text("mine", "utf-8")
    before = _everything(here)
    assert _run("new", "propranolol").exit_code == 2
    assert _everything(here) == before


def test_all_files_are_there_or_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        if len(list(here.rglob("*.yaml"))) > 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = _run("new", "x")
    assert result.exit_code == 3
    assert "No space left" in result.stderr
    assert _everything(here) == {}


@pytest.mark.usefixtures("here")
def test_the_folder_may_not_be_writable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)  # root may write anywhere
    result = _run("new", "x")
    assert result.exit_code == 3
    assert "Permission denied" in result.stderr
