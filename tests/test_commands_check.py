"""``studydeck check --fix``: what is mended in the files, what is told, what is left alone."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.decks import write

_DECK = "id: d\nsubject: [clonazepam]\n"
_FAULTY = (
    "# On top\n"
    "cards:\n"
    "  - question: To which class of drugs does clonazepam belong?   # a comment\n"
    "    anwser: @benzodiazepines\n"
    "\n"
    '  - id: "half-life"\n'
    "    q: How long is the half-life of clonazepam?\n"
    "\ta: '18 to 50 hours'"
)
_MENDED = (
    "# On top\n"
    "cards:\n"
    "  - id: to-which-class-of-drugs-does\n"
    "    q: To which class of drugs does clonazepam belong?   # a comment\n"
    "    a: '@benzodiazepines'\n"
    "\n"
    '  - id: "half-life"\n'
    "    q: How long is the half-life of clonazepam?\n"
    "    a: '18 to 50 hours'"
)


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_all_that_is_sure_is_mended_in_one_run_and_the_rest_stays(
    here: Path, end: str, mark: str
) -> None:
    write(here, {"deck.yaml": _DECK, "t.yaml": mark + _FAULTY.replace("\n", end)})
    result = _run("check", "--fix")
    assert (here / "t.yaml").read_bytes() == (mark + _MENDED.replace("\n", end)).encode()
    assert result.exit_code == 0
    assert "t.yaml:3: mended I001 `id: to-which-class-of-drugs-does` added" in (
        result.stdout.splitlines()
    )
    after = _bytes(here)
    assert "mended" not in _run("check", "--fix").stdout
    assert _bytes(here) == after


def test_a_one_file_deck_is_mended_too(here: Path) -> None:
    body = _FAULTY.replace("# On top\n", "deck: {id: d, Subjects: [clonazepam]}\n")
    write(here, {"d.yaml": body})
    assert _run("check", "--fix", "d.yaml").exit_code == 0
    wanted = _MENDED.replace("# On top\n", "deck: {id: d, subject: [clonazepam]}\n")
    assert (here / "d.yaml").read_text("utf-8") == wanted


def test_without_fix_nothing_is_written_and_the_way_is_shown(here: Path) -> None:
    write(here, {"deck.yaml": _DECK, "t.yaml": "cards:\n  - {q: What is clonazepam?, answer: b}\n"})
    before = _bytes(here)
    result = _run("check")
    assert "`studydeck check --fix` mends 2 of these" in result.stdout
    assert _bytes(here) == before


def test_programs_are_told_what_was_mended_and_what_is_left(here: Path) -> None:
    write(here, {"deck.yaml": _DECK, "t.yaml": "cards:\n  - {q: Clonazepam is what?, anwser: b}\n"})
    result = json.loads(_run("check", "--fix", "--format", "json").stdout)
    assert result["fixed"] == [
        {
            "path": "t.yaml",
            "line": 2,
            "code": "I001",
            "name": "no-id",
            "about": "`id: clonazepam-is-what` added",
        },
        {
            "path": "t.yaml",
            "line": 2,
            "code": "S001",
            "name": "unknown-key",
            "about": "`a` for `anwser`",
        },
    ]
    assert not {"I001", "S001"} & {found["code"] for found in result["diagnostics"]}
    assert "fixed" not in json.loads(_run("check", "--format", "json").stdout)


def test_in_a_workflow_what_was_mended_is_no_annotation(here: Path) -> None:
    write(here, {"deck.yaml": _DECK, "t.yaml": "cards:\n  - {q: What is clonazepam?, a: b}\n"})
    result = _run("check", "--fix", "--format", "github")
    assert "mended" in result.stderr
    assert "mended" not in result.stdout


def test_an_id_is_none_that_the_deck_or_its_ledger_has_had(here: Path) -> None:
    cards = (
        "cards:\n  - {id: b, was: [why-clonazepam], q: Clonazepam is what?, a: c}\n"
        "  - {id: why-clonazepam-2, q: How does clonazepam act?, a: d}\n"
    )
    write(here, {"deck.yaml": _DECK, "t.yaml": cards})
    assert _run("build").exit_code == 0
    write(here, {"t.yaml": cards.replace("  - {id: why-clonazepam-2, q: How", "#")})
    assert _run("retire", "d/why-clonazepam-2", "--why", "wrong").exit_code == 0
    with (here / "t.yaml").open("a") as file:
        file.write("  - {q: Why clonazepam?, a: e}\n")
    _run("check", "--fix")
    assert "{id: why-clonazepam-3, q:" in (here / "t.yaml").read_text("utf-8")


def test_a_card_that_may_be_one_that_students_have_gets_no_new_id(here: Path) -> None:
    cards = "cards:\n  - {id: what, q: What is clonazepam?, a: b}\n"
    write(here, {"deck.yaml": _DECK, "t.yaml": cards})
    _run("build")
    write(here, {"t.yaml": cards.replace("id: what, ", "")})
    before = _bytes(here)
    result = _run("check", "--fix")
    assert result.exit_code == 1
    assert "or its old one, if it had one that is gone: what" in result.stdout
    assert _bytes(here) == before


def test_what_a_mended_file_was_it_stays_link_and_mode(here: Path) -> None:
    write(here, {"deck.yaml": _DECK, "elsewhere/t.txt": _FAULTY})
    (here / "elsewhere/t.txt").chmod(0o640)
    try:
        (here / "t.yaml").symlink_to("elsewhere/t.txt")
    except OSError:
        pytest.skip("no links here")
    assert _run("check", "--fix").exit_code == 0
    assert (here / "t.yaml").is_symlink()
    assert (here / "t.yaml").read_text("utf-8") == _MENDED
    assert os.name == "nt" or stat.S_IMODE((here / "elsewhere/t.txt").stat().st_mode) == 0o640


def test_a_full_disk_leaves_every_file_whole(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(here, {"deck.yaml": _DECK, "t.yaml": _FAULTY})

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = _bytes(here)
    monkeypatch.setattr(os, "fsync", full)
    result = _run("check", "--fix")
    assert result.exit_code == 3
    assert "No space left" in result.stderr
    assert _bytes(here) == before
