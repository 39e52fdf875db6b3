"""Tables in Markdown: what an engine leaves out of them.

By the rules of GitHub's Markdown, which the engine follows, cells beyond those
of the head are dropped. On a card nothing may be dropped unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from generator.patterns import late

__all__ = ["extra_cells"]

_RULE = late(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_FENCE = late(r"[ ]{0,3}(```+|~~~+)")
_PIPE = late(r"\\.|(\|)", re.DOTALL)


def extra_cells(text: str) -> Iterator[tuple[int, int]]:
    """Where cells begin and end that no column of their table takes, as offsets into ``text``."""
    if "|" not in text:
        return
    fenced = "```" in text or "~~~" in text
    columns = at = 0
    above, fence = "", ""
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        mark = _FENCE.match(bare) if fenced else None
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence, columns = mark[1], 0
        elif not bare.strip():
            columns = 0
        elif columns:
            if _width(bare) > columns:
                cells = _cells(bare)
                yield at + cells[columns][0], at + cells[-1][1]
        elif "|" in bare and _RULE.fullmatch(bare) and _width(above) == _width(bare):
            columns = _width(bare)
        above = bare
        at += len(line)


def _width(line: str) -> int:
    """How many cells a row has; where no bar is escaped, they need not be told apart."""
    if "\\" in line:
        return len(_cells(line))
    row = line.strip()
    return row.count("|") + 1 - row.startswith("|") - row.endswith("|")


def _cells(line: str) -> list[tuple[int, int]]:
    """The cells of a row, each from after its bar to the next; a bar at the edge is none."""
    begin = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    bars = [match.start() for match in _PIPE.finditer(line, begin, end) if match[1]]
    edges = [begin - 1, *bars, end]
    cells = [(left + 1, right) for left, right in pairwise(edges)]
    if bars and bars[0] == begin:
        cells = cells[1:]
    if bars and bars[-1] == end - 1 and cells:
        cells = cells[:-1]
    return cells
