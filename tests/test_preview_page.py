"""The preview's page in Chromium: the cards of a deck, as an author sees and drives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from generator.preview import mathjax
from generator.preview.faces import Face
from generator.preview.sight import Sight, look
from tests.author import CLASS, HALF_LIFE, RECEPTOR, Author, changed, question
from tests.decks import compiled
from tests.preview import Viewer, elsewhere, serving, sight_served, viewer
from tests.test_preview_feed import ONE, SIGHT

ROOT = Path(__file__).parent.parent
NEW = question("new", "What is the name of clonazepam in the shops?", "Klonopin")
MATHJAX = pytest.mark.skipif(mathjax.script() is None, reason=f"no MathJax here: {mathjax.INSTALL}")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1680, "height": 900}, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.build(RECEPTOR, HALF_LIFE, CLASS)
    return author


@pytest.fixture
def viewed(author: Author, context: BrowserContext) -> Iterator[Viewer]:
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        expect(seen.article("receptor")).to_be_visible()
        yield seen
        assert seen.trouble == []
        assert [url for url in seen.asked if not url.startswith(server.url)] == []


@pytest.fixture(scope="module")
def every(chromium: Browser) -> Iterator[Viewer]:
    """A deck with all kinds of cards."""
    (deck,) = compiled(ROOT / "tests/looks", "looks.yaml")
    sight = look(deck, ROOT / "tests/looks", Sight())
    context = chromium.new_context(viewport={"width": 1680, "height": 900}, color_scheme="light")
    with sight_served(sight) as server, viewer(context, server.url) as seen:
        yield seen
        assert [url for url in seen.asked if not url.startswith(server.url)] == []
        assert seen.trouble == []
    context.close()


def only(seen: Viewer, name: str) -> None:
    """Have the note ``name`` on the screen, and no other that does not speak of it."""
    seen.page.get_by_role("searchbox").fill(name)
    expect(seen.article(name)).to_be_visible()


# Cards ------------------------------------------------------------------------------------------


def test_a_card_is_shown_on_both_screens_in_both_lights(viewed: Viewer) -> None:
    frames = viewed.article("receptor").locator(".frame")
    expect(frames).to_have_count(4)
    for frame in frames.all():
        expect(frame).to_contain_text("To which receptor does clonazepam bind?")
        expect(frame).not_to_contain_text("GABA-A")
    night = viewed.frame("receptor", light="night").locator(".card")
    assert night.get_attribute("class") == "card card1 nightMode night_mode"
    day = viewed.frame("receptor").locator(".card")
    assert day.get_attribute("class") == "card card1"
    paper = "(card) => getComputedStyle(card).backgroundColor"
    assert (day.evaluate(paper), night.evaluate(paper)) == ("rgb(253, 252, 250)", "rgb(28, 31, 36)")


def test_a_phone_is_390_px_wide_to_the_card(viewed: Viewer) -> None:
    width = "(frame) => frame.clientWidth"
    assert viewed.frame("receptor", "phone").evaluate(width) in range(386, 391)
    assert viewed.frame("receptor", "desktop").evaluate(width) >= 700


def test_all_cards_of_a_note_stand_together(viewed: Viewer) -> None:
    cards = viewed.article("class").locator(".one")
    expect(cards).to_have_count(2)
    assert [card.get_attribute("aria-label") for card in cards.all()] == [
        "class, Cloze 1",
        "class, Cloze 2",
    ]
    expect(cards.first.locator(".frame").first).to_contain_text("a [...] that acts for a long time")
    expect(cards.last.locator(".frame").first).to_contain_text(
        "benzodiazepine that acts for a [...]"
    )


def test_both_sides_stand_side_by_side(viewed: Viewer) -> None:
    viewed.page.get_by_role("button", name="Both sides").click()
    frames = viewed.article("receptor").locator("figure.desktop.light .frame")
    expect(frames).to_have_count(2)
    expect(frames.first).not_to_contain_text("GABA-A")
    expect(frames.last).to_contain_text("The GABA-A receptor")
    boxes = [frame.bounding_box() for frame in frames.all()]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    expect(viewed.article("receptor").get_by_role("button", name="Show answer")).to_be_hidden()


@pytest.mark.parametrize(
    ("names", "count"), [(["desktop", "light"], 1), (["phone", "light", "night"], 2)]
)
def test_screens_and_lights_are_switched(viewed: Viewer, names: list[str], count: int) -> None:
    viewed.look(*names)
    frames = viewed.article("receptor").locator("figure")
    expect(frames).to_have_count(count)
    # The last one can't be switched off without the other coming on.
    viewed.page.locator(f"[data-look={names[0]}]").click()
    expect(viewed.article("receptor").locator("figure").first).to_be_visible()


# Kinds ------------------------------------------------------------------------------------------


def test_ticked_options_are_scored_in_the_frame_where_they_are_ticked(every: Viewer) -> None:
    only(every, "select")
    frame, other = every.frame("select"), every.frame("select", "phone")
    for option in ("coma", "profound sedation", "hair loss"):
        frame.get_by_text(option, exact=True).click()
    frame.get_by_role("button", name="Score").click()
    expect(frame.locator("output")).to_have_text("1 of 3")
    expect(other.locator("output")).to_have_text("")


def test_an_option_is_chosen_by_space_and_does_not_turn_the_card(every: Viewer) -> None:
    only(every, "choice")
    frame = every.frame("choice")
    frame.get_by_role("radio").first.focus()
    every.page.keyboard.press(" ")
    expect(frame.get_by_role("radio").first).to_be_checked()
    expect(frame.locator(".sd-answer")).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("CYP3A4", ["typeGood CYP3A4"]),
        ("CYP2A", ["typeGood CYP", "typeBad 2", "typeGood A"]),
        ("", []),
    ],
)
def test_a_typed_answer_is_compared_when_it_is_entered(
    every: Viewer, typed: str, marks: list[str]
) -> None:
    only(every, "typed")
    entry = every.frame("typed").get_by_role("textbox", name="Type the answer")
    entry.click()
    every.page.keyboard.type(typed)
    every.page.keyboard.press("Enter")
    frame = every.frame("typed")
    expect(frame.locator(".sd-answer")).to_have_text("CYP3A4")
    spans = frame.locator("code#typeans span[class]").all()
    found = [f"{span.get_attribute('class')} {span.inner_text()}" for span in spans]
    assert found[: len(marks)] == marks
    assert (found == []) == (typed == "")
    assert [text for text in found if text.startswith("typeMissed")] == (
        ["typeMissed 3", "typeMissed 4"] if typed == "CYP2A" else []
    )
    every.article("typed").get_by_role("button", name="Show question").click()
    expect(every.frame("typed").locator("input#typeans")).to_be_visible()


@MATHJAX
def test_tex_is_set_in_every_frame(every: Viewer) -> None:
    only(every, "cloze-broad")
    for frame in every.article("cloze-broad").locator(".frame").all():
        expect(frame.locator("mjx-container svg").first).to_be_visible()
        expect(frame).not_to_contain_text(re.compile(r"\\[()]"))
        expect(frame.locator("[data-mjx-error]")).to_have_count(0)
    # What is for screen readers is not seen twice.
    hidden = every.frame("cloze-broad").locator("mjx-assistive-mml").first
    assert hidden.evaluate("(e) => getComputedStyle(e).position") == "absolute"


def test_without_mathjax_tex_reads_as_typed_and_the_remedy_is_told(
    context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.preview.mathjax.script", lambda: None)
    face = Face("Question", 0, r"What is \(k\)?", r"It is \(k\).", None)
    sight = replace(SIGHT, notes=(replace(ONE, cards=(face,)),))
    with sight_served(sight) as server, viewer(context, server.url) as seen:
        expect(seen.frame("one")).to_contain_text(r"What is \(k\)?")
        expect(seen.page.get_by_role("alert")).to_contain_text(mathjax.INSTALL)
        assert not [url for url in seen.asked if "mathjax" in url]
        assert seen.trouble == []


def test_pictures_are_shown(every: Viewer) -> None:
    only(every, "long-words")
    picture = every.frame("long-words").locator("img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("(image) => image.naturalWidth") > 0


# Keyboard ---------------------------------------------------------------------------------------


def test_space_turns_a_card_and_turns_it_back(viewed: Viewer) -> None:
    keyboard = viewed.page.keyboard
    keyboard.press("j")
    expect(viewed.article("receptor").locator(".one")).to_be_focused()
    keyboard.press(" ")
    for frame in viewed.article("receptor").locator(".frame").all():
        expect(frame).to_contain_text("The GABA-A receptor")
    expect(viewed.frame("half-life")).not_to_contain_text("30 to 40")
    keyboard.press(" ")
    expect(viewed.frame("receptor")).not_to_contain_text("The GABA-A receptor")


def test_j_and_k_go_from_card_to_card_and_bring_it_into_sight(viewed: Viewer) -> None:
    keyboard = viewed.page.keyboard
    for name in ("receptor", "half-life", "class"):
        keyboard.press("j")
        expect(viewed.article(name).locator(".one").first).to_be_focused()
        expect(viewed.article(name).locator("h2")).to_be_in_viewport()
    keyboard.press("j")
    expect(viewed.article("class").locator(".one").last).to_be_focused()
    keyboard.press("j")
    expect(viewed.article("class").locator(".one").last).to_be_focused()
    keyboard.press("k")
    keyboard.press("k")
    expect(viewed.article("half-life").locator(".one")).to_be_focused()


def test_a_slash_searches_and_escape_leaves(viewed: Viewer) -> None:
    keyboard = viewed.page.keyboard
    keyboard.press("/")
    expect(viewed.page.get_by_role("searchbox")).to_be_focused()
    keyboard.type("half jk")
    expect(viewed.page.get_by_role("searchbox")).to_have_value("half jk")
    keyboard.press("Escape")
    expect(viewed.page.get_by_role("searchbox")).not_to_be_focused()
    expect(viewed.page.get_by_role("searchbox")).to_have_value("half jk")


def test_the_keys_are_listed_and_the_place_is_copied(
    viewed: Viewer, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    viewed.page.keyboard.press("?")
    expect(viewed.page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    viewed.page.keyboard.press("j")  # is for the dialog
    viewed.page.keyboard.press("Escape")
    expect(viewed.page.get_by_role("dialog")).to_be_hidden()
    viewed.page.keyboard.press("j")
    viewed.page.keyboard.press("j")
    viewed.page.keyboard.press("c")
    expect(viewed.article("half-life").locator(".copy")).to_have_text("copied")
    assert viewed.page.evaluate("navigator.clipboard.readText()") == "x/one.yaml:5"


def test_a_card_links_to_its_line_in_the_editor(viewed: Viewer, author: Author) -> None:
    link = viewed.article("half-life").get_by_role("link", name="Open x/one.yaml:5 in VS Code")
    path = (author.folder / "one.yaml").resolve().as_posix()
    assert link.get_attribute("href") == f"vscode://file{path}:5"


# Filters ----------------------------------------------------------------------------------------


def shown(seen: Viewer) -> list[str]:
    return [heading.inner_text() for heading in seen.page.locator("article h2").all()]


def test_words_of_the_text_filter_the_cards(viewed: Viewer) -> None:
    search = viewed.page.get_by_role("searchbox")
    search.fill("GABA recep")  # in an answer
    expect(viewed.page.locator("#count")).to_have_text("1 card, 1 of 3 notes")
    assert shown(viewed) == ["receptor"]
    search.fill("benzodiazepine CLONAZÉPAM")  # in any letters, in any order
    assert shown(viewed) == ["class"]
    search.fill("no such words")
    expect(viewed.page.locator("#nothing")).to_be_visible()
    viewed.page.get_by_role("button", name="Show all cards").click()
    expect(search).to_have_value("")
    assert len(shown(viewed)) == 3


def test_topic_kind_and_tag_filter_the_cards(author: Author, context: BrowserContext) -> None:
    tagged = changed(HALF_LIFE, tags=["high-yield"])
    author.files = {"mechanism": [RECEPTOR, CLASS], "dose-range": [tagged]}
    author.write()
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        expect(seen.article("receptor")).to_be_visible()
        seen.page.get_by_label("Topic").select_option("dose-range")
        assert shown(seen) == ["half-life"]
        seen.page.get_by_label("Topic").select_option("")
        seen.page.get_by_label("Kind").select_option("cloze")
        assert shown(seen) == ["class"]
        seen.page.get_by_label("Kind").select_option("")
        seen.page.get_by_label("Tag").select_option("high-yield")
        assert shown(seen) == ["half-life"]
        assert seen.page.get_by_label("Tag").locator("option").all_inner_texts() == [
            "All tags",
            "high-yield",
        ]


def test_what_changed_since_the_last_build_is_told_apart(
    author: Author, context: BrowserContext
) -> None:
    author.write(RECEPTOR, changed(HALF_LIFE, a="18 to 50 hours"), CLASS, NEW)
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        expect(seen.article("half-life").get_by_text("changed")).to_be_visible()
        seen.page.get_by_role("button", name="Changed").click()
        assert shown(seen) == ["half-life", "new"]
        expect(seen.article("new").locator(".mark")).to_have_text("new")


def test_without_a_build_there_is_nothing_to_compare_with(
    tmp_path: Path, context: BrowserContext
) -> None:
    author = Author(tmp_path)
    author.write(RECEPTOR)
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        expect(seen.page.get_by_role("button", name="Changed")).to_be_disabled()


# Saving -----------------------------------------------------------------------------------------


def many(count: int) -> list[dict[str, object]]:
    return [
        question(f"n-{i}", f"What is the number {i} of clonazepam?", str(i)) for i in range(count)
    ]


def test_a_saved_file_is_shown_and_the_place_is_kept(
    author: Author, context: BrowserContext
) -> None:
    author.write(*many(40))
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        page = seen.page
        page.get_by_role("searchbox").fill("number")
        page.keyboard.press("Escape")
        for _ in range(21):
            page.keyboard.press("j")
        box = seen.article("n-20").locator(".one")
        expect(box).to_be_focused()
        page.keyboard.press(" ")
        expect(seen.frame("n-20").locator(".sd-answer")).to_have_text("20")
        before = seen.article("n-20").bounding_box()
        cards = many(40)
        cards[20] = changed(cards[20], a="Twenty")
        author.write(question("first", "What comes first, number by number?", "This"), *cards)
        expect(seen.frame("n-20").locator(".sd-answer")).to_have_text("Twenty")
        expect(page.get_by_role("searchbox")).to_have_value("number")
        expect(seen.article("n-20").locator(".copy")).to_have_text("x/one.yaml:65")
        expect(box).to_be_focused()
        after = seen.article("n-20").bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 2
        expect(page.locator("#count")).to_have_text("41 cards, 41 notes")
        assert seen.trouble == []


def test_a_mistake_is_told_in_its_card_and_the_cards_stay(viewed: Viewer, author: Author) -> None:
    path = author.folder / "one.yaml"
    whole = path.read_text("utf-8")
    path.write_text(whole.replace('"30 to 40 hours"', '""'), "utf-8")
    article = viewed.article("half-life")
    expect(article.locator(".findings .error")).to_contain_text("S004")
    expect(article.locator(".mark.stale")).to_be_visible()
    expect(article.locator(".frame").first).to_contain_text("How long is the half-life")
    expect(viewed.article("receptor").locator(".findings")).to_have_count(0)
    expect(viewed.page.locator("#findings summary")).to_contain_text("error")
    path.write_text(whole, "utf-8")
    expect(article.locator(".findings")).to_have_count(0)
    expect(viewed.page.locator("#findings")).to_be_hidden()


def test_a_finding_leads_to_its_card(viewed: Viewer, author: Author) -> None:
    author.write(RECEPTOR, HALF_LIFE, changed(CLASS, cloze="Clonazepam {{c1::acts}} {{c1::"))
    viewed.page.get_by_role("searchbox").fill("receptor")
    expect(viewed.page.locator("#findings")).to_be_visible()
    viewed.page.locator("#findings summary").click()
    viewed.page.locator("#findings").get_by_role("link", name="class").first.click()
    expect(viewed.article("class").locator(".one").first).to_be_focused()
    expect(viewed.page.get_by_role("searchbox")).to_have_value("")


def test_a_deck_that_cannot_be_read_shows_why_and_its_last_cards(
    viewed: Viewer, author: Author
) -> None:
    head = author.folder / "deck.yaml"
    head.write_text("name: [", "utf-8")
    expect(viewed.page.locator("#findings li").first).to_be_visible()  # it is told at once
    expect(viewed.frame("receptor")).to_contain_text("To which receptor")
    expect(viewed.article("receptor").locator(".mark.stale")).to_be_visible()


def test_a_deck_that_is_taken_away_is_told_and_comes_back(viewed: Viewer, author: Author) -> None:
    away = author.root / "away"
    author.folder.rename(away)
    expect(viewed.page.get_by_role("alert")).to_contain_text("no folder, no file")
    expect(viewed.frame("receptor")).to_contain_text("To which receptor")
    away.rename(author.folder)
    expect(viewed.page.get_by_role("alert")).to_be_hidden()


def test_a_new_picture_is_shown(viewed: Viewer, author: Author) -> None:
    author.write(changed(RECEPTOR, image="clot.svg"), HALF_LIFE, CLASS)
    expect(viewed.article("receptor").locator(".findings .error")).to_be_visible()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
    author.picture("clot.svg", svg.encode())
    expect(viewed.article("receptor").locator(".findings")).to_have_count(0)
    picture = viewed.frame("receptor").locator("img")
    expect(picture).to_have_js_property("naturalWidth", 9)


def test_a_preview_that_has_stopped_says_so_and_keeps_its_cards(
    author: Author, context: BrowserContext
) -> None:
    with serving(author.folder) as server:
        pages = viewer(context, server.url)
        seen = pages.__enter__()
        expect(seen.article("receptor")).to_be_visible()
    expect(seen.page.get_by_role("alert")).to_contain_text("The preview has stopped")
    expect(seen.frame("receptor")).to_contain_text("To which receptor")
    pages.__exit__(None, None, None)


# What must not happen ---------------------------------------------------------------------------

HOSTILE = [
    "<script>stolen = 1</script>",
    '<img src="x" onerror="stolen = 2">',
    '<b onclick="stolen = 3">press</b>',
    '<svg onload="stolen = 4"></svg>',
    '<a href="javascript:stolen = 5">link</a>',
    '<iframe srcdoc="<script>parent.stolen = 6</script>"></iframe>',
    '<style>body { display: none }</style><link rel="stylesheet" href="{evil}">',
    '<style>@import "{evil}"; .sd { background: url({evil}) }</style>',
    '<meta http-equiv="refresh" content="0; url={evil}">',
    '<form action="{evil}"><button>send</button></form>',
    '<object data="{evil}"></object><embed src="{evil}">',
    '<iframe src="{evil}"></iframe>',
    '<img src="{evil}" srcset="{evil} 2x"><picture><source srcset="{evil}"><img></picture>',
    '<video src="{evil}" poster="{evil}" autoplay></video><audio src="{evil}" autoplay></audio>',
    '<div style="background: url({evil})">x</div>',
    '<svg><image href="{evil}"/><use href="{evil}#x"/></svg>',
    "<b onclick=\"import('{evil}')\">press</b><b onmouseover=\"fetch('{evil}')\">press</b>",
    '<base href="{evil}"><img src="clot.png">',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_a_script_in_a_card_does_not_run_and_loads_nothing(
    context: BrowserContext, html: str
) -> None:
    """The markup lets none through; were it so, the page's policy would still stop it."""
    with elsewhere("") as evil:
        html = html.replace("{evil}", evil.url)
        face = Face("Question", 0, f"{html}<p>the end</p>", html, None)
        sight = replace(SIGHT, notes=(replace(ONE, cards=(face,)),))
        with sight_served(sight) as server, viewer(context, server.url) as seen:
            frame = seen.frame("one")
            expect(frame.get_by_text("the end")).to_be_visible()
            for press in frame.locator("b, a, button").all():
                press.hover()
                press.evaluate("(e) => e.click()")
            assert seen.page.evaluate("window.stolen") is None
            assert seen.page.evaluate("document.querySelectorAll('.frame').length") == 4
            assert seen.page.url == server.url
            assert evil.asked == []


