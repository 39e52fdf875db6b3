"""Completion: what shells are offered, and that the scripts work in those that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from generator.cli import main
from tests.decks import write

_ROOT = Path(__file__).parents[1]
_DECKS = {
    "cards/one/deck.yaml": "id: propranolol\n",
    "cards/two.yaml": "deck: {id: prazosin}\ncards: []\n",
    "cards/three/deck.yaml": "id: 'metoprolol' # a comment\n",
}


def _offered(*words: str) -> list[tuple[str, str]]:
    *before, typed = words
    complete = BashComplete(main, {}, "studydeck", "_STUDYDECK_COMPLETE")
    return [(item.type, item.value) for item in complete.get_completions(before, typed)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, _DECKS)


@pytest.mark.usefixtures("here")
def test_commands_and_ids_of_decks_are_offered() -> None:
    assert ("plain", "check") in _offered("ch")
    for command in ("build", "check", "coverage", "diff"):
        assert _offered(command, "pr") == [("plain", "prazosin"), ("plain", "propranolol")]
    assert _offered("check", "prazosin", "pr") == [("plain", "propranolol")]
    assert _offered("check", "--format", "j") == [("plain", "json")]


@pytest.mark.usefixtures("here")
def test_files_are_offered_where_no_id_fits() -> None:
    assert _offered("check", "cards/t") == [("file", "cards/t")]
    assert _offered("check", "\udcff") == [("file", "?")]


def test_a_folder_without_decks_or_with_broken_ones_offers_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _offered("check", "") == [("file", "")]
    write(tmp_path, {"deck.yaml": b"id: \xff\xfe\x00\n"})
    assert _offered("check", "") == [("file", "")]
    (tmp_path / "deck.yaml").unlink()
    (tmp_path / "deck.yaml").symlink_to(tmp_path / "nowhere")
    assert _offered("check", "") == [("file", "")]


@pytest.mark.parametrize(
    ("shell", "typed"),
    [
        (
            ["bash"],
            "COMP_WORDS=(studydeck check pr); COMP_CWORD=2; _studydeck_completion studydeck; "
            "printf '%s\\n' ${COMPREPLY[@]}",
        ),
        (["fish", "--no-config"], 'complete -C "studydeck check pr"'),
        (
            ["zsh", "-f"],
            "compadd() { print -l ${(P)5} }; words=(studydeck check pr); CURRENT=3; "
            "_studydeck_completion",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_script_works_in_its_shell(here: Path, shell: list[str], typed: str) -> None:
    name = shell[0]
    if shutil.which(name) is None:
        pytest.skip(f"no {name} here: apt-get install {name}")
    folder = here / "bin"
    folder.mkdir()
    command = folder / "studydeck"
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH="{_ROOT}" exec "{sys.executable}" -m generator "$@"\n', "utf-8"
    )
    command.chmod(0o755)
    script = CliRunner().invoke(main, ["completion", name]).stdout
    (here / "script").write_text(
        ("compdef() { }\n" if name == "zsh" else "") + f"{script}\n{typed}\n", "utf-8"
    )
    done = subprocess.run(
        [*shell, "script"],
        cwd=here,
        env=os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "HOME": str(here)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert {"prazosin", "propranolol"} <= set(done.stdout.split()), done.stderr
    assert "metoprolol" not in done.stdout
