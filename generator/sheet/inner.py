"""The HTML of a field, made for Anki, as a page shows it that has neither Anki nor scripts.

Formulas become MathML, which browsers draw themselves; deletions become gaps
that a style can blank; pictures come along as data.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from functools import cache
from html import escape, unescape
from typing import TYPE_CHECKING

from generator.markup.guard import Tokens
from generator.package import Media

if TYPE_CHECKING:
    from math_core import LatexToMathML

__all__ = ["Inner", "formulas"]

# As `generator.markup` writes them: nothing else in a field looks like one of these.
_FORMULA = re.compile(r"<[^>]*>|\\\((?P<inline>.+?)\\\)|\\\[(?P<block>.+?)\\\]", re.DOTALL)
_DELETION = re.compile(r"\{\{c\d+::(?P<body>.*?)(?:::(?P<hint>.*?))?\}\}", re.DOTALL)
_PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)"')
_TYPES = {"jpg": "jpeg", "svg": "svg+xml"}


class Inner:
    """Renders the fields of notes, which show these pictures."""

    def __init__(self, media: Iterable[Media]) -> None:
        self._media = {item.name: item for item in media}

    def text(self, html: str) -> str:
        """The field; each deletion in it is a ``<span class="gap">`` with its text in another.

        A formula with deletions is there twice, ``full`` and ``blank``.
        """
        if "\\" in html or "{{" in html:
            tokens = Tokens.for_text(html)
            html = _FORMULA.sub(lambda match: _set_aside(match, tokens), html)
            html = tokens.put_back(_DELETION.sub(_gap, html))
        return _PICTURE.sub(self._picture, html) if self._media else html

    def _picture(self, match: re.Match[str]) -> str:
        media = self._media[match[2]]
        ending = media.name.rpartition(".")[2]
        data = base64.b64encode(media.load()).decode()
        return f'{match[1]}data:image/{_TYPES.get(ending, ending)};base64,{data}"'


def formulas(html: str) -> list[str]:
    """The TeX of each formula in a field."""
    if "\\" not in html:
        return []
    found = (match["inline"] or match["block"] for match in _FORMULA.finditer(html))
    return [unescape(tex) for tex in found if tex]


def _set_aside(match: re.Match[str], tokens: Tokens) -> str:
    tex = match["inline"] or match["block"]
    if tex is None:
        return match[0]
    tex, block = unescape(tex), match["block"] is not None
    if not _DELETION.search(tex):
        return tokens.add(_mathml(tex, block=block))
    full = _DELETION.sub(lambda gap: rf"\underline{{{gap['body']}}}", tex)
    blank = _DELETION.sub(lambda gap: rf"\text{{[{gap['hint'] or '…'}]}}", tex)
    return tokens.add(
        f'<span class="full">{_mathml(full, block=block)}</span>'
        f'<span class="blank">{_mathml(blank, block=block)}</span>'
    )


def _mathml(tex: str, *, block: bool) -> str:
    """The formula; where it holds what MathML's converter does not know, its TeX as typed."""
    from math_core import LatexError

    try:
        return _converter().convert_with_local_state(tex, displaystyle=block)
    except LatexError:
        return f'<code class="tex">{escape(tex.strip())}</code>'


@cache
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def _gap(match: re.Match[str]) -> str:
    hint = f'<small class="hint"> ({match["hint"]})</small>' if match["hint"] else ""
    return f'<span class="gap"><span>{match["body"]}</span></span>{hint}'
