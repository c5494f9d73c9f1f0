"""How the bytes come: framing, versions, connections that break, silence (RFC 9112)."""

from dataclasses import replace

from tests.made.portals.raw_server import Wire, chunked, chunks, closed, head, sized, slowly
from tests.ways.way import Make, Place, Row, Sound, Way, way


def _length(sound: Sound, stated: int, **headers: str | int | None) -> Wire:
    return sized(sound.body, length=stated, Content_Type=sound.kind, **headers)


def _chunked(sound: Sound, last: bytes = b"0\r\n\r\n", **headers: str | int | None) -> Wire:
    return chunked(sound.body, last, Content_Type=sound.kind, **headers)


def _half_chunked(sound: Sound, last: bytes) -> Wire:
    return chunked(sound.body[: sound.half], last, Content_Type=sound.kind)


def _told(sound: Sound, *lines: str, status: str = "HTTP/1.1 200 OK", eol: str = "\r\n") -> Wire:
    """The sound body under headers written out."""
    named = [status, f"Content-Type: {sound.kind}", *lines]
    return Wire(((eol.join(named) + eol * 2).encode("latin-1") + sound.body,))


def _sized_lines(sound: Sound, *lines: str, **how: str) -> Wire:
    return _told(sound, f"Content-Length: {len(sound.body)}", *lines, **how)


def _broken(sound: Sound, place: int, end: str) -> Wire:
    """The connection ends at a place of an answer whose length was told."""
    wire = sound.wire()
    start = len(wire.sent) - len(sound.body)
    return Wire((wire.sent[: start + place],), end)  # type: ignore[arg-type]


def _kept_open(wire: Wire) -> Wire:
    return replace(wire, end="hold")


def _once(first: Make, then: Make = Sound.wire) -> Make:
    return lambda sound: first(sound) if sound.times == 1 else then(sound)


def _dripping(sound: Sound) -> Wire:
    return slowly(sound.wire(), 60, 40)


_HARMLESS: tuple[tuple[str, Make, str], ...] = (
    ("length", Sound.wire, ""),
    ("garbage-after-length", lambda s: Wire((s.wire().sent + b"HTTP/1.1 400 Bad Request\r\n\r\nx",)), "ends by its length"),
    ("chunked", _chunked, ""),
    ("chunked-trailers", lambda s: _chunked(s, b"0\r\nX-Checksum: 1\r\nExpires: 0\r\n\r\n"), ""),
    ("http10-length", lambda s: _sized_lines(s, status="HTTP/1.0 200 OK"), ""),
    ("kept-open", lambda s: _kept_open(s.wire(Connection="keep-alive")), "ends by its length"),
    ("half-closed", lambda s: replace(s.wire(), end="half"), ""),
    ("reset-after-all", lambda s: replace(s.wire(), end="reset"), "everything came before it"),
    ("continue-first", lambda s: Wire((b"HTTP/1.1 100 Continue\r\n\r\n" + s.wire().sent,)), "RFC 9110 15.2"),
    ("bare-line-feeds", lambda s: _sized_lines(s, eol="\n"), "RFC 9112 2.2"),
    ("folded-header", lambda s: _sized_lines(s, "X-Powered-By: a,\r\n\tb"), "RFC 9112 5.2"),
    ("slow", lambda s: slowly(s.wire(), 30, 2), ""),
    ("late", lambda s: Wire((2.0, s.wire().sent)), ""),
    ("cut-once", _once(lambda s: _broken(s, s.half, "close")), "asked once more, it comes whole"),
)  # fmt: skip

