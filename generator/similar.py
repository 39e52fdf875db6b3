"""How alike two cards are, by their words: to recognise one that changed its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["likeness", "most_alike", "words"]

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
    first: dict[frozenset[str], str] = {}  # of those with the same words, the first by name
    for key in sorted(among):
        first.setdefault(among[key], key)
    holders: dict[str, list[frozenset[str]]] = defaultdict(list)
    for bag in first:
        for word in bag:
            holders[word].append(bag)
    found: dict[frozenset[str], tuple[float, str]] = {}
    pairs: list[tuple[str, str]] = []
    for key, bag in sought.items():
        if not bag:
            continue  # without a word there is nothing to recognise a card by
        if bag not in found:
            found[bag] = (1.0, first[bag]) if bag in first else _best(bag, first, holders, least)
        alike, other = found[bag]
        if alike >= least and other:
            pairs.append((key, other))
    return pairs


def _best(
    bag: frozenset[str],
    first: Mapping[frozenset[str], str],
    holders: Mapping[str, Sequence[frozenset[str]]],
    least: float,
) -> tuple[float, str]:
    rare = _prefix(sorted(bag, key=lambda word: (len(holders.get(word, ())), word)), least)
    candidates = {other for word in rare for other in holders.get(word, ())}
    scored = ((likeness(bag, other), first[other]) for other in candidates)
    return min(scored, default=(0.0, ""), key=lambda pair: (-pair[0], pair[1]))


def _prefix(ordered: Sequence[str], least: float) -> Sequence[str]:
    """So many words that a set without any of them can't be alike enough."""
    return ordered[: len(ordered) - -(-int(least * 1000) * len(ordered) // 1000) + 1]
