"""The other tools, each in an environment of its own where it can be installed at all."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from benchmarks.decks import cards
from benchmarks.measure import Contender

__all__ = ["Peers"]

_HERE = Path(__file__).parent
_NEEDS = {
    "plain genanki": ("genanki==0.13.1", "pyyaml", "markdown-it-py"),
    "anki-yaml-tool": ("anki-yaml-tool==0.4.0",),
    "brain-brew": ("brain-brew==0.3.11",),
}
# What takes minutes beyond these is told by its growth up to them.
_MOST = {"plain genanki": 100_000, "anki-yaml-tool": 10_000, "brain-brew": 10_000}


class Peers:
    """The tools that could be installed below ``folder``; ``absent`` are the others, and why."""

    def __init__(self, folder: Path) -> None:
        self._bins: dict[str, Path] = {}
        self.absent: dict[str, str] = {}
        for name, needs in _NEEDS.items():
            try:
                self._bins[name] = _install(folder / name.replace(" ", "-"), needs)
            except subprocess.CalledProcessError as error:
                lines = (error.stderr or b"").decode(errors="replace").strip().splitlines()
                self.absent[name] = lines[-1] if lines else str(error)

    def contenders(self, folder: Path, count: int) -> Iterator[Contender]:
        """Each tool with the same cards, in ``folder`` with the deck of :mod:`benchmarks.decks`."""
        makers = {
            "plain genanki": _plain,
            "anki-yaml-tool": _anki_yaml_tool,
            "brain-brew": _brain_brew,
        }
        for name, tools in self._bins.items():
            if count <= _MOST[name]:
                yield makers[name](tools, folder, count)


def _install(folder: Path, needs: tuple[str, ...]) -> Path:
    tools = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(tools / "python"), "-m", "pip", "install", "--quiet", *needs]
        subprocess.run(command, check=True, capture_output=True)
        (folder / "complete").touch()
    return tools


def _plain(tools: Path, folder: Path, _count: int) -> Contender:
    command = (str(tools / "python"), str(_HERE / "plain.py"), "deck", "plain.apkg")
    return Contender("plain genanki", command, folder)


def _anki_yaml_tool(tools: Path, folder: Path, count: int) -> Contender:
    """No Markdown and no cloze: the same texts as they are, in one file."""
    lines = [
        "config:",
        "  name: Basic",
        "  fields: [Front, Back]",
        "  templates: [{name: Card, qfmt: '{{Front}}', afmt: '{{Back}}'}]",
        "deck-name: Benchmark",
        "data:",
    ]
    for card in cards(count):
        back = "<br>".join((card.answer, *card.extra.split("\n"), card.quote))
        lines += [f"- front: {json.dumps(card.question or card.cloze)}"]
        lines += [f"  back: {json.dumps(back)}"]
    (folder / "peer.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    tool = str(tools / "anki-yaml-tool")
    command = (tool, "build", "--file", "peer.yaml", "--output", "peer.apkg")
    return Contender("anki-yaml-tool", command, folder)


def _brain_brew(tools: Path, folder: Path, count: int) -> Contender:
    """CSV to the JSON of CrowdAnki: no Markdown and no package."""
    place = folder / "brain-brew"
    export = place / "export"
    export.mkdir(parents=True)
    model = {
        "__type__": "NoteModel",
        "crowdanki_uuid": "model",
        "css": "",
        "flds": [
            {"name": name, "ord": number, "font": "Arial", "media": [], "rtl": False, "size": 20,
             "sticky": False}
            for number, name in enumerate(("Front", "Back"))
        ],
        "latexPost": "",
        "latexPre": "",
        "name": "Basic",
        "req": [[0, "all", [0]]],
        "sortf": 0,
        "tags": [],
        "tmpls": [
            {"name": "Card", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{Back}}", "bafmt": "",
             "bqfmt": "", "did": None}
        ],
        "type": 0,
        "vers": [],
    }  # fmt: skip
    notes = [
        {
            "__type__": "Note",
            "fields": [card.question or card.cloze, "<br>".join((card.answer, card.extra))],
            "guid": card.id,
            "note_model_uuid": "model",
            "tags": [card.topic],
        }
        for card in cards(count)
    ]
    deck = {
        "__type__": "Deck",
        "children": [],
        "crowdanki_uuid": "deck",
        "deck_config_uuid": "config",
        "deck_configurations": [],
        "desc": "",
        "dyn": 0,
        "extendNew": 10,
        "extendRev": 50,
        "media_files": [],
        "name": "Benchmark",
        "note_models": [model],
        "notes": notes,
    }
    (export / "deck.json").write_text(json.dumps(deck), encoding="utf-8")
    tool = str(tools / "brain_brew")
    subprocess.run([tool, "init", "export"], cwd=place, check=True, capture_output=True)
    return Contender("brain-brew", (tool, "run", "recipes/source_to_anki.yaml"), place)
