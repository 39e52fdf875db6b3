"""Who is who across releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.author import (
    CLASS,
    DAY,
    HALF_LIFE,
    RECEPTOR,
    THREE,
    Author,
    changed,
    cloze,
    lock_text,
    question,
    without,
)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.build(*THREE)
    return author


def _help(author: Author, code: str) -> str:
    return next(d.help for d in author.compile().diagnostics if d.rule.code == code)


def _guids(author: Author) -> dict[str, str]:
    return {name: entry.guid for name, entry in author.ledger.notes.items()}


# Renames -----------------------------------------------------------------------


def test_a_renamed_card_keeps_its_guid_its_ids_and_its_times(author: Author) -> None:
    before = author.ledger.notes["receptor"]
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    after = author.ledger.notes["target"]
    assert (after.guid, after.note_id) == (before.guid, before.note_id)
    assert after.card_ids == before.card_ids
    assert (after.first, after.modified, after.due) == (before.first, before.modified, before.due)
    assert "receptor" not in author.ledger.notes


def test_a_rename_touches_no_student(author: Author) -> None:
    release = author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    assert (release.added, release.changed, release.retired, release.touched) == ((), (), (), ())


def test_renamed_twice_the_guid_still_holds(author: Author) -> None:
    guid = _guids(author)["receptor"]
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    author.build(changed(RECEPTOR, id="site", was=["target", "receptor"]), HALF_LIFE, CLASS)
    assert _guids(author)["site"] == guid


def test_with_the_lock_lost_every_guid_holds(author: Author) -> None:
    renamed = changed(RECEPTOR, id="target", was=["receptor"])
    author.build(renamed, HALF_LIFE, CLASS)
    before = _guids(author)
    author.lock.unlink()
    author.build(renamed, HALF_LIFE, CLASS)
    assert _guids(author) == before


def test_a_rename_without_was_is_asked_about(author: Author) -> None:
    assert author.codes(changed(RECEPTOR, id="target"), HALF_LIFE, CLASS) == ["I017"]
    answer = _help(author, "I017")
    assert "was: [receptor]" in answer
    assert "studydeck retire x/receptor --why" in answer


def test_a_rename_in_a_deck_where_all_are_renamed_is_asked_about_card_by_card(
    author: Author,
) -> None:
    renamed = [changed(card, id=f"new-{card['id']}") for card in THREE]
    assert author.codes(*renamed) == ["I017"] * 3


def test_a_dropped_former_name_is_an_error(author: Author) -> None:
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    assert author.codes(changed(RECEPTOR, id="target"), HALF_LIFE, CLASS) == ["I019"]
    assert "was: [receptor]" in _help(author, "I019")


def test_former_names_in_the_wrong_order_are_an_error(author: Author) -> None:
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    wrong = changed(RECEPTOR, id="site", was=["receptor", "target"])
    assert author.codes(wrong, HALF_LIFE, CLASS) == ["I019"]
    assert "was: [target, receptor]" in _help(author, "I019")


def test_a_former_name_that_was_never_released_may_not_become_the_oldest(author: Author) -> None:
    wrong = changed(RECEPTOR, was=["draft"])
    assert author.codes(wrong, HALF_LIFE, CLASS) == ["I019"]


def test_two_released_cards_do_not_become_one(author: Author) -> None:
    joined = changed(HALF_LIFE, was=["receptor"])
    assert author.codes(joined, CLASS) == ["I023"]


def test_a_former_name_is_not_used_again(author: Author) -> None:
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    author.build(HALF_LIFE, CLASS)
    again = question("receptor", "Where does zolpidem bind with preference?", "Alpha 1")
    assert author.codes(again, HALF_LIFE, CLASS) == ["I018"]
    assert "was: [target, receptor]" in _help(author, "I018")


# The same id, another card --------------------------------------------------------


def test_an_id_on_unrelated_content_is_asked_about(author: Author) -> None:
    other = question("receptor", "Which symptoms follow abrupt withdrawal?", "Seizures")
    assert author.codes(other, HALF_LIFE, CLASS) == ["I018"]
    assert "studydeck keep x/receptor" in _help(author, "I018")


def test_a_corrected_card_is_not_asked_about(author: Author) -> None:
    corrected = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")
    assert author.codes(corrected, HALF_LIFE, CLASS) == []


def test_a_corrected_letter_of_chinese_is_not_asked_about(author: Author) -> None:
    chinese = question("zh", "氯硝西泮的半衰期是多少?", "三十小时")
    author.build(*THREE, chinese)
    assert author.codes(*THREE, changed(chinese, q="氯硝西泮的半衰期是多长?")) == []


def test_two_cards_that_are_pictures_alone_are_not_taken_for_each_other(author: Author) -> None:
    author.picture("one.png", b"1")
    author.picture("two.png", b"2")
    author.build(*THREE, question("one", "![](one.png)", "![](one.png)"))
    assert "I017" not in author.codes(*THREE, question("two", "![](two.png)", "![](two.png)"))


def test_a_vanished_card_and_an_unlike_new_one_are_two(author: Author) -> None:
    new = question("antidote", "What reverses an overdose?", "Flumazenil")
    assert author.codes(new, HALF_LIFE, CLASS) == ["I021"]


def test_another_kind_under_the_same_id_is_an_error_with_a_new_id_to_paste(author: Author) -> None:
    turned = cloze("receptor", "Clonazepam binds to {{the GABA-A receptor}}.")
    assert author.codes(turned, HALF_LIFE, CLASS) == ["I015"]
    assert "id: receptor-cloze" in _help(author, "I015")
    author.build(changed(turned, id="receptor-cloze"), HALF_LIFE, CLASS)
    assert author.ledger.notes["receptor"].retired is not None


# The deck ------------------------------------------------------------------------


def test_a_changed_deck_id_is_an_error(author: Author) -> None:
    author.deck["id"] = "y"
    assert author.codes() == ["I013"]


def test_a_changed_name_wants_was_name(author: Author) -> None:
    author.deck["name"] = "Other::X"
    assert author.codes() == ["I014"]
    assert "was-name: Test::X" in _help(author, "I014")
    author.deck["was-name"] = "Test::X"
    assert author.codes() == []
    author.build()
    del author.deck["was-name"]
    assert author.codes() == []


def test_a_new_deck_name_touches_no_note(author: Author) -> None:
    author.deck |= {"name": "Other::X", "was-name": "Test::X"}
    release = author.build()
    assert release.touched == ()
    assert release.package.decks[0].name == "Other::X"


def test_a_time_more_than_a_day_ahead_is_an_error(author: Author) -> None:
    author.now -= DAY
    assert author.codes() == []
    author.now -= 1
    assert author.codes() == ["I020"]
    compiled = author.compile()
    assert compiled.release is None
    assert compiled.diagnostics[0].span.text.startswith("note ")


def test_a_fixed_epoch_of_long_ago_is_no_clock(author: Author) -> None:
    from generator.pipeline import compile_decks
    from generator.project import find_decks

    decks = find_decks([str(author.folder)], author.root)
    (compiled,) = compile_decks(decks, author.root, 1, clock=author.now)
    assert compiled.release is not None
    assert compiled.release.ledger == author.ledger


def test_a_note_type_in_the_future_is_an_error_too(author: Author) -> None:
    from dataclasses import replace

    ledger = author.ledger
    later = {kind: replace(t, modified=2**40) for kind, t in ledger.types.items()}
    author.lock.write_text(lock_text(replace(ledger, types=later)), "utf-8")
    assert author.codes() == ["I020"]


# Retired -------------------------------------------------------------------------


def test_a_deleted_card_is_retired_and_said_so(author: Author) -> None:
    assert author.codes(*without(THREE, "receptor")) == ["I021"]
    release = author.build()
    assert release.retired == ("receptor",)
    assert author.codes() == []
    note = next(note for note in release.package.notes if note.ref == "x/receptor")
    assert "studydeck::retired" in note.tags
    assert note.fields[-4] == "Retired on 2023-11-16."
    assert note.deck == release.package.decks[1].id
    assert release.package.decks[1].name == "Test::X (retired)"


def test_a_retired_card_comes_back_to_life(author: Author) -> None:
    author.build(*without(THREE, "receptor"))
    release = author.build(*THREE)
    assert release.revived == ("receptor",)
    note = next(note for note in release.package.notes if note.ref == "x/receptor")
    assert "studydeck::retired" not in note.tags
    assert note.fields[-4] == ""
    assert [deck.name for deck in release.package.decks] == ["Test::X"]
    assert note.modified == author.now


def test_a_retired_card_comes_back_under_a_new_name(author: Author) -> None:
    guid = _guids(author)["receptor"]
    author.build(*without(THREE, "receptor"))
    author.build(changed(RECEPTOR, id="target", was=["receptor"]), HALF_LIFE, CLASS)
    assert _guids(author)["target"] == guid


def test_nothing_asks_again_once_a_card_is_retired(author: Author) -> None:
    author.build(*without(THREE, "receptor"))
    assert author.codes(changed(RECEPTOR, id="target"), HALF_LIFE, CLASS) == []
