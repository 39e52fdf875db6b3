"""Names that never change. The values below are in students' collections: they are for ever."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from generator.identity import field_id, guid, time_id, unique_time_ids

_names = st.text(max_size=8)


def test_guids_and_ids_are_those_of_the_first_release() -> None:
    assert guid("clonazepam", "binds-gaba-a") == "x7ciosjmfnpzpwit"
    assert time_id("deck", "clonazepam") == 1_034_574_535_058
    assert time_id("note type", "clonazepam", "question") == 1_019_922_444_528
    assert field_id("field", "clonazepam", "question", "Question") == 4_255_142_052_745_164


@given(st.lists(_names, min_size=1, max_size=3), st.lists(_names, min_size=1, max_size=3))
def test_other_names_give_other_ids(one: list[str], other: list[str]) -> None:
    for make in (time_id, field_id):
        assert (make(*one) == make(*other)) == (one == other)


@given(_names, _names)
def test_a_guid_is_sixteen_plain_characters(deck: str, note: str) -> None:
    assert re.fullmatch("[a-z2-7]{16}", guid(deck, note))


def test_names_are_joined_with_their_bounds() -> None:
    words = ["", "a", "b", "ab", "1:a", "a1:"]
    assert len({guid(*pair) for pair in product(words, repeat=2)}) == len(words) ** 2
    assert guid("a", "b") != str(time_id("a", "b"))


@given(st.lists(_names, min_size=1))
def test_a_time_id_lies_in_the_past_and_is_exact_in_json(names: list[str]) -> None:
    assert 1_000_000_000_000 <= time_id(*names) < 1_600_000_000_000
    assert 0 <= field_id(*names) < 2**53


def test_taken_ids_move_on_by_a_millisecond() -> None:
    key = ("note", "x")
    first = time_id(*key)
    assert unique_time_ids([key, key, key]) == [first, first + 1, first + 2]
    assert unique_time_ids([key], taken=[first, first + 1]) == [first + 2]
    assert unique_time_ids([]) == []
