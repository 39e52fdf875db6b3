"""I: identity: names that must be there, be well formed, be unique and stay."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = ["ALL", "BAD_ID", "DOUBLE_DECK", "DOUBLE_ID", "NO_ID"]

NO_ID = Rule(
    code="I001",
    name="no-id",
    severity=Severity.ERROR,
    what="A card without an id.",
    why="The id is what stays when every word of a card is corrected. Without it a student who "
    "imports the new deck would get the card a second time and lose the history of the first.",
    example="- q: What class of drug is clonazepam?\n  a: A benzodiazepine",
    instead="- id: drug-class\n  q: What class of drug is clonazepam?\n  a: A benzodiazepine",
)
BAD_ID = Rule(
    code="I002",
    name="bad-id",
    severity=Severity.ERROR,
    what="An id that is not kebab-case: a to z, 0 to 9, and single hyphens between them.",
    why="Ids stand in file names, tags, guids and the ledger, on every system.",
    example="id: Drug Class",
    instead="id: drug-class",
)
DOUBLE_ID = Rule(
    code="I003",
    name="double-id",
    severity=Severity.ERROR,
    what="The same id on two cards of a deck, former ids (`was`) included.",
    why="Both would get the same guid, and later updates would reach only one of them.",
    example="- id: dose\n  q: What is the dose in adults?\n  a: 4 mg\n"
    "- id: dose\n  q: What is the dose in children?\n  a: 1 mg",
    instead="- id: dose-adult\n  q: What is the dose in adults?\n  a: 4 mg\n"
    "- id: dose-child\n  q: What is the dose in children?\n  a: 1 mg",
)
DOUBLE_DECK = Rule(
    code="I004",
    name="double-deck",
    severity=Severity.ERROR,
    what="Two decks with the same id, or the same name in Anki.",
    why="The guids of their cards and their packages would be the same; in Anki, decks of the same "
    "name become one.",
    example="id: clonazepam   # in two deck.yaml files",
    instead="id: clonazepam-basics",
)

ALL = (NO_ID, BAD_ID, DOUBLE_ID, DOUBLE_DECK)
