"""A card as it is read: the quick ways read the same as the slow one."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.authored import ClozeNote, Text
from generator.rules import reading as module
from generator.rules.reading import Reading, plain, reading_of
from tests.markup import text_of

SIGNS = "a B one 5 é . , : :// * ** _ ~ ^ ` \\* \\( \\) [ [a](b.png) ![ <b> > {{ }} :: { & &amp; |"
BREAKS = [" ", "  ", "\n", "\n- ", "\n> ", "\n1. ", "\n|-|\n", "\n## ", "\t", "\u00a0", "\u2003"]
PIECES = st.sampled_from([*SIGNS.split(), *BREAKS])
TYPED = st.lists(PIECES, max_size=14).map("".join)
ALWAYS = re.compile("")


def reading(typed: str) -> Reading:
    text = text_of(typed, typed)
    name = Text("a", *text.span)
    return reading_of(ClozeNote(id=name, topic="t", span=text.span, text=text))


@pytest.mark.parametrize("character", [chr(code) for code in range(0x3001) if chr(code).isspace()])
def test_only_the_space_is_white_space_of_a_plain_text(character: str) -> None:
    assert (plain(f"a{character}b") == f"a{character}b") == (character == " ")
    assert plain(f"a{character}b") == "a b"


@given(TYPED)
def test_a_text_without_marks_is_read_at_once_as_it_would_be_piece_by_piece(typed: str) -> None:
    at_once = plain(typed)
    with patch.multiple(module, _MARKUP=ALWAYS, _MARK=ALWAYS, _has_more_than_stars=bool):
        slowly = plain(typed)
    assert at_once == slowly


@given(TYPED)
def test_a_plain_cloze_is_read_at_once_as_it_would_be_piece_by_piece(typed: str) -> None:
    at_once = reading(typed)
    with patch.object(module, "_MARKUP", ALWAYS):
        module._places.cache_clear()
        slowly = reading(typed)
        module._places.cache_clear()
    assert (at_once.asked.text, at_once.hidden) == (slowly.asked.text, slowly.hidden)
