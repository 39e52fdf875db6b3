"""Killed, crowded, full or read-only: each file is whole, and the next build mends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.apkg_reader import read_package
from generator.exporters import apkg
from tests.author import CLASS, DAY, HALF_LIFE, RECEPTOR, START, THREE, Author, changed, question

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and limits are of Unix")

_HERE = Path(__file__).parent.parent
CORRECTED = changed(RECEPTOR, a="The GABA-A receptor, at its benzodiazepine site")


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path / "author")
    author.build(*THREE, after=0)
    author.write(CORRECTED, HALF_LIFE, CLASS)
    return author


def _run(
    author: Author,
    *words: str,
    day: int,
    dying: int = 0,
    limit: Callable[[], None] | None = None,
    **env: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*words, dying=dying),
        cwd=author.root,
        env=_environment(author, day) | env,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


def _command(*words: str, dying: int = 0) -> list[str]:
    module = ["tests.dying", str(dying)] if dying else ["generator"]
    return [sys.executable, "-m", *module, *words]


def _environment(author: Author, day: int) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(_HERE),
        "XDG_CACHE_HOME": str(author.root / "cache"),
        "SOURCE_DATE_EPOCH": str(START + day * DAY),
    }


def _bytes(author: Author) -> tuple[bytes, bytes]:
    return author.package.read_bytes(), author.lock.read_bytes()


def _left_over(author: Author) -> list[str]:
    """What is half written; in the cache the next run writes over it."""
    found = [path.relative_to(author.root) for path in author.root.rglob("*.tmp")]
    return [str(path) for path in found if path.parts[0] != "cache"]


def _check_whole(author: Author) -> None:
    """Package and lock belong together, and hold the correction."""
    ledger = author.ledger
    assert not ledger.merged
    assert apkg.digest_of(author.package) == ledger.digest
    sent = {note.guid: note for note in read_package(author.package).notes}
    for entry in ledger.notes.values():
        assert sent[entry.guid].fields == entry.fields
    assert ledger.notes["receptor"].fields[1] == CORRECTED["a"]


# Killed ------------------------------------------------------------------------------


def test_killed_at_any_step_each_file_is_whole_and_the_next_build_mends(
    author: Author, tmp_path: Path
) -> None:
    before = _bytes(author)
    origin = tmp_path / "origin"
    shutil.copytree(author.root, origin)
    assert _run(author, "build", day=1).returncode == 0
    after = _bytes(author)
    seen = set()
    for step in range(1, 100):
        shutil.rmtree(author.root)
        shutil.copytree(origin, author.root)
        died = _run(author, "build", day=1, dying=step)
        if died.returncode == 0:
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
        package, lock = _bytes(author)
        assert package in (before[0], after[0])
        assert lock in (before[1], after[1])
        # The package comes first: a lock never says that something was sent that was not.
        assert (package, lock) != (before[0], after[1])
        seen.add((package == after[0], lock == after[1]))
        author.now = START + 2 * DAY
        author.build(after=0)
        _check_whole(author)
        assert _left_over(author) == []
        published = START + DAY if lock == after[1] else START + 2 * DAY
        assert author.ledger.notes["receptor"].modified == published
    assert step > 8
    assert seen == {(False, False), (True, False), (True, True)}


def test_killed_at_any_step_of_the_first_build_nothing_is_half_there(tmp_path: Path) -> None:
    for step in range(1, 100):
        author = Author(tmp_path / str(step))
        author.write(*THREE)
        died = _run(author, "build", day=0, dying=step)
        if died.returncode == 0:
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
        if author.package.exists():
            assert len(read_package(author.package).notes) == 3
        author.build()
        assert _left_over(author) == []
        assert apkg.digest_of(author.package) == author.ledger.digest
    assert step > 8


def test_killed_while_two_processes_write_package_and_lock_the_next_build_mends(
    tmp_path: Path,
) -> None:
    author = Author(tmp_path / "author")
    author.build(*THREE, after=0)
    author.write(CORRECTED, HALF_LIFE, CLASS)
    before = _bytes(author)
    codes = set()
    for step in range(1, 100):
        author.package.write_bytes(before[0])
        author.lock.write_bytes(before[1])
        died = _run(author, "build", day=1, dying=step, TOGETHER="yes")
        codes.add(died.returncode)
        if died.returncode == 0:
            break
        assert "Traceback" not in died.stderr
        if author.package.read_bytes() == before[0]:
            assert author.lock.read_bytes() == before[1]
        # It waits for the other process, should that have outlived the one that was killed.
        assert _run(author, "build", day=2).returncode == 0
        _check_whole(author)
        assert _left_over(author) == []
    assert codes <= {0, -signal.SIGKILL, 3}  # 3 where the other one was killed first


def test_killed_while_retiring_the_lock_is_whole(author: Author) -> None:
    author.write(HALF_LIFE, CLASS)
    before = author.lock.read_bytes()
    for step in range(1, 20):
        author.lock.write_bytes(before)
        died = _run(author, "retire", "x/receptor", "--why", "wrong", day=1, dying=step)
        assert author.lock.read_bytes() == before or author.ledger.notes["receptor"].retired
        if died.returncode == 0:
            break
    assert step > 3
    assert _left_over(author) == []


def test_what_killed_builds_left_is_cleared_and_nothing_else(author: Author) -> None:
    output = author.root / "output"
    stale = [output / ".x.apkg.0123abcd.tmp", author.folder / ".deck.lock.89abcdef.tmp"]
    others = [output / ".y.apkg.0123abcd.tmp", output / "x.apkg.tmp", author.folder / "my.tmp"]
    for path in (*stale, *others):
        path.write_bytes(b"half")
    assert _run(author, "build", day=1).returncode == 0
    assert not any(path.exists() for path in stale)
    assert all(path.exists() for path in others)


# Crowded -----------------------------------------------------------------------------


def test_builds_at_once_do_not_spoil_each_other(author: Author) -> None:
    running = [
        subprocess.Popen(
            _command("build"),
            cwd=author.root,
            env=_environment(author, day),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for day in (1, 2, 3, 4, 5, 6)
    ]
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    _check_whole(author)
    assert _left_over(author) == []


def test_builds_and_answers_at_once_lose_neither(author: Author) -> None:
    author.write(HALF_LIFE, CLASS)
    commands = [("build",), ("retire", "x/receptor", "--why", "wrong"), ("build",)]
    running = [
        subprocess.Popen(
            _command(*words),
            cwd=author.root,
            env=_environment(author, day),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for day, words in enumerate(commands, 1)
    ]
    for process in running:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    retired = author.ledger.notes["receptor"].retired
    assert retired is not None
    assert retired.why == "wrong"


# Full and read-only ------------------------------------------------------------------


def _limit(size: int) -> Callable[[], None]:
    def apply() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return apply


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="this system knows no such limit")
def test_where_files_may_not_grow_it_is_told_and_the_old_ones_stay(author: Author) -> None:
    before = _bytes(author)
    refused = 0
    for size in (0, 100, 1_000, 3_000, 5_000, 20_000, 60_000):
        result = _run(author, "build", day=1, limit=_limit(size))
        assert result.returncode == 3, result.stderr
        assert "studydeck: the machine refused:" in result.stderr
        assert "Traceback" not in result.stderr
        refused += 1
        assert _bytes(author)[1] == before[1]
        assert _left_over(author) == []
    assert refused
    assert _run(author, "build", day=2).returncode == 0
    _check_whole(author)


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts file systems in memory; only root may."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    there: list[Path] = []

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "studydeck-test", str(folder)]
        if os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("only root may mount a file system")
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this system lets nobody mount a file system")
        there.append(folder)
        return folder

    yield mount
    for path in there:
        subprocess.run(["umount", str(path)], check=True)


def test_a_full_disk_is_told_and_the_old_files_stay(
    author: Author, mounted: Callable[[str], Path]
) -> None:
    disk = mounted("size=64k")
    cards = [
        question(f"c-{i}", f"What is {i}?", str(i)) | {"extra": f"{i * 7919} " * 40}
        for i in range(300)
    ]
    assert _run(author, "build", "-o", str(disk), day=1).returncode == 0
    old, lock = (disk / "x.apkg").read_bytes(), author.lock.read_bytes()
    (disk / "filler").write_bytes(bytes(64 * 1024 - len(old) - 12_288))
    author.write(CORRECTED, HALF_LIFE, CLASS, *cards)
    result = _run(author, "build", "-o", str(disk), day=2)
    assert result.returncode == 3
    assert "No space left" in result.stderr
    assert sorted(path.name for path in disk.iterdir()) == ["filler", "x.apkg"]
    assert (disk / "x.apkg").read_bytes() == old
    assert author.lock.read_bytes() == lock


def test_a_read_only_folder_is_told(author: Author, mounted: Callable[[str], Path]) -> None:
    disk = mounted("ro")
    lock = author.lock.read_bytes()
    result = _run(author, "build", "-o", str(disk), day=1)
    assert result.returncode == 3
    assert "Read-only file system" in result.stderr
    assert author.lock.read_bytes() == lock


@pytest.mark.parametrize("what", ["output is a file", "package is a folder"])
def test_a_place_that_can_not_be_written_to_is_told(author: Author, what: str) -> None:
    output = author.root / "elsewhere"
    if what == "output is a file":
        output.write_text("mine")
    else:
        (output / "x.apkg").mkdir(parents=True)
    lock = author.lock.read_bytes()
    result = _run(author, "build", "-o", str(output), day=1)
    assert result.returncode in {2, 3}
    assert "Traceback" not in result.stderr
    assert author.lock.read_bytes() == lock


def test_without_a_home_a_build_works_all_the_same(author: Author) -> None:
    nowhere = author.root / "file"
    nowhere.write_text("no folder")
    env: dict[str, Any] = {"XDG_CACHE_HOME": str(nowhere / "cache"), "HOME": str(nowhere)}
    assert _run(author, "build", day=1, **env).returncode == 0
    _check_whole(author)
