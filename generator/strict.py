"""What a value in a lock file may be: anything else is damage.

Each function gives the value back as what it must be, or raises
:class:`TypeError` or :class:`ValueError`.
"""

from __future__ import annotations

from typing import Any

from generator.patterns import late

__all__ = ["items", "mapping", "name", "number", "ordinal", "text", "texts", "unique"]

_ORDINAL = late(r"0|[1-9][0-9]{0,3}")
# What a JSON number and SQLite's integers both hold exactly.
_LARGEST = 2**53


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which every key stands once."""
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


def text(value: object) -> str:
    """A text that can be written."""
    if not isinstance(value, str):
        raise TypeError(value)
    if not value.isascii():
        value.encode()  # half a surrogate pair, which nothing can write, is a ValueError
    return value


def name(value: object) -> str:
    """A text with something in it."""
    if not text(value):
        raise ValueError("empty")
    return text(value)


def number(value: object) -> int:
    """A whole number from 0."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LARGEST:
        raise TypeError(value)
    return value


def ordinal(key: str) -> int:
    """The ordinal that a key stands for."""
    if not _ORDINAL.fullmatch(key):
        raise ValueError(key)
    return int(key)


def items(value: object) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def mapping(value: object) -> dict[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def texts(values: object) -> tuple[str, ...]:
    """A list of texts."""
    listed = items(values)
    if listed:
        text("".join(listed))  # a TypeError where one of them is none
    return tuple(listed)
