"""Numbers with a unit in a text, so that those of an answer can be looked up in its quote."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from generator.patterns import late
from generator.sources import fold

__all__ = ["Measure", "Measures", "counts", "measures"]

_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_SPELLED = {word: str(number) for number, word in enumerate(_WORDS.split(), 1)}
_NUMBER = late(
    r"(?<![\w/.,])(?:\d++(?:[.,]\d++)*+(?:/\d++)?+|[.,]\d++)"
    rf"|(?<![\w-])(?:{'|'.join(_SPELLED)})(?!\w)"
)
# What a number may begin with, once folded; and what folding takes away, so that it joins letters.
_COUNTS = re.compile(rf"(?<![a-z0-9])(?:\d|(?:{'|'.join(_SPELLED)})(?![a-z0-9]))")
_FOLDS_AWAY = re.compile(r"[*_`~^\[\]<\\\u00ad\u200b-\u200d\u2060\ufeff]")
_UNITS = {
    "mg": r"mg|milligrams?|milligrammes?",
    "mcg": r"mcg|μg|ug|micrograms?|microgrammes?",
    "ng": r"ng|nanograms?",
    "g": r"g|gm|grams?|grammes?",
    "kg": r"kg|kilograms?",
    "ml": r"ml|millilit(?:er|re)s?",
    "l": r"l|lit(?:er|re)s?",
    "dl": r"dl",
    "mmol": r"mmol|millimoles?",
    "meq": r"meq",
    "mmhg": r"mmhg",
    "unit": r"units?|iu|international units?",
    "%": r"%|percent|per cent",
    "hour": r"hours?|hrs?|h",
    "minute": r"minutes?|mins?",
    "second": r"seconds?|secs?",
    "day": r"days?",
    "week": r"weeks?|wks?",
    "month": r"months?",
    "year": r"years?|yrs?",
    "time": r"times",
    "dose": r"doses?",
    "tablet": r"tablets?",
    "capsule": r"capsules?",
    "drop": r"drops?",
    "°c": r"°c",
}
_BY_GROUP = {f"u{place}": unit for place, unit in enumerate(_UNITS)}
_UNIT = "|".join(f"(?P<{group}>{_UNITS[unit]})" for group, unit in _BY_GROUP.items())
# Between the numbers of a series, of which only the last has a unit: "30 to 40 hours".
_GLUE = late(r" ?- ?| (?:to|and|or) |, (?:and |or )?|/")
_THEN_UNIT = late(rf"[ -]?(?:{_UNIT})(?!\w)")
_ANY_UNIT = late(rf"(?<![^\W\d])(?:{_UNIT})(?!\w)")


class Measure(NamedTuple):
    """One number with its unit; offsets of the number, and where the unit ends."""

    number: str
    unit: str
    start: int
    end: int
    unit_end: int


class Measures(NamedTuple):
    """The numbers of a text that have a unit, the bare ones, and all units."""

    found: tuple[Measure, ...]
    bare: frozenset[str]
    units: frozenset[str]

    def holds(self, measure: Measure) -> bool:
        """Whether a measure stands here: its number with its unit, or beside it."""
        if any((m.number, m.unit) == (measure.number, measure.unit) for m in self.found):
            return True
        return measure.number in self.bare and measure.unit in self.units


def counts(text: str) -> bool:
    """Whether there may be a number in ``text``: most texts have none, and are looked at once."""
    folded = text.lower() if text.isascii() else normalize("NFKD", text).casefold()
    return _COUNTS.search(folded) is not None or _FOLDS_AWAY.search(text) is not None


def measures(text: str) -> Measures:
    """The numbers of ``text`` and their units; "30 to 40 hours" is two, with one unit."""
    folding = fold(text)
    found: list[Measure] = []
    bare: set[str] = set()
    series: list[re.Match[str]] = []
    for number in _NUMBER.finditer(folding.text):
        if series and not _GLUE.fullmatch(folding.text, series[-1].end(), number.start()):
            bare |= {_value(one[0]) for one in series}
            series = []
        series.append(number)
        unit = _THEN_UNIT.match(folding.text, number.end())
        if unit is not None:
            until = folding.places[unit.end() - 1] + 1
            for one in series:
                start, last = folding.places[one.start()], folding.places[one.end() - 1]
                found.append(Measure(_value(one[0]), _unit(unit), start, last + 1, until))
            series = []
    bare |= {_value(one[0]) for one in series}
    units = {_unit(match) for match in _ANY_UNIT.finditer(folding.text)}
    return Measures(tuple(found), frozenset(bare), frozenset(units))


def _unit(match: re.Match[str]) -> str:
    assert match.lastgroup is not None
    return _BY_GROUP[match.lastgroup]


def _value(number: str) -> str:
    """A number such that 1,000 is 1000, 0,5 is 0.5 and .50 is too."""
    number = _SPELLED.get(number, number)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return "0" + number if number.startswith(".") else number or "0"
