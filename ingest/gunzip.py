"""Undoes gzip piece by piece, and tells a body that was cut from a whole one."""

import zlib
from collections.abc import AsyncIterator

from corpus.errors import SourceError

GZIP = 31  # zlib's number for its own window size and the head and foot of gzip


async def unpacked(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """The contents of a gzip file of one or several members, `most` bytes at a time.

    Raises SourceError where it is no gzip, is damaged, or ends too early.
    """
    unpacker, begun = zlib.decompressobj(GZIP), False
    async for piece in pieces:
        waiting = piece
        while waiting:
            if unpacker.eof:
                unpacker = zlib.decompressobj(GZIP)
            try:
                found = unpacker.decompress(waiting, most)
            except zlib.error as error:
                raise SourceError(f"its gzip is damaged ({error})") from error
            begun = True
            yield found
            waiting = unpacker.unconsumed_tail or unpacker.unused_data
    if begun and not unpacker.eof:
        raise SourceError("its gzip ends too early, so the page would be cut")
