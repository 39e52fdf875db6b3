"""Faults of a value in brackets: `[clinical, dose]`, `{q: …, a: …}`."""

from __future__ import annotations

import re

from generator.codes import yaml as codes
from generator.format import Shape
from generator.patterns import late
from generator.syntax.pieces import SHAPES
from generator.syntax.text import Fault, line_end, mended_line, quoted

__all__ = ["end_of", "fault"]

_CLOSING = {"[": "]", "{": "}"}
_ONE_LINE = 100  # characters of a list that is shown in one line
_TOKEN = late(r"[\[\]{},\"'\r\n]|(?<=[\[{, \t])#[^\r\n]*")
_QUOTED = {'"': re.compile(r'"(?:[^"\\\r\n]|\\.)*+"'), "'": re.compile(r"'(?:[^'\r\n]|'')*+'")}
_MULTILINE = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.S), "'": re.compile(r"'(?:[^']|'')*+'")}
# One quotation behind another, both whole: two items, and no comma.
_SECOND = late(r"[ \t\r\n]+(?=('[^'\r\n]*'|\"[^\"\r\n]*\")[ \t\r\n]*[,\]}:'\"])")
_OPENING = late(r"[ \t\r\n]*([\[{\"'])")
_WHOLE = late(r"'(?:[^']|'')*+'|\"(?:[^\"\\]|\\.)*+\"", re.S)
_BAD_START = late(r"[@`%*&!|>]|[-?](?=[ \t])")
_KEY = late(r"(['\"]?)[A-Za-z][\w-]*\1:[ \t]+")
_COLON = late(r":(?=[ \t])")
_COLONS = late(r":(?=[ \t]).*:(?=[ \t])")


def fault(text: str, shape: Shape, start: int, limit: int) -> Fault | None:
    """What is wrong with the brackets that open at ``start``.

    ``shape`` is what belongs there, ``limit`` where the next key is.
    """
    stack: list[int] = []  # where the brackets that are open stand
    item = position = start
    nested = False  # whether the item is brackets itself
    eaten: tuple[int, int] | None = None  # what YAML takes for a comment, from its item on
    while match := _TOKEN.search(text, position, limit):
        sign, at, position = match[0], match.start(), match.end()
        lead = text[item:at].strip()
        within = lead and not lead.endswith(":")  # not the first sign of an item, or of its value
        if sign in "\"'":
            if within:
                continue  # an apostrophe within a word
            whole = _QUOTED[sign].match(text, at, limit) or _MULTILINE[sign].match(text, at, limit)
            if whole and (second := _SECOND.match(text, whole.end(), limit)):
                key = not lead and text[stack[-1]] == "{" and whole[0][1:-1] in SHAPES
                return _no_sign(text, ":" if key else ",", whole.end(), second.start(1))
            if whole is None or (trouble := _tail(text, whole.end(), limit)) is None:
                return _unclosed_quote(text, at)
            if trouble:
                return _quote_item(text, at, whole.end() + len(trouble), codes.TEXT_AFTER_QUOTE)
            position = whole.end()
        elif sign in "[{":
            if within:
                begin = item + len(text[item:at]) - len(text[item:at].lstrip())
                return _quote_item(text, begin, _item_end(text, at, limit))
            stack.append(at)
            item = position
        elif sign in ",]}":
            if not nested and (problem := _item(text, item, at, sign, text[stack[-1]])):
                return problem
            item, nested = position, sign != ","
            if sign == ",":
                continue
            if _CLOSING[text[stack[-1]]] != sign:
                return _mismatch(text, stack, at)
            stack.pop()
            if not stack:
                return _behind(text, shape, start, position)
            if following := _OPENING.match(text, position, limit):
                return _no_sign(text, ",", position, following.start(1))
        elif sign[0] == "#" and sign[1:2].strip() and eaten is None:
            eaten = item + len(text[item:at]) - len(text[item:at].lstrip()), at
    if eaten is not None and _CLOSING[text[stack[-1]]] in text[eaten[1] : line_end(text, eaten[1])]:
        return _eaten(text, stack[-1], *eaten)
    return _unclosed(text, shape, start, limit, stack)


