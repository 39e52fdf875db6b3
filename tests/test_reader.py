"""The reader: every scalar is text with a place, and every fault has a place and a remedy."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import reader
from generator.diagnostics import Diagnostic
from generator.reader import decode, read
from generator.syntax import quoted
from generator.tree import Mapping, Node, Scalar, Sequence

CARD = "cards:\n  - id: x\n    q: What?\n"

# typed, code, line, column, a word of message or help
FAULTS = [
    ("a: {{c1::x}} y", "Y020", 1, 4, "a: '{{c1::x}} y'"),
    ("a: {{x}}", "Y020", 1, 4, "a: '{{x}}'"),
    ("a: {{x::hint}}\nb: c", "Y020", 1, 4, "a: '{{x::hint}}'"),
    ("a: [[x]]", "Y020", 1, 4, "a: '[[x]]'"),
    ("a: [x] is y", "Y020", 1, 4, "a: '[x] is y'"),
    ("a: x: y", "Y021", 1, 5, "a: 'x: y'"),
    ("a: ends with:", "Y021", 1, 13, "a: 'ends with:'"),
    ("a: Dose: it's 5", "Y021", 1, 8, "a: 'Dose: it''s 5'"),
    ("a: > 20 mg", "Y020", 1, 4, "a: '> 20 mg'"),
    ("a: >20 mg", "Y020", 1, 4, "a: '>20 mg'"),
    ("a: | x", "Y020", 1, 4, "a: '| x'"),
    ("a: @x", "Y020", 1, 4, "a: '@x'"),
    ("a: `x` y", "Y020", 1, 4, "a: '`x` y'"),
    ("a: %x", "Y020", 1, 4, "a: '%x'"),
    ("a: - x", "Y020", 1, 4, "a: '- x'"),
    ("a: ? x", "Y020", 1, 4, "a: '? x'"),
    ("a: ,x", "Y020", 1, 4, "a: ',x'"),
    ("a: ]", "Y020", 1, 4, "a: ']'"),
    ("a: *it* x", "Y007", 1, 4, "a: '*it* x'"),
    ("a: **b** x", "Y007", 1, 4, "a: '**b** x'"),
    ("a: &x y", "Y007", 1, 4, "a: '&x y'"),
    ("a: !x y", "Y006", 1, 4, "a: '!x y'"),
    ("a: ![p](p.png)", "Y006", 1, 4, "a: '![p](p.png)'"),
    ('a: "x" y', "Y022", 1, 4, "a: '\"x\" y'"),
    ('a: "a" and "b"', "Y022", 1, 4, 'a: \'"a" and "b"\''),
    ("a: 'don't'", "Y022", 1, 4, "a: 'don''t'"),
    ('a: "He said "no" to it"', "Y022", 1, 4, "a: 'He said \"no\" to it'"),
    ('a: "x', "Y023", 1, 4, 'a: "x"'),
    ("a: 'x\nb: y\nc: 'z'\n", "Y023", 1, 4, "a: 'x'"),
    ('q: "What is it?\na: "b"\n', "Y023", 1, 4, "never closed"),
    ('a: "x\n\nb: "y"', "Y023", 1, 4, 'a: "x"'),
    ("a: [x", "Y024", 1, 4, "a: '[x'"),
    ("tags: [a, b\nq: x\na: y", "Y024", 1, 7, "tags: [a, b]"),
    ("[[[[", "Y024", 1, 1, "never closed"),
    ('a: "\\d"', "Y025", 1, 5, "a: '\\d'"),
    ('a: "\\(x\\)"', "Y025", 1, 5, "a: '\\(x\\)'"),
    ('a: "C:\\dose"', "Y025", 1, 7, "a: 'C:\\dose'"),
    ('a: "\\frac{1}{2}"', "Y003", 1, 5, "single quotes"),
    ('a: "\\ud800"', "Y003", 1, 5, "single quotes"),
    ('a: "\\x1f"', "Y003", 1, 5, "control character"),
    ('a: "\\theta"', "Y042", 1, 5, "a: '\\theta'"),
    ('a: "\\nu = 3"', "Y042", 1, 5, "line break"),
    ("a: x\x00y", "Y003", 1, 5, "U+0000"),
    ("\ta: x", "Y026", 1, 1, "spaces"),
    ("a: b\n\tc: d", "Y026", 2, 1, "spaces"),
    (CARD + "   a: z", "Y027", 4, 4, "column 5"),
    (CARD + "     a: z", "Y027", 4, 6, "column 5"),
    ("cards:\n- id: x\n  q: y\n - id: z", "Y027", 4, 2, "column 1"),
    ("x: |\n  x\n y\nz: q", "Y027", 3, 2, "indent"),
    ("cards:\n  - id:x\n    q: b", "Y028", 2, 5, "- id: x"),
    (CARD + "    a:That", "Y028", 4, 5, "a: That"),
    ("- a\n-b\n- c", "Y028", 2, 1, "- b"),
    ("cards\n  - id: x", "Y029", 1, 1, "cards:"),
    (CARD + "    a That", "Y029", 4, 5, "no colon"),
    ("q：what\na: b", "Y029", 1, 1, "q: what"),
    ("cards:\n  - id: a\n    q: b\n  id: c\n    q: d", "Y030", 4, 3, "- id: c"),
    ("q: a long\nthat goes on\na: x", "Y031", 2, 1, "indent"),
    ("a: b\n---\nc: d", "Y011", 2, 1, "second document"),
    ("%YAML 1.2\n---\na: b", "Y011", 1, 1, "delete"),
    ("<<: x", "Y008", 1, 1, "merges"),
    ("[a]: b", "Y010", 1, 1, "word"),
    ("a: 1\nb: 2\na: 3", "Y009", 3, 1, "line 1"),
    ("a: x #12", "Y040", 1, 6, "a: 'x #12'"),
    ("a: #5 is best", "Y041", 1, 4, "a: '#5 is best'"),
    ("<<<<<<< HEAD\na: 1\n", "Y012", 1, 1, "markers"),
    ("", "Y004", 1, 1, "empty"),
    ("# nothing\n", "Y004", 1, 1, "empty"),
    ("a: b\r\nc: @d", "Y020", 2, 4, "c: '@d'"),
    ("a: b\rc: @d", "Y020", 2, 4, "c: '@d'"),
    ("a: \u2028b\u0085\nc: @d", "Y020", 2, 4, "c: '@d'"),
    ("a: 😀\nc: 😀: d", "Y021", 2, 5, "c: '😀: d'"),
]


def findings(text: str) -> tuple[Node | None, list[Diagnostic]]:
    file, found = decode("x.yaml", text.encode("utf-8", "surrogatepass"))
    if any(d.rule.code == "Y001" for d in found):
        return None, found
    document, more = read(file)
    return document.root, [*found, *more]


def values(text: str) -> dict[str, str]:
    """The texts of a flat mapping that reads without a finding."""
    root, found = findings(text)
    assert found == []
    assert isinstance(root, Mapping)
    texts = {}
    for key, entry in root.entries.items():
        assert isinstance(entry.value, Scalar)
        texts[key] = entry.value.text
    return texts


@pytest.mark.parametrize(("typed", "code", "line", "column", "word"), FAULTS)
def test_a_fault_has_its_cause_its_place_and_a_remedy(
    typed: str, code: str, line: int, column: int, word: str
) -> None:
    _, found = findings(typed)
    first = found[0]
    place = first.span.first
    assert (first.rule.code, place.line, place.column) == (code, line, column)
    assert word in f"{first.message}\n{first.help}"


@pytest.mark.parametrize(("typed", "code", "line", "column", "word"), FAULTS)
def test_one_fault_is_told_once(typed: str, code: str, line: int, column: int, word: str) -> None:
    del line, column, word
    _, found = findings(typed)
    assert [d.rule.code for d in found] == [code]


MENDED = re.compile(r"write it so:\n  ([^\n]+)")


@pytest.mark.parametrize("typed", [row[0] for row in FAULTS if row[0].startswith("a: ")])
def test_the_mended_line_reads(typed: str) -> None:
    first = findings(typed)[1][0]
    shown = MENDED.search(first.help)
    if shown is not None:
        assert list(values(shown[1])) in (["a"], ["c"])


def test_all_faults_of_a_file_are_told_in_one_run() -> None:
    _, found = findings('a: b: c\nd: @e\nok: fine\nf: "g\nh: x #1\ni: {{j}}\n')
    assert [(d.rule.code, d.span.first.line) for d in found] == [
        ("Y021", 1),
        ("Y020", 2),
        ("Y023", 4),
        ("Y040", 5),
        ("Y020", 6),
    ]


def test_places_after_a_mended_line_are_those_of_the_file() -> None:
    root, _ = findings("a: b: c\nd: e")
    assert isinstance(root, Mapping)
    value = root.entries["d"].value
    assert (value.start, value.end) == (11, 12)


@pytest.mark.parametrize(
    "word",
    ["no", "yes", "on", "null", "~", "0.50", "1:30", "017", "0x1F", "1e3", "2023-05-25", "<<", "="],
)
def test_every_scalar_is_text(word: str) -> None:
    assert values(f"a: {word}\nb: x") == {"a": word, "b": "x"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1:2 ratio", "1:2 ratio"),
        ("a: http://x.org/y#z", "http://x.org/y#z"),
        ("a: b   # a comment", "b"),
        ("a: 'x #12'", "x #12"),
        ("a: it's", "it's"),
        ('a: say "no"', 'say "no"'),
        ("a: two\n  lines", "two lines"),
        ('a: "two\n  lines"', "two lines"),
        ("a: |\n  # no comment\n\n  b: c\n", "# no comment\n\nb: c\n"),
        ("a: >\n  folded\n  text\n", "folded text\n"),
        ("a: x\u2028y\u0085z", "x\u2028y\u0085z"),
        ("a: ‘curly’ “quotes”", "‘curly’ “quotes”"),
        ("a: 漢字 עברית é", "漢字 עברית é"),
        ("---\na: b", "b"),
        ('a: "line one\\nline two"', "line one\nline two"),
    ],
)
def test_honest_text_is_read_as_it_stands(text: str, value: str) -> None:
    assert values(text) == {"a": value}


def test_a_byte_order_mark_is_told_and_not_counted() -> None:
    file, found = decode("x", b"\xef\xbb\xbfa: @x")
    assert [d.rule.code for d in found] == ["Y002"]
    assert read(file)[1][0].span.first.column == 4


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [(b"a: caf\xe9", 1, 7), (b"a: \xc3\xa9\nb: \xff", 2, 4), ("a: b".encode("utf-16"), 1, 1)],
)
def test_other_encodings_are_told_at_the_first_foreign_byte(
    data: bytes, line: int, column: int
) -> None:
    _, found = decode("x", data)
    place = found[0].span.first
    assert (found[0].rule.code, place.line, place.column) == ("Y001", line, column)
    assert "UTF-8" in found[0].help


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "{" * 100_000,
        "- " * 100_000,
        "? " * 100_000,
        '["]", ' * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(2_000)),
    ],
    ids=["brackets", "braces", "hyphens", "question-marks", "quoted-brackets", "indents"],
)
def test_boundless_nesting_is_an_error_and_no_crash(text: str) -> None:
    _, found = findings(text)
    assert [d.rule.code for d in found] == ["Y005"]


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" + " " * 1_000_000,
        "a: " + "word " * 1_000_000,
        "a: [" + ", ".join(f"&a{i} x" for i in range(20_000)) + "]",
        "a: " + "\x01" * 100_000,
        ": " * 100_000,
        "\n".join(f"k{i}: v: x" for i in range(20_000)),
        'a: "x\n' + "\n".join(f'k{i}: "v"' for i in range(20_000)),
    ],
    ids=["spaces", "words", "anchors", "controls", "colons", "faults", "quotes"],
)
def test_huge_input_comes_to_an_end(text: str) -> None:
    findings(text)


def _spans_lie_in_the_file(found: list[Diagnostic]) -> None:
    for d in found:
        assert 0 <= d.span.start <= len(d.span.file.text)
        assert d.span.start <= d.span.end
        assert d.span.first.line >= 1
        assert "\n" not in d.message
        assert d.help


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None)
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    file, found = decode("x", data)
    _spans_lie_in_the_file([*found, *read(file)[1]])


GOOD = """\
topic: mechanism
source: overview#x
cards:
  - id: one
    q: "Which \\"receptor\\"?"   # a comment
    a: 'it''s GABA'
    tags: [a, b]
    reverse: {q: x, a: y}
  - id: two
    cloze: |
      Some {{text}}
        with lines
    extra: >-
      folded: text
