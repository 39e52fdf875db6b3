"""What authors mistype: each slip has its place, its cause, and a line that mends it.

Every row is a change to one good file of cards, and all that is told of it then.
"""

from __future__ import annotations

import re

import pytest

from generator import reader
from generator.catalog import assemble
from generator.diagnostics import Diagnostic, in_order
from generator.reader import decode, read
from generator.tree import Document, Mapping, Scalar, Sequence

GOOD = """\
topic: mechanism
cards:
  - id: first
    q: What is "one"?
    a: It's one
  - id: second
    q: What is "two"?
    a: It's two
    tags: [x, y]
  - id: third
    q: What is "three"?
    a: It's three
"""

# What the change is called, what is replaced by what, all findings, a word of message or help,
# and what the second card answers in the end, where that can be told.
SLIPS: list[tuple[str, str, str, str, str, str | None]] = [
    # Signs that are YAML's own at the start of a value
    (
        "a deletion",
        "a: It's two",
        "a: {{c1::GABA}} is it",
        "8:8 Y020",
        "a: '{{c1::GABA}} is it'",
        "{{c1::GABA}} is it",
    ),
    (
        "a deletion and a colon",
        "a: It's two",
        "a: {{GABA}}: it",
        "8:8 Y020",
        "'{{GABA}}: it'",
        "{{GABA}}: it",
    ),
    ("two brackets", "a: It's two", "a: [[x]]", "8:8 Y020", "a: '[[x]]'", "[[x]]"),
    ("a bracket and text", "a: It's two", "a: [x] is y", "8:8 Y020", "a: '[x] is y'", "[x] is y"),
    ("a brace and text", "a: It's two", "a: {x: y} z", "8:8 Y020", "a: '{x: y} z'", "{x: y} z"),
    ("greater than", "a: It's two", "a: > 20 mg", "8:8 Y020", "a: '> 20 mg'", "> 20 mg"),
    ("greater than a digit", "a: It's two", "a: >5", "8:8 Y020", "a: '>5'", ">5"),
    ("greater or equal", "a: It's two", "a: >= 5", "8:8 Y020", "a: '>= 5'", ">= 5"),
    ("a bar", "a: It's two", "a: | x", "8:8 Y020", "a: '| x'", "| x"),
    ("bars", "a: It's two", "a: |x|", "8:8 Y020", "a: '|x|'", "|x|"),
    ("at", "a: It's two", "a: @x", "8:8 Y020", "a: '@x'", "@x"),
    ("a backtick", "a: It's two", "a: `x` y", "8:8 Y020", "a: '`x` y'", "`x` y"),
    ("percent", "a: It's two", "a: %5", "8:8 Y020", "a: '%5'", "%5"),
    ("a comma", "a: It's two", "a: , x", "8:8 Y020", "a: ', x'", ", x"),
    ("a closing bracket", "a: It's two", "a: ]x", "8:8 Y020", "a: ']x'", "]x"),
    ("a hyphen", "a: It's two", "a: - x", "8:8 Y020", "a: '- x'", "- x"),
    ("a hyphen alone", "a: It's two", "a: -", "8:8 Y020", "a: '-'", "-"),
    ("a question mark", "a: It's two", "a: ? x", "8:8 Y020", "a: '? x'", "? x"),
    ("bold", "a: It's two", "a: **x** y", "8:8 Y007", "a: '**x** y'", "**x** y"),
    (
        "italics",
        "a: It's two",
        "a: *in vitro* only",
        "8:8 Y007",
        "a: '*in vitro* only'",
        "*in vitro* only",
    ),
    ("a star", "a: It's two", "a: * x", "8:8 Y007", "a: '* x'", "* x"),
    ("an ampersand", "a: It's two", "a: & x", "8:8 Y007", "a: '& x'", "& x"),
    ("an anchor", "a: It's two", "a: &x y", "8:8 Y007", "a: '&x y'", "&x y"),
    ("an alias", "a: It's two", "a: *x", "8:8 Y007", "a: '*x'", "*x"),
    ("an exclamation mark", "a: It's two", "a: ! x", "8:8 Y006", "a: '! x'", "! x"),
    ("a tag", "a: It's two", "a: !important x", "8:8 Y006", "a: '!important x'", "!important x"),
    ("a tag of YAML", "a: It's two", "a: !!str 5", "8:8 Y006", "a: '!!str 5'", "!!str 5"),
    ("a picture", "a: It's two", "a: ![p](p.png)", "8:8 Y006", "a: '![p](p.png)'", "![p](p.png)"),
    ("a sign and a comment", "a: It's two", "a: @x # why", "8:8 Y020", "a: '@x' # why", "@x"),
    (
        "a sign and a second line",
        "a: It's two",
        "a: @x\n      and y",
        "8:8 Y020",
        "must be quoted",
        None,
    ),
    # Colons
    (
        "a colon",
        "a: It's two",
        "a: Adults: 0.5 mg",
        "8:14 Y021",
        "a: 'Adults: 0.5 mg'",
        "Adults: 0.5 mg",
    ),
    (
        "a colon and an apostrophe",
        "a: It's two",
        "a: Dose: it's 5",
        "8:12 Y021",
        "a: 'Dose: it''s 5'",
        "Dose: it's 5",
    ),
    (
        "a colon at the end",
        "a: It's two",
        "a: The following:",
        "8:21 Y021",
        "a: 'The following:'",
        "The following:",
    ),
    ("a colon at the start", "a: It's two", "a: : x", "8:8 Y021", "a: ': x'", ": x"),
    ("two colons", "a: It's two", "a: a: b: c", "8:9 Y021", "a: 'a: b: c'", "a: b: c"),
    (
        "a colon between curly quotes",
        "a: It's two",
        "a: “x”: y",
        "8:11 Y021",
        "a: '“x”: y'",
        "“x”: y",
    ),
    (
        "a colon in a second line",
        "a: It's two",
        "a: text\n      Note: more",
        "9:11 Y021",
        "quoted",
        None,
    ),
    (
        "a colon in the middle of a second line",
        "a: It's two",
        "a: text\n      and so: on",
        "9:13 Y021",
        "quoted",
        None,
    ),
    (
        "a colon in an id",
        "  - id: second",
        "  - id: second: card",
        "6:9 I002, 6:15 Y021",
        "- id: 'second: card'",
        None,
    ),
    (
        "two keys in a line",
        'q: What is "two"?\n    a: It\'s two',
        'q: What is "two"? a: It\'s two',
        "7:23 Y021",
        "a: It's two",
        "It's two",
    ),
    ("a mapping in one line", "tags: [x, y]", "reverse: q: x", "9:14 Y021", "reverse:", None),
    # Quotation marks
    ("text behind a quotation", "a: It's two", 'a: "x" y', "8:8 Y022", "a: '\"x\" y'", '"x" y'),
    (
        "two quotations",
        "a: It's two",
        'a: "x" and "y"',
        "8:8 Y022",
        'a: \'"x" and "y"\'',
        '"x" and "y"',
    ),
    (
        "a quotation in a quotation",
        "a: It's two",
        'a: "He said "no" to it"',
        "8:8 Y022",
        "a: 'He said \"no\" to it'",
        'He said "no" to it',
    ),
    (
        "a quotation at the end of one",
        "a: It's two",
        'a: "He said "no""',
        "8:8 Y022",
        "a: 'He said \"no\"'",
        'He said "no"',
    ),
    ("an apostrophe", "a: It's two", "a: 'It's two'", "8:8 Y022", "a: 'It''s two'", "It's two"),
    (
        "two apostrophes",
        "a: It's two",
        "a: 'It's Ada's'",
        "8:8 Y022",
        "a: 'It''s Ada''s'",
        "It's Ada's",
    ),
    (
        "an unclosed quotation",
        "a: It's two",
        'a: "It is two',
        "8:8 Y023",
        'a: "It is two"',
        "It is two",
    ),
    (
        "an unclosed single quote",
        "a: It's two",
        "a: 'It is two",
        "8:8 Y023",
        "a: 'It is two'",
        "It is two",
    ),
    (
        "an apostrophe at the start",
        "a: It's two",
        "a: 'tis two",
        "8:8 Y023",
        "a: '''tis two'",
        None,
    ),
    (
        "an unclosed quotation with a backslash",
        "a: It's two",
        'a: "C:\\dose',
        "8:8 Y023",
        'a: "C:\\\\dose"',
        "C:\\dose",
    ),
    (
        "an unclosed quotation of two lines",
        "a: It's two",
        'a: "It is\n      two',
        "8:8 Y023",
        "never closed",
        None,
    ),
    (
        "a quotation that is closed behind the next key",
        "a: It's two",
        "a: 'tis\n    extra: the patients'",
        "8:8 Y023",
        "closed only behind",
        None,
    ),
    (
        "a double quotation that is closed behind the next key",
        "a: It's two",
        'a: "two\n    extra: x"',
        "8:8 Y023",
        "closed only behind",
        None,
    ),
    (
        "an unclosed question",
        'q: What is "two"?',
        'q: "What is two?',
        "7:8 Y023",
        'q: "What is two?"',
        None,
    ),
    ("an unclosed id", "  - id: second", '  - id: "second', "6:9 Y023", '- id: "second"', None),
    (
        "an unclosed quotation at the end",
        "a: It's three",
        'a: "Three',
        "12:8 Y023",
        'a: "Three"',
        None,
    ),
    (
        "an unclosed quotation in an item",
        "tags: [x, y]",
        'tags:\n      - "x\n      - y',
        "10:9 Y023",
        '- "x"',
        None,
    ),
    (
        "an unclosed quotation in a list",
        "tags: [x, y]",
        'tags: ["x, y]',
        "9:12 Y023",
        'tags: ["x", y]',
        None,
    ),
    (
        "an unclosed last item",
        "tags: [x, y]",
        'tags: ["x", "y]',
        "9:17 Y023",
        'tags: ["x", "y"]',
        None,
    ),
    (
        "a no-break space behind a quotation",
        "a: It's two",
        'a: "two"\xa0',
        "8:13 Y033",
        'a: "two"',
        None,
    ),
    # Backslashes in double quotes
    ("TeX", "a: It's two", 'a: "\\(x^2\\)"', "8:9 Y025", "a: '\\(x^2\\)'", "\\(x^2\\)"),
    (
        "a form feed",
        "a: It's two",
        'a: "\\frac{1}{2}"',
        "8:9 Y003",
        "a: '\\frac{1}{2}'",
        "\\frac{1}{2}",
    ),
    ("a tab", "a: It's two", 'a: "\\theta"', "8:9 Y042", "a: '\\theta'", "\\theta"),
    ("a line break", "a: It's two", 'a: "x \\neq y"', "8:11 Y042", "a: 'x \\neq y'", "x \\neq y"),
    (
        "a path",
        "a: It's two",
        'a: "C:\\dose\\users"',
        "8:11 Y025",
        "a: 'C:\\dose\\users'",
        "C:\\dose\\users",
    ),
    ("a path with a tab", "a: It's two", 'a: "C:\\temp"', "8:11 Y042", "a: 'C:\\temp'", "C:\\temp"),
    ("half a surrogate pair", "a: It's two", 'a: "\\ud800"', "8:9 Y003", "single quotes", None),
    ("an escape of too few digits", "a: It's two", 'a: "\\x1"', "8:9 Y025", "a: '\\x1'", "\\x1"),
    # Comments
    ("a number sign", "a: It's two", "a: #1 choice", "8:8 Y041", "a: '#1 choice'", "#1 choice"),
    (
        "a number sign within",
        "a: It's two",
        "a: Vitamin B #12",
        "8:18 Y040",
        "a: 'Vitamin B #12'",
        "Vitamin B #12",
    ),
    (
        "a comment of another language",
        "    a: It's two\n",
        "    // note\n    a: It's two\n",
        "8:5 Y031",
        "# note",
        None,
    ),
    (
        "a comment of a web page",
        "    a: It's two\n",
        "    <!-- note -->\n    a: It's two\n",
        "8:5 Y031",
        "comment begins with #",
        None,
    ),
    # Missing signs
    (
        "no space after the hyphen",
        "  - id: second",
        "  -id: second",
        "6:3 Y028",
        "- id: second",
        None,
    ),
    (
        "no space after the colon",
        "a: It's two",
        "a:It's two",
        "8:5 Y028",
        "a: It's two",
        "It's two",
    ),
    (
        "no space after the colon of the id",
        "  - id: second",
        "  - id:second",
        "6:5 Y028",
        "- id: second",
        None,
    ),
    (
        "a space before the colon and none after",
        "a: It's two",
        "a :It's two",
        "8:5 Y028",
        "a: It's two",
        "It's two",
    ),
    ("no colon", "a: It's two", "a It's two", "8:5 Y029", "a: It's two", "It's two"),
    ("an equals sign", "a: It's two", "a = It's two", "8:5 Y029", "a: It's two", "It's two"),
    ("a semicolon", "a: It's two", "a; It's two", "8:5 Y029", "a: It's two", "It's two"),
    ("a wide colon", "a: It's two", "a：It's two", "8:5 Y029", "a: It's two", "It's two"),
    ("a wide colon and a wide space", "a: It's two", "a：\u3000It's two", "8:5 Y029", "a:", None),
    ("a dash for a colon", "a: It's two", "a – It's two", "8:5 Y029", "a: It's two", "It's two"),
    ("no key", "a: It's two", ": It's two", "8:5 Y029", "no key before", None),
    ("an item without a key", "  - id: second", "  - second", "6:5 Y029", "- id: second", None),
    ("cards without a colon", "cards:", "cards", "2:1 Y029", "cards:", "It's two"),
    ("no line cards", "cards:\n", "", "2:3 S002", "cards:", None),
    ("no hyphen", "  - id: second", "    id: second", "6:5 Y030", "- id: second", None),
    (
        "no hyphen, in its column",
        "  - id: second",
        "  id: second",
        "6:3 Y030",
        "- id: second",
        None,
    ),
    (
        "no hyphen, in the first column",
        "  - id: second",
        "id: second",
        "6:1 Y030",
        "- id: second",
        None,
    ),
    # Indentation
    (
        "a key too deep",
        "    a: It's two\n",
        "     a: It's two\n",
        "8:6 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a key two too deep",
        "    a: It's two\n",
        "      a: It's two\n",
        "8:7 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a key less deep",
        "    a: It's two\n",
        "   a: It's two\n",
        "8:4 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a key in the column of the hyphen",
        "    a: It's two\n",
        "  a: It's two\n",
        "8:3 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a key in the first column",
        "    a: It's two\n",
        "a: It's two\n",
        "8:1 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a question too deep",
        '    q: What is "two"?',
        '     q: What is "two"?',
        "7:6 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a question less deep",
        '    q: What is "two"?',
        '   q: What is "two"?',
        "7:4 Y027",
        "column 5",
        "It's two",
    ),
    (
        "two keys too deep",
        "    a: It's two\n    tags: [x, y]\n",
        "      a: It's two\n      tags: [x, y]\n",
        "8:7 Y027",
        "line below",
        None,
    ),
    ("tags less deep", "    tags: [x, y]", "  tags: [x, y]", "9:3 Y027", "column 5", "It's two"),
    ("a hyphen too deep", "  - id: second", "   - id: second", "6:4 Y027", "column 3", "It's two"),
    ("a hyphen less deep", "  - id: second", " - id: second", "6:2 Y027", "column 3", "It's two"),
    (
        "a hyphen in the first column",
        "  - id: second",
        "- id: second",
        "6:1 Y027",
        "column 3",
        "It's two",
    ),
    (
        "two spaces after the hyphen",
        "  - id: second",
        "  -  id: second",
        "6:6 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a card too deep",
        '  - id: second\n    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]\n',
        '    - id: second\n      q: What is "two"?\n      a: It\'s two\n      tags: [x, y]\n',
        "6:5 Y027",
        "3 lines below",
        None,
    ),
    (
        "an item less deep",
        "tags: [x, y]",
        "tags:\n      - x\n     - y",
        "11:6 Y027",
        "column 7",
        "It's two",
    ),
    (
        "the last key in the first column",
        "    a: It's three\n",
        "a: It's three\n",
        "12:1 Y027",
        "card above",
        "It's two",
    ),
    (
        "keys beside an empty key",
        "tags: [x, y]",
        "reverse:\n    q: x\n    a: y",
        "10:5 Y027",
        "column 7",
        None,
    ),
    (
        "a line of a block less deep",
        "a: It's two",
        "a: |\n        one\n      two",
        "10:7 Y027",
        "less deep",
        None,
    ),
    (
        "a block in the column of its key",
        "a: It's two",
        "a: |\n    one\n    two",
        "9:5 Y027",
        "deeper than its key",
        None,
    ),
    (
        "a block in the first column",
        "a: It's two",
        "a: >\none",
        "9:1 Y027",
        "deeper than its key",
        None,
    ),
    (
        "a block that begins in its first line",
        "a: It's two",
        "a: | one\n      two",
        "8:8 Y020",
        "next line",
        None,
    ),
    (
        "a line that goes on in the column of its key",
        "a: It's two",
        "a: text\n    more text",
        "9:5 Y031",
        "belongs to no key",
        None,
    ),
    (
        "a line that goes on in the first column",
        "a: It's two",
        "a: text\nmore text",
        "9:1 Y031",
        "belongs to no key",
        None,
    ),
    (
        "text at the end",
        "a: It's three\n",
        "a: It's three\nhello\n",
        "13:1 Y031",
        "belongs to no key",
        None,
    ),
    (
        "text at the start",
        "topic: mechanism\n",
        "My deck\ntopic: mechanism\n",
        "1:1 Y031",
        "# My deck",
        "It's two",
    ),
    # Tabs and odd spaces
    (
        "a tab before a key",
        "    a: It's two\n",
        "\ta: It's two\n",
        "8:1 Y026",
        "spaces",
        "It's two",
    ),
    (
        "a tab and spaces",
        "    a: It's two\n",
        "    \ta: It's two\n",
        "8:5 Y026",
        "spaces",
        "It's two",
    ),
    (
        "tabs before two keys",
        "    a: It's two\n    tags: [x, y]\n",
        "\ta: It's two\n\ttags: [x, y]\n",
        "8:1 Y026",
        "line below",
        None,
    ),
    (
        "a tab after the hyphen",
        "  - id: second",
        "  -\tid: second",
        "6:4 Y026",
        "- id: second",
        "It's two",
    ),
    ("a tab in a block", "a: It's two", "a: |\n\tone", "9:1 Y026", "spaces", None),
    (
        "no-break spaces before a key",
        "    a: It's two\n",
        "\xa0\xa0\xa0\xa0a: It's two\n",
        "8:1 Y033",
        "U+00A0",
        "It's two",
    ),
    (
        "a no-break space among spaces",
        "    a: It's two\n",
        "   \xa0a: It's two\n",
        "8:4 Y033",
        "U+00A0",
        "It's two",
    ),
    (
        "a no-break space after the colon",
        "a: It's two",
        "a:\xa0It's two",
        "8:7 Y033",
        "U+00A0",
        "It's two",
    ),
    (
        "a no-break space after the hyphen",
        "  - id: second",
        "  -\xa0id: second",
        "6:4 Y033",
        "U+00A0",
        "It's two",
    ),
    (
        "a wide space after the colon",
        "a: It's two",
        "a:\u3000It's two",
        "8:7 Y033",
        "U+3000",
        "It's two",
    ),
    (
        "an invisible character in a key",
        "a: It's two",
        "\u200ba: It's two",
        "8:5 S001",
        "did you mean `a`",
        None,
    ),
    # Brackets
    ("an unclosed list", "tags: [x, y]", "tags: [x, y", "9:11 Y024", "tags: [x, y]", "It's two"),
    (
        "an unclosed list with a comma",
        "tags: [x, y]",
        "tags: [x, y,",
        "9:11 Y024",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "an unclosed list at the end",
        "a: It's three",
        "a: It's three\n    tags: [x",
        "13:11 Y024",
        "tags: [x]",
        "It's two",
    ),
    (
        "an unclosed list of two lines",
        "tags: [x, y]",
        "tags: [x,\n      y",
        "9:11 Y024",
        "tags: [x, y]",
        None,
    ),
    (
        "a list that is closed by a brace",
        "tags: [x, y]",
        "tags: [x, y}",
        "9:11 Y024",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "a list that is closed twice",
        "tags: [x, y]",
        "tags: [x, y]]",
        "9:17 Y032",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "a list that is opened twice",
        "tags: [x, y]",
        "tags: [[x, y]",
        "9:11 Y024",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "a bracket too many",
        "tags: [x, y]",
        "tags: [x, [y]",
        "9:11 Y024",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "text behind a list",
        "tags: [x, y]",
        "tags: [x, y] and z",
        "9:18 Y032",
        "tags: [x, y]",
        "It's two",
    ),
    ("two commas", "tags: [x, y]", "tags: [x, , y]", "9:15 Y032", "tags: [x, y]", "It's two"),
    ("a comma at the start", "tags: [x, y]", "tags: [, x]", "9:12 Y032", "tags: [ x]", "It's two"),
    (
        "an item that begins with a sign",
        "tags: [x, y]",
        "tags: [@x, y]",
        "9:12 Y020",
        "tags: ['@x', y]",
        "It's two",
    ),
    (
        "an item that is an alias",
        "tags: [x, y]",
        "tags: [*x, y]",
        "9:12 Y007",
        "tags: ['*x', y]",
        "It's two",
    ),
    (
        "an item with hyphens",
        "tags: [x, y]",
        "tags: [- x, y]",
        "9:12 Y020",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "an item with an apostrophe",
        "tags: [x, y]",
        "tags: ['it's', y]",
        "9:12 Y022",
        "tags: ['it''s', y]",
        "It's two",
    ),
    (
        "an item with text behind a quotation",
        "tags: [x, y]",
        'tags: ["x"y, z]',
        "9:12 Y022",
        "tags: ['\"x\"y', z]",
        None,
    ),
    (
        "an item with brackets",
        "tags: [x, y]",
        "tags: [GABA[A], y]",
        "9:12 Y020",
        "tags: ['GABA[A]', y]",
        "It's two",
    ),
    (
        "a list behind hyphens",
        "tags: [x, y]",
        "tags: - x - y",
        "9:11 Y020",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "a list that begins in the line of its key",
        "tags: [x, y]",
        "tags: - x\n      - y",
        "9:11 Y020",
        "tags:",
        "It's two",
    ),
    (
        "a mapping that is not closed",
        "tags: [x, y]",
        "reverse: {q: x, a: y",
        "9:14 Y024",
        "reverse: {q: x, a: y}",
        "It's two",
    ),
    # Shapes
    ("text for a list", "tags: [x, y]", "tags: x, y", "9:11 S003", "tags: [x, y]", "It's two"),
    ("text for a list of one", "tags: [x, y]", "was: old", "9:10 S003", "was: [old]", "It's two"),
    ("half a list", "tags: [x, y]", "tags: x, y]", "9:11 S003", "tags: [x, y]", "It's two"),
    ("round brackets", "tags: [x, y]", "tags: (x, y)", "9:11 S003", "tags: [x, y]", "It's two"),
    ("braces for a list", "tags: [x, y]", "tags: {x, y}", "9:11 S003", "tags: [x, y]", "It's two"),
    (
        "a mapping for a list",
        "tags: [x, y]",
        "tags:\n      x: y",
        "10:7 S003",
        "tags: ['x: y']",
        None,
    ),
    ("a mapping in a list", "tags: [x, y]", "tags: [x: y]", "9:12 S003", "tags: ['x: y']", None),
    (
        "hyphens without spaces",
        "tags: [x, y]",
        "tags:\n      -x\n      -y",
        "10:7 S003",
        "tags: [x, y]",
        None,
    ),
    (
        "lines without hyphens",
        "tags: [x, y]",
        "tags:\n      x\n      y",
        "10:7 S003",
        "tags: [x, y]",
        None,
    ),
    ("an empty item", "tags: [x, y]", "tags:\n      - x\n      -", "11:7 S004", "is empty", None),
    ("an empty list", "tags: [x, y]", "was:", "9:5 S004", "is empty", None),
    (
        "a list for text",
        "a: It's two",
        "a: [see note]",
        "8:8 S003",
        "a: '[see note]'",
        "[see note]",
    ),
    (
        "a list of lines for text",
        "a: It's two",
        "a: \n      - x\n      - y",
        "9:7 S003",
        "a: |",
        None,
    ),
    ("braces for text", "a: It's two", "a: {x}", "8:8 S003", "a: '{x}'", "{x}"),
    ("a mapping for text", "a: It's two", "a: \n      x: y", "9:7 S003", "text", None),
    ("nothing", "a: It's two", "a: ", "8:5 S004", "is empty", None),
    ("blanks", "a: It's two", 'a: "  "', "8:8 S004", "is empty", None),
    ("no answer", "    a: It's two\n", "", "6:5 S002", "lacks the key `a`", None),
    ("no question", '    q: What is "two"?\n', "", "6:5 S002", "lacks the key `q`", None),
    ("neither", '    q: What is "two"?\n    a: It\'s two\n', "", "6:5 S005", "no kind", None),
    ("two kinds", "tags: [x, y]", "cloze: x {{y}}", "9:5 S006", "two kinds", "It's two"),
    ("an empty id", "  - id: second", "  - id:", "6:5 S004", "is empty", None),
    ("no id", "  - id: second\n    q", "  - q", "6:5 I001", "id: what-is-two", None),
    ("an id that is taken", "  - id: second", "  - id: first", "6:9 I003", "already", "It's two"),
    (
        "an id with a space",
        "  - id: second",
        "  - id: Second Card",
        "6:9 I002",
        "second-card",
        "It's two",
    ),
    (
        "an id with an underscore",
        "  - id: second",
        "  - id: second_card",
        "6:9 I002",
        "second-card",
        "It's two",
    ),
    ("a capital", "a: It's two", "A: It's two", "8:5 S001", "did you mean `a`", None),
    ("a word for a key", "a: It's two", "answer: It's two", "8:5 S001", "did you mean `a`", None),
    ("a slip", "a: It's two", "anser: It's two", "8:5 S001", "did you mean `a`", None),
    (
        "a key with a space",
        "a: It's two",
        "the answer: It's two",
        "8:5 S001",
        "did you mean `a`",
        None,
    ),
    ("a key in curly quotes", "a: It's two", "“a”: It's two", "8:5 S001", "did you mean `a`", None),
    ("an unknown key", "tags: [x, y]", "zzz: x", "9:5 S001", "takes: id", "It's two"),
    ("a key of the file", "tags: [x, y]", "topic: x", "9:5 S001", "column 1", "It's two"),
    (
        "a key of the deck in a file of cards",
        "topic: mechanism",
        "license: x",
        "1:1 S001",
        "deck.yaml",
        "It's two",
    ),
    (
        "a key of another kind",
        "tags: [x, y]",
        "wrong: [x]",
        "9:5 S007",
        "multiple choice",
        "It's two",
    ),
    (
        "a key twice",
        "tags: [x, y]",
        "a: again",
        "9:5 Y009",
        "given twice (first in line 8)",
        "It's two",
    ),
    (
        "a topic with a space",
        "topic: mechanism",
        "topic: my topic",
        "1:8 S009",
        "write my-topic",
        "It's two",
    ),
    ("an empty topic", "topic: mechanism", "topic:", "1:1 S004", "is empty", "It's two"),
    (
        "a topic that is a list",
        "topic: mechanism",
        "topic: [x]",
        "1:8 S003",
        "topic: x",
        "It's two",
    ),
    (
        "a card that is text",
        "  - id: second",
        "  - hello\n  - id: second",
        "6:5 S003",
        "a card must be",
        "It's two",
    ),
    (
        "an empty card",
        "  - id: second",
        "  -\n  - id: second",
        "6:3 S004",
        "a card is empty",
        "It's two",
    ),
    (
        "a reverse that is text",
        "tags: [x, y]",
        "reverse: true",
        "9:14 S003",
        "reverse:\n",
        "It's two",
    ),
    (
        "a reverse with no answer",
        "tags: [x, y]",
        "reverse:\n      q: x",
        "10:7 S002",
        "lacks the key `a`",
        "It's two",
    ),
    # What decks don't do
    (
        "a merge",
        "    a: It's two\n",
        "    <<: *x\n    a: It's two\n",
        "8:5 Y008",
        "merges",
        "It's two",
    ),
    ("a merge of a mapping", "tags: [x, y]", "<<: {extra: x}", "9:5 Y008", "merges", "It's two"),
    (
        "an anchor on a card",
        "  - id: second",
        "  - &x\n    id: second",
        "6:5 Y007",
        "delete it",
        "It's two",
    ),
    (
        "an alias for a card",
        "  - id: second",
        "  - *x\n  - id: second",
        "6:5 Y007",
        "write that itself",
        None,
    ),
    (
        "a list as a key",
        "    a: It's two\n",
        "    [x]: y\n    a: It's two\n",
        "8:5 Y010",
        "word",
        "It's two",
    ),
    (
        "a directive",
        "topic: mechanism",
        "%YAML 1.2\n---\ntopic: mechanism",
        "1:1 Y011",
        "delete the line",
        "It's two",
    ),
    (
        "a second document",
        "  - id: second",
        "---\ncards:\n  - id: second",
        "6:1 Y011",
        "second document",
        None,
    ),
    ("three dots", "  - id: second", "...\ncards:\n  - id: second", "6:1 Y011", "three dots", None),
    (
        "a conflict",
        "    a: It's two\n",
        "<<<<<<< HEAD\n    a: It's two\n>>>>>>> main\n",
        "8:1 Y012, 10:1 Y012",
        "merge conflict",
        None,
    ),
    ("a bell", "a: It's two", "a: x\x07y", "8:9 Y003", "U+0007", None),
    ("a NUL", "a: It's two", "a: x\x00y", "8:9 Y003", "U+0000", None),
    ("an escape", "a: It's two", "a: x\x1b[1my", "8:9 Y003", "U+001B", None),
    (
        "a colon in braces",
        "tags: [x, y]",
        "reverse: {q: x: y, a: z}",
        "9:19 Y021",
        "{q: 'x: y', a: z}",
        "It's two",
    ),
    ("a sign in braces", "tags: [x, y]", "reverse: {q: x, a: @z}", "9:24 Y020", "'@z'", "It's two"),
    # A line break, a sign or a line too few or too many
    (
        "a tab behind a text, and a sign",
        'q: What is "two"?',
        'q: What is "two"?\t\n    extra: @x',
        "8:12 Y020",
        "'@x'",
        "It's two",
    ),
    (
        "tabs between values, and a sign",
        "tags: [x, y]",
        "tags:\t[x,\ty]\t# z\n    extra: @x",
        "10:12 Y020",
        "'@x'",
        "It's two",
    ),
    (
        "a missing comma between keys",
        "tags: [x, y]",
        'reverse: {"q": "x" "a": "y"}',
        "9:24 Y032",
        "comma is missing",
        "It's two",
    ),
    (
        "a missing colon in braces",
        "tags: [x, y]",
        'reverse: {"q" "x", "a": "y"}',
        "9:19 Y029",
        "colon is missing",
        "It's two",
    ),
    (
        "a bracket that is closed in a comment",
        "tags: [x, y]",
        "tags: [#x, y]",
        "9:11 Y024",
        "['#x', y]",
        "It's two",
    ),
    ("an open bracket in a text", "a: It's two", "a: [x is y", "8:8 Y024", "'[x is y'", "[x is y"),
    (
        "a mark before a key",
        "    a: It's two\n",
        "    'a: It's two\n",
        "8:5 Y023",
        "before the key `a`",
        "It's two",
    ),
    (
        "a key and its value in one quotation",
        "    a: It's two\n",
        "    'a: two'\n",
        "8:5 Y023",
        "before the key `a`",
        "two",
    ),
    (
        "a sign before a key",
        "    a: It's two\n",
        "    *a: It's two\n",
        "8:5 Y032",
        "* stands before the key `a`",
        "It's two",
    ),
    (
        "a card behind a list",
        "tags: [x, y]\n  - id: third",
        "tags: [x, y]  - id: third",
        "9:19 Y021",
        "line of its own",
        None,
    ),
    (
        "a card behind a text",
        "a: It's two\n    tags: [x, y]\n  - id: third",
        "a: It's two - id: third",
        "8:17 Y021",
        "line of its own",
        None,
    ),
    (
        "a card without its first line",
        "  - id: third\n",
        "",
        "10:5 Y030",
        "first line is missing",
        None,
    ),
    (
        "a first card without its first line",
        "  - id: first\n",
        "",
        "3:5 Y030",
        "first line is missing",
        None,
    ),
    (
        "a key at the left edge",
        "    a: It's two\n",
        "a: It's two\n",
        "8:1 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a source at the left edge",
        "    a: It's two\n",
        "source: x\n    a: It's two\n",
        "8:1 Y027",
        "column 5",
        "It's two",
    ),
    (
        "a list's items and no key",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list: Which?\n#   items:\n      - x\n      - y",
        "9:7 Y031",
        "no key",
        None,
    ),
    (
        "a list's key behind its prompt",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list: Which?   items:\n      - x\n      - y",
        "7:20 Y021",
        "line of its own",
        None,
    ),
    (
        "an item without its hyphen",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        '    list: Which?\n    items:\n      x\n      - "y: z"',
        "9:7 Y030",
        "`- ` is missing",
        None,
    ),
    (
        "a second item left of its key",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list: Which?\n    items:\n      - x\n - y",
        "10:2 Y027",
        "column 7",
        None,
    ),
    (
        "a key that stands deeper, with items",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list: Which?\n      items:\n      - x\n      - y",
        "8:7 Y027",
        "column 5",
        None,
    ),
    (
        "a list in place of the prompt",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list:\n      - x\n      - y",
        "6:5 S002, 8:7 S003",
        "items:",
        None,
    ),
    (
        "an empty list",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    list: Which?\n    items: []",
        "8:12 S004",
        "items: [one, two]",
        None,
    ),
    (
        "several right options",
        '    q: What is "two"?\n    a: It\'s two\n    tags: [x, y]',
        "    choice: Which?\n    right: [x, y]\n    wrong: [z]",
        "8:12 S003",
        "`select`",
        None,
    ),
    (
        "a prompt's mapping that is one too far left",
        "tags: [x, y]",
        "reverse:\n      q: x\n     a: y",
        "11:6 Y027",
        "column 7",
        "It's two",
    ),
    (
        "a mapping under tabs",
        "tags: [x, y]",
        "reverse:\n\t\tq: x\n\t\ta: y",
        "10:1 Y026",
        "spaces",
        None,
    ),
    (
        "a nested mapping under tabs",
        "tags: [x, y]",
        "allow:\n\t\tC001:\n\t\t\tx",
        "10:1 Y026",
        "spaces",
        None,
    ),
    (
        "an anchor and an alias for a card",
        "  - id: second",
        "  - &x\n    id: second\n    extra: *x",
        "6:5 Y007, 8:12 Y007",
        "delete it",
        "It's two",
    ),
    (
        "a merge of an alias",
        "    tags: [x, y]\n",
        "    tags: [x, y]\n  - <<: *x\n    id: more\n",
        "10:5 Y008",
        "merges",
        None,
    ),
    ("a tag on a list", "tags: [x, y]", "tags: !x [x, y]", "9:11 Y006", "delete it", "It's two"),
    (
        "an escape beyond the last character",
        "a: It's two",
        'a: "\\U00110000"',
        "8:9 Y025",
        "type the character",
        None,
    ),
    (
        "tags with spaces between",
        "tags: [x, y]",
        "tags: x y",
        "9:11 S003",
        "tags: [x, y]",
        "It's two",
    ),
    (
        "tags with number signs",
        "tags: [x, y]",
        "tags: #x #y",
        "9:11 S003, 9:11 Y041",
        "['#x', '#y']",
        "It's two",
    ),
    ("a tag twice", "tags: [x, y]", "tags: [x, y, x]", "9:18 S016", "take one out", None),
    (
        "a card's own id as a former one",
        "tags: [x, y]",
        "was: [second]",
        "9:11 I003",
        "take it out",
        None,
    ),
    ("a star for a hyphen", "  - id: second", "  * id: second", "6:3 Y030", "hyphen", "It's two"),
    (
        "a number for a hyphen",
        "  - id: second",
        "  2. id: second",
        "6:3 Y030",
        "hyphen",
        "It's two",
    ),
    ("a dash for a hyphen", "  - id: second", "  – id: second", "6:3 Y030", "hyphen", "It's two"),
    ("two hyphens", "  - id: second", "  -- id: second", "6:3 Y032", "- stands before", "It's two"),
    (
        "a comment of another language",
        "cards:",
        "cards:\n  // hello",
        "3:3 Y031",
        "a comment begins with #",
        "It's two",
    ),
    (
        "many brackets",
        "a: It's two",
        "a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "8:8 Y024",
        "never closed",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ),
]


