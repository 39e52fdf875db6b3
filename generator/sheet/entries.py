"""A note on the sheet: what is asked, and what unfolds below it or stands beside it on paper."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from generator.draft import Draft
from generator.format import PROFILE_FIELDS
from generator.notetypes import Kind, kind_named
from generator.sheet.inner import Inner, formulas

__all__ = ["entry", "is_broad"]

# What a handwritten line holds in one of two columns, and how many lines are room enough.
_LINE, _MOST_LINES = 40, 6
# What does not fit into one of two columns, or not well.
_COLUMNS, _SIGNS = 4, 70
_ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b")
_TAG = re.compile(r"<[^>]*>")
# As `generator.notetypes.options` writes them, to be ticked; on the sheet the list has own marks.
_OPTION = re.compile(r"<li><label\b[^>]*><input\b[^>]*> <span\b[^>]*>")


class _Sides(NamedTuple):
    """``asked`` stays when the note is folded, but for the gaps in it; ``told`` goes.

    What has gaps is in ``told`` again, ``whole``: on paper it stands beside them.
    """

    asked: str
    told: str


def entry(draft: Draft, number: int, inner: Inner) -> str:
    """The note, unfolded, under its number on the sheet."""
    kind = kind_named(draft.kind)
    shown = zip(kind.fields, draft.fields, strict=True)
    fields = {name: inner.text(html) for name, html in shown if html}
    asked, told = _sides(kind, draft.ordinals, fields)
    picture = f'<div class="picture">{fields["Image"]}</div>' if "Image" in fields else ""
    return (
        f'<details class="entry of-{kind.name}" id="note-{escape(draft.id)}"'
        f' style="--lines: {_lines(draft, fields)}" open>'
        f'<summary><span class="number">{number}</span>'
        f'<div class="asked">{asked}{picture}</div></summary>\n'
        f'<div class="told">{told}{_afterword(fields)}</div></details>'
    )


def is_broad(draft: Draft) -> bool:
    """Whether a note holds a table or a formula that wants the breadth of the page."""
    return any(_is_broad(html) for html in draft.fields)


def _sides(kind: Kind, ordinals: tuple[int, ...], fields: dict[str, str]) -> _Sides:
    match kind.name:
        case "question":
            back = ""
            if "Reverse" in fields:
                back = (
                    f'<div class="back">{_block("question", fields["Reverse"])}'
                    f"{_block('answer', fields['ReverseAnswer'])}</div>"
                )
            return _Sides(
                _block("question", fields["Question"]), _block("answer", fields["Answer"]) + back
            )
        case "cloze":
            return _Sides(_block("text", fields["Text"]), _block("text whole", fields["Text"]))
        case "list":
            return _Sides(_block("question", fields["Prompt"]), _block("answer", fields["Items"]))
        case "choice" | "select":
            options = _OPTION.sub("<li><span>", fields["Options"]).replace("</label>", "")
            why = _block("why", fields["Why"]) if "Why" in fields else ""
            return _Sides(
                _block("question", fields["Question"]) + _block("options", options),
                _block("answer", fields["Answer"]) + why,
            )
        case "profile":
            facts = {kind.templates[at][0]: list(PROFILE_FIELDS)[at] for at in ordinals}
            drug, table = _block("question", fields["Drug"]), _table(facts, fields)
            return _Sides(drug + table, f'<div class="whole">{table}</div>')
        case other:
            raise AssertionError(f"the sheet shows no notes of the kind {other}")


def _table(facts: dict[str, str], fields: dict[str, str]) -> str:
    """The facts of a profile, keys by field: what stays when it is folded are the keys."""
    rows = "".join(
        f'<dt>{_label(key)}</dt><dd class="gap"><div dir="auto">{fields[name]}</div></dd>'
        for name, key in facts.items()
    )
    return f"<dl>{rows}</dl>"


def _label(key: str) -> str:
    """The key of a fact as people write it."""
    return (key if key == "half-life" else key.replace("-", " ")).capitalize()


def _lines(draft: Draft, fields: dict[str, str]) -> int:
    """How many lines a student needs to write what there are no gaps for."""
    match draft.kind:
        case "question":
            signs = len(_TAG.sub("", fields["Answer"]))
            return min(1 + signs // _LINE, _MOST_LINES)
        case "list":
            return min(len(draft.ordinals), _MOST_LINES)
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
