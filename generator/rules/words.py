"""Words as the rules compare them: inflected forms as one, and what two questions share."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

__all__ = [
    "Asked",
    "asked",
    "folded",
    "may_stand_in",
    "mended",
    "naming",
    "numbers_and_words",
    "runs_in",
    "slips",
    "stem",
    "tokens",
]

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+")
# A word with what is written on to it: half-life, don't, C++, 5-HT, x^2.
_JOINT = re.compile(r"(?<=\w)[-–—/](?=\w)")
_EDGES = "?!.,;:…\"'“”‘’«»()[]–—- "
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")

# Words that say nothing of their own. `what` and its kin, and every negation, do.
_ARTICLES = frozenset({"the", "a", "an"})
_LINKING = {
    **dict.fromkeys(["in", "of", "for", "during", "with", "on", "at", "among", "under"], "of"),
    **dict.fromkeys(["is", "are", "was", "were", "be", "been"], "is"),
    **dict.fromkeys(["do", "does", "did"], "do"),
    **dict.fromkeys(["can", "may", "might", "could"], "can"),
    **{word: word for word in ("to", "by", "from", "and", "or", "as", "that", "it", "its", "has")},
    "have": "has",
    "had": "has",
}
_HARDLY = (
    "usual usually typical typically general generally mainly chiefly exactly precisely normally "
    "currently actually mostly commonly recommended please"
)
_WEAK = frozenset(_HARDLY.split())
_MEANT = {
    "which": "what",
    "who": "whom",
    "dosage": "dose",
    "maximal": "maximum",
    "highest": "maximum",
    "largest": "maximum",
    "minimal": "minimum",
    "lowest": "minimum",
    "medication": "drug",
    "medicine": "drug",
    "frequent": "common",
    "adverse": "side",
}
_ASKING = frozenset({"what", "whom", "whose", "when", "where", "why", "how"})
_NEAR_KEYS = {
    frozenset(pair)
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for pair in itertools.pairwise(row)
}
_VOWELS = frozenset("aeiouy")
_SHORTEST_SLIP, _LONGEST_SLIP = 6, 30

Spoken: TypeAlias = tuple[str, str, str]
"""What is bonded with the word before it, a bond of its own, what the next word is bonded with."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word without its ending: plural, possessive, -ed, -ing."""
    word = _POSSESSIVE.sub("", word.lower())
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = _DOUBLED.sub(r"\1", word[: -len(ending)])
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def numbers_and_words(text: str) -> list[re.Match[str]]:
    """The words and numbers of a text, in order: "GABA-A" is two, "0.5" is one."""
    return list(_TOKEN.finditer(text))


def tokens(text: str) -> list[str]:
    """The same as plain strings."""
    return _TOKEN.findall(text)


def runs_in(sought: str, text: str, *, exact: bool = False) -> list[tuple[int, int]]:
    """Where the words of ``sought`` stand in ``text`` one after the other: offsets.

    Unless ``exact``, case and endings are set aside.
    """
    read = text.casefold()
    if not exact and not all(may_stand_in(read, word) for word in sought.split()):
        return []
    wanted = tokens(sought) if exact else [stem(word) for word in tokens(sought)]
    there = numbers_and_words(text)
    words = [match[0] if exact else stem(match[0]) for match in there]
    size = len(wanted)
    return [
        (there[at].start(), there[at + size - 1].end())
        for at in range(len(words) - size + 1)
        if size and words[at : at + size] == wanted
    ]


def may_stand_in(folded: str, typed: str) -> bool:
    """Whether a word may stand in a text without regard to case; endings are set aside."""
    return all(map(folded.__contains__, _begins(typed)))


@lru_cache(maxsize=65_536)
def _begins(typed: str) -> tuple[str, ...]:
    """How each word begins that has the stem of one in ``typed``: all of it but its last letter."""
    return tuple([stem(word)[:-1].casefold() for word in tokens(typed)])


def folded(text: str) -> str:
    """A text such that the same question or answer is the same string.

    Case, articles and punctuation at the edges of words are set aside; signs
    inside them are not, so that C and C++ stay two languages.
    """
    return " ".join(filter(None, map(_bare, text.split()))) or text.strip()


@lru_cache(maxsize=4)
def naming(names: tuple[str, ...], *, small: bool = False) -> re.Pattern[str]:
    """A pattern of some names, in the singular or the plural.

    With ``small`` it is for texts in small letters, in which it finds them in half the time.
    """
    forms = []
    for name in names:
        words = re.escape(" ".join(name.split()))
        if words.endswith("y"):
            forms.append(words[:-1] + "(?:y|ies)")
        elif words.endswith("s") and not words.endswith("ss"):
            forms.append(words[:-1] + "(?:s|es)?")
        else:
            forms.append(words + "(?:e?s)?")
    form = "|".join(forms)
    if small:
        return re.compile(rf"(?<!\w)(?:{form.lower()})(?!\w)")
    return re.compile(rf"(?<!\w)(?:{form})(?!\w)", re.IGNORECASE)


