"""What goes to the page, as JSON: a sight of the deck, without the notes that the page has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from generator.preview.sight import NoteSight, Sight
from generator.report import as_dict

__all__ = ["Sheet", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sight, ready to be sent: ``head`` is all but the notes, which are (key, place, body).

    The key is a hash of the body, so that who has a key has the body.
    """

    head: dict[str, Any]
    notes: tuple[tuple[str, dict[str, Any], str], ...]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all notes."""
        return frozenset(key for key, _, _ in self.notes)

    def text(self, known: Set[str]) -> str:
        """The whole as JSON, but for the bodies of notes whose keys are ``known``."""
        head = json.dumps(self.head, ensure_ascii=False)[:-1]
        notes = ",".join(
            json.dumps(place | {"key": key}, ensure_ascii=False)[:-1]
            + ("}" if key in known else f', "body": {body}}}')
            for key, place, body in self.notes
        )
        return f'{head}, "notes": [{notes}]}}'


def sheet_of(sight: Sight, *, local: bool) -> Sheet:
    """``sight`` for the page: ``local`` for the author's own, else for a class.

    A class gets the cards alone: no findings, no marks, no paths of a machine.
    """
    findings = [as_dict(d) | {"note": note} for d, note in sight.findings]
    head = {
        "deck": sight.deck,
        "name": sight.name,
        "css": dict(sight.css),
        "findings": findings if local else [],
        "built": sight.built,
        "trouble": sight.trouble,
        "local": local,
    }
    return Sheet(head, tuple(_note(note, local=local) for note in sight.notes))


def _note(note: NoteSight, *, local: bool) -> tuple[str, dict[str, Any], str]:
    if note not in _written:
        _written[note] = _body(note)
    key, body = _written[note]
    place: dict[str, Any] = {"name": note.name, "line": note.line}
    if local:
        place |= {
            "path": note.path,
            "file": note.file.as_posix(),
            "mark": note.mark,
            "stale": note.stale,
        }
    else:
        place |= {"path": note.file.name}
    return key, place, body


# A deck is seen again after each save, and most of its notes are the same.
_written: WeakKeyDictionary[NoteSight, tuple[str, str]] = WeakKeyDictionary()


def _body(note: NoteSight) -> tuple[str, str]:
    """What there is to show of a note as JSON, and its key."""
    body = json.dumps(
        {
            "id": note.id,
            "kind": note.kind,
            "topic": note.topic,
            "tags": note.tags,
            "cards": [
                {
                    "name": face.name,
                    "ordinal": face.ordinal,
                    "question": face.question,
                    "answer": face.answer,
                    "typed": face.typed,
                }
                for face in note.cards
            ],
        },
        ensure_ascii=False,
    )
    key = hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return key, body
