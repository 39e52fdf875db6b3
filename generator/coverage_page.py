"""The coverage of a deck as one self-contained page: its sources, and the cards of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from generator.authored import AuthoredNote
from generator.catalog import Catalog
from generator.coverage import Sentence, asked_and_answered, share
from generator.sources import SourceText

__all__ = ["page"]

_STYLE = """
:root {
  color-scheme: light dark;
  --none: #b3261e; --one: #1b6e3c; --many: #1f5f8b; --skip: #6b6b6b;
}
@media (prefers-color-scheme: dark) {
  :root { --none: #ffb4ab; --one: #86d9a5; --many: #8cc4ee; --skip: #a9a9a9; }
}
body {
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
  font: 1rem/1.55 system-ui, sans-serif;
}
details { margin: .3rem 0; padding-inline-start: .7rem; border-inline-start: .3rem solid; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary b { font-weight: 600; font-size: .8em; }
details > * > span, li { color: canvastext; }
.none { border-color: var(--none); color: var(--none); }
.one { border-color: var(--one); color: var(--one); }
.many { border-color: var(--many); color: var(--many); }
.skip { border-color: var(--skip); color: var(--skip); }
li { margin: .2rem 0; font-size: .92rem; }
code { font-size: .85em; }
"""
_MANY = 3


def page(catalog: Catalog, texts: Mapping[str, SourceText], covered: Sequence[Sentence]) -> str:
    """The page: no script, nothing loaded, a mark in words beside each colour."""
    name = escape(catalog.deck.name.text)
    notes = {note.id.text: note for note in catalog.notes}
    body = [f"<h1>Coverage of {name}</h1>", _legend(covered)]
    for key, of_source in groupby(covered, key=lambda sentence: sentence.source):
        listed = list(of_source)
        body.append(f"<h2>{escape(texts[key].title)}: {share(listed):.0%}</h2>")
        for section, of_section in groupby(listed, key=lambda sentence: sentence.section):
            body.append(f"<h3>{escape(section)}</h3>")
            body += [_sentence(sentence, notes) for sentence in of_section]
    content = "\n".join(body)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Coverage of {name}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{content}\n</body>\n</html>\n"
    )


def _legend(covered: Sequence[Sentence]) -> str:
    none = sum(not sentence.covered for sentence in covered)
    return (
        f"<p>{len(covered)} sentences, {share(covered):.0%} covered, {none} without a card. "
        "Open a sentence to see its cards.</p>"
    )


def _sentence(sentence: Sentence, notes: Mapping[str, AuthoredNote]) -> str:
    if sentence.notes:
        many = len(sentence.notes)
        kind = "many" if many >= _MANY else "one"
        mark = f"{many} card{'s' if many > 1 else ''}"
        inner = "".join(_card(notes[name]) for name in sentence.notes)
    elif sentence.why_not:
        kind, mark, inner = "skip", "not for study", f"<li>{escape(sentence.why_not)}</li>"
    else:
        kind, mark, inner = "none", "no card", "<li>No card quotes this sentence.</li>"
    return (
        f'<details class="{kind}"><summary><span>{escape(sentence.text)}</span> '
        f"<b>[{mark}]</b></summary><ul>{inner}</ul></details>"
    )


def _card(note: AuthoredNote) -> str:
    asked, answer = asked_and_answered(note)
    told = f"{escape(asked)} — {escape(answer)}" if answer else escape(asked)
    return f"<li><code>{escape(note.id.text)}</code> {told}</li>"
