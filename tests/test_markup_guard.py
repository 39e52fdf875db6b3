"""Sub- and superscript, stars inside words, and TeX: what Markdown must not misread."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markup import guard as module
from generator.markup.guard import Tokens, blanked, guard, set_aside_tex, without_code
from tests.markup import cloze, listed, text


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("H~2~O", "H<sub>2</sub>O"),
        ("x^2^", "x<sup>2</sup>"),
        ("SO~4~^2-^", "SO<sub>4</sub><sup>2-</sup>"),
        ("^14^C", "<sup>14</sup>C"),
        ("Ca^2+^ and Na^+^", "Ca<sup>2+</sup> and Na<sup>+</sup>"),
        ("10^-3^ M", "10<sup>-3</sup> M"),
        ("GABA~A~ receptor", "GABA<sub>A</sub> receptor"),
        ("t~1/2~", "t<sub>1/2</sub>"),
        ("**H~2~O**", "<strong>H<sub>2</sub>O</strong>"),
        ("*H~2~O*s", "<em>H<sub>2</sub>O</em>s"),
        ("x^*a*^", "x<sup><em>a</em></sup>"),
        ("x~a^b^~", "x<sub>a<sup>b</sup></sub>"),
        ("- H~2~O\n- b", "<ul>\n<li>H<sub>2</sub>O</li>\n<li>b</li>\n</ul>"),
        ("a ~b~ c", "a <sub>b</sub> c"),
    ],
)
def test_sub_and_superscript_are_written_with_tildes_and_carets(typed: str, html: str) -> None:
    assert text(typed).clean == html


@pytest.mark.parametrize(
    "typed",
    [
        "~5 mg to ~10 mg",
        "~5-~10 mg",
        "about ~5",
        "a~b c~",
        "2^10 and 3^",
        "x ^ y ^ z",
        "a~ b~",
        "~",
        "^",
        "~ ~",
        "(~5) or (~6)",
    ],
)
def test_a_tilde_or_caret_alone_stays_as_typed(typed: str) -> None:
    assert text(typed).clean == typed


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("~~gone~~", "<del>gone</del>"),
        (r"H\~2\~O", "H~2~O"),
        (r"x\^2\^", "x^2^"),
        ("`H~2~O`", "<code>H~2~O</code>"),
        ("``a`~b~``", "<code>a`~b~</code>"),
        ("[x~2~](https://a.org/~me~)", '<a href="https://a.org/~me~">x<sub>2</sub></a>'),
        ("![x](a_b~c~.png)", '<img src="a_b-c-{}.png" alt="x">'),
        ('<b title="a~b~">c~d~</b>', '<b title="a~b~">c<sub>d</sub></b>'),
    ],
)
def test_code_links_tags_and_escapes_keep_their_tildes(typed: str, html: str) -> None:
    result = text(typed)
    names = [name.removesuffix(".png").rpartition("-")[2] for name in result.media]
    assert result.clean == html.format(*names)


@pytest.mark.parametrize(
    "typed",
    [
        *listed("5*10*3 2*x*y*z foo*bar a**b**c a_b_c snake_case_name é*é*é 1**2**3 _x_y * ** a*"),
        *["*a", "x**", "a*b* c", "5 * 3 * 2", "* * *"],
    ],
)
def test_no_emphasis_begins_inside_a_word_or_a_number(typed: str) -> None:
    assert text(typed).clean == typed


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("*a* b", "<em>a</em> b"),
        ("**a** b", "<strong>a</strong> b"),
        ("(*a*)", "(<em>a</em>)"),
        ("*a **b***", "<em>a <strong>b</strong></em>"),
        ("_a_", "<em>a</em>"),
        ("**GABA**~A~", "<strong>GABA</strong><sub>A</sub>"),
        (r"\*a\*", "*a*"),
    ],
)
def test_emphasis_around_words_is_emphasis(typed: str, html: str) -> None:
    assert text(typed).clean == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (r"\(x\)", r"\(x\)"),
        (r"\[x\]", r"\[x\]"),
        (r"\(a < b & c\)", r"\(a &lt; b &amp; c\)"),
        (r"\(x_1*y*z^2^~3~\)", r"\(x_1*y*z^2^~3~\)"),
        (r"\(\text{**no**}\)", r"\(\text{**no**}\)"),
        (r"\(a\)\(b\)", r"\(a\)\(b\)"),
        (r"{\(a\)}", r"{\(a\)}"),
        (r"a \(b\) c \[d\] e", r"a \(b\) c \[d\] e"),
        (r"*\(x\)*", r"<em>\(x\)</em>"),
        ("\\(a\nb\\)", "\\(a\nb\\)"),
        (r"\(a \\ b\)", r"\(a \\ b\)"),
        (r"\(\)\)", r"\(\)\)"),
        (r"\(`\) and \(`\)", r"\(`\) and \(`\)"),
        (r"\(<script>\)", r"\(&lt;script&gt;\)"),
        (r"\([sound:a.mp3]\)", r"\(&#91;sound:a.mp3]\)"),
    ],
)
def test_tex_goes_to_anki_as_typed_and_escaped(typed: str, html: str) -> None:
    assert text(typed).clean == html


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        (r"\\(a\\)", r"<span>\</span>(a<span>\</span>)"),
        (r"`\(x\)`", r"<code><span>\</span>(x<span>\</span>)</code>"),
        (r"[a](https://x.org/A_\(b\))", '<a href="https://x.org/A_(b)">a</a>'),
        (r"[a](https://x.org/A_(b))", '<a href="https://x.org/A_(b)">a</a>'),
    ],
)
def test_what_only_looks_like_tex_is_not_tex_to_anki_either(typed: str, html: str) -> None:
    assert text(typed).clean == html


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (r"a \(x", ["M002 1:6"]),
        (r"a \[x", ["M002 1:6"]),
        (r"x\) b", ["M002 1:5"]),
        (r"x\] b", ["M002 1:5"]),
        (r"\(x\) \(", ["M002 1:10"]),
        (r"\( \(", ["M002 1:4", "M002 1:7"]),
        (r"\) \[ \(x\)", ["M002 1:4", "M002 1:7"]),
        (r"`\(` \(", ["M002 1:9"]),
        (r"\\\( x", ["M002 1:6"]),
        ("a\nb \\( c", ["M002 2:3"]),
    ],
)
def test_a_formula_without_its_other_end_is_an_error_at_its_end(
    typed: str, found: list[str]
) -> None:
    result = text(typed)
    assert result.codes == found
    assert "write" in result.findings[0].help


def test_a_mark_is_a_character_that_the_text_does_not_hold() -> None:
    typed = "\ue000 \ue001 \ue002 H~2~O \\(x\\) \ue004"
    assert text(typed).clean == "\ue000 \ue001 \ue002 H<sub>2</sub>O \\(x\\) \ue004"
    assert Tokens.for_text("\ue000\ue003").mark == "\ue004"


def test_what_was_set_aside_comes_back_whole() -> None:
    tokens = Tokens.for_text("")
    text = "a" + tokens.add("<x>", "typed") + tokens.add("<y>", "too") + "b"
    assert tokens.put_back(text) == "a<x><y>b"
    assert tokens.as_typed(text) == "atypedtoob"
    assert tokens.put_back("nothing") == "nothing"


def test_code_is_found_as_commonmark_finds_it() -> None:
    assert without_code("a `b` c ``d`e`` f", lambda code: f"<{code}>") == "a <`b`> c <``d`e``> f"
    for no_code in ("`a", "``a`", "\\`a`", "a``", "`"):
        assert without_code(no_code, lambda _: "CODE") == no_code
    assert without_code("\\``a`", lambda _: "CODE") == "\\`CODE"
    assert blanked("a `b` \\* ``c") == "a \0\0\0 \0\0 ``c"


def test_the_offset_of_a_formula_is_that_of_its_body() -> None:
    seen: list[tuple[str, str, int]] = []

    def put(delimiter: str, body: str, offset: int) -> str:
        seen.append((delimiter, body, offset))
        return "T"

    assert set_aside_tex(r"a \(b\) \[c\]", put, lambda *_: None) == "a T T"
    assert seen == [("(", "b", 4), ("[", "c", 10)]


@pytest.mark.parametrize(
    "unit",
    [
        *listed(
            r"""
        < > ~ ^ * _ ` \( \) \[ \] [ ] ![ ![]( & { } {{ }} {{a {{c1:: {{a:: ~a ^a *a a* a~ `a \ #
        <!-- <![CDATA[ <? </ <a <b> </b> <p@style=' <p@a=" <script> <div> <img@src=x>
        \(a a\(b \(a\) \({{c1:: [a]( [a](b ![a]( a| | >@ -@ **@a ~~a x^ ``a` `@ &#
            """
        ),
        "<title></title>",
        "\ue000",
    ],
)
@pytest.mark.parametrize("end", ["", "\nx y"], ids=["one line", "two lines"])
def test_a_hundred_thousand_of_anything_are_read_in_one_pass(unit: str, end: str) -> None:
    hostile = unit.replace("@", " ") * (100_000 // len(unit)) + end
    # A quadratic pattern makes these hang. What comes back is judged elsewhere; that there are
    # few findings is here: fifty thousand of them would hang the terminal.
    assert len(text(hostile).findings) <= 60
    assert len(cloze(hostile).findings) <= 60


def test_guarding_keeps_every_character_of_text_without_markup() -> None:
    tokens = Tokens.for_text("")
    plain = "An answer, with (brackets), 5 % and a-z; “quotes”."
    assert guard(plain, tokens) == plain
    assert not tokens.html


SIGNS = "a B 5 é _ . * ** *** ~ ~~ ^ ` \\* [ ](b) ![ <b>"
MARKS = st.sampled_from([*SIGNS.split(), " ", "\n"])


@given(st.lists(MARKS, max_size=14).map("".join))
def test_a_text_without_signs_is_left_as_looking_at_each_would_leave_it(typed: str) -> None:
    at_once = guard(typed, Tokens.for_text(typed))
    with patch.object(module, "_SIGN", re.compile("")):
        assert guard(typed, Tokens.for_text(typed)) == at_once
