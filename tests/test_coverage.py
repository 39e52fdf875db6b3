"""Coverage: which sentences there are, which have cards, and how that is told."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator.cli import main
from generator.coverage import sentences
from generator.source import SourceFile
from generator.sources import SourceText
from tests.decks import write

_SOURCE = """\
# Overview

- Source: a label, 2023

It binds to GABA-A receptors.  It prevents
seizures & panic. <!-- Not this. -->

## Doses

- At most 20 mg a day.
- Start with 0.5 mg. Then wait.
"""
_DECK = """\
id: mine
name: Mine & theirs
sources:
  one:
    title: One <source>
    file: sources/one.md
    not-for-study:
      Then wait: no dose
"""
_CARDS = """\
source: one
cards:
  - {id: receptor, q: To what?, a: GABA-A & no <other>, quote: binds to GABA-A receptors}
  - {id: both, q: What does it do?, a: Both, quote: receptors. It prevents seizures}
  - {id: third, cloze: 'It {{binds}}', quote: It binds to GABA-A}
"""
_KINDS = """\
source: one#doses
cards:
  - {id: way, q: A, a: B, reverse: {q: C, a: D}, quote: At most 20 mg}
  - {id: list, list: All of it?, items: [one, two], quote: At most 20 mg}
  - {id: choice, choice: Which one?, right: This, wrong: [That], why: So, quote: At most 20 mg}
  - {id: select, select: Which ones?, right: [This, It], wrong: [That], quote: At most 20 mg}
  - {id: profile, profile: The drug, class: One, antidote: Two, quote: At most 20 mg}
