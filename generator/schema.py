"""The deck format as JSON Schema, for editors: made from the tables that the catalog reads by.

Draft 7, the one that yaml-language-server knows best. A schema sees YAML's
types where the reader sees text: `a: no`, `a: 0.50` and `a: ~` are all texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from generator.format import (
    CARD_KEYS,
    DECK_KEYS,
    KINDS,
    ONE_FILE_KEYS,
    PROFILE_FIELDS,
    TOPIC_KEYS,
    CardKind,
    Key,
    Shape,
)
from generator.names import ID

__all__ = ["WHAT", "schema_of"]

_Schema = dict[str, Any]

WHAT = {
    "deck": ("A deck.yaml of studydeck: what the deck is.", DECK_KEYS),
    "topic": ("A topic file of studydeck: a list of cards.", TOPIC_KEYS),
    "single": ("A deck of studydeck in one file.", ONE_FILE_KEYS),
}
"""The kinds of files: what each is, and its keys."""

_TEXT: _Schema = {"type": ["string", "number", "boolean", "null"], "pattern": r"\S"}
_ID: _Schema = _TEXT | {"pattern": f"^{ID}$"}
_TYPED: _Schema = {"enum": [True, False, "true", "false"]}


def schema_of(what: str) -> _Schema:
    """The schema of one of the files in :data:`WHAT`."""
    about, keys = WHAT[what]
    schema: _Schema = {"$schema": "http://json-schema.org/draft-07/schema#", "title": about}
    schema |= _mapping(keys.values())
    if "cards" in keys:
        schema["definitions"] = {"card": _card()} | {kind.key: _kind(kind) for kind in KINDS}
    return schema


def _mapping(keys: Iterable[Key]) -> _Schema:
    """A mapping that takes ``keys`` and no others."""
    listed = list(keys)
    return {
        "type": "object",
        "properties": {key.name: _value(key) for key in listed},
        "required": [key.name for key in listed if key.required],
        "additionalProperties": False,
    }


def _value(key: Key) -> _Schema:
    return {"description": key.about} | _shape(key)


def _shape(key: Key) -> _Schema:
    match key.shape:
        case Shape.TEXT if key.name == "id":
            return _ID
        case Shape.TEXT if key.name == "type":
            return _TYPED
        case Shape.TEXT:
            return _TEXT
        case Shape.TEXTS:
            return {"type": "array", "items": _TEXT} | ({"minItems": 1} if key.required else {})
        case Shape.CARDS:
            # None is a warning, and what an editor sees while the first is being typed.
            return {"type": ["array", "null"], "items": {"$ref": "#/definitions/card"}}
    if key.keys:
        return {"title": key.about} | _mapping(key.keys.values())
    if key.each:
        inner = {"title": f"An entry of `{key.name}`"} | _mapping(key.each.values())
        names = {"pattern": _ID["pattern"]}
        return {"type": "object", "propertyNames": names, "additionalProperties": inner}
    return {"type": "object", "additionalProperties": _TEXT}


def _card() -> _Schema:
    """A card: its kind is that of the first kind key it has, which rules out all others.

    Before there is one, each is offered.
    """
    first = {kind.key: kind.own[0] for kind in KINDS}
    has = {name: {"type": "object", "required": [name]} for name in first}
    offered = {name: _value(key) for name, key in (first | CARD_KEYS).items()}
    return {
        "type": "object",
        "required": ["id"],
        "anyOf": [{"required": [name]} for name in first],
        "allOf": [
            *({"if": has[name], "then": {"$ref": f"#/definitions/{name}"}} for name in first),
            {"if": {"anyOf": list(has.values())}, "else": {"properties": offered}},
        ],
    }


def _kind(kind: CardKind) -> _Schema:
    keys: Mapping[str, Key] = CARD_KEYS | {key.name: key for key in kind.own}
    schema: _Schema = {"title": f"A card of the kind “{kind.name}”"} | _mapping(keys.values())
    if kind.key == "profile":
        schema["anyOf"] = [{"required": [name]} for name in PROFILE_FIELDS]
    return schema
