"""How deep a YAML text nests, told before it is composed.

libyaml's composer recurses in C and crashes on a hundred thousand open
brackets; PyYAML's own recurses in Python. Parser events are iterative.
"""

from __future__ import annotations

import re

import yaml

__all__ = ["DEEPEST", "too_deep"]

DEEPEST = 50
"""Levels; a deck needs five."""

_BRACKET = re.compile(r"[\[{]")
_LONG_PREFIX = re.compile(r"^[ \t\-?:]{60}", re.MULTILINE)
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


def too_deep(text: str, loader: type) -> int | None:
    """The offset at which ``text`` becomes too deep; ``None`` where it does not.

    A text with few brackets and no long run of indentation can't be deep, so
    that most files are only skimmed.
    """
    few = len(_BRACKET.findall(text)) < 10 * DEEPEST
    if few and not _LONG_PREFIX.search(text):
        return None
    try:
        return _depth_passed(text, loader)
    except yaml.MarkedYAMLError as error:
        # libyaml gives up on a thousand levels that it looks ahead over, before it tells of any
        # (PyYAML 6.0.4). Of other errors: the composer meets the same one, no deeper than this.
        boundless = "nesting depth" in (error.problem or "")
        return _depth_passed(text, yaml.SafeLoader) if boundless else None
    except yaml.YAMLError:
        return None


def _depth_passed(text: str, loader: type) -> int | None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, _OPENING):
            depth += 1
            if depth > DEEPEST:
                return event.start_mark.index if event.start_mark else 0
        elif isinstance(event, _CLOSING):
            depth -= 1
    return None
