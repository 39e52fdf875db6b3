"""The preview as one page to send to a class: whole, and nothing is loaded by it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from generator.preview import document, mathjax
from generator.preview.sight import Sight, look
from tests.author import CLASS, HALF_LIFE, RECEPTOR, Author, changed
from tests.decks import compiled
from tests.preview import viewer

ROOT = Path(__file__).parent.parent
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
FORMULA = changed(HALF_LIFE, extra=r"By \(k = \frac{\ln 2}{t_{1/2}}\), `</script><!--` so it is.")
MATHJAX = pytest.mark.skipif(mathjax.script() is None, reason=f"no MathJax here: {mathjax.INSTALL}")


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.picture("clot.svg", SVG)
    return author


def written(author: Author, *cards: dict[str, object]) -> Path:
    path = author.root / "cards.html"
    sight = look(author.compile(*cards), author.root, Sight())
    path.write_text(document.single_page(sight), "utf-8")
    return path


def test_it_shows_every_card_with_its_picture_from_any_folder(
    chromium: Browser, author: Author
) -> None:
    path = written(author, changed(RECEPTOR, image="clot.svg"), HALF_LIFE, CLASS)
    with viewer(chromium.new_context(offline=True), path.as_uri()) as seen:
        expect(seen.page.locator("#count")).to_have_text("4 cards, 3 notes")
        picture = seen.frame("receptor").locator("img")
        expect(picture).to_have_js_property("naturalWidth", 9)
        seen.page.keyboard.press("j")
        seen.page.keyboard.press(" ")
        expect(seen.frame("receptor")).to_contain_text("The GABA-A receptor")
        assert [url for url in seen.asked if not url.startswith("data:")] == [path.as_uri()]
        assert seen.trouble == []


def test_it_shows_all_of_the_shipped_deck(chromium: Browser, tmp_path: Path) -> None:
    (deck,) = compiled(ROOT, "cards/clonazepam", epoch=2**40)
    sight = look(deck, ROOT, Sight())
    path = tmp_path / "cards.html"
    path.write_text(document.single_page(sight), "utf-8")
    cards = sum(len(note.cards) for note in sight.notes)
    with viewer(chromium.new_context(offline=True), path.as_uri()) as seen:
        told = f"{cards} cards, {len(sight.notes)} notes"
        expect(seen.page.locator("#count")).to_have_text(told)
        assert seen.trouble == []


def test_it_refers_to_nothing_outside(author: Author) -> None:
    text = written(author, changed(RECEPTOR, image="clot.svg"), HALF_LIFE).read_text("utf-8")
    assert str(author.root) not in text
    assert re.findall(r'(?:src|href|action|data)="(?!#|data:)[^"]*"', text) == []
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src &#x27;none&#x27;; ")
    assert "http:" not in policy[1]
    assert "img-src data:;" in policy[1]


@MATHJAX
def test_tex_is_set_without_a_network(chromium: Browser, author: Author) -> None:
    path = written(author, RECEPTOR, FORMULA)
    with viewer(chromium.new_context(offline=True), path.as_uri()) as seen:
        expect(seen.article("half-life")).to_be_visible()
        seen.page.get_by_role("button", name="Both sides").click()
        answer = seen.article("half-life").locator("figure.answer .frame").first
        expect(answer.locator("mjx-container svg")).to_be_visible()
        expect(answer).to_contain_text("</script><!-- so it is.")
        assert seen.asked == [path.as_uri()]
        assert seen.trouble == []


@MATHJAX
def test_mathjax_is_in_it_only_where_a_card_has_tex(author: Author) -> None:
    plain = written(author, RECEPTOR, HALF_LIFE).stat().st_size
    assert plain < 200_000
    assert written(author, RECEPTOR, FORMULA).stat().st_size > plain + 1_000_000


def test_without_mathjax_tex_reads_as_it_was_typed(
    chromium: Browser, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.preview.mathjax.script", lambda: None)
    path = written(author, RECEPTOR, FORMULA)
    with viewer(chromium.new_context(offline=True), path.as_uri()) as seen:
        expect(seen.article("half-life")).to_be_visible()
        seen.page.get_by_role("button", name="Both sides").click()
        answer = seen.article("half-life").locator("figure.answer .frame").first
        expect(answer).to_contain_text(r"\(k = \frac{\ln 2}{t_{1/2}}\)")
        assert seen.trouble == []


def test_the_same_deck_gives_the_same_page(author: Author) -> None:
    first = written(author, RECEPTOR, HALF_LIFE, CLASS).read_bytes()
    assert written(author, RECEPTOR, HALF_LIFE, CLASS).read_bytes() == first
