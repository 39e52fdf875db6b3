"""Mending: the text says what it said, but for what was wrong; nothing else in it is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.catalog import assemble
from generator.diagnostics import Diagnostic
from generator.mending import Mend, mended, together
from generator.reader import read
from generator.source import SourceFile
from generator.tree import Mapping, Node, Scalar
from tests.markup import listed

_HEAD = "deck: {id: d}\ncards:\n"


def _findings(text: str) -> tuple[SourceFile, list[Diagnostic]]:
    file = SourceFile("d.yaml", text)
    document, found = read(file)
    return file, [*found, *assemble(document, [])[1]]


def _mend(text: str) -> tuple[str, list[Mend]]:
    """``text`` mended until there is nothing more to mend, as the command does it."""
    done: list[Mend] = []
    for _ in range(20):
        text, now = mended(*_findings(text))
        done = together(done, now)
        if not now:
            return text, done
    raise AssertionError("the mending comes to no end")


def _data(node: Node | None) -> Any:
    if node is None or isinstance(node, Scalar):
        return node.text if node else None
    if isinstance(node, Mapping):
        return {name: _data(entry.value) for name, entry in node.entries.items()}
    return [_data(item) for item in node.items]


def _read(text: str) -> Any:
    return _data(read(SourceFile("d.yaml", text))[0].root)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  - q: Why so\n    a: b\n", "  - id: why-so\n    q: Why so\n    a: b\n"),
        ("  - {q: Why so, a: b}\n", "  - {id: why-so, q: Why so, a: b}\n"),
        ("  -   q: Why so # c\n      a: b", "  -   id: why-so\n      q: Why so # c\n      a: b"),
        ("  -\n    q: Why so\n    a: b\n", "  -\n    id: why-so\n    q: Why so\n    a: b\n"),
        ("- q: Why so\n  a: b\n", "- id: why-so\n  q: Why so\n  a: b\n"),
        ("  - cloze: A {{c1::b::c}} d\n", "  - id: a-b-d\n    cloze: A {{c1::b::c}} d\n"),
        ("  - q: 何\n    a: b\n", "  - id: my-card\n    q: 何\n    a: b\n"),
        ("  - {id: x, question: b, a: c}\n", "  - {id: x, q: b, a: c}\n"),
        ('  - {id: x, "question": b, a: c}\n', '  - {id: x, "q": b, a: c}\n'),
        ("  - {ID: x, Q: b, A: c}\n", "  - {id: x, q: b, a: c}\n"),
        ("  - {id: x, q: b, anwser: c}\n", "  - {id: x, q: b, a: c}\n"),
        ("  - {id: x, clozee: 'b {{c}} d'}\n", "  - {id: x, cloze: 'b {{c}} d'}\n"),
        ("  - id: x\n    q: b: c\n    a: d\n", "  - id: x\n    q: 'b: c'\n    a: d\n"),
        ("  - id: x\n    q: a: it's\n    a: d\n", None),
        ("  - id: x\n    q: so: it's\n    a: d\n", "  - id: x\n    q: 'so: it''s'\n    a: d\n"),
        ("  - id: x\n    cloze: {{b}} c d\n", "  - id: x\n    cloze: '{{b}} c d'\n"),
        ("  - id: x\n    q: b\n    a: @c\n", "  - id: x\n    q: b\n    a: '@c'\n"),
        ("\t- id: x\n\t  q: b\n\t  a: c\n", "  - id: x\n    q: b\n    a: c\n"),
        ("  - id: x\n\t  q: b\n    a: c\n", "  - id: x\n    q: b\n    a: c\n"),
        ("- id: x\n\tq: b\n\ta: c\n", "- id: x\n  q: b\n  a: c\n"),
    ],
)
def test_what_is_sure_is_mended(before: str, after: str | None) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = (_HEAD + before).replace("\n", end)
        wanted = text if after is None else (_HEAD + after).replace("\n", end)
        assert _mend(text)[0] == wanted


@pytest.mark.parametrize(
    "cards",
    [
        "  - {id: x, q: b, hint: c}\n",  # perhaps an `extra`, perhaps not
        "  - {id: x, q: b, note: c, a: d}\n",
        "  - {id: x, question: b, front: c, a: d}\n",  # which of the two?
        "  - {id: x, q: b, question: c, a: d}\n",
        "  - {id: x, q: b, a: c, tag: d}\n",  # the value would have to change
        "  - {id: x, q: b, a: c, xyzzy: d}\n",
        "  - {id: x, q: b, a: c, frong: d}\n",  # `front` or `wrong`
        "  - id: x\n    q: b: c # d\n    a: e\n",  # a comment, or text?
        "  - id: x\n    q: b a: c\n    a: e\n",  # two keys in one line
        "  - id: x\n    q: b: c\n      and more\n    a: d\n",  # the text goes on
        "  - id: x\n    q: *b\n    a: d\n",  # an alias, or a star?
        "  - id: x\n    q: b\n    a: 'c\n",
        "  - id: x\n    q: b\n    a: |\n     c\n\td\n",
        "  - id: x\n\tq: b\n\t\ta: c\n",  # no width fits
        "  - id: x\n    q: b\n\ta: |\n\t     c\n\t\t d\n",
        "  - ? q\n    : b\n    a: c\n",
        "  - {q: b, a: c}\n  - id: y\n    a: 'c\n",
        "<<<<<<< a\n  - {q: b, a: c}\n=======\n>>>>>>> b\n",
    ],
)
def test_what_is_not_sure_is_left_alone(cards: str) -> None:
    assert _mend(_HEAD + cards) == (_HEAD + cards, [])


def test_ids_differ_from_all_others_of_the_deck() -> None:
    text = _HEAD + "  - {q: Why so, a: b}\n  - {q: Why so, a: c}\n  - {id: why-so, q: d, a: e}\n"
    text += "  - {id: y, was: [why-so-2], q: f, a: g}\n"
    ids = [card["id"] for card in _read(_mend(text)[0])["cards"]]
    assert ids == listed("why-so-3 why-so-4 why-so y")


def test_what_is_told_is_the_line_in_the_mended_file() -> None:
    text, mends = _mend(_HEAD + "  # c\n  - question: b\n    a: c\n  - {id: x, q: d, answer: e}\n")
    told = [(mend.line, mend.rule.code, mend.about) for mend in mends]
    assert told == [
        (4, "I001", "`id: b` added"),
        (5, "S001", "`q` for `question`"),
        (7, "S001", "`a` for `answer`"),
    ]
    assert text.splitlines()[4] == "    q: b"


# Whatever a file is made of ---------------------------------------------------------------------


@dataclass
class _Typist:
    """Types a deck with faults that are mended, and knows what was meant."""

    random: Random

    def deck(self) -> tuple[str, list[dict[str, str]], list[str]]:
        """A text, the cards that it means, and the comments in it."""
        end = self.random.choice(["\n", "\r\n", "\r"])
        comments: list[str] = []
        cards: list[dict[str, str]] = []
        lines = ["deck: {id: d}", self._commented("cards:", comments)]
        for number in range(self.random.randint(1, 5)):
            if self.random.random() < 0.3:
                comments.append(f"# line {number} 'é: {{")
                lines.append(" " * self.random.randint(0, 6) + comments[-1])
            lines += self._card(number, cards, comments)
            lines += [""] * self.random.randint(0, 1)
        return end.join(lines) + self.random.choice(["", end]), cards, comments

    def _card(self, number: int, cards: list[dict[str, str]], comments: list[str]) -> list[str]:
        values = {"q": self._text(), "a": self._text(), "extra": self._text()}
        if self.random.random() < 0.5:
            values = {"id": f"n{number}"} | values
        cards.append(values)
        pairs = [(self._key(name), value) for name, value in values.items()]
        if self.random.random() < 0.2:
            inner = ", ".join(f"{key}: {self._quoted(value)}" for key, value in pairs)
            return [self._commented(f"  - {{{inner}}}", comments)]
        lines = []
        for place, (key, value) in enumerate(pairs):
            lead = "    " if place else "  - "
            if self.random.random() < 0.5:
                lines.append(self._commented(f"{lead}{key}: {self._quoted(value)}", comments))
            else:
                lines.append(f"{lead}{key}: {value}")
        return lines

    def _commented(self, line: str, comments: list[str]) -> str:
        if self.random.random() < 0.3:
            comments.append(f'# it\'s {len(comments)}: "so"')
            line += f"  {comments[-1]}"
        return line

    def _key(self, name: str) -> str:
        other = {"q": "question", "a": "anwser", "extra": "Extra", "id": "ID"}[name]
        return other if self.random.random() < 0.3 else name

    def _text(self) -> str:
        first = self.random.choice(listed("Word naïve 漢字 {{gap}} @x % ` 0.50 no ~"))
        rest = self.random.choices(listed("word it's x:y so: é 4:5 {{gap}} - # don't"), k=3)
        text = " ".join([first, *rest])
        return re.sub(r"\s#.*|:$", "", text)

    def _quoted(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_what_was_meant_is_what_is_read_and_all_else_is_kept(seed: int) -> None:
    before, cards, comments = _Typist(Random(seed)).deck()
    after, mends = _mend(before)
    read_cards = _read(after)["cards"]
    assert [{**card, "id": ""} for card in read_cards] == [{**card, "id": ""} for card in cards]
    ids = [card["id"] for card in read_cards]
    assert len(set(ids)) == len(ids)
    assert all(name == card["id"] for name, card in zip(ids, cards, strict=True) if "id" in card)
    at = 0
    for comment in comments:
        at = after.index(comment, at) + len(comment)
    touched = {line for mend in mends for line in (mend.line, mend.line + mend.added)}
    kept = [
        line
        for number, line in enumerate(after.splitlines(keepends=True), 1)
        if number not in touched
    ]
    old = iter(before.splitlines(keepends=True))
    assert all(line in old for line in kept)
    assert mended(*_findings(after)) == (after, [])


_PIECES = [
    *["- ", "  ", "    ", "\t", "\n", "\r\n", "q: ", "a: ", "question: ", "id: x", "cards:", ": "],
    *["{", "}", "[", "]", "'", '"', "# c", "|", ">", "word", "{{b}}", "*a", "&a ", "? ", "é"],
    *["  - q: b: c\n", "    answer: d\n", "  - {q: e, a: f}\n", "\tq: g\n", "\ufeff"],
    *["    extra: |\n      h\n", "  -\tid: y\n\tq: i\n"],
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=25))
def test_no_text_loses_or_gains_a_value(pieces: list[str]) -> None:
    before = _HEAD + "".join(pieces)
    after, mends = mended(*_findings(before))
    if not mends:
        assert after == before
        return
    if not any(mend.rule.code == "Y026" for mend in mends):
        assert _values(_read(before)) == _values(_read(after))
    old, new = (re.sub(r"[\s'\"]", "", text) for text in (before, after))
    characters = iter(new)
    renamed = any(mend.rule.code == "S001" for mend in mends)
    assert renamed or all(character in characters for character in old)


def _values(data: Any) -> list[str]:
    """All texts in order, but for keys and ids."""
    if isinstance(data, dict):
        return [v for name, value in data.items() if name != "id" for v in _values(value)]
    if isinstance(data, list):
        return [value for item in data for value in _values(item)]
    return [data]
