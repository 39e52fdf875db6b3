"""The same from Python: a few functions for a script or a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

import generator
import generator.api
from generator.project import NoSuchDeckError
from tests.decks import EPOCH, write
from tests.test_cli import BAD, GOOD


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {"cards/good.yaml": GOOD, "cards/bad.yaml": BAD})


def test_build_tells_what_was_written(here: Path) -> None:
    (built,) = generator.build("good", output=here / "out", epoch=EPOCH)
    assert built == generator.Built("good", here / "out/good.apkg", 2, 3)
    assert built.path.exists()


def test_build_takes_paths_and_writes_the_bytes_of_the_command(here: Path) -> None:
    for name in ("one", "two"):
        (built,) = generator.build(here / "cards/good.yaml", output=name, epoch=EPOCH)
        assert built.path == Path(name) / "good.apkg"
        (here / "cards/good.yaml.lock").unlink()
    assert (here / "one/good.apkg").read_bytes() == (here / "two/good.apkg").read_bytes()


def test_build_raises_with_all_findings_after_writing_the_good_decks(here: Path) -> None:
    with pytest.raises(
        generator.DeckError, match=r"^cards/bad.yaml:3:58: M001 .*\(1 error"
    ) as error:
        generator.build(output="out", epoch=EPOCH)
    assert [d.rule.code for d in error.value.diagnostics] == ["M001"]
    assert [path.name for path in (here / "out").iterdir()] == ["good.apkg"]


def test_check_gives_all_findings_and_writes_nothing(here: Path) -> None:
    before = sorted(here.rglob("*"))
    (finding,) = generator.check()
    assert (finding.span.file.path, finding.span.first.line) == ("cards/bad.yaml", 3)
    assert generator.check("good") == []
    assert sorted(here.rglob("*")) == before


def test_what_is_no_deck_is_an_exception(here: Path) -> None:
    del here
    with pytest.raises(NoSuchDeckError, match="did you mean good"):
        generator.build("goood")


def test_what_the_machine_refuses_is_an_exception(here: Path) -> None:
    write(here, {"file": "in the way"})
    with pytest.raises(OSError, match="file"):
        generator.build("good", output="file")


def test_the_package_names_no_more_than_it_has() -> None:
    assert all(getattr(generator, name) for name in generator.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = generator.nonsense
