"""Why YAML refuses a text: the cause that an author can see, its place, and the mended line.

A parser complains where it gives up; an author looks for what he typed. So the
text is cut into cards, and the lines of one that is refused are read from its
first as a person would.
"""

from __future__ import annotations

from generator.syntax.text import Fault, Mended, line_end, mended_line, quoted, short

__all__ = ["Fault", "Mended", "line_end", "mended_line", "quoted", "short"]
