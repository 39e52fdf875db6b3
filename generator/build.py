"""The pipeline: the only place where the stages are named in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from generator import project
from generator.authored import AuthoredNote, DeckInfo, Text
from generator.catalog import Catalog, assemble
from generator.codes import identity as identity_codes
from generator.codes import shape as shape_codes
from generator.diagnostics import Diagnostic, has_errors, in_order
from generator.identity import guid, time_id, unique_time_ids
from generator.markup.anki import plain
from generator.markup.render import Markup
from generator.notetypes import KINDS, Content, kind_of
from generator.package import Card, Deck, Media, Note, Package
from generator.reader import decode, read
from generator.source import SourceFile
from generator.tree import Document

__all__ = ["Compiled", "Watch", "compile_decks", "write_package"]

T = TypeVar("T")
Watch = Callable[[Iterable[T], int], Iterable[T]]
"""Passes items through while showing how many of the given number are done."""

# Places among the new cards lie apart, so that a later card fits in between; Anki wants
# them below a million.
_LARGEST_GAP, _LAST_DUE = 1_000, 900_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of one deck. ``package`` is there only where nothing was wrong."""

    files: project.DeckFiles
    catalog: Catalog | None
    package: Package | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def notes_per_topic(self) -> dict[str, int]:
        """The number of notes of each topic, in the order of the deck."""
        return dict(Counter(note.topic for note in self.catalog.notes)) if self.catalog else {}


def compile_decks(
    decks: Sequence[project.DeckFiles], here: Path, epoch: int, watch: Watch[AuthoredNote]
) -> list[Compiled]:
    """Compile each deck as far as it goes; findings are sorted by place within a deck.

    ``epoch`` is the time of this build in seconds since 1970.
    """
    compiled: list[Compiled] = []
    first: dict[str, Text] = {}
    for files in decks:
        catalog, found = _catalog(files, here)
        contents: list[Content] = []
        if catalog is not None:
            found += _double_deck(catalog.deck, first)
            markup = Markup(files.media(), found)
            deck = catalog.deck
            description = _description(deck, markup, epoch)
            contents = [
                kind_of(note).content_of(note, deck, markup)
                for note in watch(catalog.notes, len(catalog.notes))
            ]
        package = None
        if catalog is not None and not has_errors(found):
            package = _package(catalog, contents, description, epoch)
        compiled.append(Compiled(files, catalog, package, tuple(in_order(found))))
    return compiled


def write_package(package: Package, path: Path) -> None:
    """Write ``package`` as ``path``; whatever happens, the file there is whole."""
    from generator.exporters import apkg  # genanki is slow to import

    project.write_atomically(path, lambda file: apkg.write(package, file))


def _catalog(files: project.DeckFiles, here: Path) -> tuple[Catalog | None, list[Diagnostic]]:
    found: list[Diagnostic] = []

    def document(path: Path) -> Document:
        file, problems = decode(project.shown_path(path, here), path.read_bytes())
        found.extend(problems)
        if has_errors(problems):
            return Document(file, None)
        document, problems = read(file)
        found.extend(problems)
        return document

    shown = project.shown_path(files.root, here)
    topics = [document(path) for path in files.topic_files]
    if files.deck_files:
        deck = document(files.deck_files[0])
    else:
        deck = Document(SourceFile(shown, ""), None)
        message = f"there is no deck.yaml in {shown}"
        remedy = f"write one that begins so:\n  id: {files.root.name}"
        found.append(shape_codes.NO_DECK.at(deck.file.span(0, 0), message, remedy))
    for extra in files.deck_files[1:]:
        where = SourceFile(project.shown_path(extra, here), "").span(0, 0)
        message = f"there is a second deck file beside {files.deck_files[0].name}"
        found.append(shape_codes.NO_DECK.at(where, message, "keep one of the two"))
    catalog, problems = assemble(deck, topics)
    found += problems
    if catalog is not None and not catalog.notes and not has_errors(found):
        message = "this deck has no cards at all"
        where = catalog.deck.id.span
        remedy = "write a first card: an `id`, a `q` and an `a` under `cards:`"
        found.append(shape_codes.NO_CARDS.at(where, message, remedy))
    return catalog, found


def _double_deck(deck: DeckInfo, first: dict[str, Text]) -> list[Diagnostic]:
    found = []
    for what, text in (("id", deck.id), ("name", deck.name)):
        other = first.setdefault(f"{what} {text.text}", text)
        if other is not text and other.span != text.span:
            message = (
                f"the {what} {text.text!r} is already that of the deck in {other.span.file.path}"
            )
            remedy = f"give one of the two decks another {what}"
            found.append(identity_codes.DOUBLE_DECK.at(text.span, message, remedy))
            break
    return found


def _description(deck: DeckInfo, markup: Markup, epoch: int) -> str:
    parts = [markup.text(deck.description).html] if deck.description else []
    released = datetime.fromtimestamp(epoch, UTC).date().isoformat()
    facts = [
        ("Licence", deck.license.text if deck.license else ""),
        ("Authors", ", ".join(author.text for author in deck.authors)),
        ("Reviewed", deck.reviewed.text if deck.reviewed else ""),
        ("Released", released),
    ]
    parts += [plain(f"{name}: {value}") for name, value in facts if value]
    parts.append("For study, not for clinical decisions.")
    return "<br>\n".join(parts)


def _package(
    catalog: Catalog, contents: Sequence[Content], description: str, epoch: int
) -> Package:
    deck = catalog.deck
    deck_id = deck.id.text
    anki_deck = Deck(time_id("deck", deck_id), deck.name.text, description)
    used = {kind_of(note).name for note in catalog.notes}
    types = {k.name: k.note_type(deck_id, epoch) for k in KINDS if k.name in used}
    oldest = [note.was[-1].text if note.was else note.id.text for note in catalog.notes]
    note_ids = unique_time_ids(("note", deck_id, name) for name in oldest)
    card_ids = iter(
        unique_time_ids(
            ("card", deck_id, name, str(ordinal))
            for name, content in zip(oldest, contents, strict=True)
            for ordinal in content.ordinals
        )
    )
    gap = min(_LARGEST_GAP, _LAST_DUE // max(1, len(contents)))
    notes = tuple(
        Note(
            ref=f"{deck_id}/{note.id.text}",
            guid=guid(deck_id, name),
            id=note_id,
            note_type=types[kind_of(note).name].id,
            deck=anki_deck.id,
            modified=epoch,
            fields=content.fields,
            tags=_tags(note, deck),
            cards=tuple(Card(next(card_ids), o, (place + 1) * gap) for o in content.ordinals),
            media=tuple(media.name for media in content.media),
        )
        for place, (note, content, name, note_id) in enumerate(
            zip(catalog.notes, contents, oldest, note_ids, strict=True)
        )
    )
    media: dict[str, Media] = {m.name: m for content in contents for m in content.media}
    return Package((anki_deck,), tuple(types.values()), notes, tuple(media.values()), epoch)


def _tags(note: AuthoredNote, deck: DeckInfo) -> tuple[str, ...]:
    """The topic under the deck, the deck's own, the note's own, the source; sorted, each once."""
    tags = {f"{deck.id.text}::{note.topic}"}
    tags |= {tag.text for tag in (*deck.tags, *note.tags)}
    if note.source is not None:
        tags.add(f"source::{note.source.text.partition('#')[0]}")
    return tuple(sorted(tags))
