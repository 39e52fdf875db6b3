"""Fields made for Anki, on a page without Anki: formulas, gaps and pictures."""

from __future__ import annotations

import base64
import re
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.authored import Text
from generator.markup.media import MediaFolder
from generator.markup.render import Markup
from generator.package import Media
from generator.parts import FRESH
from generator.sheet.inner import Inner
from generator.source import SourceFile


def rendered(typed: str, *, cloze: bool = False) -> str:
    text = Text(typed, *SourceFile("t.yaml", typed).span(0, len(typed)))
    markup = Markup(MediaFolder({}), [])
    field = markup.cloze(text, FRESH)[0] if cloze else markup.text(text)
    assert not markup.found
    return Inner(()).text(field.html)


def bare(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_a_formula_is_mathml_and_what_is_no_formula_stays() -> None:
    html = rendered(r"`\(x\)` is \(t_{1/2}\), \\(not\\) that: 5 \< 6")
    assert html.count("<math") == 1
    assert "<msub><mi>t</mi>" in html
    assert bare(html) == r"\(x\) is t1/2, \(not\) that: 5 < 6"


def test_a_displayed_formula_is_a_block() -> None:
    assert 'display="block"' in rendered(r"\[k = \frac{\ln 2}{t_{1/2}}\]")
    assert 'display="block"' not in rendered(r"\(k\)")


@pytest.mark.parametrize("tex", [r"\ce{H2O}", r"\frac{a", r"a & b", r"\def\a{\a\a}\a"])
def test_tex_that_is_not_understood_is_shown_as_typed(tex: str) -> None:
    html = rendered(rf"\({tex}\)")
    assert bare(html) == tex
    assert html.startswith('<code class="tex">')


@given(st.text(max_size=30))
@example("<script>alert(1)</script>")
@example('" onload="x')
def test_no_formula_brings_markup_of_its_own(words: str) -> None:
    field = f"\\(\\text{{{words.replace('&', '&amp;').replace('<', '&lt;')}}}\\)"
    html = Inner(()).text(field)
    tags = set(re.findall(r"</?([a-zA-Z]+)", html))
    assert tags <= {"math", "mtext", "code", "mrow", "mi", "mo", "mn", "mspace", "br", "b", "i"}
    assert " on" not in " ".join(re.findall(r"<[^>]*>", html)).lower()


def test_a_deletion_is_a_gap_with_its_hint_behind() -> None:
    html = rendered("It opens {{chloride::which?}} channels {{**more** often}}.", cloze=True)
    assert html == (
        'It opens <span class="gap"><span>chloride</span></span>'
        '<small class="hint"> (which?)</small> channels '
        '<span class="gap"><span><strong>more</strong> often</span></span>.'
    )


@pytest.mark.parametrize("word", ["a::b", r"\(\frac{1}{2}\)", "{x}", "`a}}b`", ":", r"\(a::b\)"])
def test_what_looks_like_the_end_of_a_deletion_does_not_end_it(word: str) -> None:
    html = rendered(f"The {{{{c1::{word}}}}} end {{{{c2::x}}}}", cloze=True)
    assert html.count('class="gap"') == 2
    assert "{{" not in bare(html)
    assert "::" not in bare(html) or "a::b" in word


def test_a_deletion_in_a_formula_is_there_full_and_blank() -> None:
    html = rendered(r"\(k = \frac{{{c1::\ln 2}}}{t} + {{c2::x::y}}\)", cloze=True)
    full, blank = re.findall(r'<span class="(?:full|blank)">(.*?)</span>', html)
    assert "ln" in full
    assert "munder" in full
    assert "ln" not in blank
    assert bare(blank).endswith("[…]t+[y]")


def test_a_picture_comes_along_as_data() -> None:
    media = [Media("clot-0123456789.svg", lambda: b"<svg/>"), Media("x-0.jpg", lambda: b"\xff")]
    html = Inner(media).text('<img src="clot-0123456789.svg" alt=""><img alt="a" src="x-0.jpg">')
    kinds = re.findall(r'src="data:image/([a-z+]+);base64,([^"]*)"', html)
    assert [(kind, base64.b64decode(data)) for kind, data in kinds] == [
        ("svg+xml", b"<svg/>"),
        ("jpeg", b"\xff"),
    ]
