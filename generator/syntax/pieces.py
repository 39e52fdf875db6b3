"""A deck's file in pieces that can be read alone: keys of the file, and cards.

What is wrong in one card then neither hides nor garbles what stands in the
next: an unclosed quotation mark ends with its card.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from generator.format import CARD_KEYS, DECK_KEYS, KINDS, ONE_FILE_KEYS, Key
from generator.patterns import late

__all__ = ["CARD_NAMES", "FILE_NAMES", "SHAPES", "Layout", "pieces"]

_ALL_KEYS: tuple[Key, ...] = (
    *DECK_KEYS.values(),
    *CARD_KEYS.values(),
    *(key for kind in KINDS for key in kind.own),
    *ONE_FILE_KEYS.values(),
)
SHAPES = {key.name: key.shape for key in _ALL_KEYS}
"""The shape of each known key's value."""

CARD_NAMES = frozenset(CARD_KEYS) | {key.name for kind in KINDS for key in kind.own}
FILE_NAMES = frozenset(ONE_FILE_KEYS)

_CARD = late(
    rf"^([ \t]*)(-[ \t]+)(?:\{{[ \t]*)?(['\"]?)({'|'.join(sorted(CARD_NAMES))})\3"
    r"[ \t]*:(?=[ \t\r\n]|\Z)",
    re.M,
)
_GLUED = rf"(?:{'|'.join(sorted(CARD_NAMES))}):"  # a hyphen that lacks its space
# What begins a card: a key, however it is mistyped, a brace, or nothing yet. Not a mere text.
_BEGINS = (
    rf"[ \t]++(?:[^\w\n]*+(?i:{'|'.join(sorted(CARD_NAMES))})\b|\{{|[^\n]*?:(?=[ \n]|\Z))"
    r"|[ \t]*+(?:#|\n|\Z)"
)
_CARDS = late(r"^cards\b", re.M)
# The first card counts more than the others: what follows is compared with it.
_OUTVOTED = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the cards of a file stand: the columns of hyphens and keys, and the usual first key."""

    hyphen: int | None = None
    key: int | None = None
    first: str = "id"


def pieces(text: str) -> tuple[Layout, list[tuple[int, int]]]:
    """The usual layout of the cards, and where each piece of the file begins and ends."""
    text = text.replace("\r", "\n")
    listed = _CARDS.search(text)
    cards = list(_CARD.finditer(text, listed.start() if listed else 0))
    layout = Layout()
    starts: list[int] = []
    if cards:
        layout = Layout(
            _usual([len(card[1]) for card in cards]),
            _usual([len(card[1]) + len(card[2]) for card in cards]),
            Counter(card[4] for card in cards).most_common(1)[0][0],
        )
        begin = listed.end() if listed else cards[0].start()
        item = re.compile(rf"^[ \t]{{{layout.hyphen}}}-(?={_BEGINS}|{_GLUED})", re.M)
        starts = [match.start() for match in item.finditer(text, begin)]
    names = FILE_NAMES if cards or listed else frozenset(DECK_KEYS)
    # A key that a card may have too, with deeper lines below, may have fallen out of one.
    alone = "|".join(sorted(names - CARD_NAMES))
    both = "|".join(sorted(names & CARD_NAMES))
    key = re.compile(
        rf"^(?:(?:{alone})[ \t]*:(?=[ \n]|\Z)|---(?=[ \n]|\Z)"
        rf"|(?:{both})[ \t]*:(?=[ \n]|\Z)[^\n]*+(?!\n++[ \t]))",
        re.M,
    )
    starts += [match.start() for match in key.finditer(text)]
    ordered = sorted({0, *starts})
    return layout, list(zip(ordered, [*ordered[1:], len(text)], strict=True))


def _usual(columns: list[int]) -> int:
    (often, count), first = Counter(columns).most_common(1)[0], columns[0]
    return often if count >= _OUTVOTED * columns.count(first) else first
