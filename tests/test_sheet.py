"""The study sheet in a browser and on paper: it folds, it prints, nothing is cut or sent."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from generator.notetypes import KINDS
from generator.sheet import page
from tests.decks import compiled, write
from tests.reviewer import MEASURE

ROOT = Path(__file__).parent.parent
PAPERS = {"A4": 595, "Letter": 612}  # points wide
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
MARGIN = 35  # in points: 13 mm, and what a letter may lean over
KIND_CARDS = {
    "question": ("q: What q1?\na: An a1\nreverse: {q: And q2, a: The a2}", ["a1", "q2", "a2"]),
    "cloze": (r"cloze: 'The {{a3::hint}} of q3 \(x_{ {{c2::\text{a4} }} }\)'", ["a3", "a4"]),
    "list": ("list: Which q5?\nitems: [a5, a6]", ["a5", "a6"]),
    "choice": ("choice: Which q7?\nright: o7\nwrong: [p7]\nwhy: Since a7", ["Since a7"]),
    "select": ("select: Which q8?\nright: [o8, o9]\nwrong: [p8]\nwhy: Since a8", ["Since a8"]),
    "profile": ("profile: Drug q9\nclass: An a9\nhalf-life: a10", ["a9", "a10"]),
}
COMMON = "extra: More e1\ncaution: Never c1\nimage: p.svg\nsource: s#where\nquote: words"
AFTER = ["More e1", "Never c1", "The document", "Where"]


def sheet_of(folder: Path, *targets: str) -> str:
    (deck,) = compiled(folder, *targets)
    assert deck.deck is not None
    assert deck.package is not None
    return page(deck.deck, "<p>About", deck.drafts, deck.package.media)


def card(name: str, keys: str) -> str:
    return f"  - id: {name}\n    " + keys.replace("\n", "\n    ") + "\n"


@dataclass(frozen=True)
class Word:
    """A word on paper: the page from 1, its left and right edge in points."""

    text: str
    page: int
    left: float
    right: float


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet with a note of each kind."""
    folder = tmp_path_factory.mktemp("kinds")
    deck = "deck:\n  id: d\n  sources: {s: {title: The document, file: s.md}}\ntopic: t\ncards:\n"
    cards = "".join(card(name, f"{keys}\n{COMMON}") for name, (keys, _) in KIND_CARDS.items())
    write(folder, {"d.yaml": deck + cards, "s.md": "# Where\n\nwords\n", "media/p.svg": PICTURE})
    return write(folder, {"sheet.html": sheet_of(folder, "d.yaml")}) / "sheet.html"


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet with what is hard to fit."""
    path = tmp_path_factory.mktemp("looks") / "sheet.html"
    path.write_text(sheet_of(ROOT / "tests/looks", "looks.yaml"), "utf-8")
    return path


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notes of many heights in three topics; the words at their beginning and end tell them."""
    folder = tmp_path_factory.mktemp("many")
    write(folder, {"deck.yaml": "id: many\nname: Many::Notes\nlicense: CC0 (\"'</style>)\n"})
    for topic in range(3):
        cards = "".join(
            card(
                f"c{topic}{at:02}",
                f"q: First{topic}{at:02} {'word ' * (at * 7 % 40)}asked?\n"
                f"a: Told{topic}{at:02} {'answer ' * (at * 11 % 90)}Last{topic}{at:02}",
            )
            for at in range(25)
        )
        write(folder, {f"t{topic}.yaml": f"topic: Heading{topic}\ncards:\n{cards}"})
    return write(folder, {"sheet.html": sheet_of(folder)}) / "sheet.html"


@contextmanager
def opened(
    chromium: Browser, path: Path, width: int = 1280, *, scripts: bool = True, dark: bool = False
) -> Iterator[Page]:
    """The sheet on a screen; it asks for no file but itself, and nothing on it goes wrong."""
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
    )
    shown = context.new_page()
    asked: list[str] = []
    trouble: list[str] = []
    shown.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    shown.on("console", lambda told: trouble.append(told.text))
    shown.on("pageerror", lambda error: trouble.append(str(error)))
    shown.goto(path.as_uri())
    yield shown
    assert [scheme for scheme in asked if scheme != "data"] == ["file"]
    assert trouble == []
    context.close()


