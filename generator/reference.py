"""The reference pages of the docs, made from what the program itself goes by.

``python -m generator.reference format`` and ``… commands`` print
docs/format.md and docs/commands.md; a test holds them fresh.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from inspect import cleandoc
from textwrap import dedent

import click

from generator.cli import main
from generator.format import (
    ALIASES,
    CARD_KEYS,
    DECK_KEYS,
    KINDS,
    REVERSE_KEYS,
    SOURCE_KEYS,
    SYNONYMS,
    TOPIC_KEYS,
    CardKind,
    Key,
)

__all__ = ["PAGES", "commands_page", "format_page"]

_EXAMPLES = {
    "q": """\
id: brand-name
q: What is the US brand name of clonazepam?
a: Klonopin
type: true
reverse:
  q: Which benzodiazepine is sold in the US as Klonopin?
  a: Clonazepam""",
    "cloze": """\
id: channel
cloze: Clonazepam lets GABA open {{chloride}} channels more {{often::how?}}.""",
    "list": """\
id: common-effects
list: What are common adverse effects of clonazepam?
items: [drowsiness, dizziness, impaired coordination]""",
    "choice": """\
id: reversal
choice: Which drug reverses clonazepam?
right: flumazenil
wrong: [naloxone, atropine, protamine]
why: It blocks the benzodiazepine site competitively.""",
    "select": """\
id: opioid-risks
select: Which risks does clonazepam bring together with an opioid?
right: [profound sedation, respiratory depression]
wrong: [hair loss, hypertension]""",
    "profile": """\
id: clonazepam
profile: Clonazepam
class: Benzodiazepine
antidote: Flumazenil""",
}
_GIVES = {
    "q": "One card; with `reverse` a second one. `reverse` can be added to a released card.",
    "cloze": "A card a number: each `{{word}}` and `{{word::hint}}` has one of its own; in Anki's\n"
    "own form, `{{c1::word::hint}}`, some may share one.",
    "list": "A card an item, the others shown.",
    "choice": "One card, the options in the same order for all; `right` is one text.",
    "select": "One card with boxes to tick and a button for the score; `right` is a list.",
    "profile": "A card a filled field.",
}


def format_page() -> str:
    """The reference of the deck format, as docs/format.md has it."""
    lines = [
        "# The deck format",
        "",
        "Every key that a deck may have. This page is what `python -m generator.reference format`",
        "prints; `studydeck schema` tells the same to editors. How to write good cards:",
        "[writing-cards.md](writing-cards.md).",
        "",
        "## Files",
        "",
        "A deck is a folder with a `deck.yaml`; every other YAML file right in it is a file of",
        "cards. Pictures lie in `media/`, the documents that the cards are made from in",
        "`sources/`. A single file whose `deck` holds the keys of deck.yaml, beside `cards`, is a",
        "deck too. `build` keeps `deck.lock` (or `<file>.lock`) beside them: commit it.",
        "",
        "Every value is text, as you typed it: `no`, `0.50` and `1:30` stay. Text is Markdown",
        "with tables, `H~2~O`, `x^2^`, TeX as `\\( \\)` and `\\[ \\]`, and pictures; a value of",
        "one line is inline Markdown. Tags, anchors and `<<` of YAML are refused.",
        "",
        *_part("deck.yaml", DECK_KEYS.values()),
        *_part("A source, under `sources`", SOURCE_KEYS.values()),
        *_part("A file of cards", TOPIC_KEYS.values()),
        *_part("Keys of any card", CARD_KEYS.values()),
        "## Kinds of cards",
        "",
        "A card is of the kind whose first key it has, and of one kind only.",
        "",
    ]
    for kind in KINDS:
        lines += _kind(kind)
    lines += ["## What else is understood", "", *_synonyms()]
    return "\n".join(lines).rstrip()


def _part(title: str, keys: Iterable[Key]) -> list[str]:
    rows = [
        f"| `{key.name}` | {key.shape.value} | {'yes' if key.required else ''} | {key.about} |"
        for key in keys
    ]
    return [f"## {title}", "", *_head("Key", "Value", "Needed", "What it is"), *rows, ""]


def _head(*names: str) -> list[str]:
    return [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]


def _kind(kind: CardKind) -> list[str]:
    example = "\n    ".join(_EXAMPLES[kind.key].splitlines())
    title = f"{kind.name[0].upper()}{kind.name[1:]}: `{kind.key}`"
    lines = _part(title, kind.own)
    lines[0] = f"#{lines[0]}"
    if kind.key == "q":
        lines += ["Under `reverse`:", "", *_part("", REVERSE_KEYS.values())[2:]]
    return [*lines, _GIVES[kind.key], "", "```yaml", "cards:", f"  - {example}", "```", ""]


def _synonyms() -> list[str]:
    sure = ", ".join(f"`{name}` → `{ALIASES[name]}`" for name in sorted(SYNONYMS))
    return [
        "Words of other tools are told with the key that they mean. Those that can mean nothing",
        "else are set right by `studydeck check --fix`, as are other cases and slips:",
        "",
        f"{sure}.",
    ]


def commands_page() -> str:
    """What each command's help says, as docs/commands.md has it."""
    lines = [
        "# Commands",
        "",
        "What `studydeck COMMAND --help` prints. This page is what",
        "`python -m generator.reference commands` prints.",
        "",
        *_help(main),
        "",
    ]
    # A command keeps the help option that it is first asked for, so it must be that of ours.
    top = click.Context(main, **main.context_settings)
    for name, command in main.commands.items():
        with click.Context(command, parent=top, info_name=name) as context:
            usage = " ".join(["studydeck", name, *command.collect_usage_pieces(context)])
            lines += [f"## {usage}", "", *_help(command), ""]
            rows = [
                f"| `{_cell(record[0])}` | {_cell(record[1])} |"
                for option in command.params
                if isinstance(option, click.Option) and (record := option.get_help_record(context))
            ]
            if rows:
                lines += [*_head("Option", "What it does"), *rows, ""]
    return "\n".join(lines).rstrip()


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def _help(command: click.Command) -> list[str]:
    """The paragraphs of a help text; those that keep their line breaks as blocks."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", cleandoc(command.help or "")):
        kept = paragraph.removeprefix("\b\n")
        if kept == paragraph:
            lines += [paragraph, ""]
            continue
        first, _, rest = kept.partition("\n")
        if first.endswith(":") and rest:
            lines += [first, ""]
        else:
            rest = kept
        lines += ["```text", *dedent(rest).splitlines(), "```", ""]
    return lines[:-1]


PAGES: Mapping[str, Callable[[], str]] = {"format": format_page, "commands": commands_page}
"""What the module prints, by name."""


if __name__ == "__main__":
    print(PAGES[sys.argv[1]]())
