"""Whatever an author types comes back from Anki as it should, or is an error with its place."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from random import Random
from unicodedata import category, normalize

import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from generator.exporters import apkg
from tests.decks import catalog, compiled, write
from tests.engine import Imported, StudentsNote, anki, visible
from tests.markup import listed
from tests.payloads import harm_in

_SIGNS = listed(
    r"* ** _ __ ` `` ~ ~~ ^ < > & [ ] ( ) { } | # - + ! ' \ :: : $ $$ % @ ? , . ; = / &amp; &#123;"
    r" \* \` [sound:x.mp3] [$]x[/$] [latex] [anki:tts] [[type:x]] {{FrontSide}} {{type:x} c1:: }}"
    r" <b> </b> <br> <i>x</i> H~2~O x^2^ \(y\) \[z\] \( \) ~5 5*3 [x](y) 1. + > ![x](y.png)"
)
_DELETIONS = listed(
    r"{{D}} {{c1::D}} {{c2::D::hint}} {{D::a*b}} {{D{x{D}}}} {{D&#125;&#125;D}} {{**D**}} {{c7::D}}"
    r" {{\(D\)}} {{D"
)
_LETTERS = "abcdefghij0123456789ABCXYZéßñÅøЖщעבع漢字ねこ\u0301"
_ODD = (
    "\u00a0\u00ad\u200b\u200d\u2028\u2060\u202e\ufeff\ufffd😀👩\u0085\ue000\ue001\U0010ffff\u3000"
)


class _Author:
    """Types anything. One number decides what: shrinking a whole deck would take hours."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def word(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=self._random.randint(1, 6)))

    def text(self, more: list[str] | None = None) -> str:
        makers = [self.word, self.word, self._sign, self._character]
        if more:
            makers += [lambda: self._random.choice(more)] * 2
        pieces: list[str] = []
        for _ in range(self._random.randint(1, 8)):
            pieces.append(self._random.choice(makers)().replace("D", self.word()))
            pieces.append(self._random.choice(["", " ", " ", " ", "\n"]))
        return "".join(pieces).strip() or "x"

    def card(self) -> dict[str, object]:
        card: dict[str, object]
        match self._random.randrange(4):
            case 0:
                card = {"q": self.text(), "a": self.text()}
                if self._random.random() < 0.3:
                    card["reverse"] = {"q": self.text(), "a": self.text()}
            case 1:
                items = [self.text() for _ in range(self._random.randint(1, 4))]
                card = {"list": self.text(), "items": items}
            case _:
                card = {"cloze": self.text(_DELETIONS)}
        if self._random.random() < 0.3:
            card |= {"extra": self.text(), "caution": self.text(), "tags": [self.tag()]}
        return card

    def tag(self) -> str:
        return "::".join(self.word() for _ in range(self._random.randint(1, 3)))

    def _sign(self) -> str:
        return self._random.choice(_SIGNS)

    def _character(self) -> str:
        if self._random.random() < 0.5:
            return self._random.choice(_ODD)
        while category(character := chr(self._random.randrange(32, 0x110000))) in {"Cs", "Cc"}:
            pass
        return character


def _deck(cards: list[dict[str, object]]) -> str:
    numbered = [{"id": f"n{number}", **card} for number, card in enumerate(cards)]
    value = {"deck": {"id": "d"}, "cards": numbered}
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000)


@settings(max_examples=40, phases=[Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32))
def test_what_is_typed_comes_back_or_is_an_error(seed: int) -> None:
    author = _Author(seed)
    cards = [author.card() for _ in range(30)]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        write(here, {"d.yaml": _deck(cards)})
        (first,) = compiled(here, "d.yaml")
        notes = catalog(here, "d.yaml").notes
        lines = {d.span.first.line for d in first.diagnostics}
        assert all(d.message and d.help for d in first.diagnostics)
        faulty = {
            int(note.id.text[1:])
            for note in notes
            if lines & set(range(note.span.first.line, note.span.last.line + 1))
        }
        known = {int(note.id.text[1:]) for note in notes}
        good = [card for number, card in enumerate(cards) if number in known - faulty]
        assert len(good) > 5, "too few good cards to learn from"
        write(here, {"d.yaml": _deck(good)})
        (second,) = compiled(here, "d.yaml")
        assert not second.diagnostics
        assert second.package is not None
        with (here / "d.apkg").open("wb") as file:
            apkg.write(second.package, file)
        with anki(here) as collection:
            imported = collection.import_package(here / "d.apkg")
            assert imported == Imported(len(good), 0, 0, {})
            theirs = collection.notes()
            for packed, card in zip(second.package.notes, good, strict=True):
                note = theirs[packed.guid]
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
            assert "\ue000" not in side or "\ue000" in json.dumps(card, ensure_ascii=False)
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


_word = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Lo"]), min_size=1, max_size=6)


@settings(max_examples=20)
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
