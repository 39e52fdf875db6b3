"""Between cards: the same question, nearly the same, a way back that is not unique."""

from __future__ import annotations

import itertools
import marshal
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import similar
from generator.authored import ClozeNote, QuestionNote
from generator.rules import between, words
from generator.rules.between import Hit, Signs, alike, signs_of
from generator.rules.reading import Reading, beside, reading_of
from tests.bench import (
    Bench,
    Card,
    catalog_of,
    choice,
    cloze,
    codes,
    findings,
    items,
    pointed,
    q,
    yaml_of,
)

ALIKE = "What is the maximum daily dose of clonazepam in seizures?"

SAME: list[tuple[Card, Card]] = [
    (q("What is clonazepam for?"), q("What is clonazepam for?", "Another")),
    (q("What is clonazepam for?"), q("what is  CLONAZEPAM for", "Another")),
    (q("What is clonazepam for?"), q("What is **clonazepam** for?", "Another")),
    (q("What is the use of clonazepam?"), q("What is a use of clonazepam?", "Another")),
    (q("Which “use” has clonazepam?"), q('Which "use" has clonazepam?', "Another")),
    (q("What is clonazepam for?"), items("What is clonazepam for", "one", "two")),
    (
        q("Which drug is Klonopin?", "Clonazepam"),
        q("X?", "Y", reverse={"q": "Which drug is Klonopin?", "a": "Z"}),
    ),
    (cloze("Clonazepam is a {{benzodiazepine}}."), cloze("Clonazepam is a {{sedative}}.")),
    (
        choice("Which is clonazepam?", "A drug", "A dye"),
        choice("Which is clonazepam?", "A drug", "A dye"),
    ),
    (
        q("What is shown of clonazepam?", image="a.png"),
        q("What is shown of clonazepam?", image="a.png"),
    ),
]
NOT_THE_SAME: list[tuple[Card, Card]] = [
    (q("What is clonazepam for?"), q("What is clonazepam's class?")),
    (q("What is clonazepam for?"), choice("What is clonazepam for?", "One", "Two")),
    (q(r"What is clonazepam's \(x^2\)?"), q(r"What is clonazepam's \(x^3\)?")),
    (q("What does clonazepam's `ls` do?"), q("What does clonazepam's `cd` do?")),
    (q("Is clonazepam C++ or what?"), q("Is clonazepam C or what?")),
    (
        q("What is shown of clonazepam?", image="a.png"),
        q("What is shown of clonazepam?", image="b.png"),
    ),
    (q("What of clonazepam ![](a.png)?"), q("What of clonazepam ![](b.png)?")),
    (cloze("{{Clonazepam}} is a benzodiazepine."), cloze("Clonazepam is a {{benzodiazepine}}.")),
    (
        cloze("Clonazepam is a {{benzodiazepine::class}}."),
        cloze("Clonazepam is a {{sedative::effect}}."),
    ),
    (
        choice("Which is clonazepam?", "A drug", "A dye"),
        choice("Which is clonazepam?", "A drug", "A metal"),
    ),
    (q("Why is clonazepam given?"), q("When is clonazepam given?")),
    (q("What is 5 mg of clonazepam?"), q("What is 0.5 mg of clonazepam?")),
]

