"""The deck of clonazepam that we ship: whole, grounded, short, and its second layer marked."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from generator.authored import QuestionNote
from generator.catalog import Catalog
from generator.coverage import cover, share
from generator.notetypes import KINDS, kind_of
from generator.pipeline import Compiled, compile_decks
from generator.project import find_decks
from generator.rules.reading import Reading, reading_of
from tests.decks import catalog as catalog_at

ROOT = Path(__file__).parent.parent
DECK = ROOT / "cards/clonazepam"
SOURCE_LINE = re.compile(r"- Source: (.+)")


@pytest.fixture(scope="module")
def shipped() -> Compiled:
    (compiled,) = compile_decks(find_decks([str(DECK)], ROOT), ROOT, int(time.time()))
    return compiled


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalog_at(ROOT, str(DECK))


@pytest.fixture(scope="module")
def readings(catalog: Catalog) -> list[Reading]:
    return [reading_of(note) for note in catalog.notes]


def test_nothing_is_found_in_it(shipped: Compiled) -> None:
    assert [f"{d.rule.code} {d.message}" for d in shipped.diagnostics] == []
    assert shipped.package is not None


@pytest.mark.parametrize("source", ["overview", "beyond"])
def test_every_sentence_of_a_source_has_a_card(
    shipped: Compiled, catalog: Catalog, source: str
) -> None:
    found = [s for s in cover(catalog, shipped.sources) if s.source == source]
    assert found
    assert [s.text for s in found if not s.covered] == []
    assert share(found) == 1


def test_the_topics_come_in_the_order_of_teaching(shipped: Compiled, catalog: Catalog) -> None:
    topics = list(shipped.notes_per_topic)
    assert topics == [topic.text for topic in catalog.deck.topics]
    assert topics[:5] == ["class", "mechanism", "indications", "dosage", "adverse-effects"]


def test_it_is_as_large_as_a_student_can_learn(catalog: Catalog) -> None:
    assert 110 <= len(catalog.notes) <= 160


def test_each_kind_is_at_work_in_it(shipped: Compiled, catalog: Catalog) -> None:
    assert shipped.package is not None
    names = {kind.name for kind in KINDS}
    assert {kind_of(note).name for note in catalog.notes} == names
    questions = [note for note in catalog.notes if isinstance(note, QuestionNote)]
    assert [n.id.text for n in questions if n.reverse is not None]
    assert [n.id.text for n in questions if n.typed]


def test_each_note_says_what_it_is_made_from(catalog: Catalog) -> None:
    assert [n.id.text for n in catalog.notes if n.source is None or n.quote is None] == []


def test_the_second_layer_can_be_suspended_by_a_tag(shipped: Compiled, catalog: Catalog) -> None:
    assert shipped.package is not None
    layer = [
        (note.source is not None and note.source.text[:7] == "beyond#") for note in catalog.notes
    ]
    tagged = ["source::beyond" in note.tags for note in shipped.package.notes]
    assert sum(layer) == sum(tagged) > 0
    for note in shipped.package.notes:
        named = {tag for tag in note.tags if tag.startswith("source::")}
        own = named - {"source::beyond", "source::overview"}
        assert bool(own) == ("source::beyond" in note.tags), note.tags
        assert "drug::clonazepam" in note.tags


def test_the_second_layer_names_its_source_and_the_year(
    shipped: Compiled, catalog: Catalog
) -> None:
    beyond = shipped.sources["beyond"]
    for note in catalog.notes:
        assert note.source is not None
        key, _, section = note.source.text.partition("#")
        if key != "beyond":
            continue
        place = beyond.sections[section]
        line = SOURCE_LINE.search(beyond.file.text[place.body : place.end])
        assert line is not None, section
        assert note.extra is not None, note.id.text
        dates = re.findall(r"\b20\d\d\b|\bundated\b", line[1])
        assert dates, section
        assert any(date in note.extra.text for date in dates), note.id.text
        if "as quoted" in line[1]:
            assert "as quoted" in note.extra.text.lower(), note.id.text


def test_answers_are_short(readings: list[Reading]) -> None:
    lengths = [len(answer.text.split()) for reading in readings for answer in reading.recalled]
    assert max(lengths) <= 12
    assert sum(length < 8 for length in lengths) >= 0.95 * len(lengths)


def test_every_picture_is_used(shipped: Compiled) -> None:
    assert shipped.package is not None
    packed = {re.sub(r"-[0-9a-f]+(\.\w+)$", r"\1", media.name) for media in shipped.package.media}
    assert packed == {path.name for path in (DECK / "media").iterdir()}
