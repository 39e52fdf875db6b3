"""Places: offsets, lines and columns, and parts of values that were typed otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authored import Text
from generator.source import Position, SourceFile


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("abc", 0, 1, 1),
        ("abc", 3, 1, 4),
        ("a\nb", 1, 1, 2),
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\rb", 2, 2, 1),
        ("a\n", 2, 2, 1),
        ("a\n\n\nb", 4, 4, 1),
        ("a\u2028b\u0085c\x0bd\x0ce", 8, 1, 9),
        ("😀x", 1, 1, 2),
        ("a\ufeffb", 2, 1, 3),
    ],
)
def test_lines_end_at_lf_crlf_and_cr_alone_and_columns_count_code_points(
    text: str, offset: int, line: int, column: int
) -> None:
    assert SourceFile("x", text).position(offset) == Position(line, column)


def test_a_line_is_given_without_its_end() -> None:
    file = SourceFile("x", "a\r\nb\rc\n\nd\u2028e")
    assert [file.line(number) for number in range(8)] == ["", "a", "b", "c", "", "d\u2028e", "", ""]


@given(st.text(alphabet="ab\r\n\u2028é😀"), st.data())
def test_a_place_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    file = SourceFile("x", text)
    offset = data.draw(st.integers(0, len(text)))
    place = file.position(offset)
    assert file.line_starts[place.line - 1] + place.column - 1 == offset


def test_a_span_ends_after_its_last_character() -> None:
    span = SourceFile("x", "a: bc\n").span(3, 5)
    assert (span.text, span.first, span.last) == ("bc", Position(1, 4), Position(1, 6))
    assert SourceFile("x", "abc").span(1).text == "b"


@pytest.mark.parametrize(
    ("typed", "snippet", "occurrence", "found"),
    [
        ("a b a b", "b", 0, (2, 3)),
        ("a b a b", "b", 1, (6, 7)),
        ("a b a b", "b", 2, (0, 7)),
        ("a b", "z", 0, (0, 3)),
        ("a b", "", 0, (0, 3)),
        ("a b", " ", 0, (0, 3)),
        ("aaaa", "aa", 1, (1, 3)),
        ("it''s x", "it's", 0, (0, 5)),
        (r"say \"x\" y", '"x"', 0, (4, 9)),
        (r"a \\(b", r"\(b", 0, (3, 6)),
        ("one\n   two", "one two", 0, (0, 10)),
        ("one\n\n   two three", "two three", 0, (8, 17)),
        ("x one\n  two y one\n two", "one two", 1, (14, 22)),
    ],
)
def test_a_part_is_found_as_it_was_typed_or_the_whole_is_meant(
    typed: str, snippet: str, occurrence: int, found: tuple[int, int]
) -> None:
    span = SourceFile("x", typed).span(0, len(typed)).find(snippet, occurrence)
    assert (span.start, span.end) == found


def test_nothing_is_found_outside_a_span() -> None:
    file = SourceFile("x", "b a b a b")
    assert file.span(2, 7).find("b", 1) == file.span(2, 7)
    assert file.span(2, 7).find("b") == file.span(4, 5)


@pytest.mark.parametrize(
    ("value", "source", "part", "place"),
    [
        ("a b a b", "q: a b a b", (4, 5), (7, 8)),
        ("a b a b", "q: 'a b a b'", (4, 5), (8, 9)),
        ("a ' a", "q: 'a '' a'", (4, 5), (9, 10)),
        ("a\nb a\n", "|\n  a\n  b a\n", (4, 5), (10, 11)),
        ("aaa", "q: aaa", (1, 2), (4, 5)),
        ("gone", "q: other", (0, 4), (0, 8)),
    ],
)
def test_a_part_of_a_value_has_a_place_in_the_file(
    value: str, source: str, part: tuple[int, int], place: tuple[int, int]
) -> None:
    file = SourceFile("x", source)
    span = Text(value, *file.span(0, len(source))).part(*part)
    assert (span.start, span.end) == place
