"""A student at work in the real Anki engine, for tests.

The module needs nothing but the standard library and ``anki``, so that the
tests can also run it in the interpreter of an older engine: as a script it
obeys one JSON line after the other. All arguments and results are plain data.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

State = dict[str, Any]

OLD_ENGINE = "STUDYDECK_OLD_ANKI"
"""The variable with the interpreter that has an older engine."""


class Student:
    """One collection. A note is named by its guid; times are seconds since 1970."""

    def __init__(self, folder: str) -> None:
        from anki.collection import Collection

        self.col: Any = Collection(str(Path(folder) / "collection.anki2"))

    def close(self) -> None:
        self.col.close()

    # Importing -----------------------------------------------------------------

    def take(self, path: str, at: int, **options: Any) -> dict[str, int]:
        """Import a package at a time, as the dialog does by itself; how many notes fared how."""
        began = int(time.time())
        from anki import import_export_pb2 as pb

        chosen = pb.ImportAnkiPackageOptions()
        for name, value in ({"with_scheduling": True} | options).items():
            setattr(chosen, name, value)
        request = pb.ImportAnkiPackageRequest(package_path=path, options=chosen)
        log = self.col.import_anki_package(request).log
        # Up to 24.11, a note that an import updates gets the time of the import.
        self._db("update notes set mod = ? where mod >= ?", at, began)
        return {
            name: len(getattr(log, name))
            for name in ("new", "updated", "duplicate", "conflicting", "first_field_match")
        }

    def take_text(self, path: str) -> dict[str, int]:
        """Import a text file with what its own headers say."""
        from anki import import_export_pb2 as pb

        metadata = self.col.get_csv_metadata(path=path, delimiter=None)
        log = self.col.import_csv(pb.ImportCsvRequest(path=path, metadata=metadata)).log
        return {
            name: len(getattr(log, name))
            for name in ("new", "updated", "duplicate", "conflicting", "missing_notetype")
        }

    def export(self, path: str, *, legacy: bool) -> None:
        """Write the whole collection's notes as a package."""
        from anki import import_export_pb2 as pb
        from anki.collection import ExportAnkiPackageOptions

        self.col.export_anki_package(
            out_path=path,
            limit=None,
            options=ExportAnkiPackageOptions(
                with_scheduling=False, with_media=True, legacy=legacy, with_deck_configs=False
            ),
        )
        del pb

    # What is there ----------------------------------------------------------------

    def state(self) -> State:
        """All notes by guid with their cards by ordinal, the reviews, the schema's time, media."""
        self.col.models._clear_cache()
        db = self.col.db
        notes: dict[str, Any] = {}
        names: dict[int, str] = dict(db.all("select id, guid from notes"))
        for i, guid, mod, tags, fields, kind in db.execute(
            "select id, guid, mod, tags, flds, mid from notes"
        ):
            notes[guid] = {
                "id": i,
                "mod": mod,
                "tags": sorted(tags.split()),
                "fields": fields.split("\x1f"),
                "type": self.col.models.get(kind)["name"],
                "cards": {},
            }
        for (
            i,
            note,
            ordinal,
            deck,
            kind,
            queue,
            due,
            ivl,
            factor,
            reps,
            lapses,
            flags,
        ) in db.execute(
            "select id, nid, ord, did, type, queue, due, ivl, factor, reps, lapses, flags"
            " from cards"
        ):
            notes[names[note]]["cards"][str(ordinal)] = {
                "id": i,
                "deck": self.col.decks.name(deck),
                "scheduling": [kind, queue, ivl, factor, reps, lapses, flags],
                "due": due,
            }
        media = Path(self.col.media.dir())
        return {
            "notes": notes,
            "count": db.scalar("select count() from notes"),
            "reviews": db.all("select id, cid, ease from revlog order by id"),
            "schema": db.scalar("select scm from col"),
            "types": sorted(
                m["name"] for m in self.col.models.all() if m["name"].startswith("stu")
            ),
            "decks": sorted(d.name for d in self.col.decks.all_names_and_ids()),
            "media": {path.name: path.read_bytes().hex() for path in media.iterdir()},
        }

    def note_type(self, name: str) -> dict[str, Any]:
        self.col.models._clear_cache()  # which an import leaves as it was
        found = self.col.models.by_name(name)
        assert found is not None
        plain: dict[str, Any] = json.loads(json.dumps(found))
        return plain

    def description(self, name: str) -> str:
        deck = self.col.decks.by_name(name)
        assert deck is not None
        return str(deck["desc"])

    def shown(self, guid: str, ordinal: int) -> list[str]:
        """The two sides of a card."""
        card = self.col.get_card(self._card(guid, ordinal))
        return [card.question(), card.answer()]

    def search(self, query: str) -> list[str]:
        db = self.col.db
        found = self.col.find_notes(query)
        return sorted(db.scalar("select guid from notes where id = ?", i) for i in found)

    def check(self) -> str:
        """What Anki's own check of the database finds."""
        return str(self.col.fix_integrity()[0])

    def empty_cards(self) -> int:
        return sum(len(note.card_ids) for note in self.col.get_empty_cards().notes)

    # Studying and changing --------------------------------------------------------

    def answer(self, guid: str, ordinal: int, rating: int) -> None:
        """Answer a card: 1 again to 4 easy."""
        card = self.col.get_card(self._card(guid, ordinal))
        if card.queue < 0:
            return
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)
        answer = self.col.sched.build_answer(card=card, states=states, rating=rating - 1)
        self.col.sched.answer_card(answer)

    def leech(self, guid: str, ordinal: int, at: int) -> None:
        """Fail a card until Anki marks it as a leech, at a time."""
        card = self._card(guid, ordinal)
        self._db(
            "update cards set type=2, queue=2, ivl=10, reps=20, lapses=7, factor=2000 where id=?",
            card,
        )
        self.answer(guid, ordinal, 1)
        assert "leech" in self.state()["notes"][guid]["tags"]
        self._at(guid, at)

    def tag(self, guid: str, tag: str, at: int) -> None:
        self.col.tags.bulk_add([self._note(guid)], tag)
        self._at(guid, at)

    def edit(self, guid: str, field: int, text: str, at: int) -> None:
        note = self.col.get_note(self._note(guid))
        note.fields[field] = text
        self.col.update_note(note)
        self._at(guid, at)

    def flag(self, guid: str, ordinal: int, flag: int) -> None:
        self.col.set_user_flag_for_cards(flag, [self._card(guid, ordinal)])

    def suspend(self, guid: str, ordinal: int) -> None:
        self.col.sched.suspend_cards([self._card(guid, ordinal)])

    def move(self, guid: str, ordinal: int, deck: str) -> None:
        target = self.col.decks.id(deck)
        assert target is not None
        self.col.set_deck([self._card(guid, ordinal)], target)

    def delete(self, guid: str) -> None:
        self.col.remove_notes([self._note(guid)])

    def _note(self, guid: str) -> Any:
        return self._scalar("select id from notes where guid = ?", guid)

    def _card(self, guid: str, ordinal: int) -> Any:
        return self._scalar(
            "select id from cards where nid = ? and ord = ?", self._note(guid), ordinal
        )

    def _at(self, guid: str, at: int) -> None:
        """Let a change have happened at a time: the engine's clock can't be set."""
        self._db("update notes set mod = ? where guid = ?", at, guid)

    def _db(self, sql: str, *values: object) -> None:
        self.col.db.execute(sql, *values)

    def _scalar(self, sql: str, *values: object) -> Any:
        return self.col.db.scalar(sql, *values)


class Remote:
    """A :class:`Student` in another interpreter."""

    def __init__(self, python: str, folder: str) -> None:
        # The interpreter's own libraries: nothing of the one that runs the tests.
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self.process = subprocess.Popen(
            [python, __file__, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )

    def __getattr__(self, name: str) -> Any:
        def call(*words: Any, **options: Any) -> Any:
            assert self.process.stdin is not None
            assert self.process.stdout is not None
            self.process.stdin.write(json.dumps([name, words, options]) + "\n")
            self.process.stdin.flush()
            value, error = json.loads(self.process.stdout.readline())
            if error:
                raise RuntimeError(error)
            return value

        return call

    def close(self) -> None:
        self.__getattr__("close")()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


def _serve(folder: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what the engine prints is no answer
    student = Student(folder)
    for line in sys.stdin:
        name, words, options = json.loads(line)
        try:
            value, error = getattr(student, name)(*words, **options), ""
        except Exception as raised:  # told to the tests, which raise it again
            value, error = None, f"{type(raised).__name__}: {raised}"
        answers.write(json.dumps([value, error]) + "\n")
        answers.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
