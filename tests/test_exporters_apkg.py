"""The package, judged by Anki's own engine: what a student gets, and gets once."""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator.apkg_reader import read_package
from generator.exporters import apkg
from generator.notetypes import KINDS
from generator.package import Card, Deck, Field, Note, NoteType, Package, Template
from tests.decks import EPOCH, PNG, build, findings, package_of, told, write
from tests.engine import Anki, Imported, StudentsNote, anki, visible
from tests.payloads import harm_in

DECK = """\
id: sample
name: Top::Middle::Sample
description: |
  What *it* covers, and `code`.

  | a | b |
  |---|---|
  | 1 | 2 |
license: CC BY 4.0
authors: [Ada & Co, "Bo <b>"]
reviewed: 2026-11-22
topics: [second, first]
tags: ["drug::sample", deckwide]
sources:
  book:
    title: A Book & More
    file: sources/book.md
"""
FIRST = r"""
cards:
  - id: plain
    q: What is **it**?
    a: H~2~O & x^2^
    tags: ["own::tag"]
  - id: tex
    q: What is \(x < y\)?
    a: '\[\frac{1}{2}\]'
  - id: picture
    q: What is shown?
    image: clot.png
    a: A clot ![inside](sub/Größe 2.PNG)
  - id: literal
    q: 'Which signs does Anki take? [sound:x.mp3] [$]y[/$] [[type:z]] \\(no\\)'
    a: "{one} [anki:tts lang=en]x[/anki:tts] [latex]a[/latex]"
"""
SECOND = r"""
source: book#how-it-works
cards:
  - id: both-ways
    q: What is the generic name of Klonopin?
    a: clonazepam
    reverse: {q: What is a brand name of clonazepam?, a: Klonopin}
    extra: Also *Rivotril*
    caution: Never stop **abruptly**
  - id: hidden
    cloze: 'It is a {{benzodiazepine::class}} that enhances {{c5::GABA}} by {{\(x::y}}\)}}.'
  - id: items
    list: Common effects
    items: [drowsiness, "a}}b::c", dizziness]
  - {id: typed, q: Which antidote?, a: flumazenil, type: true}
  - id: one-of
    choice: Which class?
    right: A benzodiazepine
    wrong: [An opioid, "A <b>statin</b>"]
    why: By its structure
  - id: some-of
    select: Which effects?
    right: [drowsiness, dizziness]
    wrong: [hair loss]
  - id: drug
    profile: Clonazepam
    class: Benzodiazepine
    half-life: 30 to 40 hours
    counselling: Do not stop
  - id: table
    q: What do the letters mean?
    a: |
      | a | b |
      |---|---|
      | 1 | 2 |
"""
FILES: dict[str, str | bytes] = {
    "deck.yaml": DECK,
    "first.yaml": FIRST,
    "second.yaml": SECOND,
    "sources/book.md": "# Book\n\n## How it works\n\nIt works.\n",
    "media/clot.png": PNG,
    "media/sub/Größe 2.PNG": PNG + b"2",
    "media/unused.png": PNG + b"3",
}
FILES["first.yaml"] = FIRST.replace("![inside](sub/Größe 2.PNG)", "![inside](<sub/Größe 2.PNG>)")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sample"), FILES)


@pytest.fixture(scope="module")
def path(here: Path) -> Path:
    return build(here, ".")


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    with anki(tmp_path_factory.mktemp("student")) as collection:
        yield collection


@pytest.fixture(scope="module")
def imported(student: Anki, path: Path) -> Imported:
    return student.import_package(path)


@pytest.fixture(scope="module")
def notes(student: Anki, imported: Imported) -> dict[str, StudentsNote]:
    del imported
    return {note.fields["Ref"].partition("/")[2]: note for note in student.notes().values()}


def test_a_built_deck_imports_without_conflict(imported: Imported) -> None:
    assert imported == Imported(new=12, updated=0, duplicate=0, trouble={})


