"""Due numbers: new cards come in the order of the files."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.due import places

_known = st.lists(st.none() | st.integers(0, 1_000_000), max_size=40)


@given(_known)
def test_numbers_follow_the_files_and_stay_below_a_million(known: list[int | None]) -> None:
    numbers = places(known)
    assert len(numbers) == len(known)
    assert all(one < other for one, other in pairwise(numbers))
    assert all(0 < number <= 1_000_000 for number in numbers)


@given(_known)
def test_numbers_given_once_stay(known: list[int | None]) -> None:
    numbers = places(known)
    assert places(numbers) == numbers


@given(st.integers(1, 60), st.data())
def test_a_moved_card_moves_alone(count: int, data: st.DataObject) -> None:
    numbers: list[int | None] = list(places([None] * count))
    moved = numbers.pop(data.draw(st.integers(0, count - 1)))
    target = data.draw(st.integers(0, count - 1))
    rest = [*numbers]
    numbers.insert(target, moved)
    after = places(numbers)
    del after[target]
    # A move by one place is as well that of its neighbour.
    kept = sum(one == other for one, other in zip(after, rest, strict=True))
    assert kept >= count - 2


def test_a_new_deck_has_wide_gaps() -> None:
    assert places([None, None, None]) == [1000, 2000, 3000]


def test_a_card_inserted_between_two_gets_the_middle() -> None:
    assert places([1000, None, 2000]) == [1000, 1500, 2000]


def test_several_inserted_cards_share_the_gap() -> None:
    assert places([1000, None, None, None, 2000]) == [1000, 1250, 1500, 1750, 2000]


def test_a_card_put_first_comes_before_all() -> None:
    assert places([None, 1000]) == [500, 1000]


def test_a_card_put_last_leaves_a_whole_gap() -> None:
    assert places([1000, None]) == [1000, 2000]


def test_where_a_gap_is_used_up_only_the_neighbours_make_room() -> None:
    after = places([1000, 2000, None, 2001, 3000, 4000])
    assert after == sorted(set(after))
    assert (after[0], after[-1]) == (1000, 4000)


@given(st.lists(st.integers(0, 30), max_size=60))
def test_cards_inserted_release_after_release_leave_far_ones_alone(spots: list[int]) -> None:
    numbers = places([None] * 30)
    for spot in spots:
        numbers = places([*numbers[: min(spot, 10)], None, *numbers[min(spot, 10) :]])
    assert numbers[-10:] == [1000 * place for place in range(21, 31)]


def test_two_branches_that_inserted_at_one_place_are_told_apart() -> None:
    after = places([1000, 1500, 1500, 2000])
    assert after[0] == 1000
    assert after[3] == 2000
    assert 1000 < after[1] < after[2] < 2000


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_a_large_deck_stays_below_a_million(count: int) -> None:
    numbers = places([None] * count)
    assert numbers[-1] <= 900_000
    assert len(set(numbers)) == count
    assert places([*reversed(numbers)])[-1] <= 1_000_000


def test_a_deck_that_has_grown_to_the_end_makes_room() -> None:
    numbers: list[int | None] = [999_998, 999_999, 1_000_000]
    after = places([*numbers, None])
    assert after == sorted(after)
    assert after[-1] <= 1_000_000
