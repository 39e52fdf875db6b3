"""Synthetic decks of any size: the same for the same seed, and nothing for a rule to find.

Some 60 words a note, 20 notes a file, 15 % cloze; Markdown, TeX, sub- and
superscript, a list or a table here and there; a source of 500 sentences for
each 500 notes, from which every note quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

__all__ = ["Card", "cards", "edit", "write_deck"]

_PER_FILE, _PER_SOURCE = 20, 500
_CLOZE = 0.15


def _listed(words: str) -> list[str]:
    return words.split()


_DRUGS = _listed(
    """alprazolam amiodarone amlodipine atenolol azathioprine baclofen bisoprolol buspirone
captopril carbamazepine cetirizine ciprofloxacin clonazepam clozapine colchicine cyclosporine
dabigatran diazepam digoxin diltiazem donepezil doxycycline enalapril fluoxetine furosemide
gabapentin haloperidol heparin ibuprofen isoniazid ketamine lamotrigine lithium lorazepam
metformin methotrexate naloxone omeprazole phenytoin warfarin"""
)
_SITES = _listed(
    """atrium bladder bronchus cerebellum colon cornea cortex duodenum endothelium esophagus
fibroblast ganglion glomerulus hippocampus hypothalamus jejunum larynx liver lymphocyte macrophage
medulla myocardium nephron neutrophil osteoblast pancreas pituitary placenta platelet pleura
retina skin spleen stomach synapse tendon thalamus thymus thyroid tubule uterus ventricle
erythrocyte adipocyte astrocyte brainstem cochlea diaphragm epidermis gallbladder"""
)
_STATES = _listed(
    """anaemia asthma cirrhosis colitis dehydration delirium dementia diabetes epilepsy fever
gout hypertension hyperthyroidism hypokalaemia infection insomnia migraine neuropathy obesity
pneumonia pregnancy psoriasis sepsis shock surgery tachycardia thrombosis trauma tuberculosis
uraemia vasculitis vertigo lactation malnutrition myopathy nephrosis pancreatitis alcoholism
arthritis bronchitis burns cachexia depression dialysis eczema endocarditis glaucoma hepatitis
hyponatraemia meningitis"""
)
_EFFECTS = _listed(
    """absorption acidification adhesion aggregation apoptosis atrophy bleeding clearance
conduction contraction depolarisation diffusion dilation excretion exocytosis fibrosis filtration
gluconeogenesis glycolysis hydrolysis hyperplasia inflammation lipolysis methylation mitosis
motility necrosis oxidation perfusion permeability phagocytosis phosphorylation proliferation
reabsorption relaxation replication respiration secretion signalling swelling transcription
transport vasospasm ventilation"""
)
_FILLERS = _listed(
    """slowly markedly partly steadily reversibly early late first often seldom chronic acute
