"""Cards in a few characters, and what the rules of content and grounding say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from generator.catalog import Catalog, assemble
from generator.diagnostics import Diagnostic, in_order
from generator.provenance import ground
from generator.reader import read
from generator.rules import review, waive
from generator.rules.reading import reading_of
from generator.source import SourceFile
from generator.sources import SourceText

__all__ = [
    "Bench",
    "Card",
    "catalog_of",
    "choice",
    "cloze",
    "codes",
    "findings",
    "items",
    "pointed",
    "q",
    "yaml_of",
]

Value: TypeAlias = "str | Sequence[str] | Mapping[str, str]"
Card: TypeAlias = Mapping[str, Value]
SUBJECT = ("clonazepam", "Klonopin", "benzodiazepine")


@dataclass(frozen=True)
class Bench:
    """A deck for the rules: what its questions name, and its sources as Markdown."""

    subject: Sequence[str] = SUBJECT
    sources: Mapping[str, str] | None = None
    titles: Mapping[str, str] | None = None


def q(question: str, answer: str = "An answer", **more: Value) -> Card:
    return {"q": question, "a": answer, **more}


def cloze(text: str, **more: Value) -> Card:
    return {"cloze": text, **more}


def items(prompt: str, *those: str, **more: Value) -> Card:
    return {"list": prompt, "items": list(those), **more}


def choice(question: str, right: str, *wrong: str, **more: Value) -> Card:
    return {"choice": question, "right": right, "wrong": list(wrong), **more}


def yaml_of(cards: Sequence[Card]) -> str:
    """The cards as an author would type them."""
    lines = ["cards:"]
    for number, card in enumerate(cards, 1):
        named = {"id": f"card-{number}", **card}
        for index, (key, value) in enumerate(named.items()):
            lines.append(f"  {'-' if index == 0 else ' '} {key}:{_typed(value)}")
    return "\n".join(lines) + "\n"


def _typed(value: Value) -> str:
    if isinstance(value, str):
        if "\n" in value:
            return " |-\n" + "\n".join(f"      {line}".rstrip() for line in value.split("\n"))
        return " '" + value.replace("'", "''") + "'"
    if isinstance(value, Mapping):
        return "".join(f"\n      {key}:{_typed(inner)}" for key, inner in value.items())
    return "".join(f"\n      -{_typed(inner)}" for inner in value)


def catalog_of(topic: str, bench: Bench) -> Catalog:
    """The catalog of a file of cards; it must be free of faults of shape."""
    head = ["id: bench"]
    if bench.subject:
        head.append(f"subject: [{', '.join(bench.subject)}]")
    if bench.sources is not None:
        head.append("sources:")
        for key in bench.sources:
            title = (bench.titles or {}).get(key, "A source")
            head.append(f"  {key}: {{title: {title}, file: {key}.md}}")
    deck, problems = read(SourceFile("deck.yaml", "\n".join(head) + "\n"))
    cards, more = read(SourceFile("cards.yaml", topic))
    catalog, rest = assemble(deck, [cards])
    assert not [*problems, *more, *rest], [d.message for d in [*problems, *more, *rest]]
    assert catalog is not None
    return catalog


def findings(
    cards: Sequence[Card] | str, bench: Bench = Bench(), *, waived: bool = True
) -> list[Diagnostic]:
    """What the rules of content and grounding say, in order; ``waived`` heeds `allow`."""
    topic = cards if isinstance(cards, str) else yaml_of(cards)
    catalog = catalog_of(topic, bench)
    texts = {
        key: SourceText(key, "A source", SourceFile(f"{key}.md", text))
        for key, text in (bench.sources or {}).items()
    }
    readings = [reading_of(note) for note in catalog.notes]
    found = [*ground(catalog.deck, texts, readings), *review(catalog.deck, readings)]
    if not waived:
        return in_order(d for _, d in found)
    allow = {id(note): note.allow for note in catalog.notes}
    return in_order(waive(allow, [(id(note), d) for note, d in found]))


def codes(*cards: Card, bench: Bench = Bench()) -> list[str]:
    """The codes of all findings, each once."""
    return sorted({d.rule.code for d in findings(cards, bench)})


def pointed(code: str, *cards: Card, bench: Bench = Bench()) -> list[str]:
    """The words that findings of one rule point at, as typed, without the value's quotes."""
    found = [d for d in findings(cards, bench) if d.rule.code == code]
    return [_bare(d.span.text) for d in found]


def _bare(typed: str) -> str:
    quoted = len(typed) > 1 and typed[0] == typed[-1] == "'"
    return (typed[1:-1] if quoted else typed).replace("''", "'")
