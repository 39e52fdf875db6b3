"""What is deflated inflates to what it was, with ISA-L and without."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.exporters.deflating import deflater

ROOT = Path(__file__).parent.parent
_WITHOUT = """
import sys, zlib
sys.modules["isal"] = None  # as if it were not installed
from generator.exporters.deflating import deflater
deflating = deflater()
data = b"again and again " * 9999
packed = deflating.compress(data) + deflating.flush()
assert zlib.decompress(packed, -15) == data
assert len(packed) < 9999
"""


def _deflated(pieces: list[bytes]) -> bytes:
    deflating = deflater()
    return b"".join([deflating.compress(piece) for piece in pieces]) + deflating.flush()


@given(st.lists(st.binary(max_size=100) | st.just(b"again and again " * 99), max_size=20))
def test_what_was_deflated_in_pieces_inflates_to_all_of_them(pieces: list[bytes]) -> None:
    assert zlib.decompress(_deflated(pieces), -15) == b"".join(pieces)


def test_cards_are_as_small_as_zlib_makes_them() -> None:
    cards = b"".join(path.read_bytes() for path in sorted((ROOT / "cards").rglob("*.yaml")))
    assert len(_deflated([cards])) < 1.05 * len(zlib.compress(cards, 1))


def test_isa_l_is_at_work_here() -> None:
    pytest.importorskip("isal", reason="it has no wheel for this machine")
    assert "isal" in repr(type(deflater()))


def test_without_isa_l_zlib_does_the_same() -> None:
    subprocess.run([sys.executable, "-c", _WITHOUT], cwd=ROOT, check=True)
