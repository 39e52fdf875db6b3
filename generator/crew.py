"""Work on all cores, by forked processes, where that is quicker than one thing after the other."""

from __future__ import annotations

import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import Any, NoReturn, TypeVar

__all__ = ["alongside", "shared", "work_on", "worthwhile"]

T = TypeVar("T")
# Below so many bytes of cards the others have hardly begun when the work is done: each compiles
# its patterns anew.
_LEAST = 300_000
_MOST_TICKETS = 1024  # what any pipe holds of them


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


def shared(count: int, work: Callable[[int], T], size: int) -> Generator[T, None, None]:
    """``work(0)`` to ``work(count - 1)`` in order; :func:`work_on` does it if it is worthwhile.

    ``size`` is that of cards, in bytes, that are as much work.
    """
    if worthwhile(size):
        yield from work_on(count, work)
    else:
        yield from map(work, range(count))


def work_on(count: int, work: Callable[[int], T]) -> Generator[T, None, None]:
    """``work(0)`` to ``work(count - 1)`` in order, done by this process and some forked ones.

    What ``work`` returns must be plain data. Raises what it raises. What another
    process can't hand over, since the disk is full or it was killed, is done here.
    """
    step = -(-count // _MOST_TICKETS)
    tickets, here = _tickets(range(0, count, step)), os.getpid()

    def turns() -> Iterator[int]:
        while here in (os.getpid(), os.getppid()) and (ticket := os.read(tickets, 4)):
            first = int.from_bytes(ticket)
            yield from range(first, min(first + step, count))

    def help_out(send: Callable[[Any], None]) -> None:
        for index in turns():
            send((index, work(index)))

    others: list[_Other] = []
    mine: dict[int, T] = {}

    def ready(first: int) -> Iterator[T]:
        """What there is from ``first`` on; what others made stays in their files until then."""
        for index in range(first, count):
            if index in mine:
                yield mine.pop(index)
                continue
            sent = next((o.sent for o in others if o.sent and o.sent[0][0] == index), None)
            if sent is None:
                return
            yield sent.pop()[1]

    at = 0
    try:
        with suppress(OSError):  # no process to be had, or no file to hand over in
            for _ in range(min(len(os.sched_getaffinity(0)), count) - 1):
                others.append(_Other(help_out))  # noqa: PERF401  # those that are there are ended
        for index in turns():
            mine[index] = work(index)
            for value in ready(at):
                at += 1
                yield value
        for other in others:
            other.join()
        while at < count:
            for value in ready(at):
                at += 1
                yield value
            if at < count:
                mine[at] = work(at)
    finally:
        for other in others:
            other.end()
        os.close(tickets)


@contextmanager
def alongside(work: Callable[[], T], size: int) -> Iterator[list[T]]:
    """While the block runs, ``work()`` is done in a forked process.

    After the block, what it returned, plain data, is the one item of the list.
    If its ``size`` in bytes is not :func:`worthwhile`, or that process comes to
    nothing, it is done after the block. Raises what it raises, once the block
    has come to its end.
    """
    done: list[T] = []
    other = None
    if worthwhile(size):
        with suppress(OSError):
            other = _Other(lambda send: send(work()))
    try:
        yield done
        if other is not None:
            other.join()
            done += other.sent
        if not done:
            done.append(work())
    finally:
        if other is not None:
            other.end()


def _tickets(numbers: range) -> int:
    """A file to read numbers from, 4 bytes each, by whoever wants the next one."""
    end, begin = os.pipe()
    os.write(begin, b"".join(number.to_bytes(4) for number in numbers))
    os.close(begin)
    return end


class _UndeliveredError(Exception):
    """What was made can't be handed over."""


def _packed(error: BaseException) -> bytes:
    """An exception as bytes. Raises :class:`_UndeliveredError` where it could not be unpacked."""
    import pickle

    try:
        data = pickle.dumps(error)
        pickle.loads(data)
    except Exception as problem:
        raise _UndeliveredError from problem
    return data


class _Other:
    """A forked process, and what it has sent so far.

    ``run`` is called in it, with what sends plain data to this one.
    """

    def __init__(self, run: Callable[[Callable[[Any], None]], None]) -> None:
        self._file = TemporaryFile(buffering=0)  # noqa: SIM115  # closed by end()
        self._read = 0
        self._sent: list[Any] = []
        # Ctrl-C is told once, by the process that the user started, when it knows of the other.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self._pid = os.fork()
            if not self._pid:
                self._do(run)
        except OSError:
            self._file.close()
            raise
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    @property
    def sent(self) -> list[Any]:
        """The next thing that it has sent, if there is one, until it is taken from this list.

        Raises what it raised.
        """
        if not self._sent and (item := self._next()):
            raised, value = marshal.loads(item)
            if raised:
                import pickle

                raise pickle.loads(value)  # our own
            self._sent.append(value)
        return self._sent

    def join(self) -> None:
        """Wait until it is done; what it could not hand over is not among what was received."""
        pid, self._pid = self._pid, 0
        with suppress(ChildProcessError):  # who started us may have set that nobody waits
            os.waitpid(pid, 0)

    def end(self) -> None:
        """Let go of it; it is killed where it is not done."""
        if self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self.join()
        self._file.close()

    def _do(self, run: Callable[[Callable[[Any], None]], None]) -> NoReturn:
        # Nothing of what this process would do at its end is this one's business.
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                run(lambda value: self._send(False, value))
            except _UndeliveredError:
                raise
            except BaseException as error:
                self._send(True, _packed(error))
            status = 0
        finally:
            os._exit(status)

    def _send(self, raised: bool, value: Any) -> None:
        data = marshal.dumps((raised, value))
        rest = memoryview(len(data).to_bytes(8) + data)
        try:
            while rest:  # a disk that is nearly full takes a part
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise _UndeliveredError from error

    def _next(self) -> bytes:
        """What was sent next; empty where all of it is not here yet."""
        # Not read(): both processes have one position in the file.
        head = os.pread(self._file.fileno(), 8, self._read)
        length = int.from_bytes(head)
        item = os.pread(self._file.fileno(), length, self._read + 8) if len(head) == 8 else b""
        if not length or len(item) < length:
            return b""
        self._read += 8 + length
        return item
