"""Doses: the error-prone abbreviations and designations of ISMP and the Joint Commission."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.authored import AuthoredNote, DeckInfo
from generator.codes import content as codes
from generator.diagnostics import Diagnostic, Rule
from generator.rules.reading import Reading

__all__ = ["CHECKS"]

_UNIT = r"(?:mg|mcg|µg|μg|ng|g|kg|mL|ml|L|dL|mmol|mEq|units?|tablets?|%)"
_DOSE = re.compile(rf"\d\s*{_UNIT}\b|\b(?:tablets?|capsules?|drops?|doses?)\b", re.IGNORECASE)

# rule, what is dangerous, what to write, whether only a text about doses is meant.
_PATTERNS: tuple[tuple[Rule, re.Pattern[str], str, bool], ...] = (
    (codes.ABBREVIATION, re.compile(r"(?<![\w.])\d[\d.,]*\s*(I?U)\b"), "write “units”", False),
    (
        codes.ABBREVIATION,
        re.compile(r"(?<![\w.])([Qq]\.?[Oo]?\.?[Dd]\b\.?)(?![\w-])"),
        "write “daily” or “every other day”",
        False,
    ),
    (
        codes.ABBREVIATION,
        re.compile(r"(?<![\w-])(HS|h\.s\.|qhs|QHS)(?![\w-])"),
        "write “at bedtime” or “half-strength”",
        True,
    ),
    (codes.MICROGRAM, re.compile(r"([µμ]g)\b"), "write “mcg” or “micrograms”", False),
    (
        codes.TRAILING_ZERO,
        re.compile(rf"(?<![\d.,])(\d+\.0+)(?=\s*{_UNIT}(?!\w))"),
        "leave the zero out",
        False,
    ),
    (
        codes.NAKED_DECIMAL,
        re.compile(rf"(?<![\w.,])(\.\d+)(?=\s*{_UNIT}(?!\w))"),
        "put a zero before the point",
        False,
    ),
    (
        codes.NO_SPACE,
        re.compile(
            r"(?<![\w.,-])(\d[\d.,]*(?:mg|mcg|µg|μg|ng|g|kg|mL|ml|L|mmol|mEq|units?))(?![\w/-])"
        ),
        "put a space between them",
        False,
    ),
    (
        codes.SLASH,
        re.compile(
            r"((?:mg|mcg|µg|g|units?|tablets?|doses?)\s?/\s?"
            r"(?:day|d|dose|h|hr|hour|week|wk|month|min|minute)s?)\b"
        ),
        "write “a”, “per” or “every”",
        False,
    ),
    (
        codes.ANGLE,
        re.compile(r"(?<![\w<>=-])([<>])\s?(?=\.?\d)"),
        "write “more than” or “less than”",
        False,
    ),
)


def _doses(
    _deck: DeckInfo, readings: Sequence[Reading]
) -> Iterator[tuple[AuthoredNote, Diagnostic]]:
    for reading in readings:
        for text, wording in reading.texts:
            for rule, pattern, remedy, about_doses in _PATTERNS:
                for match in pattern.finditer(wording):
                    if about_doses and not _DOSE.search(wording):
                        continue
                    shown = match[1]
                    message = f"{shown!r} is a dangerous way to write it"
                    # Formulas and code are gone from the wording, so its places are not the text's.
                    place = text.find(match[0]) if match[0] in text.text else text.find(shown)
                    yield reading.note, rule.at(place, message, remedy)


CHECKS = (_doses,)
