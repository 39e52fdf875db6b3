"""Author and student at random, over many releases: nothing is lost, and what shall arrive does.

The machine keeps its own books of what the contract promises, from what the
author typed and when, and compares them with what the engine holds after each
import. It never asks the code under test.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from generator.diff import visible
from generator.identity import guid
from generator.notetypes import KINDS
from generator.notetypes import question as question_type
from tests.author import DAY, START, Author, Card
from tests.engines import ENGINES, RECIPE, AnyStudent, open_student

_WINDOW = 30 * DAY
_DELETION = re.compile(r"\{\{c(\d+)::(.*?)\}\}")
_MARKED = re.compile(r'<li class="sd-(right|wrong)"><span dir="auto">(.*?)</span>')
_IMAGE = re.compile(r'<img[^>]*src="([^"]*)"')
_KINDS = ("question", "cloze", "list", "choice", "select", "profile")
# Keys of a profile, and the ordinals of their cards.
_ASPECTS = {"class": "0", "mechanism": "1", "indications": "2"}
_index = st.integers(0, 10**6)


@dataclass(frozen=True)
class Promise:
    """What a release says of one note; times as the contract has them.

    ``content`` is what the student sees of the authored card, or ``None`` once retired.
    """

    content: Card | None
    last: Card
    first: int
    changed: int
    picture: bytes

    def sent(self, released: int) -> int:
        healing = self.changed > self.first and released - self.changed <= _WINDOW
        return released if healing else self.changed


@dataclass(frozen=True)
class Issue:
    """One built package: its file, its release time, its promises by guid."""

    path: str
    released: int
    promises: dict[str, Promise]


class Desk:
    """One student, and what the machine knows of the notes in the collection."""

    def __init__(self, student: AnyStudent) -> None:
        self.student = student
        self.times: dict[str, int] = {}
        self.schema: int | None = None


class Histories(RuleBasedStateMachine):
    """The game; every rule is a thing that an author or a student does."""

    engine = "current"

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="studydeck-histories-"))
        self.author = Author(self.root / "author")
        self.clock = START
        self.cards: list[Card] = []
        self.removed: list[Card] = []
        self.pictures: dict[str, bytes] = {}
        self.made = 0
        self.look = 0
        self.look_changed = START
        self.look_sent = 0
        self.issues: list[Issue] = []
        self.desks: list[Desk] = []
        # Which card a part of a cloze or list is, for ever.
        self.parts: dict[tuple[str, str], str] = {}
        for kind in _KINDS:
            self._insert(0, kind)
        self._build(0)
        self._join()

    def teardown(self) -> None:
        for desk in self.desks:
            desk.student.check()
            desk.student.close()
        shutil.rmtree(self.root)

    # The author ----------------------------------------------------------------

    def _insert(self, at: int, kind: str) -> None:
        n = self.made = self.made + 1
        words = " ".join(f"w{n}{letter}" for letter in "abcdef")
        card: Card = {"id": f"card-{n}"}
        if kind == "question":
            card |= {"q": f"What of {words}?", "a": f"Answer{n}"}
        elif kind == "cloze":
            card |= {"cloze": f"{words} {{{{p{n}a}}}} then {{{{p{n}b}}}}"}
        elif kind == "list":
            card |= {"list": f"All of {words}?", "items": [f"p{n}a", f"p{n}b"]}
        elif kind == "choice":
            card |= {"choice": f"One of {words}?", "right": f"p{n}a"}
            card |= {"wrong": [f"p{n}b", f"p{n}c"]}
        elif kind == "select":
            card |= {"select": f"Some of {words}?"}
            card |= {"right": [f"p{n}a", f"p{n}b"], "wrong": [f"p{n}c", f"p{n}d"]}
        else:
            card |= {"profile": f"Drug {words}", "class": f"p{n}a", "mechanism": f"p{n}b"}
        self.cards.insert(at % (len(self.cards) + 1), card)

    @rule(at=_index, kind=st.sampled_from(_KINDS))
    def author_inserts(self, at: int, kind: str) -> None:
        self._insert(at, kind)

    def _pick(self, at: int, *kinds: str) -> int | None:
        fits = [i for i, card in enumerate(self.cards) if not kinds or set(kinds) & set(card)]
        return fits[at % len(fits)] if fits else None

    @rule(at=_index)
    def author_edits(self, at: int) -> None:
        index = self._pick(at)
        if index is not None:
            card = self.cards[index]
            self.cards[index] = card | {"extra": f"{card.get('extra', 'More')} e{self.clock}"}

    @rule(at=_index)
    def author_edits_the_answer(self, at: int) -> None:
        index = self._pick(at, "q")
        if index is not None:
            card = self.cards[index]
            self.cards[index] = card | {"a": f"{card['a']}x{self.clock}"}

    @rule(at=_index)
    def author_renames(self, at: int) -> None:
        index = self._pick(at)
        if index is not None:
            card = self.cards[index]
            self.made += 1
            name = f"name-{self.made}"
            self.cards[index] = card | {"id": name, "was": [card["id"], *card.get("was", [])]}

    @rule(at=_index, to=_index)
    def author_moves(self, at: int, to: int) -> None:
        index = self._pick(at)
        if index is not None:
            card = self.cards.pop(index)
            self.cards.insert(to % (len(self.cards) + 1), card)

    @precondition(lambda self: len(self.cards) > 1)
    @rule(at=_index)
    def author_removes(self, at: int) -> None:
        index = self._pick(at)
        assert index is not None
        self.removed.append(self.cards.pop(index))

    @precondition(lambda self: self.removed)
    @rule(at=_index, to=_index)
    def author_restores(self, at: int, to: int) -> None:
        card = self.removed.pop(at % len(self.removed))
        self.cards.insert(to % (len(self.cards) + 1), card)

    @rule(at=_index, tags=st.lists(st.sampled_from(["one", "two::three"]), unique=True))
    def author_retags(self, at: int, tags: list[str]) -> None:
        index = self._pick(at)
        if index is not None:
            card = {k: v for k, v in self.cards[index].items() if k != "tags"}
            self.cards[index] = card | ({"tags": sorted(tags)} if tags else {})

    @rule(at=_index)
    def author_gives_another_picture(self, at: int) -> None:
        index = self._pick(at)
        if index is not None:
            name = f"{guid('x', _oldest(self.cards[index]))}.png"
            self.pictures[name] = f"picture {self.clock}".encode()
            self.author.picture(name, self.pictures[name])
            self.cards[index] = self.cards[index] | {"image": name}

    @rule(at=_index, where=_index)
    def author_says_that_another_option_is_right(self, at: int, where: int) -> None:
        index = self._pick(at, "choice", "select")
        if index is not None:
            card = dict(self.cards[index])
            place = where % len(card["wrong"])
            wrong = list(card["wrong"])
            if "choice" in card:
                card["right"], wrong[place] = wrong[place], card["right"]
            else:
                first, *others = card["right"]
                card["right"], wrong[place] = [*others, wrong[place]], first
            self.cards[index] = card | {"wrong": wrong}

    @rule(at=_index, aspect=st.sampled_from(list(_ASPECTS)))
    def author_fills_or_empties_a_field(self, at: int, aspect: str) -> None:
        index = self._pick(at, "profile")
        if index is not None:
            card = dict(self.cards[index])
            if card.pop(aspect, None) is None or not set(card) & set(_ASPECTS):
                card[aspect] = f"Of {aspect} {self.clock}"
            self.cards[index] = card

    @rule(at=_index)
    def author_has_the_answer_typed_or_not(self, at: int) -> None:
        index = self._pick(at, "q")
        if index is not None and " " not in self.cards[index]["a"]:
            card = dict(self.cards[index])
            if card.pop("type", None) is None:
                card["type"] = True
            self.cards[index] = card

    @rule(at=_index)
    def author_turns_the_way_back(self, at: int) -> None:
        index = self._pick(at, "q")
        if index is not None:
            card = dict(self.cards[index])
            if not card.pop("reverse", None):
                card["reverse"] = {"q": f"Back of {card['id']}?", "a": "Back"}
            self.cards[index] = card

    @rule(at=_index, where=_index, add=st.booleans())
    def author_changes_parts(self, at: int, where: int, add: bool) -> None:
        index = self._pick(at, "cloze", "list")
        if index is None:
            return
        card = dict(self.cards[index])
        parts = card["items"] if "items" in card else re.findall(r"\{\{.*?\}\}", card["cloze"])
        parts = list(parts)
        if add:
            self.made += 1
            new = f"p{self.made}n"
            parts.insert(where % (len(parts) + 1), new if "items" in card else f"{{{{{new}}}}}")
        elif len(parts) > 1:
            parts.pop(where % len(parts))
        if "items" in card:
            card["items"] = parts
        else:
            card["cloze"] = " ".join([card["cloze"].partition("{{")[0].strip(), *parts])
        self.cards[index] = card

    @rule()
    def author_gets_a_tool_with_another_look(self) -> None:
        self.look += 1

    @rule(days=st.integers(0, 40))
    def author_builds(self, days: int) -> None:
        self._build(days)

    def _build(self, days: int) -> None:
        self.clock += days * DAY + 1
        self.author.now = self.clock
        (name, front, back), reverse = question_type.KIND.templates
        look = replace(
            question_type.KIND, templates=((name, front, f"{back}<!--{self.look}-->"), reverse)
        )
        kinds = tuple(look if kind is question_type.KIND else kind for kind in KINDS)
        with patch("generator.release.KINDS", kinds):
            self.author.build(*self.cards, after=0)
        path = self.root / f"release-{len(self.issues)}.apkg"
        shutil.copy(self.author.package, path)
        promises = self._promises()
        if self.look != self.look_sent and any(
            "q" in promise.last for promise in promises.values()
        ):
            self.look_changed, self.look_sent = self.clock, self.look
        times = [promise.changed for promise in promises.values()]
        self.issues.append(Issue(str(path), max(*times, self.look_changed), promises))

    def _promises(self) -> dict[str, Promise]:
        before = self.issues[-1].promises if self.issues else {}
        promises = {}
        for card in self.cards:
            name = guid("x", _oldest(card))
            content = _shown(card)
            picture = self.pictures.get(card.get("image", ""), b"")
            old = before.get(name)
            same = old is not None and (old.content, old.picture) == (content, picture)
            first = old.first if old else self.clock
            changed = old.changed if old and same else self.clock
            promises[name] = Promise(content, content, first, changed, picture)
        for name, old in before.items():
            if name not in promises:
                changed = old.changed if old.content is None else self.clock
                promises[name] = replace(old, content=None, changed=changed)
        return promises

    # The students ----------------------------------------------------------------

    def _join(self) -> None:
        folder = self.root / "students" / str(len(self.desks))
        self.desks.append(Desk(open_student(self.engine, folder)))
        self._import(self.desks[-1], self.issues[-1])

    @precondition(lambda self: len(self.desks) < 2)
    @rule()
    def another_student_joins(self) -> None:
        self._join()

    @rule(who=_index)
    def student_imports(self, who: int) -> None:
        self._import(self.desks[who % len(self.desks)], self.issues[-1])

    @rule(who=_index, which=_index)
    def student_imports_an_old_release(self, who: int, which: int) -> None:
        self._import(self.desks[who % len(self.desks)], self.issues[which % len(self.issues)])

    def _card(self, who: int, at: int) -> tuple[Desk, str, int]:
        desk = self.desks[who % len(self.desks)]
        notes = desk.student.state()["notes"]
        cards = [(name, int(o)) for name in sorted(notes) for o in sorted(notes[name]["cards"])]
        self.clock += 1
        return (desk, *cards[at % len(cards)])

    @rule(who=_index, at=_index, rating=st.integers(1, 4))
    def student_answers(self, who: int, at: int, rating: int) -> None:
        desk, name, ordinal = self._card(who, at)
        desk.student.answer(name, ordinal, rating)

    @rule(who=_index, at=_index, what=st.sampled_from(["flag", "suspend", "move"]))
    def student_handles_a_card(self, who: int, at: int, what: str) -> None:
        desk, name, ordinal = self._card(who, at)
        more: dict[str, tuple[Any, ...]] = {"flag": (3,), "move": ("My own",)}
        getattr(desk.student, what)(name, ordinal, *more.get(what, ()))

    @rule(who=_index, at=_index, what=st.sampled_from(["tag", "edit", "leech"]))
    def student_changes_a_note(self, who: int, at: int, what: str) -> None:
        desk, name, ordinal = self._card(who, at)
        match what:
            case "tag":
                desk.student.tag(name, f"mine{self.clock}", self.clock)
            case "edit":
                desk.student.edit(name, 1, f"my own words {self.clock}", self.clock)
            case _:
                desk.student.leech(name, ordinal, self.clock)
        desk.times[name] = self.clock

    # What must hold after each import ------------------------------------------------

    def _import(self, desk: Desk, issue: Issue) -> None:
        self.clock += 1
        before = desk.student.state()
        counts = desk.student.take(issue.path, self.clock)
        after = desk.student.state()
        assert counts["conflicting"] == counts["first_field_match"] == 0
        assert set(after["notes"]) == set(before["notes"]) | set(issue.promises)
        assert after["count"] == len(after["notes"])
        assert after["reviews"] == before["reviews"]
        if desk.schema is not None:
            assert after["schema"] == desk.schema
        desk.schema = after["schema"]
        assert not [name for name in after["types"] if "+" in name]
        for name, note in before["notes"].items():
            for ordinal, card in note["cards"].items():
                assert after["notes"][name]["cards"][ordinal] == card
        for name, note in after["notes"].items():
            promise = issue.promises.get(name)
            sent = promise.sent(issue.released) if promise else 0
            if promise is None or (name in desk.times and sent <= desk.times[name]):
                old = before["notes"][name]
                assert {k: v for k, v in note.items() if k != "cards"} == {
                    k: v for k, v in old.items() if k != "cards"
                }
                continue
            self._check_arrived(name, note, promise, after["media"])
            stamped = name in desk.times and self.engine == "old"
            desk.times[name] = self.clock if stamped else sent
        self._check_pictures(after)

    def _check_arrived(
        self, name: str, note: dict[str, Any], promise: Promise, media: dict[str, str]
    ) -> None:
        card, fields = promise.last, note["fields"]
        assert set(note["tags"]) == {
            "x::one",
            *card.get("tags", []),
            *([] if promise.content else ["studydeck::retired"]),
        }
        assert any(f.startswith("Retired on ") for f in fields) == (promise.content is None)
        if "q" in card:
            assert fields[:2] == [card["q"], card["a"]]
            if "reverse" in card:
                assert fields[2:4] == [card["reverse"]["q"], card["reverse"]["a"]]
            assert fields[4] == ("1" if card.get("type") else "")
        if "wrong" in card:
            right = card["right"] if "select" in card else [card["right"]]
            marked = _MARKED.findall(fields[2])
            assert sorted(o for how, o in marked if how == "right") == sorted(right)
            assert sorted(o for how, o in marked if how == "wrong") == sorted(card["wrong"])
        for aspect, ordinal in _ASPECTS.items() if "profile" in card else ():
            filled = fields[int(ordinal) + 1]
            assert filled == card[aspect] if aspect in card else "retired" in filled or not filled
            assert (ordinal in note["cards"]) == bool(filled)
        if "extra" in card:
            assert card["extra"] in fields
        if promise.picture:
            (shown,) = _IMAGE.findall("".join(fields))
            if promise.content is not None:
                assert bytes.fromhex(media[shown]) == promise.picture
        for ordinal, part in self._parts_of(card, fields):
            assert self.parts.setdefault((name, part), ordinal) == ordinal
            assert str(int(ordinal) - 1) in note["cards"]

    def _parts_of(self, card: Card, fields: list[str]) -> Iterator[tuple[str, str]]:
        html = fields[1] if "items" in card else fields[0] if "cloze" in card else ""
        found = [(o, part) for o, part in _DELETION.findall(html) if "retired" not in part]
        authored = card.get("items") or re.findall(r"\{\{(.*?)\}\}", card.get("cloze", ""))
        assert [visible(part) for _, part in found] == authored
        assert len({ordinal for ordinal, _ in found}) == len(found)
        return iter(found)

    def _check_pictures(self, state: dict[str, Any]) -> None:
        for name, note in state["notes"].items():
            retired = "studydeck::retired" in note["tags"]
            for shown in _IMAGE.findall("".join(note["fields"])):
                assert retired or shown in state["media"], name

    @invariant()
    def the_files_are_whole(self) -> None:
        if self.issues:
            assert not self.author.ledger.merged


def _shown(card: Card) -> Card:
    """What a student can see of a card: its options come in an order of the tool's own."""
    content = {key: value for key, value in card.items() if key not in {"id", "was"}}
    return content | {
        key: sorted(content[key])
        for key in ("right", "wrong")
        if isinstance(content.get(key), list)
    }


def _oldest(card: Card) -> str:
    names = card.get("was") or [card["id"]]
    return str(names[-1])


class OldHistories(Histories):
    """The same on an older engine."""

    engine = "old"


def _play(machine: type[Histories], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_over_many_releases_nothing_is_lost() -> None:
    _play(Histories, 60, 40)


def test_over_many_releases_nothing_is_lost_on_an_older_engine() -> None:
    if "old" not in ENGINES:
        pytest.skip(RECIPE)
    _play(OldHistories, 15, 40)


@pytest.mark.deep
def test_over_very_many_releases_nothing_is_lost() -> None:
    _play(Histories, 200, 80)


@pytest.mark.deep
def test_over_very_many_releases_nothing_is_lost_on_an_older_engine() -> None:
    if "old" not in ENGINES:
        pytest.skip(RECIPE)
    _play(OldHistories, 30, 80)
