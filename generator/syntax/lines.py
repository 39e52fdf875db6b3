"""A piece of a deck read line by line, as a person would, up to the first line that is wrong.

The parser tells that something is wrong, and about where; what an author did
is seen better from above.
"""

from __future__ import annotations

from generator.codes import yaml as codes
from generator.format import Shape
from generator.patterns import late
from generator.syntax import flow
from generator.syntax.blanks import odd_spaces, tabs
from generator.syntax.pieces import CARD_NAMES, FILE_NAMES, SHAPES, Layout
from generator.syntax.places import (
    line_key,
    moved,
    no_cards,
    no_first_line,
    no_hyphen,
    no_item,
    no_list,
)
from generator.syntax.signs import COMMENT, marked_key, parted_key, sign
from generator.syntax.text import Fault, Line, onward, split_lines
from generator.syntax.values import BLOCK_HEAD, closing, extent, swallows, value_fault

__all__ = ["first_fault"]

_FURTHEST = 100  # lines of a card
_ODD_KEY = late(r"[^\s#'\"\[\]{}&*!|>%@`,:-][^#]*?:(?=[ \t]|$)")


def first_fault(text: str, layout: Layout, last: int) -> Fault | None:
    """The first fault of ``text`` in a line up to the one at the offset ``last``."""
    scan = _Scan(text, layout)
    while scan.index < len(scan.lines) and scan.lines[scan.index].start <= last:
        fault = scan.step()
        if fault is not None:
            return fault
    return None


