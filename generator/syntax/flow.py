"""Faults of a value in brackets: `[clinical, dose]`, `{q: …, a: …}`."""

from __future__ import annotations

import re

from generator.codes import yaml as codes
from generator.format import Shape
from generator.patterns import late
from generator.syntax.text import Fault, mended_line, quoted

__all__ = ["fault"]

_CLOSING = {"[": "]", "{": "}"}
_TOKEN = late(r"[\[\]{},\"'\r\n]|[ \t]#[^\r\n]*")
_QUOTED = {'"': re.compile(r'"(?:[^"\\\r\n]|\\.)*+"'), "'": re.compile(r"'(?:[^'\r\n]|'')*+'")}
_MULTILINE = {'"': re.compile(r'"(?:[^"\\]|\\.)*+"', re.S), "'": re.compile(r"'(?:[^']|'')*+'")}
# One quotation behind another, both whole: two items, and no comma.
_SECOND = late(r"[ \t\r\n]+(?=('[^'\r\n]*'|\"[^\"\r\n]*\")[ \t\r\n]*[,\]'\"])")
_WHOLE = late(r"'(?:[^']|'')*+'|\"(?:[^\"\\]|\\.)*+\"", re.S)
_BAD_START = late(r"[@`%*&!|>]|[-?](?=[ \t])")
_COLONS = late(r":(?=[ \t]).*:(?=[ \t])")


def fault(text: str, shape: Shape, start: int, limit: int) -> Fault | None:
    """What is wrong with the brackets that open at ``start``.

    ``shape`` is what belongs there, ``limit`` where the next key is.
    """
    stack: list[str] = []
    item = position = start
    nested = False  # whether the item is brackets itself
    while match := _TOKEN.search(text, position, limit):
        sign, at, position = match[0], match.start(), match.end()
        lead = text[item:at].strip()
        within = lead and not lead.endswith(":")  # not the first sign of an item, or of its value
        if sign in "\"'":
            if within:
                continue  # an apostrophe within a word
            whole = _QUOTED[sign].match(text, at, limit) or _MULTILINE[sign].match(text, at, limit)
            if whole and (second := _SECOND.match(text, whole.end(), limit)):
                return _no_comma(text, whole.end(), second.start(1))
            if whole is None or (trouble := _tail(text, whole.end(), limit)) is None:
                return _unclosed_quote(text, at)
            if trouble:
                return _quote_item(text, at, whole.end() + len(trouble), codes.TEXT_AFTER_QUOTE)
            position = whole.end()
        elif sign in "[{":
            if within:
                begin = item + len(text[item:at]) - len(text[item:at].lstrip())
                return _quote_item(text, begin, _item_end(text, at, limit))
            stack.append(sign)
            item = position
        elif sign in ",]}":
            if not nested and (problem := _item(text, item, at, sign)):
                return problem
            item, nested = position, sign != ","
            if sign == ",":
                continue
            if _CLOSING[stack[-1]] != sign:
                return _mismatch(text, start, at, stack[-1])
            stack.pop()
            if not stack:
                return _behind(text, shape, start, position)
    return _unclosed(text, shape, start, limit, stack)


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


def _no_comma(text: str, end: int, following: int) -> Fault:
    remedy = f"write it so:\n  {mended_line(text, end, end, ',')}"
    message = "a comma is missing before this item"
    return Fault(codes.SYNTAX, following, following + 1, message, remedy, ((end, end, ","),))


def _item(text: str, start: int, end: int, sign: str) -> Fault | None:
    typed = text[start:end].strip()
    begin = start + len(text[start:end]) - len(text[start:end].lstrip())
    if not typed and sign == "," and "\n" not in text[start:end]:
        message = "there is nothing between two commas"
        if text[start - 1] != ",":
            message = "there is nothing before this comma"
        remedy = f"take one out:\n  {mended_line(text, start, end + 1, '')}"
        return Fault(codes.SYNTAX, end, end + 1, message, remedy, ((start, end + 1, ""),))
    bare = _WHOLE.sub("", typed)  # what stands in quotation marks is no fault
    if _BAD_START.match(typed) or _COLONS.search(bare):
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
    if colon := _COLONS.search(typed):
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


def _mismatch(text: str, start: int, at: int, opened: str) -> Fault:
    right, wrong = _CLOSING[opened], text[at]
    message = f"the bracket {opened} is opened here and closed with {wrong}"
    remedy = f"close it with {right}:\n  {mended_line(text, at, at + 1, right)}"
    edit = (at, at + 1, right)
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))


def _unclosed(text: str, shape: Shape, start: int, limit: int, stack: list[str]) -> Fault:
    # The list ends with the last text before the next key; a trailing comma is none.
    end = start + len(re.sub(r"(?m)[ \t]#.*$", "", text[start:limit]).rstrip(" \t\r\n,"))
    if "#" in text[start:limit]:
        end = start + len(re.split(r"[\r\n]|[ \t]#", text[start:limit])[0].rstrip(" \t,"))
    brackets = "".join(_CLOSING[sign] for sign in reversed(stack))
    message = f"the bracket {text[start]} is opened here and never closed"
    trail = re.compile(r"[ \t]*,?").match(text, end)
    stop = trail.end() if trail else end
    edit = (end, stop, brackets)
    # In a list of texts there is one bracket too many, rather than too few.
    if shape is Shape.TEXTS and text.count("[", start, end) > 1:
        edit = (start, stop, f"[{re.sub(r'[][{}]', '', text[start:end])}]")
    whole = re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text[start : edit[0]]) + edit[2]
    shown = mended_line(text, start, stop, whole) if edit[0] > start else mended_line(text, *edit)
    remedy = f"close it:\n  {shown}\nif it is text, quote the value"
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (edit,))


def _behind(text: str, shape: Shape, start: int, end: int) -> Fault | None:
    """Text behind the last closing bracket."""
    match = re.compile(r"[^\r\n]*").match(text, end)
    assert match is not None
    rest = re.sub(r"(?:^|[ \t])#.*", "", match[0]).rstrip()
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
