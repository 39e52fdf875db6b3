"""Deflating on all cores: the same bytes on any number of them."""

from __future__ import annotations

import os
import zlib
from collections import deque

__all__ = ["LEVEL", "Deflater"]

LEVEL = 1
"""Higher ones take 2.4 times as long for a seventh less."""
_RAW = -15  # no head: a zip has its own
_END = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW).flush()


class Deflater:
    """Like what :func:`zlib.compressobj` gives, but each piece is deflated for itself.

    So pieces should be large. They are worked on while more are being read, as
    zlib lets go of Python's lock. Use it in a ``with``.
    """

    def __init__(self) -> None:
        from concurrent.futures import Future, ThreadPoolExecutor

        self._most = os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._most)
        self._pending: deque[Future[bytes]] = deque()

    def __enter__(self) -> Deflater:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def compress(self, data: bytes) -> bytes:
        """Take the next piece; returns what is ready of those before."""
        self._pending.append(self._pool.submit(_deflated, data))
        return self._pending.popleft().result() if len(self._pending) > self._most else b""

    def flush(self) -> bytes:
        """The rest."""
        return b"".join(piece.result() for piece in self._pending) + _END


def _deflated(data: bytes) -> bytes:
    deflating = zlib.compressobj(LEVEL, zlib.DEFLATED, _RAW)
    return deflating.compress(data) + deflating.flush(zlib.Z_FULL_FLUSH)
