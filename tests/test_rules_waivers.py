"""Waivers: a rule of content is allowed on one card, with a reason, and nothing else is."""

from __future__ import annotations

import pytest

from generator.codes import rulebook
from generator.diagnostics import Diagnostic
from tests.bench import Bench, Card, cloze, codes, findings, pointed, q

NEVER = q("What of clonazepam?", "Never with alcohol")
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


def allowing(card: Card, **rules: str) -> Card:
    return {**card, "allow": {name.replace("_", "-"): why for name, why in rules.items()}}


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (q("Is clonazepam a benzodiazepine?", "It is"), "C001"),
        (q("What is clonazepam?", f"{LONG} {LONG}"), "C002"),
        (q("What is clonazepam?", LONG), "C003"),
        (q("What is the half-life?"), "C004"),
        (q("What is its half-life?"), "C005"),
        (q("Which benzodiazepine is meant by clonazepam?", "Benzodiazepine"), "C006"),
        (cloze("Clonazepam {{calms}}"), "C007"),
        (cloze("Clonazepam is a {{benzodiazepine::benzo…}}."), "C008"),
        (q("What of clonazepam?", "Ataxia, etc."), "C011"),
        (q("Which dose of clonazepam?", "10 U"), "C020"),
        (q("Which dose of clonazepam?", "10 µg"), "C021"),
        (q("Which dose of clonazepam?", "1.0 mg"), "C022"),
        (q("Which dose of clonazepam?", ".5 mg"), "C023"),
        (q("Which dose of clonazepam?", "20mg"), "C024"),
        (q("Which dose of clonazepam?", "4 mg/day"), "C025"),
        (q("Which dose of clonazepam?", "> 20 mg"), "C026"),
        (q("What of clonazepam?", "Calm; sleep"), "C030"),
        (q("Which is not an effect of clonazepam?", "Rage"), "C033"),
        (NEVER, "C034"),
        (q("What does the guideline say of clonazepam?", "Taper"), "C035"),
    ],
)
def test_a_rule_is_waived_by_its_code_or_its_name_in_any_case(card: Card, code: str) -> None:
    assert codes(card) == [code]
    name = rulebook.BY_CODE[code].name
    for written in (code, code.lower(), name, name.upper()):
        assert codes({**card, "allow": {written: "the label says so"}}) == []


def test_a_waiver_holds_on_its_card_alone() -> None:
    other = q("What else of clonazepam?", "Never alone")
    assert pointed("C034", allowing(NEVER, C034="label"), other) == ["Never"]


def test_a_waiver_holds_for_all_findings_of_the_rule_and_for_that_rule_alone() -> None:
    card = q("What of clonazepam?", "Never 20mg, never 10mg")
    assert codes(allowing(card, C024="quoted")) == ["C034"]
    assert codes(allowing(card, C024="quoted", C034="label")) == []


def test_between_cards_the_card_that_is_told_waives() -> None:
    same = q("What of clonazepam?", "Calm")
    assert codes(same, allowing(q("What of clonazepam?", "Sleep"), C010="on purpose")) == []
    assert codes(allowing(same, C010="on purpose"), q("What of clonazepam?")) == ["C010", "C091"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("C999", "is none"),
        ("c34", "is none"),
        ("nonsense", "is none"),
        ("always", "is none"),
        ("S001", "can't be waived"),
        ("Y001", "can't be waived"),
        ("I001", "can't be waived"),
        ("M001", "can't be waived"),
        ("G001", "can't be waived"),
        ("G007", "can't be waived"),
        ("quote-not-found", "can't be waived"),
        ("C090", "can't be waived"),
        ("idle-waiver", "can't be waived"),
    ],
)
def test_a_waiver_of_no_rule_or_of_one_that_holds_always_is_an_error(name: str, said: str) -> None:
    card = {**NEVER, "allow": {name: "because"}}
    (found,) = [d for d in findings([card]) if d.rule.code == "C090"]
    assert said in found.message
    assert found.span.text.strip("'") == name
    assert "C034" in codes(card)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("C0034", "C034"),
        ("absolut", "absolute"),
        ("trailing-zeros", "trailing-zero"),
        ("two-fact", "two-facts"),
        ("no-sourc", "no-source"),
        ("yes-no", None),
        ("xyzzy", None),
        ("G007", None),
    ],
)
def test_a_slip_in_a_waiver_is_told_with_what_was_meant(name: str, meant: str | None) -> None:
    card = {**NEVER, "allow": {name: "because"}}
    (found,) = [d for d in findings([card]) if d.rule.code == "C090"]
    assert found.help == (f"did you mean {meant}?" if meant else found.help)
    assert ("did you mean" in found.help) == (meant is not None)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (q("What of clonazepam?", "Calm"), "C034"),
        (q("What of clonazepam?", "Calm"), "C001"),
        (q("What of clonazepam?", "Calm"), "absolute"),
        (q("What of clonazepam?", "20 mg"), "C024"),
        (q("What of clonazepam?", "Nevertheless"), "C034"),
        (q("What of clonazepam?", "Calm"), "G004"),
        (q("What of clonazepam?", "Calm"), "no-quote"),
        (q("What of clonazepam?", "Calm", extra="Never alone"), "C034"),
    ],
)
def test_a_waiver_that_is_not_needed_is_a_warning(card: Card, code: str) -> None:
    assert pointed("C091", {**card, "allow": {code: "because"}}) == [code]
    assert codes({**card, "allow": {code: "because"}}) == ["C091"]


@pytest.mark.parametrize(
    "card",
    [allowing(NEVER, C034="label"), allowing(NEVER, absolute="label"), NEVER]
    + [q(f"What of clonazepam {n}?", "Calm") for n in range(5)],
)
def test_a_waiver_that_is_needed_is_not_idle(card: Card) -> None:
    assert "C091" not in codes(card)
    assert "C090" not in codes(card)


def test_a_rule_allowed_twice_is_told_once() -> None:
    card = {**NEVER, "allow": {"C034": "label", "absolute": "label"}}
    assert pointed("C091", card) == ["absolute"]


def test_two_cards_with_the_same_words_have_waivers_of_their_own() -> None:
    one, two = allowing(NEVER, C034="label"), q("What more of clonazepam?", "Never alone")
    found: list[Diagnostic] = findings([one, two], Bench())
    assert [(d.rule.code, d.span.first.line) for d in found] == [("C034", 9)]
