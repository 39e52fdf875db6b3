"""Times, consent, note types and packages of a release."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.ledger import Ledger
from generator.notetypes import cloze as cloze_type
from generator.notetypes import question as question_type
from generator.release import FutureEpochError, Release, needs_consent, sound_epoch
from generator.shipping import HEALING_WINDOW
from tests.author import (
    CLASS,
    DAY,
    HALF_LIFE,
    RECEPTOR,
    START,
    THREE,
    Author,
    changed,
    lock_text,
    question,
)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.build(*THREE, after=0)
    return author


def _times(release: Release) -> dict[str, int]:
    return {note.ref.removeprefix("x/"): note.modified for note in release.package.notes}


def _rewrite(author: Author, ledger: Ledger) -> None:
    author.lock.write_text(lock_text(ledger), "utf-8")


CORRECTED = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")

# Times ---------------------------------------------------------------------------


def test_the_first_release_carries_its_epoch(author: Author) -> None:
    assert {entry.modified for entry in author.ledger.notes.values()} == {START}
    assert {entry.first for entry in author.ledger.notes.values()} == {START}


def test_an_unchanged_deck_is_the_same_bytes_whenever_it_is_built(author: Author) -> None:
    before = author.package.read_bytes(), author.lock.read_bytes()
    author.package.unlink()
    author.build(after=400 * DAY)
    assert (author.package.read_bytes(), author.lock.read_bytes()) == before


def test_exactly_the_changed_note_gets_the_new_time(author: Author) -> None:
    release = author.build(CORRECTED, HALF_LIFE, CLASS)
    assert release.changed == release.touched == ("receptor",)
    assert _times(release) == {"receptor": START + DAY, "half-life": START, "class": START}


def test_a_clock_that_stands_still_or_goes_back_still_raises_the_time(author: Author) -> None:
    release = author.build(CORRECTED, HALF_LIFE, CLASS, after=0)
    assert _times(release)["receptor"] == START + 1
    release = author.build(RECEPTOR, HALF_LIFE, CLASS, after=-100)
    assert _times(release)["receptor"] == START + 2


@pytest.mark.parametrize(
    "change",
    [
        {"a": "The GABA-A receptor, mostly"},
        {"tags": ["important"]},
        {"extra": "More"},
        {"caution": "Careful"},
        {"reverse": {"q": "Which drug binds there?", "a": "Clonazepam"}},
        {"image": "new.png"},
    ],
)
def test_each_change_of_content_raises_the_time(author: Author, change: dict[str, object]) -> None:
    author.picture("new.png", b"new")
    assert author.build(changed(RECEPTOR, **change), HALF_LIFE, CLASS).changed == ("receptor",)


CHOICE = {"id": "class", "choice": "Which class?", "right": "A", "wrong": ["B", "C"], "why": "W"}
SELECT = {"id": "class", "select": "Which?", "right": ["A", "B"], "wrong": ["C", "D"]}
PROFILE = {"id": "class", "profile": "Clonazepam", "class": "A", "mechanism": "B"}
TYPED = {"id": "class", "q": "Which class?", "a": "Benzodiazepine"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CHOICE, CHOICE | {"right": "B", "wrong": ["A", "C"]}),
        (CHOICE, {"id": "class", "choice": "Which class?", "right": "A", "wrong": ["B", "C", "W"]}),
        (SELECT, SELECT | {"right": ["A"], "wrong": ["B", "C", "D"]}),
        (SELECT, SELECT | {"wrong": ["C"], "why": "D"}),
        (PROFILE, {"id": "class", "profile": "Clonazepam", "class": "A", "indications": "B"}),
        (TYPED, TYPED | {"type": "true"}),
    ],
)
def test_the_same_words_in_other_parts_are_a_change(
    tmp_path: Path, before: dict[str, object], after: dict[str, object]
) -> None:
    author = Author(tmp_path)
    author.build(RECEPTOR, before)
    assert author.build(RECEPTOR, after).changed == ("class",)
    assert author.build(RECEPTOR, before).changed == ("class",)


def test_a_type_that_is_false_is_no_change(tmp_path: Path) -> None:
    author = Author(tmp_path)
    author.build(TYPED)
    assert author.build(TYPED | {"type": "false"}).changed == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CHOICE, CHOICE | {"wrong": ["C", "B"]}),
        (SELECT, SELECT | {"right": ["B", "A"], "wrong": ["D", "C"]}),
    ],
)
def test_options_in_another_order_are_no_change(
    tmp_path: Path, before: dict[str, object], after: dict[str, object]
) -> None:
    author = Author(tmp_path)
    author.build(RECEPTOR, before)
    assert author.build(RECEPTOR, after).changed == ()


def test_other_bytes_of_a_picture_are_a_change(author: Author) -> None:
    author.picture("a.png", b"one")
    author.build(changed(RECEPTOR, image="a.png"), HALF_LIFE, CLASS)
    author.picture("a.png", b"two")
    assert author.build().changed == ("receptor",)


def test_a_moved_card_is_no_change(author: Author) -> None:
    release = author.build(CLASS, RECEPTOR, HALF_LIFE)
    assert release.changed == release.touched == ()
    assert [note.cards[0].due for note in release.package.notes] == [500, 1000, 2000]


def test_a_card_may_be_renamed_and_moved_at_once(author: Author) -> None:
    author.build(RECEPTOR, HALF_LIFE, CLASS)
    renamed = changed(RECEPTOR, id="site", was=["receptor"])
    release = author.build(HALF_LIFE, CLASS, renamed)  # which compares it with the one that it was
    assert release.added == release.changed == release.retired == ()


def test_text_that_renders_the_same_is_no_change(author: Author) -> None:
    author.build(changed(RECEPTOR, a="A **strong** word"), HALF_LIFE, CLASS)
    before = author.ledger.notes["receptor"]
    release = author.build(changed(RECEPTOR, a="A __strong__ word"), HALF_LIFE, CLASS)
    after = author.ledger.notes["receptor"]
    assert release.changed == release.unsent == ()
    assert after.modified == before.modified
    assert after.authored != before.authored


def test_a_correction_heals_for_thirty_days_and_no_longer(author: Author) -> None:
    author.build(CORRECTED, HALF_LIFE, CLASS)
    sent = author.now
    second = changed(HALF_LIFE, a="30 to 40 hours in adults")
    release = author.build(CORRECTED, second, CLASS, after=HEALING_WINDOW)
    assert _times(release) == {"receptor": author.now, "half-life": author.now, "class": START}
    assert release.changed == ("half-life",)
    assert set(release.touched) == {"receptor", "half-life"}
    assert author.ledger.notes["receptor"].modified == sent
    third = changed(HALF_LIFE, a="30 to 40 hours in most adults")
    release = author.build(CORRECTED, third, CLASS, after=1)
    assert _times(release)["receptor"] == sent


def test_a_new_note_does_not_heal(author: Author) -> None:
    author.build(*THREE, question("new", "What is new?", "Much"))
    sent = author.now
    release = author.build(CORRECTED, HALF_LIFE, CLASS, question("new", "What is new?", "Much"))
    assert _times(release)["new"] == sent


def test_a_build_without_changes_sends_nothing_though_a_correction_heals(author: Author) -> None:
    author.build(CORRECTED, HALF_LIFE, CLASS)
    before = author.package.read_bytes()
    release = author.build()
    assert release.touched == ()
    assert author.package.read_bytes() == before


def test_a_new_card_alone_lets_corrections_heal(author: Author) -> None:
    author.build(CORRECTED, HALF_LIFE, CLASS)
    new = question("new", "What is new?", "Much")
    release = author.build(CORRECTED, HALF_LIFE, CLASS, new)
    assert release.added == ("new",)
    assert release.touched == ("receptor",)


# What only the tool changed ------------------------------------------------------------


def _other_tool(author: Author) -> None:
    """As if an older version of the tool had shipped another HTML."""
    ledger = author.ledger
    notes = {name: e._replace(shipped="0" * 16) for name, e in ledger.notes.items()}
    _rewrite(author, replace(ledger, notes=notes))


def test_what_only_the_tool_changed_is_not_sent(author: Author) -> None:
    _other_tool(author)
    release = author.build()
    assert set(release.unsent) == {"receptor", "half-life", "class"}
    assert set(_times(release).values()) == {START}
    assert set(author.build().unsent) == {"receptor", "half-life", "class"}


def test_where_the_tool_is_again_as_it_was_so_are_the_fields(author: Author) -> None:
    before = author.ledger
    notes = {name: e._replace(body=e.body + b"!") for name, e in before.notes.items()}
    _rewrite(author, replace(before, notes=notes))
    release = author.build()
    assert release.ledger.notes == before.notes
    assert release.unsent == release.touched == ()


def test_refresh_sends_what_only_the_tool_changed(author: Author) -> None:
    _other_tool(author)
    release = author.build(refresh=True)
    assert release.unsent == ()
    assert set(release.changed) == {"receptor", "half-life", "class"}
    assert set(_times(release).values()) == {author.now}
    assert author.build(refresh=True).changed == ()


def test_an_authors_change_sends_what_the_tool_had_changed(author: Author) -> None:
    _other_tool(author)
    release = author.build(CORRECTED, HALF_LIFE, CLASS)
    assert release.changed == ("receptor",)
    assert set(release.unsent) == {"half-life", "class"}


# Note types ------------------------------------------------------------------------------


def _type_time(release: Release, name: str = "question") -> int:
    return next(t.modified for t in release.package.note_types if name in t.name)


def test_each_change_of_a_template_gets_a_later_time(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = [START]
    for front in ("one", "two", "three"):
        (_, _, back), reverse = question_type.KIND.templates
        kind = replace(question_type.KIND, templates=(("Question", front, back), reverse))
        monkeypatch.setattr("generator.release.KINDS", (kind, cloze_type.KIND))
        release = author.build(after=0)
        times.append(_type_time(release))
    assert times == sorted(set(times))


def test_a_note_type_that_is_the_same_keeps_its_time(author: Author) -> None:
    assert _type_time(author.build(CORRECTED, HALF_LIFE, CLASS)) == START


@pytest.mark.parametrize("what", ["fields", "templates"])
def test_another_schema_is_an_error_before_anything_is_written(author: Author, what: str) -> None:
    ledger = author.ledger
    types = dict(ledger.types)
    released = getattr(types["question"], what)
    types["question"] = replace(types["question"], **{what: released[::-1]})
    _rewrite(author, replace(ledger, types=types))
    before = author.lock.read_bytes(), author.package.read_bytes()
    compiled = author.compile()
    assert [d.rule.code for d in compiled.diagnostics] == ["I016"]
    assert compiled.release is None
    assert "spare field" in compiled.diagnostics[0].help
    assert (author.lock.read_bytes(), author.package.read_bytes()) == before


def test_a_renamed_field_is_no_other_schema(author: Author) -> None:
    ledger = author.ledger
    types = dict(ledger.types)
    fields = tuple((i, name.lower()) for i, name in types["question"].fields)
    types["question"] = replace(types["question"], fields=fields, hash="0" * 16)
    _rewrite(author, replace(ledger, types=types))
    assert _type_time(author.build()) == author.now


def test_only_kinds_in_use_are_shipped(author: Author) -> None:
    release = author.build(RECEPTOR, HALF_LIFE)
    # The retired cloze still is a cloze.
    assert len(release.package.note_types) == 2
    lone = Author(author.root / "lone")
    assert len(lone.build(RECEPTOR).package.note_types) == 1


# Parts ---------------------------------------------------------------------------------------


def test_a_removed_deletion_ships_on_as_retired(author: Author) -> None:
    fewer = changed(CLASS, cloze="Clonazepam is a {{benzodiazepine}} that acts long.")
    assert author.codes(RECEPTOR, HALF_LIFE, fewer) == ["I022"]
    release = author.build()
    note = next(note for note in release.package.notes if note.ref == "x/class")
    assert [card.ordinal for card in note.cards] == [0, 1]
    assert "{{c2::This part of the note is retired" in note.fields[0]
    assert author.codes() == []


def test_a_reverse_taken_away_ships_on_as_retired_and_comes_back(author: Author) -> None:
    both = changed(RECEPTOR, reverse={"q": "Which drug?", "a": "Clonazepam"})
    author.build(both, HALF_LIFE, CLASS)
    cards = author.ledger.notes["receptor"].card_ids
    release = author.build(RECEPTOR, HALF_LIFE, CLASS)
    note = release.package.notes[0]
    assert (
        note.fields[2]
        == note.fields[3]
        == ("This part of the note is retired: it is no longer in the deck.")
    )
    release = author.build(both, HALF_LIFE, CLASS)
    assert release.package.notes[0].fields[2:4] == ("Which drug?", "Clonazepam")
    assert author.ledger.notes["receptor"].card_ids == cards


def test_reordered_deletions_keep_their_cards(author: Author) -> None:
    turned = changed(CLASS, cloze="For a {{long}} time acts clonazepam, a {{benzodiazepine}}.")
    release = author.build(RECEPTOR, HALF_LIFE, turned)
    assert release.package.notes[2].fields[0] == (
        "For a {{c2::long}} time acts clonazepam, a {{c1::benzodiazepine}}."
    )


# Consent --------------------------------------------------------------------------------------

_TWENTY = [question(f"c-{i}", f"What is number {i} of this list?", str(i)) for i in range(21)]


def test_touching_more_than_half_of_a_deck_of_over_twenty_wants_consent(author: Author) -> None:
    author.build(*THREE, *_TWENTY)
    size = len(author.ledger.notes)
    for count, wants in ((size // 2, False), (size // 2 + 1, True)):
        more = [changed(card, extra="More") for card in _TWENTY[:count]]
        release = author.compile(*THREE, *more, *_TWENTY[count:]).release
        assert release is not None
        assert len(release.touched) == count
        assert needs_consent(release, author.ledger) == wants


def test_a_small_deck_wants_no_consent(author: Author) -> None:
    release = author.compile(*(changed(card, extra="More") for card in THREE)).release
    assert release is not None
    assert len(release.touched) == 3
    assert not needs_consent(release, author.ledger)


# The package ------------------------------------------------------------------------------------


def test_a_package_that_is_gone_or_spoilt_is_written_again(author: Author) -> None:
    whole = author.package.read_bytes()
    for spoilt in (b"", whole[:100], b"not a zip"):
        author.package.write_bytes(spoilt)
        author.build()
        assert author.package.read_bytes() == whole


def test_retired_notes_are_the_same_in_whatever_order_the_lock_has_them(author: Author) -> None:
    author.build(CLASS)
    before = author.package.read_bytes()
    ledger = author.ledger
    lines = author.lock.read_text("utf-8").split("\n\n")
    notes = [line for line in lines if line.startswith("note")]
    rest = [line for line in lines if not line.startswith("note")]
    author.lock.write_text("\n\n".join([*rest[:-1], *reversed(notes), rest[-1]]), "utf-8")
    assert author.ledger.notes == ledger.notes
    author.package.unlink()
    corrected = author.build()
    assert [n.ref for n in corrected.package.notes] == ["x/class", "x/half-life", "x/receptor"]
    assert before


def test_a_retired_note_ships_its_picture_while_it_is_there(author: Author) -> None:
    author.picture("a.png", b"one")
    author.build(changed(RECEPTOR, image="a.png"), HALF_LIFE, CLASS)
    release = author.build(HALF_LIFE, CLASS)
    assert len(release.package.media) == 1
    assert release.package.notes[-1].media == (release.package.media[0].name,)
    (author.folder / "media" / "a.png").unlink()
    after = author.build()
    assert after.package.media == ()
    assert after.package.digest != release.package.digest


def test_no_build_is_of_a_time_that_lies_ahead() -> None:
    assert sound_epoch(START + DAY, START) == START + DAY
    for wrong in (START + DAY + 1, START * 1000, -1):
        with pytest.raises(FutureEpochError, match="ahead of the clock"):
            sound_epoch(wrong, START)