# Name, how, class, whether the new row came.
_FAULTS: tuple[tuple[str, Make, str, Row, str], ...] = (
    ("length-too-long", lambda s: _length(s, len(s.body) + 100), "cut_short", "seen", "whole to see, but more was announced"),
    ("length-twice-as-long", lambda s: Wire((_length(s, 2 * len(s.body)).sent[: s.half - len(s.body)],)), "cut_short",
     "unseen", ""),
    ("length-too-short", lambda s: _length(s, s.half), "cut_short", "unseen", "HTTP ends it there; the document is not closed"),
    ("closed", lambda s: closed(s.body, Content_Type=s.kind), "cut_short", "seen", "RFC 9112 8: its end cannot be proved"),
    ("closed-half", lambda s: closed(s.body[: s.half], Content_Type=s.kind), "cut_short", "unseen", ""),
    ("http10-closed", lambda s: _told(s, status="HTTP/1.0 200 OK"), "cut_short", "seen", "its end cannot be proved"),
    ("closed-reset", lambda s: closed(s.body[: s.half], end="reset", Content_Type=s.kind), "cut_short|network", "either", ""),
    ("chunked-no-last", lambda s: _chunked(s, b""), "cut_short", "seen", "RFC 9112 8"),
    ("chunked-half", lambda s: _half_chunked(s, b""), "cut_short", "unseen", ""),
    ("chunked-cut-inside", lambda s: _half_chunked(s, b"400\r\n<li>"), "cut_short", "unseen", ""),
    ("chunked-bad-size", lambda s: _half_chunked(s, b"zz\r\n" + s.body[s.half :] + b"\r\n0\r\n\r\n"), "cut_short", "unseen", ""),
    ("lengths-that-differ", lambda s: _sized_lines(s, "Content-Length: 5"), "cut_short|network", "either",
     "RFC 9112 6.3: must be refused"),
    ("reset-at-once", lambda s: Wire((), "reset"), "network", "unseen", ""),
    ("closed-at-once", lambda s: Wire(()), "network", "unseen", ""),
    ("reset-in-head", lambda s: Wire((s.wire().sent[:40],), "reset"), "network", "unseen", ""),
    ("reset-half", lambda s: _broken(s, s.half, "reset"), "cut_short|network", "either", ""),
    ("closed-at-half", lambda s: _broken(s, s.half, "close"), "cut_short", "unseen", ""),
    ("no-head-at-all", lambda s: Wire((s.body,)), "network", "unseen", "HTTP/0.9 is no longer spoken"),
    ("head-too-long", lambda s: _sized_lines(s, "Set-Cookie: a=" + "x" * 100_000), "network|too_large", "either", ""),
    ("no-answer", lambda s: Wire((), "hold"), "timeout|too_slow", "unseen", ""),
    ("never-closes", lambda s: closed(s.body, end="hold", Content_Type=s.kind), "timeout|too_slow|cut_short", "either", ""),
    ("drips", _dripping, "timeout|too_slow", "either", ""),
    ("too-long", lambda s: _length(s, 9_000_000_000), "too_large", "either", "larger than our limit by its own word"),
    ("never-ends", lambda s: Wire((head(Transfer_Encoding="chunked"), *chunks(b"<p>x</p>" * 400_000, 100_000))), "too_large",
     "either", "3.2 MB where 2 are allowed"),
)  # fmt: skip

# What is tried at other places besides.
_ALSO: tuple[tuple[Place, tuple[str, ...]], ...] = (
    ("second", ("cut-once", "length-too-long", "length-too-short", "closed", "closed-half", "chunked-half", "reset-half",
                "no-answer")),
    ("report", ("length-too-long", "length-twice-as-long", "length-too-short", "closed", "closed-half", "chunked-no-last",
                "reset-at-once", "too-long")),
    ("file", ("length-too-long", "length-too-short", "closed", "closed-half", "chunked-cut-inside")),
)  # fmt: skip


def _places(name: str) -> tuple[Place, ...]:
    return ("list", *(place for place, names in _ALSO if name in names))


def _also(name: str, place: Place) -> tuple[str, Row] | None:
    """A package proves its own end, however it came; so does a report with all tables and sections of the form."""
    return ("", "seen") if name == "closed" and place in ("file", "report") else None


WAYS: tuple[Way, ...] = (
    *(way(name, place, make, why=why) for name, make, why in _HARMLESS for place in _places(name)),
    *(
        way(name, place, make, told, row, why, also=_also(name, place))
        for name, make, told, row, why in _FAULTS
        for place in _places(name)
    ),
)
