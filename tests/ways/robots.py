"""robots.txt: what it says, and how it fails to (RFC 9309)."""

import gzip

from tests.made.portals.raw_server import Wire, closed, sized
from tests.ways.site import HOME
from tests.ways.way import Make, Right, Sound, Way, instead, way

_OPEN = "User-agent: *\nDisallow: /admin/\n"
_SHUT = "User-agent: *\nDisallow: /nb/\n"
_BOM = b"\xef\xbb\xbf"


def _text(text: str | bytes, kind: str = "text/plain") -> Make:
    return instead(text, Content_Type=kind)


def _to(place: str, status: int = 301) -> Make:
    return instead("", status, Location=place)


def _moved(text: str) -> Make:
    """Sent on to another file of the same host, which holds the rules."""

    def make(sound: Sound) -> Wire:
        return (
            sized(text.encode(), Content_Type="text/plain")
            if sound.asked.fields
            else _to("/robots.txt?v=2")(sound)
        )

    return make


def _harmless(name: str, make: Make, why: str = "") -> Way:
    return way(name, "robots", make, why=why)


def _refused(name: str, make: Make, told: str = "robots", why: str = "") -> Way:
    return way(name, "robots", make, told, "unseen", why)


WAYS: tuple[Way, ...] = (
    _harmless("open", _text(_OPEN)),
    _harmless("empty", _text("")),
    _harmless("page", instead(HOME), "a soft 404 is no rule"),
    _harmless("home", _to("/", 302)),
    _harmless("circle", _to("/robots.txt", 302), "RFC 9309 2.3.1.2: more than five hops are like a 404"),
    _harmless("moved", _moved(_OPEN)),
    _harmless("only-other-agent", _text("User-agent: Baiduspider\nDisallow: /\n"), "no group is ours"),
    _harmless("rule-without-agent", _text("Disallow: /\n"), "RFC 9309 2.2.2: a rule of no group"),
    _harmless("full-width-colon", _text("User-agent：*\nDisallow：/\n"), "no rule by its grammar"),
    _harmless("crawl-delay", _text("User-agent: *\nCrawl-delay: 0.3\n")),
    _harmless("huge", _text("# " + "x" * 700_000 + "\n" + _SHUT), "RFC 9309 2.5: the first 500 KiB are read"),
    _refused("shut", _text(_SHUT)),
    _refused("shut-but-baidu", _text("User-agent: Baiduspider\nAllow: /\n\nUser-agent: *\nDisallow: /\n")),
    _refused("shut-mark", _text(_BOM + _SHUT.encode()), why="the mark must not hide the first line"),
    _refused("shut-gbk", _text(f"# 禁止采集\n{_SHUT}".encode("gbk"))),
    _refused("shut-by-returns", _text(_SHUT.replace("\n", "\r")), why="RFC 9309 2.2: CR ends a line"),
    _refused("shut-by-wildcard", _text("User-agent: *\nDisallow: /*nb/\n")),
    _refused("shut-packed", lambda s: sized(gzip.compress(_SHUT.encode()), Content_Type="text/plain")),
    _refused("shut-moved", _moved(_SHUT)),
    _refused("401", instead("", 401), "robots_refused"),
    _refused("403", instead("", 403), "robots_refused"),
    _refused("429", instead("", 429), "throttled", "RFC 9309 would allow it; who is throttled stays away"),
    *(_refused(str(status), instead("", status), f"http_{status}") for status in (500, 503)),
    _refused("no-answer", lambda s: Wire((), "hold"), "timeout|robots_unreachable"),
    _refused("reset", lambda s: Wire((), "reset"), "network|robots_unreachable"),
    _refused("cut", lambda s: sized(b"User-agent: *\n", length=900, Content_Type="text/plain"), "cut_short|robots_unreachable",
             "the rule that follows may forbid us"),
    _refused("half-packed", lambda s: sized(gzip.compress(_SHUT.encode())[:-12], Content_Encoding="gzip"),
             "cut_short|robots_unreachable|robots"),
    _refused("too-long", lambda s: sized(b"", length=9_000_000_000), "too_large|robots_unreachable"),
    _refused("elsewhere", _to("http://www.elsewhere.example/robots.txt"), "foreign_host|robots_unreachable"),
    way("closed", "robots", lambda s: closed(_OPEN.encode(), Content_Type="text/plain"), "cut_short|robots_unreachable", "unseen",
        "a text has no end to see, and old servers send it so", also=("", "seen")),
    Way("reports-shut", "robots", _text("User-agent: *\nDisallow: /nb/t2026\n"), (Right(frozenset(["robots"]), "seen", True),),
        "the list may be read: its rows are there, and it ends"),
    way("next-page-shut", "robots", _text("User-agent: *\nDisallow: /nb/index_\n"), "robots", "seen",
        "that no page follows cannot be asked"),
)  # fmt: skip
