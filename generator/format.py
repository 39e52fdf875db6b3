"""The deck format as data: which keys there are, of what shape, and what they mean.

The catalog reads by these tables, and help texts and schemas are made from
them, so that there is one place where a key is explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

__all__ = [
    "ALIASES",
    "CARD_KEYS",
    "DECK_KEYS",
    "KINDS",
    "ONE_FILE_KEYS",
    "PROFILE_FIELDS",
    "REVERSE_KEYS",
    "SOURCE_KEYS",
    "SYNONYMS",
    "TOPIC_KEYS",
    "CardKind",
    "Key",
    "Keys",
    "Shape",
]


class Shape(Enum):
    """What a value may be; the value is how people call it."""

    TEXT = "text"
    TEXTS = "a list of texts"
    MAPPING = "a mapping of keys to values"
    CARDS = "a list of cards"


class Key(NamedTuple):
    """One key: its name, the shape of its value, what it is for.

    Of a mapping, ``keys`` are the keys it takes; without them they are the
    author's own, and behind each stands a mapping of ``each``, or a text.
    """

    name: str
    shape: Shape
    about: str
    required: bool = False
    keys: Mapping[str, Key] | None = None
    each: Mapping[str, Key] | None = None


class CardKind(NamedTuple):
    """A kind of card: the key that marks it, the keys that only it has."""

    name: str
    key: str
    own: tuple[Key, ...]


class Keys(dict[str, Key]):
    """The keys that a mapping takes, by name; ``required`` are those that it must have."""

    def __init__(self, *keys: Key) -> None:
        super().__init__((key.name, key) for key in keys)
        self.required = tuple(key for key in self.values() if key.required)


SOURCE_KEYS = Keys(
    Key("title", Shape.TEXT, "How people call the document.", required=True),
    Key("file", Shape.TEXT, "Its text, relative to the deck's folder.", required=True),
    Key(
        "not-for-study", Shape.MAPPING, "A few words of a sentence, and why no card is made of it."
    ),
)
DECK_KEYS = Keys(
    Key("id", Shape.TEXT, "The deck's name for ever: every guid derives from it.", required=True),
    Key("name", Shape.TEXT, "The deck's name in Anki, levels parted by `::`; default: the id."),
    Key("was-name", Shape.TEXT, "The name before the last change of `name`."),
    Key("description", Shape.TEXT, "What the deck covers, in Markdown."),
    Key("license", Shape.TEXT, "The licence of the cards, shown in the description."),
    Key("authors", Shape.TEXTS, "Who wrote the cards."),
    Key("reviewed", Shape.TEXT, "When the content was last reviewed, as 2026-11-22."),
    Key("topics", Shape.TEXTS, "The topics in the order in which new cards come."),
    Key("subject", Shape.TEXTS, "Words of which a question names at least one."),
    Key("tags", Shape.TEXTS, "Tags on every note."),
    Key(
        "sources",
        Shape.MAPPING,
        "The documents that the cards are derived from, by a short key.",
        each=SOURCE_KEYS,
    ),
)
TOPIC_KEYS = Keys(
    Key("topic", Shape.TEXT, "The tag under the deck's; default: the file's name."),
    Key("source", Shape.TEXT, "The source of all cards below that name none: `key#section`."),
    Key("cards", Shape.CARDS, "The cards.", required=True),
)
ONE_FILE_KEYS = Keys(
    *TOPIC_KEYS.values(),
    Key("deck", Shape.MAPPING, "What deck.yaml would hold.", required=True, keys=DECK_KEYS),
)
REVERSE_KEYS = Keys(
    Key("q", Shape.TEXT, "The question of the way back.", required=True),
    Key("a", Shape.TEXT, "Its answer.", required=True),
)
CARD_KEYS = Keys(
    Key("id", Shape.TEXT, "The card's name for ever, in kebab-case."),
    Key("was", Shape.TEXTS, "Former ids, newest first."),
    Key("tags", Shape.TEXTS, "Tags on this note alone."),
    Key("extra", Shape.TEXT, "Shown under the answer."),
    Key("image", Shape.TEXT, "A picture under the question, on both sides: a name in media/."),
    Key("caution", Shape.TEXT, "A safety note that cannot be missed, on the back."),
    Key("source", Shape.TEXT, "Where the fact stands: `key#section`."),
    Key("quote", Shape.TEXT, "A few words, verbatim in that section."),
    Key("allow", Shape.MAPPING, "Rules that this card may break: the code, and why."),
)

# What a profile asks of a drug. The order is that of the note type's templates, frozen at the
# first release: a new fact takes a spare.
PROFILE_FIELDS = {
    "class": "To which class of drugs does it belong?",
    "mechanism": "How does it act?",
    "indications": "What is it used for?",
    "dosage": "How is it dosed?",
    "half-life": "How long is its half-life?",
    "metabolism": "How is it metabolised?",
    "adverse-effects": "What are its adverse effects?",
    "contraindications": "What contraindicates it?",
    "interactions": "What does it interact with?",
    "warnings": "Which warning must not be missed?",
    "monitoring": "What is to be monitored?",
    "pregnancy": "What applies in pregnancy?",
    "lactation": "What applies to breastfeeding?",
    "withdrawal": "How is it stopped?",
    "antidote": "What is the antidote?",
    "counselling": "What is the patient told?",
}

KINDS = (
    CardKind(
        "question and answer",
        "q",
        (
            Key("q", Shape.TEXT, "The question.", required=True),
            Key("a", Shape.TEXT, "The answer.", required=True),
            Key(
                "reverse",
                Shape.MAPPING,
                "A second card that asks the way back: `q` and `a`.",
                keys=REVERSE_KEYS,
            ),
            Key("type", Shape.TEXT, "`true` for a one-word answer that is typed in."),
        ),
    ),
    CardKind(
        "cloze",
        "cloze",
        (Key("cloze", Shape.TEXT, "A text with {{deletions}}.", required=True),),
    ),
    CardKind(
        "list",
        "list",
        (
            Key("list", Shape.TEXT, "The prompt.", required=True),
            Key("items", Shape.TEXTS, "What belongs to it: a card an item.", required=True),
        ),
    ),
    CardKind(
        "multiple choice",
        "choice",
        (
            Key("choice", Shape.TEXT, "The question.", required=True),
            Key("right", Shape.TEXT, "The right option.", required=True),
            Key("wrong", Shape.TEXTS, "The wrong options.", required=True),
            Key("why", Shape.TEXT, "The rationale, shown on the back."),
        ),
    ),
    CardKind(
        "select all that apply",
        "select",
        (
            Key("select", Shape.TEXT, "The question.", required=True),
            Key("right", Shape.TEXTS, "The right options.", required=True),
            Key("wrong", Shape.TEXTS, "The wrong options.", required=True),
            Key("why", Shape.TEXT, "The rationale, shown on the back."),
        ),
    ),
    CardKind(
        "drug profile",
        "profile",
        (
            Key("profile", Shape.TEXT, "The drug.", required=True),
            *(Key(name, Shape.TEXT, asked) for name, asked in PROFILE_FIELDS.items()),
        ),
    ),
)

# What people type who come from other tools, or from plain English.
ALIASES = {
    "answer": "a",
    "back": "a",
    "question": "q",
    "front": "q",
    "prompt": "q",
    "text": "cloze",
    "picture": "image",
    "img": "image",
    "note": "extra",
    "notes": "cards",
    "hint": "extra",
    "warning": "caution",
    "tag": "tags",
    "reversed": "reverse",
    "title": "name",
    "author": "authors",
    "licence": "license",
    "subjects": "subject",
    "card": "cards",
    "key": "id",
    "reference": "source",
    "section": "topic",
}

# Of these, the ones that can mean nothing else.
SYNONYMS = frozenset(
    {"answer", "author", "back", "card", "front", "img", "licence", "picture", "question"}
    | {"reversed", "subjects", "tag"}
)
