"""What Anki really does with a re-imported deck: each row of the contract is a law.

Every law runs on the engine that is installed, and on an older one where
STUDYDECK_OLD_ANKI names its interpreter.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.exporters import apkg
from generator.notetypes import cloze as cloze_type
from generator.notetypes import question as question_type
from generator.package import Field, Package
from tests.author import (
    CLASS,
    DAY,
    HALF_LIFE,
    RECEPTOR,
    START,
    THREE,
    Author,
    changed,
    cloze,
    question,
    without,
)
from tests.engines import ENGINES, RECIPE, AnyStudent, NewStudent, new_student

__all__ = ["new_student"]

CORRECTED = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")
SITE = "The GABA-A receptor, at its benzodiazepine site"


class Class:
    """An author, and a student who has the first release and has studied each card once."""

    def __init__(self, author: Author, student: AnyStudent) -> None:
        self.author, self.student = author, student
        self.take(*THREE)
        self.guids = {name: entry.guid for name, entry in author.ledger.notes.items()}
        for name in self.guids:
            student.answer(self.guids[name], 0, 4)
        self.start = self.state()

    def take(self, *cards: dict[str, Any], after: int = DAY) -> dict[str, int]:
        """The student imports the author's next release."""
        self.author.build(*cards, after=after)
        counts: dict[str, int] = self.student.take(str(self.author.package), self.author.now)
        return counts

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.student.state()
        return state

    def note(self, name: str) -> dict[str, Any]:
        note: dict[str, Any] = self.state()["notes"][self.guid(name)]
        return note

    def guid(self, name: str) -> str:
        return self.author.ledger.notes[name].guid

    def check_nothing_lost(self) -> None:
        """Reviews, cards and their scheduling are as they were; no full sync is forced."""
        now = self.state()
        assert now["reviews"] == self.start["reviews"]
        assert now["schema"] == self.start["schema"]
        for guid, note in self.start["notes"].items():
            for ordinal, card in note["cards"].items():
                assert now["notes"][guid]["cards"][ordinal] == card


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path / "author")


@pytest.fixture
def room(author: Author, new_student: NewStudent) -> Iterator[Class]:
    room = Class(author, new_student())
    yield room
    room.check_nothing_lost()


def test_the_laws_hold_on_an_older_engine_too() -> None:
    if "old" not in ENGINES:
        pytest.skip(RECIPE)


# The author … ----------------------------------------------------------------------


def test_rebuilt_with_nothing_changed_every_note_is_a_duplicate(room: Class) -> None:
    assert room.take(after=90 * DAY) | {"first_field_match": 0} == {
        "new": 0,
        "updated": 0,
        "duplicate": 3,
        "conflicting": 0,
        "first_field_match": 0,
    }
    assert room.state() == room.start


def test_an_edited_text_arrives_and_nothing_else_changes(room: Class) -> None:
    counts = room.take(CORRECTED, HALF_LIFE, CLASS)
    assert (counts["updated"], counts["duplicate"]) == (1, 2)
    now = room.state()["notes"]
    assert now.pop(room.guid("receptor"))["fields"][1] == SITE
    assert all(room.start["notes"][guid] == note for guid, note in now.items())


def test_every_edit_arrives_even_within_one_second(room: Class) -> None:
    for answer in ("One", "Two", "Three"):
        room.take(changed(RECEPTOR, a=answer), HALF_LIFE, CLASS, after=0)
        assert room.note("receptor")["fields"][1] == answer


def test_what_a_student_did_to_an_untouched_note_stays(room: Class) -> None:
    guid = room.guid("half-life")
    room.student.tag(guid, "mine", room.author.now + 5)
    room.student.edit(guid, 1, "my own words", room.author.now + 6)
    room.student.flag(guid, 0, 3)
    room.student.suspend(guid, 0)
    room.start = room.state()
    for answer in ("One", "Two"):
        room.take(changed(RECEPTOR, a=answer), HALF_LIFE, CLASS)
    assert room.note("half-life") == room.start["notes"][guid]


