"""What a student will notice: from packages, from revisions, and what Anki's text import takes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from generator import diff_report
from generator.apkg_reader import UnreadablePackageError, read_package
from generator.cli import main
from generator.diff import Diff, FieldChange, compare, visible
from generator.exporters.corrections import corrections
from generator.package import RETIRED_TAG, Package, body_of
from generator.shipping import released_package
from tests.author import (
    CLASS,
    DAY,
    HALF_LIFE,
    RECEPTOR,
    START,
    THREE,
    Author,
    changed,
    cloze,
    question,
    without,
)
from tests.engines import NewStudent, new_student

__all__ = ["new_student"]

CORRECTED = changed(RECEPTOR, a="The GABA-A receptor of the brain")
NEW = question("new", "What is new?", "Much")


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.build(*THREE)
    return author


def _diff(author: Author, *cards: dict[str, object]) -> Diff:
    before = author.compile().package
    assert before is not None
    return compare(before, author.build(*cards).package)


def _refs(changes: tuple[object, ...]) -> list[str]:
    return [change.ref for change in changes]  # type: ignore[attr-defined]


# Two packages -----------------------------------------------------------------------


def test_two_equal_packages_have_nothing_to_tell(author: Author) -> None:
    diff = _diff(author, *THREE)
    assert not diff
    assert diff_report.summary_line(diff) == ""
    assert "nothing that a student would notice" in diff_report.as_text(diff, "x", colour=False)


def test_a_correction_is_told_word_by_word(author: Author) -> None:
    diff = _diff(author, CORRECTED, HALF_LIFE, CLASS)
    assert _refs(diff.corrected) == ["x/receptor"]
    text = diff_report.as_text(diff, "x", colour=False)
    assert "Answer: The GABA-A receptor{+ of the brain+}" in text
    assert "\x1b" not in text


def test_words_that_go_and_come_are_marked_without_colours_too(author: Author) -> None:
    diff = _diff(author, RECEPTOR, changed(HALF_LIFE, a="20 to 40 hours"), CLASS)
    assert "[-30-]{+20+} to 40 hours" in diff_report.as_text(diff, "x", colour=False)
    coloured = diff_report.as_text(diff, "x", colour=True)
    assert "\x1b[31m[-30-]\x1b[0m\x1b[32m{+20+}\x1b[0m to 40 hours" in coloured


def test_new_retired_revived_and_moved_cards_are_told(author: Author) -> None:
    diff = _diff(author, HALF_LIFE, NEW, CLASS)
    assert (_refs(diff.new), _refs(diff.retired)) == (["x/new"], ["x/receptor"])
    assert diff_report.summary_line(diff) == "1 new, 1 retired"
    assert _refs(_diff(author, HALF_LIFE, NEW, CLASS, RECEPTOR).revived) == ["x/receptor"]
    assert _refs(_diff(author, NEW, HALF_LIFE, RECEPTOR, CLASS).moved) != []


def test_a_moved_card_is_told_and_no_other(author: Author) -> None:
    author.build(*THREE, NEW)
    assert _refs(_diff(author, NEW, *THREE).moved) == ["x/new"]


def test_changed_tags_are_told(author: Author) -> None:
    (change,) = _diff(author, changed(RECEPTOR, tags=["one"]), HALF_LIFE, CLASS).tags
    assert (change.tags_added, change.tags_removed) == (("one",), ())


def test_a_changed_picture_is_told(author: Author) -> None:
    author.picture("a.png", b"1")
    author.build(changed(RECEPTOR, image="a.png"), HALF_LIFE, CLASS)
    before = author.compile().package
    assert before is not None
    author.picture("a.png", b"2")
    (change,) = compare(before, author.build().package).pictures
    assert len(change.pictures_added) == len(change.pictures_removed) == 1


def _tampered(package: Package, modified: int) -> Package:
    notes = [
        n._replace(modified=modified, body=body_of(["Other?", *n.fields[1:]]))
        if n.ref == "x/receptor"
        else n
        for n in package.notes
    ]
    return replace(package, notes=tuple(notes))


@pytest.mark.parametrize(("later", "why"), [(0, "has already"), (-5, "an older time")])
def test_what_will_not_arrive_is_told_with_the_reason(author: Author, later: int, why: str) -> None:
    package = author.compile().package
    assert package is not None
    diff = compare(package, _tampered(package, package.notes[0].modified + later))
    assert _refs(diff.held_back) == ["x/receptor"]
    assert why.replace("has", "have") in diff.held_back[0].why
    assert diff_report.summary_line(diff) == "1 that will not arrive"


def test_a_forgotten_note_is_told(author: Author) -> None:
    package = author.compile().package
    assert package is not None
    (change,) = compare(package, replace(package, notes=package.notes[1:])).held_back
    assert "students keep it" in change.why


def test_what_goes_out_once_more_is_told(author: Author) -> None:
    author.build(CORRECTED, HALF_LIFE, CLASS)
    assert _refs(_diff(author, CORRECTED, HALF_LIFE, CLASS, NEW).again) == ["x/receptor"]


def test_a_new_name_of_the_deck_is_told(author: Author) -> None:
    before = author.compile().package
    assert before is not None
    author.deck |= {"name": "Other", "was-name": "Test::X"}
    diff = compare(before, author.build().package)
    assert "stay in 'Test::X'" in diff.notices[0]


def test_a_deck_that_is_mostly_retired_has_its_name_still(author: Author) -> None:
    after = author.build(RECEPTOR).package
    before = read_package(author.package)
    assert not compare(before, after)
    retired = tuple(note for note in before.notes if RETIRED_TAG in note.tags)
    assert not compare(replace(before, notes=retired, decks=before.decks[1:]), after).notices


def test_the_ledger_knows_what_the_last_package_said(author: Author) -> None:
    before = author.compile().package
    assert before is not None
    known = released_package(author.ledger)
    after = author.build(CORRECTED, CLASS, NEW).package
    assert compare(known, after) == compare(before, after)


def test_where_students_see_the_same_the_html_is_shown() -> None:
    words = FieldChange("Answer", "a <b>word</b>", "a <i>word</i>").words
    assert "".join(w.text for w in words if w.sign == "-") == "bb"


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_words_give_back_both_texts(before: str, after: str) -> None:
    words = FieldChange("Answer", before, after).words
    old = "".join(w.text for w in words if w.sign in "=-")
    new = "".join(w.text for w in words if w.sign in "=+")
    assert (old, new) in {(before, after), (visible(before), visible(after))}


def test_a_long_text_is_shown_whole_instead_of_compared() -> None:
    words = FieldChange("Extra", "a b " * 5_000, "b a " * 5_000).words
    assert [w.sign for w in words] == ["-", "+"]


# How it is printed ----------------------------------------------------------------------


def test_markdown_strikes_out_the_old_and_emboldens_the_new(author: Author) -> None:
    diff = _diff(author, RECEPTOR, changed(HALF_LIFE, a="20 to *40* hours"), CLASS)
    notes = diff_report.as_markdown(diff, "x")
    assert notes.startswith("## x\n\n1 corrected.\n")
    assert "  - Answer: ~~30~~**20** to 40 hours" in notes


def test_markdown_of_a_card_is_not_read_as_markdown(author: Author) -> None:
    odd = question("odd", "Is `<b>` a *tag* of [this](x)?", "Yes")
    notes = diff_report.as_markdown(_diff(author, *THREE, odd), "x")
    assert "Is \\<b\\> a tag of this?" in notes


def test_json_holds_both_sides_and_the_words(author: Author) -> None:
    data = diff_report.as_dict(_diff(author, CORRECTED, HALF_LIFE, CLASS), "x")
    (change,) = json.loads(json.dumps(data))["corrected"]
    assert change["fields"][0]["before"] == RECEPTOR["a"]
    assert change["fields"][0]["words"][-1] == ["+", " of the brain"]


def test_nothing_in_a_text_commands_the_terminal(author: Author) -> None:
    package = author.compile().package
    assert package is not None
    notes = [n._replace(body=body_of(["\x1b[2J\u202eQ?", *n.fields[1:]])) for n in package.notes]
    diff = compare(Package((), (), (), (), 0), replace(package, notes=tuple(notes)))
    text = diff_report.as_text(diff, "x", colour=False)
    assert "\x1b" not in text
    assert "\u202e" not in text


# A package read back -----------------------------------------------------------------------


def test_a_package_reads_back_as_it_was_written(author: Author) -> None:
    author.picture("a.png", b"1")
    package = author.build(changed(RECEPTOR, image="a.png"), CLASS).package
    read = read_package(author.package)
    ours, theirs = ({note.guid: note for note in p.notes} for p in (package, read))
    for guid, note in ours.items():
        assert theirs[guid]._replace(ref=note.ref, media=note.media) == note
    assert [deck.name for deck in read.decks] == [deck.name for deck in package.decks]
    assert [media.load() for media in read.media] == [b"1"]
    assert not compare(read, package)


def test_a_package_is_read_whatever_the_folder_for_temporary_files_is_called(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "50%41#?x=y" if os.name != "nt" else tmp_path / "50%41#"
    there.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(there))
    assert len(read_package(author.package).notes) == len(THREE)


def test_ankis_own_legacy_export_is_read_and_its_modern_one_is_named(
    author: Author, new_student: NewStudent, tmp_path: Path
) -> None:
    student = new_student()
    student.take(str(author.package), author.now)
    student.export(str(tmp_path / "legacy.apkg"), legacy=True)
    student.export(str(tmp_path / "modern.apkg"), legacy=False)
    package = author.compile().package
    assert package is not None
    read = read_package(tmp_path / "legacy.apkg")
    assert {n.guid for n in read.notes} == {n.guid for n in package.notes}
    with pytest.raises(UnreadablePackageError, match="Support older Anki versions"):
        read_package(tmp_path / "modern.apkg")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        {"readme": b""},
        {"collection.anki2": b"no database"},
        {"collection.anki2": b"SQLite format 3\0" + b"\0" * 100},
        {"collection.anki2": b"", "media": b"{"},
        {"collection.anki2": b"", "media": b"[" * 100_000},
    ],
)
def test_a_file_that_is_no_package_is_told(
    tmp_path: Path, content: bytes | dict[str, bytes]
) -> None:
    path = tmp_path / "x.apkg"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)
    with pytest.raises(UnreadablePackageError, match=r"x\.apkg"):
        read_package(path)


def test_a_file_that_unpacks_without_end_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.apkg_reader._LARGEST_DATABASE", 1 << 20)
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", bytes(1 << 24))
    with pytest.raises(UnreadablePackageError, match="too large"):
        read_package(path)


def test_a_table_that_never_ends_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.apkg_reader._MOST_STEPS", 2)
    database = tmp_path / "collection.anki2"
    db = sqlite3.connect(database)
    db.execute(
        "CREATE VIEW col AS WITH RECURSIVE n(ver) AS (SELECT 1 UNION ALL SELECT ver + 1 FROM n) "
        "SELECT ver, 0 AS mod, '' AS models, '' AS decks FROM n WHERE ver < 0"
    )
    db.commit()
    db.close()
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(database, "collection.anki2")
    with pytest.raises(UnreadablePackageError):
        read_package(path)


# The command ---------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    """A released deck in a repository of its own, the tag v1 on the first release."""
    if shutil.which("git") is None:
        pytest.skip("git is not there")
    root = tmp_path / "project"
    author = Author(root)
    author.picture("a.png", b"1")
    author.build(*THREE[:2], changed(CLASS, image="a.png"))
    monkeypatch.chdir(root)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (root / ".gitignore").write_text("output/\n")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "1"), ("tag", "v1")):
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], check=True, capture_output=True)
    return author


def _run(*words: str, day: int = 9) -> Result:
    env = {"SOURCE_DATE_EPOCH": str(START + day * DAY), "NO_COLOR": "1"}
    result = CliRunner().invoke(main, words, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


THIRD = changed(CLASS, image="a.png")


def test_without_since_the_built_package_is_compared_with(project: Author) -> None:
    project.write(CORRECTED, HALF_LIFE, THIRD)
    before = project.lock.read_bytes(), project.package.read_bytes()
    result = _run("diff")
    assert result.exit_code == 0
    assert result.stdout.startswith("x: 1 corrected\n")
    assert (project.lock.read_bytes(), project.package.read_bytes()) == before


def test_where_nothing_is_built_the_lock_is_compared_with(project: Author) -> None:
    project.package.unlink()
    project.write(CORRECTED, HALF_LIFE, THIRD)
    result = _run("diff", "x")
    assert result.stdout.startswith("x: 1 corrected\n")
    assert "compared with deck.lock" in result.stderr


@pytest.mark.parametrize("revision", ["v1", "HEAD"])
def test_a_revision_is_its_cards_its_lock_and_its_pictures(project: Author, revision: str) -> None:
    project.build(CORRECTED, HALF_LIFE, THIRD)
    project.picture("a.png", b"2")
    project.build(CORRECTED, HALF_LIFE, THIRD, NEW)
    result = _run("diff", "--since", revision)
    assert result.stdout.startswith("x: 1 new, 1 corrected, 1 with another picture\n")
    assert not list(project.root.glob("**/*.tmp"))


def test_a_renamed_card_is_the_same_at_a_revision(project: Author) -> None:
    project.build(changed(CORRECTED, id="target", was=["receptor"]), HALF_LIFE, THIRD)
    assert _run("diff", "--since", "v1").stdout.startswith("x: 1 corrected\n")


def test_a_deck_that_a_revision_does_not_have_is_all_new(project: Author) -> None:
    other = project.root / "cards" / "y"
    other.mkdir()
    (other / "deck.yaml").write_text("id: y\n")
    (other / "one.yaml").write_text('cards:\n  - id: a\n    q: "Why?"\n    a: "So"\n')
    assert _run("diff", "y", "--since", "v1").stdout.startswith("y: 1 new\n")


@pytest.mark.parametrize("since", ["v9", "--output", "nothing.apkg", "-x"])
def test_what_is_neither_package_nor_revision_is_told(project: Author, since: str) -> None:
    del project
    result = _run("diff", f"--since={since}")
    assert result.exit_code in {2, 3}
    assert since in result.stderr


def test_without_git_a_revision_is_told(
    project: Author, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del project
    monkeypatch.setenv("PATH", str(tmp_path))
    result = _run("diff", "--since", "v1")
    assert result.exit_code == 2
    assert "git is not installed" in result.stderr


def test_outside_of_a_repository_a_revision_is_told(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(author.root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(author.root.parent))
    assert _run("diff", "--since", "v1").exit_code == 2


def test_a_revision_with_errors_by_todays_rules_is_told_with_the_place(project: Author) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    cards = project.folder / "one.yaml"
    good = cards.read_text("utf-8")
    cards.write_text("cards:\n  - q: What?\n    a: That\n", "utf-8")
    subprocess.run(["git", *who, "commit", "-qam", "broken"], check=True)
    cards.write_text(good, "utf-8")
    result = _run("diff", "--since", "HEAD")
    assert result.exit_code == 2
    assert "has errors by today's rules" in result.stderr
    assert "one.yaml:2: this card has no id" in result.stderr


def test_a_one_file_deck_has_revisions_too(project: Author) -> None:
    shutil.rmtree(project.folder)
    deck = project.root / "cards" / "one.yaml"
    text = 'deck:\n  id: one\ncards:\n  - id: a\n    q: "Why?"\n    a: "So"\n'
    deck.write_text(text)
    assert _run("build").exit_code == 0
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "add", "-A"], check=True)
    subprocess.run(["git", *who, "commit", "-qm", "2"], check=True)
    deck.write_text(text.replace("So", "So it is"))
    assert _run("diff", "--since", "HEAD").stdout.startswith("one: 1 corrected\n")


def test_a_deck_with_errors_is_told_and_the_command_fails(project: Author) -> None:
    project.write({"id": "receptor", "q": "A question without an answer?"}, HALF_LIFE, THIRD)
    result = _run("diff")
    assert result.exit_code == 1
    assert "x: has errors" in result.stderr


def test_the_formats_of_the_command(project: Author) -> None:
    project.write(CORRECTED, HALF_LIFE, THIRD)
    assert _run("diff", "--format", "markdown").stdout.startswith("## x\n")
    (deck,) = json.loads(_run("diff", "--format", "json").stdout)["decks"]
    assert deck["summary"] == "1 corrected"


def test_a_build_prints_the_same_summary(project: Author) -> None:
    project.write(CORRECTED, HALF_LIFE, THIRD, NEW)
    line = _run("diff").stdout.splitlines()[0]
    assert line in _run("build").stderr.splitlines()


# Corrections ---------------------------------------------------------------------------------


def test_corrections_land_where_the_student_has_edited_and_keep_his_tags(
    author: Author, new_student: NewStudent, tmp_path: Path
) -> None:
    student = new_student()
    student.take(str(author.package), author.now)
    guids = {name: entry.guid for name, entry in author.ledger.notes.items()}
    for guid in guids.values():
        student.edit(guid, 1, "my own words", author.now + 400 * DAY)
        student.tag(guid, "mine", author.now + 400 * DAY)
        student.answer(guid, 0, 4)
        student.flag(guid, 0, 2)
        student.move(guid, 0, "My own")
    before = student.state()
    first = author.compile().package
    assert first is not None
    second = author.build(
        changed(RECEPTOR, a='"One"\tand\n\n- two\n- three'),
        HALF_LIFE,
        cloze("class", f"{CLASS['cloze']} {{{{Really}}}}"),
    ).package
    found = corrections(second, compare(first, second))
    assert found.written == ("x/receptor", "x/class")
    path = tmp_path / "c.txt"
    path.write_text(found.text, "utf-8")
    assert student.take(str(author.package), author.now)["updated"] == 0
    counts = student.take_text(str(path))
    assert (counts["updated"], counts["new"], counts["conflicting"]) == (2, 0, 0)
    after = student.state()
    for name, guid in guids.items():
        was, now = before["notes"][guid], after["notes"][guid]
        note = next(n for n in second.notes if n.guid == guid)
        assert now["tags"] == ["mine", "x::one"]
        assert now["fields"] == (was["fields"] if name == "half-life" else list(note.fields))
        assert now["cards"] | was["cards"] == now["cards"]
    assert sorted(after["notes"][guids["class"]]["cards"]) == ["0", "1", "2"]
    assert (after["reviews"], after["schema"]) == (before["reviews"], before["schema"])


def test_the_command_writes_corrections_and_lists_other_pictures(project: Author) -> None:
    project.picture("a.png", b"2")
    project.write(CORRECTED, HALF_LIFE, THIRD)
    result = _run("build", "--corrections", "--since", "v1")
    assert result.exit_code == 0
    text = (project.root / "output" / "x-corrections.txt").read_text("utf-8")
    assert text.count("\n") == 7
    assert "#tags" not in text
    assert "x: 1 note to correct, in output/x-corrections.txt" in result.stderr
    assert "x/class: has another picture" in result.stderr


def test_nothing_to_correct_writes_nothing(project: Author) -> None:
    result = _run("build", "--corrections", "--since", "v1")
    assert "x: 0 notes to correct" in result.stderr
    assert not (project.root / "output" / "x-corrections.txt").exists()


@pytest.mark.parametrize("words", [("--corrections",), ("--since", "v1")])
def test_corrections_and_since_go_together(project: Author, words: tuple[str, ...]) -> None:
    del project
    assert _run("build", *words).exit_code == 2


def test_a_retired_note_is_corrected_too(author: Author) -> None:
    first = author.compile().package
    assert first is not None
    second = author.build(*without(THREE, "receptor")).package
    assert corrections(second, compare(first, second)).written == ("x/receptor",)
