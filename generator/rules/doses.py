"""Doses: the error-prone abbreviations and designations of ISMP and the Joint Commission."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from generator.authored import AuthoredNote, DeckInfo
from generator.codes import content as codes
from generator.diagnostics import Diagnostic, Rule
from generator.patterns import late
from generator.rules.batch import Batch

__all__ = ["CHECKS"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_MASS = r"(?:[mM][gG]|mcg|MCG|[µμ]g|ng|g|milligrams?|micrograms?|grams?)"
_COUNTED = r"(?:units?|IU|tablets?|capsules?|drops?|puffs?|doses?)"
_DOSE_UNIT = rf"(?:{_MASS}|m[lL]|L|mmol|mEq|millilit(?:er|re)s?|{_COUNTED})"
# What a laboratory reports may show its precision (Joint Commission): 4.0 mmol/L, 1.0 mg/dL.
_LABORATORY = r"(?! ?/ ?(?:d?L|dl|l)\b)"
# "1.0 to 2.0 mg": the unit of a range stands at its end.
_THEN_UNIT = (
    rf"(?=(?:(?: ?[-–—] ?| (?:to|or|and) )\.?\d[\d.,]*)?[ -]?{_DOSE_UNIT}(?!\w){_LABORATORY})"
)
_DOSE = rf"(?:\d ?{_MASS}|\d ?(?:m[lL]|mEq|mmol)|\d {_COUNTED})(?!\w)"
# So many findings of a kind in one text are told.
_MOST = 20

# rule, what is dangerous (its first group is pointed at), what to write
_PATTERNS: tuple[tuple[Rule, re.Pattern[str], str], ...] = (
    (
        codes.ABBREVIATION,
        # "40 U/L" is what a laboratory reports.
        late(rf"(?<![\w.,])\d[\d.,]*(?: ?(IU|U)|(iu|u)| (iu))(?![\w-]|\.[A-Z]){_LABORATORY}"),
        "write “units”",
    ),
    (
        codes.ABBREVIATION,
        late(
            r"(?<![\w./-])"
            r"([Qq](?:[Dd]|\. ?[Dd]\.?|\.?[Oo]\.?[Dd]\.?|\. [Oo]\. [Dd]\.))(?![\w-])"
        ),
        "write “daily” or “every other day”",
    ),
    (
        codes.ABBREVIATION,
        late(r"(?<![\w.-])(q\.?h\.?s\.?|Q\.?H\.?S\.?)(?![\w-])"),
        "write “nightly” or “at bedtime”",
    ),
    (codes.MICROGRAM, late(r"(?<![^\W\d])([µμ]g)(?!\w)"), "write “mcg” or “micrograms”"),
    (
        codes.TRAILING_ZERO,
        late(rf"(?<![\d.,])({_NUMBER}\.0+){_THEN_UNIT}"),
        "leave the zero out",
    ),
    (
        codes.NAKED_DECIMAL,
        late(
            rf"(?<![\w.,)])(\.\d+)(?:(?=%)|"
            rf"(?=(?:(?: ?[-–—] ?| (?:to|or|and) )\.?\d[\d.,]*)?[ -]?(?:{_DOSE_UNIT}|kg)(?!\w)))"
        ),
        "put a zero before the point",
    ),
    (
        codes.NO_SPACE,
        late(
            r"(?<![\w.,/])(?<![^\W\d]-)((?:\d[\d.,]*[-–])?\d[\d.,]*"
            r"(?:[mM][gG]|mcg|MCG|[µμ]g|ng|g|kg|m[lL]|ML|L|dL|mmol|mEq|units?))(?!\w)"
        ),
        "put a space between them",
    ),
    (
        codes.SLASH,
        late(
            rf"(?<![^\W\d])("
            rf"(?:(?:[mM][gG]|mcg|[µμ]g|ng|g|mEq|mmol|IU|units?|U)(?: ?[/∕⁄] ?(?:kg|m²|m2))?"
            rf"|{_COUNTED}|times?|once|twice)"
            r" ?[/∕⁄] ?(?:\d+ ?)?"
            r"(?:days?|d|dose|h|hrs?|hours?|weeks?|wk|months?|mo|min|minutes?|years?|night)"
            r")(?!\w)"
        ),
        "write “a”, “per” or “every”",
    ),
    (
        codes.ANGLE,
        # "p < 0.05" is statistics, "->" an arrow, and 5'>3' a strand.
        late(r"(?<![<>=\-–—'’′])(?<!\b[pP])(?<!\b[pP] )([<>]=?) ?(?=\.?\d)"),
        "write “more than” or “less than”",
    ),
)

# A text without any of these has nothing of the kind: most have none, and are looked at once.
_SUSPECT = (
    r"[{digit}.,/∕⁄µμ<>qQ](?:(?<=[/∕⁄]) ?(?:\d++ ?)?[dhwmyn]|(?<=[µμ])"
    r"|(?<=[\d.,])(?: ?(?:[uU]|[iI][uU])(?!\w)|[mMnkgdLu])|(?<=\d)\.0|(?<=\.)(?<![\w.,)].)\d"
    r"|(?<=[<>])=? ?\.?\d|(?<=[qQ])(?<![\w.-].)\.? ?[dDoOhH])"
)
_SUSPECT_BEYOND_ASCII = late(_SUSPECT.format(digit=r"\d"))
# In ASCII each danger has one of these, "hs" too, which wants a dose. To look for the digits by
# name takes a third of the time.
_SIGN = re.compile(r"[0-9/<>qQ](?:(?<![qQ])|\.? ?[dDoOhH])")
_SUSPECT_IN_ASCII = late(_SUSPECT.format(digit="0-9"))
# HS stands for more than bedtime, so it wants a dose beside it; "hs" alone only "at hs".
_BEDTIME = late(r"(?<![\w./-])(HS|hs|h\.s\.|H\.S\.)(?![\w-])")
_DOSE_BEFORE = late(rf"{_DOSE}[^.;]{{0,30}}$")
_DOSE_AFTER = late(rf":? \d[\d.,]{{0,9}} ?{_DOSE_UNIT}\b")
_A_DOSE = late(_DOSE)


def _bedtime(text: str) -> Iterator[re.Match[str]]:
    dosed = _A_DOSE.search(text) is not None
    for match in _BEDTIME.finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        after = match[1] != "hs" and _DOSE_AFTER.match(text, match.end())
        if after or _DOSE_BEFORE.search(before) or (before.endswith("at ") and dosed):
            yield match


def _dangers(text: str) -> Iterator[tuple[Rule, re.Match[str], str]]:
    for match in islice(_bedtime(text), _MOST):
        yield codes.ABBREVIATION, match, "write “at bedtime” or “half-strength”"
    for rule, pattern, remedy in _PATTERNS:
        for match in islice(pattern.finditer(text), _MOST):
            yield rule, match, remedy


def _may_be_dangerous(text: str) -> bool:
    suspect = _SUSPECT_BEYOND_ASCII
    if text.isascii():
        if not _SIGN.search(text):
            return False
        suspect = _SUSPECT_IN_ASCII
    low = text.lower()
    bedtime = ("hs" in low or "h.s." in low) and _BEDTIME.search(text)  # not "months"
    return bool(bedtime) or suspect.search(text) is not None


def _doses(_deck: DeckInfo, batch: Batch) -> Iterator[tuple[AuthoredNote, Diagnostic]]:
    for reading in batch.readings:
        for wording in reading.texts:
            if not _may_be_dangerous(wording.text):
                continue
            for rule, match, remedy in _dangers(wording.text):
                group = match.lastindex or 0
                message = f"{match[group]!r} is a dangerous way to write it"
                yield reading.note, rule.at(wording.at(match, group), message, remedy)


CHECKS = (_doses,)
