"""Author's text to field HTML: Markdown, TeX, deletions, pictures, cleaned.

The Markdown engine is pyromark (pulldown-cmark): native, CommonMark with
tables, and indifferent to what :mod:`generator.markup.guard` sets aside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

import pyromark

from generator.authored import Text
from generator.codes import markup as codes
from generator.diagnostics import Diagnostic, Rule
from generator.markup import anki, cloze
from generator.markup.guard import Tokens, blanked, guard, set_aside_tex, without_code
from generator.markup.media import MediaFolder
from generator.markup.tables import extra_cells
from generator.package import Media
from generator.parts import Slots
from generator.patterns import late
from generator.source import SourceSpan

if TYPE_CHECKING:
    from generator.markup.clean import Removed

__all__ = ["Markup", "Rendered"]

_SINGLE_BRACES = late(r"(?<!\{)\{[^{}]{1,38}\}(?!\})")

_ENGINE = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
# A line that begins with an escaped full stop is a paragraph, whatever follows, and to
# emphasis the stop is punctuation like the beginning of a line.
_INLINE_BEFORE, _INLINE_AFTER = "\\.", ("<p>.", "</p>\n")
# Visible characters that are nothing but themselves to Markdown, to HTML and to Anki: the letters
# of Latin, Greek and Cyrillic, and what stands in sentences. A text of these is its own HTML.
_MORE_THAN_TEXT = re.compile(r"[^A-Za-z0-9 .,;:?()/%+=\u00b0-\u024f\u0370-\u052f–—‘’“”…≤≥→-]")
# All that is more to us than Markdown: links and pictures, raw HTML and entities, formulas and
# escapes, deletions, sub- and superscript, a star between two letters.
_MORE_THAN_MARKDOWN = re.compile(r"[\\<\[{&~^*](?:(?<!\*)|(?<=\w\*)\**(?=\w))")
_NEEDS_CLEANING = re.compile(r"<(?:a|img)\b")
_NAMELESS = late(r"<img(?![^>]* src=)[^>]*>")
_PARTNER = {"(": "\\)", "[": "\\]", ")": "\\(", "]": "\\["}
_SPACED_PICTURE = late(
    r"!\[[^\[\]]*\]\([ \t]*"
    r"([^()<>\"'\s]+[ \t][^()<>\"'\n]*\.(?:avif|gif|jpe?g|png|svg|webp))[ \t]*\)",
    re.IGNORECASE,
)
# One text with so many mistakes of a kind is not what its author thinks it is.
_MOST_FINDINGS = 20


class Rendered(NamedTuple):
    """The HTML of one field and the pictures in it."""

    html: str
    media: tuple[Media, ...] = ()


@dataclass(slots=True)
class Markup:
    """Renders the texts of one deck. What is wrong with them is added to ``found``."""

    folder: MediaFolder
    found: list[Diagnostic]
    _told: Counter[str] = field(default_factory=Counter)

    def text(self, text: Text) -> Rendered:
        """A text without deletions: inline if it has one line, else blocks."""
        bare = text.text.strip()
        if bare and not _MORE_THAN_TEXT.search(bare):
            return Rendered(normalize("NFC", bare))
        if not _MORE_THAN_MARKDOWN.search(bare):
            html = _markdown(bare)
            dropped = "<table" in html and any(extra_cells(bare))
            if not dropped and not anki.shows_nothing(html):
                return Rendered(normalize("NFC", html))
        self._told.clear()
        tokens = Tokens.for_text(text.text)
        source = self._without_tex(text, tokens)
        if "{{" in source:
            self._no_braces(text, source, tokens)
        return self._finished(text, tokens.put_back(self._html(text, source, tokens)))

    def picture(self, name: Text) -> Rendered:
        """The picture that a key ``image`` names."""
        bare = name.text.strip()
        media, problems = self.folder.pack(bare, name.find(bare))
        self.found += problems
        return Rendered(f'<img src="{media.name}" alt="">', (media,)) if media else Rendered("")

    def cloze(
        self, text: Text, slots: Slots
    ) -> tuple[Rendered, tuple[int, ...], tuple[tuple[str, int], ...]]:
        """A text with deletions in Anki's form, its cloze numbers (from 1), sorted, and its parts.

        The parts are the deletions that the author gave no number: their text
        and their ordinal (from 0), in order. Without any number there is a
        finding that says why.
        """
        self._told.clear()
        before = len(self.found)
        tokens = Tokens.for_text(text.text)
        inside: list[int] = []
        source = self._without_tex(text, tokens, inside)
        source = without_code(source, lambda code: tokens.add(_code(code), code))

        def place(start: int, end: int) -> SourceSpan:
            first = len(tokens.as_typed(source[:start]))
            return text.part(first, first + len(tokens.as_typed(source[start:end])))

        def problem(cause: str, remedy: str, start: int, end: int) -> None:
            self._tell(codes.BAD_CLOZE, lambda: place(start, end), cause, remedy)

        parts = cloze.deletions(source, problem)
        for part in parts:
            if cloze.explicit_numbers(tokens.as_typed(part.body), lambda *_: None):
                problem(*cloze.NESTED, part.start, part.end)
        numbers, unnumbered = cloze.number(parts, inside, slots, tokens.as_typed)
        if numbers and max(numbers) > cloze.MAX_NUMBER:
            first = next(p for p, n in zip(parts, numbers, strict=True) if n > cloze.MAX_NUMBER)
            cause = f"Anki takes at most {cloze.MAX_NUMBER} deletions in one text"
            problem(cause, "make two cards of it", first.start, first.end)
        if not numbers and not inside and len(self.found) == before:
            message = "this cloze hides nothing, so Anki would make no card of it"
            single = _SINGLE_BRACES.search(text.text)
            if single:
                remedy = f"a deletion has double braces: {{{single[0][:40]}}}"
                self._tell(codes.NO_DELETION, lambda: text.part(*single.span()), message, remedy)
            else:
                remedy = "put double braces around the words to hide: {{benzodiazepine}}"
                self._tell(codes.NO_DELETION, text.span, message, remedy)
        every = tuple(sorted({*numbers, *inside}))
        if _is_plain(source, parts):
            html = anki.with_deletions(source, parts, numbers).strip()
            return Rendered(normalize("NFC", html)), every, unnumbered
        edges = anki.Edges(chr(ord(tokens.mark) + 1))
        html = self._html(text, _with_edges(source, parts, edges, tokens), tokens)
        html, crossed = edges.write(tokens.put_back(html), parts, numbers)
        places: list[SourceSpan | Callable[[], SourceSpan]]
        places = [partial(place, part.start, part.end) for part in crossed]
        if not crossed and anki.deletion_in_tag(html):
            places = [text.span]
        for where in places:
            self._tell(
                codes.CROSSED_MARKUP,
                where,
                "this deletion begins or ends in the middle of a piece of markup",
                "put the whole markup in the braces: {{**word**}}, or around: **{{word}}**",
            )
        return self._finished(text, html), every, unnumbered

    def _tell(
        self, rule: Rule, place: SourceSpan | Callable[[], SourceSpan], message: str, remedy: str
    ) -> None:
        """A finding, unless there are too many of its kind in this text already."""
        self._told[rule.code] += 1
        if self._told[rule.code] == _MOST_FINDINGS:
            remedy += (
                f"\n(of more than {_MOST_FINDINGS} of the kind in one text, no more are shown)"
            )
        if self._told[rule.code] <= _MOST_FINDINGS:
            where = place if isinstance(place, SourceSpan) else place()
            self.found.append(rule.at(where, message, remedy))

    def _without_tex(self, text: Text, tokens: Tokens, inside: list[int] | None = None) -> str:
        """The text with formulas set aside; in a cloze, ``inside`` takes the numbers in them."""
        if "\\" not in text.text:
            return text.text

        def put(delimiter: str, body: str, offset: int) -> str:
            typed = f"\\{delimiter}{body}{_PARTNER[delimiter]}"
            if inside is not None:

                def problem(cause: str, remedy: str, start: int, end: int) -> None:
                    place = partial(text.part, offset + start, offset + end)
                    self._tell(codes.BAD_CLOZE, place, cause, remedy)

                numbers = cloze.explicit_numbers(body, problem)
                inside.extend(numbers)
                if numbers:
                    body = cloze.spaced(body)
                else:
                    # "}}" would end a deletion and "::" begin its hint; TeX ignores the space.
                    body = body.replace("}}", "} }").replace("::", ": :")
            return tokens.add(anki.formula(delimiter, escape(body)), typed)

        def stray(delimiter: str, offset: int) -> None:
            sign = delimiter[1]
            opens = sign in "(["
            cause = "opens a formula that is never closed" if opens else "closes no formula"
            remedy = (
                f"{'close' if opens else 'open'} it with {_PARTNER[sign]}, or write {sign} alone"
            )
            place = partial(text.part, offset, offset + 2)
            self._tell(codes.UNCLOSED_TEX, place, f"{delimiter} {cause}", remedy)

        return set_aside_tex(text.text, put, stray)

    def _no_braces(self, text: Text, source: str, tokens: Tokens) -> None:
        plain = without_code(source, lambda code: " " * len(code))
        end = 0
        while (start := plain.find("{{", end)) >= 0 and (end := plain.find("}}", start + 2)) >= 0:
            end += 2
            typed = tokens.as_typed(source[start:end])
            first = len(tokens.as_typed(source[:start]))
            shown = typed if len(typed) <= 40 else typed[:37] + "…"
            self._tell(
                codes.CLOZE_ELSEWHERE,
                partial(text.part, first, first + len(typed)),
                f"{shown} hides nothing here: only the text of a `cloze` has deletions",
                "give the text to a card with the key cloze, or write single braces",
            )

    def _html(self, text: Text, source: str, tokens: Tokens) -> str:
        """The HTML of a guarded text, safe, with the tokens still in it."""
        html = _markdown(guard(source, tokens).strip())
        if "<" in source or _NEEDS_CLEANING.search(html):
            html = self._cleaned(text, html, tokens)
        if "<table" in html:
            for start, end in extra_cells(source):
                first = len(tokens.as_typed(source[:start]))
                stop = first + len(tokens.as_typed(source[start:end]))
                self._tell(
                    codes.EXTRA_CELL,
                    partial(text.part, first, stop),
                    "this row has more cells than the table has columns: they would be left out",
                    "give the head and the line below it one more column, or write \\| for a bar",
                )
        return anki.neutral(html)

    def _cleaned(self, text: Text, html: str, tokens: Tokens) -> str:
        from generator.markup.clean import clean

        cleaned, removed = clean(html)
        remedy = (
            "take it out or write it in Markdown; to show it as text, write \\< for <, or put "
            "`backticks` around it"
        )
        for item in removed:
            place = partial(_place_of, item, text, tokens)
            if item.what == "src of <img>":
                for wrong in self.folder.pack(unquote(item.value), place())[1]:
                    self._tell(wrong.rule, wrong.span, wrong.message, wrong.help)
                continue
            message = f"{item.what} is not safe on a card and would be removed"
            if item.what.startswith("</"):
                message = f"{item.what} closes a tag that is not open, and would be removed"
            self._tell(codes.UNSAFE_HTML, place, message, remedy)
        return cleaned

    def _finished(self, text: Text, html: str) -> Rendered:
        """Pictures under their packed names; NFC, as Anki stores text."""
        media: Sequence[Media] = ()
        if "<img" in html:
            html, media, problems = self.folder.show(html, text)
            for wrong in problems:
                self._tell(wrong.rule, wrong.span, wrong.message, wrong.help)
            if _NAMELESS.search(html) and not self._told:
                self._tell(
                    codes.BAD_MEDIA_NAME,
                    text.find("<img"),
                    "a picture without a name shows nothing",
                    "name a file in the deck's media folder: ![…](receptor.png)",
                )
        if "](" in text.text:
            self._no_spaces_in_names(text)
        if not self._told and anki.shows_nothing(html):
            self.found.append(
                codes.SHOWS_NOTHING.at(
                    text.span,
                    "nothing of this text is left to see on the card",
                    "write the text, or take the key out",
                )
            )
        return Rendered(normalize("NFC", html), tuple(media))

    def _no_spaces_in_names(self, text: Text) -> None:
        """A picture whose name holds a space is none to Markdown, and would stand there as text."""
        for match in _SPACED_PICTURE.finditer(blanked(text.text)):
            self._tell(
                codes.BAD_MEDIA_NAME,
                partial(text.part, *match.span(1)),
                f"Markdown ends the name of a picture at a space: {match[1]!r}",
                f"put the name in angle brackets:\n  ![…](<{match[1]}>)",
            )


def _place_of(item: Removed, text: Text, tokens: Tokens) -> SourceSpan:
    """Where the author typed what the sanitizer takes away."""
    plain = blanked(text.text)
    for snippet, occurrence in ((tokens.as_typed(item.raw), item.occurrence), (item.value, 0)):
        places = re.finditer(re.escape(snippet), plain)
        if snippet and (match := next(islice(places, occurrence, None), None)):
            return text.part(match.start(), match.end())
    return text.span


def _markdown(source: str) -> str:
    """The HTML of one line, inline, or of several: blocks, unless they are one paragraph."""
    if "\n" not in source:
        return _inline(source)
    html: str = _ENGINE.html(source).removesuffix("\n")
    if html.startswith("<p>") and html.endswith("</p>") and html.find("<p>", 3) < 0:
        return html[3:-4]
    return html


def _inline(source: str) -> str:
    html: str = _ENGINE.html(_INLINE_BEFORE + source)
    return html[len(_INLINE_AFTER[0]) : -len(_INLINE_AFTER[1])]


def _code(source: str) -> str:
    return anki.neutral(_inline(source.replace("\n", " ")))


def _is_plain(source: str, parts: Sequence[cloze.Deletion]) -> bool:
    """Whether there is nothing in ``source`` but ``parts`` and text that is its own HTML."""
    if not source.count("{{") == len(parts) == source.count("}}"):
        return False
    return not _MORE_THAN_TEXT.search(source.replace("{{", "").replace("}}", "").strip())


def _with_edges(
    source: str, parts: Sequence[cloze.Deletion], edges: anki.Edges, tokens: Tokens
) -> str:
    """The text with tokens in place of the braces of its deletions."""
    pieces: list[str] = []
    at = 0
    for index, part in enumerate(parts):
        pieces += [source[at : part.start], tokens.add(edges.begin(index)), part.body]
        if part.hint is not None:
            pieces += [tokens.add(edges.hint), part.hint]
        pieces.append(tokens.add(edges.end))
        at = part.end
    return "".join([*pieces, source[at:]])
