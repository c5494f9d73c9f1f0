"""Something else in place of a list page: taken over, another page of the site, a notice, an old copy, nothing."""

from collections.abc import Sequence

from tests.made.portals.raw_server import Wire, sized
from tests.made.portals.small_portals import JYJ, WSJ
from tests.ways.changes import NEW, before, for_row, rows
from tests.ways.site import COLUMN, HOME, NOTICES, OLD, listing, reported, row
from tests.ways.texts import BRANDS, CLOSURES, GAMBLING, STRANGERS
from tests.ways.way import Make, Right, Row, Sound, Way, changed, instead, right, way


def _reports(path: str, title: str, names: Sequence[str], year: int = 2026) -> list[str]:
    """Rows of annual reports, a body each."""
    return [
        row(f"./t{year}012{n}_{path}.html", title.format(name), f"{year}-01-2{n}")
        for n, name in enumerate(names)
    ]


_BUREAUS = ("司法局", "民政局", "水利局")
_OTHER_KIND = _reports("5", "试验市{}2025年法治政府建设年度报告", _BUREAUS)
_OTHER_TOWN = _reports("6", "白河县{}2025年政府信息公开工作年度报告", _BUREAUS)
_LAST_YEAR = _reports("7", "{}2024年政府信息公开工作年度报告", (JYJ, WSJ), 2025)
_FOOT = "<p>主办：白河县人民政府办公室　网站标识码：9902000001</p>"
_AGE = (
    b"\r\nDate: Mon, 03 Feb 2025 02:11:09 GMT\r\nAge: 31536000\r\nX-Cache: HIT"
    b"\r\nLast-Modified: Mon, 20 Jan 2025 01:00:00 GMT\r\n\r\n"
)


def _aged(make: Make) -> Make:
    """A copy whose headers tell how old it is."""

    def aged(sound: Sound) -> Wire:
        head, _, body = make(sound).sent.partition(b"\r\n\r\n")
        return Wire((head + _AGE + body,))

    return aged


_FRAME = (
    "<html><head><meta charset='utf-8'></head><body style='margin:0'><script src='http://ad.example/x.js'></script>"
    "<iframe src='/nb/?t=1' width='100%' height='100%' frameborder='0'></iframe></body></html>"
)


def _framed(sound: Sound) -> Wire:
    """What some providers do: their script, and the page itself in a frame."""
    return sound.wire() if sound.asked.fields else sized(_FRAME.encode())


_STANDS = "what was listed stands at its address still"
# Name, how, class, row, why.
_TAKEN: tuple[tuple[str, Make, str, Row, str], ...] = (
    ("gambling", instead(GAMBLING), "hijacked", "unseen", ""),
    ("gambling-in-frame-of-site", rows(f"<div>{BRANDS}</div>"), "hijacked", "unseen", "title, menu and foot are the site's"),
    ("gambling-amid", for_row(f"<div>{BRANDS}</div>"), "hijacked", "unseen", "a row is gone, links have come"),
    ("parking", instead(STRANGERS["parking"]), "hijacked", "unseen", ""),
    ("no-record", instead(STRANGERS["no-record"]), "other_page|hijacked|blocked_waf", "unseen", "put there by the provider"),
    ("home", instead(HOME), "other_page", "unseen", ""),
    ("other-column", instead(NOTICES), "other_page", "unseen", "a whole list with a pager, of another column"),
    ("other-kind", rows(*_OTHER_KIND, column="法治政府建设年度报告"), "other_page", "unseen", "annual reports, of another kind"),
    ("other-town", rows(*_OTHER_TOWN, site="白河县人民政府", foot=_FOOT), "other_page+http_404", "unseen",
     "a whole list of such reports, of another host: none of the bodies is this portal's"),
    ("login", instead(STRANGERS["login"]), "blocked_login", "unseen", ""),
    ("captive", instead(STRANGERS["captive"]), "blocked_login|other_page", "unseen", "our own network's: our fault alone"),
    *((name, instead(body), "other_page", "unseen", "a notice in place of the list") for name, body in CLOSURES.items()),
    ("maintenance-in-frame-of-site", rows("<p>系统维护中，请稍后访问</p>"), "other_page|partial_list", "unseen",
     "menu and foot are there"),
    ("robots-text", instead("User-agent: *\nDisallow:\n", Content_Type="text/plain"), "other_page|empty_stub|partial_list",
     "unseen", "a file server answers the same to all"),
    ("empty-said", rows("<li>暂无信息</li>"), "partial_list|other_page", "unseen", _STANDS),
    ("empty-silent", rows(), "partial_list|other_page", "unseen", _STANDS),
    ("no-bytes", instead(""), "empty_stub|empty", "unseen", ""),
    ("picture", instead(b"\x89PNG\r\n\x1a\n" + bytes(200), Content_Type="image/png"),
     "other_page|unreadable_format|wrong_charset|empty_stub", "unseen", ""),
)  # fmt: skip
_SECOND = (
    "gambling", "gambling-amid", "home", "other-column", "other-kind", "login", "maintenance", "empty-said", "empty-silent",
)  # fmt: skip
_LATER = ("empty-said",)  # at first sight it is the site's own word that there is none

