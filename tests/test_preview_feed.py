"""What a page is sent: all of a deck at first, then only what it lacks."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from generator.package import Media
from generator.preview.faces import Face
from generator.preview.feed import Feed
from generator.preview.sight import NoteSight, Sight, look
from generator.preview.wire import sheet_of
from tests.author import THREE, Author

ONE = NoteSight(
    "one",
    "one",
    "question",
    "topic",
    ("x::topic",),
    (Face("Question", 0, "<b>q</b>", "a </script>", None),),
    "cards/x/one.yaml",
    Path("/somewhere/cards/x/one.yaml"),
    3,
    "new",
)
TWO = replace(ONE, name="two", id="two", line=7)
SIGHT = Sight("x", "X", (ONE, TWO), css={"question": "b {}"}, built=True)


def sent(feed: Feed, version: int) -> dict[str, Any]:
    news = feed.after(version, 0)
    assert news is not None
    told: dict[str, Any] = json.loads(news)
    return told


def with_body(told: dict[str, Any]) -> list[str]:
    return [entry["body"]["id"] for entry in told["notes"] if "body" in entry]


def test_a_new_page_gets_everything() -> None:
    feed = Feed(formulas=True)
    feed.publish(SIGHT)
    told = sent(feed, 0)
    assert with_body(told) == ["one", "two"]
    assert (told["version"], told["name"], told["formulas"]) == (1, "X", True)
    assert told["notes"][0]["body"]["cards"][0]["answer"] == "a </script>"
    assert (told["notes"][0]["path"], told["notes"][0]["line"]) == ("cards/x/one.yaml", 3)


def test_a_page_gets_only_the_notes_that_it_lacks() -> None:
    feed = Feed(formulas=True)
    feed.publish(SIGHT)
    moved = replace(TWO, line=9)
    edited = replace(ONE, tags=("other",))
    feed.publish(replace(SIGHT, notes=(moved, edited)))
    told = sent(feed, 1)
    assert with_body(told) == ["one"]
    assert [entry["line"] for entry in told["notes"]] == [9, 3]
    assert with_body(sent(feed, 0)) == with_body(sent(feed, 99)) == ["two", "one"]


def test_a_page_that_was_away_for_long_gets_everything() -> None:
    feed = Feed(formulas=True)
    for _ in range(20):
        feed.publish(SIGHT)
    assert with_body(sent(feed, 1)) == ["one", "two"]
    assert with_body(sent(feed, 19)) == []


def test_who_has_the_latest_waits_for_the_next() -> None:
    feed = Feed(formulas=True)
    feed.publish(SIGHT)
    assert feed.after(1, 0) is None
    got: list[bytes | None] = []
    waiting = threading.Thread(target=lambda: got.append(feed.after(1, 60)))
    waiting.start()
    feed.publish(replace(SIGHT, name="Y"))
    waiting.join()
    assert got[0] is not None
    assert json.loads(got[0])["name"] == "Y"


def test_nobody_waits_for_a_feed_that_is_closed() -> None:
    feed = Feed(formulas=True)
    feed.publish(SIGHT)
    waiting = threading.Thread(target=lambda: feed.after(1, 60))
    waiting.start()
    feed.close()
    waiting.join()
    assert feed.after(1, 60) is None


def test_pictures_are_those_of_the_cards() -> None:
    feed = Feed(formulas=True)
    picture = Media("clot-0123456789.png", lambda: b"png")
    feed.publish(replace(SIGHT, pictures={picture.name: picture}))
    assert feed.picture(picture.name) is picture
    assert feed.picture("../deck.yaml") is None


def test_a_class_is_sent_cards_and_nothing_of_the_authors_machine(tmp_path: Path) -> None:
    author = Author(tmp_path)
    author.write(*THREE)
    compiled = author.compile()
    sight = look(compiled, tmp_path, Sight())
    sight = replace(sight, findings=tuple((d, "receptor") for d in compiled.diagnostics))
    text = sheet_of(sight, local=False).text(frozenset())
    assert str(tmp_path) not in text
    told = json.loads(text)
    assert told["findings"] == []
    first = told["notes"][0]
    assert (first["path"], first["line"]) == ("one.yaml", 2)
    assert {"mark", "stale", "file"}.isdisjoint(first)
