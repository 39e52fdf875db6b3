"""The schema takes what the reader takes, and explains the same keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator

from generator.cli import main
from generator.diagnostics import has_errors
from generator.format import CARD_KEYS, KINDS, ONE_FILE_KEYS, Key, Shape
from generator.schema import WHAT, schema_of
from generator.starter import files_of
from tests.decks import findings, write

_ROOT = Path(__file__).parents[1]
_CARD = "deck: {id: d}\ncards:\n"
_QUESTION = _CARD + "  - id: x\n    q: Why\n    a: So\n"


class _Core(yaml.SafeLoader):
    """YAML 1.2's types, as yaml-language-server has them: `no` is a word, a date is one too."""


_Core.yaml_implicit_resolvers = {}
for _tag, _pattern in (
    ("bool", "true|True|TRUE|false|False|FALSE"),
    ("null", "~|null|Null|NULL|"),
    ("int", "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
):
    _whole = re.compile(f"^(?:{_pattern})$")
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _whole, None)


def _faults(what: str, text: str) -> list[str]:
    value = yaml.load(text, Loader=_Core)
    return [error.message for error in Draft7Validator(schema_of(what)).iter_errors(value)]


@pytest.mark.parametrize("what", WHAT)
def test_a_schema_is_one_and_the_command_prints_it(what: str) -> None:
    Draft7Validator.check_schema(schema_of(what))
    result = CliRunner().invoke(main, ["schema", what])
    assert json.loads(result.stdout) == schema_of(what)


@pytest.mark.parametrize("path", sorted(_ROOT.glob("cards/**/*.yaml")), ids=lambda path: path.name)
def test_every_shipped_file_is_good(path: Path) -> None:
    what = "deck" if path.name == "deck.yaml" else "topic"
    assert _faults(what, path.read_text("utf-8")) == []


def test_every_file_of_a_new_deck_is_good_and_names_its_schema() -> None:
    files = files_of("Propranolol")
    for path, text in files.items():
        if path.endswith(".yaml"):
            name = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
            what = "deck" if path == "deck.yaml" else "topic"
            assert json.loads(files[name]) == schema_of(what)
            assert _faults(what, text) == []


@pytest.mark.parametrize(
    "value", ["no", "true", "0.50", "017", "1:30", "2023-05-25", "~", "null", "1e5", "0x1F", "-1"]
)
def test_every_scalar_is_text(value: str, tmp_path: Path) -> None:
    text = _CARD + f"  - {{id: x, q: {value}, a: {value}, tags: [{value}], allow: {{C1: {value}}}}}"
    assert _faults("single", text) == []
    write(tmp_path, {"d.yaml": text})
    assert {d.rule.code for d in findings(tmp_path, "d.yaml")} <= {"C090", "S010"}


