"""Ledgers of any kind, for laws."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.ledger import Ledger, LockedNote, LockedType, Retired, flat
from generator.package import body_of

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_names = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
_filled = _texts.filter(bool)
_numbers = st.integers(0, 2**53 - 1)
_part = st.lists(st.tuples(_texts, _numbers), max_size=3).map(tuple)
_ordinals = st.lists(st.integers(0, 499), max_size=4, unique=True)


def _note(name: str, place: int) -> st.SearchStrategy[LockedNote]:
    return st.builds(
        LockedNote,
        id=st.just(name),
        kind=_filled,
        guid=st.just(f"guid {place}"),
        note_id=st.just(place),
        card_ids=_ordinals.map(lambda found: flat({o: place * 1000 + o for o in found})),
        due=_numbers,
        first=_numbers,
        modified=_numbers,
        authored=_filled,
        shipped=_filled,
        body=st.lists(_texts, max_size=4).map(body_of),
        tags=st.lists(_texts, max_size=4).map(tuple),
        was=st.lists(_names, max_size=2).map(tuple),
        parts=_part,
        gone=_part,
        retired=st.none() | st.builds(Retired, _texts, _texts),
        kept=_texts,
    )


def _type(kind: str) -> st.SearchStrategy[LockedType]:
    pairs = st.lists(st.tuples(_numbers, _filled), max_size=3).map(tuple)
    return st.builds(LockedType, st.just(kind), _numbers, _filled, pairs, pairs, _filled, _numbers)


@st.composite
def _ledgers(draw: st.DrawFn) -> Ledger:
    names = draw(st.lists(_names, max_size=4, unique=True))
    kinds = draw(st.lists(_names, max_size=2, unique=True))
    return Ledger(
        draw(_names),
        draw(_texts),
        {name: draw(_note(name, place)) for place, name in enumerate(names)},
        {kind: draw(_type(kind)) for kind in kinds},
        draw(_texts),
    )


LEDGERS = _ledgers()
