"""Whole processes, timed one after the other in rounds, so that a noisy machine is fair to all."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

__all__ = ["Contender", "Measured", "interleaved"]


@dataclass(frozen=True, slots=True)
class Contender:
    """A command in its folder; ``prepare`` is called with its number before each run, untimed."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[int], None] | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock of each run, and the most memory that any run held, in bytes."""

    name: str
    seconds: tuple[float, ...]
    memory: int

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return median(self.seconds)


def interleaved(contenders: Sequence[Contender], repeats: int) -> list[Measured]:
    """Run every contender once a round; a command that fails ends it all with its output.

    Raises :class:`RuntimeError`.
    """
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    memory = dict.fromkeys(seconds, 0)
    for turn in range(repeats):
        for contender in contenders:
            if contender.prepare is not None:
                contender.prepare(turn)
            taken, held = _run(contender)
            seconds[contender.name].append(taken)
            memory[contender.name] = max(memory[contender.name], held)
    return [Measured(name, tuple(times), memory[name]) for name, times in seconds.items()]


def _run(contender: Contender) -> tuple[float, int]:
    log = contender.folder / ".benchmark.log"
    with log.open("wb") as output:
        begin = time.perf_counter()
        process = subprocess.Popen(
            contender.command,
            cwd=contender.folder,
            env={**os.environ, **contender.environment},
            stdout=output,
            stderr=output,
        )
        # Not wait(): this one tells what the process used.
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = log.read_text("utf-8", "replace")[-2_000:]
        raise RuntimeError(f"{contender.name} ended with {process.returncode}:\n{tail}")
    return taken, usage.ru_maxrss * 1024
