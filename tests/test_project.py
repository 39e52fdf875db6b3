"""Which files make a deck, what DECK means, and files that are whole at every moment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any, Literal
from unicodedata import normalize

import pytest

from generator.disk import write_atomically
from generator.folders import shown_path
from generator.project import NoSuchDeckError, find_decks
from tests.decks import PNG, findings, package_of, told, write

_CARD = "cards:\n  - {id: x, q: What, a: That}\n"


def _one(name: str) -> str:
    return f"deck: {{id: {name}}}\n{_CARD}"


def _names(here: Path, *targets: str) -> list[str]:
    return [deck.root.relative_to(here).as_posix() for deck in find_decks(targets, here)]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        {
            "cards/beta/deck.yaml": "id: beta-id\n",
            "cards/beta/one.yaml": _CARD,
            "cards/beta/two.yml": _CARD.replace("id: x", "id: y"),
            "cards/beta/.hidden.yaml": "nonsense: [",
            "cards/beta/notes.txt": "nonsense: [",
            "cards/beta/sub/three.yaml": "nonsense: [",
            "cards/alpha.yaml": _one("alpha-id"),
            "cards/.secret/deck.yaml": "id: secret\n",
            "cards/README.md": "# Cards",
            "elsewhere/gamma.yaml": _one("gamma-id"),
            "elsewhere/not-a-deck.yaml": "x: y\n",
        },
    )


def test_without_a_deck_all_under_cards_are_meant_in_order(here: Path) -> None:
    assert _names(here) == ["cards/alpha.yaml", "cards/beta"]


def test_without_a_deck_the_one_in_the_folder_comes_first(here: Path) -> None:
    write(here, {"deck.yaml": "id: here\n"})
    assert _names(here) == ["."]
    assert [deck.root for deck in find_decks([], here / "cards/beta")] == [here / "cards/beta"]


def test_without_any_deck_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoSuchDeckError, match=r"no deck.yaml in this folder, no decks under"):
        find_decks([], tmp_path)


@pytest.mark.parametrize(
    ("target", "names"),
    [
        ("cards", ["cards/alpha.yaml", "cards/beta"]),
        ("cards/beta", ["cards/beta"]),
        ("cards/beta/", ["cards/beta"]),
        ("./cards/../cards/beta", ["cards/beta"]),
        ("cards/beta/deck.yaml", ["cards/beta"]),
        ("cards/beta/one.yaml", ["cards/beta"]),
        ("cards/beta/two.yml", ["cards/beta"]),
        ("cards/alpha.yaml", ["cards/alpha.yaml"]),
        ("elsewhere/gamma.yaml", ["elsewhere/gamma.yaml"]),
        ("elsewhere", ["elsewhere/gamma.yaml"]),
        ("alpha-id", ["cards/alpha.yaml"]),
        ("beta-id", ["cards/beta"]),
    ],
)
def test_a_deck_is_a_folder_a_file_or_an_id(target: str, names: list[str], here: Path) -> None:
    found = [
        Path(os.path.relpath(deck.root.resolve(), here)).as_posix()
        for deck in find_decks([target], here)
    ]
    assert found == names


def test_a_deck_named_twice_is_one(here: Path) -> None:
    assert len(find_decks(["beta-id", "cards/beta", "cards/beta/one.yaml"], here)) == 1


def test_a_deck_outside_the_current_folder_is_a_deck(here: Path) -> None:
    (deck,) = find_decks([str(here / "cards/beta")], here / "elsewhere")
    assert deck.root == here / "cards/beta"
    write(here, {"cards/beta/one.yaml": "cards: []\n"})
    lines = told(findings(here / "elsewhere", str(here / "cards/beta")))
    folder = (here / "cards/beta").as_posix()
    assert lines == [f"{folder}/one.yaml:1:1 S011", f"{folder}/sub/three.yaml:1:1 S014"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("beta-di", "did you mean beta-id?"),
        ("zzzzzzzzz", "alpha-id, beta-id"),
        ("cards/nothing", "no folder, no file and no id"),
    ],
)
def test_what_is_no_deck_is_said_with_what_there_is(target: str, words: str, here: Path) -> None:
    with pytest.raises(NoSuchDeckError, match="is no folder") as error:
        find_decks([target], here)
    assert words in str(error.value)


def test_an_empty_folder_is_no_deck(here: Path) -> None:
    (here / "empty").mkdir()
    with pytest.raises(NoSuchDeckError, match="no deck in the folder empty"):
        find_decks(["empty"], here)


def test_a_folder_deck_has_its_yaml_files_in_order_and_no_hidden_ones(here: Path) -> None:
    (deck,) = find_decks(["beta-id"], here)
    assert [path.name for path in deck.deck_files] == ["deck.yaml"]
    assert [path.name for path in deck.topic_files] == ["one.yaml", "two.yml"]
    assert deck.lock_file == here / "cards/beta/deck.lock"
    assert deck.id_guess == "beta-id"


def test_a_one_file_deck_is_its_own_deck_file(here: Path) -> None:
    (deck,) = find_decks(["alpha-id"], here)
    assert (deck.deck_files, deck.topic_files) == ((here / "cards/alpha.yaml",), ())
    assert deck.folder == here / "cards"
    assert deck.lock_file == here / "cards/alpha.yaml.lock"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("id: a-b", "a-b"),
        ("# x\nid:   'q'", "q"),
        ('name: x\nid: "q"  # why', "q"),
        ("deck: {id: z}", "z"),
        ("deck: { name: x }\n", "d"),
        ("deck:\n  id: w\n", "w"),
        ("\ufeffid: bom", "bom"),
        ("id : spaced", "spaced"),
    ],
)
def test_an_id_is_read_in_passing(text: str, name: str, tmp_path: Path) -> None:
    write(tmp_path, {"d.yaml": text})
    (deck,) = find_decks(["d.yaml"], tmp_path)
    assert deck.id_guess == name


def test_yaml_files_are_known_by_endings_in_capitals_too(tmp_path: Path) -> None:
    write(tmp_path, {"cards/d/Deck.YAML": "id: d\nname: D\n", "cards/d/a.YML": _CARD})
    (deck,) = find_decks([], tmp_path)
    assert [path.name for path in (*deck.deck_files, *deck.topic_files)] == ["Deck.YAML", "a.YML"]


def test_a_yaml_file_in_a_folder_of_the_deck_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cards/d/deck.yaml": "id: d\nname: D\n",
            "cards/d/a.yaml": _CARD,
            "cards/d/more/b.yaml": _CARD,
            "cards/d/sources/c.yaml": "no cards",
        },
    )
    assert told(findings(tmp_path)) == ["cards/d/more/b.yaml:1:1 S014"]


def test_names_that_differ_by_case_only_are_told_since_many_systems_keep_one(
    tmp_path: Path,
) -> None:
    files: dict[str, str | bytes] = {
        "d/deck.yaml": "id: d\nname: D\n",
        "d/a.yaml": _CARD,
        "d/A.yaml": _CARD.replace("id: x", "id: y"),
        "d/media/Clot.png": PNG,
        "d/media/clot.png": PNG,
    }
    write(tmp_path, files)
    if len(list((tmp_path / "d").iterdir())) < 4:
        pytest.skip("this system keeps but one of the two")
    assert told(findings(tmp_path, "d")) == ["d/a.yaml:1:1 S015", "d/media/clot.png:1:1 S015"]


_SOURCES = "sources:\n  s: {{title: S, file: {}}}\n"


@pytest.mark.parametrize("name", ["sources/über.md", "./sources/über.md", "sources//über.md"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_source_is_found_by_its_name_however_the_system_spells_it(
    name: str, form: Literal["NFC", "NFD"], tmp_path: Path
) -> None:
    (deck,) = find_decks(["."], write(tmp_path, {"deck.yaml": "id: d\n"}))
    write(tmp_path, {normalize(form, "sources/über.md"): "# A\n"})
    (found,) = deck.sources([name])
    assert found is not None
    assert found.read_text("utf-8") == "# A\n"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        (r"sources\overview.md", "did you mean sources/overview.md?\nnames have slashes"),
        (r"'C:\decks\overview.md'", "did you mean sources/overview.md?\nnames have slashes"),
        ("C:/decks/overview.md", "did you mean sources/overview.md?"),
        ("Sources/Overview.md", "did you mean sources/overview.md?"),
        ("overveiw.md", "did you mean sources/overview.md?"),
        ("../overview.md", "did you mean sources/overview.md?"),
        ("/etc/hosts", "put the text into the deck's folder"),
        ("sources/overview.md/x", "put the text into the deck's folder"),
    ],
)
def test_a_name_is_the_same_on_every_system_and_another_is_told_with_a_remedy(
    name: str, remedy: str, tmp_path: Path
) -> None:
    deck = "id: d\nname: D\n" + _SOURCES.format(name)
    write(tmp_path, {"deck.yaml": deck, "a.yaml": _CARD, "sources/overview.md": "# A\n"})
    (finding,) = findings(tmp_path, ".")
    assert finding.rule.code == "G001"
    assert name.strip("'") in finding.message
    assert remedy in finding.help


def test_a_named_folder_means_all_decks_below_it(tmp_path: Path) -> None:
    files = {
        "a/deep/er/down/x.yaml": _one("x"),
        "a/y/deck.yaml": "id: y\n",
        "a/y/sub/deck.yaml": "id: below-a-deck\n",
        "b/cards/z.yaml": "deck : {id: z}\n",
        "compose.yaml": "services: {}\n",
        "env/pyvenv.cfg": "",
        "env/lib/deck.yaml": "id: installed\n",
        "node_modules/p/deck.yaml": "id: installed-too\n",
        ".git/deck.yaml": "id: hidden\n",
    }
    write(tmp_path, files)
    wanted = ["a/deep/er/down/x.yaml", "a/y", "b/cards/z.yaml"]
    assert [deck.root.relative_to(tmp_path).as_posix() for deck in find_decks(["."], tmp_path)] == (
        wanted
    )


def test_without_a_deck_and_without_cards_those_a_few_folders_down_are_meant(
    tmp_path: Path,
) -> None:
    write(tmp_path, {"a/b/c/deck.yaml": "id: near\n", "a/b/c2/d/deck.yaml": "id: far\n"})
    assert _names(tmp_path) == ["a/b/c"]
    assert [deck.root.name for deck in find_decks(["near"], tmp_path)] == ["c"]
    with pytest.raises(NoSuchDeckError, match="did you mean near"):
        find_decks(["far"], tmp_path)


def test_a_closed_folder_matters_only_where_a_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"closed/x": "", "open/deck.yaml": "id: open\n"})
    listed = os.scandir

    def scandir(folder: Path) -> Any:
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)  # root may read anything
    assert [deck.id_guess for deck in find_decks((), tmp_path)] == ["open"]
    with pytest.raises(PermissionError):
        find_decks((".",), tmp_path)


def test_decks_in_groups_are_decks(tmp_path: Path) -> None:
    deck = {"deck.yaml": "id: d\nname: D\n", "a.yaml": _CARD}
    for place in ("cards/sleep/d", "cards/e", "cards/heart/rate/f"):
        write(tmp_path / place, deck)
    names = [deck.root.relative_to(tmp_path).as_posix() for deck in find_decks([], tmp_path)]
    assert names == ["cards/e", "cards/heart/rate/f", "cards/sleep/d"]


def test_a_link_that_leads_nowhere_is_no_missing_topic(tmp_path: Path) -> None:
    write(tmp_path, {"cards/d/deck.yaml": "id: d\nname: D\n", "cards/d/a.yaml": _CARD})
    (tmp_path / "cards/d/b.yaml").symlink_to("gone.yaml")
    with pytest.raises(FileNotFoundError, match=r"b\.yaml"):
        findings(tmp_path)


def test_two_decks_of_one_id_are_both_named_by_it(tmp_path: Path) -> None:
    one = {"deck.yaml": "id: d\nname: D\n", "a.yaml": _CARD}
    write(tmp_path / "cards/one", one)
    write(tmp_path / "cards/two", one)
    assert len(find_decks(["d"], tmp_path)) == 2
    assert told(findings(tmp_path, "d")) == ["cards/two/deck.yaml:1:5 I004"]


def test_odd_file_names_are_fine(tmp_path: Path) -> None:
    odd = "Größe 薬 😀.yaml"
    write(tmp_path, {odd: _one("d").replace("cards:", "topic: t\ncards:")})
    assert len(package_of(tmp_path, odd).notes) == 1
    folder = tmp_path / "cards" / "a b'c\"d"
    write(folder, {"deck.yaml": "id: odd\n", "täg.yaml": _CARD})
    assert len(package_of(tmp_path, "odd").notes) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has names that are no Unicode")
def test_a_file_name_that_is_no_unicode_is_shown_with_a_stand_in(tmp_path: Path) -> None:
    odd = os.fsdecode(b"odd\xff.yaml")
    (tmp_path / odd).write_text("deck: {id: d}\ntopic: t\ncards: []\n")
    assert told(findings(tmp_path, odd)) == [
        "odd\ufffd.yaml:3:1 S011",
    ]
    assert shown_path(tmp_path / odd, tmp_path) == "odd\ufffd.yaml"


def test_paths_are_shown_as_the_user_would_type_them(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "a/../b/c.yaml", tmp_path) == "b/c.yaml"
    assert shown_path(tmp_path / "b/c.yaml", tmp_path / "b") == "c.yaml"
    assert shown_path(tmp_path / "c.yaml", tmp_path / "b") == (tmp_path / "c.yaml").as_posix()


def test_media_are_the_files_of_the_folder_and_none_that_a_link_leads_out_to(
    tmp_path: Path,
) -> None:
    outside = write(tmp_path / "outside", {"secret.png": PNG, "folder/deep.png": PNG})
    deck = write(tmp_path / "deck", {"deck.yaml": "id: d\n", "media/in.png": PNG, "a.png": PNG})
    write(deck, {"media/sub/deep.png": PNG, "media/.hidden.png": PNG})
    (deck / "media/out.png").symlink_to(outside / "secret.png")
    (deck / "media/up.png").symlink_to("../a.png")
    (deck / "media/linked").symlink_to(outside / "folder")
    (deck / "media/same.png").symlink_to("in.png")
    (deck / "media/dangling.png").symlink_to("nowhere.png")
    (files,) = find_decks(["deck"], tmp_path)
    assert sorted(files.media().files) == ["in.png", "same.png", "sub/deep.png"]


def test_a_deck_without_a_media_folder_has_no_media(tmp_path: Path) -> None:
    write(tmp_path, {"deck.yaml": "id: d\n"})
    (files,) = find_decks(["."], tmp_path)
    assert not files.media().files


def _fill_old(file: IO[bytes]) -> None:
    file.write(b"old")


def _fill(file: IO[bytes]) -> None:
    file.write(b"new" * 100_000)


def test_a_file_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "made/on/the/way/x.apkg"
    write_atomically(path, _fill_old)
    assert path.read_bytes() == b"old"

    def fail(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_atomically(path, fail)
    assert path.read_bytes() == b"old"
    assert [item.name for item in path.parent.iterdir()] == ["x.apkg"]
    write_atomically(path, _fill)
    assert path.read_bytes() == b"new" * 100_000
    assert [item.name for item in path.parent.iterdir()] == ["x.apkg"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_kill_in_the_middle_of_a_write_leaves_the_old_file_whole(
    step: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(b"old")
    code = f"""
import os, signal, sys, pathlib
from generator.disk import write_atomically
def die(*_args, **_kwargs): os.kill(os.getpid(), signal.SIGKILL)
os.{step} = die
pathlib.Path.replace = die if "{step}" == "replace" else pathlib.Path.replace
write_atomically(pathlib.Path(sys.argv[1]), lambda file: file.write(b"new"))
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    assert path.read_bytes() == b"old"


def test_a_disk_that_is_full_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(b"old")

    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    code = """
import pathlib, signal, sys
from generator.disk import write_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
write_atomically(pathlib.Path(sys.argv[1]), lambda file: file.write(b"new" * 1000))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        check=False,
        preexec_fn=limit,
        capture_output=True,
        text=True,
    )
    assert "File too large" in done.stderr
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.apkg"]
