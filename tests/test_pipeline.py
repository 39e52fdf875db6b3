"""The pipeline as a whole: what is compiled, what stops it, and what it makes of hostile input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import yaml

from generator.leaves import Leaf
from generator.pipeline import compile_decks
from generator.project import find_decks
from generator.report import for_people
from tests.decks import EPOCH, compiled, findings, package_of, told, write
from tests.markup import listed


def _deck(tmp_path: Path, *cards: Mapping[str, object], **deck: object) -> Path:
    value = {"deck": {"id": "d", **deck}, "topic": "t", "cards": list(cards)}
    return write(tmp_path, {"d.yaml": yaml.safe_dump(value, allow_unicode=True, width=10**6)})


_ONE = "deck: {id: a, name: A}\ncards:\n"
_CARD: dict[str, object] = {"id": "x", "q": "What", "a": "That"}


def test_a_deck_with_an_error_has_no_package_and_one_without_has(tmp_path: Path) -> None:
    (good,) = compiled(_deck(tmp_path, _CARD), "d.yaml")
    assert good.package is not None
    (bad,) = compiled(_deck(tmp_path, _CARD | {"a": "<script>"}), "d.yaml")
    assert bad.package is None
    assert told(list(bad.diagnostics))


def test_cards_are_checked_though_their_deck_has_no_id_that_can_be_used(tmp_path: Path) -> None:
    write(tmp_path, {"d/deck.yaml": "name: D\n", "d/a.yaml": "cards: [{id: x, q: What}]\n"})
    (deck,) = compiled(tmp_path, "d")
    assert (deck.deck, deck.drafts, deck.package) == (None, (), None)
    assert {d.span.file.path for d in deck.diagnostics} == {"d/deck.yaml", "d/a.yaml"}


def test_findings_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    card = "cards:\n  - {id: A, q: '<script>', a: '\\('}\n"
    write(tmp_path, {"deck.yaml": "id: d\n", "a.yaml": card, "b.yaml": card})
    lines = told(findings(tmp_path, "."))
    assert lines == sorted(lines)
    assert len(lines) == 7, "the id is told twice: as bad in both, as double in the second"


def test_the_note_shows_where_it_comes_from(tmp_path: Path) -> None:
    (note,) = package_of(_deck(tmp_path, _CARD), "d.yaml").notes
    assert note.ref == "d/x"
    assert note.tags == ("d::t",)
    assert note.modified == EPOCH


def test_the_guid_follows_the_oldest_name(tmp_path: Path) -> None:
    (old,) = package_of(_deck(tmp_path, _CARD), "d.yaml").notes
    renamed = _CARD | {"id": "newest", "was": ["newer", "x"]}
    (new,) = package_of(_deck(tmp_path, renamed), "d.yaml").notes
    assert new.guid == old.guid
    assert new.id == old.id
    assert [card.id for card in new.cards] == [card.id for card in old.cards]


def test_the_order_of_cards_changes_no_id(tmp_path: Path) -> None:
    cards = [_CARD | {"id": f"n{number}"} for number in range(5)]
    ids = {n.ref: (n.guid, n.id) for n in package_of(_deck(tmp_path, *cards), "d.yaml").notes}
    other = package_of(_deck(tmp_path, *reversed(cards)), "d.yaml").notes
    assert {n.ref: (n.guid, n.id) for n in other} == ids


def test_places_of_new_cards_stay_below_a_million(tmp_path: Path) -> None:
    cards = [_CARD | {"id": f"n{number}"} for number in range(2_000)]
    notes = package_of(_deck(tmp_path, *cards), "d.yaml").notes
    dues = [card.due for note in notes for card in note.cards]
    assert dues == sorted(dues)
    assert len(set(dues)) == 2_000
    assert dues[0] > 0
    assert dues[-1] < 1_000_000


def test_the_description_is_checked_like_any_text(tmp_path: Path) -> None:
    deck = _deck(tmp_path, _CARD, description="x <script>", license="<b>", authors=["<i>"])
    assert [line.rpartition(" ")[2] for line in told(findings(deck, "d.yaml"))] == ["M001"]
    fine = _deck(tmp_path, _CARD, license="<b>", authors=["<i>"])
    assert "&lt;b&gt;" in package_of(fine, "d.yaml").decks[0].description


def test_the_watch_sees_every_file(tmp_path: Path) -> None:
    seen: list[int] = []
    cards = {f"{name}.yaml": f"cards:\n  - {{id: {name}, q: What, a: That}}\n" for name in "abc"}
    write(tmp_path, {"deck.yaml": "id: d\n", **cards})

    def watch(leaves: Iterable[Leaf], count: int) -> Iterable[Leaf]:
        seen.append(count)
        for leaf in leaves:
            seen.append(0)
            yield leaf

    compile_decks(find_decks([], tmp_path), tmp_path, EPOCH, watch)
    assert seen == [3, 0, 0, 0]


def test_a_picture_is_packed_once_however_often_it_is_shown(tmp_path: Path) -> None:
    cards = [_CARD | {"id": f"n{n}", "image": "a.png", "a": "![x](a.png)"} for n in range(3)]
    write(_deck(tmp_path, *cards), {"media/a.png": b"png"})
    package = package_of(tmp_path, "d.yaml")
    assert len(package.media) == 1
    assert package.media[0].load() == b"png"


@pytest.mark.parametrize("unit", [*listed(r"< ~ ` \( {{ [ & : {{a}} 1- \theta"), "5 mg "])
def test_a_whole_deck_reads_hostile_text_in_one_pass(unit: str, tmp_path: Path) -> None:
    text = unit * (100_000 // len(unit)) + " x"
    here = _deck(
        tmp_path,
        {"id": "x", "cloze": text, "extra": text},
        {"id": "y", "q": text, "a": text, "source": "a#" + text},
        {"id": "z", "list": "Which", "items": [text, text], "tags": [text]},
        name="D",
    )
    # A pattern that takes quadratic time makes this hang.
    files = find_decks(["d.yaml"], here)
    (deck,) = compile_decks(files, here, EPOCH)
    assert deck.deck is not None
    assert len(deck.diagnostics) < 300
    assert all(len(for_people(d, colour=False)) < 5_000 for d in deck.diagnostics)


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ("id: a\nname: A\ncards: []\n", "1:1 S002", "stands under `deck:`"),
        ("deck: dd\ncards: [{id: x, q: What, a: That}]\n", "1:7 S003", "deck:\n    id: dd"),
        ("deck: {id: a, cards: []}\ncards: []\n", "1:15 S001", "to the left edge"),
        (_ONE + "  - {id: x, q: What, a: [one, two]}\n", "3:25 S003", "a: '[one, two]'"),
        (_ONE + "  - {id: x, q: What, a: ['[x]']}\n", "3:25 S003", "a: '[''[x]'']'"),
        (_ONE + "  - {id: x, cloze: 'A {word} here'}\n", "3:23 M003", "{{word}}"),
        (_ONE + "  - {id: x, q: What, a: b, allow: C001}\n", "3:35 S003", "C001: …"),
        (_ONE + "  - id: x\n    list: A\n    items: ['a' 'b']\n", "5:17 Y032", "['a', 'b']"),
        (_ONE + '  - {id: x, q: "W \\U00110000", a: b}\n', "3:19 Y025", "type the character"),
    ],
)
def test_a_remedy_is_what_the_author_can_type(
    text: str, place: str, remedy: str, tmp_path: Path
) -> None:
    found = findings(write(tmp_path, {"cards/d.yaml": text}))
    (one,) = [d for d in found if told([d]) == [f"cards/d.yaml:{place}"]]
    assert remedy in one.help
