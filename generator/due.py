"""The places of new cards: they follow the files, and move no more than they must."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import lt

__all__ = ["longest_rising", "places"]

# Places lie apart, so that a later card fits in between; Anki wants them below a million.
_LARGEST_GAP, _LAST = 1_000, 900_000
_LIMIT = 1_000_000


def places(known: Sequence[int | None]) -> list[int]:
    """A due number for each note in file order; ``known`` are those they had.

    As many as can be keep theirs; a new or moved note gets one between its
    neighbours. Where a gap is used up, the neighbours make room, no more of
    them than must.
    """
    numbers = [due for due in known if due is not None and due > 0]
    if len(numbers) == len(known) and all(map(lt, numbers, numbers[1:])):
        return numbers  # as it is nearly always
    kept = longest_rising(known)
    result: list[int | None] = [d if i in kept else None for i, d in enumerate(known)]
    at = 0
    while at < len(result):
        if result[at] is None:
            at = _fill(result, at)
        else:
            at += 1
    return [due for due in result if due is not None]


def _fill(result: list[int | None], at: int) -> int:
    """Number the stretch without numbers that begins at ``at``; where the rest goes on.

    Where there is no room, the stretch grows on both sides, each time twice as
    far, so that the work stays near-linear.
    """
    gap = max(1, min(_LARGEST_GAP, _LAST // len(result)))
    start, end, step = at, _next_known(result, at), 1
    while True:
        whole = start == 0 and end == len(result)
        missing = end - start
        before = (result[start - 1] if start else 0) or 0
        after = result[end] if end < len(result) else before + gap * (missing + 1)
        assert after is not None
        if whole:
            after = gap * (missing + 1)
        if after - before > missing and (whole or after <= _LIMIT):
            break
        start = max(0, start - step)
        end = _next_known(result, min(len(result), end + step))
        step *= 2
    for index in range(missing):
        result[start + index] = before + (after - before) * (index + 1) // (missing + 1)
    return end


def _next_known(result: Sequence[int | None], at: int) -> int:
    while at < len(result) and result[at] is None:
        at += 1
    return at


def longest_rising(known: Sequence[int | None]) -> set[int]:
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
