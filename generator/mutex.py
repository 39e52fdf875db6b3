"""Mutual exclusion between processes, by SQLite's locks on files.

SQLite knows how each system locks a file so that the lock ends with its
process, however that dies. The file itself stays empty.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection

__all__ = ["held"]

_PATIENCE = 0.1  # seconds, after which it is seen whether the user has stopped it
_GLANCE = 0.01  # seconds: of two that come at once, one gets it


@contextmanager
def held(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the file ``path`` for this process to the end of the block; whether it could be had.

    Where another process holds it, wait for it or not; it is made if it is not
    there. Raises :class:`OSError` where nothing can be locked there.
    """
    import sqlite3

    connection = None
    try:
        try:
            timeout = _PATIENCE if wait else _GLANCE
            connection = sqlite3.connect(path, timeout=timeout, isolation_level=None)
            while not (ours := _taken(connection)) and wait:
                pass
            # What may not be written SQLite opens to be read, and many may read at once.
            if not os.access(path, os.W_OK):
                raise PermissionError(f"{path} can't be locked: it can't be written to")
        except sqlite3.Error as error:
            raise OSError(f"{path} can't be locked: {error}") from error
        yield ours
    finally:
        if connection is not None:
            connection.close()


def _taken(connection: Connection) -> bool:
    import sqlite3

    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