def document_of(text: str, path: str = "t.yaml") -> tuple[Document, list[Diagnostic]]:
    file, found = decode(path, text.encode("utf-8", "surrogatepass"))
    document, more = read(file)
    return document, [*found, *more]


def findings(text: str) -> list[Diagnostic]:
    document, found = document_of(text)
    deck, _ = document_of("id: d\n", "deck.yaml")
    return in_order([*found, *assemble(deck, [document])[1]])


def places(found: list[Diagnostic]) -> str:
    return ", ".join(f"{d.span.first.line}:{d.span.first.column} {d.rule.code}" for d in found)


def answer_of_the_second_card(text: str) -> str | None:
    root = document_of(text)[0].root
    assert isinstance(root, Mapping)
    cards = root.entries["cards"].value
    assert isinstance(cards, Sequence)
    for card in cards.items:
        if isinstance(card, Mapping) and "a" in card.entries:
            value = card.entries["a"].value
            question = card.entries["q"].value
            if isinstance(question, Scalar) and "two" in question.text:
                return value.text if isinstance(value, Scalar) else None
    return None


def mended(text: str, finding: Diagnostic) -> str | None:
    """``text`` with the line of ``finding`` as its help shows it; ``None`` where it shows none."""
    shown = re.search(r":\n((?:  [^\n]*(?:\n|$))+)", finding.help)
    if shown is None or "…" in shown[1]:
        return None
    lines = text.split("\n")
    number = finding.span.first.line - 1
    placed = re.search("column|indent it|use spaces", finding.help) or finding.rule.code == "Y030"
    indent = "" if placed else lines[number][: len(lines[number]) - len(lines[number].lstrip())]
    lines[number : number + 1] = [indent + line[2:] for line in shown[1].rstrip("\n").split("\n")]
    return "\n".join(lines)


