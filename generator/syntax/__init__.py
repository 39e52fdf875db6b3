"""Why YAML refuses a text: the cause that an author can see, its place, and the mended line.

A parser complains where it gives up; an author looks for what he typed. So the
lines around the complaint are looked at the way a person would.
"""

from __future__ import annotations

from collections.abc import Callable

import yaml

from generator.codes import yaml as codes
from generator.syntax import lines as of_lines
from generator.syntax import values as of_values
from generator.syntax.text import Fault, Line, Lines, Mended, line_end, mended_line, quoted

__all__ = ["Fault", "Mended", "explain", "line_end", "mended_line", "quoted"]


def explain(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """The cause of a parser's ``error`` on ``text``."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark else 0
    lines = Lines(text)
    line = lines.at(offset)
    context = lines.at(error.context_mark.index) if error.context_mark else line
    if line.blank or "simple key" in (error.context or ""):
        line = context if "simple key" in (error.context or "") else next(lines.before(line), line)
    problem = error.problem or ""
    causes: tuple[Callable[[], Fault | None], ...] = (
        lambda: of_values.alias(text, line, problem),
        lambda: of_lines.second_document(line, problem, offset),
        lambda: of_values.escape(text, error, lines),
        lambda: of_values.unclosed_quote(lines, line),
        lambda: of_lines.tab(line),
        lambda: of_values.value(line),
        lambda: of_values.value(context) if _touches(context, line, lines) else None,
        lambda: of_values.unclosed_bracket(context, problem, error),
        lambda: of_lines.block_text(lines, line),
        lambda: of_lines.sign(lines, line),
        lambda: of_lines.hyphen(lines, line),
        lambda: of_lines.indentation(lines, line),
        lambda: of_lines.stray(lines, line),
        lambda: of_values.unclosed(text, error),
    )
    for look in causes:
        fault = look()
        if fault is not None:
            return fault
    message, remedy = next(
        (told for words, told in _PLAIN_WORDS if words in problem),
        (
            f"YAML can't read this: {problem}",
            f"text with signs wants quotation marks: {quoted('…')}",
        ),
    )
    return Fault(codes.SYNTAX, offset, offset + 1, message, remedy)


_LOOK_ABOVE = (
    "look at this line and the one above: a colon, a quotation mark or a hyphen may be missing,\n"
    "or a line is not indented as those it belongs with"
)
# What the parser says of things that have many causes, in words for an author.
_PLAIN_WORDS = (
    ("mapping values are not allowed", ("YAML expects no key here", _LOOK_ABOVE)),
    ("expected <block end>", ("this line fits neither the list nor the keys above", _LOOK_ABOVE)),
    ("could not find expected ':'", ("this line has no colon, so it is no key", _LOOK_ABOVE)),
    (
        "expected ',' or",
        ("a comma is missing before this", "put one between two items: [one, two]"),
    ),
    (
        "found character '\\t'",
        ("a tab stands where YAML wants a space", "put a space in its place"),
    ),
)


def _touches(context: Line, line: Line, lines: Lines) -> bool:
    """Whether the context is the line before, or the line itself."""
    return context.start == line.start or next(lines.before(line), line).start == context.start
