"""``studydeck build``: compile decks into packages."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator import console
from generator.commands.diff import before, since_option

if TYPE_CHECKING:
    from generator.pipeline import Compiled

__all__ = ["build"]

_MOST_TOPICS = 40  # in the table; nobody reads more, and json has them all


@click.command()
@console.deck_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("output"),
    show_default=True,
    help="Folder for the packages; made if it is not there.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For people or for programs.",
)
@console.strict_option
@click.option("--locked", is_flag=True, help="Fail if deck.lock would change: for CI.")
@click.option("--refresh", is_flag=True, help="Also send what only a newer studydeck made differ.")
@click.option(
    "--yes",
    is_flag=True,
    help="Touch more than half of a released deck, or one whose lock is lost.",
)
@click.option(
    "--corrections",
    is_flag=True,
    help="Also write a text file that corrects notes which students have edited.",
)
@since_option
def build(
    decks: tuple[str, ...],
    output: Path,
    style: str,
    strict: bool,
    locked: bool,
    refresh: bool,
    yes: bool,
    corrections: bool,
    since: str | None,
) -> None:
    """Build decks into .apkg packages that Anki imports.

    A deck with errors is not written; the others are. An existing package is
    replaced only when the new one is whole. Beside the cards, deck.lock keeps
    what was released: commit it with them.

    \b
    Examples:
      studydeck build                         every deck
      studydeck build clonazepam              one, by its id
      studydeck build my-deck.yaml -o .       one file, into this folder
      studydeck build --locked                in CI: nothing may be unreleased
      studydeck build --corrections --since v1.2
    """
    from generator import receipts

    if corrections != (since is not None):
        raise click.UsageError("--corrections and --since go together")
    files = console.named_decks(decks)
    console.epoch()  # a time that is none is told, also where nothing is to be built
    kept = None if corrections else receipts.recall(files, output, console.clock())
    if kept is not None:
        _print_unchanged(kept, output, style)
        return
    from generator.disk import exclusive
    from generator.writing import write_release

    written: list[tuple[Compiled, dict[str, Any], Path, bool]] = []
    refused: list[tuple[Compiled, str]] = []
    with exclusive([output, *(item.root for item in files)]):
        compiled = console.compile_files(files, refresh=refresh)
        if style == "text":
            console.print_findings(compiled, err=True)
        for item in compiled:
            path = output / f"{item.deck.id.text if item.deck else ''}.apkg"
            why = _refusal(item, path, strict=strict, locked=locked, yes=yes)
            if why:
                refused.append((item, why))
                continue
            if style == "text":
                _announce(item)
            if since is not None:
                _write_corrections(item, since, output)
            done = write_release(item, path)
            known = item._replace(digests={**item.digests, **done.digests})
            written.append((known, console.numbers(item), path, done.fresh))
        if not refused:
            receipts.keep([(item, numbers) for item, numbers, _, _ in written], output)
    if style == "json":
        _print_json(compiled, written, refused)
    else:
        _print_table((numbers, path, fresh) for _, numbers, path, fresh in written)
    for item, why in refused:
        click.echo(f"{item.files.id_guess}: not written: {why}", err=True)
    if refused:
        sys.exit(console.FINDINGS)


def _write_corrections(item: Compiled, since: str, output: Path) -> None:
    """The corrections since then, beside the package."""
    from generator.diff import compare
    from generator.disk import sweep, write_text
    from generator.exporters.corrections import corrections

    assert item.release is not None
    deck, package = item.release.ledger.deck, item.release.package
    found = corrections(package, compare(before(item, since, output), package))
    path = output / f"{deck}-corrections.txt"
    if found.written:
        sweep(path)
        write_text(path, found.text)
    many = "s" if len(found.written) != 1 else ""
    where = f", in {path.as_posix()}" if found.written else ""
    click.echo(f"{deck}: {len(found.written)} note{many} to correct{where}", err=True)
    for name in found.left_out:
        click.echo(f"{name}: has another picture, which only the package brings", err=True)


def _refusal(item: Compiled, path: Path, *, strict: bool, locked: bool, yes: bool) -> str:
    """Why this deck must not be written; empty where it may."""
    from generator.writing import consent_wanted

    release = item.release
    if release is None or console.stops(item.diagnostics, strict=strict):
        return "see the findings above"
    if locked and release.ledger != item.ledger:
        return (
            "deck.lock would change, and --locked forbids it; "
            "build without --locked and commit the lock"
        )
    cost = "" if yes else consent_wanted(item, path)
    return f"{cost}; say --yes if you mean it" if cost else ""


def _announce(item: Compiled) -> None:
    """What this release does to those who study the deck."""
    from generator.shipping import what_differs

    release = item.release
    assert release is not None
    deck = release.ledger.deck
    if not item.ledger.deck:
        lock = item.files.lock_file.name
        click.echo(
            f"{deck}: {lock} is new, parts numbered in the order of the files: commit it with the "
            "cards. As long as nobody has the deck, delete it and the package to begin afresh.",
            err=True,
        )
        return
    before, after = what_differs(item.ledger, release.ledger, release.package)
    if before.notes or after.notes or item.ledger.types != release.ledger.types:
        from generator.diff import compare
        from generator.diff_report import summary_line

        line = summary_line(compare(before, after))
        if line:
            click.echo(f"{deck}: {line}", err=True)
    if release.touched:
        many = "s" if len(release.touched) > 1 else ""
        click.echo(
            f"{deck}: an import will replace students' own edits and tags on "
            f"{len(release.touched)} note{many}",
            err=True,
        )
    if release.unsent:
        count = len(release.unsent)
        notes = f"{count} notes look" if count > 1 else "1 note looks"
        click.echo(
            f"{deck}: {notes} different only because studydeck does: not sent (--refresh sends it)",
            err=True,
        )


def _print_json(
    compiled: Iterable[Compiled],
    written: Iterable[tuple[Compiled, dict[str, Any], Path, bool]],
    refused: Iterable[tuple[Compiled, str]],
) -> None:
    from generator.report import as_dict

    built: list[dict[str, Any]] = []
    for item, numbers, path, fresh in written:
        release = item.release
        assert release is not None
        built.append(
            {
                **numbers,
                "file": path.as_posix(),
                "written": fresh,
                "new": list(release.added),
                "corrected": list(release.changed),
                "retired": list(release.retired),
                "touched": list(release.touched),
                "unsent": list(release.unsent),
            }
        )
    console.print_json(
        {
            "decks": built,
            "refused": [{"deck": item.files.id_guess, "why": why} for item, why in refused],
            "diagnostics": [as_dict(d) for item in compiled for d in item.diagnostics],
        }
    )


def _print_unchanged(kept: Iterable[dict[str, Any]], output: Path, style: str) -> None:
    """What a build says that finds all as it was."""
    paths = [(counts, output / f"{counts['id']}.apkg") for counts in kept]
    if style == "text":
        _print_table((counts, path, False) for counts, path in paths)
        return
    nothing: dict[str, list[str]] = {
        key: [] for key in ("new", "corrected", "retired", "touched", "unsent")
    }
    decks = [
        {**counts, "file": path.as_posix(), "written": False, **nothing} for counts, path in paths
    ]
    console.print_json({"decks": decks, "refused": [], "diagnostics": []})


def _print_table(written: Iterable[tuple[dict[str, Any], Path, bool]]) -> None:
    from generator.report import table

    rows = [["deck", "notes", "cards", "file"]]
    for counts, path, fresh in written:
        file = path.as_posix() if fresh else f"{path.as_posix()} (unchanged)"
        rows.append([counts["id"], str(counts["notes"]), str(counts["cards"]), file])
        topics = list(counts["topics"].items())
        for topic, count in topics[:_MOST_TOPICS]:
            rows.append([f"  {topic}", str(count["notes"]), str(count["cards"]), ""])
        if len(topics) > _MOST_TOPICS:
            rows.append([f"  and {len(topics) - _MOST_TOPICS} more topics", "", "", ""])
    if len(rows) > 1:
        click.echo("\n".join(table(rows)))
