"""The mendings that are sure: few, and each such that an author would do the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Mapping as MappingType

from generator.diagnostics import Fix
from generator.format import ALIASES, CARD_KEYS, KINDS, SYNONYMS, Key, Shape
from generator.names import slug
from generator.patterns import late
from generator.source import SourceFile, SourceSpan
from generator.syntax.text import Line, line_at, quoted, split_lines
from generator.tree import Document, Entry, Mapping, Scalar, Sequence

__all__ = ["id_fix", "key_fix", "new_ids", "quoting_fix"]

_TAKES = {
    Shape.TEXT: Scalar,
    Shape.TEXTS: Sequence,
    Shape.MAPPING: Mapping,
    Shape.CARDS: Sequence,
}
# In a shorter word a slip makes another word.
_SHORTEST = 4
_LONGEST_ID = 90
_LONGEST_KEY = 40
_NEAR = 2_000  # characters below a line
_DELETION = late(r"\{\{(?:c\d+::)?(.*?)(?:::.*?)?\}\}")
_NAMES = sorted({*CARD_KEYS, *(key.name for kind in KINDS for key in kind.own)})
# Two keys in one line, or a comment: what stands there is not one text.
_NOT_ONE_TEXT = late(rf"(?:\A|\s)(?:{'|'.join(_NAMES)})[ \t]*:(?:\s|\Z)|\s#")
_LEAD = late(r"[ -]*")


def key_fix(document: Document, entry: Entry, key: Key, known: MappingType[str, Key]) -> Fix | None:
    """``key`` for a mistyped one, where none else of ``known`` can be meant and its value fits."""
    name, span = entry.key.text, document.span(entry.key)
    if span.text not in (name, f"'{name}'", f'"{name}"') or _surely(name, known) != {key.name}:
        return None
    if not isinstance(entry.value, _TAKES[key.shape]):
        return None
    return Fix(span, span.text.replace(name, key.name), f"`{key.name}` for `{name}`")


def id_fix(document: Document, mapping: Mapping, identifier: str) -> Fix | None:
    """A line with an id before the first key of a card; before the key itself within braces."""
    first = min(entry.key.start for entry in mapping.entries.values())
    text, about = document.file.text, f"`id: {identifier}` added"
    place = SourceSpan(document.file, first, first)
    if text[mapping.start : mapping.start + 1] == "{":
        return Fix(place, f"id: {identifier}, ", about)
    line = line_at(text, first)
    lead = text[line.start : first]
    if not _LEAD.fullmatch(lead):
        return None
    end = re.compile(r"\r\n|\r|\n").match(text, line.start + len(line.text))
    return Fix(place, f"id: {identifier}{end[0] if end else chr(10)}{' ' * len(lead)}", about)


def quoting_fix(file: SourceFile, start: int, end: int, new: str) -> Fix | None:
    """Quotation marks around a value that is one text in one line."""
    span = SourceSpan(file, start, end)
    if new != quoted(span.text) or _NOT_ONE_TEXT.search(span.text):
        return None
    line = line_at(file.text, start)
    if line.text[end - line.start :].lstrip().startswith("#"):
        return None  # a comment to YAML, and perhaps text to the author
    below = _below(file.text, line)
    if below is not None and below.indent > line.column:
        return None  # the text goes on there
    return Fix(span, new, f"quoted: {new}")


def _below(text: str, line: Line) -> Line | None:
    """The next line with something in it; ``None`` where there is none near."""
    following = split_lines(text[line.end : line.end + _NEAR])[1:]
    return next((other for other in following if not other.blank), None)


def new_ids(texts: Iterable[str], taken: Collection[str]) -> Iterator[str]:
    """An id for each card by the text that it asks, each once, and none of those ``taken``."""
    numbers: dict[str, int] = {}
    given: set[str] = set()
    for text in texts:
        base = slug(_DELETION.sub(r"\1", text))[:_LONGEST_ID].strip("-") or "my-card"
        found = base
        while found in taken or found in given:
            numbers[base] = numbers.get(base, 1) + 1
            found = f"{base}-{numbers[base]}"
        given.add(found)
        yield found


def _surely(word: str, known: MappingType[str, Key]) -> set[str]:
    """The keys that ``word`` is another case of, a synonym, or one slip off either."""
    plain = word.strip().lower().replace("_", "-")
    if len(plain) > _LONGEST_KEY:
        return set()
    words = {name: name for name in known}
    words |= {alias: ALIASES[alias] for alias in SYNONYMS if ALIASES[alias] in known}
    if plain in words:
        return {words[plain]}
    if len(plain) < _SHORTEST:
        return set()
    return {name for other, name in words.items() if _one_slip(plain, other)}


def _one_slip(word: str, other: str) -> bool:
    """Whether a letter more, less or other, or two exchanged, make one of the other."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    one, two = word[start:], other[start:]
    swapped = one[:2] == two[1::-1] and len(one) > 1 and one[2:] == two[2:]
    return swapped or one[1:] == two or one == two[1:] or one[1:] == two[1:]
