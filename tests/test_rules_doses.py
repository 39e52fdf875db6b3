"""Doses: each dangerous way to write them is found where it stands, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rules import doses
from tests.bench import cloze, codes, items, pointed, q

FIRES = [
    ("C020", "10 U daily", ["U"]),
    ("C020", "10U before meals", ["U"]),
    ("C020", "1,000 IU a week", ["IU"]),
    ("C020", "400 iu of vitamin D", ["iu"]),
    ("C020", "100 U/mL", ["U"]),
    ("C020", "0.5 mg QD", ["QD"]),
    ("C020", "0.5 mg q.d.", ["q.d."]),
    ("C020", "0.5 mg qd", ["qd"]),
    ("C020", "0.5 mg qod", ["qod"]),
    ("C020", "0.5 mg Q.O.D. for a week", ["Q.O.D."]),
    ("C020", "0.5 mg QOD, then QD", ["QOD", "QD"]),
    ("C020", "0.5 mg HS", ["HS"]),
    ("C020", "1 tablet at HS", ["HS"]),
    ("C020", "0.5 mg by mouth h.s.", ["h.s."]),
    ("C020", "0.5 mg qhs", ["qhs"]),
    ("C020", "4 units at hs", ["hs"]),
    ("C021", "125 µg", ["µg"]),
    ("C021", "125 μg", ["μg"]),
    ("C021", "125µg", ["µg"]),
    ("C021", "µg are read as mg", ["µg"]),
    ("C021", "5 µg/kg", ["µg"]),
    ("C021", "50 to 100 µg a day", ["µg"]),
    ("C021", "(2 µg)", ["µg"]),
    ("C021", "**25 µg**", ["µg"]),
    ("C021", "1 µg, later 2 µg", ["µg", "µg"]),
    ("C022", "1.0 mg", ["1.0"]),
    ("C022", "1.0mg", ["1.0"]),
    ("C022", "10.0 mL", ["10.0"]),
    ("C022", "2.00 mg", ["2.00"]),
    ("C022", "1.0 to 2.0 mg", ["1.0", "2.0"]),
    ("C022", "1.0-2 mg", ["1.0"]),
    ("C022", "1.0 mg/kg", ["1.0"]),
    ("C022", "1.0 mg/mL", ["1.0"]),
    ("C022", "5.0 units", ["5.0"]),
    ("C022", "2.0 g", ["2.0"]),
    ("C022", "1,000.0 mg", ["1,000.0"]),
    ("C022", "1.0 tablet", ["1.0"]),
    ("C022", "a 1.0-mg tablet", ["1.0"]),
    ("C023", ".5 mg", [".5"]),
    ("C023", ".25mg", [".25"]),
    ("C023", "(.5 mg)", [".5"]),
    ("C023", "about .125 mg twice daily", [".125"]),
    ("C023", ".5 to 1 mg", [".5"]),
    ("C023", ".5-1 mg", [".5"]),
    ("C023", ".9% saline", [".9"]),
    ("C023", ".5 mL", [".5"]),
    ("C023", ".1 g", [".1"]),
    ("C023", "from .5 mg to .75 mg", [".5", ".75"]),
    ("C024", "20mg", ["20mg"]),
    ("C024", "0.5mg", ["0.5mg"]),
    ("C024", "(20mg)", ["20mg"]),
    ("C024", "1,000mg", ["1,000mg"]),
    ("C024", "20MG", ["20MG"]),
    ("C024", "5-10mg", ["5-10mg"]),
    ("C024", "5mg/mL", ["5mg"]),
    ("C024", "10mL", ["10mL"]),
    ("C024", "2g", ["2g"]),
    ("C024", "100mcg", ["100mcg"]),
    ("C024", "50units", ["50units"]),
    ("C024", "a 20mg tablet or a 10mg tablet", ["20mg", "10mg"]),
    ("C024", "*20mg*", ["20mg"]),
    ("C025", "4 mg/day", ["mg/day"]),
    ("C025", "20 mg / day", ["mg / day"]),
    ("C025", "4 mg/d", ["mg/d"]),
    ("C025", "5 mg/kg/day", ["mg/kg/day"]),
    ("C025", "10 units/hour", ["units/hour"]),
    ("C025", "2 tablets/week", ["tablets/week"]),
    ("C025", "1 mg/min", ["mg/min"]),
    ("C025", "0.5 mg/dose", ["mg/dose"]),
    ("C025", "3 times/day", ["times/day"]),
    ("C025", "4 g/24 h", ["g/24 h"]),
    ("C025", "8 mg/week", ["mg/week"]),
    ("C026", "> 20 mg", [">"]),
    ("C026", "<10 mg", ["<"]),
    ("C026", "dose > 20 mg", [">"]),
    ("C026", "dose>20 mg", [">"]),
    ("C026", "< .5 mg", ["<"]),
    ("C026", ">= 4 mg", [">="]),
    ("C026", "&gt; 20 mg", None),
    ("C026", r"\> 20 mg", [">"]),
    ("C026", "older than 65 or < 18 years", ["<"]),
]

QUIET = [
    ("C020", "10 units daily"),
    ("C020", "5 U.S. states"),
    ("C020", "in 3 UK trials"),
    ("C020", "the quid pro quo"),
    ("C020", "q.s. to 100 mL"),
    ("C020", "an IUD"),
    ("C020", "U.S. label"),
    ("C020", "0.5 mg q.i.d."),
    ("C020", "HSV-1, treated with 200 mg"),
    ("C020", "HIV, 1 tablet a day"),
    ("C020", "hs-CRP of 3 mg/L"),
    ("C020", "HS stands for hidradenitis suppurativa"),
    ("C020", "5% of HS patients"),
    ("C020", "an ALT of 40 U/L"),
    ("C020", "10 mIU/mL"),
    ("C020", "three U-shaped tubes, or 3 U-shaped tubes"),
    ("C020", "international units (IU)"),
    ("C020", "QDs are quantum dots"),
    ("C020", "a QD-LED"),
    ("C021", "125 mcg"),
    ("C021", "125 micrograms"),
    ("C021", "5 µL"),
    ("C021", "5 µm"),
    ("C021", "200 µmol"),
    ("C021", "5 µV"),
    ("C021", r"\(5\,\mu g\)"),
    ("C021", "`125 µg`"),
    ("C021", "the μ receptor"),
    ("C022", "1 mg"),
    ("C022", "10 mg"),
    ("C022", "1.05 mg"),
    ("C022", "10.05 mg"),
    ("C022", "0.5 mg"),
    ("C022", "version 1.0"),
    ("C022", "v1.0"),
    ("C022", "pH 7.0"),
    ("C022", "1.0"),
    ("C022", "a potassium of 4.0 mmol/L"),
    ("C022", "a creatinine of 1.0 mg/dL"),
    ("C022", "a sodium of 140.0 mEq/L"),
    ("C022", "an HbA1c of 7.0%"),
    ("C022", "a ratio of 2.0"),
    ("C022", "2.0.1 g"),
    ("C022", r"\(1.0\) mg"),
    ("C023", "0.5 mg"),
    ("C023", "p = .05"),
    ("C023", "a .22 rifle"),
    ("C023", "The dose is small. 5 mg is the limit."),
    ("C023", "… 5 mg"),
    ("C023", "...5 mg"),
    ("C023", "10.5 mg"),
    ("C023", "`.5 mg`"),
    ("C023", "section 3.5 mg"),
    ("C024", "20 mg"),
    ("C024", "20\u00a0mg"),
    ("C024", "20-mg tablets"),
    ("C024", "vitamin B12"),
    ("C024", "CYP3A4 and 2C9"),
    ("C024", "5-HT3"),
    ("C024", "G6PD"),
    ("C024", "5%"),
    ("C024", "4G and 5G"),
    ("C024", "a 3D model"),
    ("C024", "`20mg`"),
    ("C024", "![](clot-20mg.png) a clot"),
    ("C024", "see https://example.org/20mg.html"),
    ("C024", "[the label](https://example.org/20mg)"),
    ("C025", "4 mg a day"),
    ("C025", "4 mg per day"),
    ("C025", "5 mg/mL"),
    ("C025", "5 mg/kg"),
    ("C025", "100 mg/dL"),
    ("C025", "4 mmol/L"),
    ("C025", "140 mEq/L"),
    ("C025", "120/80 mmHg"),
    ("C025", "anxiety and/or panic"),
    ("C025", "a clearance of 120 mL/min"),
    ("C025", "60 beats/min"),
    ("C025", "1/2 tablet"),
    ("C025", "5 mg/325 mg"),
    ("C025", "50 mg/m²"),
    ("C025", "a dose/response curve"),
    ("C026", "more than 20 mg"),
    ("C026", "p < 0.05"),
    ("C026", "P<.001"),
    ("C026", "0 -> 1"),
    ("C026", "0 => 1"),
    ("C026", "GABA > glycine"),
    ("C026", "> 20 mg is a lot,\nsays the label"),
    ("C026", "It says:\n\n> 20 mg a day"),
    ("C026", "H<sub>2</sub>O and <b>5</b> mg"),
    ("C026", r"\(x > 5\)"),
    ("C026", "`> 5`"),
    ("C026", "c.76A>T"),
    ("C026", "5'>3'"),
]


@pytest.mark.parametrize(("code", "text", "words"), FIRES)
def test_a_dangerous_designation_is_told_where_it_stands(
    code: str, text: str, words: list[str] | None
) -> None:
    for card in (
        q("Which dose of clonazepam?", text),
        q("Which dose of clonazepam?", "One", extra=text),
        cloze(f"Clonazepam, a benzodiazepine, is given as {{{{{text}}}}} in this case."),
        items("Doses of clonazepam", "One", text),
    ):
        found = pointed(code, card)
        assert found == words if words is not None else found


@pytest.mark.parametrize(("code", "text"), QUIET)
def test_what_only_looks_like_one_is_let_be(code: str, text: str) -> None:
    assert code not in codes(q("Which dose of clonazepam?", text))
    assert code not in codes(q("Which dose of clonazepam?", "One", extra=text))
    if not text.startswith(">") and "\n" not in text:
        assert code not in codes(q(f"Which dose of clonazepam: {text}"))


@pytest.mark.parametrize(
    "text",
    [
        "0.25 mg twice daily",
        "1.5 mg a day, divided into 3 doses",
        "orally disintegrating tablets (ODT), 0.125 mg to 2 mg",
        "a concentration of 5 mg/mL",
        "a half-life of 30 to 40 hours",
        "about 90%, several days to weeks",
        "5% to 10% every 2 to 4 weeks",
        "more than 20 mg a day; less than 1 mg per kg",
        "2,000 units a week",
        "CYP3A4, 5-HT, HSV, HIV, IUD, ODT, B12, UK, U.S.",
        "a CrCl of 30 mL/min, 120/80 mmHg, 4.0 mmol/L",
    ],
)
def test_a_safe_way_to_write_a_dose_breaks_no_rule_of_doses(text: str) -> None:
    found = codes(q("Which dose of clonazepam is meant?", "One", extra=text))
    assert not [code for code in found if "C020" <= code <= "C029"]


@given(st.integers(1, 5000), st.sampled_from(["mg", "mcg", "g", "mL", "units", "mEq"]))
def test_a_whole_dose_is_safe_and_dangerous_with_a_zero_or_without_a_space(
    number: int, unit: str
) -> None:
    assert not codes(q("Which dose of clonazepam is meant?", f"{number} {unit}"))
    assert pointed("C022", q("Which dose of clonazepam?", f"{number}.0 {unit}")) == [f"{number}.0"]
    assert pointed("C024", q("Which dose of clonazepam?", f"{number}{unit}")) == [f"{number}{unit}"]
    assert pointed("C023", q("Which dose of clonazepam?", f".{number} {unit}")) == [f".{number}"]


def test_a_second_slip_in_a_text_is_told_at_its_own_place() -> None:
    card = q("Which dose of clonazepam?", "The 20 mg of U 20mg and 5 U, a U")
    assert pointed("C024", card) == ["20mg"]
    assert pointed("C020", card) == ["U"]


def test_of_thousands_of_slips_in_one_text_some_are_told() -> None:
    card = q("Which dose of clonazepam?", "20mg/day " * 2_000)
    assert {code: len(pointed(code, card)) for code in ("C024", "C025")} == {"C024": 20, "C025": 20}


WRITTEN = (
    "5 0 40 . , .5 5.0 mg mcg µg μg g mL mEq L units IU U iu u tablet q Q d D od h s hs HS H.S. "
    "h.s. / ∕ ⁄ < > <= - – day :"
)
PIECES = st.sampled_from([*WRITTEN.split(), "at ", " "])


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_text_that_is_passed_over_holds_no_danger(text: str) -> None:
    assert doses._may_be_dangerous(text) or not list(doses._dangers(text))
