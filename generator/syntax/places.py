"""Faults of the column that a line stands in, and of what is missing around it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.codes import shape as shape_codes
from generator.codes import yaml as codes
from generator.syntax.pieces import Layout
from generator.syntax.text import Edit, Fault, Line, onward

__all__ = ["line_key", "moved", "no_cards", "no_first_line", "no_hyphen", "no_item", "no_list"]


def moved(
    lines: Sequence[Line], index: int, levels: Sequence[tuple[int, bool]], wanted: int
) -> Fault:
    """A key or a hyphen that belongs in the column ``wanted``."""
    line = lines[index]
    item, column = line.item, line.indent if line.item else line.column
    what = "hyphen" if item else "key"
    how = "deeper" if column > wanted else "less deep"
    run = _run(lines, index, levels, wanted - column)
    below = f", and so do the {len(run) - 1} lines below it" if len(run) > 2 else ""
    below = ", and so does the line below it" if len(run) == 2 else below
    message = f"this {what} stands {how} than those it belongs with{below}"
    remedy = f"let it begin in column {wanted + 1}:\n  {' ' * wanted}{line.body}"
    if column > wanted and not item:
        remedy += "\nif it is text that goes on from the line above, quote the whole value"
    start = line.start + line.indent
    end = start + (1 if item else len(line.key))
    return Fault(codes.INDENTATION, start, end, message, remedy, tuple(run))


def _run(
    lines: Sequence[Line], index: int, levels: Sequence[tuple[int, bool]], delta: int
) -> list[Edit]:
    """The line at ``index`` and those that are out of place with it, moved by ``delta``."""
    first = lines[index]
    edits: list[Edit] = []
    for line in onward(lines, index):
        if line is not first and not line.blank:
            place = (line.indent, line.item)
            if line.indent < first.indent or place in levels:
                break
            if place == (first.indent + delta, first.item):
                break  # it stands where the first one belongs
            if not (line.entry or line.item) and line.indent == first.indent:
                break
        if not line.blank:
            new = " " * max(0, line.indent + delta)
            edits.append((line.start, line.start + line.indent, new))
    return edits


def no_hyphen(line: Line, layout: Layout, hyphens: int) -> Fault:
    """The first key of a card without its hyphen, which belongs in the column ``hyphens``."""
    start = line.start + line.indent
    message = f"a `- ` is missing before `{line.key}`: this begins the next item"
    gap = " " * max(1, (layout.key or hyphens + 2) - hyphens - 1)
    new = f"{' ' * hyphens}-{gap}"
    remedy = f"write it so:\n  {new}{line.body}\nand its other keys below, one level deeper"
    edit = (line.start, start, new)
    return Fault(codes.MISSING_HYPHEN, start, start + len(line.key), message, remedy, (edit,))


def no_first_line(line: Line, layout: Layout) -> Fault:
    """A key of the first card, whose hyphen and first key are missing above it."""
    start, hyphen = line.start + line.indent, layout.hyphen or 0
    gap = " " * max(1, (layout.key or hyphen + 2) - hyphen - 1)
    first = f"{' ' * hyphen}-{gap}"
    message = f"a card begins here, and its first line is missing: `- {layout.first}: …`"
    remedy = f"write it so:\n  {first}id: …\n  {' ' * len(first)}{line.body}"
    edit = (line.start, start, first)
    span = (start, start + len(line.key))
    return Fault(codes.MISSING_HYPHEN, *span, message, remedy, (edit,), lost=True)


def no_cards(line: Line) -> Fault:
    """The first card of a list whose key is missing."""
    start = line.start + line.indent
    message = "a list of cards begins here, under no key"
    remedy = f"write `cards:` in a line of its own above it:\n  cards:\n  {line.text}"
    edit = (line.start, line.start, "cards:\n")
    return Fault(shape_codes.MISSING_KEY, start, start + 1, message, remedy, (edit,))


def no_item(line: Line, column: int) -> Fault:
    """The first item of a list, without its hyphen; the others stand in ``column``."""
    start = line.start + line.indent
    new = f"{' ' * column}- "
    message, remedy = "a `- ` is missing before this item", f"write it so:\n  {new}{line.body}"
    edit = (line.start, start, new)
    return Fault(codes.MISSING_HYPHEN, start, line.end, message, remedy, (edit,))


def no_list(lines: Sequence[Line], index: int) -> Fault:
    """Items that stand under no key."""
    first = lines[index]
    run: list[Line] = []
    for line in onward(lines, index):
        if not line.blank and line.indent < first.indent:
            break
        run.append(line)
    start = first.start + first.indent
    message = "this list stands under no key"
    lead = " " * max(0, first.indent - 2)
    remedy = f"write its key in a line of its own above it:\n  {lead}items:\n  {first.text}"
    edits = tuple((line.start, line.start, "#") for line in run)
    return Fault(codes.STRAY_LINE, start, first.end, message, remedy, edits, lost=True)


def line_key(layout: Layout, listed: Sequence[int]) -> int:
    """The column up to which a card's first key is taken for one without its hyphen."""
    return (layout.key if layout.key is not None else listed[-1] + 2) - 1
