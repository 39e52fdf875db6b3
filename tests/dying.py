"""A build that dies: ``python -m tests.dying N WORDS…`` is killed at its N-th step to the disk.

With TOGETHER in the environment, another process writes the lock however small the deck is.

A step is a write of a file that is being built (half of it gets through), an
fsync, or a rename. Without so many steps, the build ends as any other.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import IO, Any


class _Steps:
    def __init__(self, last: int) -> None:
        self.left = last

    def take(self) -> bool:
        """Whether this is the last step."""
        self.left -= 1
        return self.left == 0


class _Dying:
    """A file whose last write is cut in two."""

    def __init__(self, file: IO[bytes], steps: _Steps) -> None:
        self._file, self._steps = file, steps

    def write(self, data: bytes) -> int:
        if self._steps.take():
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            _die()
        return self._file.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Dying:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(last: int) -> None:
    steps = _Steps(last)
    opened, synced, renamed = Path.open, os.fsync, os.replace

    def open_file(path: Path, mode: str = "r", *words: Any, **options: Any) -> Any:
        file = opened(path, mode, *words, **options)
        return _Dying(file, steps) if "b" in mode and mode != "rb" else file

    def fsync(handle: int) -> None:
        if steps.take():
            _die()
        synced(handle)

    def replace(source: Any, target: Any) -> None:
        if steps.take():
            _die()
        renamed(source, target)
        if steps.take():
            _die()

    vars(os).update(fsync=fsync, replace=replace)
    Path.open = open_file  # type: ignore[assignment,method-assign]


if __name__ == "__main__":
    _arm(int(sys.argv[1]))
    from generator import crew
    from generator.cli import main

    if os.environ.get("TOGETHER"):
        vars(crew)["_LEAST"] = 0

    main(sys.argv[2:])
