"""What a student will notice: two packages, note by note.

Anki takes a note from a package only where its time is newer than the one that
the student has, whatever the texts say: what differs and is not newer is told
apart, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from html import unescape
from typing import NamedTuple

from generator.due import longest_rising
from generator.package import RETIRED_TAG, Note, NoteType, Package
from generator.patterns import late

__all__ = ["Diff", "FieldChange", "NoteChange", "Words", "compare", "visible"]

_PICTURE = late(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
_BREAK = late(r"<(?:br|/p|/li|/tr|/div|hr)\b[^>]*>")
_TAG = late(r"<[^>]*>")
_DELETION = late(r"\{\{c\d+::(.*?)(?:::[^{}]*)?\}\}", re.DOTALL)
_TOKEN = late(r"\w+|\s+|[^\w\s]")
# Comparing takes the product of the two lengths: longer texts are shown whole, old and new.
_MOST_TOKENS = 1_000


class Words(NamedTuple):
    """A stretch of text: ``sign`` is "-" where it is gone, "+" where it is new, else "="."""

    sign: str
    text: str


class FieldChange(NamedTuple):
    """One field of a note, by its name, with its HTML before and after."""

    field: str
    before: str
    after: str

    @property
    def words(self) -> tuple[Words, ...]:
        """What changed, word by word: of what students see, or of the HTML if they see the same."""
        before, after = visible(self.before), visible(self.after)
        if before == after:
            before, after = self.before, self.after
        return _words(before, after)


class NoteChange(NamedTuple):
    """What becomes of one note. ``title`` is its first field as people read it.

    ``why`` is empty, or the reason for which the change will not arrive.
    """

    ref: str
    guid: str
    title: str
    fields: tuple[FieldChange, ...] = ()
    tags_added: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    pictures_added: tuple[str, ...] = ()
    pictures_removed: tuple[str, ...] = ()
    why: str = ""


class Diff(NamedTuple):
    """The notes by what a student notices, in the order of the deck.

    A note is in one of the first eight: ``held_back`` are those whose change
    will not arrive, ``again`` those that are the same and carry a newer time,
    so that students' own edits on them are replaced. ``moved`` are those whose place among
    new cards changed, whatever else did. ``looks`` names the note types that
    look different, ``notices`` is what concerns the whole deck.
    """

    new: tuple[NoteChange, ...] = ()
    corrected: tuple[NoteChange, ...] = ()
    pictures: tuple[NoteChange, ...] = ()
    tags: tuple[NoteChange, ...] = ()
    retired: tuple[NoteChange, ...] = ()
    revived: tuple[NoteChange, ...] = ()
    held_back: tuple[NoteChange, ...] = ()
    again: tuple[NoteChange, ...] = ()
    moved: tuple[NoteChange, ...] = ()
    looks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return self != Diff()


def compare(before: Package, after: Package) -> Diff:
    """What someone who has ``before`` notices when importing ``after``."""
    old = {note.guid: note for note in before.notes}
    types = {kind.id: kind for kind in (*before.note_types, *after.note_types)}
    found: dict[str, list[NoteChange]] = {name: [] for name in _SECTIONS}
    for note in after.notes:
        was = old.get(note.guid)
        section = _section(was, note)
        if section:
            found[section].append(_change(was, note, types))
    present = {note.guid for note in after.notes}
    for note in before.notes:
        if note.guid not in present:
            why = "it is in the new deck no more: students keep it as it is and are told nothing"
            found["held_back"].append(NoteChange(note.ref, note.guid, _title(note), why=why))
    return Diff(
        **{name: tuple(changes) for name, changes in found.items()},
        moved=tuple(_moved(old, after)),
        looks=_looks(before, after),
        notices=_notices(before, after),
    )


def visible(html: str) -> str:
    """HTML as people read it: text, the names of pictures in brackets, deletions open."""
    text = _BREAK.sub("\n", _PICTURE.sub(r"[\1]", html))
    return unescape(_DELETION.sub(r"\1", _TAG.sub("", text))).strip()


_SECTIONS = ("new", "corrected", "pictures", "tags", "retired", "revived", "held_back", "again")


def _section(was: Note | None, note: Note) -> str:
    """Where the change of a note belongs; empty where there is none."""
    if was is None:
        return "new"
    content = (note.fields, note.tags, note.note_type)
    if content == (was.fields, was.tags, was.note_type):
        return "again" if note.modified > was.modified else ""
    if note.modified <= was.modified or note.note_type != was.note_type:
        return "held_back"
    before, now = RETIRED_TAG in was.tags, RETIRED_TAG in note.tags
    if before != now:
        return "retired" if now else "revived"
    if note.fields == was.fields:
        return "tags"
    same_text = [_PICTURE.sub("", f) for f in note.fields] == [
        _PICTURE.sub("", f) for f in was.fields
    ]
    return "pictures" if same_text else "corrected"


def _change(was: Note | None, note: Note, types: dict[int, NoteType]) -> NoteChange:
    if was is None:
        return NoteChange(note.ref, note.guid, _title(note))
    names = [field.name for field in types[note.note_type].fields]
    fields: tuple[FieldChange, ...] = ()
    if note.note_type == was.note_type:
        both = zip(names, was.fields, note.fields, strict=False)
        fields = tuple(FieldChange(*change) for change in both if change[1] != change[2])
    return NoteChange(
        note.ref,
        note.guid,
        _title(note),
        fields,
        _without(note.tags, was.tags),
        _without(was.tags, note.tags),
        _without(note.media, was.media),
        _without(was.media, note.media),
        _why_not(was, note),
    )


def _why_not(was: Note, note: Note) -> str:
    if note.note_type != was.note_type:
        return "it is of another note type: Anki answers with a conflict"
    if note.modified == was.modified:
        return "it carries the time that students have already: Anki takes only newer notes"
    if note.modified < was.modified:
        return "it carries an older time than students have: Anki takes only newer notes"
    return ""


def _without(names: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


def _title(note: Note) -> str:
    text = " ".join(visible(note.fields[0]).split()) if note.fields else ""
    return text if len(text) <= 80 else text[:79] + "…"


def _moved(old: dict[str, Note], after: Package) -> list[NoteChange]:
    """The fewest notes that, taken out, leave the others in their old order."""
    both = [
        (note, was)
        for note in after.notes
        if (was := old.get(note.guid)) is not None
        and note.cards
        and was.cards
        and RETIRED_TAG not in note.tags
        and RETIRED_TAG not in was.tags
    ]
    both.sort(key=lambda pair: pair[0].cards[0].due)
    stayed = longest_rising([was.cards[0].due for _, was in both])
    return [
        NoteChange(note.ref, note.guid, _title(note))
        for index, (note, _) in enumerate(both)
        if index not in stayed
    ]


def _looks(before: Package, after: Package) -> tuple[str, ...]:
    """The note types that carry a newer time, by name: Anki takes their looks over."""
    old = {kind.id: kind.modified for kind in before.note_types}
    return tuple(t.name for t in after.note_types if old.get(t.id, t.modified) < t.modified)


def _notices(before: Package, after: Package) -> tuple[str, ...]:
    found = []
    living = any(RETIRED_TAG not in note.tags for note in before.notes)
    if living and before.decks and before.decks[0].name != after.decks[0].name:
        found.append(
            f"the deck is now called {after.decks[0].name!r}: new cards go there, "
            f"those that students have stay in {before.decks[0].name!r}"
        )
    new = {kind.id: [field.id for field in kind.fields] for kind in after.note_types}
    found += [
        f"the fields of the note type {kind.name!r} are others: Anki answers with a conflict"
        for kind in before.note_types
        if new.get(kind.id, [f.id for f in kind.fields]) != [f.id for f in kind.fields]
    ]
    return tuple(found)


def _words(before: str, after: str) -> tuple[Words, ...]:
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Words] = []

    def add(sign: str, text: str) -> None:
        if text:
            found.append(Words(sign, text))

    if len(one) > _MOST_TOKENS or len(other) > _MOST_TOKENS:
        add("-", before)
        add("+", after)
        return tuple(found)
    for code, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if code == "equal":
            add("=", "".join(one[a:b]))
        else:
            add("-", "".join(one[a:b]))
            add("+", "".join(other[c:d]))
    return tuple(found)
