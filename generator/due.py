"""The places of new cards: they follow the files, and move no more than they must."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

__all__ = ["places"]

# Places lie apart, so that a later card fits in between; Anki wants them below a million.
_LARGEST_GAP, _LAST = 1_000, 900_000
_LIMIT = 1_000_000


def places(known: Sequence[int | None]) -> list[int]:
    """A due number for each note in file order; ``known`` are those they had.

    As many as can be keep theirs; a new or moved note gets one between its
    neighbours; where a gap is used up, all are numbered anew.
    """
    kept = _longest_rising(known)
    result: list[int | None] = [d if i in kept else None for i, d in enumerate(known)]
    gap = min(_LARGEST_GAP, _LAST // max(1, len(known)))
    at = 0
    while at < len(result):
        if result[at] is not None:
            at += 1
            continue
        end = at
        while end < len(result) and result[end] is None:
            end += 1
        missing = end - at
        before = result[at - 1] if at else 0
        assert before is not None
        after = result[end] if end < len(result) else before + gap * (missing + 1)
        assert after is not None
        if after - before <= missing or after > _LIMIT:
            return [gap * (place + 1) for place in range(len(known))]
        for step in range(missing):
            result[at + step] = before + (after - before) * (step + 1) // (missing + 1)
        at = end
    return [due for due in result if due is not None]


def _longest_rising(known: Sequence[int | None]) -> set[int]:
    """The indexes of a longest run of strictly rising numbers, so that the fewest notes move."""
    tails: list[int] = []
    tail_at: list[int] = []
    previous: list[int] = []
    for index, due in enumerate(known):
        if due is None or due <= 0:
            previous.append(-1)
            continue
        length = bisect_left(tails, due)
        previous.append(tail_at[length - 1] if length else -1)
        if length == len(tails):
            tails.append(due)
            tail_at.append(index)
        else:
            tails[length] = due
            tail_at[length] = index
    rising: set[int] = set()
    index = tail_at[-1] if tail_at else -1
    while index >= 0:
        rising.add(index)
        index = previous[index]
    return rising
