"""The pipeline: the only place where the stages are named in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from generator import lockfile, project
from generator.authored import AuthoredNote, DeckInfo, Text, content_by_role
from generator.catalog import Catalog, assemble
from generator.codes import grounding as grounding_codes
from generator.codes import identity as identity_codes
from generator.codes import ledger as ledger_codes
from generator.codes import shape as shape_codes
from generator.coverage import idle_marks
from generator.diagnostics import Diagnostic, has_errors, in_order
from generator.identify import Draft, fingerprint, meet, readable, slots_of, who_is_who
from generator.ledger import Ledger, LockedNote
from generator.markup.anki import plain
from generator.markup.media import MediaFolder
from generator.markup.render import Markup
from generator.notetypes import Content, kind_of
from generator.package import Package
from generator.provenance import ground
from generator.reader import decode, read
from generator.release import (
    Release,
    next_release,
    notices,
    schema_problems,
    vanished,
)
from generator.rules import review, waive
from generator.rules.reading import reading_of
from generator.source import SourceFile
from generator.sources import SourceText
from generator.tree import Document

__all__ = [
    "Compiled",
    "Watch",
    "compile_decks",
]

T = TypeVar("T")
Watch = Callable[[Iterable[T], int], Iterable[T]]
"""Passes items through while showing how many of the given number are done."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of one deck.

    ``ledger`` is what it had released before; ``release`` is there only where
    nothing was wrong.
    """

    files: project.DeckFiles
    catalog: Catalog | None
    sources: Mapping[str, SourceText]
    ledger: Ledger
    drafts: tuple[Draft, ...]
    release: Release | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def package(self) -> Package | None:
        """What Anki would receive."""
        return self.release.package if self.release else None

    @property
    def notes_per_topic(self) -> dict[str, int]:
        """The number of notes of each topic, in the order of the deck."""
        return dict(Counter(note.topic for note in self.catalog.notes)) if self.catalog else {}


def compile_decks(
    decks: Sequence[project.DeckFiles],
    here: Path,
    epoch: int,
    watch: Watch[AuthoredNote],
    *,
    clock: int | None = None,
    refresh: bool = False,
) -> list[Compiled]:
    """Compile each deck as far as it goes; findings are sorted by place within a deck.

    ``epoch`` is the time of this build in seconds since 1970, ``clock`` the real
    time where that is another, as it is with a fixed epoch; ``refresh`` also
    sends what differs only because the tool does.
    """
    first: dict[str, Text] = {}
    now = max(epoch, clock or 0)
    return [_compile(files, here, epoch, now, watch, first, refresh=refresh) for files in decks]


def _compile(
    files: project.DeckFiles,
    here: Path,
    epoch: int,
    clock: int,
    watch: Watch[AuthoredNote],
    first: dict[str, Text],
    *,
    refresh: bool,
) -> Compiled:
    lock, ledger, problems = _ledger(files, here)
    catalog, found = _catalog(files, here, ledger)
    found += problems
    drafts: tuple[Draft, ...] = ()
    texts: dict[str, SourceText] = {}
    release = None
    if catalog is not None:
        texts, problems = _sources(catalog.deck, files, here)
        found += problems
        catalog = _with_headings(catalog, texts)
        deck, folder = catalog.deck, files.media()
        found += _double_deck(deck, first)
        readings = [reading_of(note) for note in catalog.notes]
        found += waive(catalog, [*ground(catalog, texts, readings), *review(catalog, readings)])
        found += idle_marks(catalog, texts)
        met, problems = meet(catalog, ledger, lock, clock)
        found += problems
        found += schema_problems(deck, ledger)
        drafts = _drafts(catalog, met, folder, found, watch)
        markup = Markup(folder, found)
        description = markup.text(deck.description).html if deck.description else ""
        if not has_errors(found):
            found += who_is_who(drafts, vanished(drafts, ledger), deck)
        if not has_errors(found):
            release = next_release(
                deck,
                drafts,
                ledger,
                epoch,
                lambda released: _description(deck, description, released),
                folder,
                refresh=refresh,
            )
            found += notices(drafts, release, lock)
    return Compiled(files, catalog, texts, ledger, drafts, release, tuple(in_order(found)))


def _catalog(
    files: project.DeckFiles, here: Path, ledger: Ledger
) -> tuple[Catalog | None, list[Diagnostic]]:
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
    for stray in files.stray_files:
        where = SourceFile(project.shown_path(stray, here), "").span(0, 0)
        message = "no deck reads this file: cards are looked for in the deck's own folder"
        remedy = f"move it into {shown}, or give its folder a deck.yaml beside that of other decks"
        found.append(shape_codes.STRAY_FILE.at(where, message, remedy))
    for one, two in files.twins:
        where = SourceFile(project.shown_path(two, here), "").span(0, 0)
        message = f"this name differs from that of {one.name} by case only"
        remedy = "give one of them another name: Windows and macOS keep but one of the two"
        found.append(shape_codes.TWIN_NAMES.at(where, message, remedy))
    for extra in files.deck_files[1:]:
        where = SourceFile(project.shown_path(extra, here), "").span(0, 0)
        message = f"there is a second deck file beside {files.deck_files[0].name}"
        found.append(shape_codes.NO_DECK.at(where, message, "keep one of the two"))
    catalog, problems = assemble(deck, topics, ledger)
    found += problems
    if catalog is not None and not catalog.notes and not has_errors(found):
        message = "this deck has no cards at all"
        where = catalog.deck.id.span
        remedy = "write a first card: an `id`, a `q` and an `a` under `cards:`"
        found.append(shape_codes.NO_CARDS.at(where, message, remedy))
    return catalog, found


def _sources(
    deck: DeckInfo, files: project.DeckFiles, here: Path
) -> tuple[dict[str, SourceText], list[Diagnostic]]:
    """The texts of the deck's sources by key; a file that is not there is told."""
    texts: dict[str, SourceText] = {}
    found: list[Diagnostic] = []
    for key, source in deck.sources.items():
        path = files.source(source.file.text)
        if path is None:
            found.append(_no_file(key, source.file, files.nearest_text(source.file.text)))
            continue
        file, problems = decode(project.shown_path(path, here), path.read_bytes())
        found += problems
        if has_errors(problems):
            message = f"the file of the source {key!r} is no UTF-8 text"
            remedy = "save it again with the encoding UTF-8"
            found.append(grounding_codes.NO_SOURCE_FILE.at(source.file.span, message, remedy))
            continue
        texts[key] = SourceText(key, source.title.text, file)
    return texts, found