def test_the_file_that_is_changed_is_good() -> None:
    assert findings(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "expected", "word"), [row[1:5] for row in SLIPS], ids=[row[0] for row in SLIPS]
)
def test_a_slip_is_told_once_at_its_place_with_its_cause_or_remedy(
    old: str, new: str, expected: str, word: str
) -> None:
    assert GOOD.count(old) == 1
    found = findings(GOOD.replace(old, new))
    assert places(found) == expected
    assert any(word in f"{d.message}\n{d.help}" for d in found)


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [(row[1], row[2], row[5]) for row in SLIPS if row[5] is not None],
    ids=[row[0] for row in SLIPS if row[5] is not None],
)
def test_the_shown_line_mends_the_file_and_says_what_was_meant(
    old: str, new: str, meant: str
) -> None:
    text = GOOD.replace(old, new)
    found = findings(text)
    for finding in reversed(found):
        text = mended(text, finding) or text
    if text != GOOD.replace(old, new):
        assert places(findings(text)) == ""
    assert answer_of_the_second_card(text) == meant


@pytest.mark.parametrize(("old", "new"), [row[1:3] for row in SLIPS], ids=[row[0] for row in SLIPS])
def test_line_ends_make_no_difference(old: str, new: str) -> None:
    text = GOOD.replace(old, new)
    expected = places(findings(text))
    assert places(findings(text.replace("\n", "\r\n"))) == expected
    assert places(findings(text.replace("\n", "\r"))) == expected


