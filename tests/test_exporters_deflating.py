"""What is deflated on all cores inflates to what it was, and is the same bytes on any of them."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.exporters.deflating import Deflater


def _deflated(pieces: list[bytes]) -> bytes:
    with Deflater() as deflater:
        return b"".join([deflater.compress(piece) for piece in pieces]) + deflater.flush()


@given(st.lists(st.binary(max_size=100) | st.just(b"again and again " * 99), max_size=20))
def test_what_was_deflated_in_pieces_inflates_to_all_of_them(pieces: list[bytes]) -> None:
    assert zlib.decompress(_deflated(pieces), -15) == b"".join(pieces)


def test_any_number_of_cores_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [bytes([number]) * 10_000 for number in range(50)]
    found = set()
    for cores in (1, 2, 7, None):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        found.add(_deflated(pieces))
    assert len(found) == 1


def test_what_goes_wrong_in_a_piece_is_raised() -> None:
    with pytest.raises(TypeError):
        _deflated(["no bytes"])  # type: ignore[list-item]
