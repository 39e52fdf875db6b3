"""The commands: what they print where, and the exit code that says how it went."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from generator import __version__
from generator.cli import main
from tests.decks import EPOCH, write

_ROOT = Path(__file__).parents[1]
GOOD = """\
deck: {id: good, name: "A::Good"}
topic: class
cards:
  - id: drug-class
    q: To which class of drugs does clonazepam belong?
    a: The benzodiazepines
  - id: effect
    cloze: Clonazepam enhances the effect of {{GABA}}, which opens the {{chloride}} channel.
"""
BAD = (
    "deck: {id: bad}\ncards:\n  - {id: x, q: Which receptor binds clonazepam?, a: 'The <script>'}\n"
)
WARNED = GOOD.replace("id: good, ", "id: warned, topics: [other], ").replace("A::Good", "W")


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def _process(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "generator", *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(_ROOT), "SOURCE_DATE_EPOCH": str(EPOCH)} | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_prints_a_table_and_writes_the_package(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    result = _run("build")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "deck     notes  cards  file",
        "good     2      3      output/good.apkg",
        "  class  2      3",
    ]
    assert zipfile.is_zipfile(here / "output/good.apkg")


def test_python_m_generator_is_the_same_command(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    done = _process("build", cwd=here)
    assert done.returncode == 0
    assert "output/good.apkg" in done.stdout
    assert _process("--version", cwd=here).stdout == f"studydeck, version {__version__}\n"


def test_a_second_build_changes_nothing_and_says_so(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    _run("build")
    path, lock = here / "output/good.apkg", here / "cards/good.yaml.lock"
    before = (path.read_bytes(), lock.read_bytes(), path.stat().st_mtime_ns)
    result = _run("build")
    assert "output/good.apkg (unchanged)" in result.stdout
    assert (path.read_bytes(), lock.read_bytes(), path.stat().st_mtime_ns) == before


def test_the_time_of_the_build_is_source_date_epoch(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    first = _process("build", "-o", "one", cwd=here)
    (here / "cards/good.yaml.lock").unlink()
    second = _process("build", "-o", "two", cwd=here, TZ="Asia/Kolkata")
    assert (first.returncode, second.returncode) == (0, 0)
    assert (here / "one/good.apkg").read_bytes() == (here / "two/good.apkg").read_bytes()
    for wrong in ("x", "-1", "1.5", "", " ", "²", "9" * 30, "9" * 5_000, "9999999999"):
        result = _process("check", cwd=here, SOURCE_DATE_EPOCH=wrong)
        assert result.returncode == 2, wrong
        assert "SOURCE_DATE_EPOCH" in result.stderr


def test_a_released_deck_without_its_lock_is_not_built_unasked(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    _run("build")
    lock, package = here / "cards/good.yaml.lock", here / "output/good.apkg"
    before = package.read_bytes()
    lock.unlink()
    result = _run("build")
    assert result.exit_code == 1
    assert "good.yaml.lock is lost" in result.stderr
    assert "say --yes" in result.stderr
    assert package.read_bytes() == before
    assert not lock.exists()
    assert _run("build", "--yes").exit_code == 0
    assert lock.exists()


def test_a_deck_that_was_moved_wants_its_lock_moved_too(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    _run("build")
    (here / "cards/good.yaml").rename(here / "cards/better.yaml")
    result = _run("build", "-o", "elsewhere")
    assert result.exit_code == 1
    assert "good.yaml.lock is the lock of this deck" in result.stderr
    (here / "cards/good.yaml.lock").rename(here / "cards/better.yaml.lock")
    assert _run("build").exit_code == 0


def test_a_pipe_with_an_old_encoding_gets_what_it_can_take(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD.replace("What", "Ω: wh̄at"), "cards/bad.yaml": BAD})
    for words in (("check",), ("check", "--format", "json"), ("check", "--format", "github")):
        done = _process(*words, cwd=here, PYTHONIOENCODING="cp1252")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        if "json" in words:
            assert json.loads(done.stdout)["diagnostics"]


def test_a_run_that_is_stopped_says_so_without_a_traceback(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    write(here, {"cards/good.yaml": GOOD})
    monkeypatch.setattr("generator.pipeline.compile_decks", stop)
    result = _run("build")
    assert (result.exit_code, result.stderr) == (130, "studydeck: stopped\n")


def test_errors_in_one_deck_do_not_keep_the_others_from_being_built(here: Path) -> None:
    write(
        here, {"cards/bad.yaml": BAD, "cards/good.yaml": GOOD, "cards/ugly.yaml": "deck: {id: [\n"}
    )
    result = _run("build")
    assert result.exit_code == 1
    assert [path.name for path in (here / "output").iterdir()] == ["good.apkg"]
    assert "cards/bad.yaml:3:58: error M001" in result.stderr
    assert "cards/ugly.yaml:" in result.stderr
    assert "bad: not written" in result.stderr
    assert "ugly: not written" in result.stderr
    assert "error" not in result.stdout
    assert not list((here / "cards").glob("bad*.lock"))


def test_a_deck_with_errors_keeps_its_old_package(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    _run("build")
    before = (here / "output/good.apkg").read_bytes()
    write(here, {"cards/good.yaml": GOOD.replace("The benzo", "<script>")})
    assert _run("build").exit_code == 1
    assert (here / "output/good.apkg").read_bytes() == before


def test_warnings_stop_a_deck_only_when_strict(here: Path) -> None:
    write(here, {"cards/warned.yaml": WARNED})
    for command in ("check", "build"):
        strict = _run(command, "--strict")
        assert strict.exit_code == 1
        assert not (here / "output").exists()
        assert "warning S012" in strict.output
    assert _run("check").exit_code == 0
    assert _run("build").exit_code == 0
    assert (here / "output/warned.apkg").exists()


def test_check_writes_nothing(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "cards/bad.yaml": BAD})
    before = sorted(here.rglob("*"))
    assert _run("check").exit_code == 1
    assert _run("check", "good").exit_code == 0
    assert sorted(here.rglob("*")) == before


def test_check_prints_findings_and_counts(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "cards/bad.yaml": BAD})
    assert _run("check", "good").stdout == "good: 2 notes, 3 cards\n"
    lines = _run("check", "bad").stdout.splitlines()
    assert lines[0].startswith("cards/bad.yaml:3:58: error M001 <script>")
    assert lines[1].startswith("3 |   - {id: x, q: Which")
    assert lines[2].endswith("^^^^^^^^")
    assert lines[3].startswith("  = help: ")
    assert lines[-1] == "1 error"


def test_check_as_json_is_one_object_of_findings(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "cards/bad.yaml": BAD})
    result = _run("check", "--format", "json")
    assert result.exit_code == 1
    value = json.loads(result.stdout)
    assert list(value) == ["diagnostics"]
    (finding,) = value["diagnostics"]
    assert {key: finding[key] for key in ("path", "line", "column", "end_line", "end_column")} == {
        "path": "cards/bad.yaml",
        "line": 3,
        "column": 58,
        "end_line": 3,
        "end_column": 66,
    }
    assert set(finding) == {
        *["path", "line", "column", "end_line", "end_column", "severity", "code", "name"],
        *["message", "help"],
    }
    assert (finding["severity"], finding["code"], finding["name"]) == (
        "error",
        "M001",
        "unsafe-html",
    )
    assert json.loads(_run("check", "good", "--format", "json").stdout) == {"diagnostics": []}


def test_build_as_json_tells_what_was_written(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "cards/bad.yaml": BAD})
    result = _run("build", "--format", "json")
    value = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [d["code"] for d in value["diagnostics"]] == ["M001"]
    (deck,) = value["decks"]
    assert (deck["id"], deck["name"], deck["notes"], deck["cards"]) == ("good", "A::Good", 2, 3)
    assert deck["file"] == "output/good.apkg"
    assert deck["topics"] == {"class": {"notes": 2, "cards": 3}}


def test_check_for_github_is_a_command_a_line(here: Path) -> None:
    write(here, {"cards/bad.yaml": BAD, "cards/warned.yaml": WARNED})
    result = _run("check", "--format", "github")
    lines = result.stdout.splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "::error file=cards/bad.yaml",
        "::warning file=cards/warned.yaml",
    ]
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("build", "nope"), "did you mean good?"),
        (("check", "nope"), "did you mean good?"),
        (("build", "--format", "xml"), "xml"),
        (("nonsense",), "nonsense"),
        (("build", "--nonsense"), "--nonsense"),
        (("build", "-o", "cards/good.yaml"), "is a file"),
        (("retire", "x", "--why", "y"), "DECK/ID"),
        (("rules", "X999"), "X999"),
        ((), "Usage"),
    ],
)
def test_wrong_usage_exits_with_two_and_says_what_is_wrong(
    words: tuple[str, ...], said: str, here: Path
) -> None:
    write(here, {"cards/good.yaml": GOOD})
    result = _run(*words)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_no_deck_at_all_is_wrong_usage(here: Path) -> None:
    del here
    result = _run("check")
    assert result.exit_code == 2
    assert "there is no deck here" in result.stderr


@pytest.mark.parametrize("output", ["/dev/null", "/proc/nowhere", "full/of/files"])
def test_what_the_machine_refuses_exits_with_three_and_names_it(output: str, here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "full/of": "a file"})
    result = _run("build", "-o", output)
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1].startswith("studydeck: the machine refused: ")
    assert output.split("/")[1] in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.output


def test_a_package_that_cannot_be_replaced_exits_with_three(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD, "output/good.apkg/x": "a folder in the way"})
    result = _run("build")
    assert result.exit_code == 3
    assert "good.apkg" in result.stderr
    assert [path.name for path in (here / "output").iterdir()] == ["good.apkg"]


def test_a_deck_that_cannot_be_read_exits_with_three(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here, {"cards/good.yaml": GOOD})

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = _run("check")
    assert result.exit_code == 3
    assert "good.yaml: Permission denied" in result.stderr


def test_a_full_device_exits_with_three(here: Path) -> None:
    write(here, {"cards/good.yaml": GOOD})
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full on this system")
    with full.open("w") as stdout:
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", "--format", "json"],
            cwd=here,
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_package_that_another_program_has_open_stays_and_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where Anki holds the file that it imports."""
    write(here, {"cards/good.yaml": GOOD})
    _run("build")
    old = (here / "output/good.apkg").read_bytes()

    def held(beside: Path, place: Path) -> Path:
        raise PermissionError(13, "Access is denied", str(beside), None, str(place))

    write(here, {"cards/good.yaml": GOOD.replace("The benzodiazepines", "Benzodiazepines")})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        result = _run("build")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-1].endswith("good.apkg: Access is denied")
    assert ".tmp" not in result.stderr
    assert (here / "output/good.apkg").read_bytes() == old
    assert not list(here.rglob("*.tmp"))
    assert _run("build").exit_code == 0


