"""Which number a part of a note has: deletions without one of their own, items of a list.

A number is a card in every student's collection, so it is never given to
another part, not even when its own part is gone.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from itertools import count, islice
from typing import NamedTuple

__all__ = ["FRESH", "Slots"]


class Slots(NamedTuple):
    """The ordinals (from 0) that a note has given away.

    ``parts`` are the texts of its present parts and their ordinals, in order;
    ``gone`` those of removed ones; ``used`` all ordinals that ever had a card.
    """

    parts: tuple[tuple[str, int], ...] = ()
    gone: tuple[tuple[str, int], ...] = ()
    used: frozenset[int] = frozenset()

    def assign(self, texts: Sequence[str], reserved: Collection[int] = ()) -> list[int]:
        """The ordinal of each of ``texts``, in order.

        A part keeps the ordinal of its text; one that alone differs keeps that
        of its place; a removed one that comes back gets its own again; any
        other gets the lowest that was never used and is not ``reserved``.
        """
        if not (self.parts or self.gone or self.used):
            return list(islice((n for n in count() if n not in reserved), len(texts)))
        known: dict[str, deque[int]] = defaultdict(deque)
        for text, ordinal in (*self.parts, *self.gone):
            known[text].append(ordinal)
        found = [known[text].popleft() if known[text] else None for text in texts]
        over = {ordinal for queue in known.values() for ordinal in queue}
        left = [place for place, (_, ordinal) in enumerate(self.parts) if ordinal in over]
        fresh = [place for place, ordinal in enumerate(found) if ordinal is None]
        if left == fresh and len(left) == 1 and len(texts) == len(self.parts):
            found[fresh[0]] = self.parts[left[0]][1]
        taken = {*self.used, *reserved, *(ordinal for _, ordinal in (*self.parts, *self.gone))}
        free = (ordinal for ordinal in count() if ordinal not in taken)
        return [next(free) if ordinal is None else ordinal for ordinal in found]

    def after(self, parts: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        """The removed parts once ``parts`` are the present ones."""
        if not (self.parts or self.gone):
            return ()
        present = {ordinal for _, ordinal in parts}
        before = {ordinal: text for text, ordinal in (*self.parts, *self.gone)}
        return tuple((text, o) for o, text in sorted(before.items()) if o not in present)


FRESH = Slots()
"""A note that was never released."""
