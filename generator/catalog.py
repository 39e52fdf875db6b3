"""From documents to the catalog: the deck and its notes, as the author meant them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from generator.authored import (
    AuthoredNote,
    DeckInfo,
    SourceInfo,
    Text,
    Waiver,
)
from generator.codes import identity, shape
from generator.diagnostics import Diagnostic
from generator.fixes import id_fix, new_ids
from generator.format import (
    CARD_KEYS,
    DECK_KEYS,
    KINDS,
    ONE_FILE_KEYS,
    SOURCE_KEYS,
    TOPIC_KEYS,
    CardKind,
)
from generator.ledger import Ledger
from generator.names import check_deck_name, check_id, check_tags, check_topic
from generator.noting import Common, note_of
from generator.outline import (
    CARD_HOMES,
    CARDS_IN_DECK,
    DECK_HOMES,
    TOPIC_HOMES,
    adopt_card_keys,
    adopt_deck_keys,
    is_one_file,
    root_of,
)
from generator.shape import Part, nearest
from generator.source import SourceSpan
from generator.tree import Document

__all__ = ["Catalog", "assemble"]

_KIND_KEYS = {kind.key: kind for kind in KINDS}
_KEYS_OF = {kind.key: CARD_KEYS | {key.name: key for key in kind.own} for kind in KINDS}
_ALL_CARD_KEYS = {name: key for keys in _KEYS_OF.values() for name, key in keys.items()}


@dataclass(frozen=True, slots=True)
class Catalog:
    """A deck as authored: what it is, and its notes in the order of new cards."""

    deck: DeckInfo
    notes: tuple[AuthoredNote, ...]


def assemble(
    deck_document: Document, topics: Sequence[Document], ledger: Ledger | None = None
) -> tuple[Catalog | None, list[Diagnostic]]:
    """Read a deck from its deck.yaml and topic files, or from one file that is both.

    A one-file deck is ``deck_document`` with no ``topics``. Without a usable
    deck there is no catalog, but the cards are checked all the same. The
    ``ledger`` knows the ids that no other card may have.
    """
    found: list[Diagnostic] = []
    one_file = is_one_file(deck_document, topics)
    deck = _deck(deck_document, one_file, found)
    cards: list[tuple[str, Text | None, Sequence[Part]]] = []
    for document in [deck_document] if one_file else topics:
        read = _topic_file(document, one_file, found)
        if read is not None:
            cards.append(read)
    notes: list[AuthoredNote] = []
    names: list[Text] = []
    formers: list[Text] = []
    nameless: list[tuple[Part, CardKind]] = []
    for topic, source, parts in cards:
        for part in parts:
            note = _card(part, topic, source, names, formers, nameless)
            if note is not None:
                notes.append(note)
    _check_ids([*names, *formers], found)
    _report_no_ids(nameless, {name.text for name in (*names, *formers)}, ledger or Ledger(), found)
    ordered = _in_topic_order(deck, notes, found) if deck is not None else ()
    documents = {id(document.file): document for document in (deck_document, *topics)}
    # Where YAML could not take what stands there, that is told, and what follows from it is noise.
    sure = [d for d in found if not documents[id(d.span.file)].doubtful(d.span.start)]
    return Catalog(deck, ordered) if deck is not None else None, sure


# The deck -------------------------------------------------------------------


def _deck(document: Document, one_file: bool, found: list[Diagnostic]) -> DeckInfo | None:
    root = root_of(document, found)
    if root is None:
        return None
    whole = Part(document, root, ONE_FILE_KEYS if one_file else DECK_KEYS, "deck.yaml", found)
    part: Part | None = whole
    if one_file:
        adopt_deck_keys(document, root, found)
        part = whole.part("deck", DECK_KEYS, "the deck")
    if part is None:
        return None
    part.check_keys(homes=CARDS_IN_DECK if one_file else DECK_HOMES)
    identifier = part.text("id")
    name = part.text("name") or identifier
    if identifier is None or name is None or not check_id(identifier, found):
        return None
    check_deck_name(name, found)
    tags = part.texts("tags")
    topics = part.texts("topics")
    check_tags(tags, found)
    for topic in topics:
        check_topic(topic, found)
    return DeckInfo(
        id=identifier,
        name=name,
        was_name=part.text("was-name"),
        description=part.text("description"),
        license=part.text("license"),
        authors=part.texts("authors"),
        reviewed=part.text("reviewed"),
        topics=topics,
        subject=part.texts("subject"),
        tags=tags,
        sources=_sources(part),
    )


def _sources(deck: Part) -> dict[str, SourceInfo]:
    table = deck.part("sources", {}, "`sources`")
    if table is None:
        return {}
    sources: dict[str, SourceInfo] = {}
    for key, entry in table.mapping.entries.items():
        part = table.part(key, SOURCE_KEYS, f"the source `{key}`")
        if part is None:
            continue
        part.check_keys()
        title, file = part.text("title"), part.text("file")
        name = Text(key, table.document.span(entry.key))
        skipped = _pairs(part, "not-for-study")
        if check_id(name, table.found) and title is not None and file is not None:
            sources[key] = SourceInfo(name, title, file, skipped)
    return sources


# A file of cards ------------------------------------------------------------


def _topic_file(
    document: Document, one_file: bool, found: list[Diagnostic]
) -> tuple[str, Text | None, list[Part]] | None:
    root = root_of(document, found)
    if root is None:
        return None
    known = ONE_FILE_KEYS if one_file else TOPIC_KEYS
    part = Part(document, root, known, "a file of cards", found)
    adopt_card_keys(document, root, known, found)
    part.check_keys(homes=TOPIC_HOMES)
    topic = part.text("topic")
    if topic is None:
        stem = PurePosixPath(document.file.path).stem
        topic = Text(stem, SourceSpan(document.file, 0, 0))
    check_topic(topic, found)
    cards = part.parts("cards", _ALL_CARD_KEYS, "a card")
    if cards is not None and not cards and not document.incomplete(root):
        where = document.span(root.entries["cards"].key)
        remedy = "write a first card, or take the file away"
        found.append(shape.NO_CARDS.at(where, "there are no cards under `cards`", remedy))
    return topic.text, part.text("source"), cards or []


# A card ---------------------------------------------------------------------


def _card(
    part: Part,
    topic: str,
    source: Text | None,
    names: list[Text],
    formers: list[Text],
    nameless: list[tuple[Part, CardKind]],
) -> AuthoredNote | None:
    """The note of a card; ids go to ``names`` and ``formers`` even where the card is no good."""
    kind = _kind(part)
    if kind is None:
        return None
    part.known = _KEYS_OF[kind.key]
    part.what = f"a card of the kind “{kind.name}”"
    others = {
        key.name: other.name for other in reversed(KINDS) if other is not kind for key in other.own
    }
    part.check_keys(others, CARD_HOMES)
    common = _common(part, topic, source)
    if "id" not in part.mapping.entries:
        nameless.append((part, kind))
    names.append(common["id"])
    formers += common["was"]
    return note_of(kind.key, part, common)


def _common(part: Part, topic: str, source: Text | None) -> Common:
    identifier = part.text("id")
    if identifier is not None:
        check_id(identifier, part.found)
    tags, was = part.texts("tags"), part.texts("was")
    check_tags(tags, part.found)
    for former in was:
        check_id(former, part.found)
    return {
        # A card without an id is never built; it is kept so that the rest of it is checked.
        "id": identifier or Text("", part.span),
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
    return tuple(Waiver(rule, reason) for rule, reason in _pairs(part, "allow"))


def _pairs(part: Part, name: str) -> tuple[tuple[Text, Text], ...]:
    """The keys and texts of a mapping whose keys are the author's own."""
    table = part.part(name, {}, f"`{name}`")
    if table is None:
        return ()
    pairs = []
    for key, entry in table.mapping.entries.items():
        value = table.text(key)
        if value is not None:
            pairs.append((Text(key, table.document.span(entry.key)), value))
    return tuple(pairs)


