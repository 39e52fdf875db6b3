"""Files of a cache: whole or not at all, by one run at a time; a build's own are in test_crash."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from generator.disk import write_beside, write_into
from generator.mutex import held

Write = Callable[[Path, Callable[[IO[bytes]], object]], None]


def _half(file: IO[bytes]) -> None:
    file.write(b"half of it")
    file.flush()
    raise OSError("no space left on device")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_what_could_not_be_written_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path,
) -> None:
    path = tmp_path / "kept"
    with pytest.raises(OSError, match="no space"):
        write_beside(path, _half)
    assert _names(tmp_path) == []
    write_beside(path, lambda file: file.write(b"old"))
    with pytest.raises(OSError, match="no space"):
        write_beside(path, _half)
    assert _names(tmp_path) == ["kept"]
    assert path.read_bytes() == b"old"


def test_a_file_is_changed_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_beside(path, lambda file: file.write(b"old"))
    before = path.stat().st_ino
    write_into(path, lambda file: (file.seek(0, 2), file.write(b" and new")))
    assert path.read_bytes() == b"old and new"
    assert path.stat().st_ino == before


def test_what_could_not_be_added_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")

    def add_half(file: IO[bytes]) -> None:
        file.seek(0, 2)
        _half(file)

    with pytest.raises(OSError, match="no space"):
        write_into(path, add_half)
    assert path.read_bytes() == b"old"


def test_what_is_not_there_is_not_changed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_into(tmp_path / "kept", lambda file: file.write(b"new"))
    assert _names(tmp_path) == []


@pytest.mark.parametrize("write", [write_beside, write_into])
def test_what_another_run_writes_just_now_is_left_to_it(tmp_path: Path, write: Write) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with held(tmp_path / "kept.lock", wait=False):
        write(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"old"