def test_a_reader_that_goes_away_is_no_crash(here: Path) -> None:
    write(here, {"cards/bad.yaml": BAD.replace("- {id", "- {zz: y, id")})
    command = f"{sys.executable} -m generator rules --format markdown | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "# Rules\n"
    assert "Traceback" not in done.stderr


def test_colours_are_for_terminals_and_no_color_is_honoured(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pty = pytest.importorskip("pty", reason="terminals are of Unix")
    write(here, {"cards/bad.yaml": BAD})
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" not in _process("check", cwd=here).stdout

    def on_terminal(**env: str) -> str:
        ours, theirs = pty.openpty()
        subprocess.run(
            [sys.executable, "-m", "generator", "check"],
            cwd=here,
            env=os.environ | {"PYTHONPATH": str(_ROOT), "TERM": "xterm"} | env,
            stdout=theirs,
            stderr=theirs,
            check=False,
        )
        os.close(theirs)
        pieces = []
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(ours)
        return b"".join(pieces).decode()

    assert "\x1b[1;31merror\x1b[0m" in on_terminal()
    assert "\x1b[" not in on_terminal(NO_COLOR="1")


def _commands(command: click.Command, *path: str) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found += _commands(inner, *path, name)
    return found


@pytest.mark.parametrize(
    ("path", "command"),
    _commands(main),
    ids=[" ".join(p) or "studydeck" for p, _ in _commands(main)],
)
def test_every_command_and_option_is_explained_with_an_example(
    path: tuple[str, ...], command: click.Command
) -> None:
    text = _run(*path, "--help").stdout
    assert "Example" in text
    assert " ".join(["studydeck", *path]) in text
    assert _run(*path, "-h").stdout == text
    assert max(map(len, text.splitlines())) <= 90
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom generator.cli import main\n"
        "try:\n    main(['build', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'yaml', 'genanki', 'pyromark', 'nh3', 'sqlite3', 'asyncio'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "HEAVY []"
