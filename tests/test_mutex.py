"""One process at a time holds a file, and none after its death."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.mutex import held

ROOT = Path(__file__).parent.parent
_HOLDER = """
import sys
from pathlib import Path
from generator.mutex import held
print("here", flush=True)
with held(Path(sys.argv[1]), wait=sys.argv[2] == "wait") as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


@contextmanager
def _other(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that takes the file, and holds it until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), how],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert _said(process) == "here"
        yield process


def _said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_what_another_process_holds_is_not_to_be_had(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with _other(path, "at once") as other:
        assert _said(other) == "True"
        with held(path, wait=False) as ours:
            assert not ours
        with held(tmp_path / "b.lock", wait=False) as ours:
            assert ours
    with held(path, wait=False) as ours:
        assert ours


def test_who_waits_gets_it_when_the_other_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with _other(path, "wait") as first:
        assert _said(first) == "True"
        with _other(path, "wait") as second:
            first.communicate()
            assert _said(second) == "True"


def test_who_waits_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with held(path, wait=False), _other(path, "wait") as other:
        other.send_signal(signal.SIGINT)
        assert other.wait()
        assert _said(other) == ""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX kills so")
def test_it_is_free_once_its_holder_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with _other(path, "at once") as other:
        assert _said(other) == "True"
        other.kill()
        other.wait()
        with held(path, wait=False) as ours:
            assert ours


def test_within_one_process_too_only_one_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with held(path, wait=False) as ours, held(path, wait=False) as again:
        assert ours
        assert not again


def test_it_is_free_after_the_block_whatever_happens_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with pytest.raises(KeyError), held(path, wait=False):
        raise KeyError
    with held(path, wait=False) as ours:
        assert ours
    assert not path.read_bytes()


@pytest.mark.parametrize("how", ["a folder", "no folder", "another thing"])
def test_where_nothing_can_be_locked_the_place_is_told(tmp_path: Path, how: str) -> None:
    path = {"a folder": tmp_path, "no folder": tmp_path / "no" / "a"}.get(how, tmp_path / "x")
    if how == "another thing":
        path.write_bytes(b"no database, and long enough to see it" * 99)
    with pytest.raises(OSError, match="can't be locked"), held(path, wait=False):
        pass


def test_what_may_not_be_written_is_held_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite opens it to be read only, and then lets everybody in."""
    monkeypatch.setattr("generator.mutex.os.access", lambda *_: False)
    with pytest.raises(PermissionError, match="can't be written"), held(tmp_path / "a", wait=False):
        pass
