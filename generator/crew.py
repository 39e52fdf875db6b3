"""Work on many files at once, on all cores, where that is quicker than one after the other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

__all__ = ["work_on", "worthwhile"]

T = TypeVar("T")
# Below so many bytes of cards the others are not there before the work is done.
_LEAST = 500_000
_PIECES = 8  # for each worker, so that none waits long for another

_work: Callable[[int], Any]


def worthwhile(size: int) -> bool:
    """Whether work on files of so many bytes should be shared.

    It is where processes can be forked, which takes what they need along: on
    Linux. With other threads about, a fork may find a lock that nobody opens.
    """
    return (
        size >= _LEAST
        and sys.platform == "linux"
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


def work_on(count: int, work: Callable[[int], T]) -> Iterator[T]:
    """``work(0)`` to ``work(count - 1)`` in order, each done in one of some forked processes.

    What ``work`` returns must be cheap to send. Raises what it raises, and
    :class:`OSError` where a process can't be had or was killed.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    global _work
    _work = work
    cores = len(os.sched_getaffinity(0))
    pool = ProcessPoolExecutor(cores, multiprocessing.get_context("fork"), _quietly)
    try:
        yield from pool.map(_do, range(count), chunksize=-(-count // (cores * _PIECES)))
    except BrokenProcessPool as error:
        raise OSError("a process that compiled a part of the deck was killed") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _do(index: int) -> Any:
    return _work(index)


def _quietly() -> None:
    # Ctrl-C is told once, by the process that the user started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
