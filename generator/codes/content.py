"""C: content: whether a card can be learned, and whether it can do harm."""

from __future__ import annotations

from generator.diagnostics import Rule, Severity

__all__ = ["ALL"]


def _rule(
    severity: Severity, code: str, name: str, what: str, why: str, example: str, instead: str
) -> Rule:
    return Rule(code, name, severity, what, why, example, instead)


_E, _W = Severity.ERROR, Severity.WARNING

YES_NO = _rule(
    _E,
    "C001",
    "yes-no-question",
    "A question that is answered by yes or no.",
    "Half of the guesses are right, and nothing has to be recalled.",
    "q: Is clonazepam a benzodiazepine?\na: Yes",
    "q: To which class of drugs does clonazepam belong?\na: Benzodiazepines",
)
LONG_ANSWER = _rule(
    _E,
    "C002",
    "long-answer",
    "An answer of more than 25 words.",
    "Nobody recalls a paragraph; everybody grades it kindly.",
    "a: It binds to GABA-A receptors in the brain, where it makes GABA more effective, so that\n"
    "  overactive neurons calm down, symptoms of anxiety lessen, and seizures can be prevented or\n"
    "  become rarer",
    "a: The GABA-A receptor   # a card a fact; what is worth reading goes into `extra`",
)
LONGISH_ANSWER = _rule(
    _W,
    "C003",
    "longish-answer",
    "An answer of more than 12 words.",
    "Short answers are graded honestly and reviewed fast.",
    "a: It makes the neurotransmitter GABA more effective at its receptors in the brain",
    "a: It enhances the effect of GABA",
)
NO_SUBJECT = _rule(
    _E,
    "C004",
    "no-subject",
    "A question that names none of the deck's `subject` words, in the singular or the plural. The "
    "prompt of a `reverse` need not, nor a question whose answer is such a word.",
    "In a mixed review nobody knows which drug is meant.",
    "q: What is the half-life?",
    "q: What is the half-life of clonazepam?",
)
DANGLING = _rule(
    _E,
    "C005",
    "no-antecedent",
    "A pronoun, or “the drug”, in a question that has not said what it stands for.",
    "In a mixed review the card before was about something else.",
    "q: How is the drug metabolised?",
    "q: How is clonazepam metabolised?",
)
GIVEN_AWAY = _rule(
    _E,
    "C006",
    "answer-given-away",
    "An answer that stands in its own question, or elsewhere in its own text, also in the plural. "
    "One of two that are offered (“short- or long-acting?”) may stand there.",
    "It is read, not recalled.",
    "q: Which GABA-A receptor does clonazepam bind?\na: GABA-A receptor",
    "q: Which receptor does clonazepam bind?\na: The GABA-A receptor",
)
MOSTLY_DELETED = _rule(
    _E,
    "C007",
    "mostly-deleted",
    "A cloze card of which hardly a word is left: fewer than three, its hint counted.",
    "Nothing says what is asked for.",
    "cloze: '{{c1::Clonazepam}} {{c1::enhances GABA}}.'",
    "cloze: 'Clonazepam enhances the effect of {{GABA}}.'",
)
HINT_TELLS = _rule(
    _E,
    "C008",
    "hint-tells",
    "A hint that is the answer, or its beginning. “vitamin” for “vitamin K” is the kind of thing.",
    "The card asks nothing any more.",
    "cloze: 'Clonazepam is a {{benzodiazepine::benzo…}}.'",
    "cloze: 'Clonazepam is a {{benzodiazepine::class}}.'",
)
SHARED_ANSWER = _rule(
    _E,
    "C009",
    "reverse-not-unique",
    "A way back from an answer that another card of the deck has too.",
    "From the answer, two questions are right, and the student guesses which is meant.",
    "- q: What does clonazepam prevent?\n  a: Seizures\n  reverse:\n    q: What does clonazepam "
    "relieve besides anxiety?\n    a: These\n- q: What can an abrupt stop of clonazepam bring on?\n"
    "  a: Seizures",
    "- q: What does clonazepam prevent?\n  a: Seizures\n"
    "- q: What can an abrupt stop of clonazepam bring on?\n  a: Seizures",
)
SAME_QUESTION = _rule(
    _E,
    "C010",
    "same-question",
    "The same question on two cards.",
    "The student can't know which of the two answers is asked for.",
    "- q: What is clonazepam used for?\n  a: Seizures\n"
    "- q: What is clonazepam used for?\n  a: Panic disorder",
    "- q: What is clonazepam used for in neurology?\n  a: Seizures\n"
    "- q: What is clonazepam used for in psychiatry?\n  a: Panic disorder",
)
HEDGE = _rule(
    _E,
    "C011",
    "hedge",
    "“etc.”, “various”, “and so on” in an answer.",
    "What is behind it can't be recalled, so it can't be graded.",
    "a: Drowsiness, dizziness, etc.",
    "a: Drowsiness and dizziness",
)
PLACEHOLDER = _rule(
    _W,
    "C012",
    "to-fill-in",
    "A text that still says FILL IN, as in a deck made by `studydeck new`.",
    "A student would get the gap as it is.",
    "a: FILL IN the class",
    "a: Benzodiazepines",
)
ABBREVIATION = _rule(
    _E,
    "C020",
    "error-prone-abbreviation",
    "U, IU, QD, QOD or HS in a dose: abbreviations on the lists of ISMP and the Joint Commission. "
    "What a laboratory reports (40 U/L) stays as it is.",
    "U is read as a zero, QD as QID, HS as half-strength; patients were harmed.",
    "a: 10 U QD",
    "a: 10 units daily",
)
MICROGRAM = _rule(
    _E,
    "C021",
    "microgram-sign",
    "µg for micrograms.",
    "It is read as mg, a thousand times as much (ISMP, Joint Commission).",
    "a: 125 µg",
    "a: 125 mcg",
)
TRAILING_ZERO = _rule(
    _E,
    "C022",
    "trailing-zero",
    "A zero after the decimal point of a whole dose. What a laboratory reports (4.0 mmol/L) may "
    "have one, to show how precise it is.",
    "Where the point is overlooked, 1.0 mg is read as 10 mg (ISMP, Joint Commission).",
    "a: 1.0 mg",
    "a: 1 mg",
)
NAKED_DECIMAL = _rule(
    _E,
    "C023",
    "naked-decimal",
    "A dose that begins with a decimal point.",
    "Where the point is overlooked, .5 mg is read as 5 mg (ISMP, Joint Commission).",
    "a: .5 mg",
    "a: 0.5 mg",
)
NO_SPACE = _rule(
    _E,
    "C024",
    "no-space-before-unit",
    "A number and its unit without a space between.",
    "The m is taken for a zero or two: 20mg (ISMP).",
    "a: 20mg",
    "a: 20 mg",
)
SLASH = _rule(
    _E,
    "C025",
    "slash-for-per",
    "A slash for “per” between a dose and a time.",
    "It is read as the digit 1 (ISMP). A concentration (5 mg/mL) stays as it is.",
    "a: 4 mg/day",
    "a: 4 mg a day",
)
ANGLE = _rule(
    _E,
    "C026",
    "greater-than-sign",
    "> or < before a number. Arrows (->) and statistics (p < 0.05) stay as they are.",
    "They are taken for each other, and < 10 is read as 40 (ISMP).",
    "a: '> 20 mg'",
    "a: more than 20 mg",
)
TWO_FACTS = _rule(
    _W,
    "C030",
    "two-facts",
    "An answer of two sentences, or with a semicolon.",
    "The student knows one half and can't say so.",
    "a: Drowsiness; it is worse at the start",
    "a: Drowsiness\nextra: It is worse at the start.",
)
LONG_LIST = _rule(
    _W,
    "C031",
    "long-list",
    "A list of more than five items.",
    "Long sets are forgotten as a whole; groups of three to five are kept.",
    "list: Adverse effects of clonazepam\n"
    "items: [drowsiness, dizziness, ataxia, amnesia, depression, nausea]",
    "list: Adverse effects of clonazepam on alertness and gait\nitems: [drowsiness, dizziness, "
    "ataxia]",
)
NEAR_DUPLICATE = _rule(
    _W,
    "C032",
    "near-duplicate",
    "Two questions that ask the same in nearly the same words: other endings, another order of "
    "clauses, a slip of the finger. Another number or another word that matters keeps them apart.",
    "They are mixed up, and a memory of one is graded as the other.",
    "- q: What is the maximum daily dose of clonazepam in seizures?\n  a: 20 mg\n"
    "- q: In seizures, what is the maximum daily dosage of clonazepam?\n  a: 20 mg a day",
    "- q: What is the maximum daily dose of clonazepam in seizures?\n  a: 20 mg\n"
    "- q: What is the maximum daily dose of clonazepam in panic disorder?\n  a: 4 mg",
)
NEGATIVE_STEM = _rule(
    _W,
    "C033",
    "negative-stem",
    "A question that asks what is not so (not, except, false). What must not be done may be asked.",
    "The wrong thing is what is practised.",
    "q: Which of these is not an effect of clonazepam?",
    "q: Which effect does clonazepam have on muscle tone?",
)
ABSOLUTE = _rule(
    _W,
    "C034",
    "absolute",
    "“always” or “never” in a question or an answer, but not in words that are quoted.",
    "Medicine has exceptions; a word like that is either wrong or gives the answer away.",
    "a: Clonazepam is always tapered",
    "a: Clonazepam is tapered",
)
UNDATED = _rule(
    _W,
    "C035",
    "undated-guideline",
    "A guideline without its year anywhere on the card, its source included.",
    "Guidelines change; the student must see which one the card is from.",
    "q: How fast does the joint guideline taper benzodiazepines?",
    "q: How fast does the joint guideline (2025) taper benzodiazepines?",
)
REPEATED_OPTION = _rule(
    _E,
    "C040",
    "repeated-option",
    "Two options of a choice that say the same.",
    "If one is right, so is the other.",
    "right: GABA\nwrong: [gaba, glutamate]",
    "right: GABA\nwrong: [glycine, glutamate]",
)
ALL_OF_THE_ABOVE = _rule(
    _E,
    "C041",
    "all-of-the-above",
    "“All of the above”, “none of these”, “both A and B” among the options.",
    "The order of options is fixed by the card, so nothing is above; and two recognised options "
    "give the answer away.",
    "right: All of the above",
    "right: A benzodiazepine",
)
LONGEST_RIGHT = _rule(
    _W,
    "C042",
    "longest-is-right",
    "A right option that is much longer than all the wrong ones.",
    "Students learn to pick the longest.",
    "right: A benzodiazepine that enhances the effect of GABA at its receptor\nwrong: [An opioid]",
    "right: A benzodiazepine\nwrong: [An opioid]",
)
UNKNOWN_WAIVER = _rule(
    _E,
    "C090",
    "unknown-waiver",
    "An `allow` for a rule that there is not, or that can't be waived.",
    "It would allow nothing.",
    "a: Never with alcohol\nallow: {C999: no reason}",
    "a: Never with alcohol\nallow: {C034: the label says never}",
)
IDLE_WAIVER = _rule(
    _W,
    "C091",
    "idle-waiver",
    "An `allow` that is not needed: the card keeps the rule.",
    "It would hide the next fault.",
    "a: Not with alcohol\nallow: {C034: the label says never}",
    "a: Not with alcohol",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
