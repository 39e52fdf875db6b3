"""Regular expressions that are compiled when first used.

To compile one takes Python 0.1 to 3 ms, and most of ours look for what is
rarely there. The few that every text is looked at with are plain
:func:`re.compile`.
"""

from __future__ import annotations

import re
from typing import cast

__all__ = ["late"]

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._how = (pattern, flags)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(*self._how)
        # From here on the methods are found at once, as those of any pattern.
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return getattr(compiled, name)


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """``pattern`` as :func:`re.compile` makes it, but when it is first used."""
    return cast("re.Pattern[str]", _Late(pattern, flags))
