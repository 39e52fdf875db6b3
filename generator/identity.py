"""Names that never change: guids and ids derived from what the author calls a thing.

Two machines that compile the same cards give the same names, with or without
a ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

__all__ = ["field_id", "guid", "time_id", "unique_time_ids"]

_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"
# The digits of base 32 (RFC 4648), in lower case, two at a time.
_PAIRS = [one + two for one in _DIGITS for two in _DIGITS]
# Anki reads ids of notes, cards, decks and note types as milliseconds since 1970 and rewrites
# those that lie in the future, so ours lie between September 2001 and September 2020.
_FIRST_MS, _LAST_MS = 1_000_000_000_000, 1_600_000_000_000


def guid(deck_id: str, oldest_id: str) -> str:
    """The guid of a note: 16 characters, a to z and 2 to 7, from the deck's and the note's name.

    ``oldest_id`` is the first id that the note ever had.
    """
    number = int.from_bytes(_digest("note", deck_id, oldest_id)[:10])
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(70, -1, -10)])


def time_id(*names: str) -> int:
    """An id in milliseconds for the thing with these names."""
    return _FIRST_MS + int.from_bytes(_digest("time", *names)[:8]) % (_LAST_MS - _FIRST_MS)


def unique_time_ids(keys: Iterable[tuple[str, ...]], taken: Iterable[int] = ()) -> list[int]:
    """A :func:`time_id` for each key, moved on by a millisecond where one is taken already."""
    used = set(taken)
    ids: list[int] = []
    for key in keys:
        candidate = time_id(*key)
        while candidate in used:
            candidate += 1
        used.add(candidate)
        ids.append(candidate)
    return ids


def field_id(*names: str) -> int:
    """The id of a field or template: 53 bits, so that JSON readers keep it exact."""
    return int.from_bytes(_digest("field", *names)[:8]) >> 11


def _digest(*names: str) -> bytes:
    # Each name with its length, so that ("a", "bc") and ("ab", "c") differ.
    joined = "".join([f"{len(name)}:{name}" for name in names])
    return hashlib.sha256(joined.encode()).digest()
