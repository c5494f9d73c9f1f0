"""Where a list page ends: before its end although everything came that was announced, or as it should."""

from tests.made.portals.small_portals import JYJ
from tests.ways.changes import MANY, NEW, after_first_row, before, behind, first_row, for_row, rows, until
from tests.ways.site import OLD, reported, row
from tests.ways.texts import PRINTED
from tests.ways.way import Make, Place, Row, Sound, Way, changed, way

_INCLUDE = "<html><head><title>头部</title></head><body><div>试验市人民政府</div></body></html>\n"  # a page of its own
_WRITTEN = "<script>document.write('<html><body></body></html>');</script>"
_COMMENT = "<!-- </html> -->"


def _included(text: str) -> str:
    return text.replace('<div class="menu">', f'{_INCLUDE}<div class="menu">')


def _headed(text: str, more: str) -> str:
    return text.replace("</head>", f"{more}</head>")


# Cut with its length right: the server's own copy is half.
_CUTS: tuple[tuple[str, Make, Row, str], ...] = (
    ("cut-in-row", until("t20260131_2.html"), "unseen", ""),
    ("cut-in-title", until('2025年政府信息公开工作年度报告">试验市卫生'), "either", ""),
    ("cut-after-row", after_first_row(), "unseen", ""),
    ("cut-after-list", until('<div class="pager">'), "seen", "all rows came; its foot did not"),
    ("cut-before-foot", until('<div class="foot">'), "seen", ""),
    ("cut-before-last-tag", until("</html>"), "seen", "its readings before had that tag: something is lost, if little"),
    ("cut-in-last-tag", changed(lambda text: text[: text.rindex("ml>")]), "seen", "as above"),
    ("cut-in-comment", after_first_row("<!-- "), "unseen", ""),
    ("cut-after-included-end", changed(lambda text: first_row(_included(text))), "unseen", "a page in it was closed, it was not"),
    ("cut-after-written-end", changed(lambda text: first_row(_headed(text, _WRITTEN))), "unseen", "a script names the end"),
    ("cut-after-noted-end", changed(lambda text: first_row(_headed(text, _COMMENT))), "unseen", "a comment names the end"),
    ("swallowed-by-comment", for_row(f"<!-- {NEW}"), "either", "never closed: the row is in the bytes, and is none"),
)  # fmt: skip
_SECOND = ("cut-in-row", "cut-after-row", "cut-before-foot", "cut-before-last-tag", "cut-in-comment")

_TROUBLES = (
    row("./t20260112_4.html", "关于网站出现HTTP Status 500等故障的情况说明", "2026-01-12"),
    row("./t20260111_5.html", "关于系统维护期间暂停服务的公告", "2026-01-11"),
    row("./t20260111_6.html", "Fatal error类漏洞安全通报", "2026-01-11"),
)
_CASES = (
    row("./t20260112_4.html", "关于打击网络赌博、真人娱乐网站的通告", "2026-01-12"),
    row("./t20260111_5.html", "体育彩票公益金使用情况公告", "2026-01-11"),
)
_GUARD = "<script src='/_guard/auto.js'></script><script>document.cookie='probe=1';</script>"
_WHOLE: tuple[tuple[str, Make, str], ...] = (
    ("end-in-capitals", changed(lambda text: text.replace("</body></html>", "</BODY></HTML>")), ""),
    ("end-and-blanks", behind("\r\n\r\n   \n"), ""),
    ("end-and-zeros", behind("\0" * 20), "padding of an old cache"),
    ("end-and-script", behind("<script src='//tongji.example/s.js'></script>"), "what hosts add to every page"),
    ("end-and-comment", behind("<!-- 2026-02-03 02:11:09 node3 -->"), ""),
    ("end-of-an-include", changed(_included), "an include that is a page of its own"),
    ("script-of-a-firewall", before("</body>", _GUARD), "in a whole page it keeps nobody out"),
    ("long", before('<div class="path">', MANY), "130 kB"),
    ("speaks-of-errors", rows(reported(JYJ), NEW, *_TROUBLES, OLD), "its rows tell of such things"),
    ("speaks-of-gambling", rows(reported(JYJ), NEW, *_CASES, OLD), "its rows tell of such things"),
)  # fmt: skip

_SWALLOWED = way(
    "swallowed-by-script", "list", for_row(f"<script> {NEW}"), "cut_short", "either",
    "a later script closes it: the page is whole, and the row's title in its source a doubt that accuses nobody",
    also=("", "unseen"),
)  # fmt: skip
_NEVER = "</div>\n"  # what the lists of a site end with that never prints the last tags
_HABITS: tuple[Way, ...] = (
    way("never-closed", "list", Sound.wire, why="its pages always end so", habit=_NEVER),
    way("never-closed", "second", Sound.wire, why="as above", habit=_NEVER),
    way("never-closed-and-cut", "list", after_first_row(), "cut_short", "unseen", "it ends otherwise than always", habit=_NEVER),
    way("never-closed-and-fatal", "list", after_first_row(PRINTED["php-fatal"]), "server_error", "unseen", habit=_NEVER),
)  # fmt: skip


def _places(name: str) -> tuple[Place, ...]:
    return ("list", "second") if name in _SECOND else ("list",)


WAYS: tuple[Way, ...] = (
    *(way(name, place, make, "cut_short", row, why) for name, make, row, why in _CUTS for place in _places(name)),
    *(way(name, "list", make, why=why) for name, make, why in _WHOLE),
    _SWALLOWED,
    *_HABITS,
)  # fmt: skip
