"""A first deck: what ``studydeck new`` writes, from templates that teach the format."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from unicodedata import category, normalize

from generator.catalog import assemble
from generator.codes.content import PLACEHOLDER
from generator.markup.media import MediaFolder
from generator.markup.render import Markup
from generator.names import slug
from generator.notetypes import kind_of
from generator.parts import FRESH
from generator.patterns import late
from generator.provenance import ground
from generator.reader import read
from generator.rules import review
from generator.rules.reading import reading_of
from generator.schema import schema_of
from generator.source import SourceFile
from generator.sources import SourceText
from generator.syntax import quoted

__all__ = ["deck_id", "deck_name", "files_of"]

_TEMPLATES = Path(__file__).parent
_SOURCE = "source.txt"
# In the deck's own folder, so that it goes where the deck goes; hidden, so that it is no card.
_SCHEMA = ".studydeck/{}.schema.json"
# Folders that mean something beside decks, and names that Windows keeps for devices.
_TAKEN = late("cards|media|output|sources|con|prn|aux|nul|com[0-9]|lpt[0-9]")
_JOINERS = "\u200c\u200d"  # letters of Persian and Hindi words hang on them
_PLAIN = late(r"[^\W\d_][\w-]*(?: [\w-]+)*")
_NO_WORD = late(r"[^\w.' -]+|_+")
# Cards about a name that the rules of content stumble over are about this one.
_ANY_DRUG = "Drug X"


def deck_name(typed: str) -> str:
    """``typed`` as a name that Anki keeps; empty where nothing can be seen in it."""
    seen = "".join(" " if category(c)[0] in "CZ" and c not in _JOINERS else c for c in typed)
    levels = (" ".join(level.split()) for level in normalize("NFC", seen).split("::"))
    name = "::".join(level for level in levels if level.strip(_JOINERS))
    return name if name.strip(":") else ""


def deck_id(name: str) -> str:
    """The id of a deck of that name: of its Latin letters and digits, else one by its hash."""
    found = slug(name.casefold(), words=len(name))
    if not found:
        return f"deck-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return f"{found}-deck" if _TAKEN.fullmatch(found) else found


def files_of(name: str) -> dict[str, str]:
    """The files of a deck called ``name``, by their paths in its folder.

    Nothing is wrong in them but that there is something to fill in.

    The cards are about ``name`` where the rules of content allow that.
    """
    drug = " ".join(_NO_WORD.sub(" ", name.split("::")[-1]).split())
    files = _filled(name, drug or _ANY_DRUG)
    return files if _is_sound(files) else _filled(name, _ANY_DRUG)


def _filled(name: str, drug: str) -> dict[str, str]:
    identifier = deck_id(name)
    values = {
        "@id@": identifier,
        "@name@": _value(name),
        "@title@": _value(f"About {name}"),
        "@subject@": quoted(drug),
        "@drug@": drug,
        "@answer@": _value(drug),
    }
    marks = re.compile("|".join(values))
    files: dict[str, str] = {}
    for path in [*sorted(_TEMPLATES.glob("*.yaml")), _TEMPLATES / _SOURCE]:
        place = f"sources/{identifier}.txt" if path.name == _SOURCE else path.name
        text = path.read_text(encoding="utf-8")
        files[place] = _stamp(place) + marks.sub(lambda match: values[match[0]], text)
    for what in ("deck", "topic"):
        schema = json.dumps(schema_of(what), indent=2, ensure_ascii=False)
        files[_SCHEMA.format(what)] = f"{schema}\n"
    return files


def _stamp(place: str) -> str:
    """The line by which an editor finds the schema of a file; none for what is no YAML."""
    if not _yaml(place):
        return ""
    schema = _SCHEMA.format("deck" if place == "deck.yaml" else "topic")
    return f"# yaml-language-server: $schema={schema}\n"


def _value(text: str) -> str:
    """``text`` as a value in YAML, quoted where it may be needed."""
    return text if _PLAIN.fullmatch(text) else quoted(text)


def _is_sound(files: Mapping[str, str]) -> bool:
    """Whether a check of ``files`` would find nothing but what is to be filled in."""
    read_files = {path: read(SourceFile(path, text)) for path, text in files.items() if _yaml(path)}
    deck, _ = read_files.pop("deck.yaml")
    catalog, found = assemble(deck, [document for document, _ in read_files.values()])
    if catalog is None or found or any(problems for _, problems in read_files.values()):
        return False
    texts = {
        key: SourceText(key, source.title.text, SourceFile(source.file.text, text))
        for key, source in catalog.deck.sources.items()
        if (text := files.get(source.file.text))
    }
    markup = Markup(MediaFolder({}), found)
    for note in catalog.notes:
        kind_of(note).content_of(note, catalog.deck, markup, FRESH)
    readings = [reading_of(note) for note in catalog.notes]
    wrong = (item for _, item in review(catalog.deck, readings) if item.rule is not PLACEHOLDER)
    return not (found or any(ground(catalog.deck, texts, readings)) or any(wrong))


def _yaml(path: str) -> bool:
    return PurePosixPath(path).suffix == ".yaml"
