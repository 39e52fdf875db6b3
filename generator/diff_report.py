"""How a diff is printed: for people, as Markdown for release notes, as json, as one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diff import Diff, NoteChange, Words
from generator.patterns import late
from generator.report import printable

__all__ = ["as_dict", "as_markdown", "as_text", "summary_line"]

# A section of a diff, its heading, and how the summary counts it.
_SECTIONS = (
    ("new", "New", "new"),
    ("corrected", "Corrected", "corrected"),
    ("pictures", "Other pictures", "with another picture"),
    ("tags", "Other tags", "with other tags"),
    ("retired", "Retired", "retired"),
    ("revived", "Back again", "revived"),
    ("moved", "Moved among new cards", "moved"),
    ("held_back", "Will not arrive", "that will not arrive"),
    ("again", "Sent once more, over students' own edits", "sent once more"),
)
_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}
_COLOURS = {"-": "31", "+": "32"}
_MARKDOWN = late(r"([\\`*_{}\[\]<>#|~])")
_NOTHING = "nothing that a student would notice"


def summary_line(diff: Diff) -> str:
    """``2 new, 1 corrected``; empty where there is nothing."""
    counted = [(len(getattr(diff, name)), word) for name, _, word in _SECTIONS]
    parts = [f"{count} {word}" for count, word in counted if count]
    if diff.looks:
        parts.append("a new look")
    return ", ".join(parts)


def as_text(diff: Diff, deck: str, *, colour: bool) -> str:
    """For people: old words in ``[-…-]``, new ones in ``{+…+}``, coloured where that is shown."""
    lines = [f"{deck}: {summary_line(diff) or _NOTHING}"]
    for title, changes in _filled(diff):
        lines += ["", f"{title}:"]
        for change in changes:
            lines.append(f"  {printable(change.ref)}  {printable(change.title)}".rstrip())
            lines += [f"    {line}" for line in _details(change, colour=colour)]
    lines += [f"\nThe cards look different: {printable(name)}" for name in diff.looks]
    lines += [f"\n{printable(notice)}" for notice in diff.notices]
    return "\n".join(lines)


def as_markdown(diff: Diff, deck: str) -> str:
    """Release notes: old words struck out, new ones bold."""
    lines = [f"## {_escaped(deck)}", "", f"{(summary_line(diff) or _NOTHING).capitalize()}."]
    for title, changes in _filled(diff):
        lines += ["", f"### {title}", ""]
        for change in changes:
            lines.append(f"- {_escaped(change.title)} (`{change.ref.replace('`', '')}`)")
            for field in change.fields:
                words = "".join(map(_markdown, field.words))
                lines.append(f"  - {_escaped(field.field)}: {words}")
            lines += [f"  - {_escaped(detail)}" for detail in _plain_details(change)]
    lines += [f"\nThe cards look different: {_escaped(name)}." for name in diff.looks]
    lines += [f"\n{_escaped(notice)}." for notice in diff.notices]
    return "\n".join(lines)


def as_dict(diff: Diff, deck: str) -> dict[str, Any]:
    """The diff for programs; of a field its HTML before and after, and the words."""
    sections = {name: [_change(c) for c in getattr(diff, name)] for name, _, _ in _SECTIONS}
    return {
        "deck": deck,
        "summary": summary_line(diff),
        **sections,
        "looks": list(diff.looks),
        "notices": list(diff.notices),
    }


def _filled(diff: Diff) -> Iterator[tuple[str, tuple[NoteChange, ...]]]:
    for name, title, _ in _SECTIONS:
        if changes := getattr(diff, name):
            yield title, changes


def _details(change: NoteChange, *, colour: bool) -> Iterator[str]:
    for field in change.fields:
        yield f"{printable(field.field)}: {''.join(_marked(w, colour=colour) for w in field.words)}"
    for detail in _plain_details(change):
        yield printable(detail)


def _plain_details(change: NoteChange) -> Iterator[str]:
    for word, sign, names in (
        ("tag", "+", change.tags_added),
        ("tag", "-", change.tags_removed),
        ("picture", "+", change.pictures_added),
        ("picture", "-", change.pictures_removed),
    ):
        for name in names:
            yield f"{word} {sign}{name}"
    if change.why:
        yield change.why


def _marked(words: Words, *, colour: bool) -> str:
    before, after = _MARKS[words.sign]
    text = f"{before}{printable(words.text.replace(chr(10), ' ⏎ '))}{after}"
    code = _COLOURS.get(words.sign)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text


def _markdown(words: Words) -> str:
    # Markdown reads no emphasis that begins or ends with a space.
    text = words.text.strip()
    mark = {"-": "~~", "+": "**", "=": ""}[words.sign] if text else ""
    left = words.text[: len(words.text) - len(words.text.lstrip())]
    right = words.text[len(words.text.rstrip()) :] if text else ""
    return " ".join(f"{left}{mark}{_escaped(text)}{mark}{right}".split("\n"))


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", printable(" ".join(text.split("\n"))))


def _change(change: NoteChange) -> dict[str, Any]:
    return {
        "ref": change.ref,
        "guid": change.guid,
        "title": change.title,
        "fields": [
            {
                "field": field.field,
                "before": field.before,
                "after": field.after,
                "words": [[words.sign, words.text] for words in field.words],
            }
            for field in change.fields
        ],
        "tags_added": list(change.tags_added),
        "tags_removed": list(change.tags_removed),
        "pictures_added": list(change.pictures_added),
        "pictures_removed": list(change.pictures_removed),
        "why": change.why,
    }
