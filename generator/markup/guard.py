"""What must not reach the Markdown engine as it is: TeX, deletions, sub- and superscript.

Each is set aside as a token that Markdown takes for a bit of punctuation, and
is put back into the HTML afterwards. A token is ``,`` mark number mark ``,``,
where the mark is a private-use character that the text does not hold: a comma
is punctuation that means nothing to Markdown, to HTML or to a deletion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from generator.patterns import late

__all__ = ["Tokens", "blanked", "guard", "set_aside_tex", "without_code"]

# A code span, or a run of backticks that nothing closes. No run is looked at twice: a text of
# nothing but backticks takes one pass. Groups are not possessive: Python before 3.11.5 forgets
# what was captured around them.
_CODE = r"""
    (?P<ticks> `++ )
    (?P<code> [^`]*+ (?: (?! (?P=ticks) (?!`) ) `++ [^`]*+ )* (?P=ticks) (?!`) )?
"""
_ESCAPE_OR_CODE = late(rf"\\. | {_CODE}", re.VERBOSE | re.DOTALL)

# What may begin or end a formula, and what keeps a delimiter from doing so: an escape, code,
# the target of a link.
_MARK = late(
    rf"""
    {_CODE}
  | \]\( (?: \\. | [^\s()\\] | \( [^\s()\\]* \) )*+ \)
  | \\ (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_MAY_MARK = re.compile(r"[\\`\]]")  # where a mark can begin
_CLOSING = {"(": "\\)", "[": "\\]"}

# Sub- and superscript hold no white space, so that "~5 mg to ~10 mg" stays as it is; a tilde
# that neither follows a word nor ends one ("~5-~10 mg") means "about".
_BEGINS = late(r"[\\`!\]<~^*]")
# Without any of these Markdown is right by itself: a tilde, a caret, a star between two letters.
_SIGN = re.compile(r"[~^*](?:(?<!\*)|(?<=\w\*)\**(?=\w))")
_INLINE = late(
    rf"""
    (?P<keep> \\. | {_CODE}
      | !\[ [^\[\]]* \]\( [^()]* \) | \]\( [^()\s]* \) | < [A-Za-z/!] [^<>]* > | ~~+ | \^\^+ )
  | ~ (?P<sub> (?<!^~) (?<![\s(]~) [^\s~]++ | [^\s~]++ (?=~(?!\w)) ) ~
  | \^ (?P<sup> [^\s^]++ ) \^
  | (?<![\w*]) (?P<stars> \*{{1,3}} ) (?=[^\s*]) (?P<emphasis> [^*\n]++ (?<=\w) ) (?P=stars) (?=\w)
  | (?P<inword> (?<=\w) \*+ (?=\w) )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class Tokens:
    """What was set aside from one text, by number: its HTML, and what the author typed."""

    mark: str
    html: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    @classmethod
    def for_text(cls, text: str) -> Tokens:
        """Tokens whose mark does not occur in ``text``, nor does the character after it."""
        code = 0xE000
        while chr(code) in text or chr(code + 1) in text:
            code += 2
        return cls(chr(code))

    def add(self, html: str, typed: str = "") -> str:
        """Set ``html`` aside; the token that stands for it."""
        self.html.append(html)
        self.typed.append(typed)
        return f",{self.mark}{len(self.html) - 1}{self.mark},"

    def put_back(self, html: str) -> str:
        """``html`` with each token replaced by what it stands for."""
        return self._replaced(html, self.html)

    def as_typed(self, text: str) -> str:
        """``text`` with each token replaced by what the author typed in its place."""
        return self._replaced(text, self.typed)

    def _replaced(self, text: str, by: list[str]) -> str:
        if self.mark not in text:
            return text
        return _token(self.mark).sub(lambda match: by[int(match[1])], text)


@lru_cache(maxsize=4)
def _token(mark: str) -> re.Pattern[str]:
    return re.compile(rf",{mark}(\d+){mark},")


def blanked(text: str) -> str:
    """``text`` with NULs in place of code and escapes, where nothing is markup."""

    def blank(match: re.Match[str]) -> str:
        return match[0] if match["ticks"] and match["code"] is None else "\0" * len(match[0])

    return _ESCAPE_OR_CODE.sub(blank, text)


def set_aside_tex(
    text: str, put: Callable[[str, str, int], str], stray: Callable[[str, int], None]
) -> str:
    r"""Replace each formula of ``text`` by ``put(delimiter, body, offset)``; code and escapes stay.

    ``delimiter`` is ``(`` or ``[``, ``offset`` that of the body. A delimiter
    without its partner is told to ``stray`` with its offset.
    """
    if "\\" not in text:
        return text
    pieces: list[str] = []
    copied = at = 0
    unclosed: set[str] = set()
    # Most characters begin nothing: they are passed over at once.
    while begin := _MAY_MARK.search(text, at):
        mark = _MARK.match(text, begin.start())
        if mark is None:
            at = begin.end()
            continue
        at = mark.end()
        sign = mark["sign"]
        if sign in _CLOSING:
            # A formula is never empty; and where none closes once, none closes later.
            end = -1 if sign in unclosed else text.find(_CLOSING[sign], at + 1)
            if end < 0:
                unclosed.add(sign)
                stray(mark[0], mark.start())
            else:
                pieces += [text[copied : mark.start()], put(sign, text[at:end], at)]
                copied = at = end + 2
        elif sign in (")", "]"):
            stray(mark[0], mark.start())
    return "".join([*pieces, text[copied:]])


def without_code(text: str, put: Callable[[str], str]) -> str:
    """``text`` with each code span replaced by ``put(span)``."""

    def replace(match: re.Match[str]) -> str:
        return match[0] if match["code"] is None else put(match[0])

    return _ESCAPE_OR_CODE.sub(replace, text) if "`" in text else text


def guard(text: str, tokens: Tokens) -> str:
    """``text`` with sub- and superscript set aside and stars inside words escaped.

    Code, link targets, raw tags and escapes are left to Markdown.
    """
    if not _SIGN.search(text):
        return text

    def replace(match: re.Match[str]) -> str:
        for tag in ("sub", "sup"):
            if (body := match[tag]) is not None:
                inner = guard(body, tokens)
                return tokens.add(f"<{tag}>") + inner + tokens.add(f"</{tag}>")
        if (body := match["emphasis"]) is not None:
            return match["stars"] + guard(body, tokens) + match["stars"]
        if match["inword"]:
            return "".join("\\" + star for star in match[0])
        return match[0]

    pieces: list[str] = []
    copied = at = 0
    # Most characters begin nothing: they are passed over at once.
    while begin := _BEGINS.search(text, at):
        match = _INLINE.match(text, begin.start())
        if match is None:
            at = begin.end()
            continue
        pieces += [text[copied : match.start()], replace(match)]
        copied = at = match.end()
    return "".join([*pieces, text[copied:]])
