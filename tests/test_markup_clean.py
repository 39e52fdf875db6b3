"""Raw HTML: what a sanitizer would remove is an error with its place; nothing goes in silence."""

from __future__ import annotations

import pytest

from generator.markup.clean import clean
from tests.markup import cloze, listed, text
from tests.payloads import INERT, REFUSED, harm_in

_UNSAFE = {"M001", "M010", "M011", "M012"}


@pytest.mark.parametrize("payload", REFUSED)
def test_an_attack_is_refused(payload: str) -> None:
    assert _UNSAFE & {code.split()[0] for code in text(payload).codes}


@pytest.mark.parametrize("payload", REFUSED)
def test_an_attack_is_refused_in_between(payload: str) -> None:
    assert _UNSAFE & {code.split()[0] for code in text(f"before {payload} after").codes}
    assert _UNSAFE & {code.split()[0] for code in text(f"**x** {payload} \\(y\\) `z`").codes}


@pytest.mark.parametrize("payload", REFUSED)
@pytest.mark.parametrize("form", ["{{x}} PAYLOAD", "{{PAYLOAD}} y", "{{x::PAYLOAD}} y"])
def test_an_attack_is_refused_in_a_cloze(payload: str, form: str) -> None:
    assert cloze(form.replace("PAYLOAD", payload)).findings


@pytest.mark.parametrize("payload", REFUSED)
def test_even_what_is_refused_does_no_harm(payload: str) -> None:
    html = text(payload).html
    assert not [harm for harm in harm_in(html) if not harm.startswith("src=")]


@pytest.mark.parametrize("payload", INERT)
def test_what_is_accepted_does_no_harm(payload: str) -> None:
    assert not harm_in(text(payload).html)


@pytest.mark.parametrize("attribute", listed("title alt class lang dir style href src"))
@pytest.mark.parametrize(
    "body", ['"onx=1', "'onx=1", "><script>", "{{x}}", "<img onx=1>", r"\(x\)"]
)
def test_no_value_breaks_out_of_its_attribute(attribute: str, body: str) -> None:
    for quote in ("'", '"', ""):
        for tag in ("b", "img"):
            typed = f"<{tag} {attribute}={quote}{body}{quote}>k {{{{z}}}}"
            result = cloze(typed)
            assert result.findings or not harm_in(result.html), typed


@pytest.mark.parametrize(
    "typed",
    [
        "<b>x</b>",
        "<i>x</i> <u>y</u>",
        "a<br>b",
        "a<br/>b",
        "x<sub>2</sub>",
        '<span style="color: red">x</span>',
        '<span class="x" lang="de" dir="rtl" title="y">x</span>',
        "<kbd>Ctrl</kbd>",
        "<ruby>x<rt>y</rt></ruby>",
        "x\n<table><tr><td colspan=2>x</td></tr></table>",
        "x\n<details open><summary>x</summary>y</details>",
        '<a href="https://a.org/?x=1&amp;y=2">x</a>',
        '<font color="red">x</font>',
        "<p>x</p>",
        "x\n<ol start=3><li>y</li></ol>",
        "<del>x</del> ~~y~~",
        "<b>x",
        "<b>x\n\ny</b>",
        "&lt;b&gt; &amp; &quot; &copy; &#8212;",
        "1 < 2 > 0, a<b, p<0.05, <5 mg, >= 3, <- ->",
        "a & b && c &d; e",
    ],
)
def test_harmless_html_and_bare_signs_are_no_error(typed: str) -> None:
    assert not text(typed).findings


