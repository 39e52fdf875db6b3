"""Y: YAML: what the parser can't take as typed, or would take for something else."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = ["ALL"]


def _error(code: str, name: str, what: str, why: str, example: str, instead: str) -> Rule:
    return Rule(code, name, Severity.ERROR, what, why, example, instead)


NOT_UTF8 = _error(
    "Y001",
    "not-utf-8",
    "A file whose bytes are not UTF-8.",
    "Every other reading would be a guess, and a wrong guess changes doses and names.",
    "a file saved as Latin-1 or UTF-16",
    "the same file, saved again with the encoding UTF-8",
)
BYTE_ORDER_MARK = Rule(
    "Y002",
    "byte-order-mark",
    Severity.INFO,
    "A file that begins with an invisible byte-order mark.",
    "It does no harm here; other tools stumble over it.",
    "a file saved as “UTF-8 with BOM”",
    "the same file, saved as UTF-8 without BOM",
)
CONTROL_CHARACTER = _error(
    "Y003",
    "control-character",
    "A character that has no shape: a NUL, a backspace, half of a surrogate pair.",
    "It comes from a broken copy or a misread escape; Anki stores it or refuses the whole import.",
    'a: "\\frac{1}{2}"   # \\f is a form feed in double quotes',
    "a: '\\frac{1}{2}'",
)
EMPTY_FILE = _error(
    "Y004",
    "empty-file",
    "A file with nothing in it, or nothing but comments.",
    "There is nothing to read; often the saving went wrong.",
    "# cards will come",
    "cards:\n  - id: drug-class\n    q: …\n    a: …",
)
TOO_DEEP = _error(
    "Y005",
    "too-deep",
    "Lists and mappings nested deeper than any card needs.",
    "No deck has more than a few levels; more is a damaged or hostile file.",
    "[[[[[[[[[[…",
    "at most a few levels",
)
TAG = _error(
    "Y006",
    "yaml-tag",
    "A value that begins with an exclamation mark, which is a type tag to YAML.",
    "Every value is text here; and a tag would swallow the first word.",
    "a: !important to taper",
    "a: '!important to taper'",
)
ANCHOR = _error(
    "Y007",
    "yaml-anchor",
    "A value that begins with & or *, which are an anchor and an alias to YAML.",
    "They would swallow a word, or put another card's text here.",
    "a: *in vitro* only",
    "a: '*in vitro* only'",
)
MERGE_KEY = _error(
    "Y008",
    "merge-key",
    "The key <<, which merges another mapping to YAML.",
    "A card says all it has itself, so that a reader sees it.",
    "<<: *defaults",
    "the keys themselves",
)
DOUBLE_KEY = _error(
    "Y009",
    "double-key",
    "A key that stands twice in the same mapping.",
    "One of the two values would be lost.",
    "q: What class?\nq: Which class?",
    "q: Which class?",
)
NOT_A_KEY = _error(
    "Y010",
    "not-a-key",
    "A key that is itself a list or a mapping.",
    "A key is a word.",
    "[a]: b",
    "a: b",
)
SECOND_DOCUMENT = _error(
    "Y011",
    "second-document",
    "A line --- that begins a second document, or a %-directive.",
    "A file is one document: all that follows would be lost.",
    "cards: […]\n---\ncards: […]",
    "two files, or one list of cards",
)
CONFLICT_MARKER = _error(
    "Y012",
    "conflict-marker",
    "The marker of a merge that was not resolved.",
    "Both versions stand in the file.",
    "<<<<<<< HEAD",
    "the version that is right, without the markers",
)
UNQUOTED_START = _error(
    "Y020",
    "unquoted-start",
    "A value that begins with a sign which means something to YAML: {, [, @, %, a backtick, >, |, "
    "-, ?, a comma, a closing bracket.",
    "YAML would read a list, a mapping or a block, or refuse the file.",
    "cloze: {{c1::GABA}} inhibits",
    "cloze: '{{c1::GABA}} inhibits'",
)
COLON_INSIDE = _error(
    "Y021",
    "colon-inside",
    "A value that holds a colon and a space, or ends in a colon.",
    "YAML takes the colon for the end of another key.",
    "a: Adults: 0.5 mg",
    "a: 'Adults: 0.5 mg'",
)
TEXT_AFTER_QUOTE = _error(
    "Y022",
    "text-after-quote",
    "A value that begins with a quotation mark and goes on after the closing one.",
    "To YAML the value ends where the quotation does.",
    'a: "GABA" receptor',
    "a: '\"GABA\" receptor'",
)
UNCLOSED_QUOTE = _error(
    "Y023",
    "unclosed-quote",
    "A quotation mark at the start of a value that is never closed.",
    "All that follows, up to the next quotation mark, would be part of the value.",
    'a: "GABA receptor',
    'a: "GABA receptor"',
)
UNCLOSED_BRACKET = _error(
    "Y024",
    "unclosed-bracket",
    "A bracket or brace at the start of a value that is never closed.",
    "All that follows would be part of the list.",
    "tags: [clinical, dose",
    "tags: [clinical, dose]",
)
BAD_ESCAPE = _error(
    "Y025",
    "bad-escape",
    "A backslash in double quotes that YAML does not know, as in TeX or a Windows path.",
    "In double quotes a backslash begins an escape; in single quotes it is a backslash.",
    'a: "\\(x^2\\)"',
    "a: '\\(x^2\\)'",
)
TAB = _error(
    "Y026",
    "tab",
    "A tab where YAML counts spaces.",
    "Tabs are as wide as each editor likes, so YAML refuses them for indentation.",
    "→ a: A benzodiazepine",
    "  a: A benzodiazepine",
)
INDENTATION = _error(
    "Y027",
    "indentation",
    "A line that stands deeper or less deep than those it belongs with.",
    "In YAML the keys of one card begin in one column.",
    "- id: x\n  q: …\n   a: …",
    "- id: x\n  q: …\n  a: …",
)
MISSING_SPACE = _error(
    "Y028",
    "missing-space",
    "A key and its value, or a hyphen and its item, with no space between.",
    "Without the space YAML sees one word.",
    "q:What class of drug is clonazepam?",
    "q: What class of drug is clonazepam?",
)
MISSING_COLON = _error(
    "Y029",
    "missing-colon",
    "A key without its colon, or with another sign in its place.",
    "Without the colon the word is text.",
    "cards\n  - id: x",
    "cards:\n  - id: x",
)
MISSING_HYPHEN = _error(
    "Y030",
    "missing-hyphen",
    "A card in a list of cards that does not begin with a hyphen.",
    "The hyphen is what makes it an item of the list.",
    "- id: a\n  q: …\nid: b",
    "- id: a\n  q: …\n- id: b",
)
STRAY_LINE = _error(
    "Y031",
    "stray-line",
    "A line of text that belongs to no key.",
    "Text that goes on in the next line must stand deeper than its key.",
    "q: Which receptor does\nclonazepam bind?",
    "q: Which receptor does\n  clonazepam bind?",
)
SYNTAX = _error(
    "Y032",
    "yaml-syntax",
    "Something else that YAML can't read.",
    "Nothing after it can be read with certainty.",
    "a: b: c",
    "a: 'b: c'",
)
ODD_SPACE = _error(
    "Y033",
    "odd-space",
    "A no-break space or an invisible character where YAML counts spaces.",
    "It comes with text from a web page or a word processor, and looks like a space.",
    "a:\u00a0A benzodiazepine   # the space after the colon is a no-break space",
    "a: A benzodiazepine",
)
COMMENT_EATS = Rule(
    "Y040",
    "comment-eats-text",
    Severity.WARNING,
    "A # after a space, directly followed by a letter or a digit: to YAML a comment begins there.",
    "The text after it is not on the card.",
    "a: Vitamin B #12",
    "a: 'Vitamin B #12'",
)
EATEN_VALUE = _error(
    "Y041",
    "eaten-value",
    "A value that begins with #: to YAML it is a comment, and the value is empty.",
    "Nothing of it is on the card.",
    "a: #1 choice",
    "a: '#1 choice'",
)
SILENT_ESCAPE = Rule(
    "Y042",
    "silent-escape",
    Severity.WARNING,
    "A TeX command in double quotes whose backslash YAML takes for a tab or a line break.",
    r"\theta becomes a tab and “heta”, \nu a line break and “u”, and nobody complains.",
    'a: "the angle \\theta"',
    "a: 'the angle \\theta'",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
