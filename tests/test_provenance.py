"""Grounding: each card is proved by its quote, and what is wrong says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from generator.measures import measures
from generator.pipeline import compile_decks
from generator.project import find_decks
from tests.bench import Bench, Card, choice, cloze, codes, findings, items, pointed, q
from tests.decks import EPOCH, write

OVERVIEW = """# How does it work?

It binds to **GABA-A receptors** in
the brain.

## The effect on seizures

Clonazepam prevents seizures.

# What benzodiazepines share and where they differ

They differ in their half-lives: 30 to 40 hours for clonazepam.
"""
BEYOND = "# US label 2023\n\nIts dose is limited to 20 mg a day.\n"
BENCH = Bench(sources={"overview": OVERVIEW, "beyond": BEYOND})
WORK = "overview#how-does-it-work"


def said(card: Card, bench: Bench = BENCH) -> list[tuple[str, str, str]]:
    return [(d.rule.code, d.message, d.help) for d in findings([card], bench)]


def card(source: str | None = WORK, quote: str | None = "binds to GABA-A receptors") -> Card:
    more = {"source": source, "quote": quote}
    named = {key: value for key, value in more.items() if value is not None}
    return q("Which receptor does clonazepam bind?", "The GABA-A receptor", **named)


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        (WORK, "binds to GABA-A receptors"),
        (WORK, "receptors in the brain"),
        (WORK, "Clonazepam prevents seizures"),
        ("overview#the-effect-on-seizures", "prevents seizures"),
        ("overview", "prevents seizures"),
        ("overview#", "prevents seizures"),
        ("beyond", "limited to 20 mg"),
        ("beyond#us-label-2023", "limited to 20 mg"),
    ],
)
def test_a_quote_that_stands_there_is_proof(source: str, quote: str) -> None:
    assert said(card(source, quote)) == []


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("overveiw#how-does-it-work", "did you mean overview#how-does-it-work?"),
        ("overveiw", "did you mean overview?"),
        ("Overview#how-does-it-work", "did you mean overview#how-does-it-work?"),
        ("beyound", "did you mean beyond?"),
        ("how-does-it-work", "did you mean overview#how-does-it-work?"),
        ("US label 2023", "did you mean beyond#us-label-2023?"),
        ("wikipedia", "the deck's sources are: overview, beyond"),
        ("#how-does-it-work", "did you mean overview#how-does-it-work?"),
    ],
)
def test_an_unknown_source_is_told_with_the_one_that_was_meant(source: str, remedy: str) -> None:
    ((code, _, said_remedy),) = said(card(source))
    assert (code, said_remedy) == ("G002", remedy)
    assert pointed("G002", card(source), bench=BENCH) == [source]


def test_a_source_in_a_deck_without_any_is_unknown() -> None:
    ((code, _, remedy),) = said(card(), Bench())
    assert code == "G002"
    assert "none yet" in remedy


@pytest.mark.parametrize(
    ("section", "meant"),
    [
        ("how-it-works", "how-does-it-work"),
        ("How-Does-It-Work", "how-does-it-work"),
        ("How does it work?", "how-does-it-work"),
        ("effect-on-seizures", "the-effect-on-seizures"),
        ("seizures-the-effect-on", None),
        ("what-benzodiazepines-share-and-where-they-differ-so", None),
        ("what-benzodiazepines-share", "what-benzodiazepines-share-and-where-they-differ"),
        ("zzz", None),
    ],
)
def test_an_unknown_section_is_told_with_the_one_that_was_meant(
    section: str, meant: str | None
) -> None:
    ((code, _, remedy),) = said(card(f"overview#{section}"))
    assert code == "G003"
    if meant:
        assert remedy == f"did you mean overview#{meant}?"
    else:
        assert remedy.startswith(("did you mean", "its sections are: how-does-it-work"))


def test_a_card_without_source_or_quote_is_told_only_where_the_deck_has_sources() -> None:
    bare = card(None, None)
    assert [code for code, *_ in said(bare)] == ["G004"]
    assert said(bare, Bench()) == []
    assert [code for code, *_ in said(card(WORK, None))] == ["G005"]
    assert [code for code, *_ in said(card(None))] == ["G006"]
    assert [code for code, *_ in said(card(None), Bench())] == ["G006"]
    assert pointed("G004", bare, bench=BENCH) == ["card-1"]
    assert pointed("G005", card(WORK, None), bench=BENCH) == ["card-1"]
    assert pointed("G006", card(None), bench=BENCH) == ["binds to GABA-A receptors"]


MOVED, CHANGED, GONE = "has moved", "a little different", "nothing like it"


@pytest.mark.parametrize(
    ("source", "quote", "message", "remedy"),
    [
        ("overview#the-effect-on-seizures", "binds to GABA-A receptors", MOVED, WORK),
        (
            "overview#what-benzodiazepines-share-and-where-they-differ",
            "prevents seizures",
            MOVED,
            "overview#the-effect-on-seizures",
        ),
        ("overview", "limited to 20 mg", MOVED, "beyond#us-label-2023"),
        (WORK, "limited to 20 mg a day", MOVED, "beyond#us-label-2023"),
        (WORK, "binds to GABA-B receptors", CHANGED, "binds to **GABA-A receptors**"),
        (WORK, "bound to GABA-A receptor", CHANGED, "GABA-A"),
        ("beyond", "dose is limited to 40 mg a day", CHANGED, "dose is limited to 20 mg a day"),
        ("beyond", "its doses are limited to 20 mg", CHANGED, "20 mg"),
        (WORK, "opens chloride channels", GONE, "choose another source"),
        ("beyond", "xyzzy", GONE, "choose another source"),
        (WORK, "0 mg a day", GONE, ""),
        ("beyond", "0 mg a day", CHANGED, "20 mg a day"),
        (WORK, "inds to GABA-A receptors in", CHANGED, "GABA-A receptors"),
    ],
)
def test_a_quote_has_moved_or_changed_or_is_gone(
    source: str, quote: str, message: str, remedy: str
) -> None:
    ((code, said_message, said_remedy),) = said(card(source, quote))
    assert code == "G007"
    assert message in said_message
    assert remedy in said_remedy
    assert pointed("G007", card(source, quote), bench=BENCH) == [quote]


def grounded(answer: str, quote: str) -> tuple[Card, Bench]:
    bench = Bench(sources={"overview": f"# Doses\n\nThe text: {quote}.\n"})
    return q("Which dose of clonazepam?", answer, source="overview#doses", quote=quote), bench


@pytest.mark.parametrize(
    ("answer", "quote", "number"),
    [
        ("2 mg", "an initial dose of 0.25 mg", "2"),
        ("0.5 mg", "an initial dose of 0.25 mg", "0.5"),
        ("25 mg", "an initial dose of 0.25 mg", "25"),
        ("5 mg", "from 10.5 mg on", "5"),
        ("20 mcg", "limited to 20 mg", "20"),
        ("20 mg", "limited to 20 mcg", "20"),
        ("20 hours", "limited to 20 days", "20"),
        ("30 to 50 hours", "30 to 40 hours", "50"),
        ("5% to 15%", "5% to 10%", "15"),
        ("1,000 mg", "100 mg", "1,000"),
        ("100 mg", "1,000 mg", "100"),
        ("3 weeks", "three days", "3"),
        ("four weeks", "three weeks", "four"),
        ("2 mg", "2 hours after 4 mg", "2"),
        ("a 40-hour half-life", "30 hours", "40"),
        ("1/2 tablet", "2 tablets", "1/2"),
        ("twice 3 mg", "twice daily", "3"),
        ("**2** mg", "1 mg", "2"),
    ],
)
def test_a_number_with_a_unit_must_stand_in_the_quote(answer: str, quote: str, number: str) -> None:
    told, bench = grounded(answer, quote)
    assert pointed("G008", told, bench=bench) == [number]


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("0.25 mg", "an initial dose of 0.25 mg"),
        ("0.25 mg twice daily", "start with 0.25 mg twice daily"),
        ("twice daily", "two times a day"),
        ("30 to 40 hours", "a half-life of 30 to 40 hours"),
        ("30–40 hours", "30 to 40 hours"),
        ("40 hours", "30 to 40 hours"),
        ("5 to 10%", "5% to 10%"),
        ("5% to 10%", "5 to 10 percent"),
        ("90 percent", "about 90%"),
        ("1,000 mg", "1000 mg"),
        ("1000 mg", "1,000 mg"),
        ("125 micrograms", "125 mcg"),
        ("125 mcg", "125 μg"),
        ("0.5 g", "0.5 grams"),
        ("0.50 mg", "0.5 mg"),
        ("0.5 mg", "0,5 mg"),
        ("3 days", "after three days"),
        ("three days", "after 3 days"),
        ("0.5 mg, 1 mg and 2 mg", "tablets of 0.5, 1 or 2 mg"),
        ("1 mg", "tablets of 0.5, 1 or 2 mg"),
        ("a 30-hour half-life", "30 hours"),
        ("2 mg", "strengths in mg are 1, 2, 4"),
        ("½ tablet", "1/2 tablet"),
        ("2016", "since then"),
        ("About 3", "nothing"),
        ("CYP3A4", "an enzyme"),
        ("5-HT", "a transmitter"),
        ("Schedule IV", "a schedule"),
        ("10 IU", "10 units"),
    ],
)
def test_a_number_that_stands_there_however_it_is_written_is_proved(
    answer: str, quote: str
) -> None:
    told, bench = grounded(answer, quote)
    assert pointed("G008", told, bench=bench) == []


@pytest.mark.parametrize(
    ("card", "numbers"),
    [
        (cloze("Clonazepam is limited to {{20}} mg a day."), []),
        (cloze("Clonazepam is limited to {{40}} mg a day."), ["40"]),
        (cloze("Clonazepam is limited to 40 {{mg}} a day."), ["40"]),
        (cloze("Clonazepam is limited to {{c1::40 mg::dose}} a day."), ["40"]),
        (cloze("Clonazepam, 40 mg, is {{limited}} in the US."), []),
        (cloze("Clonazepam, 20 mg or 40 mg, or {{40 mg}} a day."), ["40"]),
        (items("Clonazepam doses", "20 mg", "40 mg"), ["40"]),
        (choice("What is the limit of clonazepam?", "20 mg", "40 mg"), []),
        (choice("What is the limit of clonazepam?", "40 mg", "20 mg"), ["40"]),
        (q("Clonazepam?", "20 mg", reverse={"q": "Whose limit is 40 mg?", "a": "X"}), []),
        (q("Clonazepam?", "20 mg", reverse={"q": "Whose limit?", "a": "40 mg"}), ["40"]),
        (q("Clonazepam?", "20 mg", extra="40 mg is too much"), []),
    ],
)
def test_of_every_kind_what_is_recalled_is_compared(card: Card, numbers: list[str]) -> None:
    told = {**card, "source": "beyond", "quote": "limited to 20 mg a day"}
    assert pointed("G008", told, bench=BENCH) == numbers


def test_the_second_of_two_equal_numbers_is_pointed_at_where_it_is_hidden() -> None:
    told = cloze(
        "40 mg of clonazepam or {{40 mg}} of it", source="beyond", quote="limited to 20 mg"
    )
    (found,) = [d for d in findings([told], BENCH) if d.rule.code == "G008"]
    assert found.span.file.text[found.span.start - 2 : found.span.end] == "{{40"


def test_a_measure_is_a_number_and_its_unit() -> None:
    found = measures("1.5 mg a day in 3 doses for 30-40 hours, 2.50% in 2016").found
    assert [(m.number, m.unit) for m in found] == [
        ("1.5", "mg"),
        ("3", "dose"),
        ("30", "hour"),
        ("40", "hour"),
        ("2.5", "%"),
    ]


def test_a_card_may_say_why_it_has_no_quote() -> None:
    waived = card(WORK, None)
    assert codes({**waived, "allow": {"no-quote": "a figure"}}, bench=BENCH) == []
    assert codes({**card(None, None), "allow": {"G004": "common"}}, bench=BENCH) == []
    gone = {**card(WORK, "xyzzy"), "allow": {"G007": "no"}}
    assert codes(gone, bench=BENCH) == ["C090", "G007"]


# On disk ----------------------------------------------------------------------

DECK = "id: d\nsources:\n  overview: {{title: An overview, file: {file}}}\n"
CARD = "cards:\n  - id: a\n    q: What?\n    a: Calm\n    source: overview\n    quote: It calms\n"


def checked(folder: Path) -> list[Diagnostic]:
    (deck,) = compile_decks(find_decks([str(folder)], folder), folder, EPOCH, lambda n, _: n)
    return [d for d in deck.diagnostics if d.rule.code[0] in "GY"]


@pytest.mark.parametrize(
    "file",
    ["overview.md", "./overview.md", "sources/overview.md", "sources/../overview.md"],
)
def test_a_source_lies_anywhere_in_the_decks_folder(tmp_path: Path, file: str) -> None:
    deck = write(tmp_path / "deck", {"deck.yaml": DECK.format(file=file), "c.yaml": CARD})
    write(deck, {"overview.md": "It calms.\n", "sources/overview.md": "It calms.\n"})
    assert checked(deck) == []


@pytest.mark.parametrize(
    "file",
    ["overveiw.md", "../outside.md", "sources", "'a\\0b'", "x" * 300, "link.md", "/etc/hosts"],
)
def test_a_source_that_is_not_there_or_leads_out_of_the_folder_is_told_once(
    tmp_path: Path, file: str
) -> None:
    write(tmp_path, {"outside.md": "It calms.\n"})
    deck = write(tmp_path / "deck", {"deck.yaml": DECK.format(file=file), "c.yaml": CARD})
    write(deck, {"sources/other.md": ""})
    (deck / "link.md").symlink_to(tmp_path / "outside.md")
    (found,) = checked(deck)
    assert found.rule.code == "G001"
    assert found.span.file.path == "deck.yaml"
    assert found.span.text.strip("'") == file.strip("'")


def test_a_source_that_is_no_utf_8_is_told_and_its_quotes_are_not_looked_up(tmp_path: Path) -> None:
    deck = write(tmp_path, {"deck.yaml": DECK.format(file="o.md"), "c.yaml": CARD})
    write(deck, {"o.md": "Ménière".encode("latin-1")})
    assert sorted(d.rule.code for d in checked(deck)) == ["G001", "Y001"]


def test_when_a_source_changes_the_cards_whose_quote_is_hit_are_listed(tmp_path: Path) -> None:
    quotes = ["calms the brain", "prevents most seizures", "relaxes muscles", "stays as it is"]
    cards = "".join(
        f"  - id: c{n}\n    q: What {n}?\n    a: Calm\n"
        f"    source: overview#one\n    quote: {quote}\n"
        for n, quote in enumerate(quotes)
    )
    files = {"deck.yaml": DECK.format(file="o.md"), "c.yaml": f"cards:\n{cards}"}
    before = (
        "# One\n\nIt calms the brain. It prevents most seizures.\n"
        "It relaxes muscles. It stays as it is.\n# Two\n"
    )
    deck = write(tmp_path, files | {"o.md": before})
    assert checked(deck) == []
    after = "# One\n\nIt prevents many seizures. It stays as it is.\n# Two\n\nIt calms the brain.\n"
    write(deck, {"o.md": after})
    assert [(d.span.first.line, d.message.partition(": ")[0]) for d in checked(deck)] == [
        (6, "the quote has moved"),
        (11, "the quote does not stand in the section 'one'"),
        (16, "the quote does not stand in the section 'one', and nothing like it does"),
    ]
