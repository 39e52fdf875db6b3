"""Options of multiple choice and select-all cards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.authored import AuthoredNote, ChoiceNote, DeckInfo, SelectNote, Text
from generator.codes import content as codes
from generator.diagnostics import Diagnostic
from generator.patterns import late
from generator.rules.batch import Batch
from generator.rules.reading import plain

__all__ = ["CHECKS"]

_ABOVE = late(
    r"\b(?:(?:all|none|any|both|neither) of (?:the above|these|them|the other)|"
    r"(?:both|neither) [A-E] (?:and|nor) [A-E])\b",
    re.IGNORECASE,
)
# How many times as long as the longest wrong option, and from how many letters on.
_MUCH_LONGER, _LONG = 1.6, 25


def _options(_deck: DeckInfo, batch: Batch) -> Iterator[tuple[AuthoredNote, Diagnostic]]:
    for reading in batch.readings:
        note = reading.note
        if not isinstance(note, ChoiceNote | SelectNote):
            continue
        right = [note.right] if isinstance(note, ChoiceNote) else list(note.right)
        yield from ((note, found) for found in _repeated([*right, *note.wrong]))
        for text in (*right, *note.wrong):
            if match := _ABOVE.search(plain(text.text)):
                message = (
                    f"{match[0]!r} is no option: nothing stands above, the order is the card's"
                )
                remedy = "make it a `select` card, on which several options are right"
                yield note, codes.ALL_OF_THE_ABOVE.at(text.find(match[0]), message, remedy)
        longest = max(len(plain(text.text)) for text in note.wrong)
        for text in right:
            length = len(plain(text.text))
            if isinstance(note, ChoiceNote) and length > max(_LONG, _MUCH_LONGER * longest):
                message = "the right option is much longer than the wrong ones"
                remedy = "make them alike; what explains the answer goes into `why`"
                yield note, codes.LONGEST_RIGHT.at(text.span, message, remedy)


def _repeated(options: Sequence[Text]) -> Iterator[Diagnostic]:
    first: dict[str, Text] = {}
    for text in options:
        folded = re.sub(r"\W+", " ", plain(text.text).lower()).strip()
        if first.setdefault(folded, text) is not text:
            message = f"the option {text.text!r} stands there twice"
            yield codes.REPEATED_OPTION.at(text.span, message, "write another one, or leave it out")


CHECKS = (_options,)