@pytest.mark.parametrize(
    ("typed", "codes", "word"),
    [
        ("a <script>x</script>", ["M001 1:6"], "<script>"),
        ("a `<script>` <script>x</script>", ["M001 1:17"], "<script>"),
        ("\\<script> <script>x</script>", ["M001 1:14"], "<script>"),
        ("<b>x</b> <b onclick=1>y</b>", ["M001 1:13"], "onclick of <b>"),
        ("<b onclick=1>x</b> <b>y</b>", ["M001 1:4"], "onclick of <b>"),
        ("<b onclick=1>x</b> <b onclick=1>y</b>", ["M001 1:4", "M001 1:23"], "onclick"),
        ("*x* <em onclick=1>y</em>", ["M001 1:8"], "onclick of <em>"),
        ("<br> <b onclick=1>y</b>", ["M001 1:9"], "onclick of <b>"),
        ("<B ONCLICK=1>x</B>", ["M001 1:4"], "onclick of <b>"),
        ("a\nb <i id=x>y</i>", ["M001 2:3"], "id of <i>"),
        ("<i style='color:red; position: fixed'>y</i>", ["M001 1:4"], "style position of <i>"),
        ("x [a](javascript:b)", ["M001 1:10"], "href of <a>"),
        ("x <a href='javascript:b'>y</a>", ["M001 1:6"], "href of <a>"),
        ("x </b> y", ["M001 1:6"], "</b> closes a tag that is not open"),
        ("if a<b then c>d", ["M001 1:8"], "then, c of <b>"),
        ("<b>x</b></b>", ["M001 1:12"], "</b>"),
        ("x <!-- y --> z", ["M001 1:6"], "comment"),
        ("x <? y ?> z", ["M001 1:6"], "<?"),
        ("H~2~O <b onclick=1>y</b>", ["M001 1:10"], "onclick"),
        ("\\(x\\) <b onclick=1>y</b>", ["M001 1:10"], "onclick"),
        ("<td>x</td>", ["M001 1:4"], "<td>"),
    ],
)
def test_each_thing_removed_is_told_with_its_exact_place(
    typed: str, codes: list[str], word: str
) -> None:
    result = text(typed)
    assert sorted(result.codes) == sorted(codes)
    assert word in result.findings[0].message
    assert "backticks" in result.findings[0].help


@pytest.mark.parametrize(
    ("value", "source", "codes"),
    [
        ("it's <b onclick=1>x</b>", "'it''s <b onclick=1>x</b>'", ["M001 1:8"]),
        ('a <b onclick="1">x</b>', r'"a <b onclick=\"1\">x</b>"', ["M001 1:4"]),
        ("a <b onclick=1>x</b>\n", "|\n  a <b onclick=1>x</b>\n", ["M001 2:5"]),
        ("a b <b onclick=1>x</b>\n", ">\n  a\n  b <b\n   onclick=1>x</b>\n", ["M001 3:5"]),
    ],
)
def test_the_place_holds_in_any_style_of_scalar(value: str, source: str, codes: list[str]) -> None:
    assert text(value, source).codes == codes


def test_all_faults_of_a_text_are_told_at_once() -> None:
    result = text("<b id=x onclick=1>a</b> <script>b</script> ![c](../d.png) \\( e")
    assert sorted(code.split()[0] for code in result.codes) == ["M001"] * 3 + ["M002", "M012"]


def test_after_twenty_of_a_kind_the_rest_are_only_mentioned() -> None:
    findings = text("<i id=x>y</i>" * 30).findings
    assert len(findings) == 20
    assert "no more are shown" in findings[-1].help
    assert "no more are shown" not in findings[-2].help


def test_what_the_sanitizer_keeps_is_not_reported() -> None:
    cleaned, removed = clean('<table><tr><td align="right">1</td></tr></table>')
    assert not removed
    assert "<tbody>" in cleaned


def test_a_tag_that_the_parser_doubles_is_not_reported() -> None:
    _, removed = clean("<p><b>x</p><p>y</b></p>")
    assert not removed


def test_an_unfinished_tag_or_comment_is_reported() -> None:
    for html in ("x <b title='y", "x <!-- y", "x <b ", "x <!y"):
        _, removed = clean(html)
        assert removed, html


def test_tags_in_hundreds_of_others_are_reported_and_not_parsed() -> None:
    result = text("<b>" * 201 + "x")
    assert result.codes == [f"M001 1:{4 + 600}"]
    assert "200" in result.findings[0].message
    assert not text("<b>x</b><br>" * 300).findings