def test_every_note_has_the_cards_that_it_was_meant_to_have(
    notes: dict[str, StudentsNote],
) -> None:
    ordinals = {name: tuple(card.ordinal for card in note.cards) for name, note in notes.items()}
    one = dict.fromkeys(["plain", "tex", "picture", "literal", "table"], (0,))
    one |= dict.fromkeys(["typed", "one-of", "some-of"], (0,))
    several = {"both-ways": (0, 1), "hidden": (0, 1, 4), "items": (0, 1, 2), "drug": (0, 4, 15)}
    assert ordinals == one | several


def test_anki_finds_nothing_to_mend(path: Path, tmp_path: Path) -> None:
    with anki(tmp_path) as collection:
        collection.import_package(path)
        before = collection.notes()
        assert collection.problems() == "Database rebuilt and optimized."
        assert collection.notes() == before


def test_fields_hold_what_the_author_meant(notes: dict[str, StudentsNote]) -> None:
    plain, both, hidden = notes["plain"].fields, notes["both-ways"].fields, notes["hidden"].fields
    assert plain["Question"] == "What is <strong>it</strong>?"
    assert plain["Answer"] == "H<sub>2</sub>O &amp; x<sup>2</sup>"
    assert plain["Topic"] == "first"
    assert plain["Ref"] == "sample/plain"
    assert notes["tex"].fields["Question"] == r"What is \(x &lt; y\)?"
    assert notes["tex"].fields["Answer"] == r"\[\frac{1}{2}\]"
    assert both["Reverse"] == "What is a brand name of clonazepam?"
    assert both["ReverseAnswer"] == "Klonopin"
    assert both["Extra"] == "Also <em>Rivotril</em>"
    assert both["Caution"] == "Never stop <strong>abruptly</strong>"
    assert visible(both["Source"]).startswith("A Book & More")
    assert hidden["Text"] == (
        "It is a {{c1::benzodiazepine::class}} that enhances {{c5::GABA}} by "
        r"{{c2::\(x: :y} }\)}}."
    )
    spares = {name for note in notes.values() for name in note.fields if name.startswith("Spare")}
    assert all(note.fields[name] == "" for note in notes.values() for name in spares)
    assert all(note.fields["Status"] == "" for note in notes.values())


def test_tags_are_the_topic_the_decks_the_notes_and_the_source(
    notes: dict[str, StudentsNote],
) -> None:
    assert notes["plain"].tags == ("deckwide", "drug::sample", "own::tag", "sample::first")
    assert notes["both-ways"].tags == ("deckwide", "drug::sample", "sample::second", "source::book")


def test_new_cards_come_by_topic_and_then_by_file(notes: dict[str, StudentsNote]) -> None:
    by_due = sorted(notes, key=lambda name: notes[name].cards[0].due)
    assert by_due == [
        *["both-ways", "hidden", "items", "typed", "one-of", "some-of", "drug", "table"],
        *["plain", "tex", "picture", "literal"],
    ]
    dues = [{card.due for card in notes[name].cards} for name in by_due]
    assert all(len(due) == 1 for due in dues)
    assert all(0 < due.copy().pop() < 1_000_000 for due in dues)
    gaps = {min(b) - min(a) for a, b in pairwise(dues)}
    assert gaps == {1000}


def test_cards_lie_in_the_deck_with_its_levels(notes: dict[str, StudentsNote]) -> None:
    decks = {card.deck for note in notes.values() for card in note.cards}
    assert decks == {"Top::Middle::Sample"}


def test_the_description_ends_with_what_a_student_must_know(student: Anki) -> None:
    deck = student.collection.decks.by_name("Top::Middle::Sample")
    assert deck is not None
    html = str(deck["desc"])
    assert "<em>it</em>" in html
    assert "<table>" in html
    assert visible(html).endswith(
        "Licence: CC BY 4.0 Authors: Ada & Co, Bo <b> Reviewed: 2026-11-22 Released: 2023-11-14 "
        "For study, not for clinical decisions."
    )
    assert not harm_in(html)


def test_pictures_come_with_their_bytes_under_a_name_by_content(
    student: Anki, notes: dict[str, StudentsNote]
) -> None:
    media = student.media()
    assert sorted(media.values()) == sorted([PNG, PNG + b"2"])
    shown = re.findall(r'src="([^"]*)"', "".join(notes["picture"].fields.values()))
    assert sorted(shown) == sorted(media)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.png", name) for name in media)