class Asked(NamedTuple):
    """What is compared of a question: it as :func:`folded`, and the bonds of its words.

    A bond is a word with the one before it: they are the same whatever the
    order of the clauses. A question and its mirror ("What does GABA do to it?")
    differ, since there the words have changed their neighbours. The bonds are
    in order, with tabs between; ``bonded`` is how many they are. ``long`` are
    the words in which a finger may have slipped, with spaces between.
    """

    folded: str
    bonds: str
    bonded: int
    long: str


def asked(text: str) -> Asked:
    """What a question asks, in one pass over its words."""
    kept: list[str] = []
    pairs: list[str] = []
    long: list[str] = []
    before = "^"
    for bare, said, more, stems in map(_looked_at, text.split()):
        if bare:
            kept.append(bare)
        if stems:
            long.append(stems)
        if said:
            pairs.append(f"{before} {said}")
            before = said
            continue
        for key, pair, link in more:
            if key:
                pairs.append(f"{before} {key}")
                before = key
                continue
            if pair:
                pairs.append(pair)
            if link:
                before = link
    pairs.sort()
    return Asked(" ".join(kept) or text.strip(), "\t".join(pairs), len(pairs), " ".join(long))


def mended(bonds: str, slips: Mapping[str, str]) -> str:
    """The bonds of a question without the slips of the finger in it.

    No slip is so short as a word that links or asks, so they are the same ones.
    """
    if not slips or slips.keys().isdisjoint(bonds.split()):
        return bonds
    pairs = (pair.split(" ") for pair in bonds.split("\t"))
    return "\t".join(sorted(" ".join(slips.get(word, word) for word in pair) for pair in pairs))


@lru_cache(maxsize=65_536)
def _looked_at(typed: str) -> tuple[str, str, tuple[Spoken, ...], str]:
    """A word without its edges; what it says; its stems in which a finger may have slipped.

    As a rule it says one thing, that is bonded with the word before it; else all is in the third.
    """
    stems = (stem(word) for word in tokens(typed) if word.isalpha())
    long = " ".join(word for word in stems if _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP)
    spoken = tuple(_spoken(typed.replace("’", "'")))
    if len(spoken) == 1 and spoken[0][0]:
        return _bare(typed), spoken[0][0], (), long
    return _bare(typed), "", spoken, long


@lru_cache(maxsize=65_536)
def _bare(typed: str) -> str:
    """A word without its edges, in lower case; nothing of an article."""
    word = typed.lower().strip(_EDGES)
    return "" if word in _ARTICLES else word


def _spoken(text: str) -> Iterator[Spoken]:
    """What a word says, or each of those that a hyphen joins."""
    for typed in _JOINT.split(text.lower()):
        word = typed.strip(_EDGES)
        bare = _POSSESSIVE.sub("", word)
        if not word or word in _ARTICLES or word in _WEAK:
            continue
        if word in _LINKING:
            yield "", "", _LINKING[word]
        elif word not in ("'s", "s"):
            key = _MEANT.get(bare, _MEANT.get(stem(bare), stem(bare)))
            if key in _ASKING:
                yield "", f" {key}", "^"
            elif bare != word and bare in typed:
                yield "", f"of {key}", ""  # "clonazepam's dose" is "the dose of clonazepam"
            else:
                yield key, "", ""


def slips(counts: Mapping[str, int]) -> dict[str, str]:
    """Words that are probably slips of the finger for others, with what was probably meant.

    One letter too many or too few, two changed about, or one from the key
    beside it; never the first letter (typical, atypical), never one vowel for
    another (ilium, ileum), and no short words. ``counts`` are those of all long words.
    """
    # Words that differ by one letter have one form in common: with a letter less, or as they are.
    # Few forms are those of more than one.
    holder: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    for word in counts:
        forms = [word, *[word[:at] + word[at + 1 :] for at in range(1, len(word))]]
        for form in forms:
            other = holder.setdefault(form, word)
            if other != word:
                groups.setdefault(form, [other]).append(word)
    meant: dict[str, str] = {}
    for group in [groups[form] for form in holder if form in groups]:
        first = min(group, key=lambda word: (-counts[word], word))
        for word in group:
            if word != first and _slip(word, first):
                meant.setdefault(word, first)
    return {word: meant.get(target, target) for word, target in meant.items()}


def _slip(one: str, other: str) -> bool:
    """Whether the one may be the other with a finger that slipped."""
    if one[0] != other[0]:
        return False
    if len(one) != len(other):
        return abs(len(one) - len(other)) == 1
    differing = [at for at in range(len(one)) if one[at] != other[at]]
    if len(differing) == 2:
        first, second = differing
        return second == first + 1 and _swapped(one, other, first, second)
    if len(differing) != 1:
        return False
    pair = frozenset((one[differing[0]], other[differing[0]]))
    return pair in _NEAR_KEYS and not pair <= _VOWELS


def _swapped(one: Sequence[str], other: Sequence[str], first: int, second: int) -> bool:
    return one[first] == other[second] and one[second] == other[first]
