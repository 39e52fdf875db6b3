"""Compiled files that are kept: one that was edited is made anew, and nothing else is."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import crew, disk
from generator.cards import CardFile
from generator.diagnostics import Diagnostic
from generator.leaves import Leaf, Setting, leaf_of
from generator.mutex import held
from generator.parts import Slots
from generator.pipeline import Compiled, compile_decks
from generator.project import find_decks
from generator.source import SourceFile
from generator.writing import write_release
from tests.decks import EPOCH, told, write

NO_FILE = SourceFile("", "")
HEAD = "id: d\nsources:\n  s: {title: A source, file: sources/s.md}\n"
SOURCE = "## One\n\nThe first words. The second words. The third words.\n"
FILES = {
    "deck.yaml": HEAD,
    "a.yaml": """
source: s#one
cards:
  - {id: one, q: What does the first say of it all?, a: Words, quote: The first words}
  - {id: two, cloze: 'There are {{second}} words of {{many}}', quote: The second words}
""",
    "b.yaml": """
source: s#one
cards:
  - {id: three, q: What is the third place called?, a: '![](p.svg)', quote: The third words}
""",
    "sources/s.md": SOURCE,
    "media/p.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


@pytest.fixture
def deck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write(tmp_path / "deck", FILES)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were compiled, in order."""
    names: list[str] = []

    def spied(cards: CardFile, found: list[Diagnostic], setting: Setting | None) -> Leaf:
        names.append(Path(cards.document.file.path).name)
        return leaf_of(cards, found, setting)

    monkeypatch.setattr("generator.compiling.leaf_of", spied)
    return names


def run(deck: Path, *, keep: bool = True, epoch: int = EPOCH) -> Compiled:
    (compiled,) = compile_decks(find_decks([str(deck)], deck), deck, epoch, keep=keep)
    return compiled


def plain(compiled: Compiled) -> object:
    """What was compiled and found, whatever it was made from."""
    drafts = [draft._replace(file=NO_FILE) for draft in compiled.drafts]
    found = [
        (d.rule, d.span.text, d.message, d.help, d.fix and d.fix.new) for d in compiled.diagnostics
    ]
    return drafts, found, told(list(compiled.diagnostics))


def release(deck: Path) -> None:
    compiled = run(deck)
    assert compiled.release is not None, told(list(compiled.diagnostics))
    write_release(compiled, deck.parent / "d.apkg")


def test_what_is_as_it_was_is_not_compiled_again(deck: Path, made: list[str]) -> None:
    run(deck)
    assert made == ["a.yaml", "b.yaml"]
    run(deck)
    assert made == ["a.yaml", "b.yaml"]


def test_a_release_changes_nothing_of_what_is_compiled(deck: Path, made: list[str]) -> None:
    release(deck)  # the parts of the cloze have numbers from now on: those that they got
    made.clear()
    run(deck)
    assert made == []


EDITS: dict[str, tuple[str, Callable[[str], str], list[str]]] = {
    "a file": ("a.yaml", lambda text: text.replace("Words,", "Many words,"), ["a.yaml"]),
    "a comment": ("b.yaml", lambda text: text + "# more\n", ["b.yaml"]),
    "the head": ("deck.yaml", lambda text: text + "tags: [new]\n", ["a.yaml", "b.yaml"]),
    "a source": ("sources/s.md", lambda text: text + "More.\n", ["a.yaml", "b.yaml"]),
    "a picture": ("media/p.svg", lambda text: text.replace("'/>", "' />"), ["b.yaml"]),
}


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_compiles_what_depends_on_it(deck: Path, made: list[str], what: str) -> None:
    release(deck)
    made.clear()
    name, edit, expected = EDITS[what]
    path = deck / name
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    kept = run(deck, epoch=EPOCH + 9)
    assert made == expected
    fresh = run(deck, keep=False, epoch=EPOCH + 9)
    assert plain(kept) == plain(fresh)
    assert kept.release is not None
    assert fresh.release is not None
    assert kept.release.ledger == fresh.release.ledger


