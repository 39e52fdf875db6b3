"""The latest sight of the deck, for pages that wait for the next one."""

from __future__ import annotations

import json
import threading

from generator.package import Media
from generator.preview import mathjax
from generator.preview.sight import Sight
from generator.preview.wire import sheet_of

__all__ = ["Feed"]

# A page that missed more than these gets all notes anew.
_REMEMBERED = 8


class Feed:
    """One thread publishes, any number wait. Versions count from 1."""

    def __init__(self, *, formulas: bool) -> None:
        """``formulas`` tells whether there is a MathJax to set TeX with."""
        self._formulas = formulas
        self._changed = threading.Condition()
        self._version = 0
        self._sight = Sight()
        self._sheet = sheet_of(self._sight, local=True)
        self._keys: dict[int, frozenset[str]] = {}
        self._closed = False

    def publish(self, sight: Sight) -> None:
        """Let everybody see ``sight``."""
        sheet = sheet_of(sight, local=True)
        with self._changed:
            self._version += 1
            self._sight, self._sheet = sight, sheet
            self._keys[self._version] = sheet.keys
            self._keys.pop(self._version - _REMEMBERED, None)
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether there will be no more news."""
        return self._closed

    def after(self, version: int, patience: float) -> bytes | None:
        """The sight that follows ``version`` as JSON, without the notes that came with that.

        Waits for it at most ``patience`` seconds; ``None`` where none came.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._version != version, patience)
            if self._closed or self._version == version:
                return None
            sheet, now = self._sheet, self._version
            known = self._keys.get(version, frozenset())
        facts = json.dumps({"version": now, "formulas": self._formulas, "remedy": mathjax.INSTALL})[
            :-1
        ]
        return f"{facts}, {sheet.text(known)[1:]}".encode()

    def picture(self, name: str) -> Media | None:
        """The picture that the cards call so."""
        return self._sight.pictures.get(name)
