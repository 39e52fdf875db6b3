"""The lock file: round trip, strict reading, merges."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import lockfile, lockwriter
from generator.ledger import Ledger, LockedNote
from generator.package import body_of
from generator.source import SourceFile
from tests.author import CLASS, HALF_LIFE, RECEPTOR, THREE, Author, changed, lock_text, question
from tests.ledgers import LEDGERS

# Round trip ------------------------------------------------------------------


def _read(text: str) -> tuple[Ledger | None, list[str]]:
    ledger, found = lockfile.parse(SourceFile("deck.lock", text))
    for diagnostic in found:
        assert diagnostic.help
        assert diagnostic.span.file.path == "deck.lock"
        assert 0 <= diagnostic.span.start <= len(text)
    return ledger, [d.rule.code for d in found]


def _lines(text: str) -> list[bytes]:
    return BytesIO(text.encode()).readlines()


def _untouched(text: str) -> Ledger | None:
    with TemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        return lockwriter.untouched(file)


@given(LEDGERS)
def test_what_is_written_reads_back_the_same(ledger: Ledger) -> None:
    assert _read(lock_text(ledger)) == (ledger, [])


@given(LEDGERS)
def test_what_a_build_wrote_is_read_without_looking_it_over(ledger: Ledger) -> None:
    assert _untouched(lock_text(ledger)) == ledger


@settings(max_examples=20)
@given(LEDGERS, st.integers(1, 3_000), st.booleans())
def test_in_whatever_batches_and_on_however_many_cores_it_is_the_same_ledger(
    ledger: Ledger, size: int, many: bool
) -> None:
    with (
        patch("generator.lockwriter._BATCH", size),
        patch("generator.crew.worthwhile", lambda _: many),
    ):
        assert _untouched(lock_text(ledger)) == ledger


@given(LEDGERS, st.data(), st.integers(1, 3_000))
def test_what_was_touched_anywhere_is_looked_over(
    ledger: Ledger, data: st.DataObject, size: int
) -> None:
    text = lock_text(ledger)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(["", "x", "\n", text[at] * 2]))
    touched = text[:at] + other + text[at + 1 :]
    with patch("generator.lockwriter._BATCH", size):
        read = _untouched(touched)
    in_last = at >= text.rindex("\npackage")
    no_more_than_blank = [*filter(str.strip, touched.split("\n"))] == (
        [*filter(str.strip, text.split("\n"))]
    )
    assert read is None or ((in_last or no_more_than_blank) and read.notes == ledger.notes)


@given(LEDGERS, LEDGERS, st.data())
def test_lines_of_notes_that_are_as_they_were_are_taken_over(
    before: Ledger, after: Ledger, data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(sorted(before.notes)))) if before.notes else set()
    after = replace(after, notes=after.notes | {name: before.notes[name] for name in kept})
    there = _lines(lock_text(before).replace('"guid":', '"guid": '))
    lines = b"".join(lockwriter.lines_of(after, before, there)).decode()
    assert lines.count('"guid": ') == len(kept)
    there = _lines(lock_text(before))
    assert b"".join(lockwriter.lines_of(after, before, there)).decode() == lock_text(after)


@given(LEDGERS)
def test_line_ends_of_windows_change_nothing(ledger: Ledger) -> None:
    text = lock_text(ledger).replace("\n", "\r\n")
    assert _read(text) == (ledger, [])


@given(LEDGERS, st.data())
def test_a_file_cut_anywhere_is_damaged(ledger: Ledger, data: st.DataObject) -> None:
    text = lock_text(ledger)
    cut = data.draw(st.integers(0, len(text) - 1))
    assert _read(text[:cut])[0] is None


@given(LEDGERS, st.data())
def test_any_character_changed_is_told_or_known_as_a_merge(
    ledger: Ledger, data: st.DataObject
) -> None:
    text = lock_text(ledger)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[at]))
    damaged = text[:at] + other + text[at + 1 :]
    read, codes = _read(damaged)
    package = at >= text.rindex("\npackage")
    line_end = {other, text[at]} <= {"\r", "\n"}
    assert read is None or read.merged or package or line_end or read == ledger
    assert (read is None) == bool(codes)


# Strict reading ----------------------------------------------------------------


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.build(*THREE)
    return author


def _damage(author: Author, change: str, by: str) -> list[str]:
    """The codes of a build whose lock was changed so; nothing may be written."""
    text = author.lock.read_text("utf-8")
    damaged, count = re.subn(change, by, text, count=1, flags=re.MULTILINE)
    assert count
    author.lock.write_text(damaged, "utf-8")
    codes = author.codes()
    compiled = author.compile()
    assert compiled.release is None
    assert author.lock.read_text("utf-8") == damaged
    places = [d.span for d in compiled.diagnostics if d.rule.code in codes[:1]]
    assert places[0].file.path == "cards/x/deck.lock"
    return codes


def test_merge_markers_are_told_once_with_a_way_out(author: Author) -> None:
    text = author.lock.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("note class"))
    both = f"<<<<<<< HEAD\n{line}\n=======\n{line}\n>>>>>>> other"
    author.lock.write_text(text.replace(line, both), "utf-8")
    compiled = author.compile()
    assert compiled.release is None
    found = {d.rule.code: d for d in compiled.diagnostics}
    assert sorted(found) == ["I011", "I012"]
    assert found["I011"].span.first.line == text[: text.index(line)].count("\n") + 1
    assert "larger `modified`" in found["I011"].help


@pytest.mark.parametrize("word", ["note half-life", "type question", "deck x"])
def test_a_line_that_stands_twice_is_told(author: Author, word: str) -> None:
    assert _damage(author, rf"^({word} .*)$", r"\1\n\1")[0] == "I012"


@pytest.mark.parametrize("key", ["guid", "note", "cards"])
def test_two_notes_with_one_identity_are_told(author: Author, key: str) -> None:
    text = author.lock.read_text("utf-8")
    value = re.search(rf'^note class .*?"{key}":(".*?"|\d+|{{.*?}})', text, re.MULTILINE)
    assert value
    # The change is in the second of the two lines.
    assert (
        _damage(author, rf'(^note half-life .*?"{key}":)(".*?"|\d+|{{.*?}})', rf"\g<1>{value[1]}")[
            0
        ]
        == "I012"
    )


@pytest.mark.parametrize(
    ("change", "by"),
    [
        (r"^note half-life .*$", 'note half-life {"guid":"q6sk2'),
        (r"^note half-life ", "notes half-life "),
        (r"^studydeck-lock 1$", "studydeck-lock 2"),
        (r"^studydeck-lock 1$", '{"version": 1}'),
        (r'"modified":(\d+)', r'"modified":"\1"'),
        (r'"modified":\d+', '"modified":-1'),
        (r'"modified":\d+', '"modified":1e9'),
        (r'"modified":\d+', '"modified":true'),
        (r'"modified":\d+', '"modified":99999999999999999999'),
        (r'"due":\d+,', ""),
        (r'"due":\d+,', '"due":1,"due":2,'),
        (r'"due":(\d+),', r'"due":\1,"colour":"red",'),
        (r'"tags":\[', '"tags":[7,'),
        (r'"cards":{"0"', '"cards":{"-1"'),
        (r'"cards":{"0"', '"cards":{"00"'),
        (r'"cards":{.*?}', '"cards":[]'),
        (r'"guid":".*?"', '"guid":""'),
        (r'"guid":".*?"', r'"guid":"\\ud800\\u00e9"'),
        (r'"parts":\[.*?\]\]', '"parts":[["long"]]'),
        (r'"parts":\[.*?\]\]', '"parts":[1]'),
        (r"^(note class .*)}$", r'\1,"retired":{"on":"2026-01-01"}}'),
        (r"^(note class .*)}$", r'\1,"retired":[]}'),
        (r'^(note half-life .*"cards":\{)"0":', r'\1"7":'),
        (r'"parts":\[.*?\]\]', '"parts":[["long",499]]'),
        (r'"parts":\[.*?\]\]', '"parts":[["long",1],["short",1]]'),
        (r"^deck .*$", ""),
        (r"^package .*$", ""),
        (r"^package .*$", "package x []"),
        (r"^(note half-life .*)$", r"\1 // mine"),
        (r'"kind":"cloze"', '"kind":"hologram"'),
        (r'(^note class .*"fields":\[)', r'\1"one more",'),
        (r"^type cloze .*$", ""),
        (r"^(note class) .*$", r"\1 " + "[" * 100_000),
    ],
)
def test_a_damaged_line_is_told_and_nothing_is_reset(author: Author, change: str, by: str) -> None:
    assert _damage(author, change, by)[0] == "I010"


def test_every_damaged_line_is_told_in_one_run(author: Author) -> None:
    text = author.lock.read_text("utf-8")
    author.lock.write_text(re.sub(r'"due":\d+', '"due":null', text), "utf-8")
    assert author.codes() == ["I010"] * 3


def test_an_empty_lock_is_damage_and_not_a_new_deck(author: Author) -> None:
    author.lock.write_text("", "utf-8")
    assert author.codes() == ["I010"]


def test_a_lock_with_line_ends_of_windows_is_not_written_anew(author: Author) -> None:
    windows = author.lock.read_bytes().replace(b"\n", b"\r\n")
    author.lock.write_bytes(windows)
    release = author.build()
    assert author.lock.read_bytes() == windows
    assert release.touched == ()


def test_a_huge_lock_is_read_in_one_pass() -> None:
    one = LockedNote(
        "a", "question", "g", 1, (0, 1), 1, 1, 1, "h", "h", body_of(["f" * 100] * 16), ()
    )
    notes = {
        f"n-{i}": one._replace(id=f"n-{i}", guid=f"g{i}", note_id=i, card_ids=(0, i))
        for i in range(5_000)
    }
    text = lock_text(Ledger("x", "X", notes))
    file = SourceFile("deck.lock", text)
    assert len(lockfile.note_places(file)) == 5_000
    assert _read(text)[1] == []


# Merges ------------------------------------------------------------------------

_TEN = [
    question(f"card-{i}", f"What is the {w} of clonazepam?", w)
    for i, w in enumerate(
        (
            "class",
            "target",
            "onset",
            "peak",
            "duration",
            "route",
            "dose",
            "antidote",
            "risk",
            "price",
        )
    )
]


class _Branches:
    """Two branches of one deck, each built, then merged by git."""

    def __init__(self, root: Path, attributes: str) -> None:
        self.root = root
        self.author = Author(root)
        self._git("init", "-q", "-b", "main")
        (root / ".gitattributes").write_text(attributes)
        (root / ".gitignore").write_text("output/\n")
        # A file a card: the YAML merges by itself, and the lock is what is tested.
        self._commit(_TEN)

    def _git(self, *words: str, check: bool = True) -> int:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *words], cwd=self.root, check=check, capture_output=True, text=True
        )
        return done.returncode

    def _commit(self, cards: list[dict[str, object]]) -> None:
        self.author.files = {str(card["id"]): [card] for card in cards}
        self.author.build()
        self._git("add", "-A")
        self._git("commit", "-q", "--allow-empty", "-m", "release")

    def merge(self, ours: list[dict[str, object]], theirs: list[dict[str, object]]) -> bool:
        """Whether git merged without a conflict."""
        self._git("checkout", "-qb", "theirs")
        self._commit(theirs)
        self._git("checkout", "-q", "main")
        self._commit(ours)
        done = self._git("merge", "-q", "-m", "merge", "theirs", check=False)
        self.author.files = {
            path.stem: [] for path in self.author.folder.glob("*.yaml") if path.stem != "deck"
        }
        return done == 0


@pytest.fixture
def union(tmp_path: Path) -> _Branches:
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    repository = Path(__file__).parent.parent
    return _Branches(tmp_path, (repository / ".gitattributes").read_text())


def _with(name: str, **values: object) -> list[dict[str, object]]:
    return [changed(card, **values) if card["id"] == name else card for card in _TEN]


def test_branches_that_changed_neighbouring_cards_merge_by_themselves(union: _Branches) -> None:
    assert union.merge(_with("card-4", a="a day"), _with("card-5", a="by mouth"))
    ledger = union.author.ledger
    assert ledger.merged
    assert ledger.digest == ""
    assert ledger.notes["card-4"].fields[1] == "a day"
    assert ledger.notes["card-5"].fields[1] == "by mouth"


def test_branches_that_each_added_a_card_merge_by_themselves(union: _Branches) -> None:
    new = question("card-99", "What is new?", "Much"), question("card-98", "Who is it?", "Me")
    assert union.merge([*_TEN, new[0]], [*_TEN, new[1]])
    assert {"card-98", "card-99"} < set(union.author.ledger.notes)


def test_one_card_changed_on_both_branches_is_told(union: _Branches) -> None:
    union.merge(_with("card-4", a="a day"), _with("card-4", a="a week"))
    _, codes = _read(union.author.lock.read_text("utf-8"))
    assert codes == ["I012"]


def test_one_card_renamed_on_both_branches_is_told(union: _Branches) -> None:
    renamed = [
        [changed(c, id=new, was=["card-4"]) if c["id"] == "card-4" else c for c in _TEN]
        for new in ("here", "there")
    ]
    union.merge(*renamed)
    _, codes = _read(union.author.lock.read_text("utf-8"))
    assert "I012" in codes


def test_without_the_attribute_a_conflict_is_told_and_mended_by_the_way_out(
    tmp_path: Path,
) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    plain = _Branches(tmp_path, "")
    assert not plain.merge(_with("card-4", a="a day"), _with("card-5", a="by mouth"))
    text = plain.author.lock.read_text("utf-8")
    assert _read(text)[1] == ["I011"]
    marker = re.compile(r"^(<{7}|={7}|>{7}).*\n", re.MULTILINE)
    ledger, codes = _read(marker.sub("", text))
    assert codes == []
    assert ledger is not None
    assert ledger.merged
    assert len(ledger.notes) == 10


def test_a_branch_that_only_catches_up_is_no_merge(union: _Branches) -> None:
    before = union.author.ledger
    assert not before.merged
    assert union.merge(list(_TEN), _with("card-4", a="a day"))
    assert not union.author.ledger.merged


def test_after_a_merge_the_lock_is_whole_again(author: Author) -> None:
    text = author.lock.read_text("utf-8")
    author.lock.write_text(text + text[text.rindex("package") :], "utf-8")
    assert author.ledger.merged
    assert author.codes() == ["I024"]
    author.build()
    assert not author.ledger.merged
    assert author.codes() == []


def test_after_a_merge_a_correction_outdates_what_the_other_branch_sent(tmp_path: Path) -> None:
    # The base corrects a card, so that it heals: each branch sends it with its release time.
    ours = Author(tmp_path / "ours")
    ours.build(*THREE)
    first = changed(HALF_LIFE, a="30 to 40 hours in adults")
    ours.build(RECEPTOR, first, CLASS)
    theirs = Author(tmp_path / "theirs", now=ours.now)
    theirs.lock.write_bytes(ours.lock.read_bytes())
    second = changed(HALF_LIFE, a="20 to 40 hours in adults")
    ours.build(RECEPTOR, second, CLASS)
    other = changed(RECEPTOR, a="GABA-A, at the benzodiazepine site")
    sent = theirs.build(other, first, CLASS, after=2 * 24 * 3600).package
    # git takes our line of the one, theirs of the other.
    notes = ours.ledger.notes | {"receptor": theirs.ledger.notes["receptor"]}
    merged = replace(ours.ledger, notes=notes, digest="", merged=True)
    ours.lock.write_text(lock_text(merged), "utf-8")
    release = ours.build(other, second, CLASS)
    times = {note.ref: note.modified for note in release.package.notes}
    stale = {note.ref: note.modified for note in sent.notes}
    assert times["x/half-life"] > stale["x/half-life"]
    assert times["x/class"] == stale["x/class"]
