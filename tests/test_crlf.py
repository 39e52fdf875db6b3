"""A checkout on Windows: line ends of two characters in every file change nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import generator
from tests.decks import EPOCH

_DECK = Path(__file__).parents[1] / "cards/clonazepam"


def _checkout(folder: Path, end: bytes) -> Path:
    shutil.copytree(_DECK, folder)
    for path in folder.rglob("*"):
        if path.suffix in (".yaml", ".md", ".txt", ".lock"):
            text = path.read_bytes().replace(b"\r\n", b"\n")
            path.write_bytes(text.replace(b"\n", end))
    return folder


def test_the_same_deck_with_crlf_is_the_same_package_byte_by_byte(tmp_path: Path) -> None:
    packages = []
    for name, end in (("lf", b"\n"), ("crlf", b"\r\n")):
        folder = _checkout(tmp_path / name / "clonazepam", end)
        assert generator.check(folder) == []
        (built,) = generator.build(folder, output=tmp_path / name / "output", epoch=EPOCH)
        packages.append(built.path.read_bytes())
    assert packages[0] == packages[1]
