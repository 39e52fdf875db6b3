"""An author's text becomes the HTML of a field: inline on one line, else blocks; nothing lost."""

from __future__ import annotations

import re
from html import unescape
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markup import render as module
from tests.engine import visible
from tests.markup import cloze, listed, text


@pytest.mark.parametrize(
    "typed",
    [
        *["1. generation", "1) generation", "+ yes", "- no", "* star", "# heading", "---", "==="],
        *["| a | b |", "[a]: https://b.org", "[^1]: note", "2023-05-25", "0.50", "1:30", "~", "no"],
        *["***", "___", ":-)", "a\\", "100 %", "C:\\temp", "[ ] open", "x [y] z", "!", "1986."],
        *["$x$", "a_b", "{a}", "(c)", "...", "--", "“q”", "e.g. x", "#12", "@x", "%", "\\"],
    ],
)
def test_one_line_is_inline_and_stays_as_typed(typed: str) -> None:
    assert unescape(text(typed).clean.replace("<span>\\</span>", "\\")) == typed


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("> 20 mg", "&gt; 20 mg"),
        (">= 5 & <= 6", "&gt;= 5 &amp; &lt;= 6"),
        ("    indented", "indented"),
        ("```", "```"),
        ("```x```", "<code>x</code>"),
        ("**b** and *i*", "<strong>b</strong> and <em>i</em>"),
        ("[a](https://b.org)", '<a href="https://b.org">a</a>'),
        ("<https://b.org>", '<a href="https://b.org">https://b.org</a>'),
        ("&copy; &#169; &amp;", "© © &amp;"),
        ("a  ", "a"),
        ('say "x"', "say &quot;x&quot;"),
    ],
)
def test_one_line_takes_inline_markdown(typed: str, html: str) -> None:
    assert text(typed).clean.replace('"x"', "&quot;x&quot;") == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("a\nb", "a\nb"),
        ("a\nb\n", "a\nb"),
        ("a\n\nb\n", "<p>a</p>\n<p>b</p>"),
        ("a\n", "a"),
        ("\na\n", "a"),
        ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b\n", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("# a\n\nb", "<h1>a</h1>\n<p>b</p>"),
        ("> a\n> b", "<blockquote>\n<p>a\nb</p>\n</blockquote>"),
        ("```\na < b\n```\nc", "<pre><code>a &lt; b\n</code></pre>\n<p>c</p>"),
    ],
)
def test_several_lines_are_blocks_and_one_paragraph_is_bare(typed: str, html: str) -> None:
    assert text(typed).clean == html


def test_a_line_break_is_two_spaces_or_a_backslash() -> None:
    assert "<br" in text("a  \nb").clean
    assert "<br" in text("a\\\nb").clean


def test_tables_are_tables() -> None:
    html = text("| a | b |\n|---|--:|\n| c^2^ | **d** |\n").clean
    assert html.startswith("<table><thead><tr><th>a</th>")
    assert "<td>c<sup>2</sup></td>" in html
    assert "<strong>d</strong></td>" in html
    assert visible(html) == "a b c2 d"


def test_text_is_stored_composed_as_anki_stores_it() -> None:
    assert text("Cafe\u0301").clean == "Caf\u00e9"
    assert cloze("{{Cafe\u0301}}").clean == "{{c1::Caf\u00e9}}"


@pytest.mark.parametrize(
    "typed",
    [
        *["&nbsp;", "\u200b", "<b></b>", "\u00ad", "\u2060\u2060", "<span> </span>", "&#8203;"],
        *["\ufeff", "<br>", "&zwnj;"],
    ],
)
def test_a_text_of_which_nothing_is_seen_is_an_error(typed: str) -> None:
    result = text(typed)
    assert result.codes == ["M007 1:4"]
    assert "nothing" in result.findings[0].message


