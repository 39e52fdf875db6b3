"""A build that finds a receipt, or compiled files, says and leaves what it would without."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import receipts
from generator.cli import main
from generator.project import digest

HEAD = """id: d
sources:
  s: {title: A source, file: sources/s.md}
"""
SOURCE = "## One\n\nThe first words. The second words. The third words.\n"
EPOCH = 1_700_000_000


def card(name: str, word: str, quote: str = "The first words") -> str:
    return (
        f"  - id: {name}\n    q: What does {name} say of it all in the {word} place?\n"
        f"    a: '{word} indeed'\n    source: s#one\n    quote: {quote}\n"
    )


def topic(*cards: str) -> str:
    return "cards:\n" + "".join(cards)


def fill(root: Path) -> None:
    for name, text in {
        "deck/deck.yaml": HEAD,
        "deck/a.yaml": topic(card("one", "north"), card("two", "south")),
        "deck/b.yaml": topic(card("three", "east")),
        "deck/sources/s.md": SOURCE,
        "deck/media/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _append(name: str, make: Callable[[int], str]) -> Callable[[Path, int], None]:
    def change(root: Path, number: int) -> None:
        path = root / "deck" / name
        path.write_text(path.read_text("utf-8") + make(number), "utf-8")

    return change


_PARTS = ("alpha", "beta", "gamma", "delta")


def _parts(root: Path, number: int) -> None:
    """A cloze and a list whose parts come, go and change their places."""
    some = [part for bit, part in enumerate(_PARTS) if number >> bit & 1] or ["omega"]
    some = some[number % len(some) :] + some[: number % len(some)]
    hidden = " ".join(f"{{{{{part}}}}} follows" for part in some)
    (root / "deck/parts.yaml").write_text(
        "source: s#one\ncards:\n"
        f"  - id: hidden\n    cloze: In the end {hidden}\n    quote: The first words\n"
        f"  - id: listed\n    list: Which letters follow here?\n    items: [{', '.join(some)}]\n"
        "    quote: The second words\n",
        "utf-8",
    )


def _head(root: Path, number: int) -> None:
    titles = ("A source", "Another source", "One\nnot: [closed")
    text = HEAD.replace("A source", titles[number % 3 if number % 7 == 0 else number % 2])
    (root / "deck/deck.yaml").write_text(text, "utf-8")


def _add_file(root: Path, number: int) -> None:
    (root / f"deck/f{number % 3}.yaml").write_text(topic(card(f"f{number}", "new")), "utf-8")


def _remove_file(root: Path, number: int) -> None:
    (root / f"deck/f{number % 3}.yaml").unlink(missing_ok=True)


def _stray(root: Path, number: int) -> None:
    folder = root / "deck" / "below"
    if number % 2:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        folder.mkdir(exist_ok=True)
        (folder / "x.yaml").write_text("cards: []\n", "utf-8")


def _picture(root: Path, number: int) -> None:
    (root / "deck/media/p.svg").write_text(f"<svg><!-- {number} --></svg>", "utf-8")


def _swap(root: Path, _number: int) -> None:
    one, other = (root / f"deck/{name}.yaml" for name in "ab")
    texts = one.read_text("utf-8"), other.read_text("utf-8")
    one.write_text(texts[1], "utf-8")
    other.write_text(texts[0], "utf-8")


def _source(root: Path, number: int) -> None:
    text = SOURCE if number % 3 else SOURCE.replace("first", "fourth")
    (root / "deck/sources/s.md").write_text(text, "utf-8")


def _no_package(root: Path, _number: int) -> None:
    shutil.rmtree(root / "output", ignore_errors=True)


def _other_package(root: Path, number: int) -> None:
    path = root / "output/d.apkg"
    if path.exists():
        path.write_bytes(path.read_bytes()[: -number % 50])


def _old_lock(root: Path, _number: int) -> None:
    lock, kept = root / "deck/deck.lock", root / "kept.lock"
    if kept.exists() and lock.exists():
        lock.write_bytes(kept.read_bytes())
    elif lock.exists():
        kept.write_bytes(lock.read_bytes())


def _nothing(_root: Path, _number: int) -> None:
    pass


CHANGES: tuple[Callable[[Path, int], None], ...] = (
    _nothing,
    _append("a.yaml", lambda number: card(f"n{number}", f"word{number}")),
    _append("a.yaml", lambda number: f"    extra: more {number}\n" * (number % 3 == 0)),
    _append("b.yaml", lambda number: card(f"p{number}", "![](p.svg)")),
    _append("deck.yaml", lambda number: f"# {number}\n"),
    _append("b.yaml", lambda _number: card("three", "twice")),
    _append("b.yaml", lambda number: card(f"q{number}", "sothu", "the first words")),
    _append("a.yaml", lambda number: f"    allow: {{C0{number:02}: because}}\n"),
    _parts,
    _head,
    _add_file,
    _remove_file,
    _stray,
    _picture,
    _swap,
    _source,
    _no_package,
    _other_package,
    _old_lock,
)


def build(root: Path, epoch: int, *options: str) -> tuple[int, str, str]:
    """Exit code, output and findings of a build in ``root``."""
    before = Path.cwd()
    os.chdir(root)
    try:
        environment = {"XDG_CACHE_HOME": str(root / "cache"), "SOURCE_DATE_EPOCH": str(epoch)}
        result = CliRunner().invoke(main, ["build", "deck", "--yes", *options], env=environment)
    finally:
        os.chdir(before)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def left(root: Path) -> dict[str, bytes]:
    files = [*root.glob("output/*"), *root.glob("deck/deck.lock")]
    return {path.name: path.read_bytes() for path in files}


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32))
def test_builds_with_and_without_a_cache_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    random = Random(seed)
    kept, fresh = tmp_path_factory.mktemp("kept"), tmp_path_factory.mktemp("fresh")
    for root in (kept, fresh):
        fill(root)
    for step in range(14):
        change, number = random.choice(CHANGES), random.randrange(100)
        options = random.choice([(), (), ("--format", "json"), ("--locked",), ("--refresh",)])
        results = []
        for root in (kept, fresh):
            change(root, number)
            if root is fresh:
                shutil.rmtree(root / "cache", ignore_errors=True)
            results.append(build(root, EPOCH + 1_000 * step, *options))
        assert results[0] == results[1], change
        assert left(kept) == left(fresh), change


@pytest.fixture
def built(tmp_path: Path) -> Path:
    fill(tmp_path)
    code, _, findings = build(tmp_path, EPOCH)
    assert code == 0, findings
    return tmp_path


def _spy(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What each build was told by its receipt."""
    told: list[object] = []
    recall = receipts.recall

    def spied(*arguments: object) -> object:
        told.append(recall(*arguments))  # type: ignore[arg-type]
        return told[-1]

    monkeypatch.setattr(receipts, "recall", spied)
    return told


