"""What the composer would not survive, told before it is called.

libyaml's composer recurses in C and crashes on a hundred thousand open
brackets; PyYAML's own recurses in Python. A few lines of aliases to aliases
make a tree of billions of nodes. Parser events are iterative. PyYAML also asks
Python for characters that there are none of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import yaml

from generator.patterns import late

__all__ = [
    "DEEPEST",
    "NoCharacterError",
    "TooDeepError",
    "check_characters",
    "check_nesting",
    "checked",
]

T = TypeVar("T")

DEEPEST = 50
"""Levels; a deck needs five."""

_LONG_PREFIX = late(r"\n[ \t\-?:]{60}")
# A star, but those that a word, or a word and a blank, stand before: they emphasise.
_STAR = late(r"\*(?=[^\s*])(?<![^\s\-?:,\[{]\*)(?<![^\s\-?:,\[{][ \t]\*)")
_BEGINS_VALUE = frozenset("\r\n-?:,[{")
_NEAR = 200  # characters before a star; more blanks than that stand before nothing but an alias
_NO_CHARACTER = late(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
_OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class TooDeepError(yaml.MarkedYAMLError):
    """The text nests deeper than any deck."""


class NoCharacterError(yaml.MarkedYAMLError):
    """An escape beyond the last character."""


def checked(compose: Callable[[str], T], loader: type) -> Callable[[str], T]:
    """``compose``, but for texts that it would not survive."""

    def parse(text: str) -> T:
        check_nesting(text, loader)
        try:
            return compose(text)
        except ValueError:
            check_characters(text)
            raise

    return parse


def check_characters(text: str) -> None:
    """Raise :class:`NoCharacterError` at the first escape of eight digits that stands for none.

    In single quotes such an escape is text: ask only where PyYAML failed.
    """
    if match := _NO_CHARACTER.search(text):
        mark = yaml.Mark("", match.start(), 0, 0, None, 0)
        raise NoCharacterError(problem="no such character", problem_mark=mark)


def check_nesting(text: str, loader: type) -> None:
    """Raise what the composer must not be given: :class:`TooDeepError`, or an alias.

    A text with few brackets and no long run of indentation can't be deep, so
    that most files are only skimmed.
    """
    few = text.count("[") + text.count("{") < 10 * DEEPEST
    if few and not _LONG_PREFIX.search(f"\n{text}") and not _may_have_alias(text):
        return
    try:
        _check_events(text, loader)
    except (TooDeepError, _Alias):
        raise
    except yaml.MarkedYAMLError as error:
        # libyaml gives up on a thousand levels that it looks ahead over, before it tells of any
        # (PyYAML 6.0.4). Of other errors: the composer meets the same one, no deeper than this.
        if "nesting depth" in (error.problem or ""):
            _check_events(text, yaml.SafeLoader)
    except yaml.YAMLError:
        pass


def _may_have_alias(text: str) -> bool:
    """Whether a star stands where a value may begin; within a line of text it is an emphasis."""
    for star in _STAR.finditer(text):
        at = star.start()
        line = text[max(0, at - _NEAR) : at].rstrip(" \t")
        if not line or line[-1] in _BEGINS_VALUE:
            return True
    return False


def _check_events(text: str, loader: type) -> None:
    opened: list[yaml.Event] = []
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            raise _Alias(problem="found an alias", problem_mark=_mark(event))
        if isinstance(event, _OPENING):
            opened.append(event)
            if len(opened) > DEEPEST:
                # Of brackets the first one is where to look.
                first = next((e for e in opened if getattr(e, "flow_style", False)), event)
                raise TooDeepError(problem="too deep", problem_mark=_mark(first))
        elif isinstance(event, _CLOSING):
            opened.pop()


def _mark(event: yaml.Event) -> yaml.Mark:
    index = event.start_mark.index if event.start_mark else 0
    return yaml.Mark("", index, 0, 0, None, 0)


class _Alias(yaml.MarkedYAMLError):
    """An alias, which decks don't have."""
