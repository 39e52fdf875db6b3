"""G: grounding: whether what a card says stands in the source that it names."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = [
    "ALL",
    "IDLE_MARK",
    "NO_QUOTE",
    "NO_SOURCE",
    "NO_SOURCE_FILE",
    "NUMBER_NOT_IN_QUOTE",
    "QUOTE_NOT_FOUND",
    "QUOTE_WITHOUT_SOURCE",
    "UNKNOWN_SECTION",
    "UNKNOWN_SOURCE",
]

NO_SOURCE_FILE = Rule(
    code="G001",
    name="no-source-file",
    severity=Severity.ERROR,
    what="A source whose file is not in the deck's folder, or is no UTF-8 text.",
    why="Without it no quote can be checked; and a deck is passed on as one folder.",
    example="sources:\n  overview: {title: An overview, file: overveiw.md}",
    instead="sources:\n  overview: {title: An overview, file: sources/overview.md}",
)
UNKNOWN_SOURCE = Rule(
    code="G002",
    name="unknown-source",
    severity=Severity.ERROR,
    what="A card that names a source which deck.yaml does not list.",
    why="Nobody could look the fact up.",
    example="source: overveiw#how-does-it-work",
    instead="source: overview#how-does-it-work",
)
UNKNOWN_SECTION = Rule(
    code="G003",
    name="unknown-section",
    severity=Severity.ERROR,
    what="A section that the source does not have. A section is its heading, lower-cased, with "
    "hyphens.",
    why="A quote is looked for in its section alone.",
    example="source: overview#how-it-works",
    instead="source: overview#how-does-it-work",
)
NO_SOURCE = Rule(
    code="G004",
    name="no-source",
    severity=Severity.ERROR,
    what="A card without a source, in a deck that names sources.",
    why="A fact that nobody can look up is an opinion.",
    example="- id: receptor\n  q: …\n  a: …",
    instead="- id: receptor\n  q: …\n  a: …\n  source: overview#how-does-it-work\n  quote: …",
)
NO_QUOTE = Rule(
    code="G005",
    name="no-quote",
    severity=Severity.ERROR,
    what="A card that names a source and quotes nothing from it.",
    why="The quote is what proves the card, and what tells when the source changes.",
    example="source: overview#how-does-it-work",
    instead="source: overview#how-does-it-work\nquote: bind to GABA-A receptors",
)
QUOTE_WITHOUT_SOURCE = Rule(
    code="G006",
    name="quote-without-source",
    severity=Severity.ERROR,
    what="A quote on a card that names no source.",
    why="Nobody knows where to look it up.",
    example="quote: bind to GABA-A receptors",
    instead="source: overview#how-does-it-work\nquote: bind to GABA-A receptors",
)
QUOTE_NOT_FOUND = Rule(
    code="G007",
    name="quote-not-found",
    severity=Severity.ERROR,
    what="A quote that does not stand in the section that the card names. Case, white space, curly "
    "quotes, dashes and Markdown marks are set aside; a word or a number is never cut in two.",
    why="Either the quote or the card is wrong, or the source has changed since.",
    example="quote: binds to the GABA-B receptor",
    instead="quote: binds to the GABA-A receptor",
)
NUMBER_NOT_IN_QUOTE = Rule(
    code="G008",
    name="number-not-in-quote",
    severity=Severity.ERROR,
    what="A number with a unit in an answer that does not stand in the quote with that unit. "
    "1,000 mg is 1000 mg, percent is %, and three days are 3 days.",
    why="A dose that is wrong on a card is a patient harmed.",
    example="a: 2 mg\nquote: an initial dose of 0.25 mg",
    instead="a: 0.25 mg\nquote: an initial dose of 0.25 mg",
)

IDLE_MARK = Rule(
    code="G009",
    name="idle-mark",
    severity=Severity.WARNING,
    what="A `not-for-study` whose words are in no sentence of the source, or in one with cards.",
    why="It would hide the next sentence that nobody made a card of.",
    example="not-for-study:\n  words that are not there: no fact",
    instead="a few words of the sentence, or no mark",
)

ALL = (
    NO_SOURCE_FILE,
    UNKNOWN_SOURCE,
    UNKNOWN_SECTION,
    NO_SOURCE,
    NO_QUOTE,
    QUOTE_WITHOUT_SOURCE,
    QUOTE_NOT_FOUND,
    NUMBER_NOT_IN_QUOTE,
    IDLE_MARK,
)