def test_every_card_shows_question_and_answer_without_leftovers(
    notes: dict[str, StudentsNote],
) -> None:
    for name, note in notes.items():
        for card in note.cards:
            for side in (card.question, card.answer):
                assert "{{" not in side, name
                assert not harm_in(_without_options(side)), name
            assert card.sounds == 0
            assert visible(card.question)
            assert visible(card.question) != visible(card.answer)
    literal = notes["literal"].cards[0]
    assert r"[sound:x.mp3] [$]y[/$] [[type:z]] \(no\)" in visible(literal.question)
    assert "{one} [anki:tts lang=en]x[/anki:tts] [latex]a[/latex]" in visible(literal.answer)


def _without_options(side: str) -> str:
    """``side`` without the inputs and the score, which the tool itself writes."""
    side = re.sub(
        r'<label class="tappable"><input class="tappable" type="(?:radio|checkbox)" name="sd"'
        r' value="[01]">',
        "",
        side,
    )
    return re.sub('<div class="sd-score">.*?</div>', "", side.replace("</label>", ""), flags=re.S)


def test_options_stand_in_one_order_and_only_the_back_tells(
    notes: dict[str, StudentsNote],
) -> None:
    for name, right in (("one-of", ["A benzodiazepine"]), ("some-of", ["dizziness", "drowsiness"])):
        (card,) = notes[name].cards
        fields = notes[name].fields
        shown = [visible(item) for item in re.findall("<li.*?</li>", fields["Options"])]
        marked = re.findall('<li class="(.*?)">(.*?)</li>', fields["Marked"])
        assert shown == [visible(item) for _, item in marked]
        assert sorted(visible(item) for mark, item in marked if mark == "sd-right") == right
        assert "sd-right" not in card.question
        assert "sd-right" in card.answer
    assert "By its structure" in visible(notes["one-of"].cards[0].answer)
    assert "By its structure" not in visible(notes["one-of"].cards[0].question)


def test_an_answer_is_typed_only_where_that_was_asked_for(
    notes: dict[str, StudentsNote],
) -> None:
    assert "[[type:Answer]]" in notes["typed"].cards[0].question
    others = [card for name, note in notes.items() if name != "typed" for card in note.cards]
    assert not [card for card in others if "[[type:" in card.question]


def test_a_profile_asks_for_each_fact_that_is_filled(notes: dict[str, StudentsNote]) -> None:
    cards = [(visible(card.question), visible(card.answer)) for card in notes["drug"].cards]
    assert ["Clonazepam" in question for question, _ in cards] == [True] * 3
    assert ["Benzodiazepine" in answer for _, answer in cards] == [True, False, False]
    assert ["30 to 40 hours" in answer for _, answer in cards] == [False, True, False]
    assert ["How long is its half-life?" in q for q, _ in cards] == [False, True, False]


def test_a_cloze_card_hides_its_own_deletion_and_shows_its_hint(
    notes: dict[str, StudentsNote],
) -> None:
    first, second, fifth = (visible(card.question) for card in notes["hidden"].cards)
    assert "It is a [class] that enhances GABA by" in first
    assert "It is a benzodiazepine that enhances GABA by [...]." in second
    assert "It is a benzodiazepine that enhances [...] by" in fifth


def test_a_list_asks_for_each_item_and_shows_the_others(notes: dict[str, StudentsNote]) -> None:
    cards = [visible(card.question) for card in notes["items"].cards]
    assert [card.partition("Common effects ")[2].partition(" sample/")[0] for card in cards] == [
        "[...] a}}b::c dizziness",
        "drowsiness [...] dizziness",
        "drowsiness a}}b::c [...]",
    ]
    assert "a}}b::c" in visible(notes["items"].cards[1].answer)


def test_the_way_back_asks_the_other_question(notes: dict[str, StudentsNote]) -> None:
    there, back = notes["both-ways"].cards
    assert "generic name of Klonopin" in visible(there.question)
    assert "brand name of clonazepam" in visible(back.question)
    assert "Klonopin" not in visible(back.question)
    assert "Klonopin" in visible(back.answer)
    assert "Never stop abruptly" in visible(back.answer)
    assert "Never stop abruptly" not in visible(back.question)


