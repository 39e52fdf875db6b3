"""Somebody else's repository: every command works there, wherever the decks lie."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from tests.decks import EPOCH, write

_CARDS = """\
cards:
  - id: drug-class
    q: To which class of drugs does clonazepam belong?
    a: The benzodiazepines
  - id: half-life
    q: How long is the half-life of clonazepam in adults?
    a: 30 to 40 hours
"""
_DECK = "id: theirs\nname: Theirs\nsubject: [clonazepam]\n"
_LESS = _CARDS[: _CARDS.index("  - id: half-life")]
_TWIN = """\
  - id: twin
    q: On which receptor does clonazepam act?
    a: The GABA-A receptor
"""
_HALF_LIFE_ANEW = _CARDS.replace("30 to 40 hours", "One to two days").replace(
    "How long is the half-life of clonazepam in adults?",
    "Which interval lets the level of clonazepam fall by a half?",
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    folder = tmp_path / "repository"
    write(folder, {"README.md": "# Theirs\n", "decks/pharmacy/mine/deck.yaml": _DECK})
    write(folder, {"decks/pharmacy/mine/class.yaml": _CARDS})
    if shutil.which("git"):
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


def _all_commands(target: str, cards: Path) -> Iterator[list[str]]:
    """Each command with ``target`` for the deck, in an order in which all of them are at home."""
    yield ["build", target]
    yield ["check", target, "--strict"]
    yield ["check", target, "--fix"]
    yield ["diff", target]
    yield ["preview", target, "--html", "cards.html"]
    yield ["sheet", target]
    yield ["coverage", target]
    yield ["sheet", target]
    yield ["rules", "C022"]
    yield ["schema", "topic"]
    yield ["completion", "bash"]
    cards.write_text(_HALF_LIFE_ANEW, "utf-8")
    yield ["keep", f"{target}/half-life"]
    yield ["build", target]
    cards.write_text(_LESS, "utf-8")
    yield ["retire", f"{target}/half-life", "--why", "wrong"]
    yield ["build", target, "--output", "out"]
    cards.write_text(_LESS + _TWIN, "utf-8")
    yield ["build", target]
    cards.write_text(_LESS, "utf-8")
    yield ["forget", f"{target}/twin"]
    yield ["new", (cards.parents[4] / "second").as_posix()]


@pytest.mark.parametrize(
    ("cwd", "target"),
    [
        (".", "theirs"),
        (".", "."),
        (".", "decks"),
        (".", "decks/pharmacy/mine"),
        ("decks/pharmacy/mine", "theirs"),
        ("decks/pharmacy/mine", "."),
        ("../elsewhere", "../repository"),
        ("../elsewhere", "../repository/decks/pharmacy/mine/class.yaml"),
        ("../elsewhere", "{absolute}"),
    ],
)
def test_every_command_works_in_any_folder(
    repository: Path, cwd: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.parent / "elsewhere").mkdir()
    monkeypatch.chdir(repository / cwd)
    cards = repository / "decks/pharmacy/mine/class.yaml"
    done = set()
    for words in _all_commands(target.format(absolute=repository.as_posix()), cards):
        result = CliRunner().invoke(main, words)
        assert result.exit_code == 0, (words, result.output)
        done.add(words[0])
    assert done == set(main.commands)
    assert Path("output/theirs.apkg").is_file()
    assert Path("out/theirs.apkg").is_file()
    assert (cards.parent / "deck.lock").is_file()
