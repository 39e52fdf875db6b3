"""Corrections as a text file for Anki's own text import.

A package updates a note only where its time is newer than the student's. The
text import asks for no time: it finds the note by its guid, replaces the
fields, and without a column of tags it leaves the student's own in place
(rslib/src/import_export/text). It carries no pictures, so that notes with
another picture can't be corrected this way.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from generator.diff import Diff
from generator.package import Note, Package

__all__ = ["Corrections", "corrections"]


@dataclass(frozen=True, slots=True)
class Corrections:
    """The text of the file, the notes in it, and those left out for their pictures, by name."""

    text: str
    written: tuple[str, ...]
    left_out: tuple[str, ...]


def corrections(package: Package, diff: Diff) -> Corrections:
    """The notes of ``package`` whose fields differ by ``diff``."""
    changes = (
        *diff.corrected,
        *diff.pictures,
        *diff.retired,
        *diff.revived,
        *(change for change in diff.held_back if change.fields),
    )
    pictured = {change.guid for change in changes if change.pictures_added}
    wanted = {change.guid for change in changes if change.fields} - pictured
    notes = [note for note in package.notes if note.guid in wanted]
    return Corrections(
        _text(package, notes),
        tuple(note.ref for note in notes),
        tuple(note.ref for note in package.notes if note.guid in pictured),
    )


def _text(package: Package, notes: list[Note]) -> str:
    head = [
        "#separator:Tab",
        "#html:true",
        "#if matches:update current",
        # The cards that a correction adds go here.
        f"#deck:{package.decks[0].name}",
        "#guid column:1",
        "#notetype column:2",
    ]
    rows = io.StringIO()
    # The note type by its id: its name may be the student's own.
    table = csv.writer(rows, delimiter="\t", lineterminator="\n")
    table.writerows((note.guid, str(note.note_type), *note.fields) for note in notes)
    return "\n".join(head) + "\n" + rows.getvalue()