def _no_file(key: str, name: Text, near: str) -> Diagnostic:
    shown = repr(name.text).replace(r"\\", "\\")  # as typed
    message = f"the source {key!r} has no file {shown} in the deck's folder"
    remedy = "put the text into the deck's folder sources/ and write sources/NAME, or mend the name"
    if near:
        remedy = f"did you mean {near}?"
    if "\\" in name.text:
        remedy += "\nnames have slashes, and begin in the deck's folder, on every system"
    return grounding_codes.NO_SOURCE_FILE.at(name.span, message, remedy)


def _with_headings(catalog: Catalog, texts: Mapping[str, SourceText]) -> Catalog:
    """The catalog with the headings of its sources as they are written."""
    named = {
        key: replace(source, headings={a: s.title for a, s in texts[key].sections.items()})
        if key in texts
        else source
        for key, source in catalog.deck.sources.items()
    }
    return replace(catalog, deck=replace(catalog.deck, sources=named))


def _ledger(files: project.DeckFiles, here: Path) -> tuple[SourceFile, Ledger, list[Diagnostic]]:
    """The lock file and what it says: nothing where there is none yet."""
    shown, path = project.shown_path(files.lock_file, here), files.lock_file
    if not path.exists():
        return SourceFile(shown, ""), Ledger(), []
    lock, found = decode(shown, path.read_bytes())
    if has_errors(found):
        return lock, Ledger(), found
    ledger, found = lockfile.parse(lock)
    if ledger is None:
        return lock, Ledger(), found
    found += readable(ledger, lock)
    if ledger.merged and not found:
        message = "two branches met in this lock file, or it was mended by hand"
        remedy = "the next build writes it anew and sends the latest corrections once more"
        found.append(ledger_codes.LOCK_MERGED.at(lock.span(0), message, remedy))
    return lock, ledger, found


def _drafts(
    catalog: Catalog,
    met: Sequence[LockedNote | None],
    folder: MediaFolder,
    found: list[Diagnostic],
    watch: Watch[AuthoredNote],
) -> tuple[Draft, ...]:
    deck, markup = catalog.deck, Markup(folder, found)
    drafts = []
    for note, locked in zip(watch(catalog.notes, len(catalog.notes)), met, strict=True):
        kind = kind_of(note)
        content = kind.content_of(note, deck, markup, slots_of(locked))
        tags = _tags(note, deck)
        drafts.append(Draft(note, content, tags, _authored(note, deck, content, tags), locked))
    return tuple(drafts)


def _authored(note: AuthoredNote, deck: DeckInfo, content: Content, tags: tuple[str, ...]) -> str:
    """The hash of what the author decides; the tool's own ways with it are left out."""
    common = (note.extra, note.caution, note.source, note.quote)
    source = deck.sources.get(note.source.text.partition("#")[0]) if note.source else None
    return fingerprint(
        kind_of(note).name,
        content_by_role(note),
        [text.text if text else None for text in common],
        source.title.text if source else None,
        note.topic,
        tags,
        [media.name for media in content.media],
    )


def _double_deck(deck: DeckInfo, first: dict[str, Text]) -> list[Diagnostic]:
    found = []
    for what, text in (("id", deck.id), ("name", deck.name)):
        other = first.setdefault(f"{what} {text.text}", text)
        if other is not text and other.span != text.span:
            place = other.span.file.path
            message = f"the {what} {text.text!r} is already that of the deck in {place}"
            remedy = f"give one of the two decks another {what}"
            found.append(identity_codes.DOUBLE_DECK.at(text.span, message, remedy))
            break
    return found


def _description(deck: DeckInfo, html: str, released: int) -> str:
    facts = [
        ("Licence", deck.license.text if deck.license else ""),
        ("Authors", ", ".join(author.text for author in deck.authors)),
        ("Reviewed", deck.reviewed.text if deck.reviewed else ""),
        ("Released", datetime.fromtimestamp(released, UTC).date().isoformat()),
    ]
    parts = [html] if html else []
    parts += [plain(f"{name}: {value}") for name, value in facts if value]
    parts.append("For study, not for clinical decisions.")
    return "<br>\n".join(parts)


def _tags(note: AuthoredNote, deck: DeckInfo) -> tuple[str, ...]:
    """The topic under the deck, the deck's own, the note's own, the source; sorted, each once."""
    tags = {f"{deck.id.text}::{note.topic}"}
    tags |= {tag.text for tag in (*deck.tags, *note.tags)}
    if note.source is not None:
        tags.add(f"source::{note.source.text.partition('#')[0]}")
    return tuple(sorted(tags))
