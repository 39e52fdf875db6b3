"""How findings are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import pytest

from generator.diagnostics import Diagnostic, Rule, Severity
from generator.report import as_dict, for_github, for_people, summary, table
from generator.source import SourceFile


def _at(
    text: str,
    start: int,
    end: int | None = None,
    message: str = "it is wrong",
    help: str = "mend it",
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    rule = Rule("S001", "a-name", severity, "what", "why", "example", "instead")
    return rule.at(SourceFile("deck.yaml", text).span(start, end), message, help)


def _frame(diagnostic: Diagnostic) -> list[str]:
    return for_people(diagnostic, colour=False).split("\n")


def test_a_finding_is_a_line_a_frame_and_a_remedy() -> None:
    assert _frame(_at("a: b\nkey: value\n", 5, 8)) == [
        "deck.yaml:2:1: error S001 it is wrong",
        "2 | key: value",
        "  | ^^^",
        "  = help: mend it",
    ]


def test_a_remedy_of_several_lines_keeps_its_lines_in_a_column() -> None:
    lines = _frame(_at("a: b\n" * 11, 50, 51, help="write it so:\n  a: 'b'"))
    assert lines == [
        "deck.yaml:11:1: error S001 it is wrong",
        "11 | a: b",
        "   | ^",
        "   = help: write it so:",
        "             a: 'b'",
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "shown", "marks"),
    [
        ("a: b", 0, 4, "a: b", "^^^^"),
        ("a:\tb", 3, 4, "a: b", "   ^"),
        ("薬: b", 3, 4, "薬: b", "    ^"),
        ("a: 薬局x", 3, 5, "a: 薬局x", "   ^^^^"),
        ("e\u0301: b", 4, 5, "e\u0301: b", "   ^"),
        ("a: b", 4, 5, "a: b", "    ^"),
        ("a: b\n", 4, 5, "a: b", "    ^"),
        ("a: b\nc: d\n", 3, 8, "a: b", "   ^"),
        ("a\x1b[31mb", 0, 1, "a\ufffd[31mb", "^"),
        ("a\u202eb\u2066c", 2, 3, "a\ufffdb\ufffdc", "  ^"),
        ("a\x00b", 1, 2, "a\ufffdb", " ^"),
        ("a\u2028b", 2, 3, "a\ufffdb", "  ^"),
        ("👩‍👩‍👧: b", 7, 8, "👩‍👩‍👧: b", None),
    ],
)
def test_the_marks_stand_under_the_place(
    text: str, start: int, end: int, shown: str, marks: str | None
) -> None:
    lines = _frame(_at(text, start, end))
    assert lines[1] == f"1 | {shown}"
    assert marks is None or lines[2] == f"  | {marks}"


@pytest.mark.parametrize("start", [0, 1, 50, 99, 100, 5_000, 9_950, 9_999])
def test_a_very_long_line_is_cut_around_the_place(start: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(10_000))
    lines = _frame(_at(text, start, start + 3))
    assert all(len(line) < 120 for line in lines)
    column = lines[2].index("^")
    assert lines[1][column] == text[start]
    assert lines[2].count("^") == min(3, 10_000 - start)


def test_a_span_of_a_whole_long_line_is_marked_as_far_as_it_is_shown() -> None:
    lines = _frame(_at("x" * 10_000, 0, 10_000))
    assert all(len(line) < 120 for line in lines)


def test_nothing_is_framed_where_there_is_no_text() -> None:
    assert _frame(_at("", 0, 0)) == [
        "deck.yaml:1:1: error S001 it is wrong",
        "  = help: mend it",
    ]


def test_messages_hold_nothing_that_a_terminal_obeys() -> None:
    shown = for_people(_at("a", 0, 1, message="\x1b[2J\r\x07x", help="\x1by\nz\x9b"), colour=False)
    assert not set(shown) & {"\x1b", "\r", "\x07", "\x9b"}


def test_colours_are_codes_around_the_same_text() -> None:
    import re

    finding = _at("a: b", 0, 1)
    coloured = for_people(finding, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == for_people(finding, colour=False)


@pytest.mark.parametrize("severity", Severity)
def test_a_finding_for_programs_has_the_keys_of_the_issue(severity: Severity) -> None:
    assert as_dict(_at("a: b\nkey: v\n", 5, 13, severity=severity)) == {
        "path": "deck.yaml",
        "line": 2,
        "column": 1,
        "end_line": 3,
        "end_column": 2,
        "severity": severity.value,
        "code": "S001",
        "name": "a-name",
        "message": "it is wrong",
        "help": "mend it",
    }
    assert severity.value in {"error", "warning", "info"}


def test_github_gets_a_command_in_which_nothing_ends_it_early() -> None:
    rule = Rule("S001", "a-name", Severity.INFO, "", "", "", "")
    where = SourceFile("a,b:c%.yaml", "x\ny").span(2, 3)
    assert for_github(rule.at(where, "100 %: a,b\r\n::error::x", "mend\nit")) == (
        "::notice file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=1,endColumn=2,title=S001 a-name::"
        "100 %25: a,b%0D%0A::error::x%0Amend%0Ait"
    )
    for severity, level in ((Severity.ERROR, "error"), (Severity.WARNING, "warning")):
        assert for_github(_at("x", 0, 1, severity=severity)).startswith(f"::{level} file=deck.yaml")


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((0, 0, 0), ""),
        ((1, 0, 0), "1 error"),
        ((2, 1, 0), "2 errors, 1 warning"),
        ((0, 2, 2), "2 warnings, 2 info"),
    ],
)
def test_the_summary_counts(counts: tuple[int, int, int], text: str) -> None:
    found = [
        _at("x", 0, 1, severity=severity)
        for severity, count in zip(Severity, counts, strict=True)
        for _ in range(count)
    ]
    assert summary(found) == text


def test_a_table_has_aligned_columns() -> None:
    assert table([["deck", "n"], ["薬", "10"], ["abcde", "1"]]) == [
        "deck   n",
        "薬     10",
        "abcde  1",
    ]