@pytest.mark.parametrize("typed", ["![](a.png)", "0", ".", "\\(x\\)", "<hr>", "👍", "&#65;", "-"])
def test_a_text_of_which_anything_is_seen_is_none(typed: str) -> None:
    assert text(typed).clean


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Clonazepam is a {{benzo}}.", ["M006 1:20"]),
        ("{{c1::a}} {{b}}", ["M006 1:4", "M006 1:14"]),
        ("{{a}} {{a}}", ["M006 1:4", "M006 1:10"]),
        ("`{{a}}` {{a}}", ["M006 1:12"]),
        (r"\(x\) {{\(y\)}}", ["M006 1:10"]),
        ("a\n{{b}}", ["M006 2:1"]),
    ],
)
def test_double_braces_outside_a_cloze_are_an_error_at_their_place(
    typed: str, found: list[str]
) -> None:
    result = text(typed)
    assert result.codes == found
    assert "\ue000" not in result.findings[-1].message
    assert "cloze" in result.findings[0].help


@pytest.mark.parametrize("typed", ["{a}", r"\(\frac{{a}}{b}\)", "`{{a}}`", "{{", "}}", "{ {a} }"])
def test_other_braces_outside_a_cloze_are_text(typed: str) -> None:
    assert not text(typed).findings


_SIGNS = listed(
    r"* ** _ ` `` ~ ~~ ^ < > & [ ] ( ) \( \) \[ \] { } {{ }} :: | # - + \ ! ![ ]( c1:: $"
)
_words = st.lists(
    st.one_of(
        st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=5),
        st.sampled_from([*_SIGNS, " ", " ", "\n", "\n\n", "{{x}}", "<b>", "</b>", "H~2~O"]),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=14,
).map("".join)


@given(_words)
def test_no_text_makes_the_markup_crash_or_leak_its_tokens(typed: str) -> None:
    for render in (text, cloze):
        result = render(typed)
        if result.findings:
            assert all(d.message and d.help for d in result.findings)
            assert all(d.span.start <= d.span.end for d in result.findings)
        elif "\ue000" not in typed and "\ue001" not in typed:
            assert "\ue000" not in result.html
            assert "\ue001" not in result.html
            assert "%EE%80%80" not in result.html


@given(st.lists(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1), min_size=1))
def test_plain_words_come_through_as_they_are(words: list[str]) -> None:
    import unicodedata

    typed = " ".join(words)
    assert visible(text(typed).clean) == unicodedata.normalize("NFC", typed)


SIGNS = (
    "a é ß ω ж 5 . , : ; ? ( ) / % + = - – — “ ” … ≤ → ! # * _ ~ ^ ` \\ [ ] { } < > & \" ' | $ @"
)
PIECES = st.sampled_from([*SIGNS.split(), " ", "  ", "\n", "\t", "\u0301", "\u200b", "\u00ad"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_text_of_letters_is_its_own_html(typed: str) -> None:
    at_once = text(typed)
    with patch.object(module, "_MORE_THAN_TEXT", re.compile("")):
        slowly = text(typed)
    assert (at_once.html, at_once.codes) == (slowly.html, slowly.codes)


TABLE = ["| a | b |\n", "|---|---|\n", "| c |\n", "| d | e | f |\n"]
BLOCKS = st.sampled_from(
    [*TABLE, "a b", "**b**", "a*b", "- ", "1. ", "# ", "> ", "    ", "a\n", "\n\n", "x  \n"]
)


@given(st.lists(st.one_of(PIECES, BLOCKS), max_size=12).map("".join))
def test_a_text_of_markdown_alone_is_rendered_as_any_other(typed: str) -> None:
    with patch.object(module, "_MORE_THAN_TEXT", re.compile("")):
        at_once = text(typed)
        with patch.object(module, "_MORE_THAN_MARKDOWN", re.compile("")):
            slowly = text(typed)
    assert (at_once.html, at_once.codes) == (slowly.html, slowly.codes)


DELETIONS = st.sampled_from(
    ["{{", "}}", "c1::", "c2::", "::", "{{a}}", "{{c3::e\u0301}}", "{{a::sound:b}}", "{{ b }}"]
)


@given(st.lists(st.one_of(DELETIONS, PIECES), max_size=12).map("".join))
def test_a_text_of_letters_and_deletions_is_rendered_as_any_other(typed: str) -> None:
    at_once = cloze(typed)
    with patch.object(module, "_MORE_THAN_TEXT", re.compile("")):
        slowly = cloze(typed)
    assert (at_once.html, at_once.numbers, at_once.codes) == (
        slowly.html,
        slowly.numbers,
        slowly.codes,
    )
