"""What there was before: a built package, or a revision of the deck compiled by today's code."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path

from generator.apkg_reader import UnreadablePackageError, read_package
from generator.diagnostics import has_errors
from generator.package import Package
from generator.pipeline import compile_decks
from generator.project import DeckFiles, NoSuchDeckError, find_decks

__all__ = ["NothingSinceError", "package_since"]


class NothingSinceError(ValueError):
    """What was to be compared with can't be had; the message says why."""


def package_since(since: str, files: DeckFiles) -> Package:
    """The package in the file ``since``, or that of the deck at the git revision ``since``.

    Raises :class:`NothingSinceError` and :class:`OSError`.
    """
    path = Path(since)
    if path.is_file() or path.suffix == ".apkg":
        try:
            return read_package(path)
        except UnreadablePackageError as error:
            raise NothingSinceError(str(error)) from error
    return _at_revision(since, files)


def _at_revision(revision: str, files: DeckFiles) -> Package:
    if revision.startswith("-"):
        raise NothingSinceError(f"{revision!r} is no revision")
    commit = _git(files.folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise NothingSinceError(
            f"{revision!r} is neither a package nor a revision that git knows in {files.folder}"
        )
    name = commit.decode().strip()
    when = int(_must(_git(files.folder, "show", "-s", "--format=%ct", name)).split()[-1])
    # In its own folder git archives no more than that folder; one that was not there is no deck.
    archive = _git(files.folder, "archive", "--format=tar", name)
    with tempfile.TemporaryDirectory(prefix="studydeck-") as folder:
        root = Path(folder).resolve() / files.folder.resolve().name
        root.mkdir()
        if archive is not None:
            _unpack(archive, root)
        deck = root if files.root.is_dir() else root / files.root.name
        return _compiled(revision, deck, when)


def _compiled(revision: str, deck: Path, when: int) -> Package:
    try:
        found = find_decks([str(deck)], deck.parent)
    except NoSuchDeckError:
        return Package((), (), (), (), 0)
    # No time of a lock that is history lies ahead of any clock.
    (compiled,) = compile_decks(found[:1], deck.parent, when, clock=2**62)
    if compiled.package is None:
        wrong = [d for d in compiled.diagnostics if has_errors([d])]
        place = f"{wrong[0].span.file.path}:{wrong[0].span.first.line}"
        raise NothingSinceError(
            f"the deck at {revision} has errors by today's rules, "
            f"the first at {place}: {wrong[0].message}"
        )
    return compiled.package


def _git(folder: Path, *words: str) -> bytes | None:
    """What git answers; ``None`` where it refuses."""
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NothingSinceError("git is not installed, and a revision needs it") from error
    return done.stdout if done.returncode == 0 else None


def _must(answer: bytes | None) -> str:
    if answer is None:
        raise NothingSinceError("git could not read the revision")
    return answer.decode()


def _unpack(archive: bytes, folder: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        # Python before 3.11.4 knows no filters.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        try:
            tar.extractall(folder)
        except tarfile.TarError as error:
            raise NothingSinceError(f"the revision can't be unpacked: {error}") from error
