"""Numbers with a unit in a text, so that those of an answer can be looked up in its quote."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize

from generator.folding import fold
from generator.patterns import late

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
    "mg": "mg milligram milligrams milligramme milligrammes",
    "mcg": "mcg μg ug microgram micrograms microgramme microgrammes",
    "ng": "ng nanogram nanograms",
    "g": "g gm gram grams gramme grammes",
    "kg": "kg kilogram kilograms",
    "ml": "ml milliliter milliliters millilitre millilitres",
    "l": "l liter liters litre litres",
    "dl": "dl",
    "mmol": "mmol millimole millimoles",
    "meq": "meq",
    "mmhg": "mmhg",
    "unit": "unit units iu",
    "%": "% percent",
    "hour": "hour hours hr hrs h",
    "minute": "minute minutes min mins",
    "second": "second seconds sec secs",
    "day": "day days",
    "week": "week weeks wk wks",
    "month": "month months",
    "year": "year years yr yrs",
    "time": "times",
    "dose": "dose doses",
    "tablet": "tablet tablets",
    "capsule": "capsule capsules",
    "drop": "drop drops",
    "°c": "°c",
}
_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_BY_WORD |= {"per cent": "%", "international unit": "unit", "international units": "unit"}
# Between the numbers of a series, of which only the last has a unit: "30 to 40 hours".
_GLUE = late(r" ?- ?| (?:to|and|or) |, (?:and |or )?|/")
# What may be a unit: one word, or what no word is.
_WORD = r"(?:(?:per cent|international units?|%|°c|[^\W\d_]++)(?!\w))"
_THEN_WORD = late(rf"[ -]?({_WORD})")
_ANY_WORD = late(rf"(?<![^\W\d]){_WORD}")


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
        word = _THEN_WORD.match(folding.text, number.end())
        unit = _BY_WORD.get(word[1]) if word else None
        if word and unit:
            until = folding.places[word.end() - 1] + 1
            for one in series:
                start, last = folding.places[one.start()], folding.places[one.end() - 1]
                found.append(Measure(_value(one[0]), unit, start, last + 1, until))
            series = []
    bare |= {_value(one[0]) for one in series}
    units = {_BY_WORD[word] for word in _ANY_WORD.findall(folding.text) if word in _BY_WORD}
    return Measures(tuple(found), frozenset(bare), frozenset(units))


def _value(number: str) -> str:
    """A number such that 1,000 is 1000, 0,5 is 0.5 and .50 is too."""
    number = _SPELLED.get(number, number)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    number = number.replace(",", ".")
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return "0" + number if number.startswith(".") else number or "0"