def test_other_numbers_in_the_lock_compile_the_file_anew(deck: Path, made: list[str]) -> None:
    release(deck)
    lock = deck / "deck.lock"
    lock.write_text(lock.read_text("utf-8").replace('["many",1]', '["many",7]'), "utf-8")
    made.clear()
    compiled = run(deck)
    assert made == ["a.yaml"]
    assert dict(next(d for d in compiled.drafts if d.id == "two").parts) == {"second": 0, "many": 7}


def test_a_file_with_a_mistake_is_never_kept(deck: Path, made: list[str]) -> None:
    (deck / "b.yaml").write_text(FILES["b.yaml"].replace("p.svg", "gone.svg"), "utf-8")
    for _ in range(2):
        assert [line.rpartition(" ")[2] for line in told(list(run(deck).diagnostics))] == ["M010"]
    assert made == ["a.yaml", "b.yaml", "b.yaml"]
    write(deck, {"media/gone.svg": FILES["media/p.svg"]})
    assert run(deck).release is not None


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another thing": lambda _: b"x" * 100,
    "cut": lambda whole: whole[: len(whole) // 2],
    "the end is cut": lambda whole: whole[:-1],
    "a bit of a leaf": lambda whole: whole[:60] + bytes([whole[60] ^ 1]) + whole[61:],
    "an index as long as can be": lambda whole: whole[:26] + b"\xff" * 8 + whole[34:],
    "an index as far as can be": lambda whole: whole[:18] + b"\xff" * 8 + whole[26:],
    "a bit of the index": lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_shelf_is_none(deck: Path, how: str) -> None:
    before = run(deck)
    shelf = shelf_of(deck)
    shelf.write_bytes(DAMAGE[how](shelf.read_bytes()))
    after = run(deck)
    assert plain(after) == plain(before)


def shelf_of(deck: Path) -> Path:
    """The file of the one shelf that there is."""
    files = (deck.parent / "cache").rglob("shelves/*")
    (shelf,) = (path for path in files if not path.suffix)
    return shelf


def test_what_a_killed_run_left_is_written_over(deck: Path, made: list[str]) -> None:
    run(deck)
    half = shelf_of(deck).with_suffix(".tmp")
    half.write_bytes(b"half of it")
    (deck / "b.yaml").write_text(FILES["b.yaml"] + "# more\n", "utf-8")
    run(deck)
    assert not half.exists()
    made.clear()
    run(deck)
    assert made == []


def test_what_another_run_writes_just_now_is_left_to_it(deck: Path) -> None:
    run(deck)
    shelf = shelf_of(deck)
    before = shelf.read_bytes()
    (deck / "b.yaml").write_text(FILES["b.yaml"] + "# more\n", "utf-8")
    with held(shelf.with_name(f"{shelf.name}.lock"), wait=False):
        assert run(deck).release is not None
    assert shelf.read_bytes() == before


@pytest.fixture
def large(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shelf is a large one, to which new leaves are added."""
    monkeypatch.setattr("generator.shelf._LARGE", 0)
    card = "  - {id: %s, q: 'Of what is %s one?', a: Words, quote: The first words}\n"
    write(
        deck,
        {
            f"{name}.yaml": f"source: s#one\ncards:\n{card % (name, name)}"
            for name in ("club", "diamond", "heart", "spade")
        },
    )


@pytest.mark.usefixtures("large")
def test_to_a_large_shelf_what_is_new_is_added(deck: Path, made: list[str]) -> None:
    run(deck)
    before = shelf_of(deck).read_bytes()
    (deck / "b.yaml").write_text(FILES["b.yaml"] + "# more\n", "utf-8")
    run(deck)
    after = shelf_of(deck).read_bytes()
    assert len(after) > len(before)
    assert after[60 : len(before)] == before[60:]
    made.clear()
    kept = run(deck)
    assert made == []
    assert plain(kept) == plain(run(deck, keep=False))


@pytest.mark.usefixtures("large")
def test_what_is_gone_from_the_deck_is_gone_from_a_large_shelf(deck: Path, made: list[str]) -> None:
    run(deck)
    text = (deck / "club.yaml").read_text("utf-8")
    (deck / "club.yaml").unlink()
    run(deck)
    made.clear()
    (deck / "club.yaml").write_text(text, "utf-8")
    run(deck)
    assert made == ["club.yaml"]


@pytest.mark.usefixtures("large")
def test_a_large_shelf_does_not_grow_for_ever(deck: Path) -> None:
    run(deck)
    once = shelf_of(deck).stat().st_size
    for turn in range(20):
        (deck / "b.yaml").write_text(FILES["b.yaml"] + f"# {turn}\n", "utf-8")
        run(deck)
    assert shelf_of(deck).stat().st_size < 4 * once


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("written", range(1, 4))
def test_where_adding_to_a_shelf_is_cut_short_the_old_leaves_count(
    deck: Path, made: list[str], monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    class Full:
        """A file that takes so many pieces, then no more."""

        def __init__(self, file: IO[bytes]) -> None:
            self.file, self.left = file, written

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

        def write(self, data: bytes) -> int:
            self.left -= 1
            if not self.left:
                raise OSError("no space left on device")
            return self.file.write(data)

    def until_full(path: Path, write: Callable[[Any], None]) -> None:
        with path.open("r+b") as file:
            write(Full(file))

    run(deck)
    (deck / "b.yaml").write_text(FILES["b.yaml"] + "# more\n", "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("generator.disk.write_into", until_full)
        run(deck)
    made.clear()
    kept = run(deck)
    assert made == ["b.yaml"]
    assert plain(kept) == plain(run(deck, keep=False))


@pytest.mark.usefixtures("large")
def test_to_a_shelf_that_another_run_has_replaced_nothing_is_added(
    deck: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(deck)
    shelf = shelf_of(deck)
    (deck / "b.yaml").write_text(FILES["b.yaml"] + "# more\n", "utf-8")
    copy, write_into = shelf.read_bytes(), disk.write_into

    def late(path: Path, write: Callable[[IO[bytes]], object]) -> None:
        shelf.unlink()
        shelf.write_bytes(copy)
        write_into(path, write)

    with monkeypatch.context() as patched:
        patched.setattr("generator.disk.write_into", late)
        run(deck)
    assert shelf.read_bytes() == copy
    made.clear()
    run(deck)
    assert made == ["b.yaml"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have owners on POSIX alone")
def test_what_another_user_put_there_is_not_read(
    deck: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(deck)
    monkeypatch.setattr(os, "getuid", lambda: 12_345)
    run(deck)
    assert made == ["a.yaml", "b.yaml"] * 2


def test_a_shelf_that_cannot_be_written_is_no_reason_not_to_compile(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("generator.disk.write_beside", refused)
    assert run(deck).release is not None


def test_a_shelf_that_finds_no_room_for_its_leaves_is_no_reason_not_to_compile(
    deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(BytesIO):
        def __exit__(self, *_: object) -> None:
            raise OSError("no space left on device")

    monkeypatch.setattr("generator.shelf.TemporaryFile", lambda **_: Full())
    assert run(deck).release is not None


def test_all_cores_find_what_one_finds(deck: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        deck,
        {
            "c.yaml": "cards:\n  - {q: No id, a: here}\n  - {id: one, q: '{{', a: \"x\\0\"}\n",
            "d.yaml": "cards:\n  - {id: four, q: What is the third place called, a: It}\n",
            "e.yaml": "cards: [",
            "f.yaml": "cards:\n  - {id: six, q: Which, a: Etc., allow: {C021: so, G001: so}}\n",
        },
    )
    alone = run(deck, keep=False)
    monkeypatch.setattr(crew, "worthwhile", lambda _: True)
    together = run(deck, keep=False)
    assert len(alone.diagnostics) > 8
    assert plain(alone) == plain(together)


_WORDS = st.lists(st.sampled_from("abcd"), max_size=5)
_NUMBERS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=4).map(tuple)


@given(_WORDS, _NUMBERS, _NUMBERS, st.frozensets(st.integers(0, 9)))
def test_numbers_that_were_given_are_given_again(
    words: list[str],
    parts: tuple[tuple[str, int], ...],
    gone: tuple[tuple[str, int], ...],
    used: frozenset[int],
) -> None:
    numbers = [number for _, number in (*parts, *gone)]
    before = Slots(parts, gone, used)
    if len(set(numbers)) < len(numbers):
        return  # no ledger says so
    given_out = before.assign(words)
    now = tuple(zip(words, given_out, strict=True))
    after = Slots(now, before.after(now), used | set(given_out))
    assert after.assign(words) == given_out
