"""Parts of a note keep their numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.parts import FRESH, Slots

_texts = st.lists(st.sampled_from("abcdef"), max_size=6)


def _after(slots: Slots, texts: list[str], reserved: tuple[int, ...] = ()) -> Slots:
    ordinals = slots.assign(texts, reserved)
    parts = tuple(zip(texts, ordinals, strict=True))
    return Slots(parts, slots.after(parts), slots.used | set(ordinals))


def _numbers(slots: Slots) -> dict[str, int]:
    return dict(slots.parts)


def test_first_numbers_follow_the_order() -> None:
    assert FRESH.assign(["x", "y", "z"]) == [0, 1, 2]


def test_numbers_that_the_author_gave_are_not_given_again() -> None:
    assert FRESH.assign(["x", "y"], {0, 2}) == [1, 3]


def test_reordered_parts_keep_their_numbers() -> None:
    slots = _after(FRESH, ["x", "y", "z"])
    assert slots.assign(["z", "x", "y"]) == [2, 0, 1]


def test_a_part_whose_text_alone_differs_keeps_its_number() -> None:
    slots = _after(FRESH, ["x", "y", "z"])
    assert slots.assign(["x", "Y", "z"]) == [0, 1, 2]


def test_where_two_differ_nobody_guesses() -> None:
    slots = _after(FRESH, ["x", "y", "z"])
    assert slots.assign(["X", "Y", "z"]) == [3, 4, 2]


def test_a_removed_part_never_gives_its_number_to_another() -> None:
    slots = _after(_after(FRESH, ["x", "y", "z"]), ["x", "z"])
    assert slots.gone == (("y", 1),)
    assert slots.assign(["x", "z", "new"]) == [0, 2, 3]


def test_a_part_that_comes_back_gets_its_own_number() -> None:
    slots = _after(_after(FRESH, ["x", "y", "z"]), ["x", "z"])
    assert slots.assign(["y", "x", "z"]) == [1, 0, 2]


def test_two_parts_of_one_text_are_two() -> None:
    slots = _after(FRESH, ["x", "x"])
    assert slots.assign(["x", "x"]) == [0, 1]
    assert slots.assign(["x", "x", "x"]) == [0, 1, 2]


@given(st.lists(_texts, max_size=6))
def test_no_two_parts_of_a_release_share_a_number(releases: list[list[str]]) -> None:
    slots = FRESH
    for texts in releases:
        slots = _after(slots, texts)
        ordinals = [ordinal for _, ordinal in (*slots.parts, *slots.gone)]
        assert len(set(ordinals)) == len(ordinals)


@given(_texts, _texts)
def test_a_text_that_stays_keeps_its_number(before: list[str], after: list[str]) -> None:
    unique = list(dict.fromkeys(before)), list(dict.fromkeys(after))
    slots = _after(FRESH, unique[0])
    then = _after(slots, unique[1])
    for text in set(unique[0]) & set(unique[1]):
        assert _numbers(slots)[text] == _numbers(then)[text]
