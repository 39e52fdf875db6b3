"""Fixes: only what can mean one thing gets one, and an id is nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Fix
from generator.fixes import id_fix, key_fix, new_ids, quoting_fix
from generator.format import ALIASES, CARD_KEYS, DECK_KEYS, SYNONYMS
from generator.names import slug
from generator.reader import read
from generator.source import SourceFile
from generator.tree import Document, Mapping, Sequence
from tests.markup import listed

_KNOWN = DECK_KEYS | CARD_KEYS


def _document(text: str) -> tuple[Document, Mapping]:
    document, _ = read(SourceFile("d.yaml", text))
    assert isinstance(document.root, Mapping)
    return document, document.root


def _key_fix(text: str, meant: str) -> Fix | None:
    document, root = _document(text)
    (entry,) = root.entries.values()
    return key_fix(document, entry, _KNOWN[meant], _KNOWN)


@pytest.mark.parametrize("synonym", sorted(SYNONYMS))
def test_a_synonym_is_an_alias_of_one_key(synonym: str) -> None:
    assert synonym in ALIASES


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Licence: x", "license"),
        ("licnese: x", "license"),
        ("descripton: x", "description"),
        ("WAS_NAME: x", "was-name"),
        ('"img": x', "image"),
        ("author: [x]", "authors"),
    ],
)
def test_a_key_that_can_mean_one_thing_is_set_right(text: str, meant: str) -> None:
    fix = _key_fix(text, meant)
    assert fix is not None
    assert fix.new.strip("'\"") == meant
    assert fix.span.start == 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("author: x", "authors"),  # a list is wanted
        ("hint: x", "extra"),  # perhaps
        ("di: x", "id"),  # too short to be sure
        (f"{'x' * 50}: x", "id"),
        ('"im\\x67": x', "image"),  # written in another way than it reads
    ],
)
def test_a_key_that_may_mean_more_gets_no_fix(text: str, meant: str) -> None:
    assert _key_fix(text, meant) is None


@given(st.lists(st.text(max_size=200)), st.sets(st.text(max_size=5).map(slug)))
def test_ids_are_ids_each_once_and_none_that_is_taken(texts: list[str], taken: set[str]) -> None:
    ids = list(new_ids(texts, taken))
    assert len(ids) == len(set(ids)) == len(texts)
    assert not taken & set(ids)
    assert all(name and name == slug(name, words=20) for name in ids)


def test_ids_of_like_questions_are_counted_on() -> None:
    assert list(new_ids(["A?", "A?", "B?", "A?"], {"a-2"})) == listed("a a-3 b a-4")


def test_an_id_stands_where_the_first_key_stood() -> None:
    document, root = _document("cards:\r\n  -  q: x\r\n     a: y")
    cards = root.entries["cards"].value
    assert isinstance(cards, Sequence)
    (card,) = cards.items
    assert isinstance(card, Mapping)
    fix = id_fix(document, card, "x")
    assert fix is not None
    assert fix.new == "id: x\r\n     "
    assert fix.span.start == fix.span.end == card.start


@pytest.mark.parametrize("text", ["b # c", "b a: c", "b: c\n   more"])
def test_what_may_be_more_than_one_text_is_not_quoted(text: str) -> None:
    file = SourceFile("d.yaml", f"q: {text}\n")
    end = 3 + len(text.splitlines()[0])
    assert quoting_fix(file, 3, end, "'" + file.text[3:end] + "'") is None
