"""Keys and cards that begin in the middle of a line, where a line break is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.codes import yaml as codes
from generator.format import KINDS
from generator.patterns import late
from generator.syntax.pieces import CARD_NAMES
from generator.syntax.text import Fault, Line, quoted

__all__ = ["KEYS_INSIDE", "LIST_INSIDE", "NEXT_CARD", "next_card", "own_line", "parted"]

NEXT_CARD = late(
    rf"(?<=[ \t])(-[ \t]+(?:id|{'|'.join(sorted(kind.key for kind in KINDS))}):(?=[ \t]|$))"
)
"""The hyphen and the first key of a card, behind something else."""
LIST_INSIDE = late(r"(?<=[ \t])((?:items|wrong|right|reverse|tags|was|allow):)[ \t]*$", re.M)
"""A key at the end of a line, whose value stands below it."""
KEYS_INSIDE = late(r"(?<=[ \t])(q|a|id|cloze|extra|tags|source|quote):(?=[ \t]+\S)")
"""A key of a card, with a value, behind another value."""


def next_card(lines: Sequence[Line], line: Line, place: int) -> Fault | None:
    """The hyphen and first key of a card at ``place``, behind the value of another one."""
    above = [other for other in lines[: line.number + 1] if other.item and other.key in CARD_NAMES]
    if not above:
        return None
    start, rest = line.start + place, line.text[place:]
    before = line.text[:place].rstrip()
    message = "the next card begins in the middle of a line"
    remedy = f"give it a line of its own:\n  {before.lstrip()}\n  {rest}"
    edit = (line.start + len(before), start, f"\n{' ' * above[-1].indent}")
    return Fault(codes.COLON_INSIDE, start, start + 1, message, remedy, (edit,))


def own_line(text: str, line: Line, place: int, column: int) -> Fault:
    """A key that begins behind another one or its value, and belongs in ``column``."""
    before = text[line.start : place].rstrip()
    rest = text[place : line.end]
    key = rest.split(":")[0]
    message = f"the key `{key}` begins in the middle of a line"
    remedy = f"give it a line of its own:{parted(line, before, column, rest)}"
    if column == line.column:
        whole = quoted(text[line.start + line.value[0] : line.end])
        remedy += f"\nif it is text, write it so:\n  {line.text[: line.value[0]].lstrip()}{whole}"
    edit = (line.start + len(before), place, f"\n{' ' * column}")
    end = place + len(key)
    return Fault(codes.COLON_INSIDE, place, end, message, remedy, (edit,))


def parted(line: Line, first: str, column: int, second: str) -> str:
    """How a line looks in two, for a remedy."""
    return f"\n  {first.lstrip()}\n  {' ' * (column - line.indent)}{second}"
