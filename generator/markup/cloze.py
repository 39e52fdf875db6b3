"""Deletions: where they are in an author's text, and how Anki writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from generator.parts import Slots
from generator.patterns import late

__all__ = [
    "MAX_NUMBER",
    "NESTED",
    "Deletion",
    "Problem",
    "deletions",
    "explicit_numbers",
    "number",
    "protect",
    "spaced",
]

# (cause, remedy, start, end): offsets into the text
Problem: TypeAlias = Callable[[str, str, int, int], None]

# Anki files every number above 499 under the 500th card (rslib, cloze.rs).
MAX_NUMBER = 499

_NUMBERED = late(r"c([0-9]+)::")
_JOINED = late(r"c[0-9]+(?:\s*,\s*[0-9]+)+::")
# Anki's own form is a deletion even inside a formula, where Anki allows it.
_EXPLICIT = late(r"\{\{c([0-9]+)::")
_BRACES = late(r"\{\{|\}\}")
_TEX_BRACE = late(r"\\.|[{}]", re.DOTALL)
_CLOSE = late(r"\\.|(\}\})", re.DOTALL)
_NOT_CLOSED = ("a deletion is opened and never closed", "close it: }}")
NESTED = ("a deletion stands inside another one", "close the first with }} before the second opens")


class Deletion(NamedTuple):
    """One ``{{…}}``: offsets into the text, ``end`` after the closing braces.

    ``number`` is what the author wrote (``{{c2::…}}``) or ``None``.
    """

    start: int
    end: int
    number: int | None
    body: str
    hint: str | None


def explicit_numbers(tex: str, problem: Problem) -> list[int]:
    """The numbers of the deletions that stand inside a formula, in Anki's form.

    ``problem`` is told of each that Anki would not take, with offsets into ``tex``.
    """
    numbers: list[int] = []
    if "{{" not in tex:
        return numbers
    last_end = tex.rfind("}}")
    for match in _EXPLICIT.finditer(tex):
        number = _number(match[1])
        if number is None:
            problem(*_no_such_number(match[1]), match.start(), match.end())
        elif last_end <= match.end():
            problem(*_NOT_CLOSED, match.start(), match.end())
        else:
            numbers.append(number)
    return numbers


def spaced(tex: str) -> str:
    """``tex`` with its deletions such that the braces of TeX in them do not end them.

    Anki ends a deletion at the first two braces that close; TeX ignores a space
    between them. Where braces don't match, all stays as it is.
    """
    pieces: list[str] = []
    done = 0
    for match in _EXPLICIT.finditer(tex):
        if match.start() < done:
            continue
        depth = 0
        for brace in _TEX_BRACE.finditer(tex, match.end()):
            if brace[0] == "{":
                depth += 1
            elif depth:
                depth -= brace[0] == "}"
            elif tex.startswith("}}", brace.start()):
                body = re.sub(r"\}(?=\})", "} ", tex[match.end() : brace.start()])
                pieces += [tex[done : match.end()], body + " " * body.endswith("}")]
                done = brace.start()
                break
    return "".join([*pieces, tex[done:]])


def deletions(text: str, problem: Problem) -> list[Deletion]:
    """Find the deletions of ``text``, in which formulas and code are set aside.

    ``problem(cause, remedy, start, end)`` is told of each that cannot be.
    """
    found: list[Deletion] = []
    at = 0
    while (start := text.find("{{", at)) >= 0:
        _stray_ends(text, at, start, problem)
        close = _closing(text, start + 2)
        if close < 0:
            problem(*_NOT_CLOSED, start, start + 2)
            return found
        inner = text.find("{{", start + 2, close)
        if inner >= 0:
            problem(*NESTED, inner, close + 2)
            at = _after_nested(text, start)
            continue
        # "{{CO{2}}}": the braces of the word close first.
        still_open = text.count("{", start + 2, close) - text.count("}", start + 2, close)
        while still_open > 0 and text[close + 2 : close + 3] == "}":
            still_open -= 1
            close += 1
        at = close + 2
        deletion = _parse(text[start + 2 : close], start, at, problem)
        if deletion is not None:
            found.append(deletion)
    _stray_ends(text, at, len(text), problem)
    return found


def number(
    deletions: Sequence[Deletion],
    elsewhere: Iterable[int],
    slots: Slots,
    restored: Callable[[str], str],
) -> tuple[list[int], tuple[tuple[str, int], ...]]:
    """The cloze number of each deletion, and the parts: texts and ordinals of the unnumbered.

    The author's own number holds; the others are given by ``slots``.
    ``elsewhere`` are numbers used in the text's formulas; ``restored`` gives a
    body back what was set aside in it.
    """
    explicit = {d.number for d in deletions if d.number is not None} | set(elsewhere)
    texts = [restored(d.body).strip() for d in deletions if d.number is None]
    ordinals = slots.assign(texts, {number - 1 for number in explicit})
    fresh = iter(ordinals)
    numbers = [next(fresh) + 1 if d.number is None else d.number for d in deletions]
    return numbers, tuple(zip(texts, ordinals, strict=True))


def protect(html: str) -> str:
    """The body of a deletion such that nothing in it ends the deletion or begins its hint."""
    html = html.replace("}}", "}&#125;").replace("::", ":&#58;")
    return f"{html[:-1]}&#{ord(html[-1])};" if html.endswith(("}", ":")) else html


def _closing(text: str, start: int) -> int:
    """Where a deletion closes; -1 where it does not. Escaped braces count only if no others do."""
    first = text.find("}}", start)
    if first < 0 or text.find("\\", start, first) < 0:
        return first
    return next((m.start() for m in _CLOSE.finditer(text, start) if m[1]), first)


def _number(digits: str) -> int | None:
    """The number that ``digits`` mean to Anki; ``None`` where it has no such cloze."""
    number = int(digits) if len(digits) < 10 else 0
    return number if 1 <= number <= MAX_NUMBER else None


def _no_such_number(digits: str) -> tuple[str, str]:
    shown = digits if len(digits) < 10 else digits[:9] + "…"
    remedy = f"use a number from 1 to {MAX_NUMBER}, or none: {{{{word}}}}"
    return f"Anki has no cloze number {shown}", remedy


def _parse(content: str, start: int, end: int, problem: Problem) -> Deletion | None:
    if _JOINED.match(content):
        remedy = "write one number: {{c1::…}}; two deletions may share it"
        problem("a deletion has more than one number", remedy, start, end)
        return None
    match = _NUMBERED.match(content)
    number = _number(match[1]) if match else None
    if match and number is None:
        problem(*_no_such_number(match[1]), start, end)
        return None
    body, _, hint = content[match.end() if match else 0 :].partition("::")
    if not body.strip():
        problem("a deletion is empty", "write the hidden word between the braces", start, end)
        return None
    return Deletion(start, end, number, body, hint if hint.strip() else None)


def _after_nested(text: str, start: int) -> int:
    """The offset after the deletion at ``start`` and all that it holds."""
    depth = 0
    for match in _BRACES.finditer(text, start):
        depth += 1 if match[0] == "{{" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _stray_ends(text: str, start: int, end: int, problem: Problem) -> None:
    while (start := text.find("}}", start, end)) >= 0:
        problem("}} closes a deletion that nothing opens", "open it: {{", start, start + 2)
        start += 2
