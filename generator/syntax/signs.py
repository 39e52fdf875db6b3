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

__all__ = ["COMMENT", "marked_key", "parted_key", "sign"]

_LEAD = r"(?P<lead>[ \t]*(?:-[ \t]+)*)"
_NAMES = "|".join(sorted({*SHAPES, *ALIASES}, key=lambda name: (-len(name), name)))
# Keys that a line of text seldom begins with.
_RARE_IN_TEXT = "q|a|id|cloze|tags|extra|image|caution|source|quote|topic|cards|deck|authors"
_KNOWN = rf"{_LEAD}(?P<key>(?i:{_NAMES}))(?P<sign>"
_PARTED_KEY = late(rf"{_LEAD}(?P<first>\w+)[ \t]+(?P<rest>\w[\w-]*)[ \t]*:(?=[ \t]|$)")
_MARKED_KEY = late(
    rf"{_LEAD}(?P<sign>['\"]|-(?=-[ \t])|(?:[^\w\s'\"#{{\[-]|\d){{1,3}}[ \t]*)(?:-[ \t]+)?"
    rf"(?P<key>{_NAMES})[ \t]*:(?=[ \t]|$)"
)
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


def parted_key(line: Line) -> Fault | None:
    """A known key with a blank in it."""
    match = _PARTED_KEY.match(line.text)
    if match is None or match["first"] + match["rest"] not in SHAPES:
        return None
    place, end = line.start + match.end("first"), line.start + match.start("rest")
    name = match["first"] + match["rest"]
    mended = line.text[: match.end("first")] + line.text[match.start("rest") :]
    message, remedy = f"a space stands in the key `{name}`", f"write it so:\n  {mended.strip()}"
    return Fault(codes.SYNTAX, place, end, message, remedy, ((place, end, ""),))


def marked_key(line: Line, columns: Collection[int]) -> Fault | None:
    """A sign before a known key, as a quotation mark that is not closed behind it.

    ``columns`` are those that a key may stand in.
    """
    match = _MARKED_KEY.match(line.text)
    if match is None:
        return None
    typed = match["sign"].rstrip(" \t")
    first, last = match.start("sign"), match.start("sign") + len(typed)
    bullet = match["key"] == "id" and match["sign"] != typed and first == line.indent
    new = " " * len(typed) if match.start("key") in columns else ""
    new = "-" if bullet else new
    edits: tuple[Edit, ...] = ((line.start + first, line.start + last, new),)
    value = line.text[match.end() :].rstrip(" \t")
    if typed in "'\"" and value.endswith(typed) and value.count(typed) == 1:
        value = value[:-1]
        behind = line.start + match.end() + len(value)
        edits += ((behind, behind + 1, ""),)
    mended = f"{line.text[:first]}{new.strip()}{line.text[last : match.end()]}{value}"
    remedy = f"write it so:\n  {mended.strip()}"
    place = (edits[0][0], edits[0][1])
    if typed in "'\"":
        message = f"the quotation mark {typed} is opened before the key `{match['key']}`"
        return Fault(codes.UNCLOSED_QUOTE, *place, message, remedy, edits)
    message = f"{typed} stands before the key `{match['key']}`"
    if bullet:
        message = f"a card begins with a hyphen, and here is {typed}"
        remedy = f"write it so:\n  {mended}"
        return Fault(codes.MISSING_HYPHEN, *place, message, remedy, edits)
    return Fault(codes.SYNTAX, *place, message, remedy, edits)


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