def test_a_picture_stands_under_the_question_on_both_sides(
    notes: dict[str, StudentsNote],
) -> None:
    (card,) = notes["picture"].cards
    assert card.question.count("<img") == 1
    assert card.answer.count("<img") == 2


def test_sort_field_and_checksum_are_those_that_anki_computes(
    here: Path, path: Path, tmp_path: Path
) -> None:
    del here
    with anki(tmp_path) as collection:
        collection.import_package(path)
        ours = {note.id: (note.sort_field, note.checksum) for note in collection.notes().values()}
        rows = _rows(path, "SELECT id, sfld, csum FROM notes")
        assert {row[0]: (str(row[1]), row[2]) for row in rows} == ours
        assert collection.recomputed() == ours


def test_an_unchanged_deck_imports_as_duplicates_only(path: Path, tmp_path: Path) -> None:
    with anki(tmp_path) as collection:
        assert collection.import_package(path).new == 12
        before = collection.notes()
        for merge in (False, True):
            again = collection.import_package(path, merge=merge)
            assert again == Imported(new=0, updated=0, duplicate=12, trouble={})
        assert collection.notes() == before
        assert len(collection.note_types()) == 6
        assert len(collection.media()) == 2


def test_the_time_is_the_builds_and_nothing_lies_in_the_future(
    notes: dict[str, StudentsNote], path: Path
) -> None:
    assert {note.modified for note in notes.values()} == {EPOCH}
    ids = [row[0] for row in _rows(path, "SELECT id FROM notes UNION ALL SELECT id FROM cards")]
    assert all(10**12 <= number < EPOCH * 1000 for number in ids)
    assert len(ids) == len(set(ids))
    assert {row[0] for row in _rows(path, "SELECT mod FROM cards")} == {EPOCH}


def test_the_same_input_and_time_give_the_same_bytes(here: Path, path: Path) -> None:
    assert build(here, ".", name="again.apkg").read_bytes() == path.read_bytes()