def test_a_renamed_card_stays_the_same_card(room: Class) -> None:
    room.take(changed(CORRECTED, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    assert room.state()["count"] == 3
    assert room.note("target")["fields"][1] == SITE


def test_with_the_lock_lost_no_card_comes_twice(room: Class) -> None:
    room.take(changed(CORRECTED, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    room.author.lock.unlink()
    counts = room.take(changed(CORRECTED, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    assert (counts["new"], room.state()["count"]) == (0, 3)


def test_a_card_inserted_between_two_comes_between_them(room: Class) -> None:
    room.take(RECEPTOR, question("new", "What is new?", "Much"), HALF_LIFE, CLASS)
    assert room.note("new")["cards"]["0"]["due"] == 1500
    assert room.author.ledger.notes["half-life"].due == 2000


def test_reordered_cards_stay_where_the_student_has_them(room: Class) -> None:
    room.take(CLASS, HALF_LIFE, RECEPTOR)
    assert room.state() == room.start


def test_a_removed_card_says_that_it_is_retired_and_one_search_finds_it(room: Class) -> None:
    room.take(HALF_LIFE, CLASS)
    guid = room.guid("receptor")
    assert room.student.search("tag:studydeck::retired") == [guid]
    for side in room.student.shown(guid, 0):
        assert "Retired on 2023-11-16" in side
    assert room.note("receptor")["cards"]["0"]["deck"] == "Test::X"


def test_retired_notes_are_not_in_the_way_of_a_new_student(
    author: Author, new_student: NewStudent
) -> None:
    author.build(*THREE)
    author.build(HALF_LIFE, CLASS)
    student = new_student()
    student.take(str(author.package), author.now)
    decks = {
        note["fields"][0]: {card["deck"] for card in note["cards"].values()}
        for note in student.state()["notes"].values()
    }
    assert decks[RECEPTOR["q"]] == {"Test::X (retired)"}
    assert decks[HALF_LIFE["q"]] == {"Test::X"}


def test_a_card_back_in_the_files_comes_back_to_life(room: Class) -> None:
    room.take(HALF_LIFE, CLASS)
    room.take(*THREE)
    assert room.student.search("tag:studydeck::retired") == []
    assert "Retired" not in "".join(room.student.shown(room.guid("receptor"), 0))


def test_changed_tags_arrive_and_replace_the_students_on_that_note_alone(room: Class) -> None:
    for name in ("receptor", "half-life"):
        room.student.tag(room.guid(name), "mine", room.author.now + 5)
    room.take(changed(RECEPTOR, tags=["important"]), HALF_LIFE, CLASS)
    assert room.note("receptor")["tags"] == ["important", "x::one"]
    assert room.note("half-life")["tags"] == ["mine", "x::one"]


@pytest.mark.parametrize("tag", ["marked", "leech", "Leech", "studydeck::retired"])
def test_no_deck_ships_the_tags_that_are_the_students_or_the_tools(
    author: Author, tag: str
) -> None:
    assert author.compile(changed(RECEPTOR, tags=[tag])).release is None


def test_a_card_moved_by_the_student_stays_there(room: Class) -> None:
    room.student.move(room.guid("receptor"), 0, "My own")
    room.start = room.state()
    room.take(CORRECTED, HALF_LIFE, CLASS)
    assert room.note("receptor")["cards"]["0"]["deck"] == "My own"
    room.take(HALF_LIFE, CLASS)
    assert room.note("receptor")["cards"]["0"]["deck"] == "My own"


def test_a_renamed_deck_leaves_old_cards_and_takes_new_ones(room: Class) -> None:
    room.author.deck |= {"name": "Other", "was-name": "Test::X"}
    room.take(CORRECTED, HALF_LIFE, CLASS, question("new", "What is new?", "Much"))
    assert room.note("receptor")["fields"][1] == SITE
    assert room.note("receptor")["cards"]["0"]["deck"] == "Test::X"
    assert room.note("new")["cards"]["0"]["deck"] == "Other"


def _restyled(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """As a later version of the tool, with another look of questions."""
    (name, front, back), reverse = question_type.KIND.templates
    kind = replace(question_type.KIND, templates=((name, front, f"{back}<i>{text}</i>"), reverse))
    monkeypatch.setattr("generator.release.KINDS", (kind, cloze_type.KIND))


def test_each_change_of_a_template_arrives_and_touches_no_note(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("one", "two", "three"):
        _restyled(monkeypatch, text)
        counts = room.take(after=0)
        assert counts["updated"] == 0
        assert f"<i>{text}</i>" in room.student.shown(room.guid("receptor"), 0)[1]
    assert room.state()["notes"] == room.start["notes"]


def test_a_renamed_field_is_renamed_in_place(room: Class) -> None:
    compiled = room.author.compile(CORRECTED, HALF_LIFE, CLASS)
    assert compiled.package is not None
    package = _renamed(compiled.package, "Spare1", "Mnemonic", room.author.now + DAY)
    _send(room, package)
    fields = room.student.note_type("studydeck x (question)")["flds"]
    assert "Mnemonic" in [field["name"] for field in fields]
    assert room.state()["types"] == room.start["types"]
    assert room.note("receptor")["fields"][1] == SITE


def _renamed(package: Package, old: str, new: str, modified: int) -> Package:
    types = tuple(
        replace(
            kind,
            modified=modified,
            fields=tuple(Field(f.id, new if f.name == old else f.name) for f in kind.fields),
        )
        for kind in package.note_types
    )
    return replace(package, note_types=types)


def _send(room: Class, package: Package) -> dict[str, int]:
    path = room.author.root / "other.apkg"
    with path.open("wb") as file:
        apkg.write(package, file)
    counts: dict[str, int] = room.student.take(str(path), room.author.now)
    return counts


def test_a_field_more_would_conflict_for_ever(room: Class) -> None:
    compiled = room.author.compile(CORRECTED, HALF_LIFE)
    assert compiled.package is not None
    types = tuple(
        replace(kind, fields=(*kind.fields, Field(7, "More")), modified=room.author.now + DAY)
        for kind in compiled.package.note_types
    )
    notes = tuple(n._replace(body=n.body + b"\x1f") for n in compiled.package.notes)
    counts = _send(room, replace(compiled.package, note_types=types, notes=notes))
    assert counts["conflicting"] > 0
    assert room.note("receptor")["fields"][1] == RECEPTOR["a"]


def test_a_way_back_added_later_is_a_new_card(room: Class) -> None:
    room.take(changed(RECEPTOR, reverse={"q": "Which drug?", "a": "Clonazepam"}), HALF_LIFE, CLASS)
    assert sorted(room.note("receptor")["cards"]) == ["0", "1"]
    assert "Which drug?" in room.student.shown(room.guid("receptor"), 1)[0]


def test_a_way_back_taken_away_says_so_and_leaves_no_blank_card(room: Class) -> None:
    both = changed(RECEPTOR, reverse={"q": "Which drug?", "a": "Clonazepam"})
    room.take(both, HALF_LIFE, CLASS)
    room.take(RECEPTOR, HALF_LIFE, CLASS)
    assert "retired" in room.student.shown(room.guid("receptor"), 1)[0]
    assert room.student.empty_cards() == 0


def test_a_card_of_another_kind_has_a_new_id_and_the_old_one_retires(room: Class) -> None:
    turned = cloze("receptor-cloze", "Clonazepam binds to {{the GABA-A receptor}}.")
    counts = room.take(turned, HALF_LIFE, CLASS)
    assert (counts["new"], counts["conflicting"]) == (1, 0)
    assert "studydeck::retired" in room.note("receptor")["tags"]


def test_a_deletion_added_is_a_new_card_wherever_it_stands(room: Class) -> None:
    more = "For a {{very}} long time acts clonazepam: a {{benzodiazepine}} that acts {{long}}."
    before = room.note("class")["cards"]
    room.take(RECEPTOR, HALF_LIFE, changed(CLASS, cloze=more))
    after = room.note("class")["cards"]
    assert sorted(after) == ["0", "1", "2"]
    assert {o: after[o] for o in before} == before
    hidden = re.findall(r'data-cloze="([^"]*)"', room.student.shown(room.guid("class"), 0)[0])
    assert hidden == ["benzodiazepine"]


def test_a_deletion_removed_says_so_and_leaves_no_blank_card(room: Class) -> None:
    fewer = "Clonazepam is a benzodiazepine that acts for a {{long}} time."
    room.take(RECEPTOR, HALF_LIFE, changed(CLASS, cloze=fewer))
    assert room.student.empty_cards() == 0
    assert "This part of the note is retired" in room.student.shown(room.guid("class"), 0)[1]


def test_a_picture_replaced_under_its_name_arrives_and_the_old_one_stays(room: Class) -> None:
    pictured = changed(RECEPTOR, image="clot.png")
    for content in (b"one", b"two"):
        room.author.picture("clot.png", content)
        room.take(pictured, HALF_LIFE, CLASS)
        (name,) = re.findall(r'src="([^"]*)"', room.note("receptor")["fields"][5])
        assert room.state()["media"][name] == content.hex()
    assert len(room.state()["media"]) == 2


def test_no_picture_has_a_name_that_anki_never_updates(room: Class) -> None:
    room.author.picture("_style.png", b"one")
    room.take(changed(RECEPTOR, image="_style.png"), HALF_LIFE, CLASS)
    (name,) = room.state()["media"]
    assert re.fullmatch(r"_style-[0-9a-f]{10}\.png", name)


def test_the_description_arrives(room: Class) -> None:
    room.author.deck["description"] = "All of **it**."
    room.take()
    assert "All of <strong>it</strong>." in room.student.description("Test::X")


def test_no_deck_options_are_shipped(room: Class) -> None:
    with zipfile.ZipFile(room.author.package) as archive:
        path = Path(archive.extract("collection.anki2", room.author.root))
    connection = sqlite3.connect(path)
    (options,) = connection.execute("select dconf from col").fetchone()
    connection.close()
    assert list(json.loads(options)) == ["1"]
    assert "desiredRetention" not in options


# The student's side raises the time too -------------------------------------------------


def test_a_leech_gets_the_correction_with_the_next_release(room: Class) -> None:
    room.author.build(CORRECTED, HALF_LIFE, CLASS)
    room.student.leech(room.guid("receptor"), 0, room.author.now + 60)
    room.start = room.state()
    assert room.student.take(str(room.author.package), room.author.now)["updated"] == 0
    assert room.note("receptor")["fields"][1] == RECEPTOR["a"]
    room.take(CORRECTED, changed(HALF_LIFE, a="30 to 40 hours in adults"), CLASS, after=20 * DAY)
    assert room.note("receptor")["fields"][1] == SITE


def test_a_correction_heals_no_longer_than_thirty_days(room: Class) -> None:
    room.author.build(CORRECTED, HALF_LIFE, CLASS)
    room.student.tag(room.guid("receptor"), "mine", room.author.now + 60)
    room.take(CORRECTED, changed(HALF_LIFE, a="30 to 40 hours in adults"), CLASS, after=31 * DAY)
    assert room.note("receptor")["fields"][1] == RECEPTOR["a"]
    assert "mine" in room.note("receptor")["tags"]


def test_a_deleted_note_comes_back_as_new(author: Author, new_student: NewStudent) -> None:
    room = Class(author, new_student())
    room.student.delete(room.guids["receptor"])
    assert room.take()["new"] == 1


@pytest.mark.parametrize("ticked", [True, False])
def test_the_boxes_for_progress_and_presets_make_no_difference(room: Class, ticked: bool) -> None:
    room.author.build(RECEPTOR, question("new", "What is new?", "Much"), HALF_LIFE, CLASS)
    path, boxes = str(room.author.package), {"with_scheduling": ticked, "with_deck_configs": ticked}
    assert room.student.take(path, room.author.now, **boxes)["new"] == 1
    assert room.note("new")["cards"]["0"]["due"] == 1500


def test_always_would_replace_what_students_did_to_untouched_notes(room: Class) -> None:
    room.student.tag(room.guid("half-life"), "mine", room.author.now + 5)
    room.author.build(CORRECTED, HALF_LIFE, CLASS)
    room.student.take(str(room.author.package), room.author.now, update_notes=1)
    assert "mine" not in room.note("half-life")["tags"]


def test_merged_note_types_would_keep_a_later_look_out(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.student.take(str(room.author.package), room.author.now, merge_notetypes=True)
    _restyled(monkeypatch, "later")
    room.take()
    assert "later" not in room.student.shown(room.guid("receptor"), 0)[1]


# What every package keeps ------------------------------------------------------------------


def test_two_decks_never_share_a_note_type(author: Author, new_student: NewStudent) -> None:
    other = Author(author.root / "other", deck={"id": "y", "name": "Test::Y"})
    author.build(RECEPTOR)
    release = other.build(RECEPTOR)
    student = new_student()
    student.take(str(author.package), author.now)
    path = author.root / "y.apkg"
    with path.open("wb") as file:
        apkg.write(release.package, file)
    assert student.take(str(path), other.now)["new"] == 1
    assert student.state()["types"] == ["studydeck x (question)", "studydeck y (question)"]


def test_a_database_check_finds_nothing_to_mend(room: Class) -> None:
    room.take(CORRECTED, question("new", "What is new?", "Much"))
    before = room.state()["notes"]
    room.student.check()
    assert room.state()["notes"] == before
    room.start = room.state()  # Anki's check itself marks the schema as changed


def test_the_card_says_which_it_is(room: Class) -> None:
    assert "x/receptor" in room.student.shown(room.guid("receptor"), 0)[1]


# Guards --------------------------------------------------------------------------------------


def test_odd_names_of_pictures_are_packed_safely(room: Class) -> None:
    for number, name in enumerate(("ä b#.png", "50% [x].png", "😀.png", "_a.png")):
        room.author.picture(name, bytes([number]))
    pictured = [
        question(f"p-{i}", f"What is shown, number {i}?", "It", image=name)
        for i, name in enumerate(("ä b#.png", "50% [x].png", "😀.png", "_a.png"))
    ]
    assert room.take(*THREE, *pictured)["new"] == 4
    names = room.state()["media"]
    assert len(names) == 4
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.png", name) for name in names)


@pytest.mark.parametrize("name", ["../x.png", "/x.png", "missing.png", ""])
def test_a_picture_that_would_fail_the_import_is_an_error(author: Author, name: str) -> None:
    author.picture("x.png", b"x")
    assert author.compile(changed(RECEPTOR, image=name)).release is None


def test_the_same_id_twice_is_an_error(author: Author) -> None:
    assert author.codes(RECEPTOR, RECEPTOR) == ["I003"]


@pytest.mark.parametrize("text", ["{{c1::a {{c2::b}}}}", "{{c1,2::a}}", "no deletion"])
def test_a_cloze_that_would_lose_cards_is_an_error(author: Author, text: str) -> None:
    assert author.compile(cloze("a", text)).release is None


@pytest.mark.parametrize("text", ["", " ", "\u200b", "&nbsp;"])
def test_a_card_whose_front_shows_nothing_is_an_error(author: Author, text: str) -> None:
    assert author.compile(changed(RECEPTOR, q=text)).release is None


@pytest.mark.parametrize("tag", ["two words", "tab\tbed", "wide\u3000space", ""])
def test_a_tag_that_anki_would_split_is_an_error(author: Author, tag: str) -> None:
    assert author.compile(changed(RECEPTOR, tags=[tag])).release is None


@pytest.mark.parametrize("odd", ["\x1f", "\x00", "\x1b", "\ufffe"])
def test_a_character_that_would_fail_the_import_is_never_shipped(author: Author, odd: str) -> None:
    package = author.compile(changed(RECEPTOR, a=f"The{odd}receptor")).package
    assert package is None or odd not in "".join(package.notes[0].fields)


def test_a_script_is_not_shipped(author: Author) -> None:
    assert author.compile(changed(RECEPTOR, a="<script>alert(1)</script>")).release is None


def test_no_id_lies_in_the_future_or_is_ankis_own(author: Author) -> None:
    package = author.build(*THREE).package
    ids = [deck.id for deck in package.decks] + [kind.id for kind in package.note_types]
    ids += [note.id for note in package.notes] + [c.id for n in package.notes for c in n.cards]
    assert all(10**12 <= i < START * 1000 for i in ids)
    assert all(re.fullmatch(r"[a-z2-7]{16}", note.guid) for note in package.notes)


def test_the_sort_field_is_always_the_first(author: Author) -> None:
    author.build(*THREE)
    with zipfile.ZipFile(author.package) as archive:
        path = Path(archive.extract("collection.anki2", author.root))
    connection = sqlite3.connect(path)
    (models,) = connection.execute("select models from col").fetchone()
    connection.close()
    assert {model["sortf"] for model in json.loads(models).values()} == {0}


def test_retired_cards_are_out_of_the_order_of_new_ones(author: Author) -> None:
    author.build(*THREE)
    author.build(*without(THREE, "receptor"), question("new", "What is new?", "Much"))
    dues = [author.ledger.notes[name].due for name in ("half-life", "class", "new")]
    assert dues == sorted(dues)
    assert dues[-1] < 1_000_000
