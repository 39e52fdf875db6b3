"""A note on the sheet: what is asked, and what unfolds below it or stands beside it on paper."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from generator.authored import (
    ChoiceNote,
    ClozeNote,
    ListNote,
    ProfileNote,
    QuestionNote,
    SelectNote,
)
from generator.identify import Draft
from generator.notetypes import kind_of
from generator.sheet.inner import Inner, formulas

__all__ = ["entry", "is_broad"]

# What a handwritten line holds in one of two columns, and how many lines are room enough.
_LINE, _MOST_LINES = 40, 6
# What does not fit into one of two columns, or not well.
_COLUMNS, _SIGNS = 4, 70
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b")
# As `generator.notetypes.options` writes them, to be ticked; on the sheet the list has own marks.
_OPTION = re.compile(r"<li><label\b[^>]*><input\b[^>]*> <span\b[^>]*>")


class _Sides(NamedTuple):
    """``asked`` stays when the note is folded, but for the gaps in it; ``told`` goes."""

    asked: str
    told: str


def entry(draft: Draft, number: int) -> str:
    """The note, unfolded, under its number on the sheet."""
    kind, inner = kind_of(draft.note), Inner(draft.content.media)
    shown = zip(kind.fields, draft.content.fields, strict=True)
    fields = {name: inner.text(html) for name, html in shown if html}
    asked, told = _sides(draft, fields)
    picture = f'<div class="picture">{fields["Image"]}</div>' if "Image" in fields else ""
    return (
        f'<details class="entry of-{kind.name}" id="note-{escape(draft.note.id.text)}"'
        f' style="--lines: {_lines(draft)}" open>'
        f'<summary><span class="number">{number}</span>'
        f'<div class="asked">{asked}{picture}</div></summary>\n'
        f'<div class="told">{told}{_afterword(fields)}</div></details>'
    )


def is_broad(draft: Draft) -> bool:
    """Whether a note holds a table or a formula that wants the breadth of the page."""
    return any(_is_broad(html) for html in draft.content.fields)


def _sides(draft: Draft, fields: dict[str, str]) -> _Sides:
    match draft.note:
        case QuestionNote():
            back = ""
            if "Reverse" in fields:
                back = (
                    f'<div class="back"><div class="question" dir="auto">{fields["Reverse"]}</div>'
                    f"{_block('answer', fields['ReverseAnswer'])}</div>"
                )
            return _Sides(
                _block("question", fields["Question"]), _block("answer", fields["Answer"]) + back
            )
        case ClozeNote():
            # On paper with the answers beside, the text is there twice: with gaps, and whole.
            return _Sides(_block("text", fields["Text"]), _block("text whole", fields["Text"]))
        case ListNote():
            return _Sides(_block("question", fields["Prompt"]), _block("answer", fields["Items"]))
        case ChoiceNote() | SelectNote():
            options = _OPTION.sub("<li><span>", fields["Options"]).replace("</label>", "")
            why = _block("why", fields["Why"]) if "Why" in fields else ""
            return _Sides(
                _block("question", fields["Question"]) + _block("options", options),
                _block("answer", fields["Answer"]) + why,
            )
        case ProfileNote():
            return _Sides(_profile(draft.note, draft.content.ordinals, fields), "")


def _profile(note: ProfileNote, ordinals: tuple[int, ...], fields: dict[str, str]) -> str:
    """A table of its facts: their names stay when it is folded."""
    templates = kind_of(note).templates
    rows = "".join(
        f"<dt>{escape(key.replace('-', ' ').capitalize())}</dt>"
        f'<dd class="gap"><div dir="auto">{fields[templates[ordinal][0]]}</div></dd>'
        for (key, _), ordinal in zip(note.facts, ordinals, strict=True)
    )
    return f"{_block('question', fields['Drug'])}<dl>{rows}</dl>"


def _lines(draft: Draft) -> int:
    """How many lines a student needs to write what there are no gaps for."""
    match draft.note:
        case QuestionNote(answer=answer):
            return min(1 + len(answer.text) // _LINE, _MOST_LINES)
        case ListNote(items=items):
            return min(len(items), _MOST_LINES)
        case _:
            return 0


def _is_broad(html: str) -> bool:
    columns = max((len(_CELL.findall(row)) for row in _ROW.findall(html)), default=0)
    signs = max((len(tex) for tex in formulas(html)), default=0)
    return columns > _COLUMNS or signs > _SIGNS


def _afterword(fields: dict[str, str]) -> str:
    caution = _block("caution", fields["Caution"]) if "Caution" in fields else ""
    extra = _block("extra", fields["Extra"]) if "Extra" in fields else ""
    source = f"{fields['Source']} · " if "Source" in fields else ""
    name = fields["Ref"].rpartition("/")[2]
    return f'{caution}{extra}<div class="foot">{source}<span class="ref">{name}</span></div>'


def _block(name: str, html: str) -> str:
    return f'<div class="{name}" dir="auto">{html}</div>'
