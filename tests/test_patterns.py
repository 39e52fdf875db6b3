"""Patterns that wait: nothing is compiled before it is asked for, and then all is as ever."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest

from generator.patterns import late


def test_a_late_pattern_is_compiled_once_and_at_its_first_use() -> None:
    with patch.object(re, "compile", wraps=re.compile) as compiled:
        pattern = late("(?P<first>A)b?", re.IGNORECASE)
        assert compiled.call_count == 0
        assert pattern.search("xa") is not None
        assert pattern.fullmatch("aB") is not None
        assert compiled.call_count == 1


def test_a_late_pattern_does_what_a_pattern_does() -> None:
    pattern = late(",(.)", re.DOTALL)
    assert pattern.findall(",a,b") == ["a", "b"]
    assert pattern.sub(r"\1", ",a,b") == "ab"
    assert pattern.split("x,ay") == ["x", "a", "y"]
    assert [match[1] for match in pattern.finditer(",a,b", 1)] == ["b"]
    assert pattern.match("a") is None
    assert (pattern.pattern, pattern.groups) == (",(.)", 1)
    with pytest.raises(AttributeError):
        pattern.nothing  # type: ignore[attr-defined]  # noqa: B018
