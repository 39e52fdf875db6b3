"""Guessing which key was meant."""

from __future__ import annotations

import pytest

from generator.format import ALIASES, CARD_KEYS, DECK_KEYS, KINDS, TOPIC_KEYS
from generator.shape import nearest
from tests.markup import listed

_CARD = [*CARD_KEYS, *(key.name for kind in KINDS for key in kind.own)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *[("question", "q"), ("Question", "q"), ("qestion", "q"), ("answer", "a"), ("anwser", "a")],
        *[("front", "q"), ("back", "a"), ("Q", "q"), ("extras", "extra"), ("cloez", "cloze")],
        *[("tag", "tags"), ("img", "image"), ("Warning", "caution"), ("reversed", "reverse")],
        *[("half_life", "half-life"), ("z", None), ("xyzzy", None), ("", None), ("x" * 50, None)],
    ],
)
def test_the_nearest_key_is_an_alias_or_a_slip(typed: str, meant: str | None) -> None:
    assert nearest(typed, _CARD) == meant


def test_nothing_is_guessed_that_has_no_meaning_here() -> None:
    assert nearest("question", list(DECK_KEYS)) is None
    assert nearest("licence", list(DECK_KEYS)) == "license"
    assert nearest("was_name", list(DECK_KEYS)) == "was-name"
    assert nearest("card", list(TOPIC_KEYS)) == "cards"


def test_every_alias_leads_to_a_key_that_there_is() -> None:
    known = {*_CARD, *DECK_KEYS, *TOPIC_KEYS}
    assert not [alias for alias, key in ALIASES.items() if key not in known]
    assert not [alias for alias in ALIASES if alias in _CARD]


def test_every_key_says_what_it_is_for() -> None:
    keys = [*CARD_KEYS.values(), *DECK_KEYS.values(), *TOPIC_KEYS.values()]
    keys += [key for kind in KINDS for key in kind.own]
    assert all(key.about and key.about[-1] in ".?" for key in keys)
    assert [key.name for key in keys if key.required] == listed(
        "id cards q a cloze list items choice right wrong select right wrong profile"
    )
