"""What the preview shows of a deck: all living cards, also while something is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.pipeline import Compiled
from generator.preview.sight import NoteSight, Sight, look
from tests.author import CLASS, HALF_LIFE, RECEPTOR, THREE, Author, changed, cloze, question
from tests.decks import compiled

LIST = {"id": "three", "list": "What are effects of clonazepam?", "items": ["one", "two", "three"]}


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.write(*THREE)
    return author


def seen(author: Author, compiled: Compiled, before: Sight | None = None) -> Sight:
    return look(compiled, author.root, before or Sight())


def names(sight: Sight) -> list[str]:
    return [note.id for note in sight.notes]


def by_name(sight: Sight, name: str) -> NoteSight:
    (note,) = (note for note in sight.notes if note.id == name)
    return note


def placed(sight: Sight) -> list[tuple[str, str]]:
    return [(diagnostic.rule.code, note) for diagnostic, note in sight.findings]


def test_all_cards_in_the_order_of_the_deck_with_their_places(author: Author) -> None:
    sight = seen(author, author.compile())
    assert names(sight) == ["receptor", "half-life", "class"]
    assert [len(note.cards) for note in sight.notes] == [1, 1, 2]
    half_life = by_name(sight, "half-life")
    assert (half_life.path, half_life.line) == ("cards/x/one.yaml", 5)
    assert half_life.file == author.folder.resolve() / "one.yaml"
    assert (sight.deck, sight.name, half_life.kind, half_life.topic) == (
        "x",
        "Test::X",
        "question",
        "one",
    )
    assert "30 to 40 hours" in half_life.cards[0].answer
    assert "30 to 40 hours" not in half_life.cards[0].question


def test_retired_notes_and_removed_parts_are_not_shown(author: Author) -> None:
    author.build(*THREE, LIST)
    sight = seen(author, author.compile(RECEPTOR, CLASS, changed(LIST, items=["one", "three"])))
    assert names(sight) == ["receptor", "class", "three"]
    assert [face.ordinal for face in by_name(sight, "three").cards] == [0, 2]
    assert "GABA-A" in by_name(sight, "receptor").cards[0].answer
    assert ">three<" in by_name(sight, "three").cards[1].answer


def test_what_stays_the_same_is_not_made_anew(author: Author) -> None:
    before = seen(author, author.compile())
    longer = changed(HALF_LIFE, a="18 to 50 hours", extra="in adults")
    sight = seen(author, author.compile(RECEPTOR, CLASS, longer), before)
    assert by_name(sight, "class").cards == by_name(before, "class").cards
    assert by_name(sight, "class").line == 5
    again = seen(author, author.compile(RECEPTOR, CLASS, longer), sight)
    assert all(one is other for one, other in zip(sight.notes, again.notes, strict=True))
    author.build()
    built = seen(author, author.compile(), again)
    assert {note.mark for note in built.notes} == {""}


def test_marks_tell_what_the_author_did_since_the_last_build(author: Author) -> None:
    fresh = seen(author, author.compile())
    assert not fresh.built
    assert {note.mark for note in fresh.notes} == {"new"}
    author.build(*THREE)
    author.build(RECEPTOR, CLASS)
    edited = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")
    sight = seen(author, author.compile(edited, HALF_LIFE, CLASS, question("why", "Why?", "So.")))
    assert sight.built
    assert {note.id: note.mark for note in sight.notes} == {
        "receptor": "changed",
        "half-life": "back",
        "class": "",
        "why": "new",
    }


def test_a_finding_stands_with_its_card_which_is_shown_as_it_is_now(author: Author) -> None:
    before = seen(author, author.compile())
    broken = changed(HALF_LIFE, a="Look at ![](nothing.png) there")
    sight = seen(author, author.compile(RECEPTOR, broken, CLASS), before)
    assert placed(sight) == [("M010", "half-life")]
    assert names(sight) == names(before)
    assert "Look at" in by_name(sight, "half-life").cards[0].answer
    assert not any(note.stale for note in sight.notes)


def edit(author: Author, old: str, new: str, file: str = "one.yaml") -> Compiled:
    path = author.folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    (found,) = compiled(author.root, str(author.folder))
    return found


def test_a_card_that_cannot_be_read_stays_as_it_was_with_what_is_wrong(author: Author) -> None:
    before = seen(author, author.compile())
    sight = seen(author, edit(author, '"30 to 40 hours"', '""'), before)
    assert names(sight) == ["receptor", "half-life", "class"]
    assert [note.stale for note in sight.notes] == [False, True, False]
    assert by_name(sight, "half-life").cards == by_name(before, "half-life").cards
    assert {note for _, note in placed(sight)} == {"half-life"}
    # And so it stays, until the file is whole again.
    again = seen(author, edit(author, "GABA-A", "GABA-B"), sight)
    assert [note.stale for note in again.notes] == [False, True, False]
    assert "GABA-B" in by_name(again, "receptor").cards[0].answer
    whole = seen(author, edit(author, '""', '"31 hours"'), again)
    assert not any(note.stale for note in whole.notes)
    assert "31 hours" in by_name(whole, "half-life").cards[0].answer


def test_the_first_card_of_a_file_can_be_the_one_that_is_not_read(author: Author) -> None:
    before = seen(author, author.compile())
    sight = seen(author, edit(author, '"The GABA-A receptor"', '""'), before)
    assert [note.stale for note in sight.notes] == [True, False, False]
    assert {note for _, note in placed(sight)} == {"receptor"}


def test_what_yaml_cannot_take_is_shown_as_it_was_mended(author: Author) -> None:
    sight = seen(author, edit(author, '"30 to 40 hours"', '"30 to 40 hours'))
    assert not any(note.stale for note in sight.notes)
    assert {note for _, note in placed(sight)} == {"half-life"}


def test_notes_without_an_id_or_with_one_that_is_anothers_are_shown_each(author: Author) -> None:
    twice = [HALF_LIFE, changed(HALF_LIFE, a="Long")]
    none = [{"q": "Who has no id?", "a": "I"}, {"q": "And who else?", "a": "You"}]
    sight = seen(author, author.compile(RECEPTOR, *twice, *none))
    assert [note.name for note in sight.notes] == [
        "receptor",
        "half-life",
        "half-life~2",
        "~1",
        "~2",
    ]
    assert ("I001", "~2") in placed(sight)
    assert ("I003", "half-life~2") in placed(sight)


def test_a_deck_without_a_head_shows_its_last_cards_and_why(author: Author) -> None:
    before = seen(author, author.compile())
    sight = seen(author, edit(author, '"x"', "[", "deck.yaml"), before)
    assert names(sight) == names(before)
    assert all(note.stale for note in sight.notes)
    assert sight.findings
    assert {note for _, note in placed(sight)} == {""}
    assert (sight.deck, sight.name) == ("x", "Test::X")


def test_a_card_that_the_author_takes_out_is_gone(author: Author) -> None:
    author.files = {"one": [RECEPTOR, HALF_LIFE], "two": [CLASS]}
    before = seen(author, author.compile())
    author.files = {"one": [RECEPTOR], "two": [changed(CLASS, cloze="{{broken")]}
    sight = seen(author, author.compile(), before)
    assert "half-life" not in names(sight)
    assert names(sight)[0] == "receptor"


def test_a_deck_that_was_never_whole_shows_what_can_be_read(author: Author) -> None:
    compiled = edit(author, '"30 to 40 hours"', '""')
    sight = seen(author, compiled)
    assert names(sight) == ["receptor", "class"]
    assert {note for _, note in placed(sight)} == {""}


def test_pictures_are_known_by_the_names_that_cards_give_them(author: Author) -> None:
    author.picture("clot.png", b"\x89PNG")
    sight = seen(author, author.compile(changed(RECEPTOR, image="clot.png"), cloze("c", "{{One}}")))
    (name,) = sight.pictures
    assert f'src="{name}"' in by_name(sight, "receptor").cards[0].question
    assert sight.pictures[name].load() == b"\x89PNG"
