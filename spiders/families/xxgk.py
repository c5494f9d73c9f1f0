"""The xxgk module of Hanweb JCMS: a shell names an area or a kind of information, search.jsp hands out its rows as HTML.

Pages are claimed (共3页), rows aren't: every page must bring a new row, and the one after the last must bring none or not
exist. Without a kind the rows of all columns come; only the column's own and annual reports are kept. Traits:
/module/xxgk/ with tree.jsp?area= or loadDynamic('/module/xxgk/search.jsp?…'), ?vc_xxgkarea=…&number=… in addresses.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from parsel import Selector

from crawler.items import ListRow
from crawler.reading.around.front import may_be_report
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records, entry_in

_SEARCH = "/module/xxgk/search.jsp"
_REPORTS = "/module/xxgk/xxgkAnnualReport.jsp"
_EMPTY = ("vc_title", "vc_number", "vc_filenumber", "vc_all", "texttype")
_PAGES = re.compile(r"共\s*(\d{1,6})\s*页")
_FRAME = re.compile(r"/module/xxgk/(?:tree|search|subjectinfo)\.jsp\?([^\"'<>\s]*)", re.I)
_LOAD = r"loadDynamic\((?:[^;l]|l(?!oadDynamic)){0,2000}?"  # to what stands behind it in the call
_AREA = re.compile(_LOAD + r"&area=([\w-]{1,40})")
_LOADED = re.compile(_LOAD + r",\s*[\"'](div\w+)[\"'](?:\s*,\s*[\"'][^\"']{0,40}[\"']){3}\s*,\s*[\"'](\d+)")
_NUMBER = re.compile(r"/col/col(\d+)\b|\bdivid=div(\d+)")
_OF_COLUMN = re.compile(r"/art_(\d+)_\d+\.html")


class Xxgk(Family):
    """Columns of the xxgk module."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows of a table, else those that the markup shows; those of a shell are menus."""
        if table := page.markup.xpath("//tr[contains(@class, 'tr_main_value')]"):
            return [_table_row(row, page) for row in table]
        return records.rows if _SEARCH in page.url or _REPORTS in page.url else ()

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """Page after page of the list to the number claimed, and one beyond."""
        found = _PAGES.search(page.markup.xpath("string()").get(""))
        claimed = int(found[1]) if found else None
        if _REPORTS in page.url and claimed != 1:  # how other pages follow isn't known
            raise BadList("untold", f"{page.url} 没有写明只有一页，不能确定是否读到末尾")
        if _REPORTS in page.url:
            return None
        if not column.pager:
            column.pager = _named(unescape(page.text), column) | {"last": "0", "number": "0"}
            if _SEARCH not in page.url:
                return _page(1, column)
            column.pager["number"] = "1"
        number = int(column.pager["number"])
        if claimed is None and number == 1:
            raise BadList("untold", f"{page.url} 没有写明共有多少页，不能确定是否读到末尾")
        if claimed is not None and (number == 1 or number <= int(column.pager["last"])):
            column.claim(pages=claimed)
            column.pager["last"] = str(claimed)
        last = int(column.pager["last"])
        if (number <= last) != bool(fresh):
            more = "还有" if fresh else "没有"
            raise BadList("contradicted", f"{page.url} 第 {number} 页{more}新的条目，而网站称共有 {last} 页")
        return _page(number + 1, column) if fresh else None

    @classmethod
    def finish(cls, column: Column) -> None:
        """Rows of other columns that came for want of a kind are left out, and an address of one year only is never the
        whole column's.
        """
        year = dict(parse_qsl(urlsplit(column.url).query)).get("fbtime", "")
        if re.fullmatch(r"20\d\d", year):
            column.fail("partial_list", f"{column.url} 的地址只列出 {year} 年（fbtime），其他年度不在其中")
        own = _NUMBER.search(column.url)
        if own and "infotypeId=&" in column.pager.get("fields", ""):
            column.rows = {url: row for url, row in column.rows.items() if _belongs(row, own[1] or own[2])}


def _page(number: int, column: Column) -> Next:
    """Page `number` of the list; the one after the last may not exist."""
    pager = column.pager
    pager["number"] = str(number)
    return Next(
        urljoin(column.url, _SEARCH),
        f"{pager['fields']}&currpage={number}",
        may_be_absent=number > 1 and number > int(pager["last"]),
    )


def _belongs(row: ListRow, number: str) -> bool:
    """Whether a row may be the column's: its address names no other column, or its title is a report's."""
    of = _OF_COLUMN.search(row.url)
    return not of or of[1] == number or bool(row.parsed_title) or may_be_report(row.title)


def _named(text: str, column: Column) -> dict[str, str]:
    """The fields of a search as the column's address and page name them; BadList where they name neither area nor kind."""
    query = dict(parse_qsl(urlsplit(column.url).query))
    frame = dict(pair for found in _FRAME.findall(text) for pair in parse_qsl(found))
    loaded, number = _LOADED.search(text), _NUMBER.search(column.url)
    areas = {dict(parse_qsl(found)).get("area", "") for found in _FRAME.findall(text)} | set(
        _AREA.findall(text)
    )
    areas.discard("")
    area = query.get("vc_xxgkarea") or query.get("area") or (areas.pop() if len(areas) == 1 else "")
    kind = query.get("number") or query.get("infotypeId") or frame.get("infotypeId", "")
    if not area and not kind:
        raise BadList("untold", f"{column.url} 的地址和页面里没有指明唯一的单位（area）或类别（infotypeId）")
    fields = {
        "infotypeId": kind,
        "jdid": query.get("jdid") or (loaded[2] if loaded else ""),
        "area": area,
        "divid": query.get("divid")
        or frame.get("divid")
        or (loaded[1] if loaded else "")
        or f"div{number[1] if number else ''}",
        "standardXxgk": query.get("standardXxgk") or frame.get("standardXxgk", "1"),
        "isAllList": "1",
        "fbtime": query.get("fbtime", "-1"),
        "sortfield": ",createdate:0",
    }
    return {"fields": urlencode(fields | dict.fromkeys(_EMPTY, ""))}


def _table_row(row: Selector, page: Page) -> ListRow:
    """A row of the table: its a.bt_link or first link, and the day in its third cell; BadList where it leads nowhere."""
    links = row.xpath(".//a[contains(@class, 'bt_link')]") or [row]
    found = entry_in(links[0].root, page)
    if found is None:
        title = links[0].xpath("@title").get() or row.xpath("normalize-space()").get("")
        raise BadList("malformed", f"{page.url} 有一条没有地址：{title[:80]}")
    day = to_date(row.xpath("string(./td[3])").get("")) or to_date(row.xpath("string()").get(""))
    return replace(found, listed_on=day)
