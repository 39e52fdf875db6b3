"""A card as a student reads it: its texts without marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from generator.authored import (
    AuthoredNote,
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
    Text,
)
from generator.markup.cloze import Deletion, deletions
from generator.markup.guard import set_aside_tex, without_code
from generator.patterns import late
from generator.source import SourceSpan

__all__ = ["MOST_PARTS", "Reading", "Wording", "beside", "plain", "reading_of"]

MOST_PARTS = 100
"""So many deletions of a cloze are looked at one by one; nobody learns a longer one."""

# Stands, as many times, for what a student does not see.
_GONE = "\0"
# All white space but the space: a text without it, and without a mark, is read as it is typed.
_WHITE = r"\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_MARKUP = re.compile(rf"[\\`*_~^<&{{\[|{_WHITE}]")
_STAR_AFTER_NUMBER = late(r"\*(?<=\d\*)")
_MARKS = late(
    # Pictures, link targets, tags; bounded, since an open one would be sought to the end each time.
    # Each begins with a letter of its own, behind which it looks back: so the engine of `re` skips
    # at once to where one may be.
    r"!\[[^\]]{0,300}\]\([^)]{0,300}\)|\]\([^)]{0,300}\)|<[A-Za-z/!][^<>]{0,500}>"
    r"|h(?<=\bh)ttps?://\S+|w(?<=\bw)ww\.\S+"
    r"|\\(?=[!-/:-@\[-`{-~])"  # escapes
    r"|\*(?<!\d\*)\**|\*\**(?!\d)|\[|\]|`"
    r"|_(?<!\w_)_*(?=\S)|_(?<=\S_)_*(?!\w)"
    r"|~(?<=\w~)(?=[\w+-])|\^(?<=\w\^)(?=[\w+-])|~(?<=[\w+-]~)|\^(?<=[\w+-]\^)",
)
# In a text without any of these, nor an address, there are none of those.
_MARK = late(r"[\\`*_~^<\[\]]")
# In a text of several lines: block quotes, list items, headings, tables.
_BLOCKS = late(
    r"\n(?:[ \t]*(?:(?:>[ \t]?)+|(?:[-+*]|\d+[.)])[ \t]+|\#{1,6}[ \t]+)|[ \t|:-]+(?=\n|\Z))"
)
_PICTURE = late(r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>")
# Without any of these there are no formulas, code or pictures.
_BESIDE = re.compile(r"[\\`!<]")
_RUN = late(rf"[^\s{_GONE}]+|(?P<blank>\s+)")
_ENTITY = late(r"&(?:[A-Za-z]+|#\d+|#x[0-9A-Fa-f]+);")
_NUMBER = late(r"c[0-9]+::")


class Wording(NamedTuple):
    """What a student reads of a text, in one line."""

    typed: Text
    text: str

    @property
    def places(self) -> Sequence[int]:
        """Where each character of what is read was typed."""
        return _places(self.typed.text)

    def at(self, match: re.Match[str], group: int | str = 0) -> SourceSpan:
        """The place of what a pattern found."""
        return self.span(*match.span(group))

    def span(self, start: int, end: int) -> SourceSpan:
        """The place of a part of what is read."""
        places = self.places
        return self.typed.part(places[start], places[end - 1] + 1)


class Reading(NamedTuple):
    """The texts of a note as they are read.

    ``asked`` is the question, the cloze or the prompt; ``answers`` what is to
    be recalled. ``questions`` are all that is asked, with what is to be recalled:
    there, and back; ``recalled`` all answers, that of the way back too. ``texts``
    are every text of the card once: the answers of a cloze stand in what is
    asked. Of a cloze ``parts`` are the deletions, and ``hidden`` says where the
    body of each stands in what is read.
    """

    note: AuthoredNote
    asked: Wording
    answers: tuple[Wording, ...]
    questions: tuple[tuple[Wording, tuple[Wording, ...]], ...]
    recalled: tuple[Wording, ...]
    texts: tuple[Wording, ...]
    parts: tuple[Deletion, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()

    def without(self, index: int) -> str:
        """A cloze with one deletion hidden, and all that share its number; its hint is not there.

        What is hidden is an ellipsis.
        """
        number = self.parts[index].number
        shown: list[str] = []
        at = 0
        for place, (part, (begin, stop)) in enumerate(zip(self.parts, self.hidden, strict=True)):
            if place == index or (number is not None and part.number == number):
                shown += self.asked.text[at:begin].strip(), "…"
                at = stop
        shown.append(self.asked.text[at:].strip())
        return " ".join(filter(None, shown))


def plain(text: str) -> str:
    """``text`` without Markdown, formulas, code and braces, in one line."""
    return _read(text)


def _deletions_of(text: str) -> tuple[Deletion, ...]:
    """The deletions of a cloze text; what stands in its formulas and code is none."""
    masked = _masked(text)
    found = _deletions(masked)
    if masked is text:
        return found
    return tuple(part._replace(body=text[slice(*_body(text, part))]) for part in found)


@lru_cache(maxsize=4)
def _deletions(masked: str) -> tuple[Deletion, ...]:
    return tuple(deletions(masked, lambda *_: None))


def beside(text: str) -> list[str]:
    """What is seen in a text beside its words, as typed: formulas, code, pictures."""
    if not _BESIDE.search(text):
        return []
    seen: list[str] = []

    def formula(_delimiter: str, body: str, _offset: int) -> str:
        seen.append(body)
        return " "

    def code(typed: str) -> str:
        seen.append(typed)
        return " "

    rest = without_code(set_aside_tex(text, formula, lambda *_: None), code)
    return seen + [match[0] for match in _PICTURE.finditer(rest)]


def reading_of(note: AuthoredNote) -> Reading:
    """How a student reads ``note``."""
    parts: tuple[Deletion, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()
    typed: tuple[Text, ...]
    rest: tuple[Text | None, ...] = ()
    match note:
        case QuestionNote():
            asked, typed = note.question, (note.answer,)
        case ListNote():
            asked, typed = note.prompt, note.items
        case ChoiceNote():
            asked, typed, rest = note.question, (note.right,), (*note.wrong, note.why)
        case SelectNote():
            asked, typed, rest = note.question, note.right, (*note.wrong, note.why)
        case ProfileNote():
            asked, typed = note.drug, tuple([text for _, text in note.facts])
        case ClozeNote():
            asked = note.text
            parts = _deletions_of(asked.text)
            bodies = [_body(asked.text, part) for part in parts]
            typed = tuple([Text(asked.text[a:b], *asked.part(a, b)) for a, b in bodies])
            read, hidden = _read_cloze(asked.text, parts, bodies)
    question = Wording(asked, read) if parts else _wording(asked)
    answers = recalled = tuple(map(_wording, typed))
    questions: tuple[tuple[Wording, tuple[Wording, ...]], ...] = ((question, answers),)
    texts = (question,) if parts else (question, *answers)
    if isinstance(note, QuestionNote) and note.reverse is not None:
        back, answer = map(_wording, note.reverse)
        questions = (*questions, (back, (answer,)))
        recalled = (*answers, answer)
        texts = (*texts, back, answer)
    others = [_wording(text) for text in (note.extra, note.caution, *rest) if text is not None]
    return Reading(note, question, answers, questions, recalled, (*texts, *others), parts, hidden)


def _wording(text: Text) -> Wording:
    return Wording(text, _read(text.text))


def _body(text: str, part: Deletion) -> tuple[int, int]:
    """Where the hidden words of a deletion stand."""
    start = part.start + 2
    number = _NUMBER.match(text, start) if part.number is not None else None
    start = number.end() if number else start
    return start, start + len(part.body)


def _masked(text: str) -> str:
    """``text`` with formulas and code blotted out, each character by one."""
    if "\\" not in text and "`" not in text:
        return text

    def formula(_delimiter: str, body: str, _offset: int) -> str:
        return _GONE * (len(body) + 4)

    masked = set_aside_tex(text, formula, lambda *_: None)
    return without_code(masked, lambda code: _GONE * len(code))


def _is_plain(text: str) -> bool:
    """Whether nothing in a text is markup, nor white space that a line of text has not."""
    return not (
        _MARKUP.search(text) or "  " in text or "://" in text or text[:1] == " " or text[-1:] == " "
    )


def _has_more_than_stars(text: str) -> bool:
    """Whether there is what is no mark by itself, and is one in a text that has others."""
    if "www." in text or "]" in text or _GONE in text:
        return True
    return "*" in text and _STAR_AFTER_NUMBER.search(text) is not None


def _read(text: str) -> str:
    bare = text.strip()
    if len(bare) != len(text) or "*" in text:
        if _has_more_than_stars(bare):
            return _read_slowly(text)
        bare = bare.replace("*", "")
    return bare if _is_plain(bare) else _read_slowly(text)


def _read_slowly(text: str) -> str:
    return " ".join(_shown(text).replace(_GONE, "").split())


def _read_cloze(
    text: str, parts: Sequence[Deletion], bodies: Sequence[tuple[int, int]]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """What is read of a cloze, and where the bodies of its deletions stand in that."""
    pieces: list[str] = []
    hidden: list[tuple[int, int]] = []
    at = size = 0
    for part, (begin, stop) in zip(parts, bodies, strict=True):
        pieces += text[at : part.start], text[begin:stop]
        start = size + part.start - at
        size = start + stop - begin
        hidden.append((start, size))
        at = part.end
    bare = "".join([*pieces, text[at:]])
    if _is_plain(bare) and not _has_more_than_stars(bare):
        return bare, tuple(hidden)
    places = _places(text)
    return _read_slowly(text), tuple(
        (bisect_left(places, begin), bisect_left(places, stop)) for begin, stop in bodies
    )


@lru_cache(maxsize=4)
def _places(text: str) -> Sequence[int]:
    """Where each character stands of what is read of a text; few are ever asked for."""
    if _is_plain(text):
        return range(len(text))
    places: list[int] = []
    blank = -1
    for match in _RUN.finditer(_shown(text)):
        if match["blank"]:
            blank = match.start() if blank < 0 else blank
            continue
        if places and blank >= 0:
            places.append(blank)
        blank = -1
        places.extend(range(*match.span()))
    return places


def _shown(text: str) -> str:
    """What is seen of a text, each character in its place, what is not seen blotted out."""
    shown = _masked(text)
    for part in _deletions(shown) if "{{" in shown else ():
        begin, stop = _body(shown, part)
        gone = _GONE * (begin - part.start), _GONE * (part.end - stop)
        shown = shown[: part.start] + gone[0] + shown[begin:stop] + gone[1] + shown[part.end :]
    if "\n" in text.strip():
        lines = _BLOCKS.sub(lambda match: "\n".ljust(len(match[0])), f"\n{shown}")
        shown = lines[1:].replace("|", " ")
    if "://" in shown or "www." in shown or _MARK.search(shown):
        shown = _MARKS.sub(lambda match: _GONE * len(match[0]), shown)
    return _ENTITY.sub(_character, shown) if "&" in shown else shown


def _character(entity: re.Match[str]) -> str:
    """What an entity means, at its first place; an unknown one is text."""
    meant = unescape(entity[0])
    return meant if len(meant) > 1 else meant.ljust(len(entity[0]), _GONE)
