"""Deletions: found, numbered, and written so that Anki reads them as they were meant."""

from __future__ import annotations

import pytest

from generator.markup.cloze import MAX_NUMBER, Deletion, deletions, number, protect
from generator.parts import FRESH
from tests.markup import cloze


@pytest.mark.parametrize(
    ("typed", "html", "numbers"),
    [
        ("a {{b}} c", "a {{c1::b}} c", (1,)),
        ("{{a}} {{b}}", "{{c1::a}} {{c2::b}}", (1, 2)),
        ("{{a}}{{b}}", "{{c1::a}}{{c2::b}}", (1, 2)),
        ("{{a::hint}}", "{{c1::a::hint}}", (1,)),
        ("{{a::a *b* c}}", "{{c1::a::a <em>b</em> c}}", (1,)),
        ("{{a::}}", "{{c1::a}}", (1,)),
        ("{{a:: }}", "{{c1::a}}", (1,)),
        ("{{a::b::c}}", "{{c1::a::b:&#58;c}}", (1,)),
        ("{{c1::a}} {{c1::b}}", "{{c1::a}} {{c1::b}}", (1,)),
        ("{{c3::a}} {{c1::b::h}}", "{{c3::a}} {{c1::b::h}}", (1, 3)),
        ("{{c007::a}}", "{{c7::a}}", (7,)),
        ("{{c499::a}}", "{{c499::a}}", (499,)),
        ("**{{a}}**", "<strong>{{c1::a}}</strong>", (1,)),
        ("{{**a**}}", "{{c1::<strong>a</strong>}}", (1,)),
        ("{{H~2~O}}", "{{c1::H<sub>2</sub>O}}", (1,)),
        ("{{`a`}}", "{{c1::<code>a</code>}}", (1,)),
        ("- {{a}}\n- {{b}}", "<ul>\n<li>{{c1::a}}</li>\n<li>{{c2::b}}</li>\n</ul>", (1, 2)),
        ("a{{b}}c", "a{{c1::b}}c", (1,)),
        ("5*{{10}}*3", "5*{{c1::10}}*3", (1,)),
        ("{{a\nb}}", "{{c1::a\nb}}", (1,)),
        ("{{a|b}}", "{{c1::a|b}}", (1,)),
        ("{{a:b}} {{:c}} {{d:}}", "{{c1::a:b}} {{c2:::c}} {{c3::d&#58;}}", (1, 2, 3)),
        ("{{C1::a}}", "{{c1::C1::a}}", (1,)),
        ("{{c1: a}}", "{{c1::c1: a}}", (1,)),
        (r"\`{{a}}\`", "`{{c1::a}}`", (1,)),
        (r"{{a\}\}}}", "{{c1::a}&#125;}}", (1,)),
        (r"\({{c1::\frac{a}{b}}}\)", r"\({{c1::\frac{a}{b} }}\)", (1,)),
        (
            r"\({{c1::\frac{a}{b^{2}}::h}} {{c2::x}}\)",
            r"\({{c1::\frac{a}{b^{2} }::h}} {{c2::x}}\)",
            (1, 2),
        ),
        (r"\({{c1::\{a}}\)", r"\({{c1::\{a}}\)", (1,)),
    ],
)
def test_a_deletion_is_written_in_ankis_form(
    typed: str, html: str, numbers: tuple[int, ...]
) -> None:
    result = cloze(typed)
    assert result.clean == html
    assert result.numbers == numbers


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("{{a}} {{c1::b}} {{c}}", "{{c2::a}} {{c1::b}} {{c3::c}}"),
        ("{{c2::a}} {{b}} {{c}}", "{{c2::a}} {{c1::b}} {{c3::c}}"),
        ("{{a}} {{c2::b}} {{c3::c}} {{d}}", "{{c1::a}} {{c2::b}} {{c3::c}} {{c4::d}}"),
        (r"\({{c1::x}}\) {{a}}", r"\({{c1::x}}\) {{c2::a}}"),
    ],
)
def test_an_explicit_number_is_kept_and_the_others_get_the_next_free_one(
    typed: str, html: str
) -> None:
    assert cloze(typed).clean == html


