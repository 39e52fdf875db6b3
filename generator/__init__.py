"""Cards in YAML, checked, compiled to Anki packages.

The command line is ``studydeck``; the same for a script or a notebook::

    import generator

    for deck in generator.build("cards/clonazepam", output="output"):
        print(deck.path, deck.notes, deck.cards)
    for finding in generator.check("cards/clonazepam"):
        print(finding.span.file.path, finding.span.first.line, finding.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generator.api import Built, ConsentError, DeckError, build, check

__all__ = ["Built", "ConsentError", "DeckError", "__version__", "build", "check"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # The command line imports this package first: nothing heavy before it is asked for.
    if name in __all__:
        from generator import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
