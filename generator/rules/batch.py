"""The texts of many cards as one, for rules that seek what hardly any card has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from generator.rules.reading import Reading

__all__ = ["Batch"]

# Stands between two texts: neither a word nor white space.
_BETWEEN = "\0"


class Batch:
    """Some readings, and their texts as one: what is not in that is on none of the cards."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings

    @cached_property
    def texts(self) -> str:
        """All that is read."""
        return _BETWEEN.join([text.text for one in self.readings for text in one.texts])

    @cached_property
    def recalled(self) -> str:
        """All answers."""
        return _BETWEEN.join([answer.text for one in self.readings for answer in one.recalled])

    @cached_property
    def asked(self) -> str:
        """All questions, without regard to case."""
        asked = [question.text for one in self.readings for question, _ in one.questions]
        return _BETWEEN.join(asked).casefold()