"""
SIGNS = st.sampled_from([*"\"'[]{}:,#&*!|>@`%-? \t\n\\ab{}", "\r\n", "\u2028", "😀", "{{"])


@st.composite
def mutations(draw: st.DrawFn) -> str:
    text = GOOD
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 12))
        text = text[:at] + draw(st.one_of(SIGNS, st.just(""))) + text[at + cut :]
    return text


@given(mutations())
@settings(max_examples=250, deadline=None)
def test_no_slip_of_the_finger_crashes_the_reader(text: str) -> None:
    _spans_lie_in_the_file(findings(text)[1])


def _told(text: str) -> list[tuple[str, int, str]]:
    return [(d.rule.code, d.span.start, d.message) for d in findings(text)[1]]


@pytest.mark.parametrize("typed", [row[0] for row in FAULTS])
def test_both_parsers_tell_the_same(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = _told(typed)
    monkeypatch.setattr(reader, "_FastLoader", reader._PureLoader)
    assert _told(typed) == fast


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_in_single_quotes_comes_back(text: str) -> None:
    typed = re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]", " ", text)
    assert values(f"a: {quoted(typed)}") == {"a": typed}


def test_every_node_lies_where_the_text_has_it() -> None:
    file, _ = decode("x", GOOD.encode())
    root = read(file)[0].root
    assert isinstance(root, Mapping)
    keys = [entry.key for entry in root.entries.values()]
    assert [file.text[key.start : key.end] for key in keys] == ["topic", "source", "cards"]
    assert all(one.end <= other.start for one, other in pairwise(keys))
    cards = root.entries["cards"].value
    assert isinstance(cards, Sequence)
    assert len(cards.items) == 2
    assert yaml.safe_load(GOOD)["cards"][0]["a"] == "it's GABA"
