"""A YAML file as plain data in which every key and value keeps its place.

The three node types are all that a deck may hold: text, mappings from text to
nodes, and sequences of nodes. Offsets are code points from 0 into the text of
the file, ``end`` exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from generator.source import SourceFile, SourceSpan, Text

__all__ = ["Document", "Doubt", "Entry", "Mapping", "Node", "Scalar", "Sequence"]


@dataclass(slots=True)
class Scalar(Text):
    """A piece of text, exactly as typed: ``no``, ``0.50`` and ``~`` are words.

    ``block`` is true for a literal or folded block (``|``, ``>``), whose
    ``start`` is at the indicator.
    """

    block: bool = False


@dataclass(slots=True)
class Entry:
    """One ``key: value`` of a mapping."""

    key: Scalar
    value: Node


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order of the file; keys are unique."""

    entries: dict[str, Entry]
    start: int
    end: int


@dataclass(slots=True)
class Sequence:
    """The items of a list, in order."""

    items: list[Node]
    start: int
    end: int


Node: TypeAlias = Scalar | Mapping | Sequence


class Doubt(NamedTuple):
    """A stretch that was read otherwise than it stands, since YAML refused it.

    ``lost`` says that something of it was left out.
    """

    start: int
    end: int
    lost: bool


@dataclass(slots=True)
class Document:
    """One file and the node at its root; ``None`` where it could not be composed."""

    file: SourceFile
    root: Node | None
    doubts: list[Doubt] = field(default_factory=list)

    def span(self, node: Node) -> SourceSpan:
        """Where ``node`` stands."""
        return SourceSpan(self.file, node.start, node.end)

    def doubtful(self, offset: int) -> bool:
        """Whether what begins at ``offset`` may be read otherwise than it was meant."""
        return any(doubt.start <= offset < doubt.end for doubt in self.doubts)

    def incomplete(self, node: Node) -> bool:
        """Whether something of ``node`` was left out in reading."""
        return any(d.lost and d.start <= node.end and node.start <= d.end for d in self.doubts)
