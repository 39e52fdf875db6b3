"""Completion: what shells are offered, and what their tab key makes of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner

from generator.cli import main
from tests.decks import EPOCH, write

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


@pytest.mark.usefixtures("here")
def test_cards_that_were_released_are_offered_where_one_is_named() -> None:
    for command in ("retire", "keep", "forget"):
        assert _offered(command, "") == []
    cards = "deck: {id: mine}\ncards: [{id: two, q: A?, a: B}, {id: one, q: C?, a: D}]\n"
    write(Path(), {"cards/mine.yaml": cards})
    CliRunner().invoke(main, ["build", "mine"], env={"SOURCE_DATE_EPOCH": str(EPOCH)})
    for command in ("retire", "keep", "forget"):
        assert _offered(command, "mi") == [("plain", "mine/one"), ("plain", "mine/two")]
        assert _offered(command, "mine/t") == [("plain", "mine/two")]
    assert _offered("retire", "mine/two", "--w") == [("plain", "--why")]


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


# What a shell reads when it starts, by the docs; @ is what `studydeck completion` prints.
_STARTS = {
    "bash": (".bashrc", "PS1='READY> '\n@"),
    "zsh": (".zshrc", "PS1='READY> '\nautoload -U compinit\ncompinit -u\n@"),
    "fish": (".config/fish/completions/studydeck.fish", "@"),
}
_PROMPT = "function fish_prompt; echo 'READY> '; end\n"
# Says what was typed; the shell gets its completions from the real command.
_COMMAND = f"""\
#!/bin/sh
[ "$1" = completion ] || [ "$_STUDYDECK_COMPLETE" ] || exec echo "TYPED: $*."
PYTHONPATH="{_ROOT}" exec "{sys.executable}" -m generator "$@"
"""
_TERMINAL = "import pty, sys; pty.spawn(sys.argv[1:])"
# A shell that says nothing for so many seconds is ended, and the test fails.
_PATIENCE = 120


@pytest.mark.skipif(os.name == "nt", reason="terminals are of Unix")
@pytest.mark.parametrize("shell", _STARTS)
def test_in_a_shell_the_tab_key_completes_commands_and_decks(here: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here: apt-get install {shell}")
    if shell == "bash" and _bash() < (4, 4):
        pytest.skip("this bash is older than 4.4, as on macOS: brew install bash")
    write(here, {"bin/studydeck": _COMMAND, ".config/fish/config.fish": _PROMPT})
    (here / "bin/studydeck").chmod(0o755)
    env = os.environ | {
        "HOME": str(here),
        "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "TERM": "dumb",
    }
    env.pop("XDG_CONFIG_HOME", None)
    env.pop("ZDOTDIR", None)
    script = subprocess.run(
        ["studydeck", "completion", shell], env=env, capture_output=True, text=True, check=True
    ).stdout
    name, start = _STARTS[shell]
    write(here, {name: start.replace("@", script)})
    with subprocess.Popen(
        [sys.executable, "-c", _TERMINAL, shell, "-i"],
        cwd=here,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as terminal:
        ending = threading.Timer(_PATIENCE, terminal.kill)
        ending.start()
        try:
            _seen(terminal, "READY> ")
            for typed, told in (
                ("studydeck cov\t", "coverage"),
                ("studydeck check prop\t", "check propranolol"),
                ("studydeck check prazosin metop\t", "check prazosin metoprolol"),
                ("studydeck check --format j\t", "check --format json"),
                ("studydeck check cards/o\t", "check cards/one/?"),
            ):
                _type(terminal, f"{typed}\n")
                assert re.search(rf"TYPED: {told}\.", _seen(terminal, "TYPED: ", "."))
        finally:
            ending.cancel()
            terminal.kill()


def _bash() -> tuple[int, int]:
    """The version of bash."""
    ask = ["bash", "--norc", "-c", "echo ${BASH_VERSINFO[0]} ${BASH_VERSINFO[1]}"]
    major, minor = subprocess.run(ask, capture_output=True, text=True, check=True).stdout.split()
    return int(major), int(minor)


def _type(terminal: subprocess.Popen[bytes], text: str) -> None:
    assert terminal.stdin is not None
    terminal.stdin.write(text.encode())
    terminal.stdin.flush()


def _seen(terminal: subprocess.Popen[bytes], *marks: str) -> str:
    """What is shown until all ``marks`` are, in their order."""
    assert terminal.stdout is not None
    shown, at = "", 0
    for mark in marks:
        while (found := shown.find(mark, at)) < 0:
            piece = os.read(terminal.stdout.fileno(), 4096)
            assert piece, f"the shell has ended: {shown}"
            shown += piece.decode("utf-8", "replace")
        at = found + len(mark)
    return shown
