"""``python -m benchmarks``: one run of everything, one table, one json file."""

from __future__ import annotations

import json
import multiprocessing
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import click

from benchmarks import rows
from benchmarks.decks import edit, write_deck
from benchmarks.measure import Contender, Measured, interleaved
from benchmarks.peers import Peers

ROOT = Path(__file__).parent.parent
_STUDYDECK = (sys.executable, "-m", "generator")
_FLOOR, _CLICK, _IMPORTS = "floor", "import click", "import click, yaml, genanki"


@click.command()
@click.option("--size", "sizes", type=int, multiple=True, default=(60, 1_000, 10_000, 100_000))
@click.option("--repeats", default=5, show_default=True, help="Rounds; 3 at the most from 50,000.")
@click.option("--json", "target", type=click.Path(path_type=Path), help="Write all numbers here.")
@click.option("--peers/--no-peers", default=True, help="Measure other tools too.")
def main(sizes: Sequence[int], repeats: int, target: Path | None, peers: bool) -> None:
    """Measure studydeck beside the floor and other tools.

    \b
    Example:
      python -m benchmarks --size 1000 --repeats 3 --no-peers
    """
    results: dict[str, list[Measured]] = {}
    with tempfile.TemporaryDirectory(prefix="studydeck-benchmarks-") as name:
        place = Path(name)
        others = Peers(place / "peers") if peers else None
        results["start"] = interleaved(list(_starts(place / "start")), max(repeats, 5))
        for size in sizes:
            folder = place / str(size)
            contenders = list(_builds(folder, size))
            contenders += others.contenders(folder, size) if others else ()
            results[str(size)] = interleaved(
                contenders, repeats if size < 50_000 else min(repeats, 3)
            )
            shutil.rmtree(folder)
    absent = others.absent if others else {}
    click.echo(_table(results, absent))
    if target is not None:
        target.write_text(json.dumps(_plain(results, absent), indent=2) + "\n", encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",  # a package that was installed is compiled once, as here
        "XDG_CACHE_HOME": str(folder / "cache"),
        "NO_COLOR": "1",
    }


def _starts(folder: Path) -> Iterator[Contender]:
    """What does not depend on a deck's size, and the deck that is shipped."""
    shutil.copytree(ROOT / "cards" / "clonazepam", folder / "deck")
    environment = _environment(folder)

    def command(name: str, *words: str) -> Contender:
        return Contender(name, words, folder, environment, _cleared(folder))

    yield command("python -c pass", sys.executable, "-c", "pass")
    yield command(_CLICK, sys.executable, "-c", "import click")
    yield command(_IMPORTS, sys.executable, "-c", "import click, yaml, genanki")
    yield command("--help", *_STUDYDECK, "--help")
    yield command("shipped deck, cold", *_STUDYDECK, "build", "deck")


def _builds(folder: Path, size: int) -> Iterator[Contender]:
    """Each way to build a deck of so many notes; the floor writes the rows of the same package."""
    environment = _environment(folder)
    clone, warm = folder / "clone", folder / "warm"
    for place in (folder, clone, warm):
        _elsewhere(write_deck, place / "deck", size)
        place.joinpath("cache").mkdir()
    build = (*_STUDYDECK, "build", "deck")

    def ways(name: str, place: Path, prepare: Callable[[int], None] | None) -> Contender:
        return Contender(name, build, place, _environment(place), prepare)

    for place in (clone, warm):
        interleaved([ways("first", place, None)], 1)
    _elsewhere(rows.keep, clone / "output" / f"synthetic-{size}.apkg", folder / "rows")
    floor = (sys.executable, str(Path(__file__).with_name("floor.py")), "rows", "floor.apkg")
    yield Contender(_FLOOR, floor, folder)
    yield ways("build, first of all", folder, _cleared(folder, lock=True))
    yield ways("build, fresh clone", clone, _cleared(clone))
    yield ways("build, nothing changed", warm, None)
    yield ways("build, one file edited", warm, lambda turn: edit(warm / "deck", turn))
    yield Contender("check", (*_STUDYDECK, "check", "deck"), warm, environment)


def _elsewhere(work: Callable[..., None], *arguments: object) -> None:
    """Do work in a process of its own.

    The memory that this one ever held would count as that of each one that it starts.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(work, *arguments).result()


def _cleared(folder: Path, *, lock: bool = False) -> Callable[[int], None]:
    """Takes away what an earlier build left: the package, the cache, and the lock where asked."""

    def clear(_turn: int) -> None:
        for name in ("output", "cache"):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / "cache").mkdir()
        if lock:
            (folder / "deck" / "deck.lock").unlink(missing_ok=True)

    return clear


def _table(results: dict[str, list[Measured]], absent: dict[str, str]) -> str:
    """The medians, and how many times the first of each group that is a measure for it."""
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}; medians of whole processes",
    ]
    for group, measured in results.items():
        base = {item.name: item.median for item in measured}
        lines += ["", f"| {_title(group)} | ms | times | memory, MB |", "|---|---:|---:|---:|"]
        for item in measured:
            measure = _measure_of(item.name, group)
            times = f"{item.median / base[measure]:.2f} × {measure}" if measure else ""
            memory = f"{item.memory / 1e6:.0f}"
            lines.append(f"| {item.name} | {item.median * 1000:.0f} | {times} | {memory} |")
    lines += [f"\n{name} is absent: {why}" for name, why in absent.items()]
    return "\n".join(lines)


def _title(group: str) -> str:
    return "start-up" if group == "start" else f"{int(group):,} notes"


def _measure_of(name: str, group: str) -> str:
    """What a process is to be compared with."""
    if group != "start":
        return "" if name == _FLOOR else _FLOOR
    return {"--help": _CLICK, "shipped deck, cold": _IMPORTS}.get(name, "")


def _plain(results: dict[str, list[Measured]], absent: dict[str, str]) -> dict[str, object]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "absent": absent,
        "results": {
            group: [
                {
                    "name": item.name,
                    "median_seconds": item.median,
                    "seconds": list(item.seconds),
                    "peak_memory_bytes": item.memory,
                    "times": item.median / base[_measure_of(item.name, group)]
                    if _measure_of(item.name, group)
                    else None,
                }
                for item in measured
            ]
            for group, measured in results.items()
            for base in [{item.name: item.median for item in measured}]
        },
    }


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
