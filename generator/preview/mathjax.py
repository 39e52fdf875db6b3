"""MathJax, the version that Anki has, where its package is installed: never from a network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

__all__ = ["INSTALL", "script"]

INSTALL = "python -m pip install django-static-mathjax"
"""What brings it; it is a folder of scripts, and needs nothing of Django."""


def script() -> Path | None:
    """The script that sets TeX as SVG, all in one file; ``None`` where it is not installed."""
    found = find_spec("mathjax")
    for folder in found.submodule_search_locations or () if found else ():
        path = Path(folder) / "static/mathjax/es5/tex-svg-full.js"
        if path.is_file():
            return path
    return None
