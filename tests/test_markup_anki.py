"""What Anki itself would read in a field is only there where we put it."""

from __future__ import annotations

import pytest

from generator.markup.anki import balanced, deletion_in_tag, formula, neutral, plain, shows_nothing
from tests.engine import visible


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "[sound:a.mp3]",
            "[SOUND:a.mp3]",
            "[anki:tts lang=en_US]x[/anki:tts]",
            "[latex]x[/latex]",
        ],
        *["[$]x[/$]", "[$$]x[/$$]", "[[type:Front]]", "{{c1::x}}", "{{C1::x}}", r"\(x\)", r"\[x\]"],
    ],
)
def test_ankis_own_syntax_is_shown_and_not_obeyed(typed: str) -> None:
    for html in (neutral(typed), plain(typed)):
        assert html != typed
        assert visible(html) == typed


@pytest.mark.parametrize("typed", ["[x]", "[ sound]", "{x}", "{{x}}", r"\x", "a \\ b", "[1]", ""])
def test_other_brackets_stay(typed: str) -> None:
    assert neutral(typed) == typed


def test_backslashes_inside_tags_stay() -> None:
    html = r'<a href="x\(y">\(</a>'
    assert neutral(html) == r'<a href="x\(y"><span>\</span>(</a>'


def test_plain_text_has_no_markup_at_all() -> None:
    assert plain("<b> & *x* \u0065\u0301") == "&lt;b&gt; &amp; *x* \u00e9"


def test_a_formula_holds_no_sound() -> None:
    assert formula("(", "[sound:x]") == r"\(&#91;sound:x]\)"
    assert formula("[", "x") == r"\[x\]"


@pytest.mark.parametrize(
    ("html", "whole"),
    [
        *[("", True), ("a", True), ("<b>a</b>", True), ("<b><i>a</i></b>", True), ("a<br>b", True)],
        *[('<img src="x">', True), ("<br />", True), ("<b>a", False), ("a</b>", False)],
        *[("<b><i>a</b></i>", False), ("</b><b>", False), ("<b></b><b>", False)],
    ],
)
def test_markup_is_whole_where_each_tag_has_its_partner(html: str, whole: bool) -> None:
    assert balanced(html) is whole


def test_a_deletion_in_an_attribute_is_seen() -> None:
    assert deletion_in_tag('<b title="{{c1::x}}">y</b>')
    assert deletion_in_tag('<b title="a > {{c1::x}}">y</b>')
    assert not deletion_in_tag('<b title="x">{{c1::y}}</b>')
    assert not deletion_in_tag("a < b {{c1::y}} > c")


@pytest.mark.parametrize(
    "html", ["", " ", "\u00a0", "<b></b>", "\u200b\ufeff", "<p>\n</p>", "\u3164"]
)
def test_nothing_is_nothing(html: str) -> None:
    assert shows_nothing(html)


@pytest.mark.parametrize("html", ["a", "<img>", "<hr>", "0", "<b>.</b>", "\u0301a", "👩‍👩‍👧"])
def test_something_is_something(html: str) -> None:
    assert not shows_nothing(html)
