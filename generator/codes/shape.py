"""S: shape: what a deck, a topic file or a card is made of."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = [
    "ALL",
    "BAD_NAME",
    "BAD_TAG",
    "EMPTY_VALUE",
    "KEY_OF_ANOTHER_KIND",
    "LISTED_TWICE",
    "MISSING_KEY",
    "NO_CARDS",
    "NO_DECK",
    "NO_KIND",
    "STRAY_FILE",
    "TWO_KINDS",
    "UNKNOWN_KEY",
    "UNLISTED_TOPIC",
    "WRONG_SHAPE",
]

UNKNOWN_KEY = Rule(
    code="S001",
    name="unknown-key",
    severity=Severity.ERROR,
    what="A key that means nothing in its place.",
    why="What it holds would silently be missing from the deck.",
    example="question: What class of drug is clonazepam?",
    instead="q: What class of drug is clonazepam?",
)
MISSING_KEY = Rule(
    code="S002",
    name="missing-key",
    severity=Severity.ERROR,
    what="A key without which there is no card, or no deck.",
    why="A question without an answer can't be learned; a deck without an id can't be updated.",
    example="- id: class\n  q: What class of drug is clonazepam?",
    instead="- id: class\n  q: What class of drug is clonazepam?\n  a: A benzodiazepine",
)
WRONG_SHAPE = Rule(
    code="S003",
    name="wrong-shape",
    severity=Severity.ERROR,
    what="A list where text belongs, text where a list belongs, and the like.",
    why="Brackets and braces at the start of a value mean a list or a mapping to YAML.",
    example="tags: clinical",
    instead="tags: [clinical]",
)
EMPTY_VALUE = Rule(
    code="S004",
    name="empty-value",
    severity=Severity.ERROR,
    what="A key with nothing, or nothing but white space, behind it.",
    why="Anki makes no card of an empty question and shows nothing for an empty answer.",
    example="a:",
    instead="a: A benzodiazepine",
)
NO_KIND = Rule(
    code="S005",
    name="no-kind",
    severity=Severity.ERROR,
    what="A card that has none of the keys that say what kind it is.",
    why="The kind decides what a student is asked.",
    example="- id: class\n  extra: A benzodiazepine",
    instead="- id: class\n  q: What class of drug is clonazepam?\n  a: A benzodiazepine",
)
TWO_KINDS = Rule(
    code="S006",
    name="two-kinds",
    severity=Severity.ERROR,
    what="A card that is of two kinds at once.",
    why="Each kind becomes a note type of its own in Anki; a note has one.",
    example="- id: class\n  q: What class?\n  cloze: Clonazepam is a {{benzodiazepine}}.",
    instead="- id: class\n  q: What class of drug is clonazepam?\n  a: A benzodiazepine\n"
    "- id: class-cloze\n  cloze: Clonazepam is a {{benzodiazepine}}.",
)
KEY_OF_ANOTHER_KIND = Rule(
    code="S007",
    name="key-of-another-kind",
    severity=Severity.ERROR,
    what="A key that has a meaning on another kind of card, but none on this one.",
    why="What it holds would silently be missing from the card.",
    example="- id: class\n  cloze: Clonazepam is a {{benzodiazepine}}.\n  a: A benzodiazepine",
    instead="- id: class\n  cloze: Clonazepam is a {{benzodiazepine}}.",
)
BAD_NAME = Rule(
    code="S009",
    name="bad-name",
    severity=Severity.ERROR,
    what="A name of a deck or a topic that Anki could not keep as it is.",
    why="Anki parts deck names at `::` and tags at white space, and would rename or split them.",
    example="topic: adverse effects",
    instead="topic: adverse-effects",
)
BAD_TAG = Rule(
    code="S010",
    name="bad-tag",
    severity=Severity.ERROR,
    what="A tag that Anki would split or refuse, or that belongs to the student.",
    why="Tags end at white space; Anki itself sets `marked` and `leech`, and every update of the "
    "deck would take them away or put them there.",
    example="tags: [high yield]",
    instead="tags: [high-yield]",
)
NO_CARDS = Rule(
    code="S011",
    name="no-cards",
    severity=Severity.WARNING,
    what="A file, or a whole deck, with no cards in it.",
    why="Often a `cards:` whose list is commented out or wrongly indented.",
    example="topic: dosage\ncards: []",
    instead="take the file away, or write a first card",
)
UNLISTED_TOPIC = Rule(
    code="S012",
    name="unlisted-topic",
    severity=Severity.WARNING,
    what="A topic that the deck's `topics` does not list.",
    why="Its new cards come after all others, whatever the author had in mind.",
    example="topics: [class]   # and a file mechanism.yaml",
    instead="topics: [class, mechanism]",
)
NO_DECK = Rule(
    code="S013",
    name="no-deck",
    severity=Severity.ERROR,
    what="A folder with card files and no deck.yaml, or with two of them.",
    why="Without an id and a name there is nothing to compile the cards into.",
    example="cards/clonazepam/mechanism.yaml, alone",
    instead="cards/clonazepam/deck.yaml beside it:\n  id: clonazepam",
)
STRAY_FILE = Rule(
    code="S014",
    name="stray-file",
    severity=Severity.WARNING,
    what="A YAML file in a folder below the deck's, where no cards are looked for.",
    why="Its cards would be missing without a word.",
    example="cards/clonazepam/more/dosage.yaml",
    instead="cards/clonazepam/dosage.yaml",
)
TWIN_NAMES = Rule(
    code="S015",
    name="twin-names",
    severity=Severity.WARNING,
    what="Two files of a deck whose names differ by capitals only.",
    why="Windows and macOS keep but one of the two, and the cards or the picture of the other are "
    "gone.",
    example="media/Clot.png beside media/clot.png",
    instead="media/clot.png and media/clot-2.png",
)

LISTED_TWICE = Rule(
    code="S016",
    name="listed-twice",
    severity=Severity.WARNING,
    what="A tag, a topic, an author or a former id that its list gives twice.",
    why="It counts once; often another one was meant.",
    example="tags: [dose, dose]",
    instead="tags: [dose, renal]",
)

ALL = (
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_SHAPE,
    EMPTY_VALUE,
    NO_KIND,
    TWO_KINDS,
    KEY_OF_ANOTHER_KIND,
    BAD_NAME,
    BAD_TAG,
    NO_CARDS,
    UNLISTED_TOPIC,
    NO_DECK,
    STRAY_FILE,
    TWIN_NAMES,
    LISTED_TWICE,
)
