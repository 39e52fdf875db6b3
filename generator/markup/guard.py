"""What must not reach the Markdown engine as it is: TeX, deletions, sub- and superscript.

Each is set aside as a token that Markdown takes for a bit of punctuation, and
is put back into the HTML afterwards. A token is ``{`` mark number mark ``{``,
where the mark is a private-use character that the text does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Tokens", "guard", "set_aside_tex"]

# Left to right, the first that fits wins: an escape, code, TeX.
_TEX = re.compile(
    r"""
    (?P<escape> \\ [^()\[\]] )
  | (?P<code> (?P<ticks> `+ ) (?!`) .+? (?<!`) (?P=ticks) (?!`) )
  | \\\( (?P<inline> .+? ) \\\)
  | \\\[ (?P<display> .+? ) \\\]
  | (?P<stray> \\ [()\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)

# Sub- and superscript hold no white space, so that "~5 mg to ~10 mg" stays as it is; a tilde
# that neither follows a word nor ends one ("~5-~10 mg") means "about".
_INLINE = re.compile(
    r"""
    (?P<keep> \\. | (?P<ticks> `+ ) (?!`) .+? (?<!`) (?P=ticks) (?!`)
      | !\[ [^\]]* \]\( [^()]* \) | \]\( [^()\s]* \) | < [A-Za-z/!] [^<>]* > | ~~+ | \^\^+ )
  | ~ (?P<sub> (?<!^~) (?<![\s(]~) [^\s~]+ | [^\s~]+ (?=~(?!\w)) ) ~
  | \^ (?P<sup> [^\s^]+ ) \^
  | (?P<emphasis> (?<![\w*]) (?P<stars> \*{1,3} ) (?=[^\s*]) [^*\n]+ (?<=\w) (?P=stars) (?=\w) )
  | (?P<inword> (?<=\w) \*+ (?=\w) )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class Tokens:
    """What was set aside from one text, by number."""

    mark: str
    html: list[str] = field(default_factory=list)

    @classmethod
    def for_text(cls, text: str) -> Tokens:
        """Tokens whose mark does not occur in ``text``, nor does the character after it."""
        codes = range(0xE000, 0x10FFFF, 2)
        return cls(next(chr(c) for c in codes if chr(c) not in text and chr(c + 1) not in text))

    def add(self, html: str) -> str:
        """Set ``html`` aside; the token that stands for it."""
        self.html.append(html)
        return f"{{{self.mark}{len(self.html) - 1}{self.mark}{{"

    def put_back(self, html: str) -> str:
        """``html`` with each token replaced by what it stands for."""
        if not self.html:
            return html
        pattern = rf"\{{{self.mark}(\d+){self.mark}\{{"
        restored = re.sub(pattern, lambda match: self.html[int(match[1])], html)
        # What was set aside may itself hold a token (TeX inside a deletion's hint).
        return self.put_back(restored) if self.mark in restored else restored


def set_aside_tex(
    text: str, put: Callable[[str, str], str], stray: Callable[[str, int], None]
) -> str:
    r"""Replace each formula of ``text`` by ``put(delimiter, body)``; code and escapes stay.

    ``delimiter`` is ``(`` or ``[``. A delimiter without its partner is told
    to ``stray`` with its offset.
    """
    if "\\" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        if (body := match["inline"]) is not None:
            return put("(", body)
        if (body := match["display"]) is not None:
            return put("[", body)
        if match["stray"]:
            stray(match["stray"], match.start())
        return match[0]

    return _TEX.sub(replace, text)


def guard(text: str, tokens: Tokens) -> str:
    """``text`` with sub- and superscript set aside and stars inside words escaped.

    Code, link targets, raw tags and escapes are left to Markdown.
    """

    def replace(match: re.Match[str]) -> str:
        for name, tag in (("sub", "sub"), ("sup", "sup")):
            if (body := match[name]) is not None:
                inner = guard(body, tokens)
                return tokens.add(f"<{tag}>") + inner + tokens.add(f"</{tag}>")
        if match["inword"]:
            return "".join("\\" + star for star in match[0])
        return match[0]

    return _INLINE.sub(replace, text)
