"""Sources: sections, quotes as a reader would find them, the nearest passage in bounded work."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections import Counter
from difflib import SequenceMatcher
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import folding, sources
from generator.folding import fold
from generator.source import SourceFile
from generator.sources import SourceText, anchor

OVERVIEW = """# Clonazepam

Clonazepam is a *benzodiazepine*.

## How does it work?

It binds to **GABA-A receptors**
in the brain — above all “inhibitory” ones.

### Details

The half\u00adlife is 30 to 40\u00a0hours (see [the label](https://example.org/x)).<!-- checked -->
The dose is 0.25 mg; 10.5 mg or 1,000 mg are too much.

> A label says:
> taper it slowly.

```
# no heading
```

## How **else**?

H~2~O and \\*stars\\*.
"""


def text(content: str = OVERVIEW) -> SourceText:
    return SourceText("overview", "An overview", SourceFile("overview.md", content))


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("How does it work?", "how-does-it-work"),
        ("GABA-A", "gaba-a"),
        ("  Use & misuse  ", "use-misuse"),
        ("Ménière", "ménière"),
        ("50 % or more", "50-or-more"),
        ("a_b", "a-b"),
    ],
)
def test_a_section_is_its_heading_lower_cased_with_hyphens(heading: str, name: str) -> None:
    assert anchor(heading) == name


def test_sections_hold_their_subsections_and_code_has_no_headings() -> None:
    found = text().sections
    assert list(found) == ["clonazepam", "how-does-it-work", "details", "how-else"]
    assert found["how-else"].title == "How else?"
    assert found["clonazepam"].end == len(OVERVIEW)
    assert found["how-does-it-work"].end == found["details"].end
    at = OVERVIEW.index("half")
    innermost = text().section_at(at)
    assert innermost is not None
    assert innermost.anchor == "details"


@pytest.mark.parametrize(
    "quote",
    [
        "binds to GABA-A receptors",
        "BINDS TO gaba-a RECEPTORS",
        "GABA-A receptors in the brain",
        "GABA-A receptors\n  in   the brain",
        "binds to **GABA-A** receptors",
        'in the brain - above all "inhibitory" ones',
        "in the brain – above all ‘‘inhibitory’’ ones".replace("‘‘", "“").replace("’’", "”"),
        "in the brain -- above all",
        "GABA\u2011A receptors",
        "halflife is 30 to 40 hours",
        "half\u200blife is 30 to 40 hours",
        "30 to 40 hours (see the label)",
        "(see the label).\nThe dose",
        "is 0.25 mg",
        "A label says: taper it slowly",
    ],
)
def test_a_quote_stands_there_however_it_is_set(quote: str) -> None:
    source = text()
    place = source.find(quote, source.sections["how-does-it-work"])
    assert place is not None
    assert fold(OVERVIEW[slice(*place)]).text.strip() == fold(quote).text.strip()
    assert source.find(quote) == place


def test_marks_escapes_and_accents_in_either_form_are_set_aside() -> None:
    assert text().find("H2O and *stars*") is not None
    assert text("Me\u0301nie\u0300re, ½ of ﬁve µg…").find("Ménière, 1/2 of five μg...") is not None


@pytest.mark.parametrize(
    "quote",
    [
        "binds to GABA-B receptors",
        "inds to GABA-A",
        "GABA-A recep",
        "5 mg",
        "0.5 mg",
        ".25 mg",
        "0.2",
        "000 mg",
        "half life",
        "",
        "  ",
        "***",
    ],
)
def test_what_is_not_there_is_not_found_and_no_word_or_number_is_cut(quote: str) -> None:
    assert text().find(quote) is None


def test_a_quote_is_looked_for_in_its_section_alone() -> None:
    source = text()
    assert source.find("taper it slowly", source.sections["how-else"]) is None
    assert source.find("taper it slowly", source.sections["clonazepam"]) is not None
    assert source.find("Clonazepam is a benzodiazepine. How", source.sections["clonazepam"]) is None


@given(st.text(alphabet="ab .-*“\n\u00ad\u00a0", max_size=40))
def test_folding_knows_where_each_character_stood_and_is_idempotent(typed: str) -> None:
    folded = fold(typed)
    assert len(folded.places) == len(folded.text)
    assert list(folded.places) == sorted(folded.places)
    assert fold(folded.text).text == folded.text


@given(
    st.lists(st.sampled_from(["ab", "cd.", "efg", "0.5", "mg"]), min_size=6, max_size=30), st.data()
)
def test_any_run_of_words_is_found_and_is_its_own_nearest(
    words: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(at + 1, len(words)))
    source = text("\n".join(words))
    quote = " ".join(words[at:end])
    if quote[0] != "." and quote[-1] != ".":
        assert source.find(quote) is not None
    passage, likeness = source.nearest(quote)
    assert likeness > 0
    assert fold(passage).text


@pytest.mark.parametrize(
    ("quote", "passage"),
    [
        ("binds to the GABA-B receptor", "binds to **GABA-A receptors**"),
        ("the half-life is 20 to 40 hours", "is 30 to 40"),
        ("clonazepan is a benzodiazepin", "Clonazepam is a *benzodiazepine*."),
        ("tapered slowly", "it slowly"),
    ],
)
def test_the_nearest_passage_is_the_one_a_reader_would_point_at(quote: str, passage: str) -> None:
    found, likeness = text().nearest(quote)
    assert passage in found
    assert likeness > 0.5


def test_nothing_is_near_where_no_word_begins_alike() -> None:
    assert text().nearest("xyzzy quux") == ("", 0.0)
    assert text("").nearest("xyzzy") == ("", 0.0)
    assert text().nearest("") == ("", 0.0)


def test_the_nearest_passage_of_a_long_source_costs_a_few_comparisons() -> None:
    chance = random.Random(4)
    words = [f"word{chance.randrange(3000)}" for _ in range(30_000)] + ["the", "of"] * 2_000
    chance.shuffle(words)
    source = text(" ".join(words))
    calls: Counter[str] = Counter()

    def matching(*arguments: Any, **named: Any) -> Any:
        calls["compared"] += 1
        return SequenceMatcher(*arguments, **named)

    def counting(*arguments: Any) -> Any:
        calls["counted"] += 1
        return Counter(*arguments)

    with (
        patch("difflib.SequenceMatcher", matching),
        patch.object(sources, "Counter", counting),
    ):
        for at in range(0, 20_000, 200):
            passage, _ = source.nearest(" ".join([*words[at : at + 6], "else", "of"]))
            assert passage
    assert calls["compared"] <= 100 * 8
    assert calls["counted"] <= 100 * 200


def test_a_quote_of_one_letter_repeated_is_refused_in_one_pass() -> None:
    source = text("a" * 200_000)
    assert source.find("a" * 50) is None


def test_line_ends_of_windows_are_in_no_heading() -> None:
    there = text(OVERVIEW.replace("\n", "\r\n")).sections
    assert [section.title for section in there.values()] == [
        section.title for section in text().sections.values()
    ]


# The quick ways ---------------------------------------------------------------

# Pieces of what folding knows: marks, escapes, links, comments, dashes, marks without a shape.
MARKS = "a Bc one 5 0.5 - -- — * _ ~ ^ ` \\* [ ](b.png) <b> </b> <!-- --> “ é ½ ﬁ ß \u00ad"
PIECES = st.sampled_from([*MARKS.split(" "), " ", "  ", "\n", "\n> "])
TYPED = st.lists(PIECES, max_size=12).map("".join)


@given(TYPED)
def test_a_plain_text_is_folded_at_once_as_it_would_be_piece_by_piece(typed: str) -> None:
    at_once = fold(typed)
    with patch.object(folding, "_PLAIN", re.compile(r"(?!)")):
        slowly = fold(typed)
    assert (at_once.text, list(at_once.places)) == (slowly.text, list(slowly.places))


@given(TYPED, st.integers(0, 40))
def test_places_tell_how_many_characters_stood_before_one(typed: str, offset: int) -> None:
    places = fold(typed).places
    assert places.before(offset) == bisect_left(list(places), offset)


@given(st.lists(st.integers(1, 6), max_size=12))
def test_a_section_ends_where_one_begins_that_is_not_deeper(levels: list[int]) -> None:
    content = "".join(f"{'#' * level} S{at}\n" for at, level in enumerate(levels))
    headings = [(level, content.index(f" S{at}\n")) for at, level in enumerate(levels)]
    for at, section in enumerate(text(content).sections.values()):
        after = (offset - level for level, offset in headings[at + 1 :] if level <= levels[at])
        assert section.end == next(after, len(content))
