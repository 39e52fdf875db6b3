"""A file of cards, compiled: all that can be said of it without the other files.

A leaf depends on its text and on the setting alone. It can be packed into
bytes, to come from another process or from a cache, and unpacked without
reading the file again.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from generator.authored import AuthoredNote, DeckInfo, Text, Waiver, content_by_role
from generator.cards import CardFile, Name
from generator.codes import grounding as grounding_codes
from generator.codes import markup as markup_codes
from generator.codes import rulebook
from generator.coverage import Quote, quote_of
from generator.diagnostics import Diagnostic, Fix, has_errors
from generator.draft import Draft, entry_of, fingerprint, shipped_hash, slots_of
from generator.identity import guid
from generator.ledger import Ledger, LockedNote
from generator.markup.media import MediaFolder
from generator.markup.render import Markup
from generator.notetypes import kind_of
from generator.package import body_of
from generator.parts import Slots
from generator.provenance import ground
from generator.rules import NO_SIGNS, Signs, review_cards, signs_of
from generator.rules.reading import reading_of
from generator.source import SourceFile, SourceSpan, UnreadFile
from generator.sources import SourceText
from generator.tree import Document, Doubt

__all__ = ["Leaf", "Needs", "Setting", "leaf_of", "needs_of", "pack", "still", "unpack"]

Needs: TypeAlias = tuple[Any, Any, Any]
"""The digests of sources by key; pictures: packed name → name; and the ids of notes with the
numbers that their parts had before and had then, as plain data."""


class Setting(NamedTuple):
    """What the cards of a deck depend on beside their own file.

    ``texts`` are the sources by key, ``folder`` has the pictures, ``ledger``
    the numbers that parts of notes have.
    """

    deck: DeckInfo
    texts: Mapping[str, SourceText]
    folder: MediaFolder
    ledger: Ledger


@dataclass(slots=True)
class Leaf:
    """What one file of cards comes to.

    ``drafts`` are its notes in order and ``signs`` what is compared of them
    with other cards. ``told`` are findings that a note may waive, with the
    number of the note, ``waivers`` what it does; ``found`` are all others.
    ``pictures`` are the names in the media folder of what the notes show, by
    packed name; ``quotes`` the places of the notes' quotes in sources that mark
    sentences as not for study. Without a usable deck there are no drafts.
    """

    cards: CardFile
    drafts: list[Draft] = field(default_factory=list)
    signs: Signs = NO_SIGNS
    found: list[Diagnostic] = field(default_factory=list)
    told: list[tuple[int, Diagnostic]] = field(default_factory=list)
    waivers: dict[int, tuple[Waiver, ...]] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    quotes: list[tuple[int, Quote]] = field(default_factory=list)

    @property
    def names(self) -> list[Name]:
        """The ids of its cards and where they stand, those of cards that are no good too."""
        return self.cards.names or _names_of(self.drafts)

    @property
    def file(self) -> SourceFile:
        """The file itself."""
        return self.cards.document.file


def leaf_of(cards: CardFile, found: list[Diagnostic], setting: Setting | None) -> Leaf:
    """Compile the notes of ``cards``; ``found`` is what reading them brought to light."""
    leaf = Leaf(cards, found=found)
    if setting is None:
        return leaf
    deck, notes = setting.deck, cards.notes
    readings = [reading_of(note) for note in notes]
    number = {id(note): at for at, note in enumerate(notes)}
    findings = [*ground(deck, setting.texts, readings), *review_cards(deck, readings)]
    leaf.told = [(number[id(note)], diagnostic) for note, diagnostic in findings]
    leaf.waivers = {at: note.allow for at, note in enumerate(notes) if note.allow}
    leaf.signs = signs_of(readings)
    quotes = ((at, quote_of(note, deck, setting.texts)) for at, note in enumerate(notes))
    leaf.quotes = [(at, quote) for at, quote in quotes if quote is not None]
    leaf.drafts = _drafts(notes, setting, leaf.found)
    names = (name for draft in leaf.drafts for name in draft.pictures)
    leaf.pictures = {name: setting.folder.name_of(name) for name in names}
    return leaf


def _drafts(
    notes: Sequence[AuthoredNote], setting: Setting, found: list[Diagnostic]
) -> list[Draft]:
    """The notes of a file as they will be shipped; ``found`` takes what is wrong in their texts.

    Column by column: a step that is taken for all notes before the next one
    begins finds its code in the processor's cache, and takes a sixth less time.
    """
    deck, ledger = setting.deck, setting.ledger
    markup = Markup(setting.folder, found)
    ids = [note.id.text for note in notes]
    former = [tuple([name.text for name in note.was]) for note in notes]
    entries = [entry_of((id_, *was), ledger) for id_, was in zip(ids, former, strict=True)]
    kinds = [kind_of(note) for note in notes]
    contents = [
        kind.content_of(note, deck, markup, slots_of(entry))
        for kind, note, entry in zip(kinds, notes, entries, strict=True)
    ]
    names = [kind.name for kind in kinds]
    bodies = [body_of(content.fields) for content in contents]
    pictures = [tuple([media.name for media in content.media]) for content in contents]
    tags = _tags(notes, deck)
    same: dict[tuple[int, ...], tuple[int, ...]] = {}  # most notes of a file have the same ordinals
    columns: dict[str, list[Any]] = {
        "id": ids,
        "was": former,
        "topic": [note.topic for note in notes],
        "kind": names,
        "guid": [guid(deck.id.text, note.oldest_id) for note in notes],
        "tags": tags,
        "authored": list(map(partial(_authored, deck), notes, names, tags, pictures)),
        "shipped": list(map(shipped_hash, names, bodies, tags)),
        "ordinals": [same.setdefault(c.ordinals, c.ordinals) for c in contents],
        "parts": [content.parts for content in contents],
        "body": bodies,
        "pictures": pictures,
        "start": [note.span.start for note in notes],
        "end": [note.span.end for note in notes],
        "id_at": [note.id.start - note.span.start for note in notes],
        "id_size": [note.id.end - note.id.start for note in notes],
        "file": [note.id.file for note in notes],
        "locked": entries,
    }
    return list(map(Draft._make, zip(*(columns[name] for name in Draft._fields), strict=True)))


def _authored(
    deck: DeckInfo, note: AuthoredNote, kind: str, tags: tuple[str, ...], pictures: tuple[str, ...]
) -> str:
    """The hash of what the author decides; the tool's own ways with it are left out."""
    common = (note.extra, note.caution, note.source, note.quote)
    source = deck.sources.get(note.source.text.partition("#")[0]) if note.source else None
    return fingerprint(
        kind,
        content_by_role(note),
        [text.text if text else None for text in common],
        source.title.text if source else None,
        note.topic,
        tags,
        pictures,
    )


