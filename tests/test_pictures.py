"""How cards look, on Anki's own reviewer page: whole, readable, on any screen, by day and night."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.notetypes import KINDS
from tests.decks import package_of
from tests.reviewer import Face, Reviewer, Studied, review, studied

ROOT = Path(__file__).parent.parent
STATUS = "Retired: this card is no longer in the deck."


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studied]:
    """A deck with all kinds of cards and what is hard to fit on a screen."""
    package = package_of(ROOT / "tests/looks", "looks.yaml")
    with studied(package, tmp_path_factory.mktemp("every")) as deck:
        yield deck


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studied]:
    """The deck of clonazepam."""
    package = package_of(ROOT, "cards/clonazepam", epoch=int(time.time()))
    with studied(package, tmp_path_factory.mktemp("shipped")) as deck:
        yield deck


def answer(reviewer: Reviewer, deck: Studied, face: Face) -> None:
    typed = "" if face.typed is None else deck.compare(face.typed, "CYP3A5 a guess", True)
    reviewer.answer(face, typed)


def faults(reviewer: Reviewer, deck: Studied, faces: list[Face] | None = None) -> list[str]:
    found = []
    for face in deck.faces if faces is None else faces:
        reviewer.question(face)
        found += [f"{face.name}, question: {wrong}" for wrong in reviewer.wrong()]
        answer(reviewer, deck, face)
        found += [f"{face.name}, answer: {wrong}" for wrong in reviewer.wrong()]
    return found + reviewer.trouble


SCREENS = [(width, night) for width in (1280, 390, 320) for night in (False, True)]


@pytest.mark.parametrize(("width", "night"), SCREENS)
def test_every_card_fits_and_reads_on_every_screen(
    chromium: Browser, every: Studied, width: int, night: bool
) -> None:
    assert {face.kind for face in every.faces} == {kind.name for kind in KINDS}
    with review(chromium, every, width, night=night) as reviewer:
        assert faults(reviewer, every) == []


@pytest.mark.parametrize("night", [False, True])
def test_the_shipped_deck_fits_the_smallest_phone(
    chromium: Browser, shipped: Studied, night: bool
) -> None:
    with review(chromium, shipped, 320, night=night) as reviewer:
        assert faults(reviewer, shipped) == []


@pytest.mark.parametrize("night", ["nightMode", "night_mode"])
def test_either_class_makes_it_night(chromium: Browser, every: Studied, night: str) -> None:
    with review(chromium, every, 390) as reviewer:
        reviewer.question(every.named("plain"))
        day = reviewer.page.evaluate("getComputedStyle(document.body).backgroundColor")
        reviewer.page.evaluate("(name) => document.body.classList.add(name)", night)
        assert reviewer.page.evaluate("getComputedStyle(document.body).backgroundColor") != day
        assert reviewer.wrong() == []


def texts(reviewer: Reviewer, selector: str) -> list[str]:
    return [text.strip() for text in reviewer.page.locator(selector).all_inner_texts()]


@pytest.mark.parametrize("name", ["choice", "choice-right-to-left", "select"])
def test_front_and_back_have_the_options_in_one_order(
    chromium: Browser, every: Studied, name: str
) -> None:
    face = every.named(name)
    with review(chromium, every, 390) as reviewer:
        reviewer.question(face)
        asked = texts(reviewer, ".sd-options li span[dir]")
        answer(reviewer, every, face)
        assert texts(reviewer, ".sd-options li span[dir]") == asked
        assert len(asked) >= 4


@pytest.mark.parametrize(("name", "right_to_left"), [("choice", 0), ("choice-right-to-left", 1)])
def test_what_is_ticked_stands_where_reading_begins(
    chromium: Browser, every: Studied, name: str, right_to_left: bool
) -> None:
    face = every.named(name)
    with review(chromium, every, 390) as reviewer:
        reviewer.question(face)
        for option in reviewer.page.locator(".sd-options li").all():
            tick = option.locator("input").bounding_box()
            text = option.locator("span").bounding_box()
            assert tick is not None
            assert text is not None
            assert (tick["x"] > text["x"]) == right_to_left
        answer(reviewer, every, face)
        sides = reviewer.page.locator(".sd-options").evaluate_all(
            "(lists) => lists.map((list) => getComputedStyle(list).direction)"
        )
        assert sides == ["rtl" if right_to_left else "ltr"]


def test_a_choice_is_one_option_and_the_back_names_the_right_one(
    chromium: Browser, every: Studied
) -> None:
    face = every.named("choice")
    with review(chromium, every, 390) as reviewer:
        reviewer.question(face)
        for name in ("naloxone", "flumazenil"):
            reviewer.page.get_by_text(name, exact=True).click()
        ticked = reviewer.page.locator(".sd-options li:has(input:checked)")
        assert ticked.all_inner_texts() == ["flumazenil"]
        assert reviewer.wrong() == []
        answer(reviewer, every, face)
        assert texts(reviewer, ".sd-answer") == ["flumazenil"]
        assert texts(reviewer, ".sd-right") == ["flumazenil"]


SCORES: list[tuple[list[str], str]] = [
    ([], "0 of 3"),
    (["coma"], "1 of 3"),
    (["coma", "profound sedation", "respiratory depression"], "3 of 3"),
    (["coma", "profound sedation", "hair loss"], "1 of 3"),
    (["hair loss"], "0 of 3"),
]


@pytest.mark.parametrize("width", [1280, 320])
def test_the_button_shows_the_score_of_what_is_ticked(
    chromium: Browser, every: Studied, width: int
) -> None:
    with review(chromium, every, width) as reviewer:
        page = reviewer.page
        for ticks, score in SCORES:
            reviewer.question(every.named("select"))
            for name in ticks:
                page.get_by_text(name, exact=True).click()
            page.get_by_role("button").click()
            assert texts(reviewer, "output") == [score]
            assert reviewer.wrong() == []
            # A change of mind takes the score back only by another press.
            page.get_by_role("checkbox").first.click()
            page.get_by_role("button").click()
            assert texts(reviewer, "output")[0].endswith(" of 3")
        assert reviewer.trouble == []


TYPED: list[tuple[str, set[str]]] = [
    ("CYP3A4", {"typeGood"}),
    ("CYP3A5", {"typeGood", "typeBad", "typeMissed"}),
    ("", set()),
]


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize(("words", "marks"), TYPED)
def test_a_typed_answer_is_compared(
    chromium: Browser, every: Studied, words: str, marks: set[str], night: bool
) -> None:
    face = every.named("typed")
    assert face.typed is not None
    with review(chromium, every, 320, night=night) as reviewer:
        page = reviewer.page
        reviewer.question(face)
        page.keyboard.type(words)  # the input has the focus
        page.keyboard.press("Enter")
        assert page.evaluate("getTypedAnswer()") == words
        assert page.evaluate("sent.includes('ans')")
        reviewer.answer(face, every.compare(face.typed, words, True))
        spans = page.locator("code#typeans [class]").all()
        assert {span.get_attribute("class") for span in spans} == marks
        assert texts(reviewer, ".sd-answer") == ["CYP3A4"]
        assert reviewer.wrong() == reviewer.trouble == []


@pytest.mark.parametrize("night", [False, True])
def test_without_scripts_every_card_reads(chromium: Browser, every: Studied, night: bool) -> None:
    with review(chromium, every, 320, night=night, scripts=False) as reviewer:
        for face in every.faces:
            for side in (face.question, face.compared("")):
                reviewer.plain(side)
                wrong = [told for told in reviewer.wrong() if not told.startswith("left over: \\")]
                assert wrong == [], face.name
        reviewer.plain(every.named("select").answer)
        assert texts(reviewer, ".sd-right")
        assert reviewer.trouble == []


def test_a_retired_card_says_so_before_all_else(chromium: Browser, every: Studied) -> None:
    for name in ("plain", "cloze", "select"):
        face = every.named(name)
        retired = [
            side.replace(
                '<div class="sd">', f'<div class="sd"><div class="sd-status">{STATUS}</div>'
            )
            for side in (face.question, face.answer)
        ]
        with review(chromium, every, 320, night=True) as reviewer:
            reviewer.question(replace(face, question=retired[0], answer=retired[1]))
            assert texts(reviewer, ".sd > *")[0] == STATUS
            assert reviewer.wrong() == []


def test_the_source_is_folded_until_it_is_wanted(chromium: Browser, every: Studied) -> None:
    face = every.named("plain")
    with review(chromium, every, 390) as reviewer:
        reviewer.question(face)
        answer(reviewer, every, face)
        quote = reviewer.page.locator("blockquote", has_text="a few words of the source")
        assert not quote.is_visible()
        reviewer.page.locator("summary").click()
        assert quote.is_visible()
