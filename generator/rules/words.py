"""Words as the rules compare them: inflected forms as one, and what two questions share."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

__all__ = [
    "bonded",
    "bonds",
    "folded",
    "mended",
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
    wanted = tokens(sought) if exact else [stem(word) for word in tokens(sought)]
    # All of a stem but its last letter begins each word that has it: where that is not read,
    # as it mostly is not, there is nothing to take apart.
    read = text if exact else text.casefold()
    if any((word if exact else word[:-1].casefold()) not in read for word in wanted):
        return []
    there = numbers_and_words(text)
    words = [match[0] if exact else stem(match[0]) for match in there]
    size = len(wanted)
    return [
        (there[at].start(), there[at + size - 1].end())
        for at in range(len(words) - size + 1)
        if size and words[at : at + size] == wanted
    ]


def folded(text: str) -> str:
    """A text such that the same question or answer is the same string.

    Case, articles and punctuation at the edges of words are set aside; signs
    inside them are not, so that C and C++ stay two languages.
    """
    words = [spoken.strip(_EDGES) for spoken in text.lower().split()]
    return " ".join([word for word in words if word and word not in _ARTICLES]) or text.strip()


def bonds(text: str) -> str:
    """What a question asks, whatever the order of its clauses: each word with the one before it.

    A question and its mirror ("What does GABA do to it?") differ, since there
    the words have changed their neighbours. A line a bond, in order.
    """
    pairs: list[str] = []
    before = "^"
    for spoken in text.replace("’", "'").split():
        for link, key, possessive in _spoken(spoken):
            if link:
                before = link
            elif key in _ASKING:
                pairs.append(f" {key}")
                before = "^"
            elif possessive:
                pairs.append(f"of {key}")  # "clonazepam's dose" is "the dose of clonazepam"
            else:
                pairs.append(f"{before} {key}")
                before = key
    return "\n".join(sorted(pairs))


def bonded(bonds: str) -> int:
    """How many words are bonded."""
    return bonds.count("\n") + 1 if bonds else 0


def mended(bonds: str, slips: Mapping[str, str]) -> str:
    """The bonds of a question without the slips of the finger in it.

    No slip is so short as a word that links or asks, so they are the same ones.
    """
    if not slips or slips.keys().isdisjoint(bonds.split()):
        return bonds
    pairs = (pair.split(" ") for pair in bonds.split("\n"))
    return "\n".join(sorted(" ".join(slips.get(word, word) for word in pair) for pair in pairs))


@lru_cache(maxsize=65_536)
def _spoken(text: str) -> tuple[tuple[str, str, bool], ...]:
    """What a word says, or each of those that a hyphen joins.

    It is what the word links with, or else its key, and whether it is a possessive.
    """
    said: list[tuple[str, str, bool]] = []
    for typed in _JOINT.split(text.lower()):
        word = typed.strip(_EDGES)
        bare = _POSSESSIVE.sub("", word)
        if not word or word in _ARTICLES or word in _WEAK:
            continue
        if word in _LINKING:
            said.append((_LINKING[word], "", False))
        elif word not in ("'s", "s"):
            key = _MEANT.get(bare, _MEANT.get(stem(bare), stem(bare)))
            said.append(("", key, bare != word and bare in typed))
    return tuple(said)


def slips(texts: Iterable[str]) -> dict[str, str]:
    """Words that are probably slips of the finger for others, with what was probably meant.

    One letter too many or too few, two changed about, or one from the key
    beside it; never the first letter (typical, atypical), never one vowel for
    another (ilium, ileum), and no short words.
    """
    counts: Counter[str] = Counter()
    for word, count in Counter(itertools.chain.from_iterable(map(tokens, texts))).items():
        if word.isalpha():
            counts[stem(word)] += count
    likely = [word for word in counts if _SHORTEST_SLIP <= len(word) <= _LONGEST_SLIP]
    holders: dict[str, list[str]] = defaultdict(list)
    for word in likely:
        shorter = (word[:at] + word[at + 1 :] for at in range(1, len(word)))
        for short in dict.fromkeys([word, *shorter]):
            holders[short].append(word)
    meant: dict[str, str] = {}
    for group in holders.values():
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
