"""The rows of a built package, kept for the floor."""

from __future__ import annotations

import marshal
import sqlite3
import tempfile
import zipfile
from pathlib import Path

__all__ = ["keep"]


def keep(package: Path, rows: Path) -> None:
    """Write the schema and all rows of ``package`` as plain data that loads at once."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(package) as archive:
        connection = sqlite3.connect(archive.extract("collection.anki2", folder))
        schema = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master") if sql]
        tables = []
        for table in ("col", "notes", "cards"):
            values = connection.execute(f"SELECT * FROM {table}").fetchall()
            marks = ",".join("?" * len(values[0]))
            tables.append((f"INSERT INTO {table} VALUES ({marks})", values))
        connection.close()
    rows.write_bytes(marshal.dumps((schema, tables)))
