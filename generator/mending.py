"""Mending a file: what is safe is done as edits of its text, and read again before it counts.

All that no edit touches is kept as it is: comments, order, quotation marks,
line ends. A text is only changed where reading it gives the data that was
meant before, and fewer faults.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from generator.codes import yaml as yaml_codes
from generator.diagnostics import Diagnostic, Fix, Rule, Severity, has_errors
from generator.patterns import late
from generator.reader import read
from generator.source import SourceFile
from generator.tree import Mapping, Node, Scalar
from generator.tree import Sequence as Items

__all__ = ["Mend", "mended", "together"]

_LEAD = late(r"^([ -]*\t[ \t-]*)(?=\S)", re.MULTILINE)
_LINE_END = late(r"\r\n|\r|\n")
_WIDTHS = (2, 4, 8, 1, 3, 5, 6, 7)
# Edits that are tried one by one where they can't all be made together.
_MOST_TRIED = 100


@dataclass(frozen=True, slots=True)
class Mend:
    """A fix that was made: the rule that asked for it, and the line (from 1) that it changed.

    ``added`` is the number of lines that it put before that which was there.
    """

    rule: Rule
    line: int
    about: str
    added: int = 0


def mended(file: SourceFile, found: Iterable[Diagnostic]) -> tuple[str, list[Mend]]:
    """The text of ``file`` with what is sure of ``found`` mended, and what was done.

    What YAML can't read is mended first: only then it is certain what the rest
    of a file says, so that a second call may find more to do.
    """
    found = [d for d in found if d.span.file == file]
    unread = [d for d in found if d.rule.code[0] == "Y" and d.severity is Severity.ERROR]
    if any(d.rule is yaml_codes.TAB for d in unread):
        fixes = _without_tabs(file)
        if fixes:
            return _applied(file, fixes)
    wanted = {(d.fix.span.start, d.fix.span.end): (d.rule, d.fix) for d in unread or found if d.fix}
    fixes = _apart([wanted[place] for place in sorted(wanted)])
    if fixes and not _is_kept(file, fixes):
        fixes = _one_by_one(file, fixes)
    return _applied(file, fixes)


def together(earlier: Iterable[Mend], now: Sequence[Mend]) -> list[Mend]:
    """What was done to a file in two calls, by the lines of the file as it is after both."""
    done = list(now)
    for mend in earlier:
        line = mend.line
        for other in now:
            line += other.added if other.line <= line else 0
        done.append(replace(mend, line=line))
    return sorted(done, key=lambda mend: mend.line)


def _apart(fixes: Iterable[tuple[Rule, Fix]]) -> list[tuple[Rule, Fix]]:
    """Fixes in order, without those that reach into the one before."""
    apart: list[tuple[Rule, Fix]] = []
    for rule, fix in fixes:
        if not apart or apart[-1][1].span.end <= fix.span.start:
            apart.append((rule, fix))
    return apart


def _one_by_one(file: SourceFile, fixes: Sequence[tuple[Rule, Fix]]) -> list[tuple[Rule, Fix]]:
    good: list[tuple[Rule, Fix]] = []
    for item in fixes[:_MOST_TRIED]:
        if _is_kept(file, [*good, item]):
            good.append(item)
    return good


def _applied(file: SourceFile, fixes: Sequence[tuple[Rule, Fix]]) -> tuple[str, list[Mend]]:
    parts: list[str] = []
    places: list[int] = []
    done = length = 0
    for _, fix in fixes:
        before = file.text[done : fix.span.start]
        places.append(length + len(before))
        parts += (before, fix.new)
        length += len(before) + len(fix.new)
        done = fix.span.end
    new = SourceFile(file.path, "".join([*parts, file.text[done:]]))
    mends = [
        Mend(rule, new.position(place).line, fix.about, len(_LINE_END.findall(fix.new)))
        for (rule, fix), place in zip(fixes, places, strict=True)
    ]
    return new.text, mends


# Whether the text still says the same --------------------------------------------------------


def _is_kept(file: SourceFile, fixes: Sequence[tuple[Rule, Fix]]) -> bool:
    """Whether the mended text reads as the old one was meant, and nothing new is wrong in it."""
    before, faults = read(file)
    after, left = read(SourceFile(file.path, _applied(file, fixes)[0]))
    read_now = Counter(rule.code for rule, _ in fixes if rule.code[0] == "Y")
    if Counter(d.rule.code for d in left) - (Counter(d.rule.code for d in faults) - read_now):
        return False
    if before.root is None or after.root is None:
        return False
    added = {fix.span.start: fix.new for _, fix in fixes if fix.span.start == fix.span.end}
    renamed = {fix.span.start: fix.new for _, fix in fixes if fix.span.start < fix.span.end}
    return _same(before.root, after.root, added, renamed)


def _same(before: Node, after: Node, added: dict[int, str], renamed: dict[int, str]) -> bool:
    """Whether two trees differ by the added and renamed keys alone, by offset in the first."""
    pairs = [(before, after)]
    while pairs:
        one, two = pairs.pop()
        if isinstance(one, Scalar) and isinstance(two, Scalar):
            if one.text != two.text:
                return False
        elif isinstance(one, Items) and isinstance(two, Items):
            if len(one.items) != len(two.items):
                return False
            pairs += zip(one.items, two.items, strict=True)
        elif isinstance(one, Mapping) and isinstance(two, Mapping):
            entries = two.entries.items()
            for wanted, there in zip_longest(_meant(one, added, renamed), entries):
                if wanted is None or there is None or wanted[0] != there[0]:
                    return False
                pairs.append((wanted[1], there[1].value))
        else:
            return False
    return True


def _meant(
    mapping: Mapping, added: dict[int, str], renamed: dict[int, str]
) -> Iterator[tuple[str, Node]]:
    """The keys and values of a mapping once it is mended."""
    for name, entry in mapping.entries.items():
        start = entry.key.start
        if start in added:
            key, _, value = added[start].strip().rstrip(",").partition(": ")
            yield key, Scalar(value, entry.key.file, start, start)
        yield renamed[start].strip("'\"") if start in renamed else name, entry.value


# Tabs ----------------------------------------------------------------------------------------


def _without_tabs(file: SourceFile) -> list[tuple[Rule, Fix]]:
    """Spaces for the tabs of the indentation, where every width that can be read says the same."""
    readable: list[tuple[Node, list[tuple[Rule, Fix]]]] = []
    tabs = list(_LEAD.finditer(file.text.replace("\r", "\n")))
    for width in _WIDTHS:
        fixes = [
            (
                yaml_codes.TAB,
                Fix(file.span(*match.span(1)), match[1].expandtabs(width), "spaces for tabs"),
            )
            for match in tabs
        ]
        mended_file = SourceFile(file.path, _applied(file, fixes)[0])
        document, found = read(mended_file)
        if document.root is not None and not has_errors(d for d in found if not d.fix):
            readable.append((document.root, fixes))
    if not readable:
        return []
    root, fixes = readable[0]
    if any(not _same(root, other, {}, {}) for other, _ in readable[1:]):
        return []
    # A single width may be right for the keys and wrong for a text that keeps its blanks.
    return [] if len(readable) == 1 and _has_block(root) else fixes


def _has_block(root: Node) -> bool:
    nodes = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Scalar):
            if node.block:
                return True
        elif isinstance(node, Items):
            nodes += node.items
        else:
            nodes += [entry.value for entry in node.entries.values()]
    return False
