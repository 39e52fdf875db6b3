"""Texts as quotes are compared: without what does not matter, each letter with its place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import normalize

__all__ = ["Folded", "Places", "fold", "is_plain", "without_comments"]

# What is set aside when a quote is compared: link targets, Markdown's marks, escapes, what has no
# shape of its own, the marks of a block quote. Most of a text are runs of words without any.
_WORDS = r"[!-)+,.-;=?-Za-z{|}]+"
_PIECE = re.compile(
    r"(?P<gone>\]\([^()\s]*\)|</?(?:b|i|em|strong|sub|sup|u|mark|small)>"
    r"|[*_`~^\[\]]|\\(?=[!-/:-@\[-`{-~])|[\u00ad\u200b-\u200d\u2060\ufeff])"
    r"|(?P<blank>(?:\s*\n|\A)[ \t]{0,3}(?:>[ \t]?)+|\s+)"
    rf"|(?P<words>{_WORDS}(?: {_WORDS})*)|.",
    re.DOTALL,
)
# A text of one line in which there is nothing to set aside, unless it has two hyphens in a row.
_PLAIN_WORD = r"[!-)+-;=?-Za-z{|}]+"
_PLAIN = re.compile(rf"{_PLAIN_WORD}(?: {_PLAIN_WORD})*")
_COMMENT_OPENS, _COMMENT_CLOSES, _UNSEEN = "<!--", "-->", "\u200b"
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("⁄∕", "/"),
    }
)


class Places:
    """Where each character of a folded text stood in the original.

    Kept as runs, in which each character follows the one before it here and
    there: few numbers, however long the text is.
    """

    __slots__ = ("_begins", "_size", "_stood")

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._stood: list[int] = []
        self._size = 0

    def add(self, offset: int, count: int) -> None:
        """The next so many characters stood from ``offset`` on, one after the other."""
        if not self._begins or self._stood[-1] + self._size - self._begins[-1] != offset:
            self._begins.append(self._size)
            self._stood.append(offset)
        self._size += count

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, at: int) -> int:
        run = bisect_right(self._begins, at) - 1
        return self._stood[run] + at - self._begins[run]

    def __iter__(self) -> Iterator[int]:
        return map(self.__getitem__, range(self._size))

    def before(self, offset: int) -> int:
        """How many characters stood before ``offset``."""
        run = bisect_left(self._stood, offset)
        if run == 0:
            return 0
        end = self._begins[run] if run < len(self._begins) else self._size
        return min(end, self._begins[run - 1] + offset - self._stood[run - 1])


class Folded(NamedTuple):
    """A text without what does not matter in a quote; ``places`` are offsets into the original."""

    text: str
    places: Places


def fold(text: str) -> Folded:
    """``text`` in lower case, single spaces, plain quotes and dashes, no Markdown marks."""
    places = Places()
    if is_plain(text):
        places.add(0, len(text))
        return Folded(text.lower(), places)
    folded: list[str] = []
    last = " "
    for match in _PIECE.finditer(without_comments(text)):
        kind, piece = match.lastgroup, match[0]
        if kind == "words":
            folded.append(piece.lower())
            places.add(match.start(), len(piece))
            last = piece[-1]
            continue
        if kind == "gone":
            continue
        if kind == "blank":
            piece = " " if folded and last != " " else ""
        elif piece.isascii():
            piece = piece.lower()
        else:
            piece = normalize("NFKD", piece.translate(_SAME)).translate(_SAME).casefold()
        for character in piece:
            if character == "-" and last == "-":
                continue
            folded.append(character)
            places.add(match.start(), 1)
            last = character
    return Folded("".join(folded), places)


def is_plain(text: str) -> bool:
    """Whether nothing in a text of one line is set aside when it is folded."""
    return _PLAIN.fullmatch(text) is not None and "--" not in text


def without_comments(text: str) -> str:
    """``text`` with each HTML comment blotted out, character by character but for its line ends."""
    if _COMMENT_OPENS not in text:
        return text
    parts: list[str] = []
    at = 0
    start = text.find(_COMMENT_OPENS)
    while start >= 0:
        end = text.find(_COMMENT_CLOSES, start + len(_COMMENT_OPENS))
        if end < 0:
            break
        parts.append(text[at:start])
        at = end + len(_COMMENT_CLOSES)
        parts.append(re.sub(r"[^\n]", _UNSEEN, text[start:at]))
        start = text.find(_COMMENT_OPENS, at)
    return "".join(parts) + text[at:]
