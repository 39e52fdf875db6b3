"""Faults of a line: tabs, signs that are missing, columns, text that belongs to no key."""

from __future__ import annotations

import re

from generator.codes import yaml as codes
from generator.diagnostics import Rule
from generator.format import CARD_KEYS, DECK_KEYS, KINDS, ONE_FILE_KEYS
from generator.syntax.text import KEY, Fault, Line, Lines

__all__ = ["block_text", "hyphen", "indentation", "second_document", "sign", "stray", "tab"]

_KEY_NAMES = sorted({*DECK_KEYS, *ONE_FILE_KEYS, *CARD_KEYS, *(k.key for k in KINDS), "a", "items"})
_GLUED_KEY = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[a-z][\w-]{0,20}):(?=[^\s:/])")
_GLUED_HYPHEN = re.compile(r"(?P<lead>[ \t]*)-(?=[a-z])")
_OTHER_SIGN = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[a-z][\w-]*)(?P<sign>[ \t]*[=：])")
_BARE_WORD = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[a-z][\w-]*)[ \t]*$")
_KNOWN_WORD = re.compile(
    rf"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>{'|'.join(_KEY_NAMES)})(?=[ \t]+\S)"
)
_BLOCK_HEAD = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w-]+[ \t]*:[ \t]*)?[|>][+-]?\d?[ \t]*(?:#.*)?")
_SIGNS: tuple[tuple[re.Pattern[str], str, Rule, str], ...] = (
    (_OTHER_SIGN, ": ", codes.MISSING_COLON, "after the key `{word}` a colon is wanted"),
    (_GLUED_HYPHEN, " ", codes.MISSING_SPACE, "there is no space after the hyphen"),
    (_GLUED_KEY, " ", codes.MISSING_SPACE, "there is no space after the colon of `{word}`"),
    (_BARE_WORD, ":", codes.MISSING_COLON, "the key `{word}` has no colon"),
    (_KNOWN_WORD, ":", codes.MISSING_COLON, "the key `{word}` has no colon"),
)


def second_document(line: Line, problem: str, offset: int) -> Fault | None:
    """A line that begins another document."""
    if "another document" not in problem and not (
        line.text.startswith("---") and "document" in problem
    ):
        return None
    message = "a second document begins here: YAML would read only the first"
    remedy = "delete the line, or put what follows into a file of its own"
    return Fault(codes.SECOND_DOCUMENT, offset, offset + 3, message, remedy)


def tab(line: Line) -> Fault | None:
    """A tab in the indentation, or after a hyphen."""
    match = re.match(r" *(\t+)", line.text) or re.match(r"[ ]*-(\t+)", line.text)
    if match is None:
        return None
    start = line.start + match.start(1)
    spaces = "  " * len(match[1])
    message = "a tab stands where YAML wants spaces"
    remedy = "use spaces, as many as in the lines beside it"
    return Fault(
        codes.TAB,
        start,
        line.start + match.end(1),
        message,
        remedy,
        (start, start + len(match[1]), spaces),
    )


def sign(lines: Lines, line: Line) -> Fault | None:
    """A key without colon or space, in this line or the one before."""
    for candidate in (line, next(lines.before(line), None)):
        if candidate is None:
            continue
        for pattern, new, rule, message in _SIGNS:
            match = pattern.match(candidate.text)
            if match is None or (pattern is _BARE_WORD and not _heads(lines, candidate)):
                continue
            start, end = candidate.start + match.end(), candidate.start + match.end()
            if pattern is _OTHER_SIGN:
                start = candidate.start + match.start("sign")
            elif pattern in (_BARE_WORD, _KNOWN_WORD):
                start = end = candidate.start + match.end("key")
            mended = (
                lines.text[candidate.start : start]
                + new
                + lines.text[end : candidate.start + len(candidate.text)].lstrip()
            )
            eye = candidate.start + (
                match.start("key") if "key" in match.groupdict() else match.end() - 1
            )
            word = match.groupdict().get("key") or "-"
            return Fault(
                rule,
                eye,
                max(eye + 1, end),
                message.format(word=word),
                f"write it so:\n  {mended.strip()}",
                (start, end, new),
            )
    return None


def block_text(lines: Lines, line: Line) -> Fault | None:
    """A line of a block text that stands less deep than its first line."""
    for above in lines.before(line):
        if _BLOCK_HEAD.fullmatch(above.text):
            first = lines.after(above)
            if first is None or first.start >= line.start or first.indent <= line.indent:
                return None
            if KEY.match(line.text) or line.text.lstrip().startswith("- "):
                return None
            message = "this line stands less deep than the text it belongs to"
            indent = " " * first.indent
            remedy = f"indent it as the line above it:\n  {indent}{line.text.strip()}"
            start = line.start + line.indent
            end = line.start + len(line.text)
            return Fault(
                codes.INDENTATION, start, end, message, remedy, (line.start, start, indent)
            )
        if above.indent < line.indent or KEY.match(above.text):
            return None
    return None


def hyphen(lines: Lines, line: Line) -> Fault | None:
    """A card that lacks its hyphen: a key `id` in the column of the hyphens above."""
    match = KEY.match(line.text)
    if match is None or "-" in match["lead"]:
        return None
    for above in lines.before(line):
        if above.indent < line.indent:
            return None
        if above.text.lstrip().startswith("- ") and above.indent == line.indent:
            start = line.start + line.indent
            message = f"a `- ` is missing before `{match['key']}`: this begins the next item"
            remedy = (
                f"write it so:\n  - {line.text.strip()}\nand its other keys below, one level deeper"
            )
            return Fault(codes.MISSING_HYPHEN, start, start + len(match["key"]), message, remedy)
    return None


def indentation(lines: Lines, line: Line) -> Fault | None:
    """A key or a hyphen in a column that none of those above it has."""
    text = line.text
    hyphen = text.lstrip().startswith("- ")
    column = line.indent if hyphen else line.column
    if column is None:
        return None
    columns: list[int] = []
    for above in lines.before(line):
        is_hyphen = above.text.lstrip().startswith("- ")
        candidate = above.indent if hyphen and is_hyphen else None if hyphen else above.column
        if candidate is not None and (not columns or candidate < columns[-1]):
            columns.append(candidate)
    if not columns or column in columns:
        return None
    wanted = min(columns, key=lambda other: (abs(other - column), other))
    what = "hyphen" if hyphen else "key"
    how = "deeper" if column > wanted else "less deep"
    message = f"this {what} stands {how} than those it belongs with"
    start = line.start + line.indent
    indent = " " * max(0, line.indent + wanted - column)
    remedy = f"let it begin in column {wanted + 1}:\n  {indent}{text.strip()}"
    if column > wanted and not hyphen:
        remedy += "\nif it is text that goes on from the line above, put the whole value in quotes"
    end = start + (1 if hyphen else len(text.strip().split(":")[0]))
    return Fault(codes.INDENTATION, start, end, message, remedy, (line.start, start, indent))


def stray(lines: Lines, line: Line) -> Fault | None:
    """A line without a key that does not stand deep enough to go on with the text above."""
    if KEY.match(line.text):
        return None
    above = next((above for above in lines.before(line) if above.column is not None), None)
    if above is None or above.column is None or line.indent > above.column:
        return None
    indent = " " * (above.column + 2)
    start, end = line.start + line.indent, line.start + len(line.text)
    message = "this line belongs to no key"
    remedy = f"to go on with the text above, indent it:\n  {indent}{line.text.strip()}"
    return Fault(codes.STRAY_LINE, start, end, message, remedy, (line.start, start, indent))


def _heads(lines: Lines, line: Line) -> bool:
    """Whether what follows stands below ``line``, as values stand below a key."""
    following = lines.after(line)
    return following is not None and (
        following.indent > line.indent or following.text.lstrip().startswith("- ")
    )
