"""What the page shows of a deck: its cards and its findings, also while the deck can't be built.

A card that can't be read at the moment stays as it was when it could be, marked as
``stale``; findings stand with the card that they belong to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.diagnostics import Diagnostic, has_errors
from generator.identify import Draft
from generator.notetypes import KINDS, kind_of
from generator.package import Media, NoteType
from generator.pipeline import Compiled
from generator.preview.faces import Face, faces_of
from generator.project import shown_path

__all__ = ["NoteSight", "Sight", "look"]


@dataclass(frozen=True, slots=True)
class NoteSight:
    """One note with its cards.

    ``path`` is that of its file as people name it, ``file`` the same for an
    editor, ``line`` counts from 1. ``mark`` says what the author did since the
    last build: "new", "changed", "back", or nothing. ``stale`` tells that the
    file can't be read there now, and that this is what it said before.
    """

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


@dataclass(frozen=True, slots=True)
class Sight:
    """A deck as the page shows it. The empty one is that of a deck not yet read.

    ``findings`` come with the id of their note, "" where they belong to none.
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
    paths = {shown_path(file, here): file.resolve() for file in files}
    types = {kind.name: kind.note_type(compiled.ledger.deck, 0) for kind in KINDS}
    notes = [
        _note(draft, fields, types, paths)
        for draft, fields in zip(compiled.drafts, _fields(compiled), strict=True)
    ]
    kept = _with_stale(notes, before.notes, compiled)
    deck = compiled.catalog.deck if compiled.catalog else None
    shown = [media for draft in compiled.drafts for media in draft.content.media]
    return Sight(
        deck=deck.id.text if deck else before.deck or compiled.files.id_guess,
        name=deck.name.text if deck else before.name,
        notes=tuple(kept),
        findings=tuple(_placed(compiled, kept)),
        css={name: kind.css for name, kind in types.items()},
        # Those of cards that are stale are still shown.
        pictures={**before.pictures, **{media.name: media for media in shown}},
        built=bool(compiled.ledger.deck),
    )


def _fields(compiled: Compiled) -> list[tuple[str, ...]]:
    """The fields of each draft: as shipped, where the deck can be."""
    if compiled.package is None:
        return [draft.content.fields for draft in compiled.drafts]
    # The living notes come first, in the order of the drafts; the retired ones are nobody's study.
    return [note.fields for note in compiled.package.notes[: len(compiled.drafts)]]


def _note(
    draft: Draft,
    fields: tuple[str, ...],
    types: Mapping[str, NoteType],
    paths: Mapping[str, Path],
) -> NoteSight:
    note, kind = draft.note, kind_of(draft.note).name
    path = note.span.file.path
    return NoteSight(
        id=note.id.text,
        kind=kind,
        topic=note.topic,
        tags=draft.tags,
        cards=faces_of(types[kind], fields, draft.content.ordinals),
        path=path,
        file=paths[path],
        line=note.span.first.line,
        mark=_mark(draft),
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
    present = {note.id for note in notes}
    follow: dict[str, list[NoteSight]] = {}
    neighbour = ""
    for note in before:
        if note.id in present:
            neighbour = note.id
        elif compiled.catalog is None or note.path in broken:
            follow.setdefault(neighbour, []).append(replace(note, stale=True, mark=""))
    kept = list(follow.get("", ()))
    for note in notes:
        kept += [note, *follow.get(note.id, ())]
    return kept


def _placed(compiled: Compiled, notes: Sequence[NoteSight]) -> Iterable[tuple[Diagnostic, str]]:
    """Each finding with the id of the note that it stands in."""
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for draft in compiled.drafts:
        span = draft.note.span
        spans.setdefault(span.file.path, []).append((span.start, span.end, draft.note.id.text))
    for listed in spans.values():
        listed.sort()
    # What can't be read stands between its neighbours.
    stale: dict[tuple[str, str], str] = {}
    neighbours: dict[str, str] = {}
    for note in notes:
        if note.stale:
            stale.setdefault((note.path, neighbours.get(note.path, "")), note.id)
        else:
            neighbours[note.path] = note.id
    for diagnostic in compiled.diagnostics:
        path, start = diagnostic.span.file.path, diagnostic.span.start
        listed = spans.get(path, [])
        index = bisect_right(listed, start, key=lambda item: item[0]) - 1
        _, end, name = listed[index] if index >= 0 else (0, 0, "")
        yield diagnostic, name if start < end else stale.get((path, name), "")