def end_of(text: str, start: int) -> int:
    """Where the brackets that open at ``start`` are closed, or ``start``."""
    depth = 0
    for offset in range(start, min(len(text), start + 100_000)):
        if text[offset] in "[{":
            depth += 1
        elif text[offset] in "]}":
            depth -= 1
            if not depth:
                return offset
    return start


def _item_end(text: str, at: int, limit: int) -> int:
    """Where an item ends that holds brackets: before the comma or bracket that is not its own."""
    depth = 0
    for match in re.compile(r"[\[\]{},\r\n]").finditer(text, at, limit):
        depth += (match[0] in "[{") - (match[0] in "]}")
        if depth < 0 or match[0] in "\r\n" or (match[0] == "," and not depth):
            return match.start()
    return limit


def _tail(text: str, offset: int, limit: int) -> str | None:
    """What stands between a closed quotation and the next sign of the list; ``None``: no sign."""
    match = re.compile(r"[^,\]}\r\n]*").match(text, offset, limit)
    assert match is not None
    tail = match[0].rstrip()
    if tail.lstrip(" \t")[:1] == ":":
        return ""  # the key of a mapping
    if '"' in tail or (tail and match.end() >= limit):
        return None
    return "" if tail.lstrip()[:1] in ("", "#") else tail


def _no_sign(text: str, sign: str, end: int, following: int) -> Fault:
    remedy = f"write it so:\n  {mended_line(text, end, end, sign)}"
    rule, message = codes.SYNTAX, "a comma is missing before this item"
    if sign == ":":
        rule, message = codes.MISSING_COLON, "a colon is missing before this value"
    return Fault(rule, following, following + 1, message, remedy, ((end, end, sign),))


def _eaten(text: str, start: int, item: int, sign: int) -> Fault:
    """A comment that has the closing bracket in it."""
    end = _item_end(text, sign, line_end(text, sign))
    new = quoted(text[item:end].rstrip())
    message = f"the bracket {text[start]} is opened here, and to YAML a comment begins at the #"
    remedy = f"if it is text, write it so:\n  {mended_line(text, item, end, new)}"
    edit = (item, end, new)
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))


def _item(text: str, start: int, end: int, sign: str, opened: str) -> Fault | None:
    typed = text[start:end].strip()
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    if not typed and sign == "," and "\n" not in text[start:end]:
        message = "there is nothing between two commas"
        if text[start - 1] != ",":
            message = "there is nothing before this comma"
        remedy = f"take one out:\n  {mended_line(text, start, end + 1, '')}"
        return Fault(codes.SYNTAX, end, end + 1, message, remedy, ((start, end + 1, ""),))
    key = _KEY.match(typed) if opened == "{" else None
    if key:  # then its value is the item that may want quotation marks
        begin, typed = begin + key.end(), typed[key.end() :]
    bare = _WHOLE.sub("", typed)  # what stands in quotation marks is no fault
    if _BAD_START.match(typed) or (_COLON if key else _COLONS).search(bare):
        rule = {"!": codes.TAG, "*": codes.ANCHOR, "&": codes.ANCHOR}
        return _quote_item(text, begin, begin + len(typed), rule.get(typed[0]))
    return None


def _quote_item(text: str, start: int, end: int, rule: object = None) -> Fault:
    typed = text[start:end]
    meant = re.sub(r"^-[ \t]+", "", typed)
    new = meant if meant != typed and re.fullmatch(r"\w[\w -]*", meant) else quoted(typed)
    if rule is codes.TEXT_AFTER_QUOTE and typed[-1] == typed[0] and len(typed) > 2:
        new = quoted(typed[1:-1])
    remedy = f"write it so:\n  {mended_line(text, start, end, new)}"
    edits = ((start, end, new),)
    if rule is codes.TEXT_AFTER_QUOTE:
        message = f"text follows the closing {typed[0]}, where to YAML this item is over"
        return Fault(codes.TEXT_AFTER_QUOTE, start, end, message, remedy, edits)
    if rule in (codes.TAG, codes.ANCHOR):
        message = f"an item that begins with {typed[0]} must be quoted: the sign is YAML's own"
        found = codes.TAG if rule is codes.TAG else codes.ANCHOR
        return Fault(found, start, end, message, remedy, edits)
    if colon := _COLONS.search(typed) or _COLON.search(typed):
        message = "an item with a colon and a space in it must be quoted"
        place = start + colon.start()
        return Fault(codes.COLON_INSIDE, place, place + 1, message, remedy, edits)
    message = f"an item that begins with {typed[0]} must be quoted: the sign is YAML's own"
    if not _BAD_START.match(typed):
        message = "an item with a bracket in it must be quoted"
    return Fault(codes.UNQUOTED_START, start, end, message, remedy, edits)


