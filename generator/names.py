"""Names that must survive the way into Anki: ids, tags, topics, deck names; and days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from unicodedata import normalize

from generator.authored import Text
from generator.codes import identity, shape
from generator.diagnostics import Diagnostic

__all__ = ["ID", "check_date", "check_deck_name", "check_id", "check_tags", "check_topic", "slug"]

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
"""What an id is made of, as a pattern."""
_ID = re.compile(ID)
_LONGEST_ID = 100
# Tags that Anki gives and takes itself.
_RESERVED_TAGS = frozenset({"marked", "leech"})


def slug(text: str, words: int = 6) -> str:
    """An id made of the first ``words`` words of ``text``; empty where it has none in ASCII."""
    plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:words])[:_LONGEST_ID].strip("-")


def check_id(name: Text, found: list[Diagnostic]) -> bool:
    """Whether ``name`` is kebab-case and not too long; else a finding."""
    if _ID.fullmatch(name.text) and len(name.text) <= _LONGEST_ID:
        return True
    shown = name.text if len(name.text) <= _LONGEST_ID else name.text[:30] + "…"
    mended = slug(name.text, words=20)
    remedy = f"write {mended}" if mended else "use a to z, 0 to 9 and single hyphens"
    message = f"the id {shown!r} is not kebab-case, or longer than {_LONGEST_ID} characters"
    found.append(identity.BAD_ID.at(name.span, message, remedy))
    return False


def check_deck_name(name: Text, found: list[Diagnostic]) -> None:
    """Report a deck name whose levels Anki would rename."""
    levels = name.text.split("::")
    if any(not level.strip() or level != level.strip() for level in levels):
        mended = "::".join(level.strip() for level in levels if level.strip())
        message = f"Anki could not keep the deck name {name.text!r}: a level is empty or has spaces"
        found.append(shape.BAD_NAME.at(name.span, message, f"write it so:\n  name: {mended}"))


def check_date(day: Text | None, found: list[Diagnostic]) -> None:
    """Report a day that is none of the calendar, or is not written year, month, day."""
    if day is None:
        return
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day.text):
            date.fromisoformat(day.text)
            return
    except ValueError:
        pass
    message = f"this is no day of the calendar: {day.text!r}"
    remedy = "write year, month and day, as 2026-11-22"
    found.append(shape.WRONG_SHAPE.at(day.span, message, remedy))


def check_topic(topic: Text, found: list[Diagnostic]) -> None:
    """Report a topic that can't be a tag; an empty span is a topic named by its file."""
    problem = _tag_problem(topic.text)
    if problem is None:
        return
    mended = re.sub(r"[\s:]+", "-", topic.text.strip()).strip("-") or "topic"
    from_file = topic.start == topic.end
    remedy = f"rename the file, or write at its top:\n  topic: {mended}"
    message = f"the topic {topic.text!r} can't be a tag: it {problem}"
    found.append(shape.BAD_NAME.at(topic.span, message, remedy if from_file else f"write {mended}"))


def check_tags(tags: Iterable[Text], found: list[Diagnostic]) -> None:
    """Report tags that Anki would split, refuse or take for the student's."""
    for tag in tags:
        problem = _tag_problem(tag.text)
        if problem is not None:
            mended = re.sub(r"\s+", "-", tag.text.strip())
            remedy = f"write {mended}" if _tag_problem(mended) is None else "choose another tag"
            message = f"the tag {tag.text!r} {problem}"
            found.append(shape.BAD_TAG.at(tag.span, message, remedy))


@lru_cache(maxsize=1_024)
def _tag_problem(tag: str) -> str | None:
    if re.search(r"\s", tag):
        return "holds white space, at which Anki splits tags"
    if tag.lower() in _RESERVED_TAGS:
        return "belongs to the student: Anki sets it itself"
    if tag.lower().split("::")[0] == "studydeck":
        return "begins with studydeck, which marks what the tool itself says of a note"
    if any(not level for level in tag.split("::")):
        return "has an empty level between its `::`"
    if '"' in tag or "," in tag:
        return "holds a quotation mark or a comma, which Anki's search can't find"
    return None
