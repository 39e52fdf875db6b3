"""Names that must survive the way into Anki."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authored import Text
from generator.diagnostics import Diagnostic
from generator.names import check_deck_name, check_id, check_tags, check_topic, slug
from generator.source import SourceFile
from tests.decks import build, write
from tests.engine import anki


def _text(value: str) -> Text:
    return Text(value, *SourceFile("x", value).span(0, len(value)))


@pytest.mark.parametrize("name", ["a", "a-b", "a1", "1", "a" * 100, "binds-gaba-a", "2023-05-25"])
def test_kebab_case_is_an_id(name: str) -> None:
    found: list[Diagnostic] = []
    assert check_id(_text(name), found)
    assert not found


@pytest.mark.parametrize(
    ("name", "mended"),
    [
        *[("A", "a"), ("a_b", "a-b"), ("a b", "a-b"), ("-a", "a"), ("a-", "a"), ("a--b", "a-b")],
        *[("Größe", "grosse"), ("a/b", "a-b"), ("../a", "a"), ("a\n", "a"), ("a" * 101, "a" * 100)],
        *[("é", "e")],
    ],
)
def test_any_other_id_is_refused_with_one_that_would_do(name: str, mended: str) -> None:
    found: list[Diagnostic] = []
    assert not check_id(_text(name), found)
    (finding,) = found
    assert finding.help == f"write {mended}"
    assert check_id(_text(mended), [])


@given(st.text())
def test_a_slug_is_empty_or_an_id(text: str) -> None:
    name = slug(text)
    assert not name or check_id(_text(name), [])


@pytest.mark.parametrize("name", ["A", "A::B", "A b::C", "Größe", "a:b", "薬::b"])
def test_a_deck_name_may_have_levels(name: str) -> None:
    found: list[Diagnostic] = []
    check_deck_name(_text(name), found)
    assert not found


@pytest.mark.parametrize("name", ["A::", "::A", "A::::B", "A ::B", " A", "A:: ::B"])
def test_a_deck_name_whose_levels_anki_would_change_is_refused(name: str) -> None:
    found: list[Diagnostic] = []
    check_deck_name(_text(name), found)
    assert len(found) == 1
    check_deck_name(_text(found[0].help.partition("name: ")[2]), found)
    assert len(found) == 1


@pytest.mark.parametrize("tag", ["a", "a::b", "Größe", "high-yield", "a:b", "c++", "薬", "a.b/c"])
def test_a_tag_of_legal_form_is_kept(tag: str) -> None:
    found: list[Diagnostic] = []
    check_tags([_text(tag)], found)
    check_topic(_text(tag), found)
    assert not found


@pytest.mark.parametrize(
    "tag",
    [
        *["a b", "a\tb", "a\u3000b", "a\u00a0b", "a\nb", "marked", "LEECH", "a::", "::a", "a::::b"],
        *['a"b', "a,b", "studydeck::x", "Studydeck"],
    ],
)
def test_a_tag_that_anki_would_split_or_take_for_its_own_is_refused(tag: str) -> None:
    found: list[Diagnostic] = []
    check_tags([_text(tag)], found)
    assert len(found) == 1
    assert repr(tag) in found[0].message
    found.clear()
    check_topic(_text(tag), found)
    assert len(found) == 1


def test_tags_of_legal_form_come_back_from_anki_as_typed(tmp_path: Path) -> None:
    tags = [
        "a:b",
        "c++",
        "a.b/c",
        "薬",
        "x(y)",
        "50%",
        "a*b",
        "_c",
        "#d",
        "e@f",
        "😀",
        "a\\b",
        "{g}",
    ]
    listed = ", ".join(f"'{tag}'" for tag in tags)
    card = f"deck: {{id: d}}\ncards:\n  - {{id: n, q: What, a: b, tags: [{listed}]}}\n"
    write(tmp_path, {"d.yaml": card})
    with anki(tmp_path) as collection:
        collection.import_package(build(tmp_path, "d.yaml"))
        (note,) = collection.notes().values()
        assert set(note.tags) == {*tags, "d::d"}
        assert collection.problems() == "Database rebuilt and optimized."