@pytest.mark.parametrize(
    "text",
    [
        _QUESTION,
        _QUESTION + "    type: true\n    reverse: {q: Back, a: There}\n    was: [y]\n",
        _CARD + "  - {id: x, cloze: 'a {{b}} c', caution: c, allow: {C034: so}}\n",
        _CARD + "  - {id: x, list: l, items: [1, 2]}\n",
        _CARD + "  - {id: x, choice: c, right: 1, wrong: [2], why: w}\n",
        _CARD + "  - {id: x, select: c, right: [1], wrong: [2]}\n",
        _CARD + "  - {id: x, profile: p, class: c, half-life: 3 h}\n",
        "topic: t\nsource: s#t\n" + _QUESTION,
        "deck: {id: d, sources: {s: {title: t, file: f, not-for-study: {a: b}}}}\n"
        "cards: [{id: x, q: Why, a: So, source: s, quote: q}]\n",
    ],
)
def test_what_the_reader_takes_is_good(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": text, "f": "t"})
    assert not has_errors(findings(tmp_path, "d.yaml"))
    assert _faults("single", text) == []


_BAD = [
    "cards: []\n",
    "deck: {id: d}\n",
    "deck: d\ncards: []\n",
    "deck: {}\ncards: []\n",
    "deck: {id: Not Kebab}\ncards: []\n",
    "deck: {id: d, tags: one}\ncards: []\n",
    "deck: {id: d, title: t}\ncards: []\n",
    "deck: {id: d, sources: [s]}\ncards: []\n",
    "deck: {id: d, sources: {s: f}}\ncards: []\n",
    "deck: {id: d, sources: {s: {file: f}}}\ncards: []\n",
    "deck: {id: d, sources: {S s: {title: t, file: f}}}\ncards: []\n",
    "deck: {id: d}\ncards: {id: x, q: Why, a: So}\n",
    "deck: {id: d}\ncards: [text]\n",
    "deck: {id: d}\ncards: []\nmore: x\n",
    _CARD + "  - {q: Why, a: So}\n",
    _CARD + "  - {id: x}\n",
    _CARD + "  - {id: x, extra: e}\n",
    _CARD + "  - {id: x, q: Why}\n",
    _CARD + "  - {id: x, q: '', a: So}\n",
    _CARD + "  - {id: x, q: ' ', a: So}\n",
    _CARD + "  - {id: x, q: [Why], a: So}\n",
    _CARD + "  - {id: x, q: {Why: x}, a: So}\n",
    _CARD + "  - {id: x, question: Why, answer: So}\n",
    _CARD + "  - {id: x, q: Why, a: So, cloze: 'a {{b}} c'}\n",
    _CARD + "  - {id: x, cloze: 'a {{b}} c', a: So}\n",
    _CARD + "  - {id: x, q: Why, a: So, type: maybe}\n",
    _CARD + "  - {id: x, q: Why, a: So, tags: one}\n",
    _CARD + "  - {id: x, q: Why, a: So, reverse: true}\n",
    _CARD + "  - {id: x, q: Why, a: So, reverse: {q: Back}}\n",
    _CARD + "  - {id: x, q: Why, a: So, allow: C034}\n",
    _CARD + "  - {id: x, list: l, items: one}\n",
    _CARD + "  - {id: x, choice: c, right: [1], wrong: [2]}\n",
    _CARD + "  - {id: x, select: c, right: 1, wrong: [2]}\n",
    _CARD + "  - {id: x, profile: p}\n",
    _CARD + "  - {id: x, profile: p, colour: c}\n",
]


@pytest.mark.parametrize("text", _BAD)
def test_what_the_reader_refuses_is_bad(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": text})
    assert _faults("single", text)
    if "cards: []" not in text or "deck: {id: d}" not in text:
        assert findings(tmp_path, "d.yaml")


# The keys, by place: the schema's own, and what the reader does with them -----------------------


def _sample(key: Key) -> Any:
    match key.shape:
        case Shape.TEXT:
            return {"type": "true", "reviewed": "2026-11-22"}.get(key.name, "one")
        case Shape.TEXTS:
            return ["one", "two"]
        case Shape.CARDS:
            return [{"id": "x", "q": "Why", "a": "So"}]
    if key.keys:
        return {name: _sample(inner) for name, inner in key.keys.items()}
    return {"one": _sample_each(key) if key.each else "two"}


def _sample_each(key: Key) -> Any:
    assert key.each is not None
    return {name: _sample(inner) for name, inner in key.each.items()}


def _full() -> dict[str, Any]:
    """A deck in one file with every key of the format in it: a card a kind."""
    whole = {name: _sample(key) for name, key in ONE_FILE_KEYS.items()}
    whole["cards"] = [
        {name: _sample(key) for name, key in CARD_KEYS.items()}
        | {key.name: _sample(key) for key in kind.own}
        | {"id": f"c{number}"}
        for number, kind in enumerate(KINDS)
    ]
    return whole


def _strangers(value: Any) -> Iterator[Any]:
    """``value`` with an unknown key in each mapping with keys of ours, one at a time."""
    if isinstance(value, dict):
        if value.keys() != {"one"}:
            yield value | {"xyzzy": "one"}
        for name, inner in value.items():
            for changed in _strangers(inner):
                yield value | {name: changed}
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            for changed in _strangers(inner):
                yield [*value[:place], changed, *value[place + 1 :]]


def test_schema_and_reader_know_the_same_keys(tmp_path: Path) -> None:
    whole = _full()
    validator = Draft7Validator(schema_of("single"))
    assert not list(validator.iter_errors(whole))
    write(tmp_path, {"d.yaml": json.dumps(whole)})
    assert not {"S001", "S002", "S003", "S007"} & {
        d.rule.code for d in findings(tmp_path, "d.yaml")
    }
    strange = list(_strangers(whole))
    assert len(strange) == len(KINDS) + 4  # the file, the deck, a source, a way back
    for changed in strange:
        assert list(validator.iter_errors(changed))
        write(tmp_path, {"d.yaml": json.dumps(changed)})
        assert "S001" in {d.rule.code for d in findings(tmp_path, "d.yaml")}


def test_every_key_of_a_schema_is_explained() -> None:
    def unexplained(schema: Mapping[str, Any]) -> list[str]:
        properties = schema.get("properties", {})
        return [name for name, inner in properties.items() if "description" not in inner] + [
            name
            for inner in [*properties.values(), *schema.get("definitions", {}).values()]
            if isinstance(inner, dict)
            for name in unexplained(inner)
        ]

    for what in WHAT:
        assert unexplained(schema_of(what)) == []
