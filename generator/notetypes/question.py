"""A question and its answer; the second template asks the way back, where there is one."""

from __future__ import annotations

from generator.authored import AuthoredNote, DeckInfo, QuestionNote
from generator.markup.render import Markup, Rendered
from generator.notetypes.base import (
    AFTERWORD,
    COMMON_FIELDS,
    PICTURE,
    RETIRED_PART,
    Content,
    Kind,
    common,
    content,
    frame,
)
from generator.parts import Slots

__all__ = ["KIND"]

_ASKED = f'<div class="sd-question" dir="auto">{{{{Question}}}}</div>\n{PICTURE}'
_TYPED = "{{#TypeIn}}{{type:Answer}}{{/TypeIn}}"
# Where the answer was typed, Anki shows it compared; else it stands as it is.
_ANSWER = f'{_TYPED}<div class="sd-answer" dir="auto">{{{{Answer}}}}</div>'
_ASKED_BACK = f'<div class="sd-question" dir="auto">{{{{Reverse}}}}</div>\n{PICTURE}'


_ANSWER_BACK = '<div class="sd-answer" dir="auto">{{ReverseAnswer}}</div>'


def _answered(asked: str, answer: str) -> str:
    return frame(f'{asked}\n<hr id="answer">\n{answer}\n{AFTERWORD}')


def _content(note: AuthoredNote, deck: DeckInfo, markup: Markup, slots: Slots) -> Content:
    del slots  # the ordinals are those of the templates
    assert isinstance(note, QuestionNote)
    fields = {"Question": markup.text(note.question), "Answer": markup.text(note.answer)}
    if note.typed:
        fields["TypeIn"] = Rendered("1")
    ordinals: tuple[int, ...] = (0,)
    if note.reverse is not None:
        fields["Reverse"] = markup.text(note.reverse.question)
        fields["ReverseAnswer"] = markup.text(note.reverse.answer)
        ordinals = (0, 1)
    return content(KIND, fields | common(note, deck, markup), ordinals)


def _retire(fields: dict[str, str], ordinal: int) -> dict[str, str]:
    assert ordinal == 1, "a question always has its first card"
    return {**fields, "Reverse": RETIRED_PART, "ReverseAnswer": RETIRED_PART}


KIND = Kind(
    name="question",
    fields=("Question", "Answer", "Reverse", "ReverseAnswer", "TypeIn", *COMMON_FIELDS),
    templates=(
        ("Question", frame(f"{_ASKED}\n{_TYPED}"), _answered(_ASKED, _ANSWER)),
        # The gate stands around the whole front: without a way back there is no card.
        (
            "Reverse",
            f"{{{{#Reverse}}}}{frame(_ASKED_BACK)}{{{{/Reverse}}}}",
            _answered(_ASKED_BACK, _ANSWER_BACK),
        ),
    ),
    cloze=False,
    content_of=_content,
    retire=_retire,
)
