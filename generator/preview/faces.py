"""From a note in a package to its cards: what stands on the front and on the back of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.package import NoteType
from generator.preview.templates import render

__all__ = ["Face", "faces_of"]

_TYPED = re.compile(r"\[\[type:([^\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class Face:
    """One card. ``name`` tells it from the others of its note, in the words of the note type.

    ``ordinal`` counts from 0; ``question`` and ``answer`` are HTML; ``typed`` is
    that of the field which the student is to type, where there is one.
    """

    name: str
    ordinal: int
    question: str
    answer: str
    typed: str | None


def faces_of(kind: NoteType, fields: Sequence[str], ordinals: Sequence[int]) -> tuple[Face, ...]:
    """The cards with these ordinals of a note with these fields, in the order of ``ordinals``."""
    named = {field.name: html for field, html in zip(kind.fields, fields, strict=True)}
    faces = []
    for ordinal in ordinals:
        template = kind.templates[0 if kind.cloze else ordinal]
        question = render(template.front, named, ordinal, front=True)
        answer = render(template.back, named, ordinal, front=False)
        asked = _TYPED.search(question)
        faces.append(
            Face(
                f"{template.name} {ordinal + 1}" if kind.cloze else template.name,
                ordinal,
                question,
                answer,
                named[asked[1]] if asked else None,
            )
        )
    return tuple(faces)
