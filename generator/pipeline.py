"""The pipeline: the only place where the stages are named in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypeAlias

from generator import project
from generator.authored import AuthoredNote, DeckInfo, Text, Waiver
from generator.cards import Name, read_cards
from generator.catalog import (
    double_ids,
    in_topic_order,
    missing_ids,
    read_deck,
    without_doubtful,
)
from generator.codes import identity as identity_codes
from generator.codes import shape as shape_codes
from generator.compiling import FilesOfCards
from generator.coverage import idle_marks
from generator.diagnostics import Diagnostic, has_errors, in_order
from generator.draft import Draft
from generator.identify import meet, who_is_who
from generator.intake import (
    head_of,
    ledger_of,
    odd_files,
    sources_of,
    with_headings,
)
from generator.leaves import Leaf, Setting
from generator.ledger import Ledger
from generator.markup.anki import plain
from generator.markup.render import Markup
from generator.outline import is_one_file
from generator.package import Package
from generator.reader import read
from generator.release import Release, next_release, vanished
from generator.release_notices import notices, schema_problems
from generator.rules import NO_SIGNS, Place, compare, waive
from generator.rules.reading import Reading, reading_of
from generator.shelf import Shelf
from generator.source import SourceFile
from generator.sources import SourceText

__all__ = [
    "Compiled",
    "Watch",
    "compile_decks",
]

Watch: TypeAlias = Callable[[Iterable[Leaf], int], Iterable[Leaf]]
"""Passes files of cards through while showing how many of the given number are done."""


class Compiled(NamedTuple):
    """What became of one deck.

    ``deck`` is there where it has an id that can be used; ``ledger`` is what
    it had released before; ``release`` is there only where nothing was wrong.
    ``digests`` are those of files, as they were read: of cards and sources.
    """

    files: project.DeckFiles
    deck: DeckInfo | None
    sources: Mapping[str, SourceText]
    ledger: Ledger
    drafts: tuple[Draft, ...]
    release: Release | None
    diagnostics: tuple[Diagnostic, ...]
    digests: Mapping[Path, str]

    @property
    def package(self) -> Package | None:
        """What Anki would receive."""
        return self.release.package if self.release else None

    @property
    def notes_per_topic(self) -> dict[str, int]:
        """The number of notes of each topic, in the order of the deck."""
        return dict(Counter(draft.topic for draft in self.drafts))


def compile_decks(
    decks: Sequence[project.DeckFiles],
    here: Path,
    epoch: int,
    watch: Watch = lambda leaves, _: leaves,
    *,
    clock: int | None = None,
    refresh: bool = False,
    keep: bool = False,
) -> list[Compiled]:
    """Compile each deck as far as it goes; findings are sorted by place within a deck.

    ``epoch`` is the time of this build in seconds since 1970, ``clock`` the real
    time where that is another, as it is with a fixed epoch; ``refresh`` also
    sends what differs only because the tool does; with ``keep``, compiled files are
    kept in the user's cache for the next run.
    """
    first: dict[str, Text] = {}
    now = max(epoch, clock or 0)
    return [
        _compile(files, here, epoch, now, watch, first, refresh=refresh, keep=keep)
        for files in decks
    ]


def _compile(
    files: project.DeckFiles,
    here: Path,
    epoch: int,
    clock: int,
    watch: Watch,
    first: dict[str, Text],
    *,
    refresh: bool,
    keep: bool,
) -> Compiled:
    lock, ledger, found = ledger_of(files, here, kept=keep)
    found += odd_files(files, here)
    head, problems = head_of(files, here)
    found += problems
    one_file = is_one_file(head, alone=not files.topic_files)
    problems = []
    deck = read_deck(head, problems, one_file=one_file)
    found += without_doubtful(head, problems)
    texts: dict[str, SourceText] = {}
    digests: dict[Path, str] = {}
    setting = None
    if deck is not None:
        texts, digests, problems = sources_of(deck, files, here)
        found += problems
        deck = with_headings(deck, texts)
        setting = Setting(deck, texts, files.media(), ledger)
    shelf = Shelf(files.root, head.file.digest) if keep and not one_file else None
    cards = FilesOfCards(files, here, head if one_file else None, setting, shelf)
    leaves = list(watch(cards.leaves(), len(cards.paths)))
    digests |= dict.fromkeys(files.deck_files, head.file.digest)
    digests |= {path: leaf.file.digest for path, leaf in zip(cards.paths, leaves, strict=True)}
    found += (d for leaf in leaves for d in leaf.found)
    found += _between_files(leaves, ledger)
    drafts: tuple[Draft, ...] = ()
    release = None
    if setting is not None and deck is not None:
        headed = [(x.cards.topic, x.file) if x.drafts else None for x in leaves]
        order, problems = in_topic_order(deck, headed)
        leaves = [leaves[at] for at in order]
        found += problems
        drafts = tuple(draft for leaf in leaves for draft in leaf.drafts)
        told = any(d.rule is shape_codes.NO_CARDS for d in found)  # of each file
        if not drafts and not told and not has_errors(found):
            found.append(_no_cards(deck))
        found += _double_deck(deck, first)
        found += _content(leaves)
        found += idle_marks(
            deck, texts, ((x.drafts[at].id, quote) for x in leaves for at, quote in x.quotes)
        )
        found += meet(deck, drafts, ledger, lock, clock)
        found += schema_problems(deck, ledger)
        markup = Markup(setting.folder, found)
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
                setting.folder,
                setting.folder.named(x.pictures for x in leaves),
                refresh=refresh,
            )
            found += notices(drafts, release, lock)
    return Compiled(files, deck, texts, ledger, drafts, release, tuple(in_order(found)), digests)


def _no_cards(deck: DeckInfo) -> Diagnostic:
    message = "this deck has no cards at all"
    remedy = "write a first card: an `id`, a `q` and an `a` under `cards:`"
    return shape_codes.NO_CARDS.at(deck.id.span, message, remedy)


def _between_files(leaves: Sequence[Leaf], ledger: Ledger) -> Iterator[Diagnostic]:
    """Ids that miss, and those that are given twice."""

    def named() -> Iterator[tuple[SourceFile, Sequence[Name]]]:
        yield from ((leaf.file, leaf.names) for leaf in leaves)
        yield from ((leaf.file, leaf.cards.formers) for leaf in leaves)

    nameless = [card for leaf in leaves for card in leaf.cards.nameless]
    taken = {name for _, names in named() for name, _, _ in names} if nameless else set()
    problems = [*double_ids(named), *missing_ids(nameless, taken, ledger)]
    if problems:
        for leaf in leaves:
            yield from without_doubtful(leaf.cards.document, problems)


def _content(leaves: Sequence[Leaf]) -> Iterator[Diagnostic]:
    """The findings on the content of cards that their authors do not waive."""
    rich: dict[int, list[AuthoredNote]] = {}

    def reading(place: Place) -> Reading:
        file, at = place
        if file not in rich:
            rich[file] = leaves[file].cards.notes or _reread(leaves[file])
        return reading_of(rich[file][at])

    found: list[tuple[Place, Diagnostic]] = []
    waivers: dict[Place, Sequence[Waiver]] = {}
    for file, leaf in enumerate(leaves):
        found += (((file, at), diagnostic) for at, diagnostic in leaf.told)
        waivers |= {(file, at): allow for at, allow in leaf.waivers.items()}
    signs = [leaf.signs for leaf in leaves]
    for leaf in leaves:
        leaf.signs = NO_SIGNS  # nobody needs them from here on
    found += compare(signs, reading)
    return waive(waivers, found)


def _reread(leaf: Leaf) -> list[AuthoredNote]:
    """The notes of a leaf that came without them."""
    document, _ = read(leaf.file)
    return read_cards(document, [], one_file=False).notes


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
