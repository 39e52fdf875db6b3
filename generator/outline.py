"""The outline of a file: what it is, and keys that stand beside the place where they belong."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from pathlib import PurePosixPath

from generator.codes import shape
from generator.codes import yaml as yaml_codes
from generator.diagnostics import Diagnostic
from generator.format import CARD_KEYS, DECK_KEYS, KINDS, SOURCE_KEYS, TOPIC_KEYS
from generator.tree import Document, Doubt, Entry, Mapping, Scalar
from generator.tree import Sequence as TreeSequence

__all__ = [
    "CARDS_IN_DECK",
    "CARD_HOMES",
    "DECK_HOMES",
    "TOPIC_HOMES",
    "adopt_card_keys",
    "adopt_deck_keys",
    "fallen_out_of_sources",
    "is_one_file",
    "root_of",
]

_CARD_NAMES = CARD_KEYS.keys() | {key.name for kind in KINDS for key in kind.own}

_TO_COLUMN_1 = "it belongs to the file, not to a card: let it begin in column 1"
CARD_HOMES = dict.fromkeys(("deck", "topic", "cards"), _TO_COLUMN_1)
TOPIC_HOMES = dict.fromkeys(
    DECK_KEYS.keys() - TOPIC_KEYS.keys() - {"tags", "topics"},
    "it belongs to the deck: into deck.yaml, or under `deck:` in a file that is a whole deck",
)
TOPIC_HOMES["deck"] = "this file is one of several: what is said of the deck stands in deck.yaml"
DECK_HOMES = dict.fromkeys(
    ("topic", "cards", "source"),
    "cards have a file of their own, beside deck.yaml; or, in a deck of one file,\n"
    "what is said of the deck stands under `deck:`:\n"
    "  deck:\n    id: …\n    name: …\n  cards:\n    - id: …",
)
CARDS_IN_DECK = dict.fromkeys(
    ("topic", "cards", "source"), "move it to the left edge, below `deck:`, not in it"
)


def is_one_file(document: Document, *, alone: bool) -> bool:
    """Whether a document is a whole deck; one that has cards and stands alone was meant to be."""
    is_deck_yaml = PurePosixPath(document.file.path).stem == "deck"
    if not alone or not isinstance(document.root, Mapping):
        return alone and isinstance(document.root, TreeSequence) and not is_deck_yaml
    keys = document.root.entries
    return "deck" in keys or ("cards" in keys and not is_deck_yaml)


def root_of(document: Document, found: list[Diagnostic], *, alone: bool = False) -> Mapping | None:
    """The mapping at the root; the reader has said why there is none at all.

    ``alone`` says that the document is a whole deck.
    """
    root = document.root
    if root is None or isinstance(root, Mapping):
        return root
    deck = PurePosixPath(document.file.path).stem == "deck"
    remedy = "id: my-deck" if deck else "cards:\n    - id: …\n      q: …\n      a: …"
    if alone and not deck:
        remedy = f"deck:\n    id: my-deck\n  {remedy}"
    what = "a list" if isinstance(root, TreeSequence) else "text"
    message = f"a file begins with a key, as `{remedy.split(':')[0]}:`, and this is {what}"
    found.append(shape.WRONG_SHAPE.at(document.span(root), message, f"begin it so:\n  {remedy}"))
    if deck or not isinstance(root, TreeSequence):
        return None
    cards = Entry(Scalar("cards", document.file, root.start, root.start), root)
    document.root = Mapping({"cards": cards}, root.start, root.end)
    document.doubts.append(Doubt(root.start, root.start, lost=True))  # what else is missing is told
    return document.root


def adopt_card_keys(
    document: Document, root: Mapping, known: MappingType[str, object], found: list[Diagnostic]
) -> None:
    """Give the last card what stands below it in the first column, and say so."""
    cards = root.entries.get("cards")
    last = cards.value.items[-1:] if cards and isinstance(cards.value, TreeSequence) else []
    for card in last:
        if not isinstance(card, Mapping) or not card.entries:
            continue
        for name in [name for name in root.entries if name in _CARD_NAMES - known.keys()]:
            if name in card.entries or root.entries[name].key.start < card.start:
                continue
            column = document.span(next(iter(card.entries.values())).key).first.column
            message = f"`{name}` belongs to the card above, and stands less deep"
            card.entries[name] = root.entries.pop(name)
            _tell(document, card.entries[name], message, column, "it", found)


def adopt_deck_keys(document: Document, root: Mapping, found: list[Diagnostic]) -> None:
    """Give a `deck` that is empty or missing the keys that stand beside it, and say so."""
    deck = root.entries.get("deck")
    names = [name for name in root.entries if name in DECK_KEYS]
    if not names:
        return
    if deck is None:
        first = root.entries[names[0]]
        span = document.span(first.key)
        message = f"`{names[0]}` is said of the deck, and there is no key `deck` above it"
        line = document.file.line(span.first.line).strip()
        remedy = (
            "in a deck of one file, what is said of the deck stands under `deck:`:\n"
            f"  deck:\n    {line}"
        )
        found.append(shape.MISSING_KEY.at(span, message, remedy))
        taken = {name: root.entries.pop(name) for name in names}
        inner = Mapping(taken, first.key.start, first.value.end)
        key = Scalar("deck", document.file, first.key.start, first.key.start)
        root.entries["deck"] = Entry(key, inner)
        return
    if not isinstance(deck.value, Scalar) or deck.value.text.strip():
        return
    message = "`deck` is empty, and the keys below it are not its own"
    _tell(document, root.entries[names[0]], message, 3, "them", found)
    taken = {name: root.entries.pop(name) for name in names}
    deck.value = Mapping(taken, deck.value.start, deck.value.end)


def fallen_out_of_sources(
    document: Document, sources: Mapping, found: list[Diagnostic]
) -> set[str]:
    """The keys of a source that stand where its name belongs, which is told; and an empty name."""
    texts = {name: e.value for name, e in sources.entries.items() if isinstance(e.value, Scalar)}
    fallen = [name for name in texts if name in SOURCE_KEYS]
    if not fallen:
        return set()
    empty = [name for name in texts if not texts[name].text][:1]
    message = "the keys of a source stand under a key that names it"
    lines = "\n      ".join(f"{name}: …" for name in fallen)
    remedy = f"write it so:\n  sources:\n    {(empty or ['overview'])[0]}:\n      {lines}"
    span = document.span(sources.entries[fallen[0]].key)
    found.append(shape.WRONG_SHAPE.at(span, message, remedy))
    return {*fallen, *empty}


def _tell(
    document: Document,
    entry: Entry,
    message: str,
    column: int,
    what: str,
    found: list[Diagnostic],
) -> None:
    span = document.span(entry.key)
    line = document.file.line(span.first.line).strip()
    remedy = f"let {what} begin in column {column}:\n  {' ' * (column - 1)}{line}"
    found.append(yaml_codes.INDENTATION.at(span, message, remedy))
