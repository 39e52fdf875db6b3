"""What Anki itself reads in a field's HTML, and how to keep it from reading our text that way.

Seen in Anki's sources: sounds and spoken text (rslib/src/card_rendering), LaTeX
pictures (rslib/src/latex.rs), deletions (rslib/src/cloze.rs), the type-in box
(qt/aqt/reviewer.py), empty fields (rslib/src/template.rs).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from unicodedata import normalize

from generator.markup.cloze import Deletion, protect
from generator.patterns import late

__all__ = [
    "Edges",
    "balanced",
    "deletion_in_tag",
    "formula",
    "neutral",
    "plain",
    "shows_nothing",
    "with_deletions",
]

_SQUARE = late(r"\[(?=sound:|anki:|/?latex\]|/?\${1,2}\]|\[type:)", re.IGNORECASE)
_BRACES = late(r"\{(?=\{c\d)", re.IGNORECASE)
_TAG_OR_DELIMITER = late(r"(<[^>]*>)|\\(?=[()\[\]])")
_TAG = late(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
# As the sanitizer writes them: every value in double quotes.
_WHOLE_TAG = late(r"<[a-z][^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
# White space, what Unicode draws nothing for, and tags.
_INVISIBLE = re.compile(
    r"(?:<[^>]*>|[\s\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u3164\ufe00-\ufe0f\ufeff])*+"
)


def neutral(html: str) -> str:
    """``html`` in which nothing is Anki's own syntax, though it looks the same."""
    if "[" in html:
        html = _SQUARE.sub("&#91;", html)
    if "{{" in html:
        html = _BRACES.sub("&#123;", html)
    if "\\" in html:
        html = _TAG_OR_DELIMITER.sub(lambda m: m[1] or "<span>\\</span>", html)
    return html


def plain(text: str) -> str:
    """``text`` to be read as it stands: no markup in it, Anki's or any other."""
    return normalize("NFC", neutral(escape(text)))


def formula(delimiter: str, tex: str) -> str:
    """A formula for Anki's MathJax; ``tex`` is HTML already."""
    return f"\\{delimiter}{_SQUARE.sub('&#91;', tex)}\\{ {'(': ')', '[': ']'}[delimiter] }"


def balanced(html: str) -> bool:
    """Whether each tag that ``html`` opens is closed in it, and the other way round."""
    open_tags: list[str] = []
    for slash, name in _TAG.findall(html):
        if name in _VOID:
            continue
        if not slash:
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return False
    return not open_tags


def deletion_in_tag(html: str) -> bool:
    """Whether a deletion stands in an attribute, which the tags that Anki puts in would break."""
    return any("{{c" in tag for tag in _WHOLE_TAG.findall(html))


def shows_nothing(html: str) -> bool:
    """Whether a student would see nothing of ``html``."""
    return "<img" not in html and "<hr" not in html and bool(_INVISIBLE.fullmatch(html))


class Edges:
    """Where deletions begin and end while their text goes through Markdown.

    Each edge is a private-use ``mark`` with a letter and the deletion's index,
    which outlives the rendering; :meth:`write` turns them into Anki's braces.
    """

    def __init__(self, mark: str) -> None:
        self._mark = mark
        self._begin, self._whole = _edges(mark)

    def begin(self, index: int) -> str:
        """The edge before the body of deletion ``index``."""
        return f"{self._mark}b{index};"

    @property
    def hint(self) -> str:
        """The edge between body and hint."""
        return f"{self._mark}h;"

    @property
    def end(self) -> str:
        """The edge after a deletion."""
        return f"{self._mark}e;"

    def write(
        self, html: str, parts: Sequence[Deletion], numbers: Sequence[int]
    ) -> tuple[str, list[Deletion]]:
        """``html`` with deletions in Anki's form, and those that cut markup in two."""
        crossed: list[Deletion] = []
        lost = dict(enumerate(parts))

        def braces(match: re.Match[str]) -> str:
            index = int(match[1])
            body, hint = match["body"], match["hint"]
            lost.pop(index, None)
            if not balanced(body) or not balanced(hint or ""):
                crossed.append(parts[index])
            return _deletion(numbers[index], body, hint)

        for tag in _WHOLE_TAG.findall(html):
            crossed += [parts[int(index)] for index in self._begin.findall(tag)]
        html = self._whole.sub(braces, html)
        # Markdown took an edge for its own: for the target of a link, for the end of a cell.
        return html, [*crossed, *lost.values()]


def with_deletions(text: str, parts: Sequence[Deletion], numbers: Sequence[int]) -> str:
    """A text that is its own HTML, with its deletions in Anki's form."""
    pieces: list[str] = []
    at = 0
    for part, number in zip(parts, numbers, strict=True):
        pieces += [text[at : part.start], _deletion(number, part.body, part.hint)]
        at = part.end
    return "".join([*pieces, text[at:]])


def _deletion(number: int, body: str, hint: str | None) -> str:
    tail = "" if hint is None else f"::{_hint(hint)}"
    return f"{{{{c{number}::{protect(body)}{tail}}}}}"


@lru_cache(maxsize=4)
def _edges(mark: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What finds the edge before a body, and a whole deletion."""
    whole = rf"{mark}b(\d+);(?P<body>[^{mark}]*)(?:{mark}h;(?P<hint>[^{mark}]*))?{mark}e;"
    return re.compile(rf"{mark}b(\d+);"), re.compile(whole, re.DOTALL)


def _hint(html: str) -> str:
    """A hint, which Anki shows in brackets: it must not become a sound by that."""
    html = protect(html)
    return f"&#{ord(html[0])};{html[1:]}" if _SQUARE.match(f"[{html}]") else html
