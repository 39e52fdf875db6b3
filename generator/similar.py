"""How alike two cards are, by their words: to recognise one that changed its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["alike_pairs", "likeness", "most_alike", "words"]

_MARKUP = re.compile(r"<[^>]*>|\{\{c\d+::|&[a-z]+;|&#\d+;")
_WORD = re.compile(r"\w+")


def words(fields: Iterable[str]) -> frozenset[str]:
    """The words of some fields of HTML, in lower case."""
    return frozenset(_WORD.findall(_MARKUP.sub(" ", " ".join(fields)).lower()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of all words that both have: 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0


def most_alike(
    sought: Mapping[str, frozenset[str]], among: Mapping[str, frozenset[str]], least: float
) -> list[tuple[str, str]]:
    """For each sought key the most alike key of ``among``, where at least so alike.

    Sets with a likeness of at least ``least`` share one of the rarest words of
    either: only those are compared, so that the work stays near-linear.
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for key, bag in among.items():
        for word in bag:
            holders[word].append(key)
    pairs: list[tuple[str, str]] = []
    for key, bag in sought.items():
        rare = _prefix(sorted(bag, key=lambda word: (len(holders[word]), word)), least)
        candidates = {other for word in rare for other in holders[word]}
        best = max(
            ((likeness(bag, among[other]), other) for other in sorted(candidates)),
            default=(0.0, ""),
            key=lambda pair: pair[0],
        )
        if best[0] >= least and best[1]:
            pairs.append((key, best[1]))
    return pairs


def alike_pairs(bags: Mapping[str, frozenset[str]], least: float) -> list[tuple[str, str]]:
    """All pairs of keys whose words are at least so alike, each pair once, in order.

    Words are looked at from the rarest on, so that two bags are compared only
    where they share a rare word (prefix filtering for the Jaccard measure).
    """
    counts: dict[str, int] = defaultdict(int)
    for bag in bags.values():
        for word in bag:
            counts[word] += 1
    seen: dict[str, list[str]] = defaultdict(list)
    pairs: list[tuple[str, str]] = []
    for key, bag in bags.items():
        rare = _prefix(sorted(bag, key=lambda word: (counts[word], word)), least)
        candidates = dict.fromkeys(other for word in rare for other in seen[word])
        size = len(bag)
        pairs += [
            (other, key)
            for other in candidates
            if least * size <= len(bags[other]) <= size / least
            and likeness(bag, bags[other]) >= least
        ]
        for word in rare:
            seen[word].append(key)
    return pairs


def _prefix(ordered: Sequence[str], least: float) -> Sequence[str]:
    """So many words that a set without any of them can't be alike enough."""
    return ordered[: len(ordered) - -(-int(least * 1000) * len(ordered) // 1000) + 1]
