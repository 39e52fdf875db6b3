"""A new deck: whatever it is called, it is only to be filled in, and its id is sound."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.format import KINDS
from generator.pipeline import Compiled, compile_decks
from generator.project import find_decks
from generator.starter import deck_id, deck_name, files_of
from tests.decks import EPOCH, write

_ODD = [
    *["Propranolol", "  Valproic  acid ", "Amoxicillin/clavulanate", "Ω-3", "Straße", "İzmir", "ß"],
    *[
        "клоназепам",
        "アスピリン",
        "💊",
        "a\u200cb",
        "\u202egpj",
        "A::B",
        "::",
        "A::",
        "x: y # z",
        "- a",
    ],
    *["'", '"', "{{c1::x}}", "[a]", "*bold*", "<script>", "$x$", "\\(x\\)", "@id@", "%d", "!tag"],
    *["&amp;", "null", "true", "0.50", "1:30", "~", "no", "always", "10 U QD", "5mg", ".5 mg"],
    *["Is it", "not", "the drug", "etc.", "class", "GABA-A receptor", "FILL IN the class", "drug"],
    *["con", "COM1", "cards", "sources", "output", "x" * 300, "tab\tbed", "nul\0led", "\udc80x"],
]


def _check(name: str) -> Compiled:
    title = deck_name(name)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        write(here / deck_id(title), files_of(title))
        decks = find_decks([deck_id(title)], here)
        (compiled,) = compile_decks(decks, here, EPOCH)
    assert {d.rule.code for d in compiled.diagnostics} == {"C012"}, compiled.diagnostics
    assert compiled.deck is not None
    assert compiled.release is not None
    assert compiled.deck.id.text == deck_id(title)
    assert compiled.deck.name.text == title
    return compiled


@pytest.mark.parametrize("name", [name for name in _ODD if deck_name(name)])
def test_a_new_deck_is_only_to_be_filled_in_whatever_it_is_called(name: str) -> None:
    _check(name)


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=30).filter(deck_name))
def test_any_text_makes_a_sound_deck(name: str) -> None:
    _check(name)


def test_a_new_deck_has_a_card_of_every_kind_about_what_it_is_called() -> None:
    compiled = _check("Propranolol")
    assert compiled.deck is not None
    assert len({draft.kind for draft in compiled.drafts}) == len(KINDS)
    assert [word.text for word in compiled.deck.subject] == ["Propranolol"]


def test_a_name_that_the_rules_stumble_over_is_not_in_the_cards() -> None:
    compiled = _check("FILL IN the class")
    assert compiled.deck is not None
    assert [word.text for word in compiled.deck.subject] == ["Drug X"]


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Propranolol", "propranolol"),
        ("Valproic acid", "valproic-acid"),
        ("Straße", "strasse"),
        ("Naïve Café", "naive-cafe"),
        ("cards", "cards-deck"),
        ("Con", "con-deck"),
    ],
)
def test_the_id_is_made_of_the_letters_of_the_name(name: str, identifier: str) -> None:
    assert deck_id(name) == identifier


def test_names_without_latin_letters_have_ids_that_differ() -> None:
    assert deck_id("клоназепам") != deck_id("アスピリン")
    assert deck_id("клоназепам") == deck_id("клоназепам")


@pytest.mark.parametrize("name", ["", " ", "\t", "::", "\u200b", "\u202e", "\u200c", ":"])
def test_what_cannot_be_seen_is_no_name(name: str) -> None:
    assert deck_name(name) == ""
