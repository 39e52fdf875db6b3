"""Rendering one text, for the tests of the markup."""

from __future__ import annotations

from dataclasses import dataclass

from generator.authored import Text
from generator.diagnostics import Diagnostic
from generator.markup.media import MediaFile, MediaFolder
from generator.markup.render import Markup, Rendered
from generator.parts import FRESH
from generator.source import SourceFile

__all__ = ["PICTURES", "Result", "cloze", "codes", "listed", "text", "text_of"]

PICTURES = ("a.png", "b c.png", "a(b).png", "a_b~c~.png", "100%.png", "sub/d.png", "ü.png")


@dataclass(frozen=True)
class Result:
    """The HTML, the cloze numbers, and the findings as ``CODE line:column``."""

    html: str
    numbers: tuple[int, ...]
    media: tuple[str, ...]
    findings: list[Diagnostic]

    @property
    def codes(self) -> list[str]:
        return codes(self.findings)

    @property
    def clean(self) -> str:
        """The HTML, where nothing was found."""
        assert not self.findings, self.findings
        return self.html


def codes(findings: list[Diagnostic]) -> list[str]:
    return [f"{d.rule.code} {d.span.first.line}:{d.span.first.column}" for d in findings]


def text_of(value: str, source: str | None = None) -> Text:
    """A value as it stands in a file: after ``q: ``, or as ``source`` writes it."""
    if source is None:
        file = SourceFile("deck.yaml", f"q: {value}\n")
        return Text(value, *file.span(3, 3 + len(value)))
    file = SourceFile("deck.yaml", source)
    return Text(value, *file.span(0, len(source)))


def _markup() -> tuple[Markup, list[Diagnostic]]:
    found: list[Diagnostic] = []
    pictures = {name: MediaFile(lambda name=name: name.encode()) for name in PICTURES}  # type: ignore[misc]
    return Markup(MediaFolder(pictures), found), found


def _result(rendered: Rendered, numbers: tuple[int, ...], found: list[Diagnostic]) -> Result:
    return Result(rendered.html, numbers, tuple(m.name for m in rendered.media), found)


def text(value: str, source: str | None = None) -> Result:
    """``value`` as the text of a question, an answer or the like."""
    markup, found = _markup()
    return _result(markup.text(text_of(value, source)), (), found)


def cloze(value: str, source: str | None = None) -> Result:
    """``value`` as the text of a cloze."""
    markup, found = _markup()
    rendered, numbers, _ = markup.cloze(text_of(value, source), FRESH)
    return _result(rendered, numbers, found)


def listed(words: str) -> list[str]:
    """The words of a table of inputs, shorter to read than a list."""
    return words.split()