@pytest.mark.parametrize(
    ("typed", "html", "numbers"),
    [
        (r"{{\(x\)}}", r"{{c1::\(x\)}}", (1,)),
        (r"{{\(\frac{{a}}{b}\)}} c", r"{{c1::\(\frac{{a} }{b}\)}} c", (1,)),
        (r"{{a \(b}}c\) d}} e", r"{{c1::a \(b} }c\) d}} e", (1,)),
        (r"{{a \(b::c\)::h}}", r"{{c1::a \(b: :c\)::h}}", (1,)),
        (r"{{a::\(b\)}}", r"{{c1::a::\(b\)}}", (1,)),
        (r"{{x}} \(a\)\(b\)", r"{{c1::x}} \(a\)\(b\)", (1,)),
        (r"{\(a\) {{x}}", r"{\(a\) {{c1::x}}", (1,)),
        (r"{{\(a\)\(b\)}}", r"{{c1::\(a\)\(b\)}}", (1,)),
        (r"\(x = {{c2::y}}\)", r"\(x = {{c2::y}}\)", (2,)),
    ],
)
def test_tex_in_or_around_a_deletion_neither_ends_it_nor_begins_one(
    typed: str, html: str, numbers: tuple[int, ...]
) -> None:
    result = cloze(typed)
    assert result.clean == html
    assert result.numbers == numbers


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("{{CO{2}}}", "{{c1::CO{2&#125;}}"),
        ("{{{a}}}", "{{c1::{a&#125;}}"),
        ("{{a{b{c}}}}", "{{c1::a{b{c}&#125;}}"),
        ("{{a}}}", "{{c1::a}}}"),
        ("{ {{a}} }", "{ {{c1::a}} }"),
    ],
)
def test_single_braces_in_a_deletion_are_part_of_the_word(typed: str, html: str) -> None:
    assert cloze(typed).clean == html


def test_entities_that_spell_braces_or_colons_do_not_end_a_deletion() -> None:
    assert cloze("{{a&#125;&#125;b&#58;&#58;c}}").clean == "{{c1::a}&#125;b:&#58;c}}"


def test_code_holds_no_deletions() -> None:
    assert cloze("`{{a}}` {{b}}").clean == "<code>{{a}}</code> {{c1::b}}"
    assert cloze("`{{c1::a}}` {{b}}").clean == "<code>&#123;{c1::a}}</code> {{c1::b}}"


@pytest.mark.parametrize(
    ("typed", "found", "words"),
    [
        ("plain", ["M003 1:4"], "{{benzodiazepine}}"),
        ("`{{a}}`", ["M003 1:4"], "{{"),
        ("&#123;&#123;a&#125;&#125;", ["M003 1:4"], "{{"),
        ("a {{b", ["M004 1:6"], "}}"),
        ("{{a}} {{b", ["M004 1:10"], "}}"),
        ("a }} b", ["M004 1:6"], "{{"),
        ("a }} {{b}}", ["M004 1:6"], "{{"),
        ("{{b}} }}", ["M004 1:10"], "{{"),
        ("{{}} b", ["M004 1:4"], "hidden word"),
        ("{{ }}", ["M004 1:4"], "hidden word"),
        ("{{::h}}", ["M004 1:4"], "hidden word"),
        ("{{c1::}}", ["M004 1:4"], "hidden word"),
        ("{{c1::::h}}", ["M004 1:4"], "hidden word"),
        ("{{a {{b}} c}}", ["M004 1:8"], "close the first"),
        ("{{c1::a {{c2::b}} c}}", ["M004 1:12"], "close the first"),
        (r"{{a \({{c1::x}}\) b}}", ["M004 1:4"], "close the first"),
        ("{{c1,2::a}}", ["M004 1:4"], "one number"),
        ("{{c1, 2::a}}", ["M004 1:4"], "one number"),
        ("{{c0::a}}", ["M004 1:4"], "499"),
        ("{{c500::a}}", ["M004 1:4"], "499"),
        ("{{c9999999999999999999::a}}", ["M004 1:4"], "499"),
        (r"\({{c0::x}}\)", ["M004 1:6"], "499"),
        (r"\(a {{c500::x}}\)", ["M004 1:8"], "499"),
        (r"\({{c1::x\)", ["M004 1:6"], "}}"),
        (r"{{a \(x\)}} {{b \(y\)} c", ["M004 1:16"], "}}"),
        ("x `{{` {{a}} }}", ["M004 1:17"], "{{"),
    ],
)
def test_a_deletion_that_cannot_be_is_an_error_at_its_place(
    typed: str, found: list[str], words: str
) -> None:
    result = cloze(typed)
    assert result.codes == found
    assert words in result.findings[0].help


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("**{{a**}}", ["M005 1:6"]),
        ("{{**a}}**", ["M005 1:4"]),
        ("*a {{b* c}}", ["M005 1:7"]),
        ("<b>{{a</b>}}", ["M005 1:7"]),
        ("[x]({{y}}) {{z}}", ["M005 1:8"]),
        ("[x](https://a.org/{{y}})", ["M005 1:22"]),
        ("![{{x}}](a.png) {{z}}", ["M005 1:6"]),
        ('<b title="{{x}}">k</b> {{z}}', ["M005 1:14"]),
        ('<b title="{{x}}<img src=q onerror=alert(1)>">k</b>', ["M005 1:14"]),
        (r'<b title="\({{c1::x}}\)">k</b>', ["M005 1:4"]),
        ("{{x::<b>}}y</b>", ["M005 1:4"]),
        ("|a|b|\n|-|-|\n|{{c}}|{{d|e}}|", ["M005 3:8"]),
        ("{{a\n\nb}}", ["M005 1:4"]),
        ("- {{a\n- b}}", ["M005 1:6"]),
    ],
)
def test_a_deletion_that_overlaps_markup_is_an_error_at_its_place(
    typed: str, found: list[str]
) -> None:
    codes = cloze(typed).codes
    assert [code for code in codes if code.startswith("M005")] == found


