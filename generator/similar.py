"""How alike two cards are, by their words: to recognise one that changed its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.patterns import late

__all__ = ["likeness", "most_alike", "words"]

# A picture counts by its name, which changes with its bytes; all other markup is left out.
_PICTURE = late(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
_MARKUP = late(r"<[^>]*>|\{\{c\d+::|&[a-z]+;|&#\d+;")
# Scripts that are written without spaces (Thai to Khmer, kana, Han) go letter by letter:
# else one letter corrected would leave no word of the card.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = late(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
# So many others each is compared with, those with the rarest words in common first: in a deck of
# ten thousand cards that differ by one word, all would be compared with all.
_MOST_CANDIDATES = 100


def words(fields: Iterable[str]) -> frozenset[str]:
    """The words of some fields of HTML, in lower case."""
    text = _PICTURE.sub(r" \1 ", " ".join(fields))
    return frozenset(_WORD.findall(_MARKUP.sub(" ", text).lower()))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of all words that both have: 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0


def most_alike(
    sought: Mapping[str, frozenset[str]], among: Mapping[str, frozenset[str]], least: float
) -> list[tuple[str, str]]:
    """For each sought key the most alike key of ``among``, where at least so alike.

    Of two equally alike it is the first by name. Cards without words are like
    no other.
    """
    # Keys with the same words stand for each other: the first by name.
    first: dict[frozenset[str], str] = {}
    for key in sorted(among):
        first.setdefault(among[key], key)
    holders: dict[str, list[str]] = defaultdict(list)
    for bag, key in first.items():
        for word in bag:
            holders[word].append(key)
    pairs: list[tuple[str, str]] = []
    for key, bag in sought.items():
        best, found = 0.0, ""
        for other in [first[bag]] if bag in first else _candidates(bag, holders, least):
            alike = likeness(bag, among[other])
            if alike > best or (alike == best and other < found):
                best, found = alike, other
        if found and bag and best >= least:
            pairs.append((key, found))
    return pairs


def _prefix(ordered: Sequence[str], least: float) -> Sequence[str]:
    """So many words that a set without any of them can't be alike enough."""
    return ordered[: len(ordered) - -(-int(least * 1000) * len(ordered) // 1000) + 1]


def _candidates(
    bag: frozenset[str], holders: Mapping[str, Sequence[str]], least: float
) -> Iterator[str]:
    """The keys that can be alike enough: any such shares one of the rarest words."""
    ordered = sorted(bag, key=lambda word: (len(holders.get(word, ())), word))
    seen: set[str] = set()
    for word in _prefix(ordered, least):
        for key in holders.get(word, ()):
            if key not in seen:
                if len(seen) == _MOST_CANDIDATES:
                    return
                seen.add(key)
                yield key