# Identity -------------------------------------------------------------------


def _report_no_ids(
    nameless: Sequence[tuple[Part, CardKind]],
    taken: set[str],
    ledger: Ledger,
    found: list[Diagnostic],
) -> None:
    """Cards without an id; ``taken`` are the ids of the others."""
    lost = [name for name, note in ledger.notes.items() if not (note.retired or name in taken)]
    formers = {former for note in ledger.notes.values() for former in note.was}
    taken = {*taken, *ledger.notes, *formers}
    entries = [
        part.mapping.entries.get(kind.key) or next(iter(part.mapping.entries.values()))
        for part, kind in nameless
    ]
    texts = [getattr(entry.value, "text", "") for entry in entries]
    for (part, _), entry, identifier in zip(nameless, entries, new_ids(texts, taken), strict=True):
        remedy = f"add a line that never changes again:\n  id: {identifier}"
        fix = id_fix(part.document, part.mapping, identifier)
        if lost:
            # It may be one of these, and students would have it twice.
            fix = None
            remedy += f"\nor its old one, if it had one that is gone: {', '.join(lost[:5])}"
        where = part.document.span(entry.key)
        found.append(identity.NO_ID.at(where, "this card has no id", remedy, fix))


def _check_ids(names: Sequence[Text], found: list[Diagnostic]) -> None:
    first: dict[str, Text] = {}
    for name in names:
        other = first.setdefault(name.text, name)
        if other is not name and name.text:
            place = f"{other.span.file.path}:{other.span.first.line}"
            message = f"the id {name.text!r} is already that of another card ({place})"
            remedy = "give one of the two another id"
            found.append(identity.DOUBLE_ID.at(name.span, message, remedy))


def _in_topic_order(
    deck: DeckInfo, notes: Sequence[AuthoredNote], found: list[Diagnostic]
) -> tuple[AuthoredNote, ...]:
    """Notes in the order of the deck's topics; unlisted topics follow in file order."""
    order = {topic.text: place for place, topic in enumerate(deck.topics)}
    listed = len(order)
    for note in notes:
        if note.topic in order:
            continue
        order[note.topic] = len(order)
        if listed:
            near = nearest(note.topic, [topic.text for topic in deck.topics])
            message = f"the deck's `topics` does not list {note.topic!r}: its cards come last"
            remedy = f"did you mean {near!r}?" if near else f"add {note.topic} to `topics`"
            where = note.span.file.span(0, 0)
            found.append(shape.UNLISTED_TOPIC.at(where, message, remedy))
    return tuple(sorted(notes, key=lambda note: order[note.topic]))
