"""From a compiled deck to files: what that costs students, the package, the ledger."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, NamedTuple

from generator import crew, disk, ledgers, lockwriter
from generator.folders import shown_file
from generator.ledger import Ledger
from generator.pipeline import Compiled
from generator.project import digest_of_open
from generator.reader import decode
from generator.release import needs_consent
from generator.source import new_digest

if TYPE_CHECKING:
    from generator.mending import Mend

__all__ = ["Written", "consent_wanted", "write_ledger", "write_mended", "write_release"]

_LINE = 1_000  # bytes that a note takes in the lock


def write_mended(compiled: Compiled, here: Path) -> dict[str, list[Mend]]:
    """Mend the files of a deck where that is safe; each is whole at every moment.

    Returns what was done, by the path that the file has for people.

    A file that has changed since it was compiled is left alone. Call it within
    :func:`generator.disk.exclusive`, and compile again: what was mended may
    bring more to light.
    """
    from generator.mending import mended

    done: dict[str, list[Mend]] = {}
    for path in (*compiled.files.deck_files, *compiled.files.topic_files):
        shown = shown_file(path, here)
        found = [d for d in compiled.diagnostics if d.span.file.path == shown]
        if not found:
            continue
        data = path.read_bytes()
        file, _ = decode(shown, data)
        text, mends = mended(file, found)
        if mends:
            _rewrite(path, data[: len(data) - len(file.text.encode())] + text.encode())
            done[shown] = mends
    return done


def _rewrite(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of a file of the author's, which keeps its mode and its links."""

    def write(file: IO[bytes]) -> None:
        file.write(data)
        shutil.copymode(path, file.name)

    disk.write_atomically(path.resolve(), write)


def consent_wanted(compiled: Compiled, path: Path) -> str:
    """What writing this release as ``path`` would cost students; empty where it costs nothing.

    What is not empty wants the author's word (``--yes``) first.
    """
    release, ledger = compiled.release, compiled.ledger
    if release is None:
        return ""
    if needs_consent(release, ledger):
        return (
            f"it would touch {len(release.touched)} of {len(ledger.notes)} released notes, "
            "more than half, and replace what students changed on them"
        )
    if ledger.deck:
        return ""
    lock = compiled.files.lock_file.name
    moved = compiled.files.other_locks_of(release.ledger.deck)
    if moved:
        return f"{moved[0].name} is the lock of this deck: give it its new name and place, {lock}"
    if path.is_file():
        return (
            f"{path.name} was released, and its {lock} is lost: every note would go out anew, over "
            "what students changed, and removed cards and parts would be forgotten; "
            f"take {lock} from version control"
        )
    return ""


class Written(NamedTuple):
    """Whether there was anything to write, and the digest of the lock file if it was written.

    The digest is that of :func:`generator.project.digest`.
    """

    fresh: bool
    digests: Mapping[Path, str] = MappingProxyType({})


def write_release(compiled: Compiled, path: Path) -> Written:
    """Write the package as ``path``, and the ledger; each is whole at every moment.

    The package is put first: if the machine dies in between, the ledger is the
    older one, and the next build sends the same changes with a later time.
    Call it within :func:`generator.disk.exclusive`.
    """
    release = compiled.release
    assert release is not None
    from generator.exporters import apkg  # genanki is slow to import

    lock = compiled.files.lock_file
    for file in (path, lock):
        disk.sweep(file)
    fresh = apkg.digest_of(path) != release.ledger.digest
    if not fresh:
        return write_ledger(compiled, release.ledger)

    def write_package(file: IO[bytes]) -> None:
        apkg.write(release.package, file)

    size = _LINE * len(release.ledger.notes)
    if release.ledger == compiled.ledger:
        with crew.alongside(lambda: _keep_ledger(compiled), size):
            disk.write_atomically(path, write_package)
        return Written(fresh)
    write_lock = _lock_writer(compiled, release.ledger)
    with disk.Replacement(path) as package, disk.Replacement(lock) as ledger:
        with crew.alongside(lambda: ledger.fill(write_lock), size) as filled:
            package.fill(write_package)
        package.put()
        ledger.put()
    (digest,) = filled
    return Written(fresh, {lock: digest})


def write_ledger(compiled: Compiled, ledger: Ledger) -> Written:
    """Write the ledger of a deck where it differs from the one on disk."""
    if ledger == compiled.ledger:
        return Written(fresh=False)
    lock = compiled.files.lock_file
    digest = disk.write_atomically(lock, _lock_writer(compiled, ledger))
    return Written(fresh=True, digests={lock: digest})


def _keep_ledger(compiled: Compiled) -> None:
    """Keep the ledger, as it was read, for the next run."""
    lock = compiled.files.lock_file
    with suppress(FileNotFoundError), lock.open("rb") as file:
        if disk.stamp(file) == compiled.ledger.stamp:
            ledgers.keep(lock, digest_of_open(file), compiled.ledger)


def _lock_writer(compiled: Compiled, ledger: Ledger) -> Callable[[IO[bytes]], str]:
    """What writes ``ledger`` and returns the digest of what it wrote.

    It takes the lines of notes that are as they were from the lock.
    """
    before, place = compiled.ledger, compiled.files.lock_file

    def write(file: IO[bytes]) -> str:
        with ExitStack() as stack:
            there: Iterable[bytes] = ()
            with suppress(FileNotFoundError):
                old = stack.enter_context(place.open("rb"))
                there = old if disk.stamp(old) == before.stamp else ()
            written = new_digest()
            for line in lockwriter.lines_of(ledger, before, there):
                file.write(line)
                written.update(line)
        ledgers.keep(place, written.hexdigest(), ledger)
        return written.hexdigest()

    return write
