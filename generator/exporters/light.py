"""genanki, imported without asyncio.

It takes one decorator from ``cached_property``, which imports asyncio, with
sockets and TLS, for others that genanki does not use: a third of the time that
a small deck takes. The standard library has the same decorator.
"""

from __future__ import annotations

import functools
import sys
from types import ModuleType

__all__ = ["APKG_COL", "APKG_SCHEMA", "genanki"]


class _StandIn(ModuleType):
    cached_property = functools.cached_property


_NAME = "cached_property"
_stands_in = _NAME not in sys.modules
if _stands_in:
    sys.modules[_NAME] = _StandIn(_NAME)
try:
    import genanki
    from genanki.apkg_col import APKG_COL
    from genanki.apkg_schema import APKG_SCHEMA
finally:
    # Whoever else wants the library gets the real one.
    if _stands_in:
        del sys.modules[_NAME]
