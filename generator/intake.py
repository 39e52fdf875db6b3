"""What a deck is read from: its files as documents, its sources as texts, its lock as a ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from generator import disk, ledgers, lockfile, lockwriter, project
from generator.authored import DeckInfo, Text
from generator.catalog import Catalog, assemble
from generator.codes import grounding as grounding_codes
from generator.codes import ledger as ledger_codes
from generator.codes import shape as shape_codes
from generator.diagnostics import Diagnostic, has_errors
from generator.folders import shown_file, shown_path
from generator.identify import readable
from generator.ledger import Ledger
from generator.reader import decode, read
from generator.source import SourceFile, SourceSpan, UnreadFile
from generator.sources import SourceText
from generator.tree import Document

__all__ = [
    "catalog_of",
    "document_of",
    "head_of",
    "ledger_of",
    "odd_files",
    "sources_of",
    "text_of",
    "with_headings",
]


def document_of(path: Path, here: Path) -> tuple[Document, list[Diagnostic]]:
    """A file of YAML as data in which everything has its place, and what is wrong with it."""
    file, found = decode(shown_file(path, here), path.read_bytes())
    if has_errors(found):
        return Document(file, None), found
    document, problems = read(file)
    return document, found + problems


def text_of(path: Path) -> str:
    """The text of a file of cards, without what is wrong with it."""
    return decode("", path.read_bytes())[0].text


def head_of(files: project.DeckFiles, here: Path) -> tuple[Document, list[Diagnostic]]:
    """The document that says what the deck is."""
    if files.deck_files:
        return document_of(files.deck_files[0], here)
    shown = shown_path(files.root, here)
    head = Document(SourceFile(shown, ""), None)
    message = f"there is no deck.yaml in {shown}"
    remedy = f"write one that begins so:\n  id: {files.root.name}"
    return head, [shape_codes.NO_DECK.at(head.file.span(0, 0), message, remedy)]


def odd_files(files: project.DeckFiles, here: Path) -> Iterator[Diagnostic]:
    """Files that are read by no deck, or may get lost, or of which there is one too many."""

    def at(path: Path) -> SourceSpan:
        return SourceFile(shown_path(path, here), "").span(0, 0)

    for stray in files.stray_files:
        message = "no deck reads this file: cards are looked for in the deck's own folder"
        shown = shown_path(files.root, here)
        remedy = f"move it into {shown}, or give its folder a deck.yaml beside that of other decks"
        yield shape_codes.STRAY_FILE.at(at(stray), message, remedy)
    for one, two in files.twins:
        message = f"this name differs from that of {one.name} by case only"
        remedy = "give one of them another name: Windows and macOS keep but one of the two"
        yield shape_codes.TWIN_NAMES.at(at(two), message, remedy)
    for extra in files.deck_files[1:]:
        message = f"there is a second deck file beside {files.deck_files[0].name}"
        yield shape_codes.NO_DECK.at(at(extra), message, "keep one of the two")


def sources_of(
    deck: DeckInfo, files: project.DeckFiles, here: Path
) -> tuple[dict[str, SourceText], dict[Path, str], list[Diagnostic]]:
    """The texts of the deck's sources by key, and the digests of their files.

    A file that is not there is told.
    """
    texts: dict[str, SourceText] = {}
    digests: dict[Path, str] = {}
    found: list[Diagnostic] = []
    paths = files.sources(source.file.text for source in deck.sources.values())
    for (key, source), path in zip(deck.sources.items(), paths, strict=True):
        if path is None:
            found.append(_no_file(key, source.file, files.nearest_text(source.file.text)))
            continue
        file, problems = decode(shown_file(path, here), path.read_bytes())
        found += problems
        if has_errors(problems):
            message = f"the file of the source {key!r} is no UTF-8 text"
            remedy = "save it again with the encoding UTF-8"
            found.append(grounding_codes.NO_SOURCE_FILE.at(source.file.span, message, remedy))
            continue
        texts[key] = SourceText(key, source.title.text, file)
        digests[path] = file.digest
    return texts, digests, found


def _no_file(key: str, name: Text, near: str) -> Diagnostic:
    shown = repr(name.text).replace(r"\\", "\\")  # as typed
    message = f"the source {key!r} has no file {shown} in the deck's folder"
    remedy = "put the text into the deck's folder sources/ and write sources/NAME, or mend the name"
    if near:
        remedy = f"did you mean {near}?"
    if "\\" in name.text:
        remedy += "\nnames have slashes, and begin in the deck's folder, on every system"
    return grounding_codes.NO_SOURCE_FILE.at(name.span, message, remedy)


def with_headings(deck: DeckInfo, texts: Mapping[str, SourceText]) -> DeckInfo:
    """The deck with the headings of its sources as they are written."""
    named = {
        key: replace(source, headings=_Headings(texts[key])) if key in texts else source
        for key, source in deck.sources.items()
    }
    return replace(deck, sources=named)


class _Headings(Mapping[str, str]):
    """The headings of a source by anchor, sought when somebody asks for one."""

    def __init__(self, text: SourceText) -> None:
        self._text = text

    def __getitem__(self, anchor: str) -> str:
        return self._text.sections[anchor].title

    def __iter__(self) -> Iterator[str]:
        return iter(self._text.sections)

    def __len__(self) -> int:
        return len(self._text.sections)


def ledger_of(
    files: project.DeckFiles, here: Path, *, kept: bool = False
) -> tuple[SourceFile, Ledger, list[Diagnostic]]:
    """The lock file and what it says: nothing where there is none yet.

    With ``kept``, what the last build has kept of it for this one is asked first.
    """
    shown, path = shown_path(files.lock_file, here), files.lock_file
    if not path.exists():
        return SourceFile(shown, ""), Ledger(), []
    # Line by line: as a whole it may be the largest thing in memory.
    found: list[Diagnostic] = []
    lock: SourceFile = UnreadFile(shown, "", lambda: decode(shown, path.read_bytes())[0].text)
    with path.open("rb") as file:
        stamp = disk.stamp(file)
        ledger = ledgers.recall(path, file) if kept else None
        if ledger is not None:
            return lock, replace(ledger, stamp=stamp), []  # it was looked over when it was kept
        file.seek(0)
        ledger = lockwriter.untouched(file)
        if ledger is not None:
            ledger = replace(ledger, stamp=stamp)
    if ledger is None:
        with suppress(UnicodeDecodeError), path.open(encoding="utf-8", newline="\n") as lines:
            ledger, found = lockfile.parse(lock, lines)
    if ledger is None:
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


def catalog_of(
    files: project.DeckFiles, here: Path
) -> tuple[Catalog | None, dict[str, SourceText]]:
    """A deck as its author wrote it, and its sources by key, whatever is wrong with it.

    There is no catalog where it has no id that can be used.
    """
    head, _ = head_of(files, here)
    catalog, _ = assemble(head, [document_of(path, here)[0] for path in files.topic_files])
    if catalog is None:
        return None, {}
    texts, _, _ = sources_of(catalog.deck, files, here)
    return catalog._replace(deck=with_headings(catalog.deck, texts)), texts