@pytest.mark.parametrize(
    ("value", "source", "found"),
    [
        ("it's {{a {{b}} c}}", "'it''s {{a {{b}} c}}'", ["M004 1:12"]),
        ('say "{{a" now', r'"say \"{{a\" now"', ["M004 1:8"]),
        ("one {{two\n", "|\n    one {{two\n", ["M004 2:9"]),
        ("one }} two }}\n", "|\n    one }} two\n    }}\n", ["M004 2:9", "M004 3:5"]),
        ("{{a}} b {{}}\n", ">\n  {{a}} b\n  {{}}\n", ["M004 3:3"]),
        ("a {{b {{c d}} e}}\n", ">\n  a {{b {{c\n  d}} e}}\n", ["M004 2:9"]),
    ],
)
def test_the_place_is_that_of_the_fault_in_any_style_of_scalar(
    value: str, source: str, found: list[str]
) -> None:
    assert cloze(value, source).codes == found


@pytest.mark.parametrize(
    "hint", ["sound:a.mp3", "Sound:a.mp3", "$", "$$", "/$", "latex", "/latex", "anki:tts lang=de"]
)
def test_a_hint_in_its_brackets_becomes_no_sound_and_no_latex(hint: str) -> None:
    html = cloze("{{a::" + hint + "}}").clean
    assert f"::{hint}" not in html
    assert f"::&#{ord(hint[0])};{hint[1:]}" in html


def test_a_thousand_deletions_are_numbered_in_order_as_far_as_anki_counts() -> None:
    assert cloze(" ".join("{{w}}" for _ in range(MAX_NUMBER))).numbers == tuple(range(1, 500))
    assert cloze(" ".join("{{c1::w}}" for _ in range(1000))).numbers == (1,)


def test_more_deletions_than_anki_has_numbers_for_are_an_error() -> None:
    result = cloze(" ".join("{{w}}" for _ in range(MAX_NUMBER + 1)))
    assert result.codes == [f"M004 1:{4 + 6 * MAX_NUMBER}"]
    assert "499" in result.findings[0].message


def test_parts_are_numbered_around_what_is_taken() -> None:
    def part(number: int | None) -> Deletion:
        return Deletion(0, 1, number, " x ", None)

    parts = [part(None), part(2), part(None), part(5), part(None)]
    assert number(parts, [], FRESH, str)[0] == [1, 2, 3, 5, 4]
    numbers, texts = number(parts, [1, 3], FRESH, str)
    assert numbers == [4, 2, 6, 5, 7]
    assert texts == (("x", 3), ("x", 5), ("x", 6))


def test_offsets_are_those_of_the_braces() -> None:
    found = deletions("a {{b::c}} d", lambda *_: pytest.fail("no problem here"))
    assert found == [Deletion(2, 10, None, "b", "c")]


@pytest.mark.parametrize(
    ("body", "safe"),
    [
        *[("a}}b", "a}&#125;b"), ("a::b", "a:&#58;b"), ("a}", "a&#125;"), ("a:", "a&#58;")],
        *[("}}}}", "}&#125;}&#125;"), (":::", ":&#58;&#58;"), ("", ""), ("a", "a")],
    ],
)
def test_nothing_in_a_protected_body_ends_it(body: str, safe: str) -> None:
    assert protect(body) == safe
