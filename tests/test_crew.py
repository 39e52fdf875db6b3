"""Work that is shared by forked processes comes back whole, in order, or as a clear refusal."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from generator import crew

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="work is shared on Linux alone")


@pytest.mark.parametrize("count", [1, 2, 100])
def test_work_comes_back_in_order(count: int) -> None:
    assert list(crew.work_on(count, lambda index: index * index)) == [n * n for n in range(count)]


def test_others_do_the_work() -> None:
    assert os.getpid() not in list(crew.work_on(8, lambda _: os.getpid()))


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        list(crew.work_on(4, lambda index: 1 // (index - 2)))


def test_a_process_that_was_killed_is_what_the_machine_refused() -> None:
    with pytest.raises(OSError, match="was killed"):
        list(crew.work_on(4, lambda _: os.kill(os.getpid(), signal.SIGKILL)))


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
