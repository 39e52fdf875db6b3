"""The rulebook: every rule has its page, and what the page says is so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from generator.codes import rulebook
from generator.diagnostics import Rule
from generator.format import DECK_KEYS
from generator.pipeline import compile_decks
from generator.project import find_decks
from tests.decks import EPOCH, PNG, write

DOCS = Path(__file__).parent.parent / "docs" / "rules.md"
RULES = list(rulebook.BY_CODE.values())
# Not the YAML of a card or a deck: bytes, layout, the ledger, two decks, several files.
ELSEWHERE = frozenset(
    rule.code
    for rule in RULES
    if rule.code[0] == "Y" or rule.code in ("I004", "S011", "S012", "S013", "S014", "S015")
) | frozenset(rule.code for rule in RULES if rule.code[0] == "I" and rule.code >= "I010")

OVERVIEW = """# How does it work

It can bind to GABA-A receptors. It binds to the GABA-A receptor. An initial dose of 0.25 mg is low.
"""
MISSING = {
    "right": "choice: To which class does clonazepam belong?",
    "items": "list: Effects of clonazepam on alertness",
    "": "q: Which one of them has clonazepam?",
}


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["rules", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_reference_in_the_docs_is_what_the_command_prints() -> None:
    remedy = "run: python -m generator rules --format markdown > docs/rules.md"
    assert DOCS.read_text(encoding="utf-8") == run("--format", "markdown"), remedy


def test_codes_and_names_are_unique_and_codes_say_their_family() -> None:
    assert len(RULES) == sum(len(rules) for rules in rulebook.FAMILIES.values())
    assert len({rule.name for rule in RULES}) == len(RULES)
    for family, members in rulebook.FAMILIES.items():
        assert [rule.code for rule in members if rule.code[0] != family[0]] == []
        assert [rule.code for rule in members] == sorted(rule.code for rule in members)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_why_and_what_instead(rule: Rule) -> None:
    assert rule.what.endswith((".", ")"))
    assert rule.why.endswith((".", ")"))
    assert rule.example.strip()
    assert rule.instead.strip()
    assert rule.example != rule.instead
    for page in (run(rule.code), run(rule.name), run(rule.code.lower())):
        assert rule.code in page
        assert rule.what in page
        assert rule.why in page
    assert page in run("--format", "markdown") + "\n"


def test_the_overview_names_every_rule_and_json_has_all_of_them() -> None:
    overview = run()
    assert [rule.code for rule in RULES if f"  {rule.code}  " not in overview] == []
    listed = json.loads(run("--format", "json"))["rules"]
    assert [rule["code"] for rule in listed] == [rule.code for rule in RULES]
    assert json.loads(run("C022", "--format", "json"))["rules"][0]["name"] == "trailing-zero"


def test_a_rule_that_there_is_not_is_refused() -> None:
    result = CliRunner().invoke(main, ["rules", "C999"])
    assert result.exit_code == 2
    assert "C999" in result.output


def files_of(example: str, code: str) -> dict[str, str | bytes]:
    """A deck in which an example of the docs stands."""
    deck = "id: clonazepam\nname: Clonazepam\nsubject: [clonazepam, Klonopin, benzodiazepine]\n"
    sources = "sources:\n  overview: {title: An overview, file: sources/overview.md}\n"
    parsed = yaml.load(example, yaml.BaseLoader) if "{{" not in example else None
    head, body, top = deck, example, ""
    if isinstance(parsed, dict) and set(parsed) <= set(DECK_KEYS) - {"tags", "id"}:
        head, body = deck + example + "\n", "q: Which one of them has clonazepam?"
        if "not-for-study" in example or "sources" in parsed:
            sources = ""
    elif example.startswith("not-for-study"):
        head += sources.replace("{title: An overview, file: sources/overview.md}", "")
        head += "    title: An overview\n    file: sources/overview.md\n"
        head += "".join(f"    {line}\n" for line in example.splitlines())
        sources, body = "", "q: Which one of them has clonazepam?"
    elif example.startswith("topic:"):
        top, body = example.splitlines()[0] + "\n", "q: Which one of them has clonazepam?"
    if code[0] == "G":
        head += sources
    return {
        "deck.yaml": head,
        "cards.yaml": f"{top}cards:\n" + cards_of(body, code),
        "sources/overview.md": OVERVIEW,
        "media/receptor.png": PNG,
        "media/x.png": PNG,
    }


def cards_of(example: str, code: str) -> str:
    if not example.startswith("- "):
        example = "- " + example.replace("\n", "\n  ")
    cards: list[list[str]] = []
    for line in example.splitlines():
        if line.startswith("- "):
            cards.append([])
        cards[-1].append(line[2:] if line[:2] in ("- ", "  ") else line)
    return "".join(completed(card, f"card-{n}", code) for n, card in enumerate(cards))


def completed(card: list[str], name: str, code: str) -> str:
    keys = {line.partition(":")[0] for line in card if line[:1].isalpha()}
    lines = list(card)
    if (
        not keys & {"q", "cloze", "list", "choice", "select", "profile", "question"}
        and code != "S005"
    ):
        kind = next((MISSING[key] for key in ("right", "items") if key in keys), MISSING[""])
        lines.append(kind)
        keys.add(kind.partition(":")[0])
    if keys & {"q", "question"} and "a" not in keys and code != "S002":
        lines.append("a: An answer")
    if "choice" in keys and "right" in keys and "wrong" not in keys:
        lines.append("wrong: [A barbiturate]")
    if "quote" in keys and "source" not in keys and code != "G006":
        lines.append("source: overview#how-does-it-work")
    if "source" in keys and "quote" not in keys and code != "G005":
        lines.append("quote: bind to GABA-A receptors")
    if "id" not in keys and code != "I001":
        lines.insert(0, f"id: {name}")
    return "  - " + "\n    ".join(lines) + "\n"


def codes_of(folder: Path, example: str, code: str) -> set[str]:
    write(folder, files_of(example, code))
    (deck,) = compile_decks(find_decks([str(folder)], folder), folder, EPOCH, lambda n, _: n)
    return {d.rule.code for d in deck.diagnostics}


TRIED = [rule for rule in RULES if rule.code not in ELSEWHERE]


@pytest.mark.parametrize("rule", TRIED, ids=lambda rule: rule.code)
def test_the_example_of_a_rule_breaks_it_and_what_to_write_instead_does_not(
    rule: Rule, tmp_path: Path
) -> None:
    assert rule.code in codes_of(tmp_path / "example", rule.example, rule.code)
    instead = codes_of(tmp_path / "instead", rule.instead, rule.code)
    assert rule.code not in instead
    if rule.code[0] == "C":
        assert instead - {"C004"} == set()