def words_on_paper(shown: Page, paper: str, mode: str, folder: Path) -> list[Word]:
    """What a printer would print."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no reader of PDF here: apt-get install poppler-utils")
    shown.locator(f"#paper-{mode}").check()
    shown.pdf(path=folder / "sheet.pdf", format=paper)
    command = [tool, "-bbox", str(folder / "sheet.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = []
    for number, part in enumerate(text.split("<page ")[1:], 1):
        for left, right, word in re.findall(r'xMin="(.*?)".*?xMax="(.*?)".*?>(.*?)</word>', part):
            found.append(Word(unescape(word), number, float(left), float(right)))
    return found


def half(word: Word, paper: str) -> int:
    return int(word.left > PAPERS[paper] / 2)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("mode", ["below", "beside", "none"])
def test_no_note_is_cut_and_no_heading_stands_alone(
    chromium: Browser, many: Path, tmp_path: Path, paper: str, mode: str
) -> None:
    with opened(chromium, many) as shown:
        words = words_on_paper(shown, paper, mode, tmp_path)
    at = {word.text: word for word in words}
    assert max(word.page for word in words) > 2
    for topic in range(3):
        heading, first = at[f"Heading{topic}"], at[f"First{topic}00"]
        assert (heading.page, half(heading, paper)) == (first.page, half(first, paper))
        for card in range(25):
            first, last = at[f"First{topic}{card:02}"], at.get(f"Last{topic}{card:02}")
            assert (last is None) == (mode == "none")
            if last:
                assert first.page == last.page
                side = half(last, paper) if mode == "below" else 1
                assert half(at[f"Told{topic}{card:02}"], paper) == side
                assert mode == "below" or half(first, paper) == 0
    if mode != "beside":
        assert {half(word, paper) for word in words if word.text.startswith("First")} == {0, 1}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("mode", ["below", "beside", "none"])
@pytest.mark.parametrize("name", ["many", "looks", "kinds"])
def test_nothing_stands_in_the_margins_of_the_paper(
    chromium: Browser,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    name: str,
    paper: str,
    mode: str,
) -> None:
    with opened(chromium, request.getfixturevalue(name)) as shown:
        words = words_on_paper(shown, paper, mode, tmp_path)
    broad = [word for word in words if word.left < MARGIN or word.right > PAPERS[paper] - MARGIN]
    assert broad == []


def test_each_page_says_what_it_is_and_what_it_is_not_for(
    chromium: Browser, many: Path, tmp_path: Path
) -> None:
    with opened(chromium, many) as shown:
        assert shown.locator("h1").inner_text() == "Notes"
        words = words_on_paper(shown, "A4", "below", tmp_path)
    pages = {word.page for word in words}
    for number in pages:
        text = " ".join(word.text for word in words if word.page == number)
        assert "For study, not for clinical decisions." in text
        assert "Notes · CC0 (\"'</style>)" in text
        assert f"{number} / {len(pages)}" in text


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_folded_on_the_screen_is_printed_all_the_same(
    chromium: Browser, kinds: Path, tmp_path: Path, scripts: bool
) -> None:
    answers = {word for _, told in KIND_CARDS.values() for word in " ".join(told).split()}
    with opened(chromium, kinds, scripts=scripts) as shown:
        for summary in shown.locator("summary").all():
            summary.click(position={"x": 5, "y": 5})
        assert shown.locator("details[open]").count() == 0
        printed = {word.text for word in words_on_paper(shown, "A4", "below", tmp_path)}
        assert answers <= printed
        assert shown.locator("details[open]").count() == 0
        printed = {word.text for word in words_on_paper(shown, "A4", "none", tmp_path)}
        assert answers & printed == set()


@pytest.mark.parametrize("paper", PAPERS)
def test_beside_the_questions_stands_every_answer_and_among_them_none(
    chromium: Browser, kinds: Path, tmp_path: Path, paper: str
) -> None:
    answers = {word for _, told in KIND_CARDS.values() for word in " ".join(told).split()}
    with opened(chromium, kinds) as shown:
        words = words_on_paper(shown, paper, "beside", tmp_path)
    sides = [{word.text for word in words if half(word, paper) == side} for side in (0, 1)]
    assert answers - sides[1] == set()
    assert answers & sides[0] == set()


def visible(shown: Page, kind: str) -> str:
    return shown.locator(f"#note-{kind}").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("kind", KIND_CARDS)
def test_a_note_of_any_kind_folds_by_click_and_by_key(
    chromium: Browser, kinds: Path, kind: str, scripts: bool
) -> None:
    answers = [*KIND_CARDS[kind][1], *AFTER]
    with opened(chromium, kinds, scripts=scripts) as shown:
        summary = shown.locator(f"#note-{kind} summary")

        def told() -> list[str]:
            return [word for word in answers if word in visible(shown, kind)]

        assert told() == answers
        summary.click(position={"x": 5, "y": 5})
        assert told() == []
        assert shown.locator(f"#note-{kind} img").first.is_visible()
        assert re.search(r"q\d", visible(shown, kind))
        summary.press("Enter")
        assert told() == answers
        summary.press("Space")
        assert told() == []


def test_every_kind_is_tried() -> None:
    assert set(KIND_CARDS) == {kind.name for kind in KINDS}


def test_all_notes_fold_and_unfold_at_once_by_keyboard(chromium: Browser, kinds: Path) -> None:
    with opened(chromium, kinds) as shown:
        shown.get_by_role("button", name="Hide all answers").press("Enter")
        assert shown.locator("details[open]").count() == 0
        assert "hint" in visible(shown, "cloze")
        shown.get_by_role("button", name="Show all answers").press("Space")
        assert shown.locator("details:not([open])").count() == 0
        assert "hint" not in visible(shown, "cloze")


def test_without_scripts_nothing_is_offered_that_needs_one(chromium: Browser, kinds: Path) -> None:
    with opened(chromium, kinds, scripts=False) as shown:
        assert not any(button.is_visible() for button in shown.get_by_role("button").all())
        assert shown.get_by_role("radio").count() == 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390, 320])
def test_it_fits_and_reads_on_every_screen(
    chromium: Browser, looks: Path, width: int, dark: bool
) -> None:
    with opened(chromium, looks, width, dark=dark) as shown:
        shown.evaluate("document.querySelector('main').id = 'qa'")
        found: list[str] = shown.evaluate(MEASURE)
        # That is said of a card of Anki's.
        of_anki = re.compile("a source is unfolded|a tap on .* turns the card")
        assert [wrong for wrong in found if not of_anki.match(wrong)] == []


def test_the_same_deck_is_the_same_sheet(kinds: Path) -> None:
    assert kinds.read_text("utf-8") == sheet_of(kinds.parent, "d.yaml")


def test_a_fact_is_called_as_people_write_it(kinds: Path) -> None:
    text = kinds.read_text("utf-8")
    assert "<dt>Class</dt>" in text
    assert "<dt>Half-life</dt>" in text
