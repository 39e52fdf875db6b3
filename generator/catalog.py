"""From documents to the catalog: the deck and its notes, as the author meant them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from generator.authored import (
    AuthoredNote,
    DeckInfo,
    SourceInfo,
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
    Keys,
)
from generator.ledger import Ledger
from generator.names import check_date, check_deck_name, check_id, check_tags, check_topic
from generator.outline import (
    CARDS_IN_DECK,
    DECK_HOMES,
    adopt_deck_keys,
    fallen_out_of_sources,
    is_one_file,
    root_of,
)
from generator.shape import Part, nearest
from generator.source import SourceFile, SourceSpan
from generator.tree import Document

__all__ = [
    "Catalog",
    "assemble",
    "double_ids",
    "in_topic_order",
    "missing_ids",
    "read_deck",
    "without_doubtful",
]


class Catalog(NamedTuple):
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
    found += double_ids(lambda: named)
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
    root = root_of(document, found, alone=one_file)
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
    reviewed = part.text("reviewed")
    check_date(reviewed, found)
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
        reviewed=reviewed,
        topics=topics,
        subject=part.texts("subject"),
        tags=tags,
        sources=_sources(part),
    )


def _sources(deck: Part) -> dict[str, SourceInfo]:
    table = deck.part("sources", Keys(), "`sources`")
    if table is None:
        return {}
    sources: dict[str, SourceInfo] = {}
    fallen = fallen_out_of_sources(table.document, table.mapping, table.found)
    for key, entry in table.mapping.entries.items():
        if key in fallen:
            continue
        part = table.part(key, SOURCE_KEYS, f"the source `{key}`")
        if part is None:
            continue
        part.check_keys()
        title, file = part.text("title"), part.text("file")
        name = entry.key
        skipped = part.pairs("not-for-study")
        if check_id(name, table.found) and title is not None and file is not None:
            sources[key] = SourceInfo(name, title, file, skipped)
    return sources


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


def double_ids(
    files: Callable[[], Iterable[tuple[SourceFile, Iterable[Name]]]],
) -> Iterator[Diagnostic]:
    """Ids, present or former, that another card has already.

    ``files`` gives the names in each file, as often as it is asked.
    """
    seen: set[str] = set()
    twice: set[str] = set()
    for _, names in files():
        for name, _, _ in names:
            (twice if name in seen else seen).add(name)
    first: dict[str, SourceSpan] = {}
    for file, names in files() if twice else ():
        for name, start, end in names:
            if name not in twice:
                continue
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
            remedy = f"did you mean {near!r}?" if near else f"add {topic!r} to `topics`"
            found.append(shape.UNLISTED_TOPIC.at(file.span(0, 0), message, remedy))
    placed = [(order[headed[0]], at) for at, headed in enumerate(files) if headed is not None]
    return [at for _, at in sorted(placed)], found
