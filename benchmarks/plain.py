"""What most people write: PyYAML, markdown-it-py and genanki, in a few lines.

``python plain.py FOLDER PACKAGE``.
"""

import re
import sys
from pathlib import Path

import genanki
import yaml
from markdown_it import MarkdownIt

_BRACES = re.compile(r"\{\{(.+?)\}\}")


def main(folder: str, package: str) -> None:
    markdown = MarkdownIt("commonmark").enable("table")
    question = genanki.Model(
        1_607_392_319,
        "Question",
        fields=[{"name": name} for name in ("Question", "Answer", "Extra", "Quote")],
        templates=[{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{Answer}}{{Extra}}"}],
    )
    cloze = genanki.Model(
        1_607_392_320,
        "Cloze",
        fields=[{"name": name} for name in ("Text", "Extra", "Quote")],
        templates=[{"name": "Card", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}{{Extra}}"}],
        model_type=genanki.Model.CLOZE,
    )
    deck = genanki.Deck(2_059_400_110, "Benchmark")
    for path in sorted(Path(folder).glob("topic-*.yaml")):
        for card in yaml.safe_load(path.read_text("utf-8"))["cards"]:
            extra, quote = markdown.render(card["extra"]), card["quote"]
            if "cloze" in card:
                numbered = _BRACES.sub(r"{{c1::\1}}", card["cloze"])
                model, fields = cloze, [markdown.render(numbered), extra, quote]
            else:
                texts = (markdown.render(card["q"]), markdown.render(card["a"]))
                model, fields = question, [*texts, extra, quote]
            deck.add_note(genanki.Note(model=model, fields=fields, guid=card["id"]))
    genanki.Package(deck).write_to_file(package)


if __name__ == "__main__":
    main(*sys.argv[1:])
