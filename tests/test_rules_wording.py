"""Wording: each fault of a question or an answer is found, and nothing else is."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rules import answers, wording
from generator.rules.batch import Batch
from tests.bench import Bench, Card, choice, cloze, codes, findings, items, pointed, q

WORDS_12 = "one two three four five six seven eight nine ten eleven twelve"
WORDS_25 = f"{WORDS_12} {WORDS_12} more"


def both_ways(question: str, answer: str, back: str, back_answer: str) -> Card:
    return q(question, answer, reverse={"q": back, "a": back_answer})


# code, card, the words pointed at (None: the whole question or answer)
FIRES: list[tuple[str, Card, str | None]] = [
    ("C001", q("Is clonazepam a benzodiazepine?", "It is"), None),
    ("C001", q("Does clonazepam cross the placenta?", "Yes"), None),
    ("C001", q("Can clonazepam be taken while driving?", "Better not"), None),
    ("C001", q("Which answer fits: clonazepam is an opioid?", "No."), None),
    ("C001", q("US label: is clonazepam contraindicated in liver disease?", "It is"), None),
    ("C001", q("In pregnancy, should clonazepam be avoided?", "It should"), None),
    ("C001", q("True or false: clonazepam is an opioid", "False"), None),
    ("C001", q("Clonazepam is a stimulant. Right or wrong?", "Wrong"), None),
    ("C001", q("Is clonazepam, which binds GABA-A, a benzodiazepine?", "It is"), None),
    ("C001", q("Does clonazepam work when it is taken by mouth?", "It does"), None),
    ("C001", q("Isn't clonazepam a benzodiazepine?", "Sure"), None),
    ("C001", q("If a patient drinks, may clonazepam be given?", "Hardly"), None),
    ("C001", q("In patients who drink, is clonazepam safe?", "Hardly"), None),
    ("C001", q("When a patient is pregnant, is clonazepam safe?", "Hardly"), None),
    ("C001", q("Is clonazepam safe in pregnancy or not?", "Hardly"), None),
    ("C001", q("Does clonazepam have active metabolites", "Hardly any"), None),
    ("C001", q("How does clonazepam relate to opioids?", "No, it is none"), None),
    ("C001", q("What of clonazepam in liver disease?", "Yes (with care)"), None),
    ("C001", both_ways("What is clonazepam?", "A drug", "Is it a drug?", "It is"), "Is it a drug?"),
    ("C001", cloze("Clonazepam crosses the placenta: {{yes}}"), "yes"),
    ("C001", choice("What of clonazepam in pregnancy?", "Yes", "Perhaps"), None),
    ("C002", q("What is clonazepam?", f"{WORDS_25} again"), f"{WORDS_25} again"),
    ("C002", q("What is clonazepam?", f"**{WORDS_25}** again"), f"**{WORDS_25}** again"),
    ("C002", q("What is clonazepam?", f"{WORDS_25} {WORDS_25}"), f"{WORDS_25} {WORDS_25}"),
    ("C002", items("Clonazepam", "one", f"{WORDS_25} again"), f"{WORDS_25} again"),
    ("C002", cloze(f"Clonazepam is a drug {{{{{WORDS_25} again}}}} in all"), f"{WORDS_25} again"),
    (
        "C002",
        both_ways("What is clonazepam?", "A drug", "Of what?", f"{WORDS_25} again"),
        f"{WORDS_25} again",
    ),
    ("C002", q("What is clonazepam?", "one two " * 12 + "a b"), "one two " * 12 + "a b"),
    ("C002", choice("What is clonazepam?", f"{WORDS_25} x", "One"), f"{WORDS_25} x"),
    ("C003", q("What is clonazepam?", f"{WORDS_12} more"), f"{WORDS_12} more"),
    ("C003", q("What is clonazepam?", WORDS_25), WORDS_25),
    ("C003", q("What is clonazepam?", f"*{WORDS_12} more*"), f"*{WORDS_12} more*"),
    ("C003", items("Clonazepam", "one", f"{WORDS_12} more"), f"{WORDS_12} more"),
    ("C003", cloze(f"Clonazepam is a drug {{{{{WORDS_12} more}}}} in all"), f"{WORDS_12} more"),
    (
        "C003",
        both_ways("What is clonazepam?", "A drug", "Of what?", f"{WORDS_12} more"),
        f"{WORDS_12} more",
    ),
    ("C003", choice("What is clonazepam?", f"{WORDS_12} x", f"{WORDS_12} y"), f"{WORDS_12} x"),
    ("C003", q("What is clonazepam?", "a b c d e f g h i j k l m"), "a b c d e f g h i j k l m"),
    ("C004", q("What is the half-life?"), None),
    ("C004", q("Which receptor is bound?"), None),
    ("C004", q("What is the dose in panic disorder?"), None),
    ("C004", q("Which organ breaks diazepam down?"), None),
    ("C004", items("Common adverse effects", "one", "two"), None),
    ("C004", cloze("The half-life is {{30 hours}} in adults."), None),
    ("C004", choice("Which class is meant?", "One", "Two"), None),
    ("C004", q("What is clonazepamide?"), None),
    ("C004", q("What is the half-life?", "30 hours", extra="of clonazepam"), None),
    ("C005", q("How is the drug metabolised?"), "the drug"),
    ("C005", q("What is this medication used for?"), "this medication"),
    ("C005", q("What is it used for?"), "it"),
    ("C005", q("How does it work?"), "it"),
    ("C005", q("To which class does it belong?"), "it"),
    ("C005", q("With what should it be taken?"), "it"),
    ("C005", q("In which patients is it contraindicated?"), "it"),
    ("C005", q("How is the drug given?"), "the drug"),
    ("C005", q("When is the drug used?"), "the drug"),
    ("C005", q("What is its half-life?"), "its"),
    ("C005", q("What are they used for?"), "they"),
    ("C005", q("In which year was this approved?"), "this"),
    ("C005", q("What reverses it?"), "it"),
    ("C005", q("Which effect do these drugs share?"), "these drugs"),
    ("C005", q("What is the drug's half-life?"), "the drug's"),
    ("C005", q("With which effect does it begin?"), "it"),
    ("C005", q("Which effect does the drug have on other benzodiazepines?"), "the drug"),
    ("C005", cloze("It enhances the effect of {{GABA}} in the brain."), "It"),
    ("C005", cloze("The drug enhances the effect of {{GABA}} in the brain."), "The drug"),
    ("C005", items("Its common adverse effects", "one", "two"), "Its"),
    (
        "C006",
        q("Which GABA-A receptor does clonazepam bind?", "GABA-A receptor"),
        "GABA-A receptor",
    ),
    ("C006", q("Which benzodiazepines act like clonazepam?", "Benzodiazepine"), "Benzodiazepine"),
    ("C006", q("What panic attack does clonazepam stop?", "Panic attacks"), "Panic attacks"),
    ("C006", q("For which seizures is clonazepam used?", "The seizures."), "The seizures."),
    ("C006", q("What does clonazepam do by sedating?", "Sedating"), "Sedating"),
    ("C006", q("What is CBT, next to clonazepam?", "CBT"), "CBT"),
    ("C006", q("In which year, 2016, did benzodiazepines change?", "2016"), "2016"),
    ("C006", q("What of clonazepam 20 mg a day?", "20 mg"), "20 mg"),
    ("C006", q("What does **anxiety** have with clonazepam?", "*Anxiety*"), "*Anxiety*"),
    (
        "C006",
        q("Panic disorder: for what is clonazepam?", "Panic disorder (PD)"),
        "Panic disorder (PD)",
    ),
    (
        "C006",
        both_ways("What is clonazepam?", "A drug", "Klonopin is what brand?", "Klonopin"),
        "Klonopin",
    ),
    ("C006", cloze("Clonazepam relieves {{anxiety}} in anxiety disorders."), "{{anxiety}}"),
    ("C006", cloze("Clonazepam stops {{seizures}}, so no seizure comes."), "{{seizures}}"),
    ("C006", cloze("Clonazepam: {{GABA}} here and {{GABA}} there."), "{{GABA}}"),
    ("C006", items("Effects of clonazepam such as sedation", "Sedation", "ataxia"), "Sedation"),
    ("C006", items("Effects of clonazepam", "ataxia", "sedation", "Ataxia"), "Ataxia"),
    ("C006", choice("Which opioid is like clonazepam?", "An opioid", "A statin"), "An opioid"),
    ("C007", cloze("{{Clonazepam}} calms."), "{{Clonazepam}}"),
    ("C007", cloze("{{c1::Clonazepam}} {{c1::enhances GABA}}."), "{{c1::Clonazepam}}"),
    ("C007", cloze("{{Clonazepam is a benzodiazepine}}"), "{{Clonazepam is a benzodiazepine}}"),
    ("C007", cloze("Clonazepam {{calms}}"), "{{calms}}"),
    ("C007", cloze("Clonazepam is {{calming}}."), "{{calming}}"),
    ("C007", cloze("It is a {{benzodiazepine}}."), "{{benzodiazepine}}"),
    ("C007", cloze("**{{Clonazepam}}**, {{c1::a drug}}"), "{{Clonazepam}}"),
    (
        "C007",
        cloze(f"Clonazepam is this: {{{{{WORDS_25}}}}}"),
        f"{{{{{WORDS_25}}}}}",
    ),
    ("C007", cloze("{{c1::A}}, {{c1::clonazepam}}, {{c1::C}} or"), "{{c1::A}}"),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::benzo…}} drug."), None),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::benzodiazepine}} drug."), None),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::a Benzodiazepine!}} drug."), None),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::benzo}} drug."), None),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::ben-}} drug."), None),
    ("C008", cloze("Clonazepam relieves {{panic disorder::panic}} in adults."), None),
    ("C008", cloze("Clonazepam causes {{sedation::the effect called sedation}} at first."), None),
    ("C008", cloze("Clonazepam causes {{c1::sedation::sedat...}} at first."), None),
    ("C008", cloze("Clonazepam is {{IV::IV}} on the schedule."), None),
    ("C008", cloze("Clonazepam acts on {{opioids::opioid}} as well."), None),
    ("C011", q("What does clonazepam cause?", "Drowsiness, dizziness, etc."), "etc."),
    ("C011", q("What does clonazepam cause?", "Drowsiness, etc"), "etc"),
    ("C011", q("What does clonazepam cause?", "Drowsiness et cetera"), "et cetera"),
    ("C011", q("What does clonazepam cause?", "Various effects"), "Various"),
    ("C011", q("What does clonazepam cause?", "Drowsiness and so on"), "and so on"),
    ("C011", q("What does clonazepam cause?", "Drowsiness and so forth"), "and so forth"),
    ("C011", q("What does clonazepam cause?", "Ataxia and the like"), "and the like"),
    ("C011", q("What does clonazepam cause?", "Ataxia, among others"), "among others"),
    ("C011", q("What does clonazepam cause?", "Ataxia, sedation and others"), "and others"),
    ("C011", q("What does clonazepam cause?", "Ataxia, sedation and more"), "and more"),
    ("C011", items("Effects of clonazepam", "ataxia", "sedation, etc."), "etc."),
    ("C011", cloze("Clonazepam causes {{drowsiness, ataxia etc.}} in adults."), "etc."),
    ("C011", both_ways("What is clonazepam?", "A drug", "And what?", "Sedation etc."), "etc."),
    ("C030", q("What does clonazepam do?", "Drowsiness; it is worse at the start"), None),
    ("C030", q("What does clonazepam do?", "It sedates. It calms."), None),
    ("C030", q("What does clonazepam do?", "It sedates! It calms."), None),
    ("C030", q("What does clonazepam do?", "It binds. 20 mg is the limit"), None),
    ("C030", q("What does clonazepam do?", "It sedates (often). It calms."), None),
    ("C030", q("What does clonazepam do?", "It “sedates.” It calms."), None),
    ("C030", items("Effects of clonazepam", "ataxia", "sedation; calm"), "sedation; calm"),
    ("C030", cloze("Clonazepam brings {{sedation; calm}} to adults."), "sedation; calm"),
    (
        "C030",
        both_ways("What is clonazepam?", "A drug", "And?", "Sedation; calm"),
        "Sedation; calm",
    ),
    ("C033", q("Which of these is not an effect of clonazepam?"), "not"),
    ("C033", q("Which is NOT an effect of clonazepam?"), "NOT"),
    ("C033", q("All of the following are benzodiazepines, except?"), "except"),
    ("C033", q("All are effects of clonazepam EXCEPT:"), "EXCEPT"),
    ("C033", q("Which effect does clonazepam not have?"), "not"),
    ("C033", q("What is clonazepam not used for?"), "not"),
    ("C033", q("Which receptor doesn't clonazepam bind?"), "n't"),
    ("C033", q("Which seizure type is clonazepam not effective for?"), "not"),
    ("C033", q("By the US label, which use of clonazepam is not approved?"), "not"),
    ("C033", q("Which statement on clonazepam is false?"), "is false"),
    ("C033", choice("Which isn't a benzodiazepine?", "One", "Two"), "n't"),
    ("C033", items("What clonazepam does not do", "one", "two"), "not"),
    ("C034", q("What of clonazepam?", "Clonazepam is always tapered"), "always"),
    ("C034", q("What of clonazepam?", "Never with alcohol"), "Never"),
    ("C034", q("With what is clonazepam never combined?"), "never"),
    ("C034", q("What is ALWAYS given with clonazepam?"), "ALWAYS"),
    ("C034", cloze("Clonazepam is {{always}} tapered in adults."), "always"),
    ("C034", cloze("Clonazepam is never {{stopped}} abruptly."), "never"),
    ("C034", items("Clonazepam", "one", "never stop it abruptly"), "never"),
    ("C034", q("What is **always** true of clonazepam?"), "always"),
    ("C035", q("What does the guideline say of clonazepam?"), "guideline"),
    ("C035", q("What do guidelines say of clonazepam?"), "guidelines"),
    ("C035", q("What of clonazepam?", "A taper, by the ASAM guideline"), "guideline"),
    ("C035", q("What of clonazepam?", "A taper", extra="NICE guideline CG113"), "guideline"),
    ("C035", q("What of clonazepam?", "A taper", caution="Guidelines differ."), "Guidelines"),
    ("C035", q("What of clonazepam?", "2000 mg", extra="Guideline"), "Guideline"),
    ("C035", cloze("By guidelines, clonazepam is {{tapered}} slowly."), "guidelines"),
    ("C035", items("Clonazepam in the guideline", "one", "two"), "guideline"),
]

QUIET: list[tuple[str, Card]] = [
    ("C001", q("To which class does clonazepam belong?", "Benzodiazepines")),
    ("C001", q("By which route is clonazepam taken, and does food matter?", "By mouth")),
    ("C001", q("US label: what is clonazepam for, and in whom?", "Seizures")),
    ("C001", q("Is clonazepam short- or long-acting?", "Long-acting")),
    ("C001", q("Does clonazepam raise or lower GABA's effect?", "Raise")),
    ("C001", q("Is clonazepam either a stimulant or a depressant?", "A depressant")),
    ("C001", q("Which effect does clonazepam have?", "No effect on bone")),
    ("C001", q("Which dose limit has clonazepam?", "No more than 20 mg")),
    ("C001", q("Which patients take clonazepam?", "None")),
    ("C001", q("Which seizures does clonazepam treat?", "True absence seizures")),
    ("C001", q("Which vitamin goes with clonazepam?", "No. 12")),
    ("C001", q("In adults, what does clonazepam do, and is it safe?", "It calms")),
    ("C001", q("In the label of May 2023, what is clonazepam for?", "Seizures")),
    ("C001", q("Could you name the class of clonazepam?", "Benzodiazepines")),
    ("C001", q("Does clonazepam cause sedation, and if so, how?", "By GABA")),
    ("C001", q("Clonazepam acts on what does GABA's work?", "GABA-A")),
    ("C001", cloze("Clonazepam has {{no}} US pregnancy category.")),
    ("C001", cloze("Is clonazepam a {{benzodiazepine}}?")),
    ("C002", q("What is clonazepam?", WORDS_25)),
    ("C002", q("What is clonazepam?", "one")),
    ("C002", q("What is clonazepam?", "long-chain-of-words " * 25)),
    ("C002", q("What is clonazepam?", f"{WORDS_25} – / +")),
    ("C002", q("What is clonazepam?", WORDS_25 + r" \(a + b + c\)")),
    ("C002", q("What is clonazepam?", "One", extra=WORDS_25 * 3)),
    ("C002", q(f"What is clonazepam {WORDS_25 * 2}?", "One")),
    ("C002", cloze(f"Clonazepam {WORDS_25} {WORDS_25} is a {{{{drug}}}}.")),
    ("C003", q("What is clonazepam?", WORDS_12)),
    ("C003", q("What is clonazepam?", f"- {WORDS_12[:30]}\n- more")),
    ("C003", q("What is clonazepam?", f"{WORDS_12} …")),
    ("C003", q("What is clonazepam?", f"{WORDS_12} ![a b c d](x.png)")),
    ("C003", q("What is clonazepam?", f"{WORDS_12} `a b c`")),
    ("C003", q("What is clonazepam?", "One", extra=WORDS_25)),
    ("C003", items("Clonazepam", *WORDS_12.split())),
    ("C003", q(f"What is clonazepam, {WORDS_25}?", "One")),
    ("C004", q("What is the half-life of clonazepam?")),
    ("C004", q("What is Clonazepam's half-life?")),
    ("C004", q("What is the benzodiazepines' site?")),
    ("C004", q("Which class do BENZODIAZEPINES belong to?")),
    ("C004", q("Which benzodiazepine-like effect is meant?")),
    ("C004", q("What is **clonazepam**?")),
    ("C004", q("What is `clonazepam`?")),
    ("C004", q("What does KlonoPIN treat?")),
    ("C004", q("Which drug is sold as Rivotril?", "Clonazepam")),
    ("C004", both_ways("What is the brand of clonazepam?", "X", "Whose brand is X?", "Clonazepam")),
    ("C004", cloze("{{Clonazepam}} has a half-life of {{30 hours}}.")),
    ("C004", items("Effects of the benzodiazepines", "one", "two")),
    ("C005", q("What is the half-life of clonazepam, and what does it treat?")),
    ("C005", q("To which class of drugs does clonazepam belong?")),
    ("C005", q("In its US label, which warning does clonazepam carry?")),
    ("C005", q("Clonazepam is a benzodiazepine. How is the drug taken?")),
    ("C005", q("When the drug is stopped, which symptoms can clonazepam leave?")),
    ("C005", q("What is the effect of the drug clonazepam?")),
    ("C005", q("How long does it take for clonazepam to act?")),
    ("C005", q("What is the drug of choice among benzodiazepines?")),
    ("C005", q("Why is it important to taper clonazepam?")),
    ("C005", q("Which organ has its function checked under clonazepam?")),
    ("C005", q("Which drug that is like clonazepam is meant?")),
    ("C005", q("Which of these is an effect of clonazepam?")),
    ("C005", q("To which drug class does clonazepam belong?")),
    ("C005", q("With which itch can clonazepam help?")),
    ("C006", q("Which vitamin goes with clonazepam?", "Vitamin K")),
    ("C006", q("Which receptor does clonazepam bind?", "The GABA-A receptor")),
    ("C006", q("Which disorder does clonazepam treat?", "Panic disorder")),
    ("C006", q("Is clonazepam short- or long-acting?", "Long-acting")),
    ("C006", q("Does clonazepam raise or lower the threshold?", "Raise")),
    ("C006", q("Which is stronger, clonazepam or diazepam?", "Clonazepam")),
    ("C006", q("Which of clonazepam and diazepam is stronger?", "Clonazepam")),
    ("C006", q("Which letters of clonazepam are tall?", "PAM")),
    ("C006", q("Which letters end clonazepam?", "AM")),
    ("C006", q("How much is 0.5 mg of clonazepam in 10 drops?", "5 mg")),
    ("C006", q("What of clonazepam at 120 mg?", "20 mg")),
    ("C006", q("Which schedule has clonazepam, IVa or b?", "IV")),
    ("C006", q("How do students write clonazepam?", "clonazePAM")),
    ("C006", cloze("Clonazepam: {{c1::GABA}} here and {{c1::GABA}} there.")),
    ("C006", cloze("Clonazepam is given {{0.5 mg}} or 10.5 mg a day.")),
    ("C006", cloze("Clonazepam stands {{by}} what it does by day.")),
    ("C006", cloze("Clonazepam acts on {{GABA::gaba-like GABA}} in the brain.")),
    ("C006", items("Anxiety disorders treated with clonazepam", "panic disorder", "phobia")),
    ("C007", cloze("Clonazepam is a {{benzodiazepine}}.")),
    ("C007", cloze("Clonazepam is {{anxiolytic::effect on mood}}.")),
    ("C007", cloze("Clonazepam: {{benzodiazepine::class of drug}}")),
    ("C007", cloze("{{Clonazepam}} is a drug of the class of benzodiazepines.")),
    ("C007", cloze("{{Clonazepam}} enhances the effect of {{GABA}}.")),
    ("C007", cloze("{{Clonazepam}} looks so", image="x.png")),
    ("C007", cloze("![structure](x.svg) {{Clonazepam}}")),
    ("C007", cloze(r"\(E = mc^2\) {{Clonazepam}}")),
    ("C007", cloze("{{c1::A}} and {{c2::B}} are clonazepam's two effects.")),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::class}} drug.")),
    ("C008", cloze("Clonazepam and {{vitamin K::vitamin}} are drugs.")),
    ("C008", cloze("Clonazepam is in {{schedule IV::schedule}} now.")),
    ("C008", cloze("Clonazepam is on {{type 2::type}} of the list.")),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::b…}} drug.")),
    ("C008", cloze("Clonazepam is taken {{by mouth::by}} as a rule.")),
    ("C008", cloze("Clonazepam treats {{mania::not hypomania}} as well.")),
    ("C008", cloze("Clonazepam is a {{benzodiazepine}} drug.")),
    ("C008", cloze("Clonazepam is a {{benzodiazepine::}} drug.")),
    ("C008", cloze("Clonazepam counts {{four::for how many}} uses.")),
    ("C011", q("What does clonazepam cause?", "Variable effects")),
    ("C011", q("What does clonazepam cause?", "A variety of effects")),
    ("C011", q("What does clonazepam cause?", "Several days of sleep")),
    ("C011", q("What does clonazepam cause?", "About 90%")),
    ("C011", q("What does clonazepam cause?", "Less severe and more frequent attacks")),
    ("C011", q("What does clonazepam cause?", "Harm to oneself and others")),
    ("C011", q("What does clonazepam spare?", "The ETC of mitochondria")),
    ("C011", q("What does clonazepam spare?", "The likelihood and the liking")),
    ("C011", q("What does clonazepam spare?", "Psychosocial interventions, such as CBT")),
    ("C011", q("Which drugs, clonazepam etc., are meant?", "Benzodiazepines")),
    ("C011", cloze("Clonazepam causes {{sedation}}, ataxia etc. in adults.")),
    ("C011", q("What is clonazepam?", "A drug", extra="For various reasons, etc.")),
    ("C030", q("What does clonazepam do?", "It sedates.")),
    ("C030", q("What does clonazepam do?", "0.5 mg a day")),
    ("C030", q("What does clonazepam do?", "Calm, e.g. It helps sleep")),
    ("C030", q("What does clonazepam do?", "Sedation vs. Calm")),
    ("C030", q("Who found clonazepam?", "Dr. Smith")),
    ("C030", q("What reverses clonazepam?", "St. John's wort")),
    ("C030", q("Which agency warns of clonazepam?", "The U.S. Food and Drug Administration")),
    ("C030", q("Who found clonazepam?", "L. H. Sternbach")),
    ("C030", q("Who found clonazepam?", "Smith et al. 2010")),
    ("C030", q("Which bug resists clonazepam?", "E. coli")),
    ("C030", q("What does clonazepam do?", "A &gt; B, and AT&amp;T")),
    ("C030", q("What does clonazepam do?", "`a; b`")),
    ("C030", q("What does clonazepam do?", "Calm", extra="It sedates; it calms. It helps.")),
    ("C031", items("Effects of clonazepam", "a1", "b2", "c3", "d4", "e5")),
    ("C033", q("Which notable effect does clonazepam have?")),
    ("C033", q("Why is clonazepam not recommended in pregnancy?")),
    ("C033", q("Which drug should not be combined with clonazepam?")),
    ("C033", q("Which drug is used if benzodiazepines do not work?")),
    ("C033", q("Which drug that is not a benzodiazepine resembles clonazepam?")),
    ("C033", q("Which effect does clonazepam have, not only in adults?")),
    ("C033", q("Which dose of clonazepam must not be exceeded?")),
    ("C033", q("In which trimester is clonazepam not recommended?")),
    ("C033", q("What nevertheless limits clonazepam?")),
    ("C033", q("What does “do not crush” mean for clonazepam?")),
    ("C033", q("What does the label, not the guideline of 2011, say of clonazepam?")),
    ("C033", cloze("Clonazepam is {{not}} an opioid at all.")),
    ("C034", q("What of clonazepam?", "Nevertheless it is tapered")),
    ("C034", q("What of clonazepam?", "The label says “never stop it abruptly”")),
    ("C034", q("What of clonazepam?", 'The label says "always taper"')),
    ("C034", q("What of clonazepam?", "It is almost always tapered")),
    ("C034", q("What of clonazepam?", "It is not always tapered")),
    ("C034", q("What is a never event with clonazepam?", "A death")),
    ("C034", q("What of clonazepam?", "Hallways and sideways")),
    ("C034", q("What of clonazepam?", "A taper", extra="Always read the label.")),
    ("C034", q("What of clonazepam?", "`always`")),
    ("C035", q("What does the 2025 guideline say of clonazepam?")),
    ("C035", q("What do the guidelines 2025 say of clonazepam?")),
    ("C035", q("What does the guideline say of clonazepam?", "A taper", extra="ASAM, 2025")),
    ("C035", q("What of clonazepam?", "A taper", caution="Guidelines (NICE, 2011) differ.")),
    ("C035", q("What is guideline-directed therapy with clonazepam?")),
    ("C035", q("What is the guide line of clonazepam?")),
    ("C035", q("What does the label say of clonazepam?")),
    ("C035", q("In 2011, what did the guideline say of clonazepam?")),
    ("C035", cloze("By guidelines (2025), clonazepam is {{tapered}} slowly.")),
]


@pytest.mark.parametrize(("code", "card", "words"), FIRES)
def test_a_fault_is_told_where_it_stands(code: str, card: Card, words: str | None) -> None:
    found = pointed(code, card)
    assert found, codes(card)
    if words is not None:
        assert words in found
    elif code not in ("C008",):
        answer = code in ("C030",)
        asked = (
            card["a"]
            if answer
            else next(card[k] for k in ("q", "cloze", "list", "choice") if k in card)
        )
        assert found == [asked]


@pytest.mark.parametrize(("code", "card"), QUIET)
def test_what_only_looks_like_a_fault_is_let_be(code: str, card: Card) -> None:
    assert code not in codes(card), [d.message for d in findings([card])]


@pytest.mark.parametrize("count", [6, 7, 12])
def test_a_list_of_more_than_five_is_told_at_its_prompt(count: int) -> None:
    card = items("Effects of clonazepam", *(f"effect {n}" for n in range(count)))
    assert pointed("C031", card) == ["Effects of clonazepam"]
    assert not codes(items("Effects of clonazepam", *(f"effect {n}" for n in range(min(5, count)))))


@pytest.mark.parametrize(
    ("subject", "question"),
    [
        (["antibody"], "What do antibodies bind?"),
        (["benzodiazepines"], "What is a benzodiazepine?"),
        (["restless legs"], "What are restless\u00a0legs?"),
        (["C++"], "What is C++?"),
        (["class"], "What do classes share?"),
        (["GABA-A"], "What is the GABA-A receptor?"),
        (["Ménière"], "What is Ménière's disease?"),
        (["crisis", "pain"], "What relieves pain?"),
    ],
)
def test_a_subject_is_named_in_the_plural_too(subject: list[str], question: str) -> None:
    assert codes(q(question), bench=Bench(subject)) == []
    assert "C004" in codes(q("What is meant by that word?"), bench=Bench(subject))


def test_a_deck_without_subject_words_is_not_asked_for_them() -> None:
    bare = Bench(subject=())
    for question in ("What is the half-life?", "What is meant?", "Where does light go?"):
        assert codes(q(question), bench=bare) == []
    assert pointed("C005", q("How is the drug metabolised?"), bench=bare) == ["the drug"]
    assert pointed("C005", q("What is its half-life?"), bench=bare) == ["its"]
    assert codes(q("For warfarin, how is the drug monitored?"), bench=bare) == []
    assert codes(q("Which neuron changes its shape?"), bench=bare) == []


def test_a_guideline_may_have_its_year_in_the_title_of_the_source() -> None:
    text = "# Taper\n\nBenzodiazepines are to be tapered.\n"
    card = q(
        "What does the guideline say of clonazepam?",
        "A taper",
        source="nice",
        quote="to be tapered",
    )
    dated = Bench(sources={"nice": text}, titles={"nice": "NICE (2011)"})
    assert codes(card, bench=dated) == []
    undated = Bench(sources={"nice": text}, titles={"nice": "NICE"})
    assert codes(card, bench=undated) == ["C035"]


GOOD: list[Card] = [
    q("To which class of drugs does clonazepam belong?", "The benzodiazepines"),
    q("Which receptor does clonazepam bind?", "The GABA-A receptor"),
    q("What does CBT, used beside clonazepam, stand for?", "Cognitive behavioral therapy"),
    q("By which route is clonazepam taken?", "By mouth (orally)"),
    q("Which vitamin is unlike clonazepam?", "Vitamin B12"),
    q("What is the maximum daily dose of clonazepam in seizures (US)?", "20 mg"),
    q("After which time can benzodiazepine dependence appear?", "Several days to weeks"),
    q("Which formulation of clonazepam melts?", "The ODT"),
    q("Which share of clonazepam is bound to protein?", "About 85%"),
    both_ways(
        "What is the US brand of clonazepam?", "Klonopin", "Which drug is Klonopin?", "Clonazepam"
    ),
    cloze("Clonazepam relieves {{worry}}, {{nervousness}} and {{fear}}."),
    cloze("{{Flumazenil::antidote}} reverses benzodiazepines."),
    items("Common effects of clonazepam", "drowsiness", "dizziness", "ataxia"),
    choice("Which class is clonazepam in?", "A benzodiazepine", "A barbiturate", "An opioid"),
]


@pytest.mark.parametrize("card", GOOD)
def test_a_good_card_breaks_no_rule(card: Card) -> None:
    assert [d.message for d in findings([card])] == []


# The quick looks --------------------------------------------------------------

SAID = (
    "Which How Is is isn't Does CAN the this drug Drug drugs medication Medicine agent ſubstance "
    "clonazepam it its true or false yes no what , ; . : – ? ' you not and"
)
QUESTIONS = st.lists(st.sampled_from(SAID.split()), max_size=9).map(" ".join)


RARE = (
    "etc Etc. ETC. etcetera et cetera and so on forth the like various VARIOUS varıous "
    "VARİOUS variouſ among others OTHERſ and or many more MORE ; . ! A 2 ) … guideline "
    "guıdelineſ Guidelines 2019 FILL-IN FILL fill IN always ALWAYſ never Never not NOT "
    "don't isn’t except false falſe wrong incorrect "
    "the this drug Drug medicine ſubstance agents which what What is clonazepam"
)
RARELY = st.lists(st.sampled_from(RARE.split()), min_size=1, max_size=6).map(" ".join)
RARE_CARDS = st.one_of(
    st.builds(lambda asked, answer, extra: q(asked, answer, extra=extra), RARELY, RARELY, RARELY),
    st.builds(
        lambda asked, answer: both_ways("What is it?", "This", asked, answer), RARELY, RARELY
    ),
    st.builds(lambda text, word: cloze(f"{text} {{{{{word}}}}}"), RARELY, RARELY),
    st.builds(items, RARELY, RARELY, RARELY),
)


@given(st.lists(RARE_CARDS, min_size=1, max_size=4))
def test_what_is_not_sought_in_a_batch_is_on_none_of_its_cards(cards: list[Card]) -> None:
    at_once = findings(cards)
    everything = RARE.casefold() + RARE
    with patch.multiple(Batch, texts=everything, recalled=everything, asked=everything):
        assert findings(cards) == at_once


@given(RARELY, RARELY)
def test_an_answer_of_which_the_last_word_is_not_read_is_not_given_away(
    answer: str, asked: str
) -> None:
    at_once = answers._stands_in(answer, asked)
    with patch.object(answers, "may_stand_in", lambda *_: True):
        assert answers._stands_in(answer, asked) == at_once


@given(QUESTIONS)
def test_a_question_that_is_passed_over_is_not_closed(asked: str) -> None:
    at_once = wording._closed(asked)
    with patch.object(wording, "_CLAUSE", re.compile("")):
        assert wording._closed(asked) == at_once


@given(QUESTIONS, st.booleans())
def test_a_question_that_is_passed_over_names_no_kind_of_drug(asked: str, alone: bool) -> None:
    at_once = wording._loose(asked, None, alone=alone)
    with patch.object(wording, "_PARTS_OF_KINDS", ("",)):
        slowly = wording._loose(asked, None, alone=alone)
    assert (at_once and at_once[0].span()) == (slowly and slowly[0].span())
