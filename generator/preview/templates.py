"""Anki's template language, as far as our own note types use it.

Read in Anki's sources (rslib/src/template.rs, template_filters.rs, cloze.rs), and
held to what the engine itself makes of the same cards by
``tests/test_preview_templates.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import TypeAlias

__all__ = ["render"]

_TAG = re.compile(r"\{\{([#^/]?)([^{}]*)\}\}")
# What Anki takes for an empty field: white space, line breaks and empty blocks.
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_HTML = re.compile(r"<.*?>", re.DOTALL)
_DELETION = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_FORMULA = re.compile(r"(\\[(\[])(.*?)(\\[)\]])", re.DOTALL)
_NAMED = {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TO_ESCAPE = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xff]")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    filter: str


@dataclass(frozen=True, slots=True)
class _Section:
    """What stands there only where a field is filled, or only where it is not."""

    name: str
    filled: bool
    parts: tuple[_Part, ...]


_Part: TypeAlias = str | _Field | _Section


def render(template: str, fields: Mapping[str, str], ordinal: int, *, front: bool) -> str:
    """One side of a card: the HTML that Anki makes of ``template`` and the fields by name.

    ``ordinal`` (from 0) is the card's: of a cloze note, it tells which deletion is
    asked. ``[[type:Field]]`` stays in its place, as it does in the engine: what
    becomes of it is the matter of each program. Raises :class:`KeyError` for a
    field or a filter that there is not.
    """
    out: list[str] = []
    _render(_parsed(template), fields, ordinal, front, out)
    return "".join(out)


def _render(
    parts: Sequence[_Part], fields: Mapping[str, str], ordinal: int, front: bool, out: list[str]
) -> None:
    for part in parts:
        match part:
            case str():
                out.append(part)
            case _Field(name, filter):
                out.append(_filtered(filter, name, fields[name], ordinal, front))
            case _Section(name, filled, inner):
                if bool(_EMPTY.fullmatch(fields[name])) != filled:
                    _render(inner, fields, ordinal, front, out)


def _filtered(filter: str, name: str, html: str, ordinal: int, front: bool) -> str:
    match filter:
        case "":
            return html
        case "cloze":
            return _cloze(html, ordinal + 1, front)
        case "text":
            return unescape(_HTML.sub("", html)).replace("\xa0", " ")
        case "type":
            return f"[[type:{name}]]"
        case _:
            raise KeyError(filter)


@cache
def _parsed(template: str) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    opened: list[tuple[str, bool, list[_Part]]] = []
    at = 0
    for match in _TAG.finditer(template):
        if match.start() > at:
            parts.append(template[at : match.start()])
        at = match.end()
        sign, words = match[1], match[2].strip()
        if sign == "/":
            name, filled, outer = opened.pop()
            assert name == words, f"{name} is closed as {words}"
            outer.append(_Section(name, filled, tuple(parts)))
            parts = outer
        elif sign:
            opened.append((words, sign == "#", parts))
            parts = []
        else:
            how, _, name = words.rpartition(":")
            parts.append(_Field(name, how))
    assert not opened, "a section is not closed"
    parts.append(template[at:])
    return tuple(parts)


def _cloze(html: str, number: int, front: bool) -> str:
    """The deletions of a field, that with ``number`` asked or answered; none stands in another."""

    def shown(match: re.Match[str]) -> str:
        body, hint = match[2], match[3]
        if int(match[1]) != number:
            return f'<span class="cloze-inactive" data-ordinal="{match[1]}">{body}</span>'
        if not front:
            return f'<span class="cloze" data-ordinal="{number}">{body}</span>'
        kept = _TO_ESCAPE.sub(_escaped, body)
        asked = "..." if hint is None else hint
        return f'<span class="cloze" data-cloze="{kept}" data-ordinal="{number}">[{asked}]</span>'

    # MathJax reads text alone.
    return _FORMULA.sub(lambda m: m[1] + _HTML.sub("", m[2]) + m[3], _DELETION.sub(shown, html))


def _escaped(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"&#x{ord(match[0]):02X};"