NEAR = [
    (ALIKE, "What is the maximum daily dose of clonazepam in seizure?"),
    (ALIKE, "What is the maximum daily dosage of clonazepam in seizures?"),
    (ALIKE, "What is the maximal daily dose of clonazepam for seizures?"),
    (ALIKE, "What is the maximim daily dose of clonazepam in seizures?".replace("mim", "mun")),
    (ALIKE, "What is the maximum daily dose of clonzepam in seizures?"),
    (ALIKE, "What is the maximum daily dose of clonaezpam in seizures?"),
    (ALIKE, "What is the usual maximum daily dose of clonazepam in seizures?"),
    (ALIKE, "In seizures, what is the maximum daily dose of clonazepam?"),
    (ALIKE, "What is clonazepam's maximum daily dose in seizures?"),
    ("To which receptor does clonazepam bind?", "Which receptor does clonazepam bind to?"),
    ("Which common side effects has clonazepam?", "Which common adverse effects has clonazepam?"),
]
APART = [
    (ALIKE, "What is the minimum daily dose of clonazepam in seizures?"),
    (ALIKE, "What is the initial daily dose of clonazepam in seizures?"),
    (ALIKE, "What is the maximum daily dose of clonazepam in panic?"),
    (ALIKE, "What is the maximum daily dose of lorazepam and clonazepam in seizures?"),
    (ALIKE, "What is the maximum weekly dose of clonazepam in seizures?"),
    (ALIKE, "What is the maximum daily dose of clonazepam in absence seizures?"),
    (ALIKE, "Why is the maximum daily dose of clonazepam in seizures?"),
    (
        "Which brand name of clonazepam is used in the US?",
        "Which generic name of clonazepam is used in the US?",
    ),
    (
        "What is the dose of clonazepam for an adult with panic disorder in the US?",
        "What is the dose of clonazepam for a child with panic disorder in the US?",
    ),
    (
        "What is the dose of clonazepam for an adult with panic disorder in the US?",
        "What is the dose of clonazepam for an adult with panic disorder in the UK?",
    ),
    ("What does clonazepam do to GABA's effect?", "What does GABA's effect do to clonazepam?"),
    ("What does clonazepam do to the receptor?", "What does the receptor do to clonazepam?"),
    ("Does hypotension follow clonazepam or what?", "Does hypertension follow clonazepam or what?"),
    ("Which typical seizures need clonazepam?", "Which atypical seizures need clonazepam?"),
    ("Which afferent nerve does clonazepam calm?", "Which efferent nerve does clonazepam calm?"),
    ("Which perineal nerve does clonazepam calm?", "Which peroneal nerve does clonazepam calm?"),
    ("What does clonazepam do in 2 weeks?", "What does clonazepam do in 4 weeks?"),
    (
        "Which drug may clonazepam replace at once?",
        "Which drug may not clonazepam replace at once?",
    ),
    (
        "Which sulfate goes with clonazepam at night?",
        "Which sulfite goes with clonazepam at night?",
    ),
    ("Which drug increases clonazepam levels?", "Which drug decreases clonazepam levels?"),
    (r"What is \(a_1\) of clonazepam in adults?", r"What is \(a_2\) of clonazepam in adults?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_on_two_cards_is_told_at_the_second(one: Card, other: Card) -> None:
    (found,) = [d for d in findings([one, other]) if d.rule.code == "C010"]
    assert "cards.yaml:" in found.message
    assert found.span.start > found.span.file.text.index("card-2")
    assert "C032" not in codes(one, other)


@pytest.mark.parametrize(("one", "other"), NOT_THE_SAME)
def test_questions_that_a_student_can_tell_apart_are_not_the_same(one: Card, other: Card) -> None:
    assert "C010" not in codes(one, other)
    assert "C010" not in codes(other, one)


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_a_question_asked_again_in_nearly_the_same_words_is_told(one: str, other: str) -> None:
    assert pointed("C032", q(one), q(other)) == [other]
    assert pointed("C032", q(other), q(one)) == [one]


@pytest.mark.parametrize(("one", "other"), APART)
def test_questions_that_differ_in_the_word_that_matters_are_let_be(one: str, other: str) -> None:
    assert not {"C010", "C032"} & set(codes(q(one), q(other)))
    assert not {"C010", "C032"} & set(codes(q(other), q(one)))


def test_a_question_and_its_own_way_back_are_let_be() -> None:
    back = {"q": "What is the abbreviation of benzodiazepine?", "a": "BZD"}
    card = q("What is the benzodiazepine of that abbreviation?", "X", reverse=back)
    assert not {"C010", "C032"} & set(codes(card))


def test_the_same_sentence_with_other_words_hidden_is_nearly_the_same_question() -> None:
    one = cloze("Clonazepam calms the {{brain}} in panic disorder.")
    other = cloze("Clonazepam calms the brain in {{panic}} disorder.")
    assert codes(one, other) == ["C032"]


def reverse(answer: str) -> Card:
    return q(
        f"Which of them is {answer} to clonazepam?", answer, reverse={"q": "Whose?", "a": "It"}
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seizures", "Seizures"),
        ("Seizures", "seizures"),
        ("Seizures", "The seizures."),
        ("Seizures", "Seizure"),
        ("The liver", "Liver"),
        ("**Klonopin**", "Klonopin"),
        ("Panic  disorder", "panic disorder"),
        (r"\(x^2\)", r"\(x^2\)"),
    ],
)
def test_the_way_back_from_a_shared_answer_is_told(one: str, other: str) -> None:
    assert pointed("C009", reverse(one), q("Another question?", other)) == ["Whose?"]
    assert pointed("C009", q("Another question?", other), reverse(one)) == ["Whose?"]


@pytest.mark.parametrize(
    "other",
    [
        cloze("Clonazepam stops {{seizures}} in adults."),
        items("Uses of clonazepam", "Seizures", "panic"),
        choice("Which use has clonazepam?", "Seizures", "Gout"),
        q("Another question?", "Absence seizures"),
        q("Another question?", r"\(x\)"),
        q("Another question?", "Anxiety", extra="Seizures"),
        q("Another question?", "Anxiety", reverse={"q": "Seizures?", "a": "Seizures"}),
        q("Seizures", "Gout"),
    ],
)
def test_only_another_questions_answer_is_a_clash(other: Card) -> None:
    assert "C009" not in codes(reverse("Seizures"), other)


def test_answers_of_formulas_code_and_signs_alone_are_not_all_the_same() -> None:
    for one, other in (
        (r"\(x\)", r"\(y\)"),
        ("`a`", "`b`"),
        ("C++", "C"),
        ("+", "-"),
        ("5", "0.5"),
    ):
        assert "C009" not in codes(reverse(one), q("Another question?", other))


def flat(hits: Iterable[Hit], sizes: Sequence[int]) -> list[tuple[str, int, int, int, int]]:
    """Hits with the cards numbered through all files, of which the sizes are given."""
    begins = [0, *itertools.accumulate(sizes)]
    numbered = (
        (begins[hit.card[0]] + hit.card[1], begins[hit.other[0]] + hit.other[1], hit)
        for hit in hits
    )
    return [(hit.rule.code, card, hit.question, other, hit.there) for card, other, hit in numbered]


CARDS = [
    *(card for pair in (*SAME, *NOT_THE_SAME) for card in pair),
    *(
        q(text, f"Answer {n}")
        for n, text in enumerate({t for pair in (*NEAR, *APART) for t in pair})
    ),
    *(
        q("Why?", answer, reverse={"q": "How?", "a": "So"})
        for answer in ("Fits", "A fit", r"\(x\)")
    ),
    *(q("Another question?", answer) for answer in ("Fit", r"\(x\)", "x")),
    cloze("It is a {{part::?\n?}} of {{clonazepam::class}}."),
    cloze("It is a {{part::? ?}} of {{clonazepam::class}}."),
    cloze("{{a::?}}"),
    cloze("{{b::?}}"),
    q(r"\(x\)", "x"),
    q(r"\(x\)", "x", image="a.png"),
]


@given(st.lists(st.lists(st.sampled_from(CARDS), max_size=6), min_size=1, max_size=8))
def test_cards_are_compared_in_files_as_one_by_one(files: list[list[Card]]) -> None:
    notes = catalog_of(yaml_of([card for file in files for card in file] or CARDS), Bench()).notes
    readings = iter([reading_of(note) for note in notes])
    sizes = [len(file) for file in files] if sum(map(len, files)) else [len(CARDS)]
    packed = [marshal.dumps(tuple(signs_of([*itertools.islice(readings, n)]))) for n in sizes]
    hits = flat(alike([Signs._make(marshal.loads(data)) for data in packed]), sizes)
    assert hits == [*one_by_one([reading_of(note) for note in notes])]


def test_a_question_card_of_each_rule_is_among_those_that_are_compared() -> None:
    notes = catalog_of(yaml_of(CARDS), Bench()).notes
    hits = one_by_one([reading_of(note) for note in notes])
    assert {code for code, *_ in hits} == {"C009", "C010", "C032"}


def one_by_one(readings: Sequence[Reading]) -> Iterator[tuple[str, int, int, int, int]]:
    """All hits, from comparing each card with each one before it."""
    same, near, answers = [], [], []
    texts = [asked.text for reading in readings for asked, _ in reading.questions]
    slips = slips_in(texts)
    for reading in readings:
        note = reading.note
        seen = [between._beside(reading, asked.typed.text) for asked, _ in reading.questions]
        asked = [words.folded(question.text) for question, _ in reading.questions]
        if isinstance(note, ClozeNote):
            hints = [part.hint or "" for part in reading.parts]
            asked = [words.folded(f"{reading.without(n)} [{hint}]") for n, hint in enumerate(hints)]
            same.append([(text, *seen[0]) for text in asked])
        else:
            same.append([(text, *others) for text, others in zip(asked, seen, strict=True)])
        bonds = [words.asked(question.text).bonds for question, _ in reading.questions]
        keys = [(words.mended(b, slips), *o) for b, o in zip(bonds, seen, strict=True)]
        near.append(
            [key if b.count("\t") >= 2 else None for key, b in zip(keys, bonds, strict=True)]
        )
        if isinstance(note, QuestionNote):
            odd = note.answer.text.strip() if beside(note.answer.text) else ""
            stems = map(words.stem, words.folded(reading.answers[0].text).split())
            answers.append(odd or " ".join(stems))
        else:
            answers.append("")
    yield from first_of(same, "C010", lambda *_: False)
    yield from first_of(near, "C032", lambda one, two: not {*same[one]}.isdisjoint(same[two]))
    for card, reading in enumerate(readings):
        others = [n for n, answer in enumerate(answers) if answer == answers[card] and n != card]
        if isinstance(reading.note, QuestionNote) and reading.note.reverse and others:
            yield "C009", card, 1, others[0], 0


def first_of(
    keys: Sequence[Sequence[object]], code: str, told: Callable[[int, int], bool]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Each card with a key of an earlier one; what comes after that on it is not looked at."""
    ends = [len(own) for own in keys]
    for card, own in enumerate(keys):
        for question, key in enumerate(own):
            first = next(
                (n, at) for n in range(card + 1) for at in range(ends[n]) if keys[n][at] == key
            )
            if key is not None and first[0] != card and not told(card, first[0]):
                yield code, card, question, *first
                ends[card] = question + 1
                break


def slips_in(texts: Iterable[str]) -> dict[str, str]:
    return words.slips(Counter(word for text in texts for word in words.asked(text).long.split()))


SOME_WORDS = st.one_of(
    st.sampled_from(["what", "which", "drug", "of", "is", "in", "the", "not", "highest", "dosage"]),
    st.sampled_from(
        ["clonazepam", "clonzepam", "clonazepam's", "seizure", "siezure", "dose-limit"]
    ),
)


@given(st.lists(st.lists(SOME_WORDS, max_size=8).map(" ".join), max_size=6))
def test_slips_are_mended_in_the_bonds_as_in_the_words(texts: list[str]) -> None:
    slips = slips_in([*texts, "clonazepam clonazepam seizure seizure"])
    for text in texts:
        meant = text
        for slip, word in slips.items():
            meant = re.sub(rf"\b{slip}", word, meant)
        assert words.mended(words.asked(text).bonds, slips) == words.asked(meant).bonds


def test_two_cards_with_an_answer_and_no_way_back_are_no_clash() -> None:
    assert "C009" not in codes(q("One of clonazepam?", "Calm"), q("Two of clonazepam?", "Calm"))


# Words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("seizure", "seizures"),
        ("Benzodiazepine's", "benzodiazepines"),
        ("study", "studies"),
        ("increase", "increasing"),
        ("stop", "stopped"),
        ("dose", "doses"),
        ("reflex", "reflexes"),
        ("relieve", "relieves"),
    ],
)
def test_inflected_forms_have_one_stem(one: str, other: str) -> None:
    assert words.stem(one) == words.stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("virus", "vir"),
        ("axis", "ax"),
        ("glass", "glas"),
        ("bus", "bu"),
        ("ring", "r"),
        ("red", "r"),
    ],
)
def test_what_only_looks_like_an_ending_stays(one: str, other: str) -> None:
    assert words.stem(one) != words.stem(other)


@given(st.text(alphabet="seding's", max_size=12))
def test_a_stem_is_no_longer_than_its_word(word: str) -> None:
    assert len(words.stem(word)) <= len(word)


# Work -------------------------------------------------------------------------


def deck_of(questions: Sequence[str]) -> list[Card]:
    return [q(question, f"Answer {n}") for n, question in enumerate(questions)]


def test_thousands_of_questions_of_the_same_words_are_each_looked_at_once() -> None:
    many = [f"{ALIKE}{' ' * (n % 2)}{'?' * (n % 3)}" for n in range(1_000)]
    calls: Counter[str] = Counter()
    asked = words.asked

    def counting(text: str) -> words.Asked:
        calls["asked"] += 1
        return asked(text)

    with patch.object(words, "asked", counting):
        found = findings(deck_of(many), Bench())
    assert calls["asked"] <= 2 * len(many)
    assert Counter(d.rule.code for d in found) == {"C010": len(many) - 1}


def test_slips_are_found_without_comparing_every_word_with_every_other() -> None:
    chance = random.Random(3)
    letters = "bcdfghklmnprstvw"
    many = {"".join(chance.choices(letters, k=9)) for _ in range(20_000)}
    calls = 0
    slip = words._slip

    def counting(one: str, other: str) -> bool:
        nonlocal calls
        calls += 1
        return slip(one, other)

    with patch.object(words, "_slip", counting):
        slips = slips_in([" ".join(many), "clonazepam clonazepam clonzepam"])
    assert slips["clonzepam"] == "clonazepam"
    assert calls < 2 * len(many)


BAGS = st.dictionaries(
    st.text(alphabet="abc", min_size=1, max_size=3),
    st.frozensets(st.sampled_from("pqrstuvw"), max_size=6),
    max_size=8,
)


@given(BAGS, BAGS, st.sampled_from([0.3, 0.5, 0.6, 0.75, 0.85, 1.0]))
def test_the_most_alike_are_those_that_the_slow_way_finds(
    sought: dict[str, frozenset[str]], among: dict[str, frozenset[str]], least: float
) -> None:
    slow = []
    for key, bag in sought.items():
        scored = [(-similar.likeness(bag, other), name) for name, other in among.items()]
        best = min(scored, default=(0.0, ""))
        if bag and -best[0] >= least and best[1]:
            slow.append((key, best[1]))
    assert similar.most_alike(sought, among, least) == slow


@pytest.mark.parametrize("same", [True, False])
def test_the_most_alike_of_thousands_are_found_in_near_linear_work(same: bool) -> None:
    count = 5_000 if same else 100_000
    bags = {
        f"k{n}": frozenset(["what", "is", "the", "dose", "of", "it"])
        if same
        else frozenset({f"w{n}", f"v{n}"})
        for n in range(count)
    }
    calls = 0
    likeness = similar.likeness

    def counting(one: frozenset[str], other: frozenset[str]) -> float:
        nonlocal calls
        calls += 1
        return likeness(one, other)

    sought = {key: bag | {"zzz"} for key, bag in bags.items()}
    with patch.object(similar, "likeness", counting):
        assert len(similar.most_alike(sought, bags, 0.6)) == count
    assert calls <= 2 * count
