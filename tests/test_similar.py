"""How alike two cards are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.similar import likeness, most_alike, words

_bags = st.frozensets(st.sampled_from("abcdefghij"), max_size=7)
_cards = st.dictionaries(st.sampled_from("klmnopqrst"), _bags, max_size=8)


def _all_pairs(
    sought: dict[str, frozenset[str]], among: dict[str, frozenset[str]], least: float
) -> list[tuple[str, str]]:
    pairs = []
    for key, bag in sought.items():
        alike = [(-likeness(bag, other), name) for name, other in among.items() if bag]
        best = min(alike, default=(0.0, ""))
        if best[1] and -best[0] >= least:
            pairs.append((key, best[1]))
    return pairs


@given(_cards, _cards, st.sampled_from([0.1, 0.25, 0.5, 0.8, 1.0]))
def test_the_most_alike_is_that_of_all_pairs(
    sought: dict[str, frozenset[str]], among: dict[str, frozenset[str]], least: float
) -> None:
    assert most_alike(sought, among, least) == _all_pairs(sought, among, least)


def test_thousands_of_cards_that_differ_by_one_word_are_not_all_compared() -> None:
    common = words(["What is the usual dose of the drug with the number in adults"])
    seen = 0

    class Counting(frozenset[str]):
        def __and__(self, other: object) -> frozenset[str]:
            nonlocal seen
            seen += 1
            return frozenset.__and__(self, other)  # type: ignore[operator]

    sought = {f"new-{i}": Counting(common | {f"n{i}"}) for i in range(2_000)}
    among = {f"old-{i}": common | {f"o{i}"} for i in range(2_000)}
    assert len(most_alike(sought, among, 0.8)) == 2_000
    assert seen <= 100 * 2_000


def test_ten_thousand_copies_of_one_card_are_one() -> None:
    bag = words(["What is the dose"])
    copies = {f"old-{i}": bag for i in range(10_000)}
    assert most_alike({"new": bag}, copies, 0.8) == [("new", "old-0")]


def test_the_true_one_is_found_among_ten_thousand_that_look_like_it() -> None:
    common = words(["What is the usual dose of the drug with this number in adults"])
    among = {f"old-{i}": common | {f"drug{i}", f"dose{i}"} for i in range(10_000)}
    sought = {"new": among["old-7777"] | {"please"}}
    assert most_alike(sought, among, 0.8) == [("new", "old-7777")]


def test_markup_and_cloze_numbers_are_no_words() -> None:
    assert words(["<b>Not</b> {{c1::a&nbsp;word}}", "A WORD&#33;"]) == {"not", "a", "word"}


def test_a_picture_counts_by_its_name() -> None:
    one, other = words(['<img src="clot-1a.png">']), words(['<img src="clot-2b.png">'])
    assert one != other
    assert likeness(one, other) < 0.8


def test_scripts_without_spaces_go_letter_by_letter() -> None:
    before, after = words(["氯硝西泮的半衰期是多少?"]), words(["氯硝西泮的半衰期是多长?"])
    assert likeness(before, after) > 0.7


def test_nothing_is_all_like_nothing() -> None:
    assert likeness(frozenset(), frozenset()) == 1.0
    assert most_alike({"a": frozenset()}, {"b": frozenset()}, 0.8) == []
