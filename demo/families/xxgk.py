"""The xxgk module of Hanweb JCMS: shells of columns, the page of annual reports, and search.jsp with its table."""

from html import escape

from demo.families import Answer, Asked, Entry, Site
from demo.families.furniture import document
from demo.families.links import ListPlace, fragment_of, place_of
from demo.families.pagers import Turn

AREA, KIND = "01400022-0", "NB01"
COLUMN = f"/col/col30067/index.html?vc_xxgkarea={AREA}"  # the rows of all columns of the area
OF_KIND = f"/col/col30068/index.html?number={KIND}"  # the area stands in the page only
DIRECT = f"/module/xxgk/search.jsp?divid=div30068&jdid=79&area={AREA}&infotypeId={KIND}"
REPORTS = f"/module/xxgk/xxgkAnnualReport.jsp?area={AREA}"
SEARCH = "/module/xxgk/search.jsp"
_MENU = '<ul><li><a href="/">首页</a></li><li><a href="/col/col30001/index.html">政务公开</a><span>2026-01-30</span></li></ul>'


def answer(site: Site, asked: Asked) -> Answer | None:
    """A shell, the page of annual reports, or page `currpage` of a search in the area."""
    if asked.path in ("/col/col30067/index.html", "/col/col30068/index.html"):
        return _shell(site, place_of(asked))
    if asked.path == "/module/xxgk/xxgkAnnualReport.jsp" and asked.fields.get("area") == AREA:
        return _reports(site, place_of(asked))
    if asked.path == SEARCH and asked.fields.get("area") == AREA:
        return _table(site, asked)
    return None


def _reports(site: Site, place: ListPlace) -> Answer:
    """The page of annual reports, which says how many pages it has."""
    stated = f"<p>共{site.pages()}页</p>"
    if site.furniture:
        shown = site.furniture.listing(site.shown(1), place)
        return document(f"{shown}{stated}", furniture=site.furniture, place=place)
    rows = "".join(f"<li>{_link(entry)}<span>{entry.listed}</span></li>" for entry in site.shown(1))
    return _html(f"<ul>{rows}</ul>{stated}")


def _shell(site: Site, place: ListPlace) -> Answer:
    """The page around a list: the frame with the tree of kinds, and the call that a script builds."""
    call = (
        "loadDynamic('/module/xxgk/search.jsp?standardXxgk=1&infotypeId='+a+'&vc_title='+encodeURI(b)+'&vc_number='+"
        f"encodeURI(c)+'&area={AREA}', 'div30068', '0','0','950','79','','');"
    )
    frame = f'<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area={AREA}&amp;divid=div30068"></iframe>'
    body = f"{frame}<div id='div30068'></div><script>{call}</script>"
    if site.furniture:
        return document(body, furniture=site.furniture, place=place)
    return _html(f"{_MENU}{body}")


def _html(body: str) -> Answer:
    return Answer(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def _link(entry: Entry) -> str:
    return f'<a class="bt_link" href="{escape(entry.path)}" title="{escape(entry.title)}">{escape(entry.title[:10])}...</a>'


def _table(site: Site, asked: Asked) -> Answer:
    """A page of the table. Without a kind a row of another column stands on every page that has rows."""
    number = int(asked.fields.get("currpage", "1"))
    entries = list(site.shown(number))
    if entries and asked.fields.get("infotypeId") != KIND:
        path, listed = f"/art/2026/1/30/art_99_{number}.html", entries[0].listed
        entries.append(Entry(path, "试验市关于春节放假的公告", listed))
    head = "<tr><td><a href='javascript:sort(0)'>索引号</a></td><td>名称</td><td>发布日期</td></tr>"
    turn = "<a href='javascript:goPage(2)'>下一页</a>"
    foot = f"<tr><td colspan='3'>第{number}页/共&nbsp;{site.pages(number)}&nbsp;页 {turn}</td></tr>"
    if site.furniture:
        pages = Turn(number, site.pages(number), site.total(number), "javascript:goPage({})".format)
        shown = site.furniture.listing(entries, fragment_of(asked), pages)
        return _html(f"{shown}<table>{foot}</table>")
    rows = (_row(entry, order) for order, entry in enumerate(entries))
    return _html(f"<table>{head}{''.join(rows)}{foot}</table>")


def _row(entry: Entry, order: int) -> str:
    """A row: its number, also a link, before its title; another date after that of its publication."""
    turn = "even" if order % 2 else "odd"
    return (
        f'<tr class="tr_main_value_{turn}"><td><a href="{escape(entry.path)}">014000335/2026-{order:05d}'
        f"</a></td><td>{_link(entry)}</td><td>{entry.listed}</td><td>2020-01-01</td></tr>"
    )
