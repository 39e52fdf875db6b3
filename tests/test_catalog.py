"""From documents to notes: every fault of shape and identity, at its place, with a word of help."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.authored import ClozeNote, QuestionNote
from generator.diagnostics import Severity
from tests.decks import catalog, compiled, findings, told, write

_GOOD = "- {id: good, q: What, a: That}\n"

# A file of cards, what is told of it, and what its first help or message must mention.
FAULTS: list[tuple[str, str, list[str], str]] = [
    (
        "an unknown key that is a word for another",
        "cards:\n  - id: x\n    question: What\n    a: That\n",
        ["3:5 S001"],
        "did you mean `q`?",
    ),
    (
        "an unknown key that is a slip",
        "cards:\n  - id: x\n    q: What\n    a: That\n    extar: y\n",
        ["5:5 S001"],
        "did you mean `extra`?",
    ),
    (
        "an unknown key with capitals",
        "cards:\n  - id: x\n    Q: What\n    A: That\n",
        ["3:5 S001", "4:5 S001"],
        "did you mean `q`?",
    ),
    (
        "an unknown key that resembles nothing",
        "cards:\n  - id: x\n    q: What\n    a: That\n    zzz: y\n",
        ["5:5 S001"],
        "takes: id, was, tags",
    ),
    (
        "an unknown key of a hundred characters",
        f"cards:\n  - id: x\n    q: What\n    a: That\n    {'z' * 100}: y\n",
        ["5:5 S001"],
        "z" * 40 + "…",
    ),
    (
        "an unknown key of a file",
        f"topics: x\ncards:\n  {_GOOD}",
        ["1:1 S001"],
        "did you mean `topic`?",
    ),
    (
        "the deck's keys in a file of cards",
        f"license: x\ncards:\n  {_GOOD}",
        ["1:1 S001"],
        "takes: topic, source, cards",
    ),
    ("no answer", "cards:\n  - id: x\n    q: What\n", ["2:5 S002"], "`a: …`"),
    ("no question", "cards:\n  - id: x\n    a: That\n", ["2:5 S002"], "`q: …`"),
    (
        "no way back's answer",
        "cards:\n  - id: x\n    q: What\n    a: That\n    reverse: {q: y}\n",
        ["5:15 S002"],
        "`a: …`",
    ),
    ("no items", "cards:\n  - id: x\n    list: Which\n", ["2:5 S002"], "`items: …`"),
    ("no cards", "topic: x\n", ["1:1 S002"], "cards:\n    - id: …"),
    (
        "a list for a text",
        "cards:\n  - id: x\n    q: [What]\n    a: That\n",
        ["3:8 S003"],
        "q: '[What]'",
    ),
    (
        "a mapping for a text",
        "cards:\n  - id: x\n    q: What\n    a: {b: c}\n",
        ["4:8 S003"],
        "a: '{b: c}'",
    ),
    (
        "a text for a list",
        "cards:\n  - id: x\n    q: What\n    a: That\n    tags: clinical\n",
        ["5:11 S003"],
        "tags: [clinical]",
    ),
    (
        "a text for a mapping",
        "cards:\n  - id: x\n    q: What\n    a: That\n    reverse: yes\n",
        ["5:14 S003"],
        "reverse:\n",
    ),
    (
        "a list in a list",
        "cards:\n  - id: x\n    q: What\n    a: That\n    tags: [a, [b]]\n",
        ["5:15 S003"],
        "write it so:\n  tags: [a, b]",
    ),
    ("a mapping for cards", "cards:\n  id: x\n  q: What\n  a: That\n", ["1:1 S003"], "- id: …"),
    (
        "a list of one right option",
        "cards:\n  - id: x\n    choice: What\n    right: [That]\n    wrong: [This]\n",
        ["4:12 S003"],
        "right: That",
    ),
    ("a text for a card", f"cards:\n  - What\n  {_GOOD}", ["2:5 S003"], "- id: …"),
    ("a list for a file", f"{_GOOD}", ["1:1 S003"], "cards:"),
    ("a text for a file", "What is this?\n", ["1:1 S003"], "cards:"),
    (
        "an empty answer",
        "cards:\n  - id: x\n    q: What\n    a:\n",
        ["4:5 S004"],
        "write something",
    ),
    (
        "a blank answer",
        "cards:\n  - id: x\n    q: What\n    a: '  '\n",
        ["4:8 S004"],
        "write something",
    ),
    (
        "an empty item",
        "cards:\n  - id: x\n    q: What\n    a: That\n    tags: [a, '']\n",
        ["5:15 S004"],
        "write something",
    ),
    (
        "an empty list of tags",
        "cards:\n  - id: x\n    q: What\n    a: That\n    tags:\n",
        ["5:5 S004"],
        "write something",
    ),
    ("an empty id", "cards:\n  - id:\n    q: What\n    a: That\n", ["2:5 S004"], "write something"),
    (
        "a `type` that is neither",
        "cards:\n  - id: x\n    q: What\n    a: That\n    type: yes\n",
        ["5:11 S003"],
        "type: true",
    ),
    (
        "an answer of several words that is typed in",
        "cards:\n  - id: x\n    q: What\n    a: That one\n    type: true\n",
        ["4:8 S003"],
        "ask for one word",
    ),
    (
        "a profile of no drug",
        "cards:\n  - id: x\n    profile:\n    class: one\n",
        ["3:5 S004"],
        "write something",
    ),
    ("no kind", "cards:\n  - id: x\n    extra: y\n", ["2:5 S005"], "`q`, `cloze`"),
    (
        "two kinds",
        "cards:\n  - id: x\n    q: What\n    a: b\n    cloze: a {{b}}\n",
        ["5:5 S006"],
        "two cards",
    ),
    (
        "a key of another kind",
        "cards:\n  - id: x\n    cloze: a {{b}}\n    a: That\n",
        ["4:5 S007"],
        "question and answer",
    ),
    (
        "a key of a way back on a cloze",
        "cards:\n  - id: x\n    cloze: a {{b}}\n    reverse: {q: a, a: b}\n",
        ["4:5 S007"],
        "question and answer",
    ),
    (
        "a topic with a space",
        f"topic: adverse effects\ncards:\n  {_GOOD}",
        ["1:8 S009"],
        "adverse-effects",
    ),
    (
        "a tag with a space",
        "cards:\n  - {id: x, q: What, a: b, tags: [high yield]}\n",
        ["2:35 S010"],
        "high-yield",
    ),
    (
        "a tag with an ideographic space",
        "cards:\n  - {id: x, q: What, a: b, tags: [high\u3000yield]}\n",
        ["2:35 S010"],
        "high-yield",
    ),
    (
        "the student's tags",
        "cards:\n  - {id: x, q: What, a: b, tags: [marked, Leech]}\n",
        ["2:35 S010", "2:43 S010"],
        "another tag",
    ),
    (
        "the tool's tag",
        "cards:\n  - {id: x, q: What, a: b, tags: ['studydeck::retired']}\n",
        ["2:35 S010"],
        "another tag",
    ),
    (
        "a tag with an empty level",
        "cards:\n  - {id: x, q: What, a: b, tags: ['a::::b']}\n",
        ["2:35 S010"],
        "another tag",
    ),
    (
        "no id",
        "cards:\n  - q: What class is it?\n    a: That\n",
        ["2:5 I001"],
        "id: what-class-is-it",
    ),
    ("no id and no ASCII", "cards:\n  - q: 何\n    a: That\n", ["2:5 I001"], "id: my-card"),
    ("a bad id", "cards:\n  - {id: Drug Class, q: What, a: b}\n", ["2:10 I002"], "drug-class"),
    ("an id with an underscore", "cards:\n  - {id: a_b, q: What, a: b}\n", ["2:10 I002"], "a-b"),
    ("an id with two hyphens", "cards:\n  - {id: a--b, q: What, a: b}\n", ["2:10 I002"], "a-b"),
    ("an id in another script", "cards:\n  - {id: 薬, q: What, a: b}\n", ["2:10 I002"], "a to z"),
    (
        "a long id",
        f"cards:\n  - {{id: {'a' * 101}, q: What, a: b}}\n",
        ["2:10 I002"],
        "a" * 30,
    ),
    (
        "a bad former id",
        "cards:\n  - {id: x, was: [A B], q: What, a: b}\n",
        ["2:19 I002"],
        "a-b",
    ),
    ("an id twice", f"cards:\n  {_GOOD}  {_GOOD}", ["3:10 I003"], "another id"),
    (
        "an id that was another's",
        f"cards:\n  {_GOOD}  - {{id: x, was: [good], q: What, a: b}}\n",
        ["3:19 I003"],
        "another id",
    ),
    (
        "an id twice, once on a broken card",
        f"cards:\n  - {{id: good, q: What}}\n  {_GOOD}",
        ["2:6 S002", "3:10 I003"],
        "`a: …`",
    ),
    (
        "no wrong option",
        "cards:\n  - {id: x, choice: Which, right: a, wrong: []}\n",
        ["2:45 S004"],
        "wrong: [one, two]",
    ),
    (
        "a deck in one of several files",
        f"deck: {{id: d}}\ncards:\n  {_GOOD}",
        ["1:1 S001"],
        "deck.yaml",
    ),
    ("a file without cards", "cards: []\n", ["1:1 S011"], "first card"),
    ("a file with cards commented out", "cards:\n#  - id: x\n", ["1:1 S004"], "first card"),
]


def _deck(tmp_path: Path, cards: str, deck: str = "id: d\n") -> Path:
    return write(tmp_path, {"deck.yaml": deck, "t.yaml": cards})


@pytest.mark.parametrize(
    ("cards", "expected", "word"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_fault_is_told_at_its_place_with_a_remedy(
    cards: str, expected: list[str], word: str, tmp_path: Path
) -> None:
    found = findings(_deck(tmp_path, cards), ".")
    assert [line.removeprefix("t.yaml:") for line in told(found) if line[0] == "t"] == expected
    first = next(d for d in found if d.span.file.path == "t.yaml")
    assert word in first.message + "\n" + first.help


DECK_FAULTS: list[tuple[str, str, list[str], str]] = [
    ("no id", "name: x\n", ["1:1 S002"], "`id: …`"),
    ("a bad id", "id: My Deck\n", ["1:5 I002"], "my-deck"),
    ("an unknown key", "id: d\nlicence: x\n", ["2:1 S001"], "did you mean `license`?"),
    ("an alias that is taken", "id: d\nname: x\ntitle: y\n", ["3:1 S001"], "did you mean `name`?"),
    ("an author who is no list", "id: d\nauthors: Ada\n", ["2:10 S003"], "authors: [Ada]"),
    ("an empty level", "id: d\nname: 'A::::B'\n", ["2:7 S009"], "name: A::B"),
    ("a level with spaces", "id: d\nname: A :: B\n", ["2:7 S009"], "name: A::B"),
    ("a topic with a space", "id: d\ntopics: [t, 'a b']\n", ["2:13 S009"], "a-b"),
    ("a bad tag", "id: d\ntags: [a b]\n", ["2:8 S010"], "a-b"),
    ("a topic twice", "id: d\ntopics: [t, t]\n", ["2:13 S016"], "take one out"),
    ("a review on no day", "id: d\nreviewed: 2026-02-30\n", ["2:11 S003"], "as 2026-11-22"),
    ("a review in words", "id: d\nreviewed: last week\n", ["2:11 S003"], "as 2026-11-22"),
    ("a review in another order", "id: d\nreviewed: 22.11.2026\n", ["2:11 S003"], "2026-11-22"),
    ("an unlisted topic", "id: d\ntopics: [s]\n", [], ""),
    ("a source without a title", "id: d\nsources: {a: {file: x}}\n", ["2:15 S002"], "`title: …`"),
    (
        "a source with a bad key",
        "id: d\nsources: {A B: {title: x, file: y}}\n",
        ["2:11 I002"],
        "a-b",
    ),
    ("a source that is a text", "id: d\nsources: {a: x}\n", ["2:14 S003"], "title: …"),
    ("sources that are a list", "id: d\nsources: [a]\n", ["2:10 S003"], "sources:"),
]


@pytest.mark.parametrize(
    ("deck", "expected", "word"),
    [f[1:] for f in DECK_FAULTS],
    ids=[f[0] for f in DECK_FAULTS],
)
def test_a_fault_in_deck_yaml_is_told_at_its_place(
    deck: str, expected: list[str], word: str, tmp_path: Path
) -> None:
    found = [
        d
        for d in findings(_deck(tmp_path, f"cards:\n  {_GOOD}", deck), ".")
        if d.span.file.path == "deck.yaml" and d.rule.code[0] in "SI"
    ]
    assert [line.removeprefix("deck.yaml:") for line in told(found)] == expected
    assert not expected or word in found[0].message + "\n" + found[0].help


def test_an_unlisted_topic_is_a_warning_at_the_head_of_its_file(tmp_path: Path) -> None:
    (finding,) = findings(_deck(tmp_path, f"cards:\n  {_GOOD}", "id: d\ntopics: [tt, u]\n"), ".")
    assert told([finding]) == ["t.yaml:1:1 S012"]
    assert finding.severity is Severity.WARNING
    assert "add 't' to `topics`" in finding.help


def test_a_topic_named_by_its_file_is_placed_at_the_head_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"deck.yaml": "id: d\n", "a b.yaml": f"cards:\n  {_GOOD}"})
    (finding,) = findings(tmp_path, ".")
    assert told([finding]) == ["a b.yaml:1:1 S009"]
    assert "topic: a-b" in finding.help


def test_a_folder_of_cards_without_deck_yaml_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"cards/x/t.yaml": f"cards:\n  {_GOOD}"})
    (finding,) = findings(tmp_path)
    assert told([finding]) == ["cards/x:1:1 S013"]
    assert "id: x" in finding.help


def test_two_deck_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"deck.yaml": "id: d\n", "deck.yml": "id: e\n", "t.yaml": f"cards:\n  {_GOOD}"})
    (finding,) = findings(tmp_path, ".")
    assert told([finding]) == ["deck.yml:1:1 S013"]


def test_a_list_of_cards_alone_is_told_once_and_its_cards_are_checked(tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": "- id: one\n  q: What\n  a: b\n- id: two\n  q: Which\n  b: c\n"})
    found = [d for d in findings(tmp_path, "d.yaml") if d.rule.code[0] == "S"]
    assert told(found) == ["d.yaml:1:1 S003", "d.yaml:4:3 S002", "d.yaml:6:3 S001"]
    assert "deck:\n    id: my-deck\n  cards:" in found[0].help


def test_a_deck_without_a_single_card_is_told(tmp_path: Path) -> None:
    (finding,) = findings(write(tmp_path, {"deck.yaml": "id: d\n"}), ".")
    assert told([finding]) == ["deck.yaml:1:5 S011"]
    assert finding.severity is Severity.WARNING


def test_two_decks_of_one_id_or_name_are_told(tmp_path: Path) -> None:
    deck = "deck: {{id: {}, name: {}}}\ncards:\n  - {{id: x, q: What, a: b}}\n"
    write(
        tmp_path,
        {
            "cards/a.yaml": deck.format("one", "Name"),
            "cards/b.yaml": deck.format("one", "Other"),
            "cards/c.yaml": deck.format("three", "Name"),
        },
    )
    found = findings(tmp_path)
    assert told(found) == ["cards/b.yaml:1:12 I004", "cards/c.yaml:1:25 I004"]
    assert "cards/a.yaml" in found[0].message


def test_a_drug_profile_without_a_fact_has_no_card_and_is_told(tmp_path: Path) -> None:
    found = findings(_deck(tmp_path, "cards:\n  - {id: x, profile: Drug}\n"), ".")
    assert [line for line in told(found) if line.startswith("t.yaml:2")]


def test_all_faults_of_all_files_are_told_in_one_run(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "deck.yaml": "id: d\nlicence: x\n",
            "a.yaml": "cards:\n  - q: What\n    a:\n  - id: A B\n    cloze: none\n",
            "b.yaml": "cards: [\n",
            "c.yaml": "cards:\n  - {id: x, q: '<script>', a: '\\('}\n",
        },
    )
    lines = told(findings(tmp_path, "."))
    assert {line.split(":")[0] for line in lines} == {"deck.yaml", "a.yaml", "b.yaml", "c.yaml"}
    codes = [line.rpartition(" ")[2] for line in lines if line[0] == "a"]
    assert sorted(codes) == ["I001", "I002", "M003", "S004"]


def test_a_slip_in_a_key_is_read_as_what_it_was_meant_for(tmp_path: Path) -> None:
    cards = "cards:\n  - id: x\n    question: What <script>\n    answer: '\\('\n"
    lines = told(findings(_deck(tmp_path, cards), "."))
    assert [line.removeprefix("t.yaml:") for line in lines] == [
        *["3:5 S001", "3:20 M001", "4:5 S001", "4:14 M002"]
    ]


def test_scalars_stay_as_typed(tmp_path: Path) -> None:
    values = ["no", "0.50", "1:30", "017", "2023-05-25", "~", "null", "1e3", "0x1F", "=", "+1"]
    cards = "".join(f"  - {{id: n{i}, q: What, a: {v}}}\n" for i, v in enumerate(values))
    notes = catalog(_deck(tmp_path, f"cards:\n{cards}"), ".").notes
    answers = [note.answer.text for note in notes if isinstance(note, QuestionNote)]
    assert answers == values


def test_notes_come_in_the_order_of_topics_then_of_files(tmp_path: Path) -> None:
    card = "cards:\n  - {{id: {0}-1, q: What, a: b}}\n  - {{id: {0}-2, q: What, a: b}}\n"
    write(
        tmp_path,
        {
            "deck.yaml": "id: d\ntopics: [c, a]\n",
            "a.yaml": card.format("a"),
            "b.yml": card.format("b"),
            "c.yaml": card.format("c"),
            "d.yaml": "topic: a\n" + card.format("d"),
        },
    )
    (deck,) = compiled(tmp_path, ".")
    assert [draft.id for draft in deck.drafts] == [
        note.id.text for note in catalog(tmp_path, ".").notes
    ]
    names = [draft.id for draft in deck.drafts]
    assert names == ["c-1", "c-2", "a-1", "a-2", "d-1", "d-2", "b-1", "b-2"]
    assert deck.notes_per_topic == {"c": 2, "a": 4, "b": 2}


def test_a_card_takes_the_source_of_its_file_unless_it_has_its_own(tmp_path: Path) -> None:
    cards = f"source: s#one\ncards:\n  {_GOOD}  - {{id: x, cloze: 'a {{{{b}}}}', source: s#two}}\n"
    good, other = catalog(_deck(tmp_path, cards), ".").notes
    assert good.source is not None
    assert other.source is not None
    assert (good.source.text, other.source.text) == ("s#one", "s#two")
    assert isinstance(other, ClozeNote)


def test_a_one_file_deck_holds_the_decks_keys_beside_its_cards(tmp_path: Path) -> None:
    deck = "deck:\n  id: d\n  topics: [one]\ntopic: one\ncards:\n  - {id: x, q: What, a: b}\n"
    write(tmp_path, {"my.yml": deck})
    (compiled_deck,) = compiled(tmp_path, "my.yml")
    assert not compiled_deck.diagnostics
    assert compiled_deck.deck is not None
    assert compiled_deck.deck.name.text == "d"
    assert [draft.topic for draft in compiled_deck.drafts] == ["one"]


def test_an_empty_deck_takes_the_keys_below_it_and_says_how_deep_they_belong(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"d.yaml": "deck:\nid: d\nname: A::D\ncards:\n  - {id: x, q: A, a: B}\n"})
    (deck,) = compiled(tmp_path, "d.yaml")
    assert told(list(deck.diagnostics)) == ["d.yaml:2:1 Y027"]
    assert "let them begin in column 3:\n    id: d" in deck.diagnostics[0].help
    assert deck.deck is not None
    assert (deck.deck.id.text, deck.deck.name.text) == ("d", "A::D")
