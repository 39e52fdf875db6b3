"""Taking a mapping of the author's apart: known keys, right shapes, nothing empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from generator.authored import Text
from generator.codes import shape as codes
from generator.diagnostics import Diagnostic
from generator.fixes import key_fix
from generator.format import ALIASES, Key, Keys, Shape
from generator.patterns import late
from generator.source import SourceSpan
from generator.syntax.text import mended_line, quoted
from generator.tree import Document, Entry, Mapping, Node, Scalar, Sequence

__all__ = ["Part", "nearest"]

# A longer key is no slip of the finger, and comparing it would cost more than it helps.
_LONGEST_KEY = 40
_AROUND = late(r"^[^\w]+|[^\w]+$")
_ODD = late(r"[^\x20-\x7e]")
_STRUCTURE = late(r"^[-*•][ \t]*|^\W*[\[({]|[\])}]\W*$")
_EXAMPLE = "cards:\n    - id: …\n      q: …\n      a: …"
_NAMES = frozenset({"id", "topic", "source", "image", "reviewed"})  # no prose: one word
_WORDS = frozenset({"tags", "topics", "was"})  # lists of what has no spaces in it
_ONCE = _WORDS | {"authors", "subject"}
_PLAIN = late(r"\w[\w .,()/+–-]{0,100}")
_WANTS_QUOTES = late(r"^[-?@`%*&!|>\"']|[\[\]{},#:]")


def nearest(word: str, known: MappingType[str, object] | list[str]) -> str | None:
    """The known word that ``word`` was probably meant to be."""
    if len(word) > _LONGEST_KEY:
        return None
    plain = _AROUND.sub("", word).lower().replace("_", "-").replace(" ", "-")
    if plain in known:
        return plain
    if (alias := ALIASES.get(plain)) in known:
        return alias
    likely = {word: word for word in known if len(word) > 1}
    likely |= {alias: word for alias, word in ALIASES.items() if word in known}
    from difflib import get_close_matches

    close = get_close_matches(plain, likely, n=1, cutoff=0.7)
    return likely[close[0]] if close else None


def _in_one(items: Sequence) -> str:
    """The short items of a list as one plain text; empty where that would not be plain."""
    texts = [item.text for item in items.items if isinstance(item, Scalar)]
    joined = ", ".join(texts)
    plain = len(texts) == len(items.items) and _PLAIN.fullmatch(joined)
    return joined if plain else ""


@dataclass(slots=True)
class Part:
    """One mapping of a document, read by a table of keys; findings go to ``found``.

    ``what`` names it for people: "a card", "deck.yaml".
    """

    document: Document
    mapping: Mapping
    known: Keys
    what: str
    found: list[Diagnostic]

    @property
    def span(self) -> SourceSpan:
        """Where the mapping stands."""
        return self.document.span(self.mapping)

    def check_keys(
        self,
        elsewhere: MappingType[str, str] | None = None,
        homes: MappingType[str, str] | None = None,
    ) -> None:
        """Report unknown keys; one that is probably a slip is then read as what it was meant for.

        ``elsewhere`` tells of keys that have a meaning on other kinds: key → kind;
        ``homes`` of keys that stand in another place: key → what to do.
        """
        entries, known = self.mapping.entries, self.known
        if not entries.keys() <= known.keys():
            self._tell_unknown(elsewhere or {}, homes or {})
        for key in known.required:
            if key.name not in entries:
                self.missing(key)

    def _tell_unknown(self, elsewhere: MappingType[str, str], homes: MappingType[str, str]) -> None:
        entries = self.mapping.entries
        unknown = {name: nearest(name, self.known) for name in entries if name not in self.known}
        rivals = Counter(unknown.values())
        for name, meant in unknown.items():
            entry = entries[name]
            where = self.document.span(entry.key)
            if name in elsewhere:
                message = f"`{name}` belongs to a card of the kind “{elsewhere[name]}”, not here"
                remedy = f"take it out, or make a card of that kind: this is {self.what}"
                self.found.append(codes.KEY_OF_ANOTHER_KIND.at(where, message, remedy))
                continue
            home = homes.get(name)
            meant = None if home else meant
            shown = name if len(name) <= _LONGEST_KEY else name[:_LONGEST_KEY] + "…"
            remedy = f"did you mean `{meant}`?"
            if not meant:
                if home is None and entry is not next(iter(entries.values())):
                    home = "if it is text of the value above, indent it deeper"
                takes = f"{self.what} takes: {', '.join(self.known)}"
                remedy = f"{home}\n{takes}" if home else takes
            if odd := _ODD.search(name):
                remedy += f"\n{odd[0]!a} stands in the key: type it anew, without"
            message = f"{self.what} has no key `{shown}`"
            fix = None
            if meant and meant not in entries and rivals[meant] == 1:
                fix = key_fix(self.document, entry, self.known[meant], self.known)
            self.found.append(codes.UNKNOWN_KEY.at(where, message, remedy, fix))
            if meant and meant not in entries:
                entries[meant] = entry

    def missing(self, key: Key, remedy: str | None = None) -> None:
        """Report that ``key`` is not there, at the first line of the mapping."""
        if self.document.incomplete(self.mapping):
            return  # it may be in what YAML could not take, which is told
        first = next(iter(self.mapping.entries.values()), None)
        where = self.document.span(first.key) if first else self.span
        add = remedy or f"add it: `{key.name}: …` ({key.about[0].lower()}{key.about[1:]})"
        if remedy is None and key.shape is Shape.CARDS:
            add = f"add it:\n  {_EXAMPLE}"
        elif remedy is None and key.shape is Shape.MAPPING:
            own = [name for name, inner in (key.keys or {}).items() if inner.required]
            add = "\n    ".join([f"add it:\n  {key.name}:", *(f"{name}: …" for name in own)])
        message = f"{self.what} lacks the key `{key.name}`"
        self.found.append(codes.MISSING_KEY.at(where, message, add))

    def text(self, name: str) -> Text | None:
        """The text of a key; ``None`` where there is none, or none that can be used."""
        entry = self.mapping.entries.get(name)
        if entry is None:
            return None
        value = entry.value
        if isinstance(value, Scalar) and value.text and not value.text.isspace():
            return value  # as most are: no name for people is made
        return self._text(value, f"`{name}`", entry)

    def texts(self, name: str) -> tuple[Text, ...]:
        """The texts of a list; empty where there is none."""
        entry = self.mapping.entries.get(name)
        if entry is None:
            return ()
        if not isinstance(entry.value, Sequence):
            if isinstance(entry.value, Scalar) and not entry.value.text.strip():
                self._text(entry.value, f"`{name}`", entry)
                return ()
            self._wrong(entry.value, f"`{name}`", Shape.TEXTS, self._as_list(entry))
            return ()
        if not entry.value.items and self.known[name].required:
            where = self.document.span(entry.value)
            remedy = f"write something into it, as `{name}: [one, two]`"
            self.found.append(codes.EMPTY_VALUE.at(where, f"`{name}` is empty", remedy))
        nodes = (self._text(item, f"an item of `{name}`", entry) for item in entry.value.items)
        items = tuple(item for item in nodes if item is not None)
        return self._once(name, items) if name in _ONCE and len(items) > 1 else items

    def _once(self, name: str, items: tuple[Text, ...]) -> tuple[Text, ...]:
        """The items without those that stand there twice, which is told."""
        first: dict[str, Text] = {}
        for item in items:
            if first.setdefault(item.text, item) is not item:
                message = f"{item.text!r} stands in `{name}` twice"
                self.found.append(codes.LISTED_TWICE.at(item.span, message, "take one out"))
        return tuple(first.values())

    def part(self, name: str, known: Keys, what: str) -> Part | None:
        """The mapping under a key, to be read by a table of its own."""
        entry = self.mapping.entries.get(name)
        if entry is None:
            return None
        if isinstance(entry.value, Scalar) and not entry.value.text.strip():
            self._text(entry.value, f"`{name}`", entry)
            return None
        if not isinstance(entry.value, Mapping):
            least = [key for key in known if known[key].required] or list(known)[:2]
            own = entry.value.text if isinstance(entry.value, Scalar) else "…"
            own = own[:_LONGEST_KEY]
            inner = "\n".join(f"    {key}: {own if key == 'id' else '…'}" for key in least)
            if not known:  # the keys are the author's own
                inner = f"    {own}: …"
            self._wrong(entry.value, f"`{name}`", Shape.MAPPING, f"{name}:\n{inner}")
            return None
        return Part(self.document, entry.value, known, what, self.found)

    def parts(self, name: str, known: Keys, what: str) -> list[Part] | None:
        """The mappings of a list; ``None`` where there is no such list."""
        entry = self.mapping.entries.get(name)
        if entry is None:
            return None
        if isinstance(entry.value, Scalar) and not entry.value.text.strip():
            return []
        items: list[Node] = []
        if isinstance(entry.value, Sequence):
            items = entry.value.items
        else:
            self._wrong(entry.value, f"`{name}`", Shape.CARDS, _EXAMPLE, entry)
            if isinstance(entry.value, Mapping):  # one without its hyphen, or names for hyphens
                items = _named(entry.value) or [entry.value]
        parts: list[Part] = []
        for item in items:
            if isinstance(item, Mapping):
                parts.append(Part(self.document, item, known, what, self.found))
            elif isinstance(item, Scalar) and not item.text.strip():
                self._text(item, what, entry)
            else:
                self._wrong(item, what, Shape.MAPPING, "- id: …\n    q: …\n    a: …")
        return parts if parts or (isinstance(entry.value, Sequence) and not items) else None

    def pairs(self, name: str) -> tuple[tuple[Text, Text], ...]:
        """The keys and texts of a mapping whose keys are the author's own."""
        if name not in self.mapping.entries:
            return ()
        table = self.part(name, Keys(), f"`{name}`")
        if table is None:
            return ()
        pairs: list[tuple[Text, Text]] = []
        for key, entry in table.mapping.entries.items():
            value = table.text(key)
            if value is not None:
                pairs.append((entry.key, value))
        return tuple(pairs)

    def _text(self, node: Node, name: str, entry: Entry) -> Text | None:
        item = node is not entry.value
        if isinstance(node, Scalar):
            if node.text and not node.text.isspace():
                return node
            where = self.document.span(node)
            if node.end <= node.start:
                at = self.document.file.text.rfind("-", 0, node.start) if item else -1
                where = self.document.span(entry.key)
                where = self.document.file.span(at) if at > entry.key.start else where
            message = f"{name} is empty"
            remedy = f"write something behind it, or take the {'hyphen' if item else 'key'} out"
            self.found.append(codes.EMPTY_VALUE.at(where, message, remedy))
            return None
        typed = self.document.span(node).text.rstrip()
        is_name = item or entry.key.text in _NAMES
        joined = _in_one(node) if is_name and isinstance(node, Sequence) else ""
        if isinstance(node, Sequence) and entry.key.text == "right" and typed.startswith("["):
            # In the kind beside it a list; in any other text the brackets may be meant.
            joined = self.document.span(node.items[0]).text if len(node.items) == 1 else joined
        if joined or "\n" not in typed:
            end = node.start + len(typed)
            new = joined or quoted(typed)
            mended = mended_line(self.document.file.text, node.start, end, new)
        else:
            lines = [line.strip() for line in typed.splitlines()]
            lead = "-" if item else f"{entry.key.text}:"
            mended = "\n    ".join([f"{lead} |", *lines])
        if entry.key.text == "list" and not item and isinstance(node, Sequence):
            items = "\n      ".join(line.strip() for line in typed.splitlines())
            mended = f"list: …\n    items:\n      {items}" if items[0] == "-" else mended
        self._wrong(node, name, Shape.TEXT, mended)
        return None

    def _as_list(self, entry: Entry) -> str:
        """The line of a key whose value was meant as a list, with the list in brackets."""
        node = entry.value
        if isinstance(node, Mapping):
            pairs = [(key, pair.value) for key, pair in node.entries.items()]
            typed = [f"{k}: {v.text}" if isinstance(v, Scalar) and v.text else k for k, v in pairs]
        else:
            words = entry.key.text in _WORDS
            typed = re.split(r"[,;\s]" if words else r"[,;\n]", self.document.span(node).text)
        stripped = [_STRUCTURE.sub("", _STRUCTURE.sub("", item.strip())).strip() for item in typed]
        items = [quoted(item) if _WANTS_QUOTES.search(item) else item for item in stripped if item]
        start = entry.key.start
        new = f"{entry.key.text}: [{', '.join(items)}]"
        end = node.start + len(self.document.span(node).text.rstrip())
        return mended_line(self.document.file.text, start, end, new)

    def _wrong(
        self, node: Node, name: str, wanted: Shape, mended: str, entry: Entry | None = None
    ) -> None:
        found = {Scalar: "text", Mapping: "a mapping", Sequence: "a list"}[type(node)]
        # A block that spans lines is pointed at by its key.
        where = self.document.span(entry.key if entry else node)
        message = f"{name} must be {wanted.value}, and this is {found}"
        self.found.append(codes.WRONG_SHAPE.at(where, message, f"write it so:\n  {mended}"))


def _named(cards: Mapping) -> list[Node]:
    """Cards that stand under names instead of hyphens: the names are their ids."""
    inner: list[Node] = []
    for entry in cards.entries.values():
        if not isinstance(entry.value, Mapping):
            return []
        entry.value.entries.setdefault("id", Entry(entry.key, entry.key))
        inner.append(entry.value)
    return inner