def _unclosed_quote(text: str, at: int) -> Fault:
    sign = text[at]
    match = re.compile(r"[^,\]}\r\n]*").match(text, at + 1)
    assert match is not None
    inner = match[0].rstrip()
    if sign == "'":
        inner = inner.replace("'", "''")
    else:
        inner = inner.replace("\\", "\\\\").replace('"', '\\"')
    end = at + 1 + len(match[0].rstrip())
    new = f"{sign}{inner}{sign}"
    message = f"the quotation mark {sign} is opened here and never closed"
    remedy = f"close it:\n  {mended_line(text, at, end, new)}"
    return Fault(codes.UNCLOSED_QUOTE, at, at + 1, message, remedy, ((at, end, new),))


def _mismatch(text: str, stack: list[int], at: int) -> Fault:
    start = stack[-1]
    right, wrong = _CLOSING[text[start]], text[at]
    message = f"the bracket {text[start]} is opened here and closed with {wrong}"
    remedy = f"close it with {right}:"
    edit = (at, at + 1, right)
    if len(stack) > 1 and _CLOSING[text[stack[-2]]] == wrong:  # which closes the one around it
        message = f"the bracket {text[start]} is opened here and never closed"
        remedy = "close it:"
        edit = (at, at, right)
    remedy += f"\n  {mended_line(text, *edit)}"
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))


def _unclosed(text: str, shape: Shape, start: int, limit: int, stack: list[int]) -> Fault:
    # The list ends with the last text before the next key; a trailing comma is none.
    end = start + len(re.sub(r"(?m)[ \t]#.*$", "", text[start:limit]).rstrip(" \t\r\n,"))
    if "#" in text[start:limit]:
        end = start + len(re.split(r"[\r\n]|[ \t]#", text[start:limit])[0].rstrip(" \t,"))
    brackets = "".join(_CLOSING[text[at]] for at in reversed(stack))
    message = f"the bracket {text[start]} is opened here and never closed"
    trail = re.compile(r"[ \t]*,?").match(text, end)
    stop = trail.end() if trail else end
    edit = (end, stop, brackets)
    # In a list of texts there is one bracket too many, rather than too few.
    if shape is Shape.TEXTS and text.count("[", start, end) > 1:
        edit = (start, stop, f"[{re.sub(r'[][{}]', '', text[start:end])}]")
    if shape is Shape.TEXT:
        edit = (start, end, quoted(text[start:end]))
        remedy = f"if it is text, write it so:\n  {mended_line(text, *edit)}"
        return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))
    whole = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text[start : edit[0]]) + edit[2]
    shown = mended_line(text, *edit)
    if start < edit[0] and len(whole) < _ONE_LINE:
        shown = mended_line(text, start, stop, whole)
    remedy = f"close it:\n  {shown}"
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))


def _behind(text: str, shape: Shape, start: int, end: int) -> Fault | None:
    """Text behind the last closing bracket."""
    root = not text[:start].strip()  # then nothing of the file may follow
    rest = re.sub(r"(?m)(?:^|[ \t])#.*", "", text[end : len(text) if root else line_end(text, end)])
    rest = rest.rstrip()
    if not rest:
        return None
    stop = end + len(rest)
    if shape is Shape.TEXT:
        new = quoted(text[start:stop])
        message = f"a value that begins with {text[start]} must be quoted: the sign is YAML's own"
        remedy = f"write it so:\n  {mended_line(text, start, stop, new)}"
        edits = ((start, stop, new),)
        return Fault(codes.UNQUOTED_START, start, stop, message, remedy, edits)
    place = end + len(rest) - len(rest.lstrip())
    message = "the brackets are closed already, and something follows"
    remedy = f"take it out, or put it inside:\n  {mended_line(text, end, stop, '')}"
    return Fault(codes.SYNTAX, place, stop, message, remedy, ((end, stop, ""),))
