"""What the page shows of a deck: its cards and its findings, also while the deck can't be built.

A card that can't be read at the moment stays as it was when it could be, marked as
``stale``; findings stand with the card that they belong to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.diagnostics import Diagnostic, has_errors
from generator.draft import Draft
from generator.folders import shown_file
from generator.notetypes import KINDS
from generator.package import Media, NoteType
from generator.pipeline import Compiled
from generator.preview.faces import Face, faces_of

__all__ = ["NoteSight", "Sight", "look"]


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class NoteSight:
    """One note with its cards.

    ``id`` is the author's, which may be missing or given twice; ``name`` is its own.
    ``path`` is that of its file as people name it, ``file`` the same for an
    editor, ``line`` counts from 1. ``mark`` says what the author did since the
    last build: "new", "changed", "back", or nothing. ``stale`` tells that the
    file can't be read there now, and that this is what it said before. ``basis``
    is all that the rest was made from: while that is the same, so is the object.
    """

    name: str
    id: str
    kind: str
    topic: str
    tags: tuple[str, ...]
    cards: tuple[Face, ...]
    path: str
    file: Path
    line: int
    mark: str
    stale: bool = False
    basis: tuple[object, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sight:
    """A deck as the page shows it. The empty one is that of a deck not yet read.

    ``findings`` come with the name of their note, "" where they belong to none.
    ``css`` is by kind, ``pictures`` by the name in Anki. ``built`` tells whether
    there was a build to compare with; ``trouble`` is what the machine refused.
    """

    deck: str = ""
    name: str = ""
    notes: tuple[NoteSight, ...] = ()
    findings: tuple[tuple[Diagnostic, str], ...] = ()
    css: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, Media] = field(default_factory=dict)
    built: bool = False
    trouble: str = ""


def look(compiled: Compiled, here: Path, before: Sight) -> Sight:
    """What there is to see of a deck, seen from the folder ``here``, after ``before``."""
    files = (*compiled.files.deck_files, *compiled.files.topic_files)
    paths = {shown_file(file, here): file.resolve() for file in files}
    types = {kind.name: kind.note_type(compiled.ledger.deck, 0) for kind in KINDS}
    names = _names(compiled.drafts)
    known = {note.name: note for note in before.notes if not note.stale}
    notes = [
        _note(name, draft, fields, types, paths, known.get(name))
        for name, draft, fields in zip(names, compiled.drafts, _fields(compiled), strict=True)
    ]
    kept = _with_stale(notes, before.notes, compiled)
    deck = compiled.deck
    return Sight(
        deck=deck.id.text if deck else before.deck or compiled.files.id_guess,
        name=deck.name.text if deck else before.name,
        notes=tuple(kept),
        findings=tuple(_placed(compiled, names, kept)),
        css={name: kind.css for name, kind in types.items()},
        pictures=_pictures(compiled, before),
        built=bool(compiled.ledger.deck),
    )


def _pictures(compiled: Compiled, before: Sight) -> dict[str, Media]:
    """The pictures of all cards, those of cards that are stale among them."""
    known = dict(before.pictures)
    if compiled.package is not None:
        known |= {media.name: media for media in compiled.package.media}
    if any(name not in known for draft in compiled.drafts for name in draft.pictures):
        known |= compiled.files.media().by_packed_name()
    return known


def _names(drafts: Sequence[Draft]) -> list[str]:
    """A name for each note: its id, and a number where that is missing or another's too."""
    seen: Counter[str] = Counter()
    names = []
    for draft in drafts:
        seen[draft.id] += 1
        again = seen[draft.id] > 1 or not draft.id
        names.append(f"{draft.id}~{seen[draft.id]}" if again else draft.id)
    return names


def _fields(compiled: Compiled) -> list[tuple[str, ...]]:
    """The fields of each draft: as shipped, where the deck can be."""
    if compiled.package is None:
        return [draft.fields for draft in compiled.drafts]
    # The living notes come first, in the order of the drafts; the retired ones are nobody's study.
    return [note.fields for note in compiled.package.notes[: len(compiled.drafts)]]


def _note(
    name: str,
    draft: Draft,
    fields: tuple[str, ...],
    types: Mapping[str, NoteType],
    paths: Mapping[str, Path],
    before: NoteSight | None,
) -> NoteSight:
    path, mark, place = draft.file.path, _mark(draft), (draft.start, draft.end)
    basis = (draft.shipped, draft.tags, place, path, draft.file.digest, mark, fields)
    if before is not None and before.basis == basis:
        return before
    return NoteSight(
        name=name,
        id=draft.id,
        kind=draft.kind,
        topic=draft.topic,
        tags=draft.tags,
        cards=faces_of(types[draft.kind], fields, draft.ordinals),
        path=path,
        file=paths[path],
        line=draft.file.position(draft.start).line,
        mark=mark,
        basis=basis,
    )


def _mark(draft: Draft) -> str:
    if draft.locked is None:
        return "new"
    if draft.locked.retired is not None:
        return "back"
    return "changed" if draft.locked.authored != draft.authored else ""


def _with_stale(
    notes: Sequence[NoteSight], before: Sequence[NoteSight], compiled: Compiled
) -> list[NoteSight]:
    """``notes``, and those of ``before`` that an error may hide, each after its neighbour."""
    broken = {d.span.file.path for d in compiled.diagnostics if has_errors([d])}
    present = {note.name for note in notes}
    follow: dict[str, list[NoteSight]] = {}
    neighbour = ""
    for note in before:
        if note.name in present:
            neighbour = note.name
        elif compiled.deck is None or note.path in broken:
            follow.setdefault(neighbour, []).append(replace(note, stale=True, mark=""))
    kept = list(follow.get("", ()))
    for note in notes:
        kept += [note, *follow.get(note.name, ())]
    return kept


def _placed(
    compiled: Compiled, names: Sequence[str], notes: Sequence[NoteSight]
) -> Iterable[tuple[Diagnostic, str]]:
    """Each finding with the name of its note; ``names`` are those of the drafts."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for name, draft in zip(names, compiled.drafts, strict=True):
        spans.setdefault(draft.file.path, []).append((draft.start, draft.end, name))
    for listed in spans.values():
        listed.sort()
    # What can't be read stands between its neighbours.
    stale: dict[tuple[str, str], str] = {}
    neighbours: dict[str, str] = {}
    for note in notes:
        if note.stale:
            stale.setdefault((note.path, neighbours.get(note.path, "")), note.name)
        else:
            neighbours[note.path] = note.name
    for diagnostic in compiled.diagnostics:
        path, start = diagnostic.span.file.path, diagnostic.span.start
        listed = spans.get(path, [])
        index = bisect_right(listed, start, key=lambda item: item[0]) - 1
        _, end, name = listed[index] if index >= 0 else (0, 0, "")
        yield diagnostic, name if start < end else stale.get((path, name), "")