def test_another_process_place_zone_and_locale_give_the_same_bytes(
    here: Path, path: Path, tmp_path: Path
) -> None:
    elsewhere = write(tmp_path / "else where", FILES)
    (tmp_path / "tmp").mkdir()
    code = (
        "from pathlib import Path; from tests.decks import build; "
        "import sys; build(Path(sys.argv[1]), '.', name='other.apkg')"
    )
    environment = os.environ | {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "7",
        "LC_ALL": "C",
        "TMPDIR": str(tmp_path / "tmp"),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    subprocess.run(
        [sys.executable, "-c", code, str(elsewhere)], env=environment, cwd=here.parent, check=True
    )
    assert (elsewhere / "other.apkg").read_bytes() == path.read_bytes()
    assert not list((tmp_path / "tmp").iterdir())


def test_another_time_gives_other_bytes_and_the_same_names(here: Path, path: Path) -> None:
    later = build(here, ".", epoch=EPOCH + 86_400, name="later.apkg")
    assert later.read_bytes() != path.read_bytes()
    query = "SELECT id, guid, mid, tags, flds FROM notes"
    assert _rows(later, query) == _rows(path, query)
    query = "SELECT id, nid, did, ord, due FROM cards"
    assert _rows(later, query) == _rows(path, query)


def test_the_archive_is_sorted_deflated_and_of_a_fixed_date(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
        names = json.loads(archive.read("media"))
        assert [info.filename for info in infos] == ["collection.anki2", "media", "0", "1"]
        assert list(names.values()) == sorted(names.values())
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in infos} == {3}
        packed = {info.filename: info.compress_type for info in infos}
        assert packed["collection.anki2"] == packed["media"] == zipfile.ZIP_DEFLATED
        assert packed["0"] == packed["1"] == zipfile.ZIP_STORED, "a PNG is deflated already"


def test_nothing_is_left_in_the_temporary_folder(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    build(here, ".", name="tidy.apkg")
    assert not list(tmp_path.iterdir())


def test_ids_and_guids_are_those_of_the_first_release(path: Path) -> None:
    rows = _rows(path, "SELECT flds, guid FROM notes")
    guids = {re.findall(r"sample/([a-z-]+)", fields)[0]: guid for fields, guid in rows}
    assert guids["plain"] == "cnye544jmvmovnwf"
    assert guids["both-ways"] == "3iacutg5qbfobgjs"
    models, decks = (_json(path, column).values() for column in ("models", "decks"))
    assert {model["name"]: int(model["id"]) for model in models} == {
        "studydeck sample (question)": 1_316_808_073_247,
        "studydeck sample (cloze)": 1_238_962_481_000,
        "studydeck sample (list)": 1_324_073_578_710,
        "studydeck sample (choice)": 1_038_718_175_522,
        "studydeck sample (select)": 1_419_787_034_912,
        "studydeck sample (profile)": 1_339_681_703_120,
    }
    assert {deck["name"]: deck["id"] for deck in decks if deck["id"] != 1} == {
        "Top::Middle::Sample": 1_081_349_867_099,
    }


# Field and template names are frozen with the first release: Anki answers any change of this
# table with a conflict that no later version can mend.
_COMMON = ["Image", "Extra", "Caution", "Source", "Quote", "Topic", "Ref", "Status"]
_SPARES = ["Spare1", "Spare2", "Spare3"]
_FACTS = ["Class", "Mechanism", "Indications", "Dosage", "HalfLife", "Metabolism"]
_FACTS += ["AdverseEffects", "Contraindications", "Interactions", "Warnings", "Monitoring"]
_FACTS += ["Pregnancy", "Lactation", "Withdrawal", "Antidote", "Counselling"]
_GOLDEN = {
    "question": (
        ["Question", "Answer", "Reverse", "ReverseAnswer", "TypeIn", *_COMMON, *_SPARES],
        ["Question", "Reverse"],
        0,
    ),
    "cloze": (["Text", *_COMMON, *_SPARES], ["Cloze"], 1),
    "list": (["Prompt", "Items", *_COMMON, *_SPARES], ["Item"], 1),
    "choice": (
        ["Question", "Options", "Marked", "Answer", "Why", *_COMMON, *_SPARES],
        ["Choice"],
        0,
    ),
    "select": (
        ["Question", "Options", "Marked", "Answer", "Why", "Count", *_COMMON, *_SPARES],
        ["Select"],
        0,
    ),
    "profile": (["Drug", *_FACTS, *_COMMON, *_SPARES], [*_FACTS, *_SPARES], 0),
}


@pytest.mark.parametrize("kind", _GOLDEN)
def test_a_note_type_never_changes_its_fields_or_templates(kind: str, student: Anki) -> None:
    fields, templates, cloze = _GOLDEN[kind]
    model = student.note_types()[f"studydeck sample ({kind})"]
    assert [field["name"] for field in model["flds"]] == fields
    assert [template["name"] for template in model["tmpls"]] == templates
    assert model["type"] == cloze
    assert model["sortf"] == 0


def test_the_table_of_note_types_is_complete() -> None:
    assert sorted(kind.name for kind in KINDS) == sorted(_GOLDEN)


def test_fields_and_templates_carry_ids_that_anki_keeps(path: Path, student: Anki) -> None:
    ours = {int(m["id"]): m for m in _json(path, "models").values()}
    for model in student.note_types().values():
        for part in ("flds", "tmpls"):
            kept = [item["id"] for item in model[part]]
            assert kept == [item["id"] for item in ours[model["id"]][part]]
            assert all(isinstance(number, int) and number for number in kept)
            assert len(set(kept)) == len(kept)


def test_no_deck_options_and_no_scheduling_are_shipped(path: Path) -> None:
    columns = "type, queue, ivl, reps, lapses, flags"
    assert set(_rows(path, f"SELECT {columns} FROM cards")) == {(0, 0, 0, 0, 0, 0)}
    assert _rows(path, "SELECT count(*) FROM revlog") == [(0,)]
    decks = [deck for deck in _json(path, "decks").values() if deck["id"] != 1]
    assert {deck["conf"] for deck in decks} == {1}
    assert all(deck["id"] != 1 for deck in decks)


def test_only_the_note_types_in_use_are_shipped(tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": "deck: {id: d}\ncards:\n  - {id: a, q: What, a: That}\n"})
    assert [m["name"] for m in _json(build(tmp_path, "d.yaml"), "models").values()] == [
        "studydeck d (question)"
    ]


def test_two_decks_share_no_note_type_and_no_guid(tmp_path: Path) -> None:
    cards = "cards:\n  - {id: same, q: What, a: That}\n  - {id: hides, cloze: 'a {{b}}'}\n"
    write(tmp_path, {f"{name}.yaml": f"deck: {{id: {name}}}\n{cards}" for name in ("one", "two")})
    with anki(tmp_path) as collection:
        for name in ("one", "two"):
            path = build(tmp_path, f"{name}.yaml", name=f"{name}.apkg")
            assert collection.import_package(path) == Imported(2, 0, 0, {})
        assert len(collection.note_types()) == 4
        assert len(collection.notes()) == 4


def test_a_reverse_card_exists_only_with_reverse_and_can_be_added_later(tmp_path: Path) -> None:
    card = "cards:\n  - id: a\n    q: What\n    a: That\n"
    back = "    reverse: {q: Which, a: This}\n"
    write(tmp_path, {"d.yaml": f"deck: {{id: d}}\n{card}"})
    with anki(tmp_path) as collection:
        collection.import_package(build(tmp_path, "d.yaml"))
        (note,) = collection.notes().values()
        assert [card.ordinal for card in note.cards] == [0]
        write(tmp_path, {"d.yaml": f"deck: {{id: d}}\n{card}{back}"})
        again = collection.import_package(build(tmp_path, "d.yaml", epoch=EPOCH + 1))
        assert again == Imported(0, 1, 0, {})
        (note,) = collection.notes().values()
        assert [card.ordinal for card in note.cards] == [0, 1]
        assert "Which" in visible(note.cards[1].question)
        assert len(collection.note_types()) == 1


def test_a_thousand_clozes_come_with_all_their_cards(tmp_path: Path) -> None:
    cards = "".join(
        f"  - {{id: n{number}, cloze: 'Fact {number} is {{{{one}}}} and {{{{two}}}}'}}\n"
        for number in range(1000)
    )
    write(tmp_path, {"d.yaml": f"deck: {{id: d}}\ncards:\n{cards}"})
    with anki(tmp_path) as collection:
        path = build(tmp_path, "d.yaml")
        assert collection.import_package(path) == Imported(1000, 0, 0, {})
        found = collection.notes(render=False).values()
        assert {tuple(card.ordinal for card in note.cards) for note in found} == {(0, 1)}
        dues = [note.cards[0].due for note in found]
        assert len(set(dues)) == 1000
        assert max(dues) < 1_000_000


def test_a_note_of_many_deletions_has_all_its_cards(tmp_path: Path) -> None:
    text = " ".join(f"{{{{word{number}}}}}" for number in range(499))
    write(tmp_path, {"d.yaml": f"deck: {{id: d}}\ncards:\n  - {{id: n, cloze: '{text}'}}\n"})
    with anki(tmp_path) as collection:
        collection.import_package(build(tmp_path, "d.yaml"))
        (note,) = collection.notes(render=False).values()
        assert [card.ordinal for card in note.cards] == list(range(499))
        assert collection.problems() == "Database rebuilt and optimized."


@pytest.mark.parametrize(
    "text",
    [
        "{{c1::a}} {{c2::b}}{{c1::c}}",
        "{{c3::a}}",
        "{{c1::a::h}} b {{c499::c}}",
        r"\({{c2::x}} + {{c1::y}}\)",
        "{{a::sound:x.mp3}} {{b::$}}",
        "{{a}}b}} c {{d}}"[:5] + " c",
    ],
)
def test_card_rows_are_those_that_anki_itself_would_make(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": f"deck: {{id: d}}\ncards:\n  - {{id: n, cloze: '{text} x'}}\n"})
    with anki(tmp_path) as collection:
        collection.import_package(build(tmp_path, "d.yaml"))
        (note,) = collection.notes().values()
        own = collection.collection.get_note(collection.collection.find_notes("")[0])
        assert [card.ordinal + 1 for card in note.cards] == sorted(own.cloze_numbers_in_fields())
        assert all(card.sounds == 0 for card in note.cards)


@pytest.mark.parametrize("text", ["![x](clot.png)", "0", "<hr>", "."])
def test_no_note_is_without_a_card_however_little_it_asks(text: str, tmp_path: Path) -> None:
    card = f"deck: {{id: d}}\ncards:\n  - {{id: n, q: '{text}', a: x}}\n"
    write(tmp_path, {"d.yaml": card, "media/clot.png": PNG})
    with anki(tmp_path) as collection:
        assert collection.import_package(build(tmp_path, "d.yaml")) == Imported(1, 0, 0, {})
        (note,) = collection.notes().values()
        assert len(note.cards) == 1
        assert collection.problems() == "Database rebuilt and optimized."


def test_a_question_of_which_nothing_shows_never_gets_so_far(tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": "deck: {id: d}\ncards:\n  - {id: n, q: '&nbsp;', a: x}\n"})
    assert told(findings(tmp_path, "d.yaml")) == ["d.yaml:3:16 M007"]


def test_a_field_never_holds_the_separator_of_fields(tmp_path: Path) -> None:
    card = 'deck: {id: d}\ncards:\n  - {id: n, q: "a\\x1fb", a: "x\x1fy"}\n'
    write(tmp_path, {"d.yaml": card})
    assert {line.rpartition(" ")[2][0] for line in told(findings(tmp_path, "d.yaml"))} == {"Y"}


def test_a_full_or_refusing_disk_is_an_os_error(here: Path) -> None:
    class Full(BytesIO):
        def write(self, data: Any) -> int:  # noqa: ARG002  (the base class's signature)
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        apkg.write(package_of(here, "."), Full())


def test_a_package_by_hand_needs_no_deck_on_disk() -> None:
    file = BytesIO()
    apkg.write(_by_hand(b"x"), file)
    assert zipfile.ZipFile(file).namelist() == ["collection.anki2", "media"]


def test_a_large_package_reads_back_as_it_was_written(tmp_path: Path) -> None:
    whole = random.Random(1).randbytes(3 << 20).hex().encode()
    package, path = _by_hand(whole), tmp_path / "d.apkg"
    with path.open("wb") as file:
        apkg.write(package, file)
    again = BytesIO()
    apkg.write(package, again)
    assert again.getvalue() == path.read_bytes()
    (note,) = read_package(path).notes
    assert note.body == whole


def _by_hand(body: bytes) -> Package:
    note_type = NoteType(
        id=1_100_000_000_000,
        name="T",
        fields=(Field(1, "F"),),
        templates=(Template(2, "C", "{{F}}", "{{F}}"),),
        css="",
        cloze=False,
        modified=5,
    )
    note = Note(
        ref="d/n",
        guid="g",
        id=1_200_000_000_000,
        note_type=note_type.id,
        deck=1_300_000_000_000,
        modified=7,
        body=body,
        tags=(),
        cards=(Card(1_400_000_000_000, 0, 3),),
    )
    return Package((Deck(note.deck, "D", ""),), (note_type,), (note,), (), 9)


def test_all_cores_write_the_bytes_that_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    package = _by_hand(b"Q\x1fA")
    (note,) = package.notes
    numbers = random.Random(0).sample(range(1, 10_000), 1_300)
    notes = tuple(
        note._replace(
            id=number, guid=f"g{number}", body=b"Q%d\x1fA" % number, cards=(Card(number, 0, 3),)
        )
        for number in numbers
    )
    written = []
    for many in (False, True):
        monkeypatch.setattr("generator.crew.worthwhile", lambda _, many=many: many)
        file = BytesIO()
        apkg.write(replace(package, notes=notes), file)
        written.append(file.getvalue())
    assert written[0] == written[1]


def _rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extract("collection.anki2", folder)
        connection = sqlite3.connect(Path(folder) / "collection.anki2")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


def _json(path: Path, column: str) -> dict[str, Any]:
    ((text,),) = _rows(path, f"SELECT {column} FROM col")
    return dict(json.loads(text))


def test_a_package_is_written_without_asyncio_and_the_library_that_wants_it_stays_whole() -> None:
    code = (
        "import sys\nfrom generator.exporters import apkg\n"
        "assert not {'asyncio', 'ssl', 'cached_property'} & set(sys.modules)\n"
        "from cached_property import threaded_cached_property"
    )
    root = Path(__file__).parent.parent
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
