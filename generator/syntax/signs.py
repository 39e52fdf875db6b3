"""Faults of a line that ought to hold a key: signs that are missing, text that belongs nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from generator.codes import yaml as codes
from generator.diagnostics import Rule
from generator.format import ALIASES
from generator.patterns import late
from generator.syntax.pieces import SHAPES
from generator.syntax.text import Edit, Fault, Line

__all__ = ["COMMENT", "marked_key", "sign"]

_LEAD = r"(?P<lead>[ \t]*(?:-[ \t]+)*)"
_NAMES = "|".join(sorted({*SHAPES, *ALIASES}, key=lambda name: (-len(name), name)))
# Keys that a line of text seldom begins with.
_RARE_IN_TEXT = "q|a|id|cloze|tags|extra|image|caution|source|quote|topic|cards|deck|authors"
_KNOWN = rf"{_LEAD}(?P<key>(?i:{_NAMES}))(?P<sign>"
_MARKED_KEY = late(rf"{_LEAD}(?P<sign>['\"])(?P<key>{_NAMES})[ \t]*:(?=[ \t]|$)")
COMMENT = late(r"[ \t]*(?P<sign>//+|/\*|<!--|;+|--(?=[ \t])|%+|\"\"\"|''')[ \t]*")
"""How other languages begin a comment."""

_SIGNS: tuple[tuple[re.Pattern[str], str, Rule, str], ...] = (
    (
        late(rf"{_KNOWN}[ \t]*(?:[=;：︰﹕∶→|]|[.)](?=[ \t])|[ \t][–—-](?=[ \t]))[ \t]*)"),
        ": ",
        codes.MISSING_COLON,
        "after the key `{key}` a colon is wanted",
    ),
    (
        late(rf"{_LEAD}(?P<sign>-(?=\w))(?P<key>)"),
        "- ",
        codes.MISSING_SPACE,
        "there is no space after the hyphen",
    ),
    (
        late(rf"{_KNOWN}[ \t]*:(?![ \t]))"),
        ": ",
        codes.MISSING_SPACE,
        "there is no space after the colon of `{key}`",
    ),
    (
        late(rf"{_LEAD}(?P<key>[a-z][\w-]*)(?P<sign>:(?=[^\s:/]))"),
        ": ",
        codes.MISSING_SPACE,
        "there is no space after the colon of `{key}`",
    ),
    (
        late(rf"{_LEAD}(?P<key>{_NAMES})(?P<sign>[ \t]*)(?=$|#)"),
        ":",
        codes.MISSING_COLON,
        "the key `{key}` has no colon",
    ),
    (
        late(rf"{_LEAD}(?P<key>{_RARE_IN_TEXT})(?P<sign>[ \t]+)(?=\S)"),
        ": ",
        codes.MISSING_COLON,
        "the key `{key}` has no colon",
    ),
    (
        late(rf"{_LEAD}(?P<sign>:[ \t])(?P<key>)"),
        "",
        codes.MISSING_COLON,
        "there is no key before this colon",
    ),
)


def marked_key(line: Line) -> Fault | None:
    """A quotation mark before a known key, which is not closed behind it."""
    match = _MARKED_KEY.match(line.text)
    if match is None:
        return None
    start, end = line.start + match.start("sign"), line.start + match.end("sign")
    value = line.text[match.end() :].strip(" \t")
    edits: tuple[Edit, ...] = ((start, end, ""),)
    if value.endswith(match["sign"]) and value.count(match["sign"]) == 1:
        last = line.start + line.text.rindex(match["sign"])
        edits += ((last, last + 1, ""),)
        value = value[:-1]
    message = f"the quotation mark {match['sign']} is opened before the key `{match['key']}`"
    remedy = f"write it so:\n  {match['lead'].lstrip()}{match['key']}: {value}"
    return Fault(codes.UNCLOSED_QUOTE, start, end, message, remedy, edits)


def sign(line: Line, taken: Callable[[], Collection[str]]) -> Fault | None:
    """A key without its colon or space, a hyphen without space.

    ``taken`` are the keys that the card has already.
    """
    if line.entry:
        return None
    for pattern, new, rule, message in _SIGNS:
        match = pattern.match(line.text)
        if match is None or (new and match["key"] and match["key"] in taken()):
            continue
        start, end = line.start + match.start("sign"), line.start + match.end("sign")
        eye = line.start + (match.start("key") if match["key"] else match.start("sign"))
        if not new:  # nobody can tell which key it was
            edit = (line.start + line.indent, line.start + line.indent, "# ")
            remedy = "write the key: `q`, `a`, `extra` …"
            return Fault(rule, eye, eye + 1, message, remedy, (edit,), lost=True)
        mended = line.text[: match.start("sign")] + new + line.text[match.end("sign") :]
        text = message.format(key=match["key"])
        remedy = f"write it so:\n  {mended.strip()}"
        return Fault(rule, eye, max(eye + 1, end), text, remedy, ((start, end, new),))
    return None
