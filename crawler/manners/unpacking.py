"""Compressed answers: followed to their end, and as much of them unpacked as came."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

import brotli
from backports import zstd

# ended: the stream comes to its end; cut: it doesn't; broken: what is in it isn't what was packed; none: it is no stream of
# that kind; large: there is more in it than is wanted.
Stream = Literal["ended", "cut", "broken", "none", "large"]
PACKINGS = ("gzip", "x-gzip", "deflate", "br", "zstd")
# First bytes of what is packed so.
_MARKS = {
    "gzip": b"\x1f\x8b",
    "x-gzip": b"\x1f\x8b",
    "zstd": b"\x28\xb5\x2f\xfd",
}
_PIECE = 1 << 12
_STEP = 1 << 16  # bytes that a stream may give at once


def unpacked(body: bytes, packing: str, limit: int) -> tuple[bytes, Stream]:
    """What a compressed body holds, and how its stream ends; of one that breaks off or breaks, what came before.

    What is called packed and begins otherwise, or as a text does, is none: it is given as it is.
    """
    mark = _MARKS.get(packing, b"")
    if not body or packing not in PACKINGS or not body.startswith(mark):
        return body, "none"
    found = bytearray()
    try:
        end = _follow(body, packing, found, limit)
    except (zlib.error, zstd.ZstdError, brotli.error):
        end = "broken"
    if end != "ended" and end != "large" and not mark and _is_plain(body):
        return body, "none"
    return bytes(found), end


def _is_plain(body: bytes) -> bool:
    """Whether bytes are a text's: markup or data."""
    start = body[:1024]
    return b"\0" not in start and start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[")


def _follow(body: bytes, packing: str, found: bytearray, limit: int) -> Stream:
    """Unpack into `found`, member by member of a gzip stream. Raises what its library raises where it breaks."""
    if packing == "br":
        return _all(_brotli(body), found, limit)
    if packing == "zstd":
        return _all(_pieces(zstd.ZstdDecompressor(), body), found, limit)
    if packing == "deflate":
        return _all(_inflated(15 if body[:1] == b"\x78" else -15, body)[0], found, limit)
    while True:
        pieces, rest = _inflated(31, body)
        end = _all(pieces, found, limit)
        body = rest()
        if end != "ended" or not body.startswith(_MARKS["gzip"]):
            return end


def _all(pieces: Iterator[bytes | None], found: bytearray, limit: int) -> Stream:
    """Take up the pieces of a stream; the one that is None says that it has ended."""
    for piece in pieces:
        if piece is None:
            return "ended"
        found += piece
        if len(found) > limit:
            return "large"
    return "cut"


def _inflated(wrapped: int, body: bytes) -> tuple[Iterator[bytes | None], Callable[[], bytes]]:
    """The pieces of one zlib stream, and what stands behind its end once they are taken."""
    stream = zlib.decompressobj(wrapped)
    place = 0

    def pieces() -> Iterator[bytes | None]:
        nonlocal stream, place
        while place < len(body) and not stream.eof:
            before, piece = stream.copy(), body[place : place + _PIECE]
            try:
                out = stream.decompress(piece, _STEP)
            except zlib.error:  # the bytes before the one that breaks it hold something
                if len(piece) == 1:
                    raise
                stream = before
                yield from _one_by_one(stream, piece)
                return
            place += len(piece)
            yield out
            while stream.unconsumed_tail and not stream.eof:
                yield stream.decompress(stream.unconsumed_tail, _STEP)
        if stream.eof:
            yield None

    return pieces(), lambda: stream.unused_data + body[place:]


def _one_by_one(stream: Any, piece: bytes) -> Iterator[bytes]:
    """What the bytes of a piece give, up to the one that breaks their stream. Raises zlib.error."""
    for place in range(len(piece)):
        yield stream.decompress(piece[place : place + 1])


def _pieces(stream: Any, body: bytes) -> Iterator[bytes | None]:
    for place in range(0, len(body), _PIECE):
        yield stream.decompress(body[place : place + _PIECE], _STEP)
        while not stream.eof and not stream.needs_input:
            yield stream.decompress(b"", _STEP)
        if stream.eof:
            yield None


def _brotli(body: bytes) -> Iterator[bytes | None]:
    stream = brotli.Decompressor()
    for place in range(0, len(body), _PIECE):
        out = stream.process(body[place : place + _PIECE], output_buffer_limit=_STEP)
        while out:
            yield out
            out = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_STEP)
        if stream.is_finished():
            yield None
