"""A ledger that was kept is the one that the lock holds, or it is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import ledgers, lockwriter
from generator.ledger import Ledger
from generator.source import digest_of
from tests.author import THREE, Author, lock_text
from tests.ledgers import LEDGERS


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("ledgers")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        patch.setattr(ledgers, "_LEAST", 0)
        patch.setattr(ledgers, "_AT_ONCE", 2)
        yield root / "deck.lock"


def _keep(lock: Path, ledger: Ledger) -> None:
    text = lock_text(ledger).encode()
    lock.write_bytes(text)
    ledgers.keep(lock, digest_of(text), ledger)


def _recall(lock: Path) -> Ledger | None:
    with lock.open("rb") as file:
        return ledgers.recall(lock, file)


@given(LEDGERS)
def test_a_ledger_that_was_kept_is_the_one_that_the_lock_holds(lock: Path, ledger: Ledger) -> None:
    _keep(lock, ledger)
    with lock.open("rb") as file:
        assert _recall(lock) == ledger == lockwriter.untouched(file)


@given(LEDGERS, LEDGERS)
def test_for_another_lock_none_is_known(lock: Path, ledger: Ledger, other: Ledger) -> None:
    _keep(lock, ledger)
    lock.write_text(lock_text(other), "utf-8")
    assert _recall(lock) == (ledger if lock_text(ledger) == lock_text(other) else None)


@given(LEDGERS, st.data())
def test_one_that_is_damaged_is_none(lock: Path, ledger: Ledger, data: st.DataObject) -> None:
    _keep(lock, ledger)
    (kept,) = (path for path in lock.parent.glob("cache/*/ledgers/*") if not path.suffix)
    whole = kept.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from([b"", bytes([whole[at] ^ 1]), b"more", whole[at:]]))
    kept.write_bytes(whole[:at] + other + whole[at + 1 :])
    assert _recall(lock) in (None, ledger)


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Author:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(ledgers, "_LEAST", 0)
    author = Author(tmp_path / "author")
    author.build(*THREE)
    return author


def test_one_in_which_two_branches_met_is_not_kept(author: Author) -> None:
    merged = replace(author.ledger, digest="", merged=True)
    _keep(author.lock, merged)
    assert author.ledger.merged
    assert _recall(author.lock) is None


def test_of_another_user_none_is_taken(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _keep(lock, Ledger("x", "X"))
    monkeypatch.setattr("os.getuid", lambda: -1)
    assert _recall(lock) is None


def test_where_the_disk_refuses_none_is_kept(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError("no space left on device")

    _keep(lock, Ledger("x", "X"))
    monkeypatch.setattr("generator.disk.write_beside", refused)
    _keep(lock, Ledger("y", "Y"))
    assert _recall(lock) is None


def test_a_ledger_is_kept_where_it_is_written_and_where_it_was_read(
    author: Author, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _recall(author.lock) == author.ledger
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    author.package.unlink()
    assert _recall(author.lock) is None
    author.build()
    assert _recall(author.lock) == author.ledger
