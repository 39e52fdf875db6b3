"""Editors: what yaml-language-server marks in files of each kind, and what it offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.format import CARD_KEYS, DECK_KEYS, KINDS, PROFILE_FIELDS
from generator.schema import WHAT
from generator.starter import files_of
from tests.decks import write
from tests.language_server import Editor, editor

_ROOT = Path(__file__).parents[1]
_STAMP = "# yaml-language-server: $schema=.studydeck/{}.schema.json\n"
_GOOD = {
    "deck": "id: x\nname: X\nsources:\n  a: {title: A, file: sources/a.md}\n",
    "topic": "source: a#b\ncards:\n  - id: no\n    q: What?\n    a: 0.50\n    allow: {C001: so}\n",
    "single": "deck: {id: x}\ncards:\n  - {id: y, cloze: 'A {{b}}', extra: no}\n",
}
# The kind of file, its text, the line that is marked, a part of the message.
_BAD = [
    ("deck", "name: X\n", 2, 'Missing property "id"'),
    ("deck", "id: X\n", 2, "does not match the pattern"),
    ("deck", "id: x\nauthor: Me\n", 3, "Property author is not allowed"),
    ("deck", "id: x\ntopics: one\n", 3, 'Expected "array"'),
    ("deck", "id: x\nsources:\n  a: {title: A}\n", 4, 'Missing property "file"'),
    ("deck", "id: x\nsources:\n  a: A\n", 4, "An entry of `sources`"),
    ("topic", "topic: x\n", 2, 'Missing property "cards"'),
    ("topic", "cards:\n  - q: What?\n    a: So\n", 3, 'Missing property "id"'),
    ("topic", "cards:\n  - id: y\n    q: What?\n", 3, 'Missing property "a"'),
    ("topic", "cards:\n  - id: y\n    answer: So\n", 3, 'Missing property "q"'),
    ("topic", "cards:\n  - id: y\n    q: What?\n    a: ' '\n", 5, "does not match the pattern"),
    ("topic", "cards:\n  - id: y\n    list: All?\n    items: one\n", 5, 'Expected "array"'),
    ("topic", "cards:\n  - {id: y, q: A, a: B, cloze: '{{c}}'}\n", 3, "cloze is not allowed"),
    ("topic", "cards:\n  - {id: y, q: A, a: B, reverse: C}\n", 3, "asks the way back"),
    ("topic", "cards:\n  - {id: y, choice: A, right: [B], wrong: [C]}\n", 3, "Incorrect type"),
    ("topic", "cards:\n  - {id: y, select: A, right: B, wrong: [C]}\n", 3, 'Expected "array"'),
    ("topic", "cards:\n  - {id: y, profile: A}\n", 3, "Missing property"),
    ("topic", "cards:\n  - just a text\n", 3, 'Expected "card"'),
    ("single", "deck: {id: x}\n", 2, 'Missing property "cards"'),
    ("single", "deck: {id: x, topic: y}\ncards: []\n", 2, "topic is not allowed"),
    ("single", "deck: x\ncards: []\n", 2, "Incorrect type"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """A server on a new deck, which has the schema of decks in one file as well."""
    folder = tmp_path_factory.mktemp("deck")
    write(folder, files_of("Propranolol"))
    single = CliRunner().invoke(main, ["schema", "single"]).stdout
    write(folder, {".studydeck/single.schema.json": single})
    with editor(folder) as found:
        yield found


def test_nothing_is_marked_in_a_new_deck(server: Editor) -> None:
    for name, text in files_of("Propranolol").items():
        if name.endswith(".yaml"):
            assert server.open(name, text) == []
    bad = files_of("Propranolol")["mechanism.yaml"].replace("    a:", "    answer:", 1)
    assert any("answer is not allowed" in message for _, message in server.open("bad.yaml", bad))


def test_nothing_is_marked_in_the_shipped_decks(server: Editor) -> None:
    for path in sorted(_ROOT.glob("cards/*/*.yaml")):
        what = "deck" if path.name == "deck.yaml" else "topic"
        name = f"shipped-{path.parent.name}-{path.name}"
        assert server.open(name, _STAMP.format(what) + path.read_text("utf-8")) == []


@pytest.mark.parametrize("what", WHAT)
def test_nothing_is_marked_in_a_good_file(server: Editor, what: str) -> None:
    assert server.open(f"good-{what}.yaml", _STAMP.format(what) + _GOOD[what]) == []


@pytest.mark.parametrize("number", range(len(_BAD)))
def test_what_is_wrong_is_marked_where_it_stands(server: Editor, number: int) -> None:
    what, text, line, message = _BAD[number]
    found = server.open(f"bad-{number}.yaml", _STAMP.format(what) + text)
    assert {marked for marked, _ in found} == {line}
    assert any(message in told for _, told in found)


def test_keys_are_explained(server: Editor) -> None:
    text = _STAMP.format("topic") + _GOOD["topic"]
    server.open("explained.yaml", text)
    told = server.told("explained.yaml", text.partition("allow")[0])
    assert CARD_KEYS["allow"].about in told.replace("\\", "")


_CARD = "cards:\n  - id: y\n    "


@pytest.mark.parametrize(
    ("what", "text", "offered"),
    [
        ("deck", "|", set(DECK_KEYS)),
        ("topic", "cards:\n  - |", {kind.key for kind in KINDS} | set(CARD_KEYS)),
        ("topic", f"{_CARD}|", {kind.key for kind in KINDS} | set(CARD_KEYS) - {"id"}),
        ("topic", f"{_CARD}q: A\n    |", {"a", "reverse", "type", "caution"}),
        ("topic", f"{_CARD}q: A\n    reverse:\n      |", {"q", "a"}),
        ("topic", f"{_CARD}profile: A\n    |", set(PROFILE_FIELDS)),
        ("single", "deck:\n  |", set(DECK_KEYS)),
    ],
)
def test_the_keys_that_fit_are_offered(
    server: Editor, what: str, text: str, offered: set[str]
) -> None:
    found = set(server.offered(_STAMP.format(what) + text))
    assert offered <= found
    kinds = {kind.key for kind in KINDS}
    assert found & kinds == offered & kinds  # one kind a card
