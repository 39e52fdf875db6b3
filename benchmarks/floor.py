"""The least that any tool must do: rows that are ready made, into SQLite, into a zip.

``python floor.py ROWS PACKAGE``: ROWS was written by :func:`benchmarks.rows.keep`.
"""

import marshal
import sqlite3
import sys
import tempfile
import zipfile
from pathlib import Path


def main(rows: str, package: str) -> None:
    with Path(rows).open("rb") as file:
        schema, tables = marshal.load(file)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "collection.anki2")
        connection = sqlite3.connect(database)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        for statement in schema:
            connection.execute(statement)
        for insert, values in tables:
            connection.executemany(insert, values)
        connection.commit()
        connection.close()
        with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.write(database, "collection.anki2")
            archive.writestr("media", "{}")


if __name__ == "__main__":
    main(*sys.argv[1:])
