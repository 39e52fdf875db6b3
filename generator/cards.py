"""From a document to the notes of one file, as the author meant them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TypeAlias

from generator.authored import AuthoredNote, Text, Waiver
from generator.codes import identity, shape
from generator.diagnostics import Diagnostic
from generator.format import CARD_KEYS, KINDS, ONE_FILE_KEYS, TOPIC_KEYS, CardKind, Keys
from generator.names import check_id, check_tags, check_topic
from generator.noting import Common, note_of
from generator.outline import CARD_HOMES, TOPIC_HOMES, adopt_card_keys, root_of
from generator.shape import Part, nearest
from generator.tree import Document, Scalar

__all__ = ["CardFile", "Name", "read_cards"]

Name: TypeAlias = tuple[str, int, int]
"""An id and where it stands in its file: offsets."""

_KIND_KEYS = {kind.key: kind for kind in KINDS}
_KEYS_OF = {kind.key: Keys(*CARD_KEYS.values(), *kind.own) for kind in KINDS}
_OTHERS = {
    kind.key: {
        k.name: other.name for other in reversed(KINDS) if other is not kind for k in other.own
    }
    for kind in KINDS
}
_ALL_CARD_KEYS = Keys(*(key for keys in _KEYS_OF.values() for key in keys.values()))


@dataclass(slots=True)
class CardFile:
    """What one file of cards says, before its cards meet those of the others.

    ``names`` are the ids of its cards and ``formers`` their former ones, those of
    cards that are no good too; ``nameless`` are the cards without an id.
    """

    document: Document
    topic: str
    notes: list[AuthoredNote] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    formers: list[Name] = field(default_factory=list)
    nameless: list[tuple[Part, CardKind]] = field(default_factory=list)


def read_cards(document: Document, found: list[Diagnostic], *, one_file: bool) -> CardFile:
    """The cards of a document: none where it is no file of cards."""
    root = root_of(document, found, alone=one_file)
    if root is None:
        return CardFile(document, "")
    known = ONE_FILE_KEYS if one_file else TOPIC_KEYS
    part = Part(document, root, known, "a file of cards", found)
    adopt_card_keys(document, root, known, found)
    part.check_keys(homes=TOPIC_HOMES)
    topic = part.text("topic")
    if topic is None:
        stem = PurePosixPath(document.file.path).stem
        topic = Text(stem, document.file, 0, 0)
    check_topic(topic, found)
    cards = part.parts("cards", _ALL_CARD_KEYS, "a card")
    if cards is not None and not cards and not document.incomplete(root):
        entry = root.entries["cards"]
        where = document.span(entry.key)
        remedy = "write a first card, or take the file away"
        rule = shape.EMPTY_VALUE if isinstance(entry.value, Scalar) else shape.NO_CARDS
        found.append(rule.at(where, "there are no cards under `cards`", remedy))
    source = part.text("source")
    read = CardFile(document, topic.text)
    for card in cards or ():
        note = _card(card, source, read)
        if note is not None:
            read.notes.append(note)
    return read


def _card(part: Part, source: Text | None, file: CardFile) -> AuthoredNote | None:
    """The note of a card of ``file``, which learns its ids even where the card is no good."""
    sound = _sound_kind(tuple(part.mapping.entries))
    kind = sound or _kind(part)
    if kind is None:
        return None
    part.known = _KEYS_OF[kind.key]
    part.what = f"a card of the kind “{kind.name}”"
    if sound is None:
        part.check_keys(_OTHERS[kind.key], CARD_HOMES)
    common = _common(part, file.topic, source)
    if "id" not in part.mapping.entries:
        file.nameless.append((part, kind))
    file.names.append(_name(common["id"]))
    file.formers += map(_name, common["was"])
    return note_of(kind.key, part, common)


def _common(part: Part, topic: str, source: Text | None) -> Common:
    identifier = part.text("id")
    if identifier is not None:
        check_id(identifier, part.found)
    tags, was = part.texts("tags"), part.texts("was")
    check_tags(tags, part.found)
    for former in was:
        check_id(former, part.found)
        if identifier is not None and former.text == identifier.text:
            message = "`was` holds the id that the card has now"
            part.found.append(identity.DOUBLE_ID.at(former.span, message, "take it out of `was`"))
            was = tuple(other for other in was if other.text != identifier.text)
    return {
        # A card without an id is never built; it is kept so that the rest of it is checked.
        "id": identifier or Text("", *part.span),
        "topic": topic,
        "span": part.span,
        "tags": tags,
        "was": was,
        "extra": part.text("extra"),
        "image": part.text("image"),
        "caution": part.text("caution"),
        "source": part.text("source") or source,
        "quote": part.text("quote"),
        "allow": _waivers(part),
    }


@lru_cache(maxsize=1_024)
def _sound_kind(keys: tuple[str, ...]) -> CardKind | None:
    """The kind of a card with these keys where nothing is wrong with them; many have the same."""
    kinds = [_KIND_KEYS[key] for key in keys if key in _KIND_KEYS]
    if len(kinds) != 1:
        return None
    known = _KEYS_OF[kinds[0].key]
    sound = known.keys() >= set(keys) >= {key.name for key in known.required}
    return kinds[0] if sound else None


def _kind(part: Part) -> CardKind | None:
    """The kind of a card by its keys; a mistyped kind key counts as what it was meant for."""
    entries = part.mapping.entries
    kinds = [kind for name, kind in _KIND_KEYS.items() if name in entries]
    if not kinds:
        guesses = [nearest(name, _ALL_CARD_KEYS) for name in entries if name not in _ALL_CARD_KEYS]
        kinds = [_KIND_KEYS[guess] for guess in guesses if guess in _KIND_KEYS][:1]
    if not kinds:
        answered = "a" in entries or any(nearest(n, _ALL_CARD_KEYS) == "a" for n in entries)
        if answered:
            kinds = [_KIND_KEYS["q"]]
            return kinds[0]
        if part.document.incomplete(part.mapping):
            return None  # it may be in what YAML could not take, which is told
        first = next(iter(entries.values()), None)
        where = part.document.span(first.key) if first else part.span
        keys = ", ".join(f"`{kind.key}`" for kind in KINDS)
        remedy = f"add one of {keys}"
        part.found.append(shape.NO_KIND.at(where, "this card has no kind", remedy))
        return None
    if len(kinds) > 1:
        second = entries[kinds[1].key].key
        message = f"this card has both `{kinds[0].key}` and `{kinds[1].key}`: it is of two kinds"
        remedy = "make two cards of it, each with an id of its own"
        part.found.append(shape.TWO_KINDS.at(part.document.span(second), message, remedy))
        return None
    return kinds[0]


def _waivers(part: Part) -> tuple[Waiver, ...]:
    return tuple(Waiver(rule, reason) for rule, reason in part.pairs("allow"))


def _name(text: Text) -> Name:
    return text.text, text.start, text.end
