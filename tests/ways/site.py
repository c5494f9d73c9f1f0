"""The portals that the ways are laid over: a list, two reports, a home page, another column, by night."""

from collections.abc import Sequence

from demo.press.figures import all_granted
from tests.made.portals.portal import report_page
from tests.made.portals.small_portals import JYJ, WSJ
from tests.reading.formats.test_docx import FORM, docx, word_report
from tests.ways.way import Place, Sound

RECEIVED = {JYJ: 3, WSJ: 5}  # applications that each report counts
DAYS = {JYJ: "2026-01-15", WSJ: "2026-01-31"}
_PATHS = {JYJ: "t20260115_1", WSJ: "t20260131_2"}
_KIND = "政府信息公开工作年度报告"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SITE, COLUMN = "试验市人民政府", "政府信息公开年报"
MENU = "".join(f'<a href="/lm{number}/">栏目{number}</a>' for number in range(9))
FOOT = f"<p>主办：{SITE}办公室　网站标识码：9901000001　<a href='/sitemap/'>网站地图</a></p>"


def row(address: str, title: str, day: str) -> str:
    """A row of a list."""
    return f'<li><a href="{address}" title="{title}">{title}</a><span>{day}</span></li>\n'


def reported(agency: str, year: int = 2025) -> str:
    """The row of an agency's report."""
    return row(f"./{_PATHS[agency]}.html", f"{agency}{year}年{_KIND}", DAYS[agency])


OLD = row(
    "./t20260110_9.html", "试验市政府网站工作年度报表（2025年）", "2026-01-10"
)  # a look-alike: fetched only where its title can't be read
_SHEET = (
    "<!DOCTYPE html>\n<html><head><meta charset='utf-8'></head><body><h1>试验市政府网站工作年度报表（2025年）</h1>"
    f"<p>发布日期：2026-01-10</p><div class='TRS_Editor'>{'<p>网站全年运行平稳，信息发布及时，没有发生安全事件。</p>' * 20}</div>"
    "</body></html>\n"
)


def listing(
    rows: Sequence[str],
    pages: int = 1,
    current: int = 0,
    *,
    column: str = COLUMN,
    site: str = SITE,
    menu: str = MENU,
    foot: str = FOOT,
    close: str = "</body></html>\n",
) -> str:
    """A list page. Its pager is named in the head: a page that is cut short below it still tells how many pages there are."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{column}-{site}</title>\n'
        f'<meta name="SiteName" content="{site}"><meta name="ColumnName" content="{column}">\n'
        f'<script>function turn(){{createPageHTML({pages}, {current}, "index", "html");}}</script></head>\n'
        f'<body><div class="menu">{menu}</div><div class="path"><a href="/">首页</a> &gt; {column}</div>\n'
        f'<ul class="list">\n{"".join(rows)}</ul>\n'
        f'<div class="pager"><script>turn();</script></div>\n<div class="foot">{foot}</div>\n{close}'
    )


HOME = (
    f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>{SITE}</title></head><body><h1>{SITE}</h1>"
    + "".join(f'<li><a href="/xw/{number}.html">政务要闻第{number}条</a></li>' for number in range(50))
    + f"<div>{MENU}{FOOT}</div></body></html>"
)
NOTICES = listing(
    [row(f"./t20260120_{number}.html", f"关于第{number}号事项的公告", "2026-01-20") for number in range(4)],
    column="通知公告",
)


def page_of_report(agency: str) -> str:
    """A report's page, closed as the site's other pages are."""
    body = report_page(agency, 2025, DAYS[agency], RECEIVED[agency])
    return f"<!DOCTYPE html>\n{body}\n".replace("<head>", "<head><meta charset='utf-8'>")


def _carrier(agency: str) -> str:
    """A page with a report's title whose body links its file."""
    title = f"{agency}2025年{_KIND}"
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><meta name='PubDate' content='{DAYS[agency]}'></head><body>"
        f"<h1>{title}</h1><p>发布日期：{DAYS[agency]}</p><div><a href='./P{_PATHS[agency][1:]}.docx'>{title}.docx</a></div>"
        "</body></html>\n"
    )


def _file(agency: str) -> bytes:
    return docx(word_report(FORM, all_granted(RECEIVED[agency])).replace("白河市财政局", agency))


_FILES = {f"/nb/P{_PATHS[agency][1:]}.docx": _file(agency) for agency in RECEIVED}
_REPORTS = {f"/nb/{_PATHS[agency]}.html": page_of_report(agency) for agency in RECEIVED}
_CARRIERS = {f"/nb/{_PATHS[agency]}.html": _carrier(agency) for agency in RECEIVED}


def _lists(place: Place, new: bool, close: str) -> dict[str, str]:
    """The pages of the column; the second report is listed from the night on that it is `new`."""
    rows = [reported(JYJ), *([reported(WSJ)] if new else []), OLD]
    if place != "second":
        return {"/nb/": listing(rows, close=close)}
    return {
        "/nb/": listing(rows[:1], 2, close=close),
        "/nb/index_1.html": listing([OLD, *rows[1:-1]], 2, 1, close=close),
    }


def sound(place: Place, path: str, new: bool, habit: str = "") -> Sound | None:
    """The sound answer to a path; None where there is no such page. `habit` is what every list ends with, if not its tags."""
    if path in _FILES:
        return Sound(_FILES[path], DOCX)
    pages = {
        "/": HOME,
        "/tzgg/": NOTICES,
        "/nb/t20260110_9.html": _SHEET,
        **(_CARRIERS if place == "file" else _REPORTS),
        **_lists(place, new, habit or "</body></html>\n"),
    }
    pages["/nb/index.html"] = pages["/nb/"]
    text = pages.get(path)
    return Sound(text.encode(), text=text) if text else None


def is_at(place: Place, path: str) -> bool:
    """Whether a request is for the place."""
    return {
        "list": path == "/nb/",
        "second": path == "/nb/index_1.html",
        "beyond": path == "/nb/index_1.html",
        "report": path in _REPORTS,
        "file": path in _FILES,
        "robots": path == "/robots.txt",
    }[place]
