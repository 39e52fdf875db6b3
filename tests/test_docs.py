"""The docs: links lead somewhere, generated pages are fresh, every block works as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from generator.api import check
from generator.cli import main
from generator.diagnostics import Severity
from generator.reference import PAGES
from tests.decks import EPOCH, PNG, write

_ROOT = Path(__file__).parents[1]
_DOCS = sorted((_ROOT / "docs").glob("*.md"))
_PAGES = [_ROOT / "README.md", *_DOCS]
# It tells how pictures were made once, with a library and a browser that are no dependencies.
_NOT_RUN = {"pictures.md"}
_EACH = re.MULTILINE | re.DOTALL
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", _EACH)
_NAMED = re.compile(r"`([\w./-]+\.ya?ml)`:\s*\Z")
_NOT_SO = re.compile(r"# Not so: ([A-Z]\d{3})\n")


@dataclass(frozen=True)
class _Block:
    """A block of a page: its language, its text, the file that the words before it say it is.

    ``answers`` if nothing stands between it and the block before.
    """

    language: str
    text: str
    file: str
    answers: bool


def _blocks(page: Path) -> list[_Block]:
    text = page.read_text("utf-8")
    found = []
    end = 0
    for match in _FENCE.finditer(text):
        named = _NAMED.search(text, 0, match.start())
        answers = bool(end) and not text[end : match.start()].strip()
        found.append(_Block(match[1], match[2], named[1] if named else "", answers))
        end = match.end()
    return found


def _ids(page: Path) -> str:
    return page.name


# Links and generated pages ------------------------------------------------------------------


@pytest.mark.parametrize("page", [*_PAGES, _ROOT / "CHANGELOG.md"], ids=_ids)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    text = re.sub(r"^```.*?^```$|^    [^\n]*$|`[^`\n]*`", "", page.read_text("utf-8"), flags=_EACH)
    for target, anchor in re.findall(r"\]\(([^)\s#]*)(?:#([^)\s]*))?\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        path = page.parent / target if target else page
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
            assert anchor in [
                re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings
            ]


def test_every_page_is_named_on_the_first_one_of_the_docs() -> None:
    first = (_ROOT / "docs/README.md").read_text("utf-8")
    assert [p.name for p in _DOCS if p.name != "README.md" and f"({p.name})" not in first] == []
    assert "(docs/README.md)" in (_ROOT / "README.md").read_text("utf-8")


def test_every_module_has_its_place_in_the_design() -> None:
    page = (_ROOT / "docs/design.md").read_text("utf-8")
    (table,) = re.findall(r"^\| Where \|.*?^$", page, _EACH)
    there = {path.name for path in (_ROOT / "generator").glob("[a-z]*.py")}
    there |= {f"{path.parent.name}/" for path in (_ROOT / "generator").glob("*/__init__.py")}
    named = re.findall(r"`([\w/.]+)`", table)
    assert sorted(named) == sorted(there)


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_module_prints(name: str) -> None:
    remedy = f"run: python -m generator.reference {name} > docs/{name}.md"
    assert (_ROOT / f"docs/{name}.md").read_text("utf-8") == PAGES[name]() + "\n", remedy


def test_every_library_is_justified() -> None:
    import tomllib

    project = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    page = (_ROOT / "docs/dependencies.md").read_text("utf-8").lower()
    names = [re.split(r"[><=]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if f"[{name}](" not in page] == []
    tools = [re.split(r"[><=]", line)[0] for line in project["optional-dependencies"]["test"]]
    plain = [tool.removeprefix("pytest-") for tool in tools if not tool.startswith("types-")]
    assert [tool for tool in plain if tool not in page] == []


# Blocks: sh and python are run, yaml is checked, text is to be looked at.
_LANGUAGES = {"sh", "python", "yaml", "text"}
# Their blocks are examples of rules, which tests/test_rulebook.py runs, and of commands.
_GENERATED = {"rules.md", "commands.md", "format.md"}


@pytest.mark.parametrize("page", _PAGES, ids=_ids)
def test_a_block_says_what_it_is(page: Path) -> None:
    assert {block.language for block in _blocks(page)} <= _LANGUAGES
    if page.name not in _GENERATED:
        assert re.findall(r"\n\n(    \S.*)", _FENCE.sub("", page.read_text("utf-8"))) == []


def test_the_message_that_the_readme_shows_is_what_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = _blocks(_ROOT / "README.md")
    (deck,) = (block for block in blocks if block.file)
    (shown,) = (block.text for block in blocks if block.language == "text")
    (line,) = re.findall(r"^6 \| (.+)$", shown, re.MULTILINE)
    *head, _ = deck.text.splitlines()
    write(tmp_path, {deck.file: "\n".join([*head, line])})
    monkeypatch.chdir(tmp_path)
    assert shown in CliRunner().invoke(main, ["check", deck.file]).stdout


# YAML ---------------------------------------------------------------------------------------------


def _yaml_blocks() -> Iterator[tuple[str, _Block]]:
    for page in _PAGES:
        for number, block in enumerate(_blocks(page)):
            if block.language == "yaml":
                yield f"{page.name}:{number}", block


_YAML: Mapping[str, _Block] = dict(_yaml_blocks())


def _deck_of(text: str) -> str:
    """A block as a whole deck in one file."""
    if re.search("^deck:", text, re.MULTILINE):
        return text
    head = "deck: {id: docs, subject: [clonazepam, benzodiazepine, propranolol]}\n"
    return head + (text if "cards:" in text else f"cards:\n{text}")


@pytest.mark.parametrize("name", _YAML)
def test_a_block_of_yaml_is_as_good_as_it_says(name: str, tmp_path: Path) -> None:
    text = _YAML[name].text
    told = _NOT_SO.match(text)
    if re.search(r"^(repos|jobs):", text, re.MULTILINE):
        assert isinstance(yaml.safe_load(text), dict)
        return
    write(tmp_path, {"d.yaml": _deck_of(text), "media/clot.png": PNG})
    found = {d.rule.code for d in check(tmp_path / "d.yaml") if d.severity is not Severity.INFO}
    mended = {"I001", "S001"} if name.startswith("quickstart") else set()
    assert found == ({told[1]} if told else mended)


# Shell and Python ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Python of its own, which has our libraries, and studydeck installed."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([folder / "bin/python", "-m", "pip", "install", *options, _ROOT], check=True)
    return folder / "bin"


_GIT = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
} | {"GIT_CONFIG_GLOBAL": os.devnull}


def _checkout(folder: Path) -> Path:
    """A copy of the repository: released as v1.2, and changed since."""
    skipped = shutil.ignore_patterns(".git", ".*_cache", ".hypothesis", "__pycache__", "*.apkg")
    shutil.copytree(_ROOT, folder, ignore=skipped)
    for words in (["init"], ["add", "-A"], ["commit", "-m", "1.2"], ["tag", "v1.2"]):
        subprocess.run(
            ["git", *words], cwd=folder, env=os.environ | _GIT, check=True, capture_output=True
        )
    deck = folder / "cards/clonazepam/deck.yaml"
    text = deck.read_text("utf-8")
    changed = re.sub("^reviewed: .*", "reviewed: 2030-01-01", text, flags=re.MULTILINE)
    deck.write_text(changed, "utf-8")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="the blocks are for a shell")
@pytest.mark.parametrize(
    "page",
    [p for p in _PAGES if p.name not in _NOT_RUN and {b.language for b in _blocks(p)} & {"sh"}],
    ids=_ids,
)
def test_every_block_of_a_page_runs_as_written(page: Path, python: Path, tmp_path: Path) -> None:
    here = _checkout(tmp_path / "studydeck")
    env = (
        os.environ
        | _GIT
        | {
            "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
            "SOURCE_DATE_EPOCH": str(EPOCH),
            "HOME": str(tmp_path / "home"),
            # Offline: what is to be installed is there.
            "PIP_NO_INDEX": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            # The tests aren't run within the tests.
            "PYTEST_ADDOPTS": "--collect-only --quiet -p no:cacheprovider",
        }
    )
    told = ""
    for block in _blocks(page):
        if block.answers and block.language == "text":
            assert block.text == told
        command = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": ["python", "-c"]}
        if block.language in command:
            done = subprocess.run(
                [*command[block.language], block.text],
                cwd=here,
                env=env,
                check=False,
                capture_output=True,
                text=True,
                stdin=subprocess.DEVNULL,
            )
            assert done.returncode == 0, block.text + done.stdout + done.stderr
            moved = re.search(r"mkdir -p (\S+) && cd \1$", block.text, re.MULTILINE)
            here = here / moved[1] if moved else here
            told = done.stdout
        elif block.file:
            write(here, {block.file: block.text})