def _tags(notes: Sequence[AuthoredNote], deck: DeckInfo) -> list[tuple[str, ...]]:
    """The tags of each note: those of most notes of a file are the same, and made once."""
    known: dict[tuple[str | None, ...], tuple[str, ...]] = {}
    tags = []
    for note in notes:
        source = note.source.text.partition("#")[0] if note.source else None
        own = [tag.text for tag in note.tags]
        key = (note.topic, source, *own)
        if key not in known:
            known[key] = _sorted_tags(deck, note.topic, source, own)
        tags.append(known[key])
    return tags


def _sorted_tags(
    deck: DeckInfo, topic: str, source: str | None, own: Sequence[str]
) -> tuple[str, ...]:
    """The topic under the deck, the deck's own, the note's own, the source; sorted, each once."""
    tags = {f"{deck.id.text}::{topic}", *(tag.text for tag in deck.tags), *own}
    if source is not None:
        tags.add(f"source::{source}")
    return tuple(sorted(tags))


# What a leaf was made of --------------------------------------------------------

# What these say depends on other files than those that a leaf is known to need.
_VOLATILE = frozenset(
    rule.code
    for rule in (*markup_codes.ALL, *grounding_codes.ALL)
    if rule not in (grounding_codes.NO_SOURCE, grounding_codes.NO_QUOTE)
)


def needs_of(leaf: Leaf, setting: Setting) -> Needs | None:
    """What a leaf depends on beside its text and the deck's head, as plain data.

    ``None`` where that can't be told: something is wrong with it.
    """
    findings = [*leaf.found, *(diagnostic for _, diagnostic in leaf.told)]
    if has_errors(findings) or any(d.rule.code in _VOLATILE for d in findings):
        return None
    named = {note.source.text.partition("#")[0] for note in leaf.cards.notes if note.source}
    sources = {key: setting.texts[key].file.digest for key in named if key in setting.texts}
    slots = []
    for draft in leaf.drafts:
        if draft.parts:
            before = slots_of(draft.locked)
            used = before.used | set(draft.ordinals)
            after = Slots(draft.parts, before.after(draft.parts), used)
            slots.append((draft.names, _plain(before), _plain(after)))
    return sources, leaf.pictures, slots


def still(needs: Needs, setting: Setting) -> bool:
    """Whether all that a leaf depends on is as it was.

    The numbers of a note's parts may also be those that the leaf gave them.
    """
    sources, pictures, slots = needs
    texts, folder = setting.texts, setting.folder
    return (
        all(key in texts and texts[key].file.digest == digest for key, digest in sources.items())
        and all(folder.packed_name(name) == packed for packed, name in pictures.items())
        and all(
            _plain(slots_of(entry_of(names, setting.ledger))) in numbers
            for names, *numbers in slots
        )
    )


