"""A hostile page in the same browser: it gets nothing of the preview, even with its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from generator.package import Media
from generator.preview.server import Server
from tests.browser import browser
from tests.preview import elsewhere, sight_served
from tests.test_preview_feed import SIGHT

SECRET = "Nobody but the page may read this"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xdac"
    b"\xfc\xcf\xc0P\x0f\0\4\x85\1\x80\x84\xa9\x8c!\0\0\0\0IEND\xaeB`\x82"
)
NAME = "rebound.example"
HTML = "text/html; charset=utf-8"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The name leads to this machine, as the one of a page that rebinds it does.
    rules = f"MAP {NAME} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    # Newer browsers stop it themselves: here it is our own laws that are looked at.
    more = ("--disable-features=LocalNetworkAccessChecks", f"--host-resolver-rules={rules}")
    with browser(*more) as running:
        yield running


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pictures = {"clot-1.png": Media("clot-1.png", lambda: PNG)}
    with sight_served(replace(SIGHT, name=SECRET, pictures=pictures)) as running:
        yield running


@contextmanager
def hostile_page(context: BrowserContext) -> Iterator[Page]:
    with elsewhere("<!doctype html><title>hostile</title><body></body>") as other:
        page = context.new_page()
        page.goto(other.url)
        yield page


@pytest.fixture(scope="module")
def hostile(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page of another origin on this machine, which the user has open beside the preview."""
    context = chromium.new_context()
    own = context.new_page()
    own.goto(server.url)
    own.locator("article").first.wait_for()
    with hostile_page(context) as page:
        yield page
    context.close()


PARTS = ["", "deck", "deck?since=0", "media/clot-1.png", "mathjax.js"]

FETCH = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return answer.type + ": " + (await answer.text());
  } catch (error) { return "refused"; }
}"""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "no-cors"},
        {"credentials": "include"},
        {"method": "POST", "body": "x"},
        {"headers": {"X-Own": "1"}},
        {"cache": "force-cache"},
    ],
    ids=str,
)
def test_it_can_fetch_nothing(
    hostile: Page, server: Server, part: str, options: dict[str, object]
) -> None:
    assert hostile.evaluate(FETCH, [server.url + part, options]) == "refused"


LOAD = """([tag, source, url]) => new Promise((done) => {
  const element = document.createElement(tag);
  element.onload = element.onloadeddata = () => done("loaded " + (element.naturalWidth ?? ""));
  element.onerror = () => done("refused");
  element[source] = url;
  if (tag === "link") element.rel = "stylesheet";
  document.body.append(element);
})"""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("tag", "source"),
    [("script", "src"), ("img", "src"), ("link", "href"), ("video", "src"), ("audio", "src")],
)
def test_it_can_include_nothing(
    hostile: Page, server: Server, tag: str, source: str, part: str
) -> None:
    assert hostile.evaluate(LOAD, [tag, source, server.url + part]) == "refused"


FRAME = """([tag, source, url]) => new Promise((done) => {
  const frame = document.createElement(tag);
  frame.onload = frame.onerror = () => {
    try { done(frame.contentDocument ? frame.contentDocument.body.innerText : "unreadable"); }
    catch (error) { done("unreadable"); }
  };
  frame[source] = url;
  document.body.append(frame);
})"""


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("tag", "source"), [("iframe", "src"), ("object", "data")])
def test_it_can_frame_nothing(
    hostile: Page, server: Server, tag: str, source: str, part: str
) -> None:
    told = hostile.evaluate(FRAME, [tag, source, server.url + part])
    assert told in {"unreadable", ""}
    # What is there instead is the browser's own page on what it was refused.
    assert {frame.url for frame in hostile.frames[1:]} <= {"chrome-error://chromewebdata/", ""}
    hostile.evaluate("document.body.replaceChildren()")


STREAM = """([kind, url]) => new Promise((done) => {
  const stream = new globalThis[kind](url);
  stream.onopen = () => done("open");
  stream.onmessage = (event) => done("message " + event.data);
  stream.onerror = () => done("refused");
})"""


@pytest.mark.parametrize("part", ["", "deck", "deck?since=0"])
@pytest.mark.parametrize("kind", ["EventSource", "WebSocket"])
def test_it_can_open_no_stream(hostile: Page, server: Server, kind: str, part: str) -> None:
    url = server.url + part
    url = url.replace("http:", "ws:") if kind == "WebSocket" else url
    assert hostile.evaluate(STREAM, [kind, url]) == "refused"


def test_a_window_that_it_opens_is_none_of_its_own(hostile: Page, server: Server) -> None:
    with hostile.expect_popup() as popup:
        hostile.evaluate("(url) => { other = window.open(url) }", server.url)
    opened = popup.value
    opened.wait_for_load_state()
    # The browser says that another site asks: there is not even a page.
    assert SECRET not in opened.content()
    assert "Forbidden" in opened.content()
    read = "() => { try { return other.document.body.innerText } catch { return 'unreadable' } }"
    assert hostile.evaluate(read) in {"unreadable", ""}


def test_it_cannot_lead_the_user_to_the_page(context: BrowserContext, server: Server) -> None:
    with hostile_page(context) as page:
        page.evaluate("(url) => { location.href = url }", server.url)
        page.wait_for_url(server.url)
        assert "Forbidden" in page.content()


@pytest.mark.parametrize("part", PARTS)
def test_a_name_that_leads_here_opens_nothing(
    context: BrowserContext, server: Server, part: str
) -> None:
    """The page comes from its owner's server; then its name leads to this machine."""
    page = context.new_page()
    url = server.url.replace("127.0.0.1", NAME)
    lure = url.replace(server.secret, "lure")
    page.route(lure, lambda route: route.fulfill(body="<title>lure</title>", content_type=HTML))
    page.goto(lure)
    assert page.evaluate(FETCH, [url + part, {}]).startswith("basic: Forbidden")
    answer = page.goto(url + part)
    assert answer is not None
    assert answer.status == 403
    assert SECRET not in page.content()


def test_nothing_of_the_address_is_told_to_others(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.url)
    with elsewhere("<script>document.write(document.referrer || 'none')</script>") as other:
        page.evaluate(
            "(url) => document.body.append(Object.assign(document.createElement('a'),"
            " {href: url, id: 'out', textContent: 'out'}))",
            other.url,
        )
        page.locator("#out").click()
        page.wait_for_url(other.url)
        assert page.locator("body").inner_text() == "none"


def test_the_page_itself_is_let_in(context: BrowserContext, server: Server) -> None:
    """The laws above would hold of a server that lets nobody in."""
    page = context.new_page()
    page.goto(server.url)
    page.locator("article").first.wait_for()
    assert SECRET in page.locator("h1").inner_text()