@pytest.mark.parametrize(("old", "new"), [row[1:3] for row in SLIPS], ids=[row[0] for row in SLIPS])
def test_libyaml_makes_no_difference(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace(old, new)
    expected = [(places([d]), d.message, d.help) for d in findings(text)]
    monkeypatch.setattr(reader, "_FastLoader", reader._PureLoader)
    assert [(places([d]), d.message, d.help) for d in findings(text)] == expected


@pytest.mark.parametrize(("old", "new"), [row[1:3] for row in SLIPS], ids=[row[0] for row in SLIPS])
def test_a_slip_is_told_as_well_in_the_company_of_others(old: str, new: str) -> None:
    """Two more faults, in the cards around, are neither hidden nor doubled, nor hide anything."""
    text = GOOD.replace(old, new)
    alone = places(findings(text))
    if "It's one" not in text or "\n  - id: third" not in text or text.count("It's") < 2:
        return
    both = text.replace("a: It's one", "a: @one").replace("  - id: third", "  -id: third")
    told = set(places(findings(both)).split(", "))
    shift = both[: both.index("-id: third")].count("\n") + 1
    one = both[: both.index("a: @one")].count("\n") + 1
    assert {f"{one}:8 Y020", f"{shift}:3 Y028"} <= told or "Y012" in alone
    assert set(alone.split(", ")) - {""} <= told or "Y012" in alone
