"""From documents to the catalog: the deck and its notes, as the author meant them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.authored import (
    AuthoredNote,
    DeckInfo,
    SourceInfo,
    Text,
)
from generator.cards import Name, read_cards
from generator.codes import identity, shape
from generator.diagnostics import Diagnostic
from generator.fixes import id_fix, new_ids
from generator.format import (
    DECK_KEYS,
    ONE_FILE_KEYS,
    SOURCE_KEYS,
    CardKind,
)
from generator.ledger import Ledger
from generator.names import check_deck_name, check_id, check_tags, check_topic
from generator.outline import (
    CARDS_IN_DECK,
    DECK_HOMES,
    adopt_deck_keys,
    is_one_file,
    root_of,
)
from generator.shape import Part, nearest
from generator.source import SourceFile, SourceSpan
from generator.tree import Document, Scalar

__all__ = [
    "Catalog",
    "assemble",
    "double_ids",
    "in_topic_order",
    "missing_ids",
    "read_deck",
    "without_doubtful",
]


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
    one_file = is_one_file(deck_document, alone=not topics)
    deck = read_deck(deck_document, found, one_file=one_file)
    documents = [deck_document] if one_file else topics
    files = [read_cards(document, found, one_file=one_file) for document in documents]
    named = [(c.document.file, c.names) for c in files]
    named += [(c.document.file, c.formers) for c in files]
    found += double_ids(named)
    nameless = [card for cards in files for card in cards.nameless]
    taken = {name for _, names in named for name, _, _ in names}
    found += missing_ids(nameless, taken, ledger or Ledger())
    order: Sequence[int] = ()
    if deck is not None:
        headed = [(c.topic, c.document.file) if c.notes else None for c in files]
        order, unlisted = in_topic_order(deck, headed)
        found += unlisted
    sure = [d for document in (deck_document, *topics) for d in without_doubtful(document, found)]
    if deck is None:
        return None, sure
    return Catalog(deck, tuple(note for at in order for note in files[at].notes)), sure


def without_doubtful(document: Document, found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings in a document but for those where YAML could not take what stands there.

    That is told, and what follows from it is noise.
    """
    own = [d for d in found if d.span.file is document.file]
    if not document.doubts:
        return own
    return [d for d in own if not document.doubtful(d.span.start)]


# The deck -------------------------------------------------------------------


def read_deck(document: Document, found: list[Diagnostic], *, one_file: bool) -> DeckInfo | None:
    """What a document says of the deck; ``None`` where it has no id that can be used."""
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
        skipped = part.pairs("not-for-study")
        if check_id(name, table.found) and title is not None and file is not None:
            sources[key] = SourceInfo(name, title, file, skipped)
    return sources


<<<<<<< HEAD
# A file of cards ------------------------------------------------------------


def read_cards(document: Document, found: list[Diagnostic], *, one_file: bool) -> CardFile | None:
    """The cards of a document; ``None`` where it is no file of cards."""
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


# A card ---------------------------------------------------------------------


def _card(part: Part, source: Text | None, file: CardFile) -> AuthoredNote | None:
    """The note of a card of ``file``, which learns its ids even where the card is no good."""
    kind = _kind(part)
    if kind is None:
        return None
    part.known = _KEYS_OF[kind.key]
    part.what = f"a card of the kind “{kind.name}”"
    others = {
        key.name: other.name for other in reversed(KINDS) if other is not kind for key in other.own
    }
    part.check_keys(others, CARD_HOMES)
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


=======
>>>>>>> main
# Identity -------------------------------------------------------------------


def missing_ids(
    nameless: Sequence[tuple[Part, CardKind]], taken: set[str], ledger: Ledger
) -> Iterator[Diagnostic]:
    """Cards without an id; ``taken`` are the ids of the others."""
    if not nameless:
        return
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
        yield identity.NO_ID.at(where, "this card has no id", remedy, fix)


def double_ids(files: Iterable[tuple[SourceFile, Iterable[Name]]]) -> Iterator[Diagnostic]:
    """Ids, present or former, that another card has already."""
    first: dict[str, SourceSpan] = {}
    for file, names in files:
        for name, start, end in names:
            if name not in first:
                first[name] = SourceSpan(file, start, end)
            elif name:
                place = f"{first[name].file.path}:{first[name].first.line}"
                message = f"the id {name!r} is already that of another card ({place})"
                remedy = "give one of the two another id"
                yield identity.DOUBLE_ID.at(SourceSpan(file, start, end), message, remedy)


def in_topic_order(
    deck: DeckInfo, files: Sequence[tuple[str, SourceFile] | None]
) -> tuple[list[int], list[Diagnostic]]:
    """The order of files by the deck's topics; unlisted topics follow in file order.

    Of each file its topic is given, or nothing where it has no notes.
    """
    order = {topic.text: place for place, topic in enumerate(deck.topics)}
    listed = len(order)
    found: list[Diagnostic] = []
    for topic, file in filter(None, files):
        if topic in order:
            continue
        order[topic] = len(order)
        if listed:
            near = nearest(topic, [topic.text for topic in deck.topics])
            message = f"the deck's `topics` does not list {topic!r}: its cards come last"
            remedy = f"did you mean {near!r}?" if near else f"add {topic} to `topics`"
            found.append(shape.UNLISTED_TOPIC.at(file.span(0, 0), message, remedy))
    placed = [(order[headed[0]], at) for at, headed in enumerate(files) if headed is not None]
    return [at for _, at in sorted(placed)], found
