"""Deletions: where they are in an author's text, and how Anki writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from generator.parts import Slots

__all__ = ["MAX_NUMBER", "Deletion", "deletions", "explicit_numbers", "number", "protect"]

# (cause, remedy, offset, snippet)
Problem: TypeAlias = Callable[[str, str, int, str], None]

# Anki files every number above 499 under the 500th card (rslib, cloze.rs).
MAX_NUMBER = 499

_NUMBERED = re.compile(r"c(\d{1,9})::", re.DOTALL)
_JOINED = re.compile(r"c\d+(?:\s*,\s*\d+)+::")
# Anki's own form is a deletion even inside a formula, where Anki allows it.
_EXPLICIT = re.compile(r"\{\{c(\d{1,9})::")


@dataclass(frozen=True, slots=True)
class Deletion:
    """One ``{{…}}``: offsets into the text, ``end`` after the closing braces.

    ``number`` is what the author wrote (``{{c2::…}}``) or ``None``.
    """

    start: int
    end: int
    number: int | None
    body: str
    hint: str | None


def explicit_numbers(tex: str) -> list[int]:
    """The numbers of the deletions that stand inside a formula, in Anki's form."""
    return [int(number) for number in _EXPLICIT.findall(tex)]


def deletions(text: str, problem: Problem) -> list[Deletion]:
    """Find the deletions of ``text``, in which formulas and code are set aside.

    ``problem(cause, remedy, offset, snippet)`` is told of each that cannot be.
    """
    found: list[Deletion] = []
    at = 0
    while (start := text.find("{{", at)) >= 0:
        _stray_ends(text, at, start, problem)
        close = text.find("}}", start + 2)
        inner = text.find("{{", start + 2)
        if close < 0:
            snippet = re.split(r"\s", text[start:], maxsplit=1)[0]
            problem("a deletion is opened and never closed", "close it: }}", start, snippet)
            return found
        if 0 <= inner < close:
            remedy = "close the first with }} before the second opens"
            snippet = text[inner : close + 2]
            problem("a deletion stands inside another one", remedy, inner, snippet)
            at = _after_nested(text, start)
            continue
        # "{{CO{2}}}": the braces of the word close first.
        while text[close + 2 : close + 3] == "}" and _open_braces(text[start + 2 : close]):
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


def _parse(content: str, start: int, end: int, problem: Problem) -> Deletion | None:
    whole = "{{" + content + "}}"
    if _JOINED.match(content):
        remedy = "write one number: {{c1::…}}; two deletions may share it"
        problem("a deletion has more than one number", remedy, start, whole)
        return None
    match = _NUMBERED.match(content)
    number = int(match[1]) if match else None
    if number is not None and not 1 <= number <= MAX_NUMBER:
        remedy = f"use a number from 1 to {MAX_NUMBER}, or none: {{{{word}}}}"
        problem(f"Anki has no cloze number {number}", remedy, start, whole)
        return None
    body, separator, hint = content[match.end() if match else 0 :].partition("::")
    if not body.strip():
        problem("a deletion is empty", "write the hidden word between the braces", start, whole)
        return None
    return Deletion(start, end, number, body, hint if separator and hint.strip() else None)


def _open_braces(text: str) -> bool:
    return text.count("{") > text.count("}")


def _after_nested(text: str, start: int) -> int:
    """The offset after the deletion at ``start`` and all that it holds."""
    depth = 0
    for match in re.compile(r"\{\{|\}\}").finditer(text, start):
        depth += 1 if match[0] == "{{" else -1
        if depth == 0:
            return match.end()
    return len(text)


def _stray_ends(text: str, start: int, end: int, problem: Problem) -> None:
    for match in re.compile(r"\}\}").finditer(text, start, end):
        problem("}} closes a deletion that nothing opens", "open it: {{", match.start(), "}}")
