"""Settings for all tests: Hypothesis looks at results, never at the clock."""

from __future__ import annotations

import os

from hypothesis import settings

# On CI the same examples every time, so that a change is judged by what it changed.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")
