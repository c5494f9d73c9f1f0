"""Status codes and redirects (RFC 9110 15): with an error's own page, with the sound page under a wrong status."""

from tests.made.portals.raw_server import Wire, closed, head, sized
from tests.ways.way import Make, Place, Row, Sound, Way, instead, way

_SERVER = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"  # noqa: E501
_REASONS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error",
    502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
}  # fmt: skip


def _page(status: int) -> str:
    return _SERVER.format(f"{status} {_REASONS.get(status, 'Error')}")


def _error(status: int, **headers: str | int | None) -> Make:
    return instead(_page(status), status, **headers)


def _class(status: int) -> str:
    return "throttled" if status == 429 else f"http_{status}"


_ERRORS = (
    400, 401, 403, 404, 405, 406, 408, 410, 412, 418, 421, 429, 451,
    500, 501, 502, 503, 504, 509, 521, 522, 567,
)  # fmt: skip
_AT: tuple[tuple[Place, tuple[int, ...]], ...] = (
    ("list", _ERRORS),
    ("second", (403, 404, 500)),
    ("beyond", (403, 500)),
    ("report", (403, 404, 500)),
    ("file", (404,)),
)


def _partial(sound: Sound, body: bytes, span: str | None) -> Wire:
    return sized(body, 206, Content_Type=sound.kind, Content_Range=span)


def _range(sound: Sound) -> Wire:
    return _partial(sound, sound.body[: sound.half], f"bytes 0-{sound.half - 1}/{len(sound.body)}")


def _full_range(sound: Sound) -> Wire:
    return _partial(sound, sound.body, f"bytes 0-{len(sound.body) - 1}/{len(sound.body)}")


# Answers of success that are not 200. A list proves by a 200 only: 201 and 202 speak of something that is made or will be, 203
# of a copy that was changed on its way, 206 and 226 of a part.
_SUCCESS: tuple[Way, ...] = (
    *(
        way(f"{status}-with-page", place, lambda s, n=status: s.wire(n), f"http_{status}", "seen", "what it lists is there")
        for status in (201, 202, 203, 226)
        for place in (("list", "second", "report") if status == 203 else ("list",))
    ),
    *(
        way(f"{status}-empty", place, lambda s, n=status: Wire((head(n),)), f"http_{status}|empty_stub|empty", "unseen")
        for status in (204, 205)
        for place in (("list", "second", "report") if status == 204 else ("list",))
    ),
    *(way("206-half", place, _range, "cut_short", "unseen") for place in ("list", "second", "report", "file")),
    *(way("206-full", place, _full_range, "cut_short", "seen", "whole by its range, but nobody asked for a part")
      for place in ("list", "second")),
    way("206-full", "report", _full_range, "cut_short", why="as above", also=("", "seen")),
    way("206-without-range", "list", lambda s: _partial(s, s.body[: s.half], None), "cut_short", "unseen"),
)  # fmt: skip