renal hepatic plasma tissue receptor channel enzyme protein binding level response onset duration
risk benefit monitoring adults elderly children dose interval minutes hours weeks therapy patients
symptoms patterns evidence trials cohort baseline threshold gradient membrane calcium sodium
potassium chloride glutamate serotonin dopamine histamine cytokine hormone antibody vitamin"""
)


@dataclass(frozen=True, slots=True)
class Card:
    """One note as plain text, for every tool; ``cloze`` has no question and no answer."""

    id: str
    topic: str
    question: str
    answer: str
    cloze: str
    extra: str
    source: str
    quote: str


def cards(count: int, seed: int = 1) -> Iterator[Card]:
    """So many different cards."""
    random = Random(seed)
    for number in range(count):
        drug, site, state = _combination(number)
        cause, effect = random.sample(_EFFECTS, 2)
        topic = f"topic-{number // _PER_FILE:05}"
        what = f"**{effect}** of H~2~O" if number % 7 == 0 else f"**{effect}**"
        is_cloze = number % 100 < 100 * _CLOZE
        filler = _words(random, 9)
        yield Card(
            id=f"card-{number:06}",
            topic=topic,
            question=(
                ""
                if is_cloze
                else f"Which change does {drug} bring about in the {site} during {state}?"
            ),
            answer="" if is_cloze else f"more {what}",
            cloze=(
                f"In {state}, {drug} acts on the {site} by way of {{{{{effect}}}}}, not {cause}, "
                f"{_words(random, 4)}."
                if is_cloze
                else ""
            ),
            extra=_extra(random, number, drug),
            source=f"source-{number // _PER_SOURCE:04}#{topic}",
            quote=f"In {state}, {drug} brings about more {effect} of the {site}, {filler}",
        )


def write_deck(folder: Path, count: int, seed: int = 1) -> None:
    """Write a deck of so many notes into ``folder``, with its sources."""
    (folder / "sources").mkdir(parents=True)
    topics: dict[str, list[str]] = {}
    sources: dict[str, list[str]] = {}
    for card in cards(count, seed):
        lines = topics.setdefault(card.topic, [f"source: {card.source}", "cards:"])
        lines += _entry(card)
        key, _, section = card.source.partition("#")
        text = sources.setdefault(key, [])
        heading = f"## {section}"
        if heading not in text[-3 * _PER_FILE :]:
            text += [heading, ""]
        text += [f"{card.quote}.", ""]
    for topic, lines in topics.items():
        (folder / f"{topic}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for key, text in sources.items():
        (folder / "sources" / f"{key}.md").write_text("\n".join(text), encoding="utf-8")
    head = [
        f"id: synthetic-{count}",
        f"name: Benchmarks::{count} notes",
        f"subject: [{', '.join(_DRUGS)}]",
        "sources:",
        *(f"  {key}: {{title: {key} of many, file: sources/{key}.md}}" for key in sources),
    ]
    (folder / "deck.yaml").write_text("\n".join(head) + "\n", encoding="utf-8")


def edit(folder: Path, turn: int) -> None:
    """Change one word of one note, another word each round."""
    path = folder / "topic-00001.yaml"
    text = path.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("      Remarks on "))
    new = line.partition(" (")[0] + f" (edition {turn})"
    path.write_text(text.replace(line, new, 1), encoding="utf-8")


def _combination(number: int) -> tuple[str, str, str]:
    """A drug, a site and a state: each number another one, neighbours unlike."""
    most = len(_DRUGS) * len(_SITES) * len(_STATES)
    scattered = number * 7_919 % most  # a prime that divides none of the lengths
    scattered, drug = divmod(scattered, len(_DRUGS))
    state, site = divmod(scattered, len(_SITES))
    return _DRUGS[drug], _SITES[site], _STATES[state]


def _words(random: Random, count: int) -> str:
    return " ".join(random.choices(_FILLERS, k=count))


def _extra(random: Random, number: int, drug: str) -> str:
    head = f"Remarks on {drug}: {_words(random, 12)}"
    match number % 10:
        case 0:
            items = (f"- {_words(random, 5)}" for _ in range(3))
            return f"{head}\n\n" + "\n".join(items)
        case 1:
            rows = (f"| {random.choice(_FILLERS)} | {_words(random, 2)} |" for _ in range(3))
            return f"{head}\n\n| what | seen |\n|---|---|\n" + "\n".join(rows)
        case 2:
            return f"{head}; \\(t_{{1/2}} = \\ln 2 \\cdot V / CL\\) and 10^3^ {_words(random, 9)}"
        case _:
            return f"{head} *{random.choice(_FILLERS)}* {_words(random, 10)}"


def _entry(card: Card) -> list[str]:
    lines = [f"  - id: {card.id}"]
    if card.cloze:
        lines.append(f"    cloze: {card.cloze}")
    else:
        lines += [f"    q: {card.question}", f"    a: {card.answer}"]
    lines.append("    extra: |")
    lines += [f"      {line}".rstrip() for line in card.extra.split("\n")]
    lines.append(f"    quote: {card.quote}")
    return lines