_ODD: tuple[Way, ...] = (
    way("gambling-hidden", "list", before('<div class="foot">', f"<div style='display:none'>{BRANDS}</div>"), "hijacked",
        why="all rows came, but who wrote the page?"),
    way("gambling-title", "list", changed(lambda text: text.replace(f"<title>{COLUMN}", "<title>&#26032;&#33889;&#20140;")),
        "hijacked", why="what search engines are shown, in entities"),
    way("frame-of-a-provider", "list", _framed, "hijacked|partial_list", "either", "the page itself comes in it",
        also=("", "seen")),
    # Whole to see and of the column by all its marks: complete, with the doubt that what was listed is gone. Nobody is accused.
    Way("old-copy", "list", rows(*_LAST_YEAR), (right("list", "partial_list|other_page+http_404", "unseen"),
        Right(frozenset(["http_404"]), "unseen", True)), f"{_STANDS}; the articles that it lists are gone", later=True),
    way("old-copy-of-age", "list", _aged(rows(*_LAST_YEAR)), "stale+http_404", "unseen", "its headers say that it is a year old"),
    way("rows-gone", "list", rows(OLD), "partial_list|other_page", "unseen",
        f"{_STANDS}; a list without any report proves nothing, and is in doubt", also=("", "unseen")),
    way("first-again", "second", lambda sound: sized(listing([reported(JYJ)], 2).encode()), "partial_list", "unseen",
        "the pager claims two pages, and there is one"),
    way("first-again", "beyond", lambda sound: sized(listing([reported(JYJ), NEW, OLD]).encode()), why="nothing new"),
    way("empty-said", "beyond", rows("<li>暂无信息</li>"), why="nothing there"),
    way("soft-404", "beyond", instead("<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>")),
    way("home", "beyond", instead(HOME), "other_page", why="a way to say that there is no such page, or a fault",
        also=("", "seen")),
    way("gambling", "beyond", instead(GAMBLING), "hijacked", why="what follows could not be asked"),
    way("maintenance", "beyond", instead(CLOSURES["maintenance"]), "other_page", why="as above"),
    way("login", "beyond", instead(STRANGERS["login"]), "blocked_login", why="as above"),
    *(way(f"type-{name}", "list", lambda sound, kind=kind: sized(sound.body, Content_Type=kind), why="the bytes are a page's")
      for name, kind in (("unsaid", None), ("plain", "text/plain"), ("octets", "application/octet-stream"))),
)  # fmt: skip

WAYS: tuple[Way, ...] = (
    *(way(name, "list", make, told, row, why, later=name in _LATER) for name, make, told, row, why in _TAKEN),
    *(way(name, "second", make, told, row, why) for name, make, told, row, why in _TAKEN if name in _SECOND),
    *_ODD,
)  # fmt: skip
