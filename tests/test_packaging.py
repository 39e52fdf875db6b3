"""The wheel and the sdist: whole, and at work where there is no checkout."""

from __future__ import annotations

import email
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from generator import __version__
from tests.decks import EPOCH

_ROOT = Path(__file__).parents[1]
_OURS = {
    path.relative_to(_ROOT).as_posix()
    for path in (_ROOT / "generator").rglob("*")
    if path.is_file() and "__pycache__" not in path.parts
}


def _done(*words: str | Path, cwd: Path, **env: str) -> str:
    result = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both, the wheel made from the sdist, without a network."""
    folder = tmp_path_factory.mktemp("dist")
    _done("-m", "build", "--no-isolation", "--outdir", folder, _ROOT, cwd=folder)
    return folder


def _wheel(dist: Path) -> Path:
    (wheel,) = dist.glob("*.whl")
    return wheel


def test_there_are_data_files_to_look_for() -> None:
    assert {PurePosixPath(name).suffix for name in _OURS} >= {".py", ".css", ".yaml", ".txt"}


def test_the_wheel_has_every_file_of_the_package_and_nothing_else(dist: Path) -> None:
    names = set(zipfile.ZipFile(_wheel(dist)).namelist())
    assert {name for name in names if ".dist-info/" not in name} == _OURS
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_sdist_has_what_the_wheel_is_made_from_and_the_tests(dist: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/test_packaging.py"}
    assert _OURS | wanted <= names
    assert not any("__pycache__" in name or name.endswith(".apkg") for name in names)


def test_the_wheel_says_what_it_is(dist: Path) -> None:
    with zipfile.ZipFile(_wheel(dist)) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
        about = email.message_from_bytes(wheel.read(name))
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (about["Name"], about["Version"]) == ("studydeck", __version__)
    needed = [line for line in about.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert sorted(needed) == sorted(project["dependencies"])
    assert about["Requires-Python"] == project["requires-python"]


def test_installed_elsewhere_it_makes_and_builds_a_deck(dist: Path, tmp_path: Path) -> None:
    there, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile"]
    _done("-m", "pip", "install", *options, "--target", there, _wheel(dist), cwd=work)
    env = {"PYTHONPATH": str(there), "SOURCE_DATE_EPOCH": str(EPOCH)}
    where = _done("-c", "import generator; print(generator.__file__)", cwd=work, **env)
    assert Path(where.strip()).parent == there / "generator"
    assert list((there / "bin").glob("studydeck*")) or list((there / "Scripts").glob("studydeck*"))
    _done("-m", "generator", "new", "propranolol", cwd=work, **env)
    assert _done("-m", "generator", "check", cwd=work, **env)
    _done("-m", "generator", "build", cwd=work, **env)
    assert zipfile.is_zipfile(work / "output/propranolol.apkg")
    assert _done("-m", "generator", "rules", cwd=work, **env)
    assert _done("-m", "generator", "schema", "deck", cwd=work, **env)


def test_the_lowest_versions_are_those_that_are_tested() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = (_ROOT / ".ci/lowest.txt").read_text("utf-8").splitlines()
    tested = [line.replace("==", ">=") for line in lines if not line.startswith("#")]
    assert tested == [wanted.partition(";")[0] for wanted in project["dependencies"]]
