"""I, continued: the ledger, and what a student who imports the next release would lose."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = [
    "ALL",
    "DAMAGE_HELP",
    "DECK_ID_CHANGED",
    "DECK_RENAMED",
    "DROPPED_CARD",
    "FUTURE_TIME",
    "KIND_CHANGED",
    "LOCK_CONFLICT",
    "LOCK_DAMAGED",
    "LOCK_DOUBLE",
    "LOCK_MERGED",
    "MERGE_HELP",
    "RETIRED_NOW",
    "SAME_CARD",
    "SCHEMA_CHANGED",
    "TWO_IN_ONE",
    "UNRELATED_CONTENT",
    "WAS_LOST",
]

DAMAGE_HELP = (
    "take the last whole deck.lock from version control (git checkout -- deck.lock) and build;\n"
    "without one, delete it: guids still hold, but numbers of parts follow their order again"
)
MERGE_HELP = (
    "keep the lines of both branches and delete the lines with markers;\n"
    "of a note that stands there twice keep the line with the larger `modified`;\n"
    "then build, which sums the file up anew"
)

LOCK_DAMAGED = Rule(
    code="I010",
    name="lock-damaged",
    severity=Severity.ERROR,
    what="A deck.lock with a line that is cut short, changed by hand or foreign.",
    why="Building without it would forget what students have; it is never reset silently.",
    example='note binds-gaba-a {"guid":"q6sk2',
    instead="the file as version control has it",
)
LOCK_CONFLICT = Rule(
    code="I011",
    name="lock-conflict",
    severity=Severity.ERROR,
    what="A deck.lock with the markers of a merge that was not resolved.",
    why="Either side alone would forget what the other released.",
    example="<<<<<<< HEAD",
    instead="the lines of both sides, without the markers",
)
LOCK_DOUBLE = Rule(
    code="I012",
    name="lock-double",
    severity=Severity.ERROR,
    what="A note that stands twice in deck.lock, as after a merge of two branches that both "
    "changed it.",
    why="The two lines may disagree on what students have.",
    example="note binds-gaba-a {…}\nnote binds-gaba-a {…}",
    instead="the line with the larger `modified`",
)
DECK_ID_CHANGED = Rule(
    code="I013",
    name="deck-id-changed",
    severity=Severity.ERROR,
    what="A deck whose id is not the one in its deck.lock.",
    why="Every guid derives from the deck's id: students would get every card a second time.",
    example="id: clonazepam-2",
    instead="id: clonazepam",
)
DECK_RENAMED = Rule(
    code="I014",
    name="deck-renamed",
    severity=Severity.ERROR,
    what="A deck whose name has changed without `was-name`.",
    why="Anki finds decks by name: new cards would go to a new deck, and those already studied "
    "stay where they are.",
    example="name: Benzodiazepines::Clonazepam",
    instead="name: Benzodiazepines::Clonazepam\nwas-name: Pharmacology::Clonazepam",
)
KIND_CHANGED = Rule(
    code="I015",
    name="kind-changed",
    severity=Severity.ERROR,
    what="A released card that has become one of another kind under the same id.",
    why="A note keeps its note type in Anki: the import answers with a conflict and the card "
    "never changes.",
    example="- id: class\n  cloze: Clonazepam is a {{benzodiazepine}}.   # was q and a",
    instead="- id: class-cloze\n  cloze: Clonazepam is a {{benzodiazepine}}.",
)
SCHEMA_CHANGED = Rule(
    code="I016",
    name="schema-changed",
    severity=Severity.ERROR,
    what="A note type whose fields or templates are no longer those that were released.",
    why="Anki answers with a conflict for ever: no later edit reaches a student.",
    example="a version of the tool with one field more",
    instead="a spare field, renamed: its id stays",
)
SAME_CARD = Rule(
    code="I017",
    name="same-card",
    severity=Severity.ERROR,
    what="A card that has vanished while a nearly identical one has come under another id.",
    why="If it is the same card, students would get it twice and lose the history of the first.",
    example="- id: receptor   # was binds-gaba-a, with the same question",
    instead="- id: receptor\n  was: [binds-gaba-a]",
)
UNRELATED_CONTENT = Rule(
    code="I018",
    name="unrelated-content",
    severity=Severity.ERROR,
    what="A released id that now stands on a card with quite another content.",
    why="Students would keep the intervals of the old card on the new one, and lose the old.",
    example="- id: binds-gaba-a\n  q: How long is clonazepam's half-life?",
    instead="- id: half-life\n  q: How long is clonazepam's half-life?",
)
WAS_LOST = Rule(
    code="I019",
    name="was-lost",
    severity=Severity.ERROR,
    what="A renamed card whose former id is no longer in its `was`.",
    why="Were the lock lost, the guid would derive from the new id, and students would get the "
    "card a second time.",
    example="- id: receptor",
    instead="- id: receptor\n  was: [binds-gaba-a]",
)
FUTURE_TIME = Rule(
    code="I020",
    name="future-time",
    severity=Severity.ERROR,
    what="A deck.lock with a time more than a day ahead of the clock.",
    why="Anki would refuse every later honest update until that day.",
    example='"modified":4102444800',
    instead="the lock as version control has it, or the right clock",
)
RETIRED_NOW = Rule(
    code="I021",
    name="retired-now",
    severity=Severity.INFO,
    what="A released card that is no longer in the files: it is shipped on as retired.",
    why="An import never takes a card away, so students must be told by the card itself.",
    example="a card deleted from mechanism.yaml",
    instead='studydeck retire clonazepam/binds-gaba-a --why "superseded by receptor"',
)
DROPPED_CARD = Rule(
    code="I022",
    name="dropped-card",
    severity=Severity.WARNING,
    what="A note that has fewer cards than it had: a deletion, an item or the way back is gone.",
    why="Students keep the card; it says from now on that this part is retired.",
    example="cloze: Clonazepam is a {{benzodiazepine}}.   # had two deletions",
    instead="leave the deletion, or take the warning as it is",
)
TWO_IN_ONE = Rule(
    code="I023",
    name="two-in-one",
    severity=Severity.ERROR,
    what="A `was` that names a card which was released beside this one.",
    why="Students have both cards, each with its own history; one can't become the other.",
    example="- id: receptor\n  was: [binds-gaba-a]   # both were released",
    instead="- id: receptor",
)
LOCK_MERGED = Rule(
    code="I024",
    name="lock-merged",
    severity=Severity.INFO,
    what="A deck.lock in which two branches met, or that was mended by hand.",
    why="Either branch may have sent the old text of a note with a later time than the other's "
    "correction has, so that lately corrected notes go out once more.",
    example="a merge of two branches that both built the deck",
    instead="nothing: the next build writes the lock anew",
)

ALL = (
    LOCK_DAMAGED,
    LOCK_CONFLICT,
    LOCK_DOUBLE,
    DECK_ID_CHANGED,
    DECK_RENAMED,
    KIND_CHANGED,
    SCHEMA_CHANGED,
    SAME_CARD,
    UNRELATED_CONTENT,
    WAS_LOST,
    FUTURE_TIME,
    RETIRED_NOW,
    DROPPED_CARD,
    TWO_IN_ONE,
    LOCK_MERGED,
)
