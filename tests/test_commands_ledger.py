"""``build``'s ways with the ledger, and ``retire``, ``keep``, ``forget``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import generator
from generator import api
from generator.cli import main
from tests.author import CLASS, DAY, HALF_LIFE, RECEPTOR, START, THREE, Author, changed, question


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    author = Author(tmp_path)
    author.write(*THREE)
    return author


def _run(*words: str, day: int = 0) -> Result:
    env = {"SOURCE_DATE_EPOCH": str(START + day * DAY)}
    result = CliRunner().invoke(main, words, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _state(author: Author) -> tuple[bytes, bytes]:
    return author.lock.read_bytes(), author.package.read_bytes()


CORRECTED = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")
OTHER = question("receptor", "Which symptoms follow abrupt withdrawal?", "Seizures")

# build ---------------------------------------------------------------------------


def test_the_first_build_writes_a_lock_and_says_to_commit_it(author: Author) -> None:
    result = _run("build")
    assert result.exit_code == 0
    assert author.lock.exists()
    assert "deck.lock is new" in result.stderr
    assert "commit it with the cards" in result.stderr


def test_a_deck_that_nobody_has_begins_afresh_without_its_lock_and_package(author: Author) -> None:
    _run("build")
    author.lock.unlink()
    assert _run("build").exit_code == 1  # the package was there: somebody may have it
    author.package.unlink()
    author.write(CLASS)
    result = _run("build")
    assert result.exit_code == 0
    assert set(author.ledger.notes) == {"class"}


def test_a_build_says_what_is_new_corrected_and_retired(author: Author) -> None:
    _run("build")
    author.write(CORRECTED, CLASS, question("new", "What is new?", "Much"))
    result = _run("build", day=1)
    assert "x: 1 new, 1 corrected, 1 retired" in result.stderr
    assert "replace students' own edits and tags on 2 notes" in result.stderr


def test_a_build_says_what_is_revived(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    _run("build", day=1)
    author.write(*THREE)
    assert "x: 1 revived" in _run("build", day=2).stderr


def test_locked_passes_where_nothing_is_unreleased(author: Author) -> None:
    _run("build")
    before = _state(author)
    author.package.unlink()
    assert _run("build", "--locked", day=9).exit_code == 0
    assert _state(author) == before


@pytest.mark.parametrize("change", ["text", "order", "no lock"])
def test_locked_fails_where_the_lock_would_change_and_writes_nothing(
    author: Author, change: str
) -> None:
    _run("build")
    before = author.package.read_bytes()
    match change:
        case "text":
            author.write(CORRECTED, HALF_LIFE, CLASS)
        case "order":
            author.write(CLASS, RECEPTOR, HALF_LIFE)
        case _:
            author.lock.unlink()
    result = _run("build", "--locked", day=1)
    assert result.exit_code == 1
    assert "deck.lock would change" in result.stderr
    assert author.package.read_bytes() == before
    assert author.lock.exists() == (change != "no lock")


def test_touching_most_of_a_deck_wants_yes(author: Author) -> None:
    many = [question(f"c-{i}", f"What is number {i} of this list?", str(i)) for i in range(30)]
    author.write(*many)
    _run("build")
    before = _state(author)
    author.write(*(changed(card, extra="More") for card in many))
    result = _run("build", day=1)
    assert result.exit_code == 1
    assert "touch 30 of 30 released notes" in result.stderr
    assert "--yes" in result.stderr
    assert _state(author) == before
    assert _run("build", "--yes", day=1).exit_code == 0
    assert _state(author) != before


def test_what_only_the_tool_changed_is_counted_and_sent_on_refresh(author: Author) -> None:
    _run("build")
    text = author.lock.read_text("utf-8")
    shipped = author.ledger.notes["receptor"].shipped
    author.lock.write_text(text.replace(shipped, "0" * 16), "utf-8")
    result = _run("build", day=1)
    assert "1 note looks different only because studydeck does" in result.stderr
    assert author.ledger.notes["receptor"].modified == START
    result = _run("build", "--refresh", day=2)
    assert "x: 1 sent once more" in result.stderr
    assert author.ledger.notes["receptor"].modified == START + 2 * DAY


@pytest.mark.parametrize("epoch", ["soon", "-1", "1.5", "", "1700000000000"])
def test_an_epoch_that_is_none_is_a_usage_error(author: Author, epoch: str) -> None:
    result = CliRunner().invoke(main, ["build"], env={"SOURCE_DATE_EPOCH": epoch})
    assert result.exit_code == 2
    assert not author.lock.exists()


def test_json_names_the_notes(author: Author) -> None:
    _run("build")
    author.write(CORRECTED, CLASS)
    deck = json.loads(_run("build", "--format", "json", day=1).stdout)["decks"][0]
    assert (deck["new"], deck["corrected"], deck["retired"]) == ([], ["receptor"], ["half-life"])
    assert set(deck["touched"]) == {"receptor", "half-life"}


def test_a_damaged_lock_stops_the_build_with_its_place(author: Author) -> None:
    _run("build")
    author.lock.write_text(author.lock.read_text("utf-8")[:-30], "utf-8")
    before = _state(author)
    result = _run("build", day=1)
    assert result.exit_code == 1
    assert "cards/x/deck.lock:" in result.stderr
    assert "git checkout -- deck.lock" in result.stderr
    assert _state(author) == before


# retire ---------------------------------------------------------------------------


def test_retire_gives_the_reason_on_the_card(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    result = _run("retire", "x/receptor", "--why", "wrong since <2025>", day=1)
    assert result.exit_code == 0
    result = _run("build", day=1)
    assert (result.exit_code, "I021" in result.stderr) == (0, False)
    release = author.compile().release
    assert release is not None
    note = release.package.notes[-1]
    assert "Retired on 2023-11-15: wrong since &lt;2025&gt;" in note.fields
    assert "studydeck::retired" in note.tags


def test_without_a_reason_a_build_retires_with_a_notice_and_exit_0(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    result = _run("build", "--strict", day=1)
    assert result.exit_code == 0
    assert "info I021" in result.stderr
    assert 'studydeck retire x/receptor --why "…"' in result.stderr


def test_a_reason_given_later_keeps_the_date_and_goes_out(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    _run("build", day=1)
    _run("retire", "x/receptor", "--why", "wrong", day=5)
    entry = author.ledger.notes["receptor"]
    assert entry.retired is not None
    assert (entry.retired.on, entry.retired.why) == ("2023-11-15", "wrong")
    assert entry.modified == START + 5 * DAY


def test_the_same_reason_again_touches_nothing(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    _run("retire", "x/receptor", "--why", "wrong", day=1)
    _run("build", day=1)
    before = _state(author)
    assert _run("retire", "x/receptor", "--why", "wrong", day=5).exit_code == 0
    _run("build", day=5)
    assert _state(author) == before


def test_retire_answers_the_question_who_is_who(author: Author) -> None:
    _run("build")
    author.write(changed(RECEPTOR, id="target"), HALF_LIFE, CLASS)
    result = _run("build", day=1)
    assert result.exit_code == 1
    assert "I017" in result.stderr
    _run("retire", "x/receptor", "--why", "another card", day=1)
    assert _run("build", day=1).exit_code == 0
    assert author.ledger.notes["target"].guid != author.ledger.notes["receptor"].guid


@pytest.mark.parametrize("words", [("retire", "--why", "wrong"), ("forget",)])
def test_a_card_that_is_still_in_the_files_is_neither_retired_nor_forgotten(
    author: Author, words: tuple[str, ...]
) -> None:
    _run("build")
    before = author.lock.read_bytes()
    result = _run(words[0], "x/receptor", *words[1:], day=1)
    assert result.exit_code == 2
    assert "cards/x/one.yaml:2" in result.stderr
    assert author.lock.read_bytes() == before


@pytest.mark.parametrize("words", [("retire", "--why", "wrong"), ("forget",), ("keep",)])
@pytest.mark.parametrize("damage", ["lock", "card"])
def test_where_files_are_half_read_nothing_is_changed(
    author: Author, words: tuple[str, ...], damage: str
) -> None:
    _run("build")
    if damage == "lock":
        author.lock.write_text(author.lock.read_text("utf-8")[:-30], "utf-8")
    else:
        author.write({"id": "receptor", "q": "A question without an answer?"}, HALF_LIFE, CLASS)
    before = author.lock.read_bytes()
    result = _run(words[0], "x/receptor", *words[1:], day=1)
    assert result.exit_code == 1
    assert "error" in result.stderr
    assert author.lock.read_bytes() == before


@pytest.mark.usefixtures("author")
@pytest.mark.parametrize("reference", ["x/nobody", "y/receptor", "receptor", "x/"])
@pytest.mark.parametrize("words", [("retire", "--why", "wrong"), ("forget",), ("keep",)])
def test_a_card_that_nobody_knows_is_a_usage_error(words: tuple[str, ...], reference: str) -> None:
    _run("build")
    result = _run(words[0], reference, *words[1:])
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_reference_names_one_deck(author: Author) -> None:
    (author.root / "cards/y.yaml").write_text(
        "deck: {id: y}\ncards: [{id: a, q: Why?, a: So}]\n", "utf-8"
    )
    result = _run("retire", "./receptor", "--why", "wrong")
    assert result.exit_code == 2
    assert "'.' names more than one deck" in result.stderr


def test_a_card_that_is_gone_cannot_be_kept(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    result = _run("keep", "x/receptor")
    assert result.exit_code == 2
    assert "there is no card 'x/receptor' in the files" in result.stderr


# keep and forget ---------------------------------------------------------------------


def test_keep_answers_the_question_for_that_content_alone(author: Author) -> None:
    _run("build")
    author.write(OTHER, HALF_LIFE, CLASS)
    assert _run("build", day=1).exit_code == 1
    assert _run("keep", "x/receptor", day=1).exit_code == 0
    guid = author.ledger.notes["receptor"].guid
    author.write(changed(OTHER, q="Quite something else again?", a="No"), HALF_LIFE, CLASS)
    assert _run("build", day=1).exit_code == 1
    author.write(OTHER, HALF_LIFE, CLASS)
    assert _run("build", day=1).exit_code == 0
    entry = author.ledger.notes["receptor"]
    assert (entry.guid, entry.modified) == (guid, START + DAY)
    assert entry.kept == ""


def test_a_forgotten_card_is_shipped_no_more(author: Author) -> None:
    _run("build")
    author.write(HALF_LIFE, CLASS)
    assert _run("forget", "x/receptor", day=1).exit_code == 0
    _run("build", day=1)
    release = author.compile().release
    assert release is not None
    assert {note.ref for note in release.package.notes} == {"x/half-life", "x/class"}


def test_from_python_too_touching_most_of_a_deck_wants_yes(author: Author) -> None:
    many = [question(f"c-{i}", f"What is number {i} of this list?", str(i)) for i in range(30)]
    author.write(*many)
    api.build(author.folder, output=author.package.parent, epoch=START)
    before = _state(author)
    author.write(*(changed(card, extra="More") for card in many))
    with pytest.raises(api.ConsentError):
        api.build(author.folder, output=author.package.parent, epoch=START + DAY)
    assert _state(author) == before
    api.build(author.folder, output=author.package.parent, epoch=START + DAY, yes=True)
    assert _state(author) != before


def test_building_from_python_works_more_than_once(author: Author) -> None:
    assert generator.build is api.build
    for _ in range(2):
        (built,) = generator.build(author.folder, output=author.package.parent, epoch=START)
        assert built.path == author.package