def test_a_page_that_gets_narrower_keeps_its_place(context: BrowserContext) -> None:
    notes = tuple(
        replace(
            ONE, name=f"n-{i}", id=f"n-{i}", cards=(Face("Q", 0, f"<p>{i}</p>" * 9, "A", None),)
        )
        for i in range(200)
    )
    with sight_served(replace(SIGHT, notes=notes)) as server, viewer(context, server.url) as seen:
        expect(seen.article("n-0")).to_be_visible()
        for _ in range(60):
            seen.page.keyboard.press("j")
        expect(seen.article("n-59").locator(".one")).to_be_focused()
        seen.page.set_viewport_size({"width": 900, "height": 700})
        expect(seen.article("n-59").locator("h2")).to_be_in_viewport()
        seen.page.keyboard.press("j")
        expect(seen.article("n-60").locator(".one")).to_be_focused()


def test_a_note_called_like_something_of_the_page_breaks_nothing(context: BrowserContext) -> None:
    names = ["constructor", "__proto__", "cards", "name", "search"]
    notes = tuple(replace(ONE, name=name, id=name) for name in names)
    with sight_served(replace(SIGHT, notes=notes)) as server, viewer(context, server.url) as seen:
        for name in names:
            expect(seen.article(name)).to_be_visible()
        assert shown(seen) == names
        assert seen.trouble == []


