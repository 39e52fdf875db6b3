"""The house rules that a machine can hold: layers, libraries, sizes, rules, style, types."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.codes import rulebook

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generator"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up: a module imports only from rows before its own, or from its own part.
LAYERS = (
    ("patterns",),
    (
        "crew",
        "due",
        "folders",
        "folding",
        "format",
        "identity",
        "mutex",
        "nesting",
        "package",
        "parts",
        "similar",
        "source",
        "strict",
    ),
    ("apkg_reader", "authored", "diagnostics", "diff", "disk", "ledger", "sources", "tree"),
    ("codes", "exporters", "measures", "report"),
    ("diff_report", "lockfile", "markup", "names", "syntax"),
    ("fixes", "lockwriter"),
    ("outline", "shape", "walk"),
    ("notetypes", "noting", "project", "reader", "schema"),
    ("cards",),
    ("catalog",),
    ("coverage", "draft", "rules"),
    ("coverage_page", "identify", "provenance", "sheet", "shipping"),
    ("leaves", "release", "shelf"),
    ("ledgers", "release_notices"),
    ("intake",),
    ("compiling",),
    ("mending", "pipeline", "starter"),
    ("writing",),
    ("preview", "receipts"),
    ("api", "console", "since"),
    ("__init__", "commands"),
    ("cli",),
    ("__main__", "reference"),
)
ROW = {part: row for row, parts in enumerate(LAYERS) for part in parts}
# Libraries that are slow to import or a matter of one module alone.
HOMES = {
    "genanki": {"exporters"},
    "isal": {"exporters"},
    "math_core": {"sheet"},
    "yaml": {"reader", "nesting", "syntax", "walk"},
    "pyromark": {"markup"},
    "nh3": {"markup"},
    "platformdirs": {"folders"},
    "sqlite3": {"exporters", "apkg_reader", "mutex"},
}


def part_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = node.module == "generator"
            yield from (f"generator.{a.name}" if inner else node.module for a in node.names)


def parts_imported(path: Path) -> set[str]:
    parts = {name.split(".")[1] for name in imports_of(path) if name.startswith("generator.")}
    return {part if part in ROW else "__init__" for part in parts} - {part_of(path)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards_only(path: Path) -> None:
    own = ROW[part_of(path)]
    upwards = {part for part in parts_imported(path) if ROW[part] >= own}
    # The package says its version, and hands out what the api has.
    assert upwards - ({"__init__"} if part_of(path) == "cli" else set()) == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_the_matter_of_its_modules(library: str) -> None:
    users = {part_of(p) for p in MODULES if library in {n.split(".")[0] for n in imports_of(p)}}
    assert users <= HOMES[library]
    assert users


def test_the_core_reads_no_clock() -> None:
    readers = {
        part_of(path)
        for path in MODULES
        if re.search(r"\btime\.time\(|\.now\(|\.today\(|\.utcnow\(", path.read_text("utf-8"))
    }
    assert readers <= {"api", "console"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_one_room(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 350


def test_a_rule_is_one_place_with_all_its_texts() -> None:
    rules = [rule for family in rulebook.FAMILIES.values() for rule in family]
    assert max(Counter(rule.code for rule in rules).values()) == 1
    assert max(Counter(rule.name for rule in rules).values()) == 1
    for rule in rules:
        assert re.fullmatch("[YSIMGC][0-9]{3}", rule.code)
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", rule.name)
        assert all([rule.what, rule.why, rule.example, rule.instead]), rule.code


def test_help_imports_nothing_heavy() -> None:
    ours = ("generator.pipeline", "generator.console", "generator.commands")
    heavy = (
        *ours,
        "yaml",
        "genanki",
        "pyromark",
        "nh3",
        "math_core",
        "pathlib",
        "dataclasses",
    )
    code = (
        "import sys\nfrom generator.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"assert not set({heavy!r}) & set(sys.modules), sorted(set({heavy!r}) & set(sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "generator", "tests", "benchmarks"],
        ["ruff", "format", "--check", "generator", "tests", "benchmarks"],
        ["mypy"],
    ],
    ids=" ".join,
)
def test_style_and_types_are_in_order(command: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_file_names_a_path_of_a_machine() -> None:
    files = [*MODULES, *ROOT.glob("tests/*.py"), *ROOT.glob("docs/*.md"), ROOT / "README.md"]
    place = re.compile("/(?:work|root|home)/" + "[a-z]")
    assert [str(p) for p in files if place.search(p.read_text("utf-8"))] == []


def test_every_command_shows_examples() -> None:
    from generator.cli import main

    for name, command in main.commands.items():
        assert re.search(r"Examples?:\n\s+studydeck " + name, command.help or ""), name


def test_the_first_lines_of_the_commands_fit_into_the_list_of_them() -> None:
    from click.testing import CliRunner

    from generator.cli import main

    listed = CliRunner().invoke(main, ["--help"]).stdout.partition("Commands:")[2]
    assert [line.split()[0] for line in listed.split("\n") if line] == list(main.commands)
    assert "..." not in listed


def test_the_list_of_commands_says_what_they_say_themselves() -> None:
    from generator.cli import SUMMARIES, main

    own = {name: command.get_short_help_str(200) for name, command in main.commands.items()}
    assert own == SUMMARIES
    modules = {path.stem for path in (PACKAGE / "commands").glob("[!_]*.py")}
    assert {str(c.callback.__module__).rsplit(".")[-1] for c in main.commands.values()} == modules
