"""Nothing of a table is dropped unseen."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.markup import tables as module
from generator.markup.tables import extra_cells
from tests.markup import text


def _extra(typed: str) -> list[str]:
    return [typed[start:end].strip() for start, end in extra_cells(typed)]


@pytest.mark.parametrize(
    ("typed", "extra"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", ["3"]),
        ("a | b\n-|-\n1 | 2 | 3 | 4\n5 | 6", ["3 | 4"]),
        ("| a | b |\n|---|---|\n| 1 \\| 2 | 3 |", []),
        ("| a | b |\n|---|---|\n| 1 |", []),
        ("| a | b |\n|---|---|\n\nx | y | z", []),
        ("| a | b |\n|---|\n| 1 | 2 | 3 |", []),  # no table
        ("```\n| a |\n|---|\n| 1 | 2 |\n```", []),
        ("| a |\r\n|---|\r\n| 1 | 2 |\r\n", ["2"]),
    ],
)
def test_cells_that_no_column_takes_are_found(typed: str, extra: list[str]) -> None:
    assert _extra(typed) == extra


def test_an_extra_cell_is_told_at_its_place() -> None:
    made = text("| a | b |\n|---|---|\n| 1 | \\(|x|\\) | 3 |")
    (finding,) = made.findings
    assert finding.rule.code == "M008"
    assert finding.span.text.strip() == "3"


_CELL = st.text("ab1 x", min_size=1, max_size=4).map(lambda cell: cell.strip() or "a")


@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=2, max_size=5))
def test_what_is_not_told_is_shown(rows: list[list[str]]) -> None:
    head, *body = rows
    lines = [f"| {' | '.join(row)} |" for row in (head, ["-"] * len(head), *body)]
    made = text("\n".join(lines))
    if not made.findings:
        shown = made.html.count("<td>") + made.html.count("<th>")
        assert shown == len(head) * len(rows)
    assert bool(made.findings) == any(len(row) > len(head) for row in body)


@given(st.lists(st.sampled_from(["|", "\\", "a", " ", "\t", "-", "\n", "|-|-|\n"])).map("".join))
def test_bars_are_counted_as_cells_are_told_apart(typed: str) -> None:
    at_once = list(extra_cells(typed))
    with patch.object(module, "_width", lambda line: len(module._cells(line))):
        assert list(extra_cells(typed)) == at_once
