"""Mending a text that YAML refuses, fault by fault, so that reading can go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import yaml

from generator.codes import yaml as codes
from generator.nesting import DEEPEST, NoCharacterError, TooDeepError
from generator.syntax.lines import first_fault
from generator.syntax.pieces import Layout, pieces
from generator.syntax.text import Fault, Mended, line_end

__all__ = ["repaired"]

Tell = Callable[[Mended, Fault, int], None]
"""Takes the working copy of a piece, a fault in it, and where the piece begins."""
Parse = Callable[[str], object]
"""Composes a text, or raises :class:`yaml.MarkedYAMLError`."""

_MOST_ROUNDS = 50  # mends in one piece
_LONG = 100_000  # characters; a longer piece is read again less often


def repaired(text: str, parse: Parse, tell: Tell, most: int) -> Mended:
    """``text`` mended so far that ``parse`` takes it; each fault is told, at most ``most``.

    What can't be mended is left out: a line, else a whole card.
    """
    layout, places = pieces(text)
    mended = []
    told = 0

    def count(copy: Mended, fault: Fault, base: int) -> None:
        nonlocal told
        told += bool(fault.message)
        tell(copy, fault, base)

    for start, end in places:
        piece = Mended(text[start:end])
        if told >= most:  # enough to do for now: what follows is left out
            tell(piece, Fault(codes.SYNTAX, 0, end - start, "", "", lost=True), start)
            piece = Mended("")
        _mend(piece, layout, parse, partial(count, base=start))
        mended.append(piece)
    whole = Mended.joined(mended, [start for start, _ in places], len(text))
    # Pieces that are right alone may not fit together: a key of the file is missing or wrong.
    _mend(whole, layout, parse, partial(count, base=0))
    return whole


def _mend(
    piece: Mended,
    layout: Layout,
    parse: Parse,
    tell: Callable[[Mended, Fault], None],
) -> None:
    seen: list[tuple[int, int]] = []  # what was mended, as places in the text as typed
    rounds = _MOST_ROUNDS if len(piece.text) < _LONG else 5
    for _ in range(rounds):
        error = _refusal(piece.text, parse)
        if error is None:
            return
        fault = explain(piece.text, layout, error)
        place = piece.origin(min(fault.start, len(piece.text)))
        # A fault in what was mended is made by the mending, not by the author.
        if any(start <= place < end for start, end in seen):
            break
        tell(piece, fault)
        edits = fault.mend
        if not edits:  # what follows in this card would be guesswork
            start = _line_start(piece.text, fault.start)
            rest = Fault(codes.SYNTAX, start, len(piece.text), "", "", lost=True)
            tell(piece, rest)
            edits = ((start, len(piece.text), ""),)
        seen += [
            (piece.origin(start), max(piece.origin(end), place + 1)) for start, end, _ in edits
        ]
        piece.replace(edits)
    if len(piece.text) and _refusal(piece.text, parse) is not None:
        tell(piece, Fault(codes.SYNTAX, 0, len(piece.text), "", "", lost=True))
        piece.replace([(0, len(piece.text), "\n" if "\n" in piece.text else "")])


def _refusal(text: str, parse: Parse) -> yaml.MarkedYAMLError | None:
    try:
        parse(text)
    except yaml.MarkedYAMLError as error:
        return error
    return None


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def explain(text: str, layout: Layout, error: yaml.MarkedYAMLError) -> Fault:
    """The cause of a parser's ``error`` on ``text``."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark else 0
    if isinstance(error, TooDeepError):
        help_ = _BRACKETS_HELP if text[offset : offset + 1] in "[{" else _TOO_DEEP_HELP
        return Fault(codes.TOO_DEEP, offset, offset + 1, _TOO_DEEP, help_, lost=True)
    if isinstance(error, NoCharacterError):
        message = f"there is no character {text[offset : offset + 10]}: the last is \\U0010FFFF"
        remedy = "type the character itself"
        mended = (offset, offset + 10, "\\uFFFD")
        return Fault(codes.BAD_ESCAPE, offset, offset + 10, message, remedy, (mended,), sure=True)
    fault = first_fault(text, layout, offset)
    if fault is not None:
        return fault
    problem = error.problem or ""
    if "document start" in problem:
        dots = max(text.rfind(f"{sign}...", 0, offset) for sign in "\r\n") + 1
        message = "to YAML the file ends at these three dots"
        remedy = "delete the line, or put what follows into a file of its own"
        edit = ((dots, line_end(text, dots), "---"),) if dots else ()
        at = dots if dots else offset
        return Fault(codes.SECOND_DOCUMENT, at, at + 3, message, remedy, edit)
    context = error.context or ""
    if error.context_mark and "end" in problem and "stream" in problem:
        at, close = error.context_mark.index, "close it; if it is text, quote the value"
        if "quoted" in context:
            message = "the quotation mark is opened here and never closed"
            return Fault(codes.UNCLOSED_QUOTE, at, at + 1, message, close, lost=True)
        if "flow" in context:
            message = "the bracket is opened here and never closed"
            return Fault(codes.UNCLOSED_BRACKET, at, at + 1, message, close, lost=True)
    message, remedy = next(
        (told for words, told in _PLAIN_WORDS if words in problem),
        (f"YAML can't read this: {problem}", "text with signs wants single quotes around it"),
    )
    return Fault(codes.SYNTAX, offset, offset + 1, message, remedy, lost=True)


_TOO_DEEP = f"this nests deeper than {DEEPEST} levels"
_BRACKETS_HELP = "a deck needs a few levels; look for a bracket that is never closed"
_TOO_DEEP_HELP = "a deck needs a few levels: indent less, or delete what stands here by mistake"
_LOOK_ABOVE = (
    "look at this line and the one above: a colon, a quotation mark or a hyphen may be missing,\n"
    "or a line is not indented as those it belongs with"
)
# What the parser says of things that have many causes, in words for an author.
_PLAIN_WORDS = (
    ("mapping values are not allowed", ("YAML expects no key here", _LOOK_ABOVE)),
    ("<block end>", ("this line fits neither the list nor the keys above", _LOOK_ABOVE)),
    ("could not find expected ':'", ("this line has no colon, so it is no key", _LOOK_ABOVE)),
    ("character '\\t'", ("a tab stands where YAML wants a space", "put a space in its place")),
)