def test_of_ten_thousand_cards_only_those_near_the_screen_are_on_the_page(
    context: BrowserContext,
) -> None:
    notes = tuple(
        replace(
            ONE,
            name=f"n-{i}",
            id=f"n-{i}",
            cards=(Face("Q", 0, f"Question {i}", f"Answer {i}", None),),
        )
        for i in range(10_000)
    )
    with sight_served(replace(SIGHT, notes=notes)) as server, viewer(context, server.url) as seen:
        page = seen.page
        expect(page.locator("#count")).to_have_text("10,000 cards, 10,000 notes")
        assert len(shown(seen)) < 30
        page.keyboard.press("End")
        expect(seen.article("n-9999").locator(".frame").first).to_be_in_viewport()
        assert len(shown(seen)) < 30
        page.get_by_role("searchbox").fill("answer 777")
        expect(page.locator("#count")).to_have_text("19 cards, 19 of 10,000 notes")
        expect(seen.article("n-777")).to_be_in_viewport()
        page.get_by_role("searchbox").fill("")
        expect(page.locator("#count")).to_have_text("10,000 cards, 10,000 notes")
        expect(seen.article("n-777")).to_be_in_viewport()


# The page itself --------------------------------------------------------------------------------

PAGE_WRONG = (ROOT / "tests/page.js").read_text("utf-8")


