"""What YAML refuses: told at its place, mended in a copy, and the mended line is right.

And what it takes: read as typed, and not a word told.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import reader
from generator.diagnostics import Diagnostic, Severity, in_order
from generator.reader import read
from generator.source import SourceFile
from generator.tree import Document, Mapping, Node, Scalar, Sequence

# These laws are those of the reader that recovers card by card.
pytest.importorskip("generator.walk")


def reading(text: str) -> tuple[Document, list[Diagnostic]]:
    """What becomes of ``text``, findings by place."""
    document, found = read(SourceFile("cards.yaml", text))
    return document, in_order(found)


def told(found: list[Diagnostic]) -> list[str]:
    """``line:column CODE`` of each."""
    return [f"{d.span.first.line}:{d.span.first.column} {d.rule.code}" for d in found]


def meaning(node: Node | None) -> object:
    """The data without its places."""
    if isinstance(node, Mapping):
        return {key: meaning(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [meaning(item) for item in node.items]
    return None if node is None else node.text


class Row(NamedTuple):
    """A broken file: where and how that is told, a word of it, and what the file means."""

    law: str
    text: str
    told: str
    word: str
    means: object
    shows: bool = True  # whether the help has the mended line


def card(value: str, key: str = "a") -> str:
    """A file with one card that has ``value``; it stands in line 4."""
    return f"cards:\n  - id: x\n    q: What\n    {key}: {value}\n    extra: last\n"


def meant(value: str, key: str = "a") -> object:
    return {"cards": [{"id": "x", "q": "What", key: value, "extra": "last"}]}


# A value, the column and the code that are told, a word of it, and what it means if not itself.
_VALUES: list[tuple[str, str, str, str | None]] = [
    ("{{c1::GABA}} inhibits", "8 Y020", "{{", None),
    ("{{GABA}}", "8 Y020", "must be quoted", None),
    ("{{c1::GABA::hint}}", "8 Y020", "must be quoted", None),
    ("{{a}} and {{b}}", "8 Y020", "{{", None),
    ("{x} is", "8 Y020", "begins with {", None),
    ("[x] is", "8 Y020", "begins with [", None),
    ("[[x]] is", "8 Y020", "begins with [", None),
    ("[[x]]", "8 Y020", "begins with [", None),
    ("@home", "8 Y020", "begins with @", None),
    ("@x: y", "8 Y020", "begins with @", None),
    ("%5 of all", "8 Y020", "begins with %", None),
    ("`code` is", "8 Y020", "begins with `", None),
    ("> 20 mg", "8 Y020", "begins with >", None),
    (">20 mg", "8 Y020", "begins with >", None),
    (">= 20 mg", "8 Y020", "begins with >", None),
    ("| pipe", "8 Y020", "begins with |", None),
    ("|x| of y", "8 Y020", "begins with |", None),
    ("*italic* text", "8 Y007", "must be quoted", None),
    ("**bold** text", "8 Y007", "must be quoted", None),
    ("*x", "8 Y007", "alias", None),
    ("&c and so on", "8 Y007", "anchor", None),
    ("&c", "8 Y007", "anchor", None),
    ("!important now", "8 Y006", "tag", None),
    ("!!str y", "8 Y006", "tag", None),
    ("- x", "8 Y020", "begins with -", None),
    ("-", "8 Y020", "begins with -", None),
    ("? x", "8 Y020", "begins with ?", None),
    (", x", "8 Y020", "begins with ,", None),
    ("] x", "8 Y020", "begins with ]", None),
    ("} x", "8 Y020", "begins with }", None),
    ("#5 is best", "8 Y041", "comment", None),
    ("x: y", "9 Y021", "colon", None),
    ("Dose: adult?", "12 Y021", "colon", None),
    ("é😀漢: y", "11 Y021", "colon", None),
    ("it's: y", "12 Y021", "colon", None),
    ("x: 'y'", "9 Y021", "colon", None),
    ("ends:", "12 Y021", "ends in a colon", None),
    (": x", "8 Y021", "colon", None),
    ("u: v: w", "9 Y021", "colon", None),
    ('"GABA" receptor', "8 Y022", "follows", None),
    ("'GABA' receptor", "8 Y022", "follows", None),
    ('"one" "two"', "8 Y022", "follows", None),
    ("'don't'", "8 Y022", "follows", "don't"),
    ('"He said "no" twice"', "8 Y022", "follows", 'He said "no" twice'),
    ('"C:\\dose"', "11 Y025", "\\d", "C:\\dose"),
    ('"\\(x^2\\)"', "9 Y025", "\\(", "\\(x^2\\)"),
    ('"5\\%"', "10 Y025", "\\%", "5\\%"),
    ('"say \\"x\\" \\q"', "19 Y025", "\\q", 'say "x" \\q'),
    ('"GABA', "8 Y023", "never closed", "GABA"),
    ("'GABA", "8 Y023", "never closed", "GABA"),
    ('"', "8 Y023", "never closed", ""),
]

_ROWS: list[Row] = [
    *(
        Row(f"value {value!r}", card(value), f"4:{place}", word, meant(value if m is None else m))
        for value, place, word, m in _VALUES
    ),
    *(
        Row(f"item {value!r}", f"items:\n  - {value}\n  - b\n", told, word, {"items": [value, "b"]})
        for value, told, word in [
            ("@x", "2:5 Y020", "begins with @"),
            ("{{x}}", "2:5 Y020", "must be quoted"),
            ("*x* y", "2:5 Y007", "must be quoted"),
            ('"x" y', "2:5 Y022", "follows"),
            ("> 5", "2:5 Y020", "begins with >"),
            ("#5", "2:5 Y041", "comment"),
            ("%a", "2:5 Y020", "begins with %"),
            ("&a b", "2:5 Y007", "anchor"),
            ("!a b", "2:5 Y006", "tag"),
            ("`a`", "2:5 Y020", "begins with `"),
        ]
    ),
    Row("an alias in brackets", "tags: [*x, y]\n", "1:8 Y007", "*", {"tags": ["*x", "y"]}),
    Row("an anchor in brackets", "tags: [&x y, z]\n", "1:8 Y007", "&", {"tags": ["&x y", "z"]}),
    Row("a tag in brackets", "tags: [!x y, z]\n", "1:8 Y006", "!", {"tags": ["!x y", "z"]}),
    Row("a cloze in brackets", "items: [{{x}}, b]\n", "1:9 Y020", "{", {"items": ["{{x}}", "b"]}),
    Row("a sign in brackets", "items: [@x, b]\n", "1:9 Y020", "@", {"items": ["@x", "b"]}),
    Row("other bracket", "items: [a, b}\n", "1:8 Y024", "]", {"items": ["a", "b"]}),
    Row(
        "a bracket that lets the next key in",
        "tags: [a, b\nextra: c\n",
        "1:7 Y024",
        "never closed",
        {"tags": ["a", "b"], "extra": "c"},
    ),
    Row(
        "a brace that lets the next key in",
        "reverse: {q: x, a: y\nextra: c\n",
        "1:10 Y024",
        "never closed",
        {"reverse": {"q": "x", "a": "y"}, "extra": "c"},
    ),
    Row(
        "a bracket open to the end",
        "cards:\n  - id: x\n    tags: [a, b\n",
        "3:11 Y024",
        "never closed",
        {"cards": [{"id": "x", "tags": ["a", "b"]}]},
    ),
    Row(
        "a quotation that pairs with the next line's",
        'cards:\n  - id: x\n    q: "What\n    a: "That"\n',
        "3:8 Y023",
        "never closed",
        {"cards": [{"id": "x", "q": "What", "a": "That"}]},
    ),
    Row(
        "a quotation that pairs with another card's",
        'cards:\n  - id: x\n    q: "What\n    a: That\n  - id: y\n    q: Who\n    a: "b"\n',
        "3:8 Y023",
        "never closed",
        {"cards": [{"id": "x", "q": "What", "a": "That"}, {"id": "y", "q": "Who", "a": "b"}]},
    ),
    Row(
        "a quotation open to the end",
        'cards:\n  - id: x\n    q: a\n    a: "That\n',
        "4:8 Y023",
        "never closed",
        {"cards": [{"id": "x", "q": "a", "a": "That"}]},
    ),
    *(
        Row(law, text, told, word, {"cards": [{"id": "x", "q": "What", "a": "b"}]}, shows)
        for law, text, told, word, shows in [
            ("tab", "cards:\n  - id: x\n\tq: What\n    a: b\n", "3:1 Y026", "spaces", True),
            ("blanks, tab", "cards:\n  - id: x\n  \tq: What\n    a: b\n", "3:3 Y026", "tab", True),
            ("tabs", "cards:\n\t- id: x\n\t  q: What\n\t  a: b\n", "2:1 Y026", "tab", False),
            ("hyphen, tab", "cards:\n  -\tid: x\n    q: What\n    a: b\n", "2:4 Y026", "tab", True),
            ("deep", "cards:\n  - id: x\n    q: What\n      a: b\n", "4:7 Y027", "column 5", True),
            ("less", "cards:\n  - id: x\n    q: What\n   a: b\n", "4:4 Y027", "column 5", True),
            ("half", "cards:\n  - id: x\n    q: What\n  a: b\n", "4:3 Y027", "column 5", True),
            ("glued", "cards:\n  - id: x\n    q:What\n    a: b\n", "3:5 Y028", "space", True),
            ("glued id", "cards:\n  - id:x\n    q: What\n    a: b\n", "2:5 Y028", "space", True),
            ("glued -", "cards:\n  -id: x\n    q: What\n    a: b\n", "2:3 Y028", "hyphen", True),
            ("no colon", "cards:\n  - id: x\n    q What\n    a: b\n", "3:5 Y029", "`q`", True),
            ("cards", "cards\n  - id: x\n    q: What\n    a: b\n", "1:1 Y029", "`cards`", True),
            ("=", "cards:\n  - id: x\n    q = What\n    a: b\n", "3:5 Y029", "colon", True),
            ("wide", "cards:\n  - id: x\n    q：What\n    a: b\n", "3:5 Y029", "colon", True),
            ("below", "cards:\n  - id: x\n    q:\nWhat\n    a: b\n", "4:1 Y031", "no key", True),
            ("%", "%YAML 1.1\n---\ncards: [{id: x, q: What, a: b}]\n", "1:1 Y011", "%", False),
        ]
    ),
    Row(
        "a line that goes on but stands at the margin",
        "cards:\n  - id: x\n    q: What\nis that\n    a: b\n",
        "4:1 Y031",
        "no key",
        {"cards": [{"id": "x", "q": "What is that", "a": "b"}]},
    ),
    Row(
        "text above the first key",
        "My deck\ncards:\n  - id: x\n",
        "1:1 Y031",
        "comment",
        {"cards": [{"id": "x"}]},
    ),
    *(
        Row(law, f"cards:\n  - id: x\n    q: a\n    a: b\n{rest}", told, word, _two, shows)
        for _two in [{"cards": [{"id": "x", "q": "a", "a": "b"}, {"id": "y", "q": "c", "a": "d"}]}]
        for law, rest, told, word, shows in [
            ("a hyphen deeper", "   - id: y\n    q: c\n    a: d\n", "5:4 Y027", "column 3", True),
            ("a card less deep", " - id: y\n   q: c\n   a: d\n", "5:2 Y027", "column 3", False),
            ("no hyphen", "  id: y\n    q: c\n    a: d\n", "5:3 Y030", "- id: y", True),
            ("keys again", "    id: y\n    q: c\n    a: d\n", "5:5 Y030", "- id: y", True),
            ("second", "---\ncards:\n- id: y\n  q: c\n  a: d\n", "5:1 Y011", "second", False),
            ("dots", "...\ncards:\n- id: y\n  q: c\n  a: d\n", "5:1 Y011", "dots", False),
        ]
    ),
    *(
        Row(
            law,
            f"cards:\n  - id: x\n    q: a\n    a: |\n{block}    extra: z\n",
            told,
            word,
            {"cards": [{"id": "x", "q": "a", "a": value, "extra": "z"}]},
        )
        for law, block, told, word, value in [
            ("a block's line less deep", "      one\n    two\n", "6:5 Y027", "two", "one\ntwo\n"),
            ("a block not deeper", "    one\n", "5:5 Y027", "one", "one\n"),
            ("a block's tab", "      one\n\ttwo\n", "6:1 Y026", "two", "one\ntwo\n"),
        ]
    ),
    Row("anchor", "cards: &a\n  - id: x\n", "1:8 Y007", "anchor", {"cards": [{"id": "x"}]}),
    Row("tag", "cards: !x\n  - id: x\n", "1:8 Y006", "tag", {"cards": [{"id": "x"}]}),
    Row("merge", "q: a\n<<: y\n", "2:1 Y008", "<<", {"q": "a"}, False),
    Row("twice", "q: a\nq: b\n", "2:1 Y009", "line 1", {"q": "a"}, False),
    Row("twice in braces", "a: {q: a, q: b}\n", "1:11 Y009", "q", {"a": {"q": "a"}}, False),
    Row("a list as key", "[a]: b\nq: c\n", "1:1 Y010", "list", {"q": "c"}, False),
    Row("a mapping as key", "{a: b}: c\nq: c\n", "1:1 Y010", "mapping", {"q": "c"}, False),
    Row("? list", "? [a]\n: b\nq: x\n", "1:3 Y010", "list", {"q": "x"}, False),
    Row("no-break space", "q:\xa0b\na: d\n", "1:3 Y033", "U+00A0", {"q": "b", "a": "d"}),
]

_ONE_DOCUMENT = [row for row in _ROWS if "Y011" not in row.told]


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.law)
def test_a_fault_is_told_once_at_its_place_and_the_rest_is_read(row: Row) -> None:
    document, found = reading(row.text)
    assert told(found) == [row.told]
    assert row.word in f"{found[0].message}\n{found[0].help}"
    assert meaning(document.root) == row.means


@pytest.mark.parametrize("row", [row for row in _ROWS if row.shows], ids=lambda row: row.law)
def test_the_mended_line_that_is_shown_reads_as_it_was_meant(row: Row) -> None:
    _, (first, *_) = reading(row.text)
    lines = row.text.split("\n")
    number = first.span.first.line - 1
    shown = re.search(r":\n  (.*)", first.help)
    assert shown is not None, first.help
    # Where a column is the fault, the line is shown with its indentation.
    keeps = first.rule.code not in ("Y026", "Y027", "Y030", "Y031")
    indent = re.match(r"[ \t]*", lines[number])
    lines[number] = (indent[0] if keeps and indent else "") + shown[1]
    if row.law in ("text above the first key", "hyphen, tab"):
        lines[number] = ("  " if row.law == "hyphen, tab" else "") + shown[1]
    document, found = reading("\n".join(lines))
    assert told(found) == []
    assert meaning(document.root) == row.means


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("row", _ONE_DOCUMENT, ids=lambda row: row.law)
def test_places_do_not_depend_on_how_lines_end(row: Row, end: str) -> None:
    document, found = reading(row.text.replace("\n", end))
    assert told(found) == [row.told]
    assert meaning(document.root) == row.means


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.law)
def test_what_is_told_does_not_depend_on_libyaml(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = reading(row.text)[1]
    monkeypatch.setattr("generator.reader._FastLoader", reader._PureLoader)
    assert [(d.span.start, d.rule, d.message, d.help) for d in reading(row.text)[1]] == [
        (d.span.start, d.rule, d.message, d.help) for d in fast
    ]


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    text = (
        "cards:\n  - id: x\n    q: Dose: adult?\n    a: @home\n"
        '  - id: y\n    q: "no end\n    a: {{c1::x}} y\n  - id: z\n\tq: w\n    a: v\n'
    )
    document, found = reading(text)
    assert told(found) == ["3:12 Y021", "4:8 Y020", "6:8 Y023", "7:8 Y020", "9:1 Y026"]
    assert meaning(document.root) == {
        "cards": [
            {"id": "x", "q": "Dose: adult?", "a": "@home"},
            {"id": "y", "q": "no end", "a": "{{c1::x}} y"},
            {"id": "z", "q": "w", "a": "v"},
        ]
    }


def test_both_sides_of_a_merge_are_not_read() -> None:
    document, found = reading("cards:\n<<<<<<< HEAD\n- id: x\n=======\n- id: y\n>>>>>>> other\n")
    assert told(found) == ["2:1 Y012", "4:1 Y012", "6:1 Y012"]
    assert document.root is None


# What is fine stays quiet --------------------------------------------------------

_AS_TYPED = (
    *["no", "yes", "off", "~", "null", "true", "0.50", "1:30", "017", "0x1F", "1e3", ".inf"],
    *["2023-05-25", "=", "1_000", "a", "-5 mg", "-x", "?x", ":x", ":)", "x:y", "a:b:c", "12:30:45"],
    *["http://x.y/z", "https://x.y/z?a=b#frag", "Vitamin B#12", "C#", "a#b c", "5*10*3", "x & y"],
    *["50 % of", "50% of", "a @ b", "it's", 'the "word"', "a, b", "a [b] c", "a {b} c", "x}"],
    *["x > 5", "x | y", "wow!", "why?", "a - b", "\\(x^2\\)", "C:\\temp\\new", "\\theta", "x =y"],
    *[
        "“x” y",
        "é",
        "漢字",
        "e\u0301",
        "שלום",
        "مرحبا",
        "😀",
        "👩⚕️",
        "x\u200by",
        "a\u00a0b",
        "\u00e4",
    ],
    *["1. one", "+ yes", "(a)", "§ 5", "…", "a\tb", "x ~ y", "<b>x</b>", "---x", "...x"],
)


@pytest.mark.parametrize("value", _AS_TYPED)
def test_a_value_is_the_text_that_was_typed(value: str) -> None:
    document, found = reading(f"q: {value}\ntags:\n  - {value}\n")
    assert told(found) == []
    assert meaning(document.root) == {"q": value, "tags": [value]}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("a: ''\n", {"a": ""}),
        ("a:\n", {"a": ""}),
        ("a: # later\nb: c\n", {"a": "", "b": "c"}),
        ("# only\n\na: b\n\n# end\n", {"a": "b"}),
        ("---\na: b\n", {"a": "b"}),
        ("--- # deck\na: b\n...\n", {"a": "b"}),
        ("a: b", {"a": "b"}),
        ("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("a: b\rc: d\r", {"a": "b", "c": "d"}),
        ("a: b\r\nc: d\re: f\n", {"a": "b", "c": "d", "e": "f"}),
        ("a: b\n\n\n", {"a": "b"}),
        ("'q': a\n\"a\": b\n", {"q": "a", "a": "b"}),
        ("a: one\n  two\n\n  three\nb: c\n", {"a": "one two\nthree", "b": "c"}),
        ("a: one:two\n  #three\nb: c\n", {"a": "one:two", "b": "c"}),
        ("a: 'one\n  two'\n", {"a": "one two"}),
        ("a: 'it''s: \"x\" #5 \\n'\n", {"a": 'it\'s: "x" #5 \\n'}),
        ('a: "x # y: \\"z\\" \\\\ \\u00e9"\n', {"a": 'x # y: "z" \\ é'}),
        ('a: "one\\\n  two"\n', {"a": "onetwo"}),
        ("a: |\n  x: y\n\n  # no\n    z\nb: c\n", {"a": "x: y\n\n# no\n  z\n", "b": "c"}),
        ("a: |-\n  x\nb: c\n", {"a": "x", "b": "c"}),
        ("a: |+\n  x\n\nb: c\n", {"a": "x\n\n", "b": "c"}),
        ("a: |2\n    x\n", {"a": "  x\n"}),
        ("a: >\n  x\n  y\n\n  z\n", {"a": "x y\nz\n"}),
        ("a: > # folded\n  x\n", {"a": "x\n"}),
        ("a:\n  b\nc: d\n", {"a": "b", "c": "d"}),
        ("tags:\n- a\n- b\n", {"tags": ["a", "b"]}),
        ("tags: [a, 'b, c', \"d\"]\n", {"tags": ["a", "b, c", "d"]}),
        ("tags: [a,\n  b,\n]\n", {"tags": ["a", "b"]}),
        ("tags: []\nreverse: {}\n", {"tags": [], "reverse": {}}),
        ("reverse: {q: x, a: y}\n", {"reverse": {"q": "x", "a": "y"}}),
        ("tags:\n  - a # one\n  - b   # two\n", {"tags": ["a", "b"]}),
        ("a: '#5'\nb: 'x #5'\n", {"a": "#5", "b": "x #5"}),
        ("a: 'x' # y\nb: \"x\" # y\n", {"a": "x", "b": "x"}),
        ("a: 'x\u2028 y'\nb: x\u2029y\n", {"a": "x\u2028 y", "b": "x\u2029y"}),
        ("a: \u0085z\n", {"a": "\u0085z"}),
        ("a: |\n  x\u2028  y\n  z\n", {"a": "x\u2028  y\nz\n"}),
    ],
)  # fmt: skip
def test_what_yaml_takes_as_meant_stays_quiet(text: str, means: object) -> None:
    document, found = reading(text)
    assert told(found) == []
    assert meaning(document.root) == means


def test_the_formats_own_example_stays_quiet() -> None:
    text = """\
