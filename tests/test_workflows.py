"""What GitHub and pre-commit read: it parses, and the commands in it are ours as they are."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from tests.decks import EPOCH, write

_ROOT = Path(__file__).parents[1]
_WORKFLOWS = sorted((_ROOT / ".github/workflows").glob("*.yml"))
_PAGE = _ROOT / "docs/repositories.md"
_GOOD = "deck: {id: d, subject: [clonazepam]}\ncards:\n  - {id: x, q: What is clonazepam?, a: b}\n"


def _read(text: str) -> Any:
    return yaml.load(text, yaml.BaseLoader)  # `on` is a word, not a truth


def _workflows() -> Iterator[tuple[str, Any]]:
    for path in _WORKFLOWS:
        yield path.name, _read(path.read_text("utf-8"))
    for block in re.findall(r"^```yaml\n(.*?)^```$", _PAGE.read_text("utf-8"), re.M | re.S):
        if "jobs" in (read := _read(block)):
            yield "repositories.md", read


_ALL = dict(_workflows())


def _steps(workflow: Any) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def _commands(workflow: Any) -> list[list[str]]:
    lines = [line for step in _steps(workflow) for line in step.get("run", "").splitlines()]
    found = [re.search(r"(?:^|\s)studydeck (?!@)([^>|]*)", line) for line in lines]
    return [shlex.split(match[1]) for match in found if match]


def test_the_workflows_are_there() -> None:
    assert set(_ALL) == {"tests.yml", "release.yml", "repositories.md"}


@pytest.mark.parametrize("name", _ALL)
def test_a_workflow_has_its_parts_and_asks_for_no_more_rights_than_it_needs(name: str) -> None:
    workflow = _ALL[name]
    assert set(workflow) >= {"name", "on", "permissions", "jobs"}
    writes = any("gh release" in step.get("run", "") for step in _steps(workflow))
    assert workflow["permissions"] == {"contents": "write" if writes else "read"}
    for job in workflow["jobs"].values():
        assert job["runs-on"]
    for step in _steps(workflow):
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])


@pytest.mark.parametrize("name", ["release.yml", "repositories.md"])
def test_the_commands_in_a_workflow_are_ours(name: str) -> None:
    commands = _commands(_ALL[name])
    assert ["build", "--locked"] in [[words[0], words[-1]] for words in commands]
    for words in commands:
        command = main.commands[words[0]]
        options = {name for option in command.params for name in option.opts}
        assert {word for word in words if word.startswith("-")} <= options


def test_a_release_of_this_repository_would_build(tmp_path: Path) -> None:
    """All decks here are built and their locks are committed with them."""
    shutil.copytree(_ROOT / "cards", tmp_path / "cards")
    words = ["build", str(tmp_path / "cards"), "--locked", "--output", str(tmp_path / "output")]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output


def test_every_python_and_every_system_is_tested() -> None:
    matrix = _ALL["tests.yml"]["jobs"]["tests"]["strategy"]["matrix"]
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = [line.rpartition(" ")[2] for line in project["classifiers"] if ":: 3." in line]
    assert matrix["python"] == named
    assert project["requires-python"] == f">={named[0]}"
    assert [system.partition("-")[0] for system in matrix["os"]] == ["ubuntu", "macos", "windows"]


@pytest.mark.parametrize("script", ["run", "lowest"])
def test_the_scripts_of_ci_are_scripts(script: str) -> None:
    path = _ROOT / ".ci" / script
    if bash := shutil.which("bash"):
        subprocess.run([bash, "-n", str(path)], check=True)


def test_the_hook_checks_all_decks_of_a_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hook,) = _read((_ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["language"] == "python"
    assert hook["pass_filenames"] == "false"
    wanted = re.compile(hook["files"])
    for name in ("d/deck.yaml", "first.yml", "d/deck.lock", "d/sources/a.md", "d/media/x.png"):
        assert wanted.search(name)
    assert not wanted.search("d/README.md")
    command, *words = shlex.split(" ".join([hook["entry"], *hook["args"]]))
    assert command == "studydeck"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    write(tmp_path, {"decks/d.yaml": _GOOD})
    assert CliRunner().invoke(main, words).exit_code == 0
    write(tmp_path, {"decks/d.yaml": _GOOD.replace("id: x, ", "")})
    assert CliRunner().invoke(main, words).exit_code == 1
    assert CliRunner().invoke(main, [*words, "--fix"]).exit_code == 0
