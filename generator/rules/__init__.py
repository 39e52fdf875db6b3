"""The rules of content: what each says is in :mod:`generator.codes`, how it is found is here.

A check yields the note and the finding. It knows the deck's head and looks at
each card by itself: its findings are the same whichever other cards there are.
Only :mod:`generator.rules.between` compares cards, by their signs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from generator.authored import AuthoredNote, DeckInfo, Waiver
from generator.codes import content, grounding, rulebook
from generator.diagnostics import Diagnostic
from generator.rules import answers, choices, doses, wording
from generator.rules.batch import Batch
from generator.rules.between import NO_SIGNS, Place, Signs, compare, signs_of
from generator.rules.reading import Reading

__all__ = [
    "CHECKS",
    "NO_SIGNS",
    "Check",
    "Place",
    "Signs",
    "compare",
    "review",
    "review_cards",
    "signs_of",
    "waive",
]

K = TypeVar("K", bound=Hashable)
Found: TypeAlias = tuple[AuthoredNote, Diagnostic]
Check: TypeAlias = Callable[[DeckInfo, Batch], Iterator[Found]]

_CANT = "can't be waived"

CHECKS: tuple[Check, ...] = (
    *wording.CHECKS,
    *answers.CHECKS,
    *doses.CHECKS,
    *choices.CHECKS,
)
"""The checks of a card by itself."""
_WAIVABLE = {rule.code: rule for rule in content.ALL if rule.code < "C090"} | {
    rule.code: rule
    for rule in (grounding.NO_SOURCE, grounding.NO_QUOTE, grounding.NUMBER_NOT_IN_QUOTE)
}


def review(deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    """All findings on the content of a deck, with the note of each; ``readings`` are its notes'."""
    yield from review_cards(deck, readings)
    for (_, card), diagnostic in compare([signs_of(readings)], lambda place: readings[place[1]]):
        yield readings[card].note, diagnostic


def review_cards(deck: DeckInfo, readings: Sequence[Reading]) -> Iterator[Found]:
    """The findings on each card by itself; ``readings`` may be those of some cards of the deck."""
    batch = Batch(readings)
    for check in CHECKS:
        yield from check(deck, batch)


def waive(
    waivers: Mapping[K, Sequence[Waiver]], found: Iterable[tuple[K, Diagnostic]]
) -> Iterator[Diagnostic]:
    """The findings that no `allow` covers, and what is wrong with the waivers themselves.

    Each finding comes with the key of its note, by which ``waivers`` are those of the notes.
    """
    broken: dict[K, set[str]] = {}
    for note, diagnostic in found:
        allowed = {_code(waiver.rule.text) for waiver in waivers.get(note, ())}
        if diagnostic.rule.code in allowed and diagnostic.rule.code in _WAIVABLE:
            broken.setdefault(note, set()).add(diagnostic.rule.code)
        else:
            yield diagnostic
    for note, allow in waivers.items():
        told: set[str] = set()
        for waiver in allow:
            code, written = _code(waiver.rule.text), waiver.rule
            if code not in _WAIVABLE:
                known = code in rulebook.BY_CODE
                message = f"the rule {written.text!r} {_CANT if known else 'is none'}"
                yield content.UNKNOWN_WAIVER.at(written.span, message, _meant(written.text, known))
            elif code not in broken.get(note, set()):
                message = f"this card keeps the rule {code}: nothing is to be allowed"
                yield content.IDLE_WAIVER.at(written.span, message, "take the line out")
            elif code in told:
                message = f"the rule {code} is allowed twice"
                yield content.IDLE_WAIVER.at(written.span, message, "take one of the lines out")
            told.add(code)


def _meant(name: str, known: bool) -> str:
    """What to write in place of a waiver that is none."""
    from difflib import get_close_matches

    names = [name for rule in _WAIVABLE.values() for name in (rule.code, rule.name)]
    forms = {form.lower(): form for form in names}
    near = [] if known else get_close_matches(name.strip().lower(), forms, n=1, cutoff=0.75)
    if near:
        return f"did you mean {forms[near[0]]}?"
    return "`studydeck rules` lists all; those of content (C…) can be waived"


def _code(name: str) -> str:
    """A rule's code, where the author wrote its name."""
    rule = rulebook.find(name)
    return rule.code if rule else name