class _Scan:
    """Where we are: the columns that are open, and the key or item above."""

    def __init__(self, text: str, layout: Layout) -> None:
        self.text, self.layout = text, layout
        self.lines = split_lines(text)
        self.index = 0
        self.levels: list[tuple[int, bool]] = []  # column, and whether hyphens stand in it
        self.head: Line | None = None
        self.open = False  # whether the value of the head is still to come
        self.plain = False  # whether it is a text that may go on

    def step(self) -> Fault | None:
        """Look at a line and its value, and move on behind them."""
        index = self.index
        line = self.lines[index]
        self.index += 1
        if line.text.startswith(("---", "...")):
            self.levels, self.head = [], None
            return None
        if line.blank:
            return None
        fault = odd_spaces(self.lines, index)
        if fault is None and "\t" in line.text[: line.indent + 2]:
            head = self.head
            below = head is not None and (self.open or BLOCK_HEAD.match(head.value[1]))
            floor = head.column if head is not None and below else None
            fault = tabs(self.lines, index, self.levels, floor)
        if fault is not None:
            return fault
        within = self.head is not None and line.indent > self.head.column and self.plain
        if not line.entry and not within:
            fault = marked_key(line, self._columns(index)) or parted_key(line)
            if fault is not None:
                return fault
        if line.entry or line.item:
            fault = self._structure(index) or value_fault(self.text, self.lines, index)
            return fault or self._follow(index)
        return self._text(index)

    # Keys and hyphens ---------------------------------------------------------

    def _structure(self, index: int) -> Fault | None:
        line = self.lines[index]
        column, item = (line.indent, True) if line.item else (line.column, False)
        head = self.head
        hyphen = self.layout.hyphen
        first = head is not None and self.open and head.key == "cards" and hyphen is not None
        if first and item and line.key in CARD_NAMES and column != hyphen:
            return self._misplaced(index, column, item)
        if not item and self._fallen_out(index):
            return self._misplaced(index, column, item)
        if first and not item and line.key in CARD_NAMES and column:
            return no_first_line(line, self.layout)
        if item and self._fallen_back(line):
            assert head is not None
            below = next((o for o in onward(self.lines, index + 1) if not o.blank), line)
            deeper = below.item and below.indent >= head.column
            wanted = below.indent if deeper else head.column + 2
            return moved(self.lines, index, self.levels, wanted)
        while (
            head is not None
            and self.open
            and (column > head.column or (item and column == head.column and not head.item))
        ):
            self.levels = [level for level in self.levels if level[0] <= head.column]
            self.levels.append((column, item))
            break
        else:
            if self.levels and (column, item) not in self.levels:
                return self._misplaced(index, column, item)
            while self.levels and self.levels[-1] != (column, item):
                self.levels.pop()
            if not self.levels:
                self.levels.append((column, item))
        if line.item and line.entry:
            self.levels.append((line.column, False))
            return self._gap(index)
        return self._no_key(index) if line.item else None

    def _fallen_out(self, index: int) -> bool:
        """Whether a key stands at the left edge, and is one of the card around it."""
        line, layout = self.lines[index], self.layout
        inside = (layout.key, False) in self.levels and (layout.hyphen, True) in self.levels
        if not inside or line.column or line.key not in CARD_NAMES or not layout.hyphen:
            return False
        below = next((other for other in onward(self.lines, index + 1) if not other.blank), None)
        return below is not None and below.indent > 0

    def _fallen_back(self, line: Line) -> bool:
        """Whether an item stands left of the key of its list, and is no card."""
        head = self.head
        if head is None or not self.open or SHAPES.get(head.key) is not Shape.TEXTS:
            return False
        return line.indent < head.column and line.key not in CARD_NAMES

    def _no_key(self, index: int) -> Fault | None:
        """An item that is text, with the keys of a card below it."""
        line = self.lines[index]
        at, value = line.value
        below = next((other for other in onward(self.lines, index + 1) if not other.blank), None)
        if below is None or not below.key or below.item or below.column <= line.indent:
            return None
        if not value:
            return None
        fault = sign(line, self._taken)
        if fault is not None or value[0] in "\"'[{|>&*!#":
            return fault
        start, end = line.start + at, line.start + at + len(value)
        message = "keys follow below this text, which has none itself"
        remedy = f"write its key before it:\n  {line.text[:at].lstrip()}id: {value}"
        edit = (start, start, "id: ")
        return Fault(codes.MISSING_COLON, start, end, message, remedy, (edit,))

    def _gap(self, index: int) -> Fault | None:
        """More than one blank after a hyphen, where the keys below don't follow."""
        line = self.lines[index]
        below = next((other for other in onward(self.lines, index + 1) if other.entry), None)
        usual = self.layout.key
        if below is None or usual is None or below.item or line.column == usual:
            return None
        if below.column != usual or line.indent != self.layout.hyphen:
            return None
        start, end = line.start + line.indent + 1, line.start + line.column
        new = " " * (usual - line.indent - 1)
        message = "this key stands deeper than those below"
        if line.column < usual:
            message = "this key stands less deep than those below"
        remedy = f"let it begin in column {usual + 1}:\n  {line.text[: line.indent + 1]}{new}"
        remedy += line.text[line.column :]
        span = (end, end + len(line.key))
        return Fault(codes.INDENTATION, *span, message, remedy, ((start, end, new),))

    def _misplaced(self, index: int, column: int, item: bool) -> Fault | None:
        line, layout = self.lines[index], self.layout
        columns = [level for level, hyphens in self.levels if hyphens == item]
        is_card = item and line.key in CARD_NAMES
        if is_card and not columns and column == layout.hyphen:
            return no_cards(line)
        listed = [level for level, hyphens in self.levels if hyphens]
        if line.key == layout.first and not item and listed and column <= line_key(layout, listed):
            return no_hyphen(line, layout, listed[-1])
        head = self.head
        if head and not item and line.key not in SHAPES and column > head.column and self.plain:
            return None  # text that goes on; its colon is the value's fault
        if item and not is_card and columns == [layout.hyphen] and column > columns[0]:
            return no_list(self.lines, index)
        if is_card and layout.hyphen is not None:
            columns = [layout.hyphen]
        elif item and len(columns) > 1:
            columns = [other for other in columns if other != layout.hyphen]
        if not item and line.key in CARD_NAMES and layout.key in columns:
            inner = columns[-1] > layout.key and line.key in self._taken()
            columns = [columns[-1] if inner else layout.key]
        if not item and line.key in FILE_NAMES - CARD_NAMES and 0 in columns:
            columns = [0]
        if not columns or columns == [column]:
            return None
        wanted = min(columns, key=lambda other: (abs(other - column), other))
        return moved(self.lines, index, self.levels, wanted)

    # What follows a key -------------------------------------------------------

    def _follow(self, index: int) -> Fault | None:
        """Move behind the value of a line; a block's lines may stand wrong."""
        line = self.lines[index]
        at, value = line.value
        self.head, self.plain, self.open = line, False, not value
        if value and BLOCK_HEAD.match(value):
            return self._block(index)
        if value[:1] in ("'", '"') and closing(value) is None:
            limit = swallows(self.lines, line, len(self.text))
            end = self.lines[limit].start if limit is not None else len(self.text)
            close = closing(self.text[line.start + at : end])
            self._skip_to(line.start + at + (close or 0))
        elif value[:1] in ("[", "{"):
            self._skip_to(flow.end_of(self.text, line.start + at))
        elif value:
            self.plain = True
            self.index = max(self.index, extent(self.lines, index, line))
        return None

    def _skip_to(self, offset: int) -> None:
        while self.index < len(self.lines) and self.lines[self.index].start <= offset:
            self.index += 1

    def _block(self, index: int) -> Fault | None:
        """The lines of a text under `|` or `>`: as deep as the first, and deeper than the key."""
        line = self.lines[index]
        floor = line.indent if line.item and not line.entry else line.column
        counted = any(c.isdigit() for c in line.value[1][:3])
        first: int | None = None
        low: list[Line] = []
        while self.index < len(self.lines):
            other = self.lines[self.index]
            indent = len(other.text) - len(other.text.lstrip(" "))
            if not other.body:
                self.index += 1
                continue
            listed = other.item and (other.indent, True) in self.levels
            structural = other.key in SHAPES or listed or other.body[0] == "#"
            if indent <= floor and (structural or other.text[indent] == "\t"):
                break
            if indent > floor and (first is None or indent >= first or counted):
                if low:
                    break
                first = indent if first is None else first
            elif structural and other.key in SHAPES:
                break
            else:
                low.append(other)
            self.index += 1
        if not low:
            return None
        wanted = " " * (first if first is not None else floor + 2)
        more = f" (so do the {len(low) - 1} lines below)" if len(low) > 2 else ""
        more = " (so does the line below)" if len(low) == 2 else more
        message = f"this line stands less deep than the text it belongs to{more}"
        if low[0].indent <= floor:
            message = f"a text under {line.value[1][0]} must stand deeper than its key{more}"
        remedy = f"indent it:\n  {wanted}{low[0].body}"
        edits = tuple((o.start, o.start + o.indent, wanted) for o in low)
        start = low[0].start + low[0].indent
        return Fault(codes.INDENTATION, start, low[0].end, message, remedy, edits)

    # Text -----------------------------------------------------------------------

    def _text(self, index: int) -> Fault | None:
        line, head = self.lines[index], self.head
        if (line.column, False) in self.levels and _ODD_KEY.match(line.body):
            # A key such as no card has: that is for others to tell.
            self.head, self.open, self.plain = line, False, True
            return None
        if head is None and line.body[0] in "[{" and not line.body.startswith("{{"):
            self.index = len(self.lines)  # JSON, in which the next key is no limit
            start = line.start + line.indent
            return flow.fault(self.text, Shape.MAPPING, start, len(self.text))
        deeper = head is not None and line.indent > head.column
        if deeper and not self.open:
            return self._stray(index) if not self.plain else None
        if head is not None and deeper and SHAPES.get(head.key, Shape.TEXT) is Shape.TEXT:
            self.open, self.plain = False, line.body[0] not in "\"'[{"
            if self.plain:
                self.index = max(self.index, extent(self.lines, index, head))
            return value_fault(self.text, self.lines, index, head)
        if head is not None and deeper and SHAPES.get(head.key) is Shape.TEXTS:
            below = next((o for o in onward(self.lines, index + 1) if not o.blank), line)
            if below.item and below.indent > head.column:
                return no_item(line, below.indent)
        fault = sign(line, self._taken)
        stray = not deeper or COMMENT.match(line.text)
        return fault if fault is not None or not stray else self._stray(index)

    def _columns(self, index: int) -> set[int]:
        """The columns that a key may stand in: those that are open, and that of the next line."""
        below = next((o for o in onward(self.lines, index + 1) if not o.blank), None)
        open_now = {level for level, hyphens in self.levels if not hyphens}
        return open_now if below is None or below.item else open_now | {below.indent}

    def _taken(self) -> set[str]:
        """The keys of the card that we are in; none at the head of a mapping within it."""
        keys: set[str] = set()
        if self.head is not None and self.open and SHAPES.get(self.head.key) is Shape.MAPPING:
            return keys
        for other in reversed(self.lines[max(0, self.index - _FURTHEST) : self.index - 1]):
            keys.add(other.key)
            if other.item and other.indent == self.layout.hyphen:
                break
        return keys - {""}

    def _stray(self, index: int) -> Fault | None:
        line, head = self.lines[index], self.head
        run = [line]
        for other in onward(self.lines, index + 1):
            if other.entry or other.item or other.blank or sign(other, self._taken):
                break
            run.append(other)
        start, end = line.start + line.indent, line.end
        comment = COMMENT.match(line.text)
        if comment or head is None or not (self.plain or self.open):
            edits = tuple((o.start + o.indent, o.start + o.indent, "# ") for o in run)
            if comment:
                message = "this line belongs to no key"
                remedy = f"a comment begins with #:\n  # {line.text[comment.end() :]}"
            elif head is None:
                message = "this line belongs to no key"
                remedy = f"delete it, or make it a comment:\n  # {line.body}"
            else:
                message = f"this line belongs to no key: the value of `{head.key}` is over"
                remedy = f"put it inside that value, or make it a comment:\n  # {line.body}"
            return Fault(codes.STRAY_LINE, start, end, message, remedy, edits, lost=True)
        indent = " " * (head.column + 2)
        edits = tuple((o.start, o.start + o.indent, indent) for o in run)
        more = f", nor do the {len(run) - 1} below" if len(run) > 2 else ""
        more = ", nor does the one below" if len(run) == 2 else more
        message = f"this line belongs to no key{more}"
        remedy = f"to go on with the text above, indent it:\n  {indent}{line.body}"
        return Fault(codes.STRAY_LINE, start, end, message, remedy, edits, lost=True)
