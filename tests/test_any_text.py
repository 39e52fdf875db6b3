"""Whatever an author types comes back from Anki as it should, or is an error with its place."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from unicodedata import normalize

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.exporters import apkg
from tests.decks import compiled, write
from tests.engine import Imported, StudentsNote, anki, visible
from tests.markup import listed
from tests.payloads import harm_in

_SIGNS = listed(
    r"* ** _ __ ` `` ~ ~~ ^ < > & [ ] ( ) { } | # - + ! ' \ :: : $ $$ % @ ? , . ; = / &amp; &#123;"
    r" \* \` [sound:x.mp3] [$]x[/$] [latex] [anki:tts] [[type:x]] {{FrontSide}} {{type:x} c1:: }}"
    r" <b> </b> <br> <i>x</i> H~2~O x^2^ \(y\) \[z\] \( \) ~5 5*3 [x](y) 1. + > ![x](y.png)"
)
_DELETIONS = listed(
    "{{D}} {{c1::D}} {{c2::D::hint}} {{D::a*b}} {{**D**}} {{c7::D}} {{\\(D\\)}} {{D"
)
_char = st.characters(exclude_categories=["Cs", "Cc"])
_word = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Lo"]), min_size=1, max_size=6)


def _text(*extra: str) -> st.SearchStrategy[str]:
    piece = st.one_of(
        _word,
        _word,
        st.sampled_from([*_SIGNS, *extra]),
        st.text(_char, min_size=1, max_size=5),
        *([st.sampled_from(list(extra))] if extra else []),
    )
    glue = st.sampled_from([" ", " ", " ", "", "\n"])
    pairs = st.lists(st.tuples(piece, glue), min_size=1, max_size=8)
    return pairs.map(lambda items: "".join(a + b for a, b in items).strip()).filter(str.strip)


_tag = st.lists(
    st.text(st.characters(categories=["Ll", "Lu", "Nd", "Lo", "Pd"]), min_size=1, max_size=5),
    min_size=1,
    max_size=3,
).map("::".join)
_common = {"extra": _text(), "caution": _text(), "tags": st.lists(_tag, min_size=1, max_size=2)}
_question = st.fixed_dictionaries(
    {"q": _text(), "a": _text()},
    optional={**_common, "reverse": st.fixed_dictionaries({"q": _text(), "a": _text()})},
)
_cloze = st.fixed_dictionaries({"cloze": _text(*_DELETIONS)}, optional=_common)
_list = st.fixed_dictionaries(
    {"list": _text(), "items": st.lists(_text(), min_size=1, max_size=4)}, optional=_common
)
_card = st.one_of(_question, _cloze, _cloze, _list)


def _deck(cards: list[dict[str, object]]) -> str:
    numbered = [{"id": f"n{number}", **card} for number, card in enumerate(cards)]
    value = {"deck": {"id": "d"}, "cards": numbered}
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(_card, min_size=25, max_size=30))
def test_what_is_typed_comes_back_or_is_an_error(cards: list[dict[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        write(here, {"d.yaml": _deck(cards)})
        (first,) = compiled(here, "d.yaml")
        assert first.catalog is not None
        lines = {d.span.first.line for d in first.diagnostics}
        assert all(d.message and d.help for d in first.diagnostics)
        faulty = {
            int(note.id.text[1:])
            for note in first.catalog.notes
            if lines & set(range(note.span.first.line, note.span.last.line + 1))
        }
        known = {int(note.id.text[1:]) for note in first.catalog.notes}
        good = [card for number, card in enumerate(cards) if number in known - faulty]
        if not good:
            return
        write(here, {"d.yaml": _deck(good)})
        (second,) = compiled(here, "d.yaml")
        assert not second.diagnostics
        assert second.package is not None
        with (here / "d.apkg").open("wb") as file:
            apkg.write(second.package, file)
        with anki(here) as collection:
            imported = collection.import_package(here / "d.apkg")
            assert imported == Imported(len(good), 0, 0, {})
            notes = collection.notes()
            for packed, card in zip(second.package.notes, good, strict=True):
                note = notes[packed.guid]
                assert len(packed.cards) == len(note.cards)
                assert list(packed.fields) == list(note.fields.values())
                _judge(note, card)
                if note.note_type != "studydeck d (question)":
                    own = collection.collection.get_note(note.id)  # type: ignore[arg-type]
                    numbers = sorted(own.cloze_numbers_in_fields())
                    assert numbers == [c.ordinal + 1 for c in note.cards]
            assert collection.problems() == "Database rebuilt and optimized."
            assert collection.import_package(here / "d.apkg").duplicate == len(good)


def _judge(note: StudentsNote, card: dict[str, object]) -> None:
    assert note.cards, card
    for shown in note.cards:
        assert shown.sounds == 0, card
        for side in (shown.question, shown.answer):
            assert not [harm for harm in harm_in(side) if harm not in _HARMLESS], card
            assert "\ue000" not in side or "\ue000" in str(card)
    tags = {normalize("NFC", str(tag)).casefold() for tag in card.get("tags", [])}  # type: ignore[attr-defined]
    assert tags <= {tag.casefold() for tag in note.tags}
    answer = visible(note.cards[0].answer)
    for key in ("q", "a", "extra", "caution", "cloze", "list"):
        for word in _words(str(card.get(key, ""))):
            assert word in answer, (key, card)
    for item in card.get("items", []):  # type: ignore[attr-defined]
        assert all(word in answer for word in _words(str(item))), card


# Headings and struck-out text are no harm: the list in payloads.py is that of the templates.
_HARMLESS = {f"<{tag}>" for tag in ("h2", "h3", "h4", "h5", "h6", "del")}


def _words(text: str) -> list[str]:
    """The words of ``text`` that stand alone and in nothing that may hide them."""
    if re.search(r"\]\(|<|^ *(`{3}|~{3}|\[)|\|| {4}|\n", text):
        return []
    outside = re.sub(r"\{\{.*?(\}\}|$)", " ", text)
    words = [word for word in outside.split() if word.isalnum()]
    return [normalize("NFC", word) for word in words]


@settings(max_examples=40)
@given(st.lists(st.tuples(_word, _word, _word), min_size=5, max_size=8, unique=True))
def test_a_card_shows_all_but_what_it_hides(facts: list[tuple[str, str, str]]) -> None:
    cards: list[dict[str, object]] = [
        {"cloze": f"A0{a} {{{{B1{b}}}}} C2{c} {{{{D3{a}::hint}}}}"} for a, b, c in facts
    ]
    with tempfile.TemporaryDirectory() as folder, anki(Path(folder)) as collection:
        here = write(Path(folder), {"d.yaml": _deck(cards)})
        (deck,) = compiled(here, "d.yaml")
        assert deck.package is not None
        with (here / "d.apkg").open("wb") as file:
            apkg.write(deck.package, file)
        collection.import_package(here / "d.apkg")
        notes = collection.notes()
        for packed, fact in zip(deck.package.notes, facts, strict=True):
            a, b, c = (normalize("NFC", word) for word in fact)
            first, second = notes[packed.guid].cards
            shown = visible(first.question)
            assert f"A0{a} [...] C2{c} D3{a}" in shown
            assert f"B1{b}" not in shown
            assert f"A0{a} B1{b} C2{c} [hint]" in visible(second.question)
            assert all(f"A0{a} B1{b} C2{c} D3{a}" in visible(x.answer) for x in (first, second))
