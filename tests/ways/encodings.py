"""Content codings: whole, cut, wrong, twice, said and unsaid (RFC 9110 8.4, RFC 1950 to 1952, 7932, 8878)."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import zstandard

from tests.made.portals.raw_server import Wire, chunked, closed, sized
from tests.ways.way import Place, Row, Sound, Way, way

Coder = Callable[[bytes], bytes]


def _zlib(body: bytes, bits: int, half: int | None = None) -> bytes:
    """A zlib, raw (-15) or gzip (31) stream; cut after `half` bytes of the body if given: all of them can be unpacked."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    if half is None:
        return packer.compress(body) + packer.flush()
    return packer.compress(body[:half]) + packer.flush(zlib.Z_SYNC_FLUSH)


def _brotli_half(body: bytes, half: int) -> bytes:
    packer = brotli.Compressor()
    return bytes(packer.process(body[:half]) + packer.flush())


def _zstd_half(body: bytes, half: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(body[:half]) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(body)


def _flipped(packed: bytes, place: int) -> bytes:
    """Bytes with one of them changed; `place` counts from the end."""
    return packed[:-place] + bytes([packed[-place] ^ 0x55]) + packed[len(packed) - place + 1 :]


def _sent(body: bytes, sound: Sound, said: str | None) -> Wire:
    return sized(body, Content_Type=sound.kind, Content_Encoding=said)


def _way(
    name: str,
    said: str | None,
    pack: Callable[[Sound], bytes],
    told: str = "",
    row: Row = "seen",
    why: str = "",
    *,
    places: tuple[Place, ...] = ("list",),
    also: tuple[str, Row] | None = None,
) -> tuple[Way, ...]:
    return tuple(
        way(name, place, lambda sound: _sent(pack(sound), sound, said), told, row, why, also=also)
        for place in places
    )


_CUT: tuple[Place, ...] = ("list", "second", "report")
_PAGES: tuple[Place, ...] = ("list", "report")
_EACH: tuple[Place, ...] = ("list", "report", "file")

WAYS: tuple[Way, ...] = (
    *_way("gzip", "gzip", lambda s: gzip.compress(s.body), places=_EACH),
    *_way("deflate", "deflate", lambda s: _zlib(s.body, 15)),
    *_way("deflate-raw", "deflate", lambda s: _zlib(s.body, -15), why="what old IIS sends"),
    *_way("br", "br", lambda s: brotli.compress(s.body)),
    *_way("zstd", "zstd", lambda s: _zstd(s.body)),
    *_way("identity", "identity", lambda s: s.body),
    *_way("coding-is-a-charset", "utf-8", lambda s: s.body, why="a common slip; the bytes are plain"),
    *_way("gzip-unsaid", None, lambda s: gzip.compress(s.body)),
    *_way("gzip-twice-said-once", "gzip", lambda s: gzip.compress(gzip.compress(s.body)), why="server and cache both packed"),
    *_way("gzip-two-members", "gzip", lambda s: gzip.compress(s.body[: s.half]) + gzip.compress(s.body[s.half :]),
          why="RFC 1952 2.2: one stream", places=_PAGES),
    *_way("gzip-garbage-after", "gzip", lambda s: gzip.compress(s.body) + b"\r\n<!-- node 3 -->", why="the stream had ended"),
    way("gzip-chunked", "list", lambda s: chunked(gzip.compress(s.body), Content_Encoding="gzip")),
    way("gzip-closed", "list", lambda s: closed(gzip.compress(s.body), Content_Encoding="gzip"),
        why="the end of the stream proves it whole"),
    way("gzip-closed", "report", lambda s: closed(gzip.compress(s.body), Content_Encoding="gzip"), why="as above"),
    way("br-closed", "list", lambda s: closed(brotli.compress(s.body), Content_Encoding="br"), why="as above"),
    *(
        way("gzip-length-of-the-plain", place,
            lambda s: sized(gzip.compress(s.body), length=len(s.body), Content_Type=s.kind, Content_Encoding="gzip"),
            "cut_short", why="more was announced; that the stream ended is proof too", also=("", "seen"))
        for place in _PAGES
    ),
    *_way("says-gzip-is-plain", "gzip", lambda s: s.body, "cut_short", "either",
          why="by length and text it is whole, by its header broken", also=("", "seen")),
    *_way("says-br-is-plain", "br", lambda s: s.body, "cut_short", "either", why="as above", also=("", "seen")),
    *_way("gzip-without-trailer", "gzip", lambda s: gzip.compress(s.body)[:-8], "cut_short", why="RFC 1952: no proof of its end",
          places=_CUT),
    *_way("gzip-half", "gzip", lambda s: _zlib(s.body, 31, s.half), "cut_short", "unseen", places=_CUT),
    *_way("gzip-unsaid-half", None, lambda s: _zlib(s.body, 31, s.half), "cut_short", "unseen"),
    *_way("gzip-wrong-checksum", "gzip", lambda s: _flipped(gzip.compress(s.body), 8), "cut_short", "either",
          why="what was unpacked is not what was packed", places=_PAGES),
    *_way("gzip-broken-inside", "gzip", lambda s: _zlib(s.body, 31, s.half) + b"\xff" * 40, "cut_short", "unseen"),
    *_way("gzip-second-member-cut", "gzip", lambda s: gzip.compress(s.body[: s.half]) + gzip.compress(s.body[s.half :])[:20],
          "cut_short", "unseen"),
    way("gzip-half-chunked", "list", lambda s: chunked(_zlib(s.body, 31, s.half), Content_Encoding="gzip"), "cut_short",
        "unseen", "every chunk came, the stream did not"),
    way("gzip-half-closed", "list", lambda s: closed(_zlib(s.body, 31, s.half), Content_Encoding="gzip"), "cut_short", "unseen"),
    *_way("deflate-half", "deflate", lambda s: _zlib(s.body, 15, s.half), "cut_short", "unseen"),
    *_way("br-half", "br", lambda s: _brotli_half(s.body, s.half), "cut_short", "unseen", places=("list", "second")),
    *_way("zstd-half", "zstd", lambda s: _zstd_half(s.body, s.half), "cut_short", "unseen"),
    *_way("compress", "compress", lambda s: b"\x1f\x9d\x90" + bytes(range(60)) * 9, "cut_short|wrong_charset|unreadable_format",
          "unseen", "a coding we did not ask for and cannot read"),
    *_way("gzip-of-nothing", "gzip", lambda s: gzip.compress(b""), "empty_stub|empty", "unseen", places=("list", "file")),
    *_way("gzip-bomb", "gzip", lambda s: gzip.compress(s.body + b" " * 6_000_000), "too_large", "either"),
    *_way("gzip-unsaid-bomb", None, lambda s: gzip.compress(s.body + b" " * 6_000_000), "too_large|cut_short", "either",
          why="unpacked to our limit it is cut short by ourselves"),
)  # fmt: skip
