"""Numbers with units: what is read out of a text, and what the quick look must not miss."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.measures import counts, measures

WORDS = (
    "one ten five hours mg mL H 2 0.5 .5 1,000 30 - to / , . ( % é µg ½ ① ５ ｏｎｅ ß _ * \u00ad"
)
PIECES = st.sampled_from([*WORDS.split(" "), " ", "  "])


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_text_without_anything_that_counts_holds_no_measure(text: str) -> None:
    found = measures(text)
    assert counts(text) or not (found.found or found.bare)


@pytest.mark.parametrize("text", ["more apoptosis", "hypertension", "hormone of H2O", "often"])
def test_a_number_inside_a_word_does_not_count(text: str) -> None:
    assert not counts(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30 to 40 hours", [("30", "hour"), ("40", "hour")]),
        ("ten days", [("10", "day")]),
        ("0,50 mg and .5 mL", [("0.5", "mg"), ("0.5", "ml")]),
        ("1,000 µg", [("1000", "mcg")]),
        ("20 per cent", [("20", "%")]),
        ("H2O", []),
    ],
)
def test_numbers_are_read_with_their_units(text: str, found: list[tuple[str, str]]) -> None:
    assert [(measure.number, measure.unit) for measure in measures(text).found] == found
