"""What stands at the address of a report, or of the file that it hands on to: cut, broken, something else."""

from demo.press.figures import all_granted
from tests.made.portals.portal import report_page
from tests.made.portals.raw_server import sized
from tests.made.portals.small_portals import JYJ
from tests.reading.formats.test_docx import FORM, docx, word_report
from tests.ways.site import HOME, listing, reported
from tests.ways.texts import CLOSURES, DATA, GAMBLING, PAGES, PRINTED, STRANGERS
from tests.ways.way import Make, Way, changed, instead, way

_OTHER_BODY = report_page("白河县水利局", 2025, "2026-01-20", 77)
_NO_ARTICLE = "other_page|not_a_report|no_body"  # one of these says that another text came
_TABLE = "<td"


def _middle(text: str) -> int:
    """In the table of applications, between two of its rows."""
    return text.index("</tr>", len(text) // 2) + len("</tr>")


def _cut(text: str) -> str:
    return text[: _middle(text)]


def _error_in_table(error: str, ends: bool) -> Make:
    return changed(lambda text: _cut(text) + error + ("" if ends else text[_middle(text) :]))


def _without_tables(error: str) -> Make:
    """The page whole, with what was printed in place of its tables."""

    def change(text: str) -> str:
        start, end = text.index("<table"), text.rindex("</table>") + len("</table>")
        return text[:start] + error + text[end:]

    return changed(change)


_REPORTS: tuple[Way, ...] = (
    way("cut-in-table", "report", changed(_cut), "cut_short"),
    way("cut-in-figure", "report",
        changed(lambda t: t[: t.index('"center">3') + 10] if '"center">3' in t else _cut(t)), "cut_short"),
    way("cut-before-last-tag", "report", changed(lambda t: t[: t.index("</body>")]), "cut_short",
        why="nothing of the report is lost",
        also=("", "seen")),
    way("end-and-script", "report", changed(lambda t: t + "<script src='//tongji.example/s.js'></script>")),
    way("php-fatal-ends", "report", _error_in_table(PRINTED["php-fatal"], True), "server_error"),
    way("asp-ole-db-ends", "report", _error_in_table(PRINTED["asp-ole-db-zh"], True), "server_error"),
    way("oracle-for-tables", "report", _without_tables(PRINTED["oracle"]), "server_error+lost_tables"),
    way("php-notice-above", "report", changed(lambda t: t.replace("<body>", f"<body>{PRINTED['php-notice']}")), "server_error",
        why="the report is whole", also=("", "seen")),
    *(way(f"{name}-instead", "report", instead(PAGES[name]), "server_error")
      for name in ("aspnet-zh", "tomcat", "thinkphp", "nginx-502", "mysql-line")),
    way("json-500", "report", instead(DATA["json-500"], Content_Type="application/json"), "server_error"),
    way("gambling", "report", instead(GAMBLING), "hijacked"),
    way("home", "report", instead(HOME), "other_page"),
    way("list", "report", instead(listing([reported(JYJ)])), "other_page|not_a_report|no_body",
        why="a page without a text of its own"),
    way("login", "report", instead(STRANGERS["login"]), "blocked_login"),
    *(way(name, "report", instead(CLOSURES[name]), _NO_ARTICLE) for name in ("maintenance", "closed-at-night")),
    way("no-bytes", "report", instead(""), "empty_stub|empty"),
    way("other-body", "report", instead(_OTHER_BODY), "other_page",
        why="whole, a report, and another body's: no figure of it is ours"),
    way("picture", "report", instead(b"\x89PNG\r\n\x1a\n" + bytes(200), Content_Type="image/png"),
        "unreadable_format|broken|other_page|no_body|time_limit|not_a_report+lost_tables"),
)  # fmt: skip

_FILES: tuple[Way, ...] = (
    way("cut", "file", lambda s: sized(s.body[: s.half], Content_Type=s.kind), "cut_short"),
    way("a-bit-wrong", "file", lambda s: sized(s.body[: s.half] + bytes([s.body[s.half] ^ 4]) + s.body[s.half + 1 :]),
        "cut_short"),
    way("as-text", "file", lambda s: sized(s.body, Content_Type="text/html")),
    way("name-in-gbk", "file", lambda s: sized(s.body, Content_Type="application/octet-stream",
        Content_Disposition='attachment; filename="' + "年度报告.docx".encode("gbk").decode("latin-1") + '"')),
    way("no-bytes", "file", instead(b"", Content_Type="application/msword"), "empty_stub|empty"),
    way("page-not-found", "file",
        instead("<html><head><title>提示</title></head><body><p>文件不存在</p></body></html>"), "soft_404"),
    way("tomcat-instead", "file", instead(PAGES["tomcat"]), "server_error"),
    way("json-500", "file", instead(DATA["json-500"], Content_Type="application/json"), "server_error"),
    way("login", "file", instead(STRANGERS["login"]), "blocked_login"),
    way("gambling", "file", instead(GAMBLING), "hijacked"),
    way("home", "file", instead(HOME), "other_page|not_a_report"),
    way("other-body", "file", lambda s: sized(docx(word_report(FORM, all_granted(77)).replace("白河市财政局", "白河县水利局")),
        Content_Type=s.kind), "other_page", why="whole, a report, and another body's"),
)  # fmt: skip

WAYS: tuple[Way, ...] = (*_REPORTS, *_FILES)