def _plain(slots: Slots) -> tuple[object, ...]:
    return slots.parts, slots.gone, tuple(sorted(slots.used))


# To bytes and back ------------------------------------------------------------


def pack(leaf: Leaf) -> bytes | None:
    """A leaf as bytes; ``None`` where more of its file is wanted than can be packed."""
    cards = leaf.cards
    findings = [*leaf.found, *(diagnostic for _, diagnostic in leaf.told)]
    if cards.nameless or any(d.span.file is not leaf.file for d in findings):
        return None
    return marshal.dumps(
        (
            leaf.file.digest,
            cards.topic,
            cards.names if cards.names != _names_of(leaf.drafts) else [],
            cards.formers,
            [(doubt.start, doubt.end, doubt.lost) for doubt in cards.document.doubts],
            [tuple(draft[:_PACKED]) for draft in leaf.drafts],
            tuple(leaf.signs),
            [_finding_out(diagnostic) for diagnostic in leaf.found],
            [(at, _finding_out(diagnostic)) for at, diagnostic in leaf.told],
            {at: [_waiver_out(w) for w in allow] for at, allow in leaf.waivers.items()},
            leaf.pictures,
            leaf.quotes,
        )
    )


def unpack(data: bytes, path: str, load: Callable[[], str], ledger: Ledger) -> Leaf:
    """The leaf that :func:`pack` made ``data`` of; its notes meet ``ledger``.

    ``path`` is how the user would name its file, ``load`` reads its text, for findings.
    Raises :class:`ValueError`, :class:`TypeError` or :class:`EOFError` where it is no such data.
    """
    (digest, topic, names, formers, doubts, rows, signs, found, told, waivers, pictures, quotes) = (
        marshal.loads(data)
    )
    file = UnreadFile(path, digest, load)
    document = Document(file, None, [Doubt(*doubt) for doubt in doubts])
    return Leaf(
        CardFile(document, topic, names=names, formers=formers),
        [_draft(row, file, ledger) for row in rows],
        Signs._make(signs),
        [_finding_in(item, file) for item in found],
        [(at, _finding_in(item, file)) for at, item in told],
        {at: tuple(_waiver_in(item, file) for item in allow) for at, allow in waivers.items()},
        pictures,
        quotes,
    )


def _names_of(drafts: Iterable[Draft]) -> list[Name]:
    return [(draft.id, draft.span.start, draft.span.end) for draft in drafts]


_PACKED = len(Draft._fields) - 2
# Where a draft and its entry in the ledger hold the same, as a rule: once in memory.
_SHARED = ("id", "guid", "tags", "authored", "shipped", "body")
_FIRST = len(_SHARED)
assert Draft._fields[:_FIRST] == _SHARED
_shared = itemgetter(*map(LockedNote._fields.index, _SHARED))


def _draft(row: tuple[Any, ...], file: SourceFile, ledger: Ledger) -> Draft:
    own, rest = row[:_FIRST], row[_FIRST:]
    entry = entry_of((own[0], *rest[0]), ledger)
    if entry is None:
        return Draft._make((*row, file, None))
    theirs = _shared(entry)
    if own != theirs:
        theirs = tuple(two if one == two else one for one, two in zip(own, theirs, strict=True))
    return Draft._make((*theirs, *rest, file, entry))


def _finding_out(diagnostic: Diagnostic) -> tuple[object, ...]:
    span, fix = diagnostic.span, diagnostic.fix
    mend = None if fix is None else (fix.span.start, fix.span.end, fix.new, fix.about)
    return (
        diagnostic.rule.code,
        span.start,
        span.end,
        diagnostic.message,
        diagnostic.help,
        mend,
    )


def _finding_in(item: tuple[Any, ...], file: SourceFile) -> Diagnostic:
    code, start, end, message, remedy, mend = item
    fix = None if mend is None else Fix(SourceSpan(file, mend[0], mend[1]), mend[2], mend[3])
    return Diagnostic(rulebook.BY_CODE[code], SourceSpan(file, start, end), message, remedy, fix)


def _waiver_out(waiver: Waiver) -> tuple[object, ...]:
    both = (waiver.rule, waiver.reason)
    return tuple((text.text, text.start, text.end) for text in both)


def _waiver_in(item: Sequence[tuple[str, int, int]], file: SourceFile) -> Waiver:
    rule, reason = (Text(text, file, start, end) for text, start, end in item)
    return Waiver(rule, reason)