def test_a_build_where_nothing_changed_compiles_nothing(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AssertionError("compiled")

    monkeypatch.setattr("generator.pipeline.compile_decks", fail)
    code, output, _ = build(built, EPOCH + 1)
    assert code == 0
    assert "(unchanged)" in output


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "bytes": lambda _: b"\xff",
    "one digit": lambda whole: whole.replace(b'"notes": 3', b'"notes": 4'),
    "another thing": lambda _: summed(b"[]"),
    "half of it": lambda _: summed(b'{"tool": 1}'),
    "deep": lambda _: summed(b"[" * 100_000),
}


def summed(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode() + b"\n" + text


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_receipt_is_none(built: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    (receipt,) = (built / "cache").rglob("receipts/*.json")
    receipt.write_bytes(DAMAGE[how](receipt.read_bytes()))
    told = _spy(monkeypatch)
    assert build(built, EPOCH + 1)[0] == 0
    assert build(built, EPOCH + 1)[0] == 0
    assert told[0] is None
    assert told[1] is not None


def test_another_version_of_the_tool_or_its_libraries_builds_anew(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _spy(monkeypatch)
    monkeypatch.setattr(receipts, "tool", lambda: "another")
    build(built, EPOCH + 1)
    assert told == [None]


def test_a_deck_with_findings_leaves_no_receipt(built: Path) -> None:
    (receipt,) = (built / "cache").rglob("receipts/*.json")
    (built / "deck/below").mkdir()
    (built / "deck/below/x.yaml").write_text("cards: []\n", "utf-8")
    code, _, findings = build(built, EPOCH + 1)
    assert "no deck reads this file" in findings
    assert code == 0
    assert not receipt.exists()


def test_a_lock_from_the_future_is_told_all_the_same(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _spy(monkeypatch)
    monkeypatch.setattr("generator.console.clock", lambda: EPOCH - 7 * 24 * 3600)
    code, _, findings = build(built, EPOCH - 7 * 24 * 3600)
    assert told == [None]
    assert code == 1, findings


def test_a_file_that_changes_while_it_is_compiled_leaves_no_receipt(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator import writing

    path = built / "deck/a.yaml"
    write = writing.write_release

    def late(*arguments: object) -> writing.Written:
        path.write_text(path.read_text("utf-8") + card("late", "late"), "utf-8")
        return write(*arguments)  # type: ignore[arg-type]

    (built / "deck/b.yaml").write_text(topic(card("three", "west")), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_release", late)
        build(built, EPOCH + 1)
    _, output, _ = build(built, EPOCH + 2)
    assert "(unchanged)" not in output


def test_a_lock_that_changes_after_it_was_written_leaves_no_receipt(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator import writing

    lock, write = built / "deck/deck.lock", writing.write_release

    def touched(*arguments: object) -> writing.Written:
        written = write(*arguments)  # type: ignore[arg-type]
        assert written.digests == {lock: digest(lock)}
        lock.write_text(lock.read_text("utf-8").replace("\n\n", "\n\n\n", 1), "utf-8")
        return written

    (built / "deck/b.yaml").write_text(topic(card("three", "west")), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(writing, "write_release", touched)
        build(built, EPOCH + 1)
    told = _spy(monkeypatch)
    build(built, EPOCH + 2)
    assert told == [None]