"""


def _cut(text: str) -> list[str]:
    file = SourceFile("sources/one.md", text)
    return [" ".join(span.text.split()) for span in sentences(SourceText("one", "One", file))]


@pytest.fixture
def here(here: Path) -> Path:
    """With a deck in it whose source has cards."""
    files = {"deck.yaml": _DECK, "cards.yaml": _CARDS, "sources/one.md": _SOURCE}
    return write(here, {f"cards/mine/{name}": text for name, text in files.items()})


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["coverage", *words])


# What a sentence is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("A line\nthat goes on.", ["A line that goes on."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("No full stop", ["No full stop"]),
        # What looks like an end and is none.
        ("Take 0.5 mg, e.g. Klonopin.", ["Take 0.5 mg, e.g. Klonopin."]),
        ("As Dr. Roe says, it acts.", ["As Dr. Roe says, it acts."]),
        ("It binds GABA-A. Roe found it.", ["It binds GABA-A.", "Roe found it."]),
        ("Vitamin B. Roe found it.", ["Vitamin B. Roe found it."]),
        ("It is given i.e. Orally.", ["It is given i.e. Orally."]),
        ("It acts. and goes on.", ["It acts. and goes on."]),
        # Blocks.
        ("# A heading.\nIts text.", ["Its text."]),
        ("One\n\nTwo", ["One", "Two"]),
        ("- One\n- Two\n  goes on\n3. Three", ["One", "Two goes on", "Three"]),
        ("Text\n- Item", ["Text", "Item"]),
        ("Text\n## Heading\nMore", ["Text", "More"]),
        ("- Source: a book\n- Year: 2020\n- Yearly: once", ["Yearly: once"]),
        ("Seen. <!-- Not\n\nseen. --> Seen too.", ["Seen.", "Seen too."]),
        ("", []),
        ("# Nothing but a heading", []),
    ],
)
def test_sentences_are_those_that_a_reader_sees(text: str, cut: list[str]) -> None:
    assert _cut(text) == cut


_WORDS = st.lists(st.sampled_from(["it", "acts", "0.5 mg", "Roe", "GABA-A"]), min_size=2)


@given(st.lists(_WORDS.map(lambda words: f"So {' '.join(words)}."), max_size=8))
def test_sentences_put_together_are_the_text(typed: list[str]) -> None:
    assert _cut(" ".join(typed)) == typed
    assert _cut("\n\n".join(typed)) == typed
    assert _cut("".join(f"- {line}\n" for line in typed)) == typed


# What is covered ------------------------------------------------------------------------------


def test_a_sentence_is_covered_by_the_cards_that_quote_it_or_by_a_reason(here: Path) -> None:
    found = json.loads(_run("--format", "json").stdout)["sentences"]
    assert [(s["text"], s["cards"], s["not_for_study"]) for s in found] == [
        ("It binds to GABA-A receptors.", ["receptor", "both", "third"], None),
        ("It prevents seizures & panic.", ["both"], None),
        ("At most 20 mg a day.", [], None),
        ("Start with 0.5 mg.", [], None),
        ("Then wait.", [], "no dose"),
    ]
    assert {(s["deck"], s["source"], s["path"]) for s in found} == {
        ("mine", "one", "cards/mine/sources/one.md")
    }
    assert [(s["section"], s["line"], s["column"]) for s in found[:3]] == [
        ("Overview", 5, 1),
        ("Overview", 5, 32),
        ("Doses", 10, 3),
    ]
    (here / "cards/mine/cards.yaml").write_text("cards: []\n", "utf-8")
    found = json.loads(_run("--format", "json").stdout)["sentences"]
    assert {tuple(s["cards"]) for s in found} == {()}


def test_a_quote_covers_nothing_in_another_section_or_source(here: Path) -> None:
    cards = "cards:\n  - {id: x, q: A, a: B, source: 'one#doses', quote: binds to GABA-A}\n"
    cards += "  - {id: y, q: C, a: D, source: two, quote: At most 20 mg}\n"
    write(here, {"cards/mine/cards.yaml": cards})
    found = json.loads(_run("--format", "json").stdout)["sentences"]
    assert {tuple(s["cards"]) for s in found} == {()}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Then wait", None),
        ("Then go", "no sentence of the source 'one' has these words"),
        ("It prevents", "the card 'both' is made of this sentence"),
    ],
)
def test_a_mark_on_nothing_or_on_a_card_is_told(here: Path, words: str, told: str | None) -> None:
    write(here, {"cards/mine/deck.yaml": _DECK.replace("Then wait", words)})
    found = json.loads(CliRunner().invoke(main, ["check", "--format", "json"]).stdout)
    marks = [d["message"] for d in found["diagnostics"] if d["name"] == "idle-mark"]
    assert marks == ([told] if told else [])


# How it is told -------------------------------------------------------------------------------


def test_people_read_a_share_a_source_and_a_line_a_sentence(here: Path) -> None:
    result = _run()
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "one: 60% of 5 sentences covered",
        "  cards/mine/sources/one.md:5: [3 cards] It binds to GABA-A receptors.",
        "  cards/mine/sources/one.md:5: [1 card] It prevents seizures & panic.",
        "  cards/mine/sources/one.md:10: [no card] At most 20 mg a day.",
        "  cards/mine/sources/one.md:11: [no card] Start with 0.5 mg.",
        "  cards/mine/sources/one.md:11: [not for study] Then wait.",
    ]
    assert _run("-o", "report.txt").stdout == ""
    assert (here / "report.txt").read_text("utf-8") == result.stdout


@pytest.mark.parametrize("charset", ["ascii", "cp1252", "utf-8"])
def test_programs_get_json_whatever_the_stream_takes(here: Path, charset: str) -> None:
    write(here, {"cards/mine/sources/one.md": "# Odd\n\nµ, “→” and 💊.\n"})
    words = ["coverage", "--format", "json"]
    result = CliRunner(charset=charset).invoke(main, words)
    assert json.loads(result.stdout)["sentences"][0]["text"] == "µ, “→” and 💊."


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_each_sentence_with_its_cards_and_needs_nothing_else(here: Path) -> None:
    assert _run("mine", "--format", "html", "-o", "page.html").exit_code == 0
    html = (here / "page.html").read_text("utf-8")
    page = _Page(html)
    for shown in (
        "Coverage of Mine & theirs",
        "5 sentences, 60% covered, 2 without a card.",
        "One <source>: 60%",
        "It binds to GABA-A receptors. [3 cards]",
        "receptor To what? — GABA-A & no <other>",
        "third It {{binds}}",
        "It prevents seizures & panic. [1 card]",
        "At most 20 mg a day. [no card]",
        "Then wait. [not for study]no dose",
    ):
        assert shown in page.text
    assert page.tags.count("details") == 5
    assert (page.links, "script" in page.tags) == ([], False)
    assert re.findall(r"url\(|@import", html) == []


def test_each_kind_of_card_is_told_by_what_is_asked_and_what_is_answered(here: Path) -> None:
    write(here, {"cards/mine/kinds.yaml": _KINDS})
    page = _Page(_run("--format", "html").stdout)
    for shown in (
        "At most 20 mg a day. [5 cards]",
        "way A — B · C · D",
        "list All of it? — one · two",
        "choice Which one? — This",
        "select Which ones? — This · It",
        "profile The drug — One · Two",
    ):
        assert shown in page.text
    assert "That" not in page.text


def test_a_page_is_about_one_deck_and_a_broken_deck_is_told(here: Path) -> None:
    write(here, {"cards/other.yaml": "deck: {id: other}\ncards: [{id: x, q: A, a: B}]\n"})
    assert "other: this deck names no sources to cover" in _run().stdout
    result = _run("--format", "html")
    assert (result.exit_code, "name it" in result.stderr) == (2, True)
    write(here, {"cards/other.yaml": "deck: [\n"})
    result = _run()
    assert (result.exit_code, "studydeck check" in result.stderr) == (1, True)
