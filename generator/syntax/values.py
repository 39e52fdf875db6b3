"""Faults of a value: signs that are YAML's own, colons, quotation marks, brackets, escapes."""

from __future__ import annotations

import re

import yaml

from generator.codes import yaml as codes
from generator.diagnostics import Rule
from generator.syntax.text import KEY, Fault, Line, Lines, quoted

__all__ = ["alias", "escape", "unclosed", "unclosed_bracket", "unclosed_quote", "value"]

_ENTRY = re.compile(
    r"(?P<lead>[ \t]*(?:-[ \t]+)*)(?P<key>[A-Za-z_][\w-]*)(?P<colon>[ \t]*:[ \t]+)(?P<value>\S.*)"
)
_ITEM = re.compile(r"(?P<lead>[ \t]*(?:-[ \t]+)*-[ \t]+)(?P<value>\S.*)")
_BLOCK_INDICATOR = re.compile(r"[|>](?:[+-]?[1-9]?|[1-9][+-])(?:[ \t]+#.*)?$")


def alias(text: str, line: Line, problem: str) -> Fault | None:
    """A value that begins with a star, which YAML looks up as an alias."""
    if "alias" not in problem:
        return None
    at = text.find("*", line.start, line.start + len(line.text))
    return _value_at(line, at - line.start) if at >= 0 else None


def escape(text: str, error: yaml.MarkedYAMLError, lines: Lines) -> Fault | None:
    """A backslash in double quotes that begins no escape of YAML's."""
    if "escape" not in (error.problem or "") and "hexadecimal" not in (error.problem or ""):
        return None
    assert error.problem_mark is not None
    at = text.rfind("\\", 0, error.problem_mark.index + 1)
    start = error.context_mark.index if error.context_mark else text.rfind('"', 0, at)
    close = re.compile(r'(?:[^"\\\r\n]|\\[^\r\n])*"').match(text, start + 1)
    message = f"in double quotes YAML does not know the escape {text[at : at + 2]}"
    if close is None:
        remedy = "use single quotes, in which a backslash is a backslash"
        return Fault(codes.BAD_ESCAPE, at, at + 2, message, remedy)
    single = quoted(text[start + 1 : close.end() - 1].replace('\\"', '"'))
    line = lines.at(start)
    whole = (
        line.text[: start - line.start] + single + text[close.end() : line.start + len(line.text)]
    )
    remedy = f"use single quotes, in which a backslash is a backslash:\n  {whole.strip()}"
    return Fault(codes.BAD_ESCAPE, at, at + 2, message, remedy, (start, close.end(), single))


def value(line: Line) -> Fault | None:
    """A value that wants quotation marks, or more of them."""
    parts = _parts(line)
    if parts is None:
        return None
    at, _ = parts
    item = _ENTRY.fullmatch(line.text) is None
    if item and KEY.match(line.text):
        return None
    return _value_at(line, at)


def unclosed_quote(lines: Lines, line: Line) -> Fault | None:
    """The first line above that opens a quotation and lets the next key into it."""
    first: Fault | None = None
    for candidate in (line, *lines.before(line)):
        parts = _parts(candidate)
        if parts is None or parts[1][0] not in "\"'" or _closing(parts[1]) is not None:
            continue
        at, value = parts
        start = candidate.start + at
        following = lines.after(candidate)
        rest = lines.text[start:]
        close = _closing(rest[:20_000])
        if close is not None and not _reopens(rest, close):
            continue
        if following is not None and close is not None and not _looks_like_key(following):
            continue
        sign = value[0]
        message = f"the quotation mark {sign} is opened here and never closed"
        body = value[1:]
        single = (
            sign + (body.replace('"', '\\"') if sign == '"' else body.replace("'", "''")) + sign
        )
        remedy = f"close it:\n  {candidate.text[:at].lstrip()}{single}"
        mend = (start, start + len(value), single)
        first = Fault(codes.UNCLOSED_QUOTE, start, start + 1, message, remedy, mend)
    return first


def unclosed_bracket(context: Line, problem: str, error: yaml.MarkedYAMLError) -> Fault | None:
    """A list or mapping that lets the next key into it."""
    if "flow" not in (error.context or "") and not any(c in problem for c in "]}"):
        return None
    parts = _parts(context)
    if parts is None or parts[1][0] not in "[{" or not _open_only(parts[1]):
        return None
    at, value = parts
    closing = "".join({"[": "]", "{": "}"}[c] for c in reversed(re.findall(r"[\[{]", value)))
    closing = closing[: _depth(value)]
    start = context.start + at
    message = f"the bracket {value[0]} is opened here and never closed"
    remedy = f"close it:\n  {context.text.strip()}{closing}\nif it is text, quote the value"
    end = start + len(value)
    return Fault(codes.UNCLOSED_BRACKET, start, start + 1, message, remedy, (end, end, closing))


