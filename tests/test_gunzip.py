"""Gzip that arrives in pieces, whole and cut."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest

from corpus.errors import SourceError
from ingest.gunzip import unpacked

TEXT = b"The harbour opens at six. It has 40 berths. " * 50


def through(packed: bytes, step: int = 7, most: int = 100) -> bytes:
    async def pieces() -> AsyncIterator[bytes]:
        for begin in range(0, len(packed), step):
            yield packed[begin : begin + step]

    async def work() -> bytes:
        found = [each async for each in unpacked(pieces(), most)]
        assert all(len(each) <= most for each in found)
        return b"".join(found)

    return asyncio.run(work())


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize("parts", [(), (b"",), (TEXT,), (TEXT, b"", b"more")])
def test_contents_of_all_members_come_out(parts: tuple[bytes, ...], step: int) -> None:
    assert through(b"".join(map(gzip.compress, parts)), step) == b"".join(parts)


@pytest.mark.parametrize("cut", [1, 8, 9, 20])
def test_gzip_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(SourceError, match="ends too early"):
        through(gzip.compress(TEXT)[:-cut])


@pytest.mark.parametrize("packed", [b"plain text", gzip.compress(TEXT) + b"dust"])
def test_what_is_no_gzip_is_refused(packed: bytes) -> None:
    with pytest.raises(SourceError, match="gzip is damaged"):
        through(packed)


def test_gzip_with_a_wrong_sum_is_refused() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    with pytest.raises(SourceError, match="gzip is damaged"):
        through(bytes(packed))
