"""Work that is shared by forked processes comes back whole, in order, or as a clear refusal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from generator import crew

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux alone")


@pytest.mark.parametrize("count", [1, 2, 100])
def test_work_comes_back_in_order(count: int) -> None:
    assert list(crew.work_on(count, lambda index: index * index)) == [n * n for n in range(count)]


@pytest.fixture
def others() -> Iterator[Others]:
    rendezvous = Others()
    yield rendezvous
    rendezvous.close()


class Others:
    """Lets this process wait until another one has come to its own work."""

    def __init__(self) -> None:
        self._here = os.getpid()
        self._end, self._begin = os.pipe()

    def are_here(self) -> bool:
        """Whether another process asks; the first one asks when another has, or is dead."""
        if os.getpid() != self._here:
            os.write(self._begin, b".")
            return True
        if self._begin >= 0:
            os.close(self._begin)
            self._begin = -1
            os.read(self._end, 1)
        return False

    def close(self) -> None:
        os.close(self._end)
        if self._begin >= 0:
            os.close(self._begin)


def test_another_process_shares_the_work(others: Others) -> None:
    done = list(crew.work_on(2, lambda _: (others.are_here(), os.getpid())))
    assert any(pid != os.getpid() for _, pid in done)


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(crew.work_on(4, lambda index: 1 // (index - 2)))


def test_what_work_raises_in_another_process_is_raised(others: Others) -> None:
    def work(_: int) -> int:
        return 1 // (not others.are_here())

    with pytest.raises(ZeroDivisionError):
        list(crew.work_on(2, work))


def test_what_a_killed_process_leaves_is_done_here(others: Others) -> None:
    def work(index: int) -> int:
        if others.are_here():
            os.kill(os.getpid(), signal.SIGKILL)
        return index

    assert list(crew.work_on(2, work)) == [0, 1]


class Halves:
    """A file that takes half of what it is given."""

    def __init__(self, **_: object) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  # closed by crew
        self.writes = 0

    def write(self, data: memoryview) -> int:
        self.writes += 1
        return self._file.write(data[: len(data) // 2 or 1])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_what_is_handed_over_in_pieces_arrives_whole(
    others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "TemporaryFile", Halves)
    done = list(crew.work_on(2, lambda index: (index, others.are_here(), os.getpid())))
    assert [index for index, _, _ in done] == [0, 1]
    assert any(pid != os.getpid() for *_, pid in done)


def test_what_can_not_be_handed_over_is_done_here(
    others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Halves):
        """A disk on which half of the last piece had room."""

        def write(self, data: memoryview) -> int:
            if self.writes:
                raise OSError("no space left on device")
            return super().write(data)

    monkeypatch.setattr(crew, "TemporaryFile", Full)
    done = list(crew.work_on(2, lambda index: (index, others.are_here())))
    assert [index for index, _ in done] == [0, 1]


def test_where_no_process_can_be_had_all_is_done_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    assert list(crew.work_on(9, lambda index: index)) == list(range(9))
    with crew.alongside((tmp_path / "there").touch, 1 << 40):
        pass
    assert (tmp_path / "there").exists()


def test_work_alongside_in_a_process_that_was_killed_is_done_after_the_block(
    tmp_path: Path,
) -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / "there").touch()

    with crew.alongside(work, 1 << 40):
        pass
    assert (tmp_path / "there").exists()


class _TwoReasonsError(Exception):
    """Pickled, it can't be made again."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one}, {other}")


def test_what_cannot_be_handed_over_is_raised_by_the_first_process() -> None:
    def fail() -> None:
        raise _TwoReasonsError("one", "other")

    with pytest.raises(_TwoReasonsError, match="one, other"), crew.alongside(fail, 1 << 40):
        pass
    with pytest.raises(_TwoReasonsError, match="one, other"):
        list(crew.work_on(9, lambda _: fail()))


_NOBODY_WAITS = """
import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
from generator import crew
assert list(crew.work_on(9, lambda index: index)) == list(range(9))
with crew.alongside(lambda: 1, 1 << 40) as done:
    pass
assert done == [1]
"""


def test_it_works_where_children_are_not_waited_for() -> None:
    subprocess.run([sys.executable, "-c", _NOBODY_WAITS], cwd=ROOT, check=True)


_ORPHAN = """
import os, signal
from generator import crew

here = os.getpid()

def work(index):
    if os.getpid() == here:
        os.kill(here, signal.SIGKILL)
    while os.getppid() == here:
        pass
    os.write(1, b".")

list(crew.work_on(50, work))
"""


def test_when_the_first_process_is_killed_the_others_stop() -> None:
    died = subprocess.run(
        [sys.executable, "-c", _ORPHAN], cwd=ROOT, capture_output=True, check=False
    )
    assert died.returncode == -signal.SIGKILL
    assert died.stdout in (b"", b".")


def test_more_work_than_a_pipe_holds_is_shared_too() -> None:
    assert list(crew.work_on(50_000, lambda index: index)) == list(range(50_000))


def test_who_wants_no_more_ends_the_work_of_all(others: Others) -> None:
    work = crew.work_on(3, lambda index: (others.are_here(), index) if index < 2 else None)
    next(work)
    work.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, 0)


@pytest.mark.parametrize("size", [0, 1 << 40])
def test_work_alongside_is_done_when_the_block_is(tmp_path: Path, size: int) -> None:
    with crew.alongside((tmp_path / "there").touch, size):
        pass
    assert (tmp_path / "there").exists()


@pytest.mark.parametrize("size", [0, 1 << 40])
def test_what_work_alongside_returns_is_there_after_the_block(size: int) -> None:
    with crew.alongside(lambda: "done", size) as returned:
        assert not returned
    assert returned == ["done"]


@pytest.mark.parametrize("size", [0, 1 << 40])
def test_what_work_alongside_raises_is_raised(tmp_path: Path, size: int) -> None:
    with (
        pytest.raises(FileNotFoundError),
        crew.alongside(tmp_path.joinpath("no", "where").touch, size),
    ):
        pass


def test_where_the_block_fails_work_alongside_is_ended() -> None:
    end, _ = os.pipe()
    with pytest.raises(KeyError), crew.alongside(lambda: print(os.read(end, 1)), 1 << 40):
        raise KeyError


def test_little_work_is_not_shared() -> None:
    assert not crew.worthwhile(1_000)


def test_beside_other_threads_nothing_is_forked() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not crew.worthwhile(1 << 40)
    finally:
        done.set()
        thread.join()