def unclosed(text: str, error: yaml.MarkedYAMLError) -> Fault | None:
    """A quotation or bracket that runs to the end of the file, wherever it begins."""
    context, problem = error.context or "", error.problem or ""
    if error.context_mark is None or "end" not in problem or "stream" not in problem:
        return None
    at = error.context_mark.index
    if "quoted" in context:
        message, remedy = "the quotation mark is opened here and never closed", "close it"
        return Fault(codes.UNCLOSED_QUOTE, at, at + 1, message, remedy)
    if "flow" in context:
        while at and text[at - 1] in "[{":  # the outermost of a row of them
            at -= 1
        message = "the bracket is opened here and never closed"
        remedy = "close it; if it is text, quote the value"
        return Fault(codes.UNCLOSED_BRACKET, at, at + 1, message, remedy)
    return None


def _parts(line: Line) -> tuple[int, str] | None:
    """The offset in the line, and the text, of the value that a line holds."""
    match = _ENTRY.fullmatch(line.text) or _ITEM.fullmatch(line.text)
    return (match.start("value"), match["value"].rstrip()) if match else None


def _value_at(line: Line, at: int) -> Fault | None:
    """What is wrong with the value at ``at`` in its line, by its first sign or its colons."""
    value = line.text[at:].rstrip()
    sign = value[0]
    if sign in "\"'":
        close = _closing(value)
        if close is None or not value[close + 1 :].strip() or value[close + 1 :].lstrip()[0] == "#":
            return None
        message = f"text follows the closing {sign}, where to YAML the value is over"
        # "He said "no"", 'don't': the outer marks were meant for YAML, the inner for the reader.
        inner = value[close - 1].isspace() or value[close + 1].isalnum()
        text = value[1:-1] if inner and value[-1] == sign else value
        return _quote(codes.TEXT_AFTER_QUOTE, line, at, value, message, text=text)
    if sign in "*&":
        rule, meaning = codes.ANCHOR, "an alias" if sign == "*" else "an anchor"
        message = f"a value that begins with {sign} must be quoted: to YAML it is {meaning}"
        return _quote(rule, line, at, value, message)
    if sign == "!":
        message = "a value that begins with ! must be quoted: to YAML it is a type tag"
        return _quote(codes.TAG, line, at, value, message)
    if sign in "|>" and _BLOCK_INDICATOR.match(value):
        return None
    if sign in "[{" and _is_whole_flow(value):
        return None
    starts = sign in "{[@%`>|,]}" or (sign in "-?" and value[1:2] in (" ", ""))
    if starts and not (sign in "[{" and not value.startswith("{{") and _open_only(value)):
        shown = value[:2] if value[:2] in ("{{", "[[") else sign
        message = f"a value that begins with {shown} must be quoted: the sign is YAML's own"
        return _quote(codes.UNQUOTED_START, line, at, value, message)
    colon = re.search(r":(?=[ \t]|$)", value) if sign not in "[{|>" else None
    if colon is None:
        return None
    message = "a value with a colon and a space in it must be quoted"
    if colon.end() == len(value):
        message = "a value that ends in a colon must be quoted"
    return _quote(codes.COLON_INSIDE, line, at, value, message, colon.start())


def _quote(
    rule: Rule,
    line: Line,
    at: int,
    value: str,
    message: str,
    eye: int | None = None,
    text: str | None = None,
) -> Fault:
    """A fault that single quotes around the value mend.

    ``eye`` is where to look in it; ``text`` what it means, where that is less.
    """
    mended = quoted(value if text is None else text)
    start = line.start + at
    remedy = f"write it so:\n  {line.text[:at].lstrip()}{mended}"
    place = start + (eye if eye is not None else 0)
    end = place + 1 if eye is not None else start + len(value)
    return Fault(rule, place, end, message, remedy, (start, start + len(value), mended))


def _closing(value: str) -> int | None:
    """The index of the quotation mark that closes the one at the start of ``value``."""
    pattern = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    match = re.match(pattern, value)
    return match.end() - 1 if match else None


def _is_whole_flow(value: str) -> bool:
    """Whether a bracket that opens ``value`` is closed at its end, and YAML's to read."""
    return not value.startswith("{{") and _depth(value) == 0 and value[-1] in "]}"


def _open_only(value: str) -> bool:
    return _depth(value) > 0


def _depth(value: str) -> int:
    plain = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", "", value)
    return sum(plain.count(c) for c in "[{") - sum(plain.count(c) for c in "]}")


def _reopens(text: str, close: int) -> bool:
    """Whether the mark that closes a quotation was meant to open another one."""
    before, after = text[:close], text[close + 1 : close + 2]
    lead = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    if "\n" not in before and "\r" not in before:
        return False
    return bool(re.search(r"(?::|-)[ \t]+$", lead)) or bool(after.strip() and after != "#")


def _looks_like_key(line: Line) -> bool:
    return KEY.match(line.text) is not None or line.text.lstrip().startswith("- ")