_ODD: tuple[Way, ...] = (
    *(way(str(status), place, _error(status), _class(status), "unseen" if place != "beyond" else "seen")
      for place, statuses in _AT for status in statuses),
    *(way(f"{status}-with-page", "list", lambda s, n=status: s.wire(n), f"http_{status}", "either",
          "the page is whole, its status says it is none") for status in (404, 403, 500)),
    way("404-with-page", "report", lambda s: s.wire(404), "http_404"),
    way("999", "list", _error(999), "http_999", "unseen", "what some firewalls send"),
    way("429-soon", "list", lambda s: s.wire() if s.times > 1 else _error(429, Retry_After=1)(s), why="waited for as asked"),
    way("429-late", "list", _error(429, Retry_After=86400), "throttled", "unseen"),
    way("503-soon-always", "list", _error(503, Retry_After=1), "throttled|http_503", "unseen"),
    way("503-late", "list", _error(503, Retry_After=7200), "throttled", "unseen"),
    way("503-some-time", "list", _error(503, Retry_After="later"), "http_503", "unseen", "no number, no date"),
    way("500-once", "list", lambda s: s.wire() if s.times > 1 else _error(500)(s)),
    way("404-closed", "beyond", lambda s: closed(_page(404).encode(), 404), why="the status says it, whatever follows"),
    way("404-cut", "beyond", lambda s: sized(b"<html>", 404, 900), "cut_short", why="the status says it; not all of it came",
        also=("", "seen")),
    way("204", "beyond", lambda s: Wire((head(204),)), "http_204|empty_stub", also=("", "seen"),
        why="nothing there, but not said to be absent"),
    way("304-unasked", "list", lambda s: Wire((head(304),)), "http_304|empty_stub", "unseen", "we hold nothing that it confirms"),
    way("304-unasked", "report", lambda s: Wire((head(304),)), "http_304|empty_stub"),
    way("300", "list", instead("<a href='a.html'>a</a>", 300), "http_300|moved", "unseen"),
    way("302-no-place", "list", lambda s: s.wire(302), "http_302|moved", "either",
        "a redirect that leads nowhere, with the page"),
    way("status-no-number", "list", lambda s: s.wire("HTTP/1.1 OK OK"), "network", "either"),
)  # fmt: skip

# Where a redirect leads, what is right of it, whether the new row can be known.
_TARGETS: dict[str, tuple[str, str, Row]] = {
    "itself": ("/nb/", "redirect_loop", "unseen"),
    "home": ("/", "soft_404", "unseen"),
    "login": ("/sso/login?service=%2Fnb%2F", "blocked_login", "unseen"),
    "error-page": ("/404.html", "soft_404", "unseen"),
    "other-column": ("/tzgg/", "other_page|moved", "unseen"),
    "index-of-itself": ("/nb/index.html", "", "seen"),
    "foreign": ("http://www.elsewhere.example/nb/", "foreign_host", "unseen"),
    "inside": ("http://192.168.1.1/login", "foreign_host|private_address|blocked_login", "unseen"),
    "dead-https": ("https://{host}/nb/", "refused|network|tls", "unseen"),
    "no-page": ("/zwgk/nb2026/", "http_404", "unseen"),
    "malformed": ("http://[::1/nb/", "http_302|moved|network|foreign_host", "unseen"),
    "script": ("javascript:history.back()", "foreign_host|moved|http_302", "unseen"),
}
_BY = {
    "home": (301, 302, 303, 307, 308),
    "index-of-itself": (301, 302, 307),
    "itself": (302, 307),
    "login": (302, 303),
}


def _sent_to(place: str, status: int) -> Make:
    def make(sound: Sound) -> Wire:
        host = sound.asked.headers.get("host", "")
        return sized(b"", status, Location=place.replace("{host}", host))

    return make


_REDIRECTS: tuple[Way, ...] = (
    *(
        way(f"{status}-to-{name}", "list", _sent_to(place, status), told, row)
        for name, (place, told, row) in _TARGETS.items()
        for status in _BY.get(name, (302,))
    ),
    *(way(f"302-to-{name}", "report", _sent_to(_TARGETS[name][0], 302), _TARGETS[name][1])
      for name in ("home", "login", "other-column")),
    way("302-to-list", "report", _sent_to("/nb/", 302), "other_page|moved|soft_404"),
    way("302-to-home", "second", _sent_to("/", 302), "soft_404", "unseen"),
    way("302-to-first", "second", _sent_to("/nb/", 302), "partial_list|other_page|moved|redirect_loop", "unseen"),
    way("302-to-other-column", "second", _sent_to("/tzgg/", 302), "other_page|moved", "unseen"),
    way("302-to-home", "beyond", _sent_to("/", 302), why="a site's way to say that there is no such page"),
    way("302-to-login", "beyond", _sent_to("/sso/login", 302), "blocked_login"),
    way("302-to-home", "file", _sent_to("/", 302), "soft_404"),
)  # fmt: skip

WAYS: tuple[Way, ...] = (*_SUCCESS, *_ODD, *_REDIRECTS)
