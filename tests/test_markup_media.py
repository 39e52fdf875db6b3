"""Pictures: packed under a name that follows their bytes; every wrong one has its place."""

from __future__ import annotations

import hashlib
import re

import pytest

from generator.diagnostics import Diagnostic
from generator.markup.media import MediaFile, MediaFolder
from generator.markup.render import Markup
from tests.markup import cloze, codes, text, text_of


def _hash(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:10]


@pytest.mark.parametrize(
    ("typed", "name", "packed"),
    [
        ("![x](a.png)", "a.png", "a"),
        ("![x](<b c.png>)", "b c.png", "b-c"),
        ("![x](b%20c.png)", "b c.png", "b-c"),
        (r"![x](a\(b\).png)", "a(b).png", "a-b"),
        ("![x](a(b).png)", "a(b).png", "a-b"),
        ("![x](a_b~c~.png)", "a_b~c~.png", "a_b-c"),
        ("![x](sub/d.png)", "sub/d.png", "d"),
        ("![x](ü.png)", "ü.png", "picture"),
        ("![x](u\u0308.png)", "ü.png", "picture"),
        ("![x](100%25.png)", "100%.png", "100"),
        ('![x](a.png "title")', "a.png", "a"),
        ("<img src=a.png>", "a.png", "a"),
        ("<img alt='x > y' src='a.png' width=10>", "a.png", "a"),
        ("[![x](a.png)](https://a.org)", "a.png", "a"),
    ],
)
def test_a_picture_is_named_by_its_stem_and_its_bytes(typed: str, name: str, packed: str) -> None:
    result = text(typed)
    expected = f"{packed}-{_hash(name)}.png"
    assert f'src="{expected}"' in result.clean
    assert result.media == (expected,)
    assert re.fullmatch("[A-Za-z0-9_.-]+", expected)


def test_the_same_picture_twice_is_one_name_and_other_bytes_are_another() -> None:
    result = text("![x](a.png) ![y](a.png) ![z](sub/d.png)")
    assert len(set(result.media)) == 2
    old = MediaFolder({"a.png": MediaFile(lambda: b"old")}).pack("a.png", text_of("a.png").span)
    new = MediaFolder({"a.png": MediaFile(lambda: b"new")}).pack("a.png", text_of("a.png").span)
    assert old[0] is not None
    assert new[0] is not None
    assert old[0].name != new[0].name


def test_a_long_or_upper_case_name_is_made_safe() -> None:
    folder = MediaFolder({"X" * 200 + ".PNG": MediaFile(lambda: b"x")})
    media, found = folder.pack("X" * 200 + ".PNG", text_of("x").span)
    assert not found
    assert media is not None
    assert media.name == "X" * 60 + "-" + hashlib.sha256(b"x").hexdigest()[:10] + ".png"


@pytest.mark.parametrize(
    ("typed", "found", "words"),
    [
        ("b ![x](b.png)", ["M010 1:11"], "media/b.png"),
        ("![x](A.png)", ["M010 1:9"], "a.png"),
        ("![x](a.PNG)", ["M010 1:9"], "a.png"),
        ("![x](aa.png)", ["M010 1:9"], "did you mean"),
        ("![x](https://e.org/a.png)", ["M011 1:9"], "media/"),
        ("![x](//e.org/a.png)", ["M011 1:9"], "media/"),
        ("![x](data:image/png;base64,AA)", ["M011 1:9"], "media/"),
        ("![x](C:/a.png)", ["M012 1:9"], "bare: a.png"),
        ("![x](../a.png)", ["M012 1:9"], "a.png"),
        ("![x](/a.png)", ["M012 1:9"], "a.png"),
        ("![x](./a.png)", ["M012 1:9"], "a.png"),
        ("![x](media/a.png)", ["M012 1:9"], "bare: a.png"),
        ("![x](sub/../a.png)", ["M012 1:9"], "a.png"),
        (r"![x](<C:\\Users\\me\\a.png>)", ["M012 1:4"], "bare: a.png"),
        (r"![x](<C:\\Users\\me\\zz.png>)", ["M012 1:4"], "media folder and write it bare: zz.png"),
        ("![x](/me/zz.png)", ["M012 1:9"], "media folder and write it bare: zz.png"),
        (r"![x](media\\sub\\d.png)", ["M012 1:9"], "bare: sub/d.png"),
        ("![x](file:///C:/me/a.png)", ["M011 1:9"], "media/"),
        (r"![x](sub\\d.png)", ["M012 1:9"], "sub/d.png"),
        ("![x](a.tiff)", ["M012 1:9"], ".png"),
        ("![x](a.mp3)", ["M012 1:9"], ".png"),
        ("![x](a)", ["M012 1:9"], ".png"),
        ("![x](a.png?x=1)", ["M012 1:9"], ".png"),
        ("![x](b c.png)", ["M012 1:9"], "![…](<b c.png>)"),
        ("<img src='zz.png'>", ["M010 1:14"], "media/zz.png"),
        ("<img alt='x'>", ["M012 1:4"], "media folder"),
        ("zz.png ![x](zz.png)", ["M010 1:16"], "media/zz.png"),
        ("`![x](q.png)` ![x](zz.png)", ["M010 1:23"], "media/zz.png"),
        ("![x](a.png) ![x](zz.png) ![y](zz.png)", ["M010 1:21", "M010 1:34"], "media/zz.png"),
        ("![x](zz.png)\n![y](../a.png)", ["M010 1:9", "M012 2:6"], "media/zz.png"),
        ("![x][r] ![y](q.png)\n\n[r]: zz.png", ["M010 3:6", "M010 1:17"], "media/zz.png"),
    ],
)
def test_a_wrong_picture_is_an_error_at_its_name(typed: str, found: list[str], words: str) -> None:
    result = text(typed)
    assert result.codes == found
    assert words in result.findings[0].help


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.png", None),
        (" a.png ", None),
        ("b c.png", None),
        ("zz.png", "M010 1:4"),
        ("../a.png", "M012 1:4"),
        ("https://e.org/a.png", "M011 1:4"),
        ("![x](a.png)", "M012 1:4"),
        (r"C:\me\a.png", "M012 1:4"),
        ("C:a.png", "M012 1:4"),
        (r"media\a.png", "M012 1:4"),
        ("A.png", "M010 1:4"),
        ("..", "M012 1:4"),
        ("/", "M012 1:4"),
        ("a.exe", "M012 1:4"),
        ('a.png" onerror="x', "M012 1:4"),
    ],
)
def test_the_key_image_takes_a_bare_name(name: str, code: str | None) -> None:
    found: list[Diagnostic] = []
    folder = MediaFolder({n: MediaFile(lambda: b"x") for n in ("a.png", "b c.png")})
    rendered = Markup(folder, found).picture(text_of(name))
    assert codes(found) == ([] if code is None else [code])
    assert bool(rendered.html) == (code is None)
    if code is None:
        assert re.fullmatch(r'<img src="[a-z-]+-[0-9a-f]{10}\.png" alt="">', rendered.html)


def test_pictures_stand_in_a_deletion_whole() -> None:
    result = cloze("{{![x](a.png)}} y")
    assert result.clean == '{{c1::<img src="' + result.media[0] + '" alt="x">}} y'


def test_a_picture_in_markdown_where_a_name_belongs_is_told_with_the_name() -> None:
    media, (finding,) = MediaFolder({}).pack("![x](clot.png)", text_of("x").span)
    assert media is None
    assert finding.rule.code == "M012"
    assert finding.help == "write clot.png"