# deck.yaml
id: clonazepam                       # never changes: every guid derives from it
name: Pharmacology::Clonazepam       # the deck's name; a new one needs `was-name`
license: CC BY 4.0                   # shown with authors, review date and release date
authors: [...]
reviewed: 2026-11-22
topics: [class, mechanism, adverse-effects]   # order of new cards
subject: [clonazepam, Klonopin]   # a question names one of these, or it is out of context
tags: [drug::clonazepam]             # on every note
sources:
  overview:
    title: Clonazepam, an overview
    file: sources/overview.md
topic: mechanism                     # the tag clonazepam::mechanism; default: the file's name
source: overview#how-does-it-work    # default for the cards below; a section is its heading
cards:                               # and includes its subsections
  - id: binds-gaba-a
    q: To which receptor does clonazepam bind?
    a: The GABA-A receptor
    quote: bind to GABA-A receptors  # a few words, verbatim in that section of the source
"""
    document, found = reading(text)
    assert told(found) == []
    assert isinstance(document.root, Mapping)
    assert meaning(document.root.entries["source"].value) == "overview#how-does-it-work"


# Places --------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_key_and_value_has_its_place(end: str) -> None:
    text = f"# 😀\u2028{end}q: '漢'{end}tags: [a, \"b\"]{end}extra: |{end}  x{end}a: c"
    document, found = reading(text)
    root = document.root
    assert found == []
    assert isinstance(root, Mapping)
    places = {
        key: tuple(document.span(node).text for node in (entry.key, entry.value))
        for key, entry in root.entries.items()
    }
    assert places["q"] == ("q", "'漢'")
    assert places["tags"] == ("tags", '[a, "b"]')
    assert places["a"] == ("a", "c")
    tags, extra = root.entries["tags"].value, root.entries["extra"].value
    assert isinstance(tags, Sequence)
    assert [document.span(item).text for item in tags.items] == ["a", '"b"']
    assert isinstance(extra, Scalar)
    assert extra.block
    assert document.span(extra).text.startswith("|")
    assert document.span(extra).first.line == 4


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        ("x: y\r\n", 2, 4),
        ("x: y\r", 2, 4),
        ("x: y\n", 2, 4),
        ("x: a\u2028b\n", 2, 4),
        ("x: a\u0085b\u2029c\n", 2, 4),
        ("x: 😀😀\n", 2, 4),
        ("", 1, 4),
    ],
)
def test_a_place_counts_code_points_and_our_line_ends_only(
    before: str, line: int, column: int
) -> None:
    assert told(reading(f"{before}a: @home\n")[1]) == [f"{line}:{column} Y020"]
    assert told(reading(f"{before}a: 😀\u2028: z\n")[1]) == [f"{line}:{column + 2} Y021"]


# Characters ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x0b", "\x0c", "\x1f", "\x7f", "\x9b", "\ud800", "\ufffe", "\uffff"]
)
@pytest.mark.parametrize("value", ["x{}y", "'x{}y'", "|\n  x{}y", '"x{}y"'])
def test_a_control_character_is_named_and_read_as_a_space(sign: str, value: str) -> None:
    document, found = reading(f"q: w\na: {value.format(sign)}\n")
    (only,) = found
    assert only.rule.code == "Y003"
    assert only.span.text == sign
    assert f"U+{ord(sign):04X}" in only.message
    assert isinstance(document.root, Mapping)
    assert str(meaning(document.root.entries["a"].value)).rstrip() == "x y"


def test_of_many_control_characters_twenty_are_told() -> None:
    found = reading("a: x" + "\x01y" * 50 + "\n")[1]
    assert len(found) == 20
    assert "30 more" in found[-1].message


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ('"\\x1f"', "1:5"),
        ('"ab \\ud800"', "1:8"),
        ('"\\frac{1}{2}"', "1:5"),
        ('"x\\beta"', "1:6"),
        ('"\\0"', "1:5"),
        ('"\\alpha"', "1:5"),
        ('"\\vec"', "1:5"),
        ('"\\epsilon"', "1:5"),
        ('"\\U0000FFFF"', "1:5"),
    ],
)
def test_an_escape_that_makes_a_control_character_is_an_error_at_the_escape(
    value: str, place: str
) -> None:
    document, found = reading(f"a: {value}\n")
    assert told(found) == [f"{place} Y003"]
    shown = f"a: '{value[1:-1]}'"
    assert shown in found[0].help
    assert meaning(reading(shown)[0].root) == {"a": value[1:-1]}
    assert reader.read(SourceFile("a", shown))[1] == []
    assert document.root is not None


@pytest.mark.parametrize("value", ["\\theta", "\\times 3", "x \\nu", "\\tau=1", "\\rho", "\\to"])
def test_a_tex_command_that_becomes_a_tab_or_a_line_break_is_a_warning(value: str) -> None:
    found = reading(f'a: "{value}"\n')[1]
    assert told(found) == [f"1:{5 + value.index(chr(92))} Y042"]
    assert found[0].severity is Severity.WARNING
    assert f"'{value}'" in found[0].help


@pytest.mark.parametrize(
    "value", ["one\\ntwo", "one\\n\\ntwo", "a\\tb", "\\\\theta", "one\\r\\ntwo", "x\\nnot so\\n"]
)
def test_an_honest_line_break_or_tab_in_double_quotes_stays_quiet(value: str) -> None:
    assert told(reading(f'a: "{value}"\n')[1]) == []


# Comments --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("a: Vitamin B #12", "1:14"),
        ("a: the  #1 choice", "1:9"),
        ("a: see #overview: y", "1:8"),
        ("- Vitamin B #12", "1:13"),
    ],
)
def test_a_comment_that_eats_text_is_a_warning_at_its_sign(line: str, place: str) -> None:
    found = reading(f"{line}\n")[1]
    assert told(found) == [f"{place} Y040"]
    assert found[0].severity is Severity.WARNING
    assert "'" in found[0].help


@pytest.mark.parametrize(
    "line",
    ["a: b # c", "a: b  # c", "id: x   # never: changes", "a: b ## c", "a: b #", "a: 'b' #5"],
)
def test_an_honest_comment_stays_quiet(line: str) -> None:
    assert told(reading(f"x: y\n{line}\n")[1]) == []


def test_a_value_that_is_nothing_but_a_comment_is_an_error_and_its_text_is_kept() -> None:
    document, found = reading("q: #1 drug?\na: b\n")
    assert told(found) == ["1:4 Y041"]
    assert found[0].severity is Severity.ERROR
    assert "q: '#1 drug?'" in found[0].help
    assert meaning(document.root) == {"q": "#1 drug?", "a": "b"}


@pytest.mark.parametrize("text", ["", "\n\n", "# a\n# b\n", "   ", "\r\n", "# x"])
def test_a_file_without_a_key_is_told_with_an_example(text: str) -> None:
    document, found = reading(text)
    assert told(found) == ["1:1 Y004"]
    assert "cards:" in found[0].help
    assert document.root is None


# Laws ---

_TYPED = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
    max_size=40,
)


@given(_TYPED)
def test_any_text_in_double_quotes_comes_back_as_typed(value: str) -> None:
    double = value.replace("\\", "\\\\").replace('"', '\\"')
    document, found = reading(f'q: "{double}"\n')
    assert told(found) == []
    assert meaning(document.root) == {"q": value}


@given(st.lists(_TYPED.filter(lambda line: line.strip()), min_size=1, max_size=4))
def test_any_lines_in_a_block_come_back_as_typed(lines: list[str]) -> None:
    block = "".join(f"    {line}\n" for line in lines)
    document, found = reading(f"a: |2\n{block}q: b\n")
    assert told(found) == []
    assert meaning(document.root) == {"a": "".join(f"  {line}\n" for line in lines), "q": "b"}


def test_what_is_quoted_within_brackets_is_no_fault_beside_one() -> None:
    text = "cards:\n  - {id: x, q: 'A', a: 'so: - b: c', d: ` e}\n"
    found = read(SourceFile("t.yaml", text))[1]
    assert [text[d.span.start :][:3] for d in found] == ["` e"]


_JSON = """{
  "cards": [
    {"id": "one", "q": "What", "a": "b"},
    {"id": "two", "q": "Which", "a": "c", "tags": ["x", "y"]}
  ]
}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "word"),
    [
        ('"What", "a"', '"What" "a"', "3:31 Y032", '"What", "a"'),
        ('"b"},', '"b"}', "4:5 Y032", '"a": "b"},'),
        ('"q": "What"', '"q" "What"', "3:23 Y029", '"q": "What"'),
        ('"b"}', '"b}', "3:37 Y023", "close it"),
        ('"y"]', '"y"', "4:51 Y024", "close it"),
        ("  ]\n", "\n", "2:12 Y024", "close it"),
        ("\n}\n", "\n", "1:1 Y024", "close it"),
        ("\n}\n", "\n}}\n", "6:2 Y032", "take it out"),
    ],
)
def test_a_deck_in_json_has_its_slips_told(old: str, new: str, place: str, word: str) -> None:
    text = _JSON.replace(old, new)
    _, (finding,) = reading(text)
    assert told([finding]) == [place]
    assert word in finding.help
    _, (flat,) = reading(re.sub("(?m)^ +", "", text))
    assert (flat.rule, flat.span.first.line) == (finding.rule, finding.span.first.line)
