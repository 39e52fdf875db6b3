"""M: media and markup: what would not reach the card as the author meant it."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = [
    "ALL",
    "BAD_CLOZE",
    "BAD_MEDIA_NAME",
    "CLOZE_ELSEWHERE",
    "CROSSED_MARKUP",
    "MISSING_MEDIA",
    "NO_DELETION",
    "REMOTE_MEDIA",
    "SHOWS_NOTHING",
    "UNCLOSED_TEX",
    "UNSAFE_HTML",
]

UNSAFE_HTML = Rule(
    code="M001",
    name="unsafe-html",
    severity=Severity.ERROR,
    what="HTML that a sanitizer would remove: scripts, event handlers, frames, styles that leave "
    "the card, links that run code, and tags that stand where HTML does not allow them.",
    why="Anki runs whatever a field holds, on every device of every student. What cannot be kept "
    "is refused here instead of being dropped silently.",
    example='a: GABA <img src="x.png" onerror="alert(1)">',
    instead="a: GABA ![the receptor](x.png)",
)
UNCLOSED_TEX = Rule(
    code="M002",
    name="unclosed-tex",
    severity=Severity.ERROR,
    what=r"A formula that is opened by \( or \[ and never closed, or closed and never opened.",
    why="Anki would show the backslashes instead of a formula.",
    example=r"a: \(t_{1/2} = 35",
    instead=r"a: \(t_{1/2} = 35\) hours",
)
NO_DELETION = Rule(
    code="M003",
    name="no-deletion",
    severity=Severity.ERROR,
    what="A cloze text in which nothing is deleted.",
    why="Anki would make no card of it.",
    example="cloze: Clonazepam is a benzodiazepine.",
    instead="cloze: Clonazepam is a {{benzodiazepine}}.",
)
BAD_CLOZE = Rule(
    code="M004",
    name="bad-cloze",
    severity=Severity.ERROR,
    what="A deletion that is not closed, is empty, stands inside another one, or has a number that "
    "Anki does not take (it takes 1 to 499, one number a deletion).",
    why="Anki loses such cards, or shows the braces.",
    example="cloze: GABA opens {{chloride channels.",
    instead="cloze: GABA opens {{chloride}} channels.",
)
CROSSED_MARKUP = Rule(
    code="M005",
    name="crossed-markup",
    severity=Severity.ERROR,
    what="A deletion and a piece of Markdown or HTML that overlap without one holding the other.",
    why="The hidden text would take half of the markup with it and break the card.",
    example="cloze: Clonazepam is a **{{benzo**diazepine}}.",
    instead="cloze: Clonazepam is a {{**benzo**diazepine}}.",
)
CLOZE_ELSEWHERE = Rule(
    code="M006",
    name="cloze-elsewhere",
    severity=Severity.ERROR,
    what="Double braces in a text that is no cloze.",
    why="They hide nothing there: the student would see the braces.",
    example="q: Clonazepam is a {{benzodiazepine}}.",
    instead="cloze: Clonazepam is a {{benzodiazepine}}.",
)
SHOWS_NOTHING = Rule(
    code="M007",
    name="shows-nothing",
    severity=Severity.ERROR,
    what="A text of which nothing is left to see: empty tags, invisible characters, a lone link "
    "definition.",
    why="Anki takes such a field for empty and may make no card of the note.",
    example='q: "&nbsp;"',
    instead="q: What class of drug is clonazepam?",
)
EXTRA_CELL = Rule(
    code="M008",
    name="extra-cell",
    severity=Severity.ERROR,
    what="A row of a table with more cells than the table has columns.",
    why="Markdown leaves the cells out that no column takes, and nobody would miss them.",
    example="a: |\n  | drug | dose |\n  |---|---|\n  | clonazepam | 0.5 mg | twice a day |",
    instead="a: |\n  | drug | dose | how often |\n  |---|---|---|\n"
    "  | clonazepam | 0.5 mg | twice a day |",
)
MISSING_MEDIA = Rule(
    code="M010",
    name="missing-media",
    severity=Severity.ERROR,
    what="A picture that is not in the deck's media folder under exactly this name.",
    why="Students would see a broken picture; and a name that differs only in upper and lower "
    "case works on one machine and not on the next.",
    example="image: Receptor.PNG",
    instead="image: receptor.png",
)
REMOTE_MEDIA = Rule(
    code="M011",
    name="remote-media",
    severity=Severity.ERROR,
    what="A picture that would be loaded from the network.",
    why="Students study offline, remote pictures vanish, and every review would be seen by the "
    "other side.",
    example="a: ![receptor](https://example.org/receptor.png)",
    instead="a: ![receptor](receptor.png)",
)
BAD_MEDIA_NAME = Rule(
    code="M012",
    name="bad-media-name",
    severity=Severity.ERROR,
    what="A picture outside the media folder, or a file that is no picture Anki can show.",
    why="Only what lies in media/ is packed, and a path that leaves it makes the import fail.",
    example="image: ../receptor.png",
    instead="image: receptor.png",
)

ALL = (
    UNSAFE_HTML,
    UNCLOSED_TEX,
    NO_DELETION,
    BAD_CLOZE,
    CROSSED_MARKUP,
    CLOZE_ELSEWHERE,
    SHOWS_NOTHING,
    EXTRA_CELL,
    MISSING_MEDIA,
    REMOTE_MEDIA,
    BAD_MEDIA_NAME,
)
