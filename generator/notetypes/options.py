"""Multiple choice and select-all-that-apply: options in an order that the note's id fixes.

The right option is anywhere, front and back agree, and no option has a letter
that a student could learn instead of the fact. The inputs on the front are
plain HTML: without scripts the card still reads, only the score is not counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import bidirectional

from generator.authored import AuthoredNote, ChoiceNote, DeckInfo, SelectNote, Text
from generator.markup.render import Markup, Rendered
from generator.notetypes.base import (
    AFTERWORD,
    COMMON_FIELDS,
    PICTURE,
    Content,
    Kind,
    common,
    content,
    frame,
)
from generator.parts import Slots

__all__ = ["CHOICE", "SELECT"]

_FIELDS = ("Question", "Options", "Marked", "Answer", "Why", *COMMON_FIELDS)
_ASKED = f'<div class="sd-question" dir="auto">{{{{Question}}}}</div>\n{PICTURE}'
_WHY = '{{#Why}}<div class="sd-why" dir="auto">{{Why}}</div>{{/Why}}'
# A right tick counts one up, a wrong one one down, never below nothing: NCLEX's plus/minus scoring.
_SCORE = """\
<div class="sd-score"><button type="button" onclick="
var n = 0, all = this.closest('.sd').querySelectorAll('input');
for (var i = 0; i &lt; all.length; i++) if (all[i].checked) n += all[i].value === '1' ? 1 : -1;
this.nextElementSibling.textContent = Math.max(0, n) + ' of ' + this.dataset.right;
" data-right="{{text:Count}}">Score</button> <output></output></div>"""


class _Option(NamedTuple):
    text: Text
    right: bool


def _ordered(note: AuthoredNote, options: Sequence[_Option]) -> list[_Option]:
    """The options in the order of a hash of the note's oldest id and their text."""

    def key(option: _Option) -> bytes:
        return hashlib.sha256(f"{note.oldest_id}\0{option.text.text}".encode()).digest()

    return sorted(options, key=key)


def _direction(question: Text) -> str:
    """The side that the ticks stand on: it is the question's, also where an option is a name.

    By the first letter that has a direction, as ``dir="auto"`` does.
    """
    strong = (bidirectional(sign) for sign in question.text)
    first = next((kind for kind in strong if kind in ("L", "R", "AL")), "L")
    return "" if first == "L" else ' dir="rtl"'


def _listed(
    note: ChoiceNote | SelectNote, options: Sequence[_Option], markup: Markup, kind: str
) -> dict[str, Rendered]:
    """The options to choose from, and the same with the right ones marked."""
    rendered = [(option, markup.text(option.text)) for option in _ordered(note, options)]
    media = tuple(media for _, text in rendered for media in text.media)
    # "tappable" as in the afterword: a tap on an option chooses it, and does not turn the card.
    asked = "".join(
        f'<li><label class="tappable"><input class="tappable" type="{kind}" name="sd"'
        f' value="{option.right:d}"> '
        f'<span class="tappable" dir="auto">{text.html}</span></label></li>'
        for option, text in rendered
    )
    marked = "".join(
        f'<li class="{"sd-right" if option.right else "sd-wrong"}">'
        f'<span dir="auto">{text.html}</span></li>'
        for option, text in rendered
    )
    right = [text.html for option, text in rendered if option.right]
    answer = right[0] if len(right) == 1 else f"<ul><li>{'</li><li>'.join(right)}</li></ul>"
    side = _direction(note.question)
    return {
        "Options": Rendered(f'<ul class="sd-options"{side}>{asked}</ul>', media),
        "Marked": Rendered(f'<ul class="sd-options"{side}>{marked}</ul>', media),
        "Answer": Rendered(answer),
    }


def _choice(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    del slots  # one card
    assert isinstance(note, ChoiceNote)
    options = [_Option(note.right, True), *(_Option(text, False) for text in note.wrong)]
    fields = {"Question": markup.text(note.question)} | _listed(note, options, markup, "radio")
    if note.why is not None:
        fields["Why"] = markup.text(note.why)
    return content(CHOICE, fields | common(note, deck, markup), (0,))


def _select(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    del slots  # one card
    assert isinstance(note, SelectNote)
    options = [
        *(_Option(text, True) for text in note.right),
        *(_Option(text, False) for text in note.wrong),
    ]
    fields = {"Question": markup.text(note.question)} | _listed(note, options, markup, "checkbox")
    fields["Count"] = Rendered(str(len(note.right)))
    if note.why is not None:
        fields["Why"] = markup.text(note.why)
    return content(SELECT, fields | common(note, deck, markup), (0,))


def _retire(_fields: dict[str, str], ordinal: int) -> dict[str, str]:
    raise AssertionError(f"a note with options has one card, and no {ordinal}")


_FRONT = f'{_ASKED}\n<div class="sd-text">{{{{Options}}}}</div>'
_NAMED = '<div class="sd-answer" dir="auto">{{Answer}}</div>\n'
_BACK = (
    f'{_ASKED}\n<hr id="answer">\n%s<div class="sd-text">{{{{Marked}}}}</div>\n{_WHY}\n{AFTERWORD}'
)

CHOICE = Kind(
    name="choice",
    fields=_FIELDS,
    templates=(("Choice", frame(_FRONT), frame(_BACK % _NAMED)),),
    cloze=False,
    content_of=_choice,
    retire=_retire,
)
SELECT = Kind(
    name="select",
    fields=("Question", "Options", "Marked", "Answer", "Why", "Count", *COMMON_FIELDS),
    templates=(
        (
            "Select",
            frame(f"{_FRONT}\n{_SCORE}"),
            frame(_BACK % ""),
        ),
    ),
    cloze=False,
    content_of=_select,
    retire=_retire,
)