@pytest.mark.parametrize("width", [1680, 1280, 390, 320])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_page_itself_fits_and_reads_on_every_screen(
    chromium: Browser, author: Author, width: int, light: str
) -> None:
    author.write(RECEPTOR, changed(HALF_LIFE, a="Look at ![](nothing.png) there"), CLASS, NEW)
    scheme = "dark" if light == "dark" else "light"
    size = {"width": width, "height": 800}
    context = chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        expect(seen.article("receptor")).to_be_visible()
        seen.page.locator("#findings summary").click()
        assert seen.page.evaluate(PAGE_WRONG) == []
        seen.page.keyboard.press("?")
        assert seen.page.evaluate(PAGE_WRONG) == []
    context.close()


def test_on_a_phone_one_frame_as_broad_as_the_page_is_shown(
    chromium: Browser, author: Author
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    with serving(author.folder) as server, viewer(context, server.url) as seen:
        frames = seen.article("receptor").locator("figure")
        expect(frames).to_have_count(1)
        assert frames.first.get_attribute("class") == "phone night question"
        box = frames.first.bounding_box()
        assert box is not None
        assert box["width"] > 340
    context.close()


def test_a_picture_of_the_shipped_deck_is_in_its_card(context: BrowserContext) -> None:
    with serving(ROOT / "cards/clonazepam") as server, viewer(context, server.url) as seen:
        only(seen, "drug-class")
        expect(seen.frame("drug-class").locator("img")).to_have_js_property("complete", True)
        assert seen.trouble == []
