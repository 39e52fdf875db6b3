"""The preview's templates: what they make of a card is what Anki's own engine makes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.exporters import apkg
from generator.package import NoteType, Package
from generator.preview.faces import faces_of
from generator.preview.templates import render
from tests.decks import package_of
from tests.engine import Anki, anki

ROOT = Path(__file__).parent.parent
Sides = dict[tuple[str, int], tuple[str, str]]


def by_engine(package: Package, folder: Path) -> Sides:
    """Both sides of each card, by the guid of its note and its ordinal."""
    path = folder / "deck.apkg"
    with path.open("wb") as file:
        apkg.write(package, file)
    with anki(folder) as student:
        student.import_package(path)
        return {
            (note.guid, card.ordinal): (card.question, card.answer)
            for note in student.notes().values()
            for card in note.cards
        }


def by_us(package: Package) -> Sides:
    types = {kind.id: kind for kind in package.note_types}
    return {
        (note.guid, face.ordinal): (face.question, face.answer)
        for note in package.notes
        for face in faces_of(
            types[note.note_type], note.fields, [card.ordinal for card in note.cards]
        )
    }


def test_every_card_of_every_kind_is_as_the_engine_renders_it(tmp_path: Path) -> None:
    package = package_of(ROOT / "tests/looks", "looks.yaml")
    ours = by_us(package)
    assert ours == by_engine(package, tmp_path)
    assert len(ours) >= 20


def test_the_shipped_deck_is_as_the_engine_renders_it(tmp_path: Path) -> None:
    package = package_of(ROOT, "cards/clonazepam", epoch=int(time.time()))
    ours = by_us(package)
    assert ours == by_engine(package, tmp_path)
    assert len(ours) >= 100


# One note type with all that the language has, against the engine, on any text ------------------

FRONT = "{{#A}}[{{A}}|{{text:A}}]{{/A}}{{^A}}none{{/A}}{{#B}}{{#A}}both{{/A}}{{/B}} {{cloze:Text}}"
PIECES = st.sampled_from(
    [
        "{{c1::", "{{c2::", "}}", "::", "::hint}}", "<b>x</b>", "<br>", "<div></div>", "<div />",
        r"\(", r"\)", r"\[", r"\]", "{{", "&lt;", "&nbsp;", " ", "\n", "\t", "a",
        "é", "中", '"', "'", "{{c1::one}}", "{{c2::<i>two</i>::h}}", "[...]",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=8).map("".join)
# The engine nests deletions; a deck has none that stands in another.
DELETIONS = st.lists(
    st.sampled_from(
        [
            "{{c1::a b/é}}",
            "{{c2::<b>x</b>::what?}}",
            r"\({{c1::x^2}}<i>\)",
            r"\[y\]",
            "t",
            "<p>&amp;",
        ]
    ),
    max_size=6,
).map("".join)


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anki]:
    with anki(tmp_path_factory.mktemp("language")) as running:
        models = running.collection.models
        kind = models.by_name("Cloze")
        assert kind is not None
        for name in ("A", "B"):
            models.add_field(kind, models.new_field(name))
        kind["tmpls"][0] |= {"qfmt": FRONT, "afmt": FRONT}
        models.update_dict(kind)
        yield running


def engine_sides(student: Anki, fields: Mapping[str, str], ordinal: int) -> tuple[str, str]:
    collection = student.collection
    kind = collection.models.by_name("Cloze")
    assert kind is not None
    note = collection.new_note(kind)
    for name, html in fields.items():
        note[name] = html
    shown = note.ephemeral_card(ord=ordinal, custom_note_type=kind).render_output()
    return shown.question_text, shown.answer_text


@given(a=TEXTS, b=TEXTS, text=DELETIONS, ordinal=st.integers(0, 1))
@settings(max_examples=150)
def test_gates_filters_and_deletions_are_the_engines(
    student: Anki, a: str, b: str, text: str, ordinal: int
) -> None:
    fields = {"A": a, "B": b, "Text": text + f"{{{{c{ordinal + 1}::asked}}}}"}
    ours = tuple(render(FRONT, fields, ordinal, front=front) for front in (True, False))
    assert ours == engine_sides(student, fields, ordinal)


def test_a_card_names_what_is_to_be_typed() -> None:
    package = package_of(ROOT / "tests/looks", "looks.yaml")
    types: dict[int, NoteType] = {kind.id: kind for kind in package.note_types}
    typed = {
        note.ref: [face.typed for face in faces_of(types[note.note_type], note.fields, [0])]
        for note in package.notes
    }
    assert typed["looks/typed"] == ["CYP3A4"]
    assert typed["looks/plain"] == [None]


def test_a_field_or_a_filter_that_there_is_not_is_no_card() -> None:
    for template in ("{{Nothing}}", "{{kana:A}}", "{{#Nothing}}x{{/Nothing}}"):
        with pytest.raises(KeyError):
            render(template, {"A": "x"}, 0, front=True)
