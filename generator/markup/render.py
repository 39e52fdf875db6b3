"""Author's text to field HTML: Markdown, TeX, deletions, pictures, cleaned.

The Markdown engine is pyromark (pulldown-cmark): native, CommonMark with
tables, and indifferent to what :mod:`generator.markup.guard` sets aside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from unicodedata import normalize

import pyromark

from generator.authored import Text
from generator.codes import markup as codes
from generator.diagnostics import Diagnostic
from generator.markup import anki, cloze
from generator.markup.guard import Tokens, guard, set_aside_tex
from generator.markup.media import MediaFolder
from generator.package import Media
from generator.parts import Slots

__all__ = ["Markup", "Rendered"]

_ENGINE = pyromark.Markdown(
    options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
)
# A line that begins with an escaped full stop is a paragraph, whatever follows, and to
# emphasis the stop is punctuation like the beginning of a line.
_INLINE_BEFORE, _INLINE_AFTER = "\\.", ("<p>.", "</p>\n")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\n?", re.DOTALL)
_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_NEEDS_CLEANING = re.compile(r"<(?:a|img)\b")
_PARTNER = {"(": "\\)", "[": "\\]", ")": "\\(", "]": "\\["}


@dataclass(frozen=True, slots=True)
class Rendered:
    """The HTML of one field and the pictures in it."""

    html: str
    media: tuple[Media, ...] = ()


@dataclass(slots=True)
class Markup:
    """Renders the texts of one deck. What is wrong with them is added to ``found``."""

    folder: MediaFolder
    found: list[Diagnostic]

    def text(self, text: Text) -> Rendered:
        """A text without deletions: inline if it has one line, else blocks."""
        tokens = Tokens.for_text(text.text)
        source = self._without_tex(text, tokens)
        if "{{" in source:
            self._no_braces(text, source)
        return self._finished(text, tokens.put_back(self._html(text, source, tokens)))

    def picture(self, name: Text) -> Rendered:
        """The picture that a key ``image`` names."""
        media, problems = self.folder.pack(name.text.strip(), name)
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
        tokens = Tokens.for_text(text.text)
        inside: list[int] = []
        source = self._without_tex(text, tokens, inside)
        source = _CODE.sub(lambda match: tokens.add(_code(match[0])), source)
        problems: list[Diagnostic] = []

        def problem(cause: str, remedy: str, offset: int, snippet: str) -> None:
            # Past a formula or code the snippet is no longer what the author typed.
            typed = snippet.partition("{" + tokens.mark)[0]
            place = text.find(typed, source.count(typed, 0, offset) if typed else 0)
            problems.append(codes.BAD_CLOZE.at(place, cause, remedy))

        parts = cloze.deletions(source, problem)
        numbers, unnumbered = cloze.number(parts, inside, slots, tokens.put_back)
        if not numbers and not inside and not problems:
            problems.append(
                codes.NO_DELETION.at(
                    text.span,
                    "this cloze hides nothing, so Anki would make no card of it",
                    "put double braces around the words to hide: {{benzodiazepine}}",
                )
            )
        self.found += problems
        edges = anki.Edges(chr(ord(tokens.mark) + 1))
        html = self._html(text, _with_edges(source, parts, edges, tokens), tokens)
        html, crossed = edges.write(tokens.put_back(html), parts, numbers)
        for part in crossed:
            self.found.append(
                codes.CROSSED_MARKUP.at(
                    text.find(source[part.start : part.end]),
                    "this deletion begins or ends in the middle of a piece of markup",
                    "put the whole markup in the braces: {{**word**}}, or around: **{{word}}**",
                )
            )
        return self._finished(text, html), tuple(sorted({*numbers, *inside})), unnumbered

    def _without_tex(self, text: Text, tokens: Tokens, inside: list[int] | None = None) -> str:
        """The text with formulas set aside; in a cloze, ``inside`` takes the numbers in them."""

        def put(delimiter: str, body: str) -> str:
            if inside is not None:
                numbers = cloze.explicit_numbers(body)
                inside.extend(numbers)
                if not numbers:
                    # "}}" would end a deletion and "::" begin its hint; TeX ignores the space.
                    body = body.replace("}}", "} }").replace("::", ": :")
            return tokens.add(anki.formula(delimiter, escape(body)))

        def stray(delimiter: str, offset: int) -> None:
            sign = delimiter[1]
            opens = sign in "(["
            cause = "opens a formula that is never closed" if opens else "closes no formula"
            remedy = (
                f"{'close' if opens else 'open'} it with {_PARTNER[sign]}, or write {sign} alone"
            )
            place = text.find(delimiter, text.text.count(delimiter, 0, offset))
            self.found.append(codes.UNCLOSED_TEX.at(place, f"{delimiter} {cause}", remedy))

        return set_aside_tex(text.text, put, stray)

    def _no_braces(self, text: Text, source: str) -> None:
        for match in _BRACES.finditer(_CODE.sub("", source)):
            shown = match[0] if len(match[0]) <= 40 else match[0][:37] + "…"
            self.found.append(
                codes.CLOZE_ELSEWHERE.at(
                    text.find(match[0]),
                    f"{shown} hides nothing here: only the text of a `cloze` has deletions",
                    "give the text to a card with the key cloze, or write single braces",
                )
            )

    def _html(self, text: Text, source: str, tokens: Tokens) -> str:
        """The HTML of a guarded text, safe, with the tokens still in it."""
        guarded = guard(source, tokens).strip()
        if "\n" in guarded:
            html: str = _ENGINE.html(guarded)
            alone = _ONE_PARAGRAPH.fullmatch(html)
            html = alone[1] if alone else html.removesuffix("\n")
        else:
            html = _inline(guarded)
        if "<" in source or _NEEDS_CLEANING.search(html):
            html = self._cleaned(text, html)
        return anki.neutral(html)

    def _cleaned(self, text: Text, html: str) -> str:
        from generator.markup.clean import clean

        cleaned, removed = clean(html)
        remedy = (
            "take it out or write it in Markdown; to show it as text, put `backticks` around it"
        )
        for item in removed:
            place = text.find(item.snippet, item.occurrence)
            message = f"{item.what} is not safe on a card and would be removed"
            self.found.append(codes.UNSAFE_HTML.at(place, message, remedy))
        return cleaned

    def _finished(self, text: Text, html: str) -> Rendered:
        """Pictures under their packed names; NFC, as Anki stores text."""
        media: Sequence[Media] = ()
        if "<img" in html:
            html, media, problems = self.folder.show(html, text)
            self.found += problems
        if anki.shows_nothing(html):
            self.found.append(
                codes.SHOWS_NOTHING.at(
                    text.span,
                    "nothing of this text is left to see on the card",
                    "write the text, or take the key out",
                )
            )
        return Rendered(normalize("NFC", html), tuple(media))


def _inline(source: str) -> str:
    html: str = _ENGINE.html(_INLINE_BEFORE + source)
    return html[len(_INLINE_AFTER[0]) : -len(_INLINE_AFTER[1])]


def _code(source: str) -> str:
    return anki.neutral(_inline(source.replace("\n", " ")))


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
