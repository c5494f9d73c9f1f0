"""UCAP 开普云: static list pages fg.shtml, fg_2.shtml … whose script names pages and records, or a list in JSON.

Both numbers are claims: the address after the last page must not exist or bring nothing new, and that many different
rows must have been read. Traits: createPageHTML('page_div', pages, current, 'stem', 'shtml', records), 1-based;
/common/search/<channel>?…&page=1, or a POST to /getFileListByCodeId (税务总局), whose size of a page is the server's choice.
In 甘肃 rows and pager stand in a comment, from which a script takes them.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from crawler.items import ListRow
from crawler.reading.around.front import promises
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import entries_of, json_row
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records, records_of

_PAGER = re.compile(
    r"createPageHTML\(\s*['\"][^'\"]*['\"]\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*['\"]([\w-]+)['\"]\s*,\s*"
    r"['\"](\w+)['\"](?:\s*,\s*['\"]?(\d{1,9}))?"
)
_SEARCH = re.compile(
    r"['\"]([^'\"\s]*/(?:common/search|search|searchList)/[0-9a-f]{32})(?:\?([^'\"\s]*))?['\"]"
)
_FILES = re.compile(r"['\"]([^'\"\s]*/getFileListByCodeId)['\"]")
_CHANNEL = re.compile(r"channelId['\"]?\s*[:=]\s*['\"]([0-9a-f]{32})['\"]", re.I)
_APART = re.compile(r"[{}<>]|\b([0-9a-f]{32})\b")
_CODE = re.compile(r"codeId['\"]?\s*[:=]\s*['\"](\w{0,40})['\"]")
_QUERY = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName="


class Ucap(Family):
    """Columns of UCAP sites."""

    captured = True

    @classmethod
    def opened(cls, page: Page, column: Column) -> Page:
        """The page with what its comments hold, where the pager stands in one of them, or the rows do and no others."""
        commented = "".join(page.markup.xpath("//comment()").getall())
        paged = "createPageHTML(" in commented and "createPageHTML(" not in page.scripts
        if not paged and ("<a" not in commented or any(promises(row.title) for row in records_of(page).rows)):
            return page
        return page.part(page.text.replace("<!--", "").replace("-->", ""))

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows beside the pager, or those of a JSON answer; a page with neither only names the list's address."""
        if page.is_json:
            return [_row(record, page) for record in _answer(page)[1]]
        pager = page.markup.xpath("(//script[contains(., 'createPageHTML(')])[1]")
        return records.beside(pager[0].root) if pager else ()

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next page of the kind that the column's own page has."""
        named = None if page.is_json else page.only(_PAGER)
        if named and "search" not in column.pager:
            column.claim(pages=int(named[1]), rows=int(named[5]) if named[5] else None)
            names = ("pages", "first", "stem", "suffix", "records")
            column.pager = column.pager or dict(zip(names, named.groups(""), strict=True))
        if column.pager and "search" not in column.pager:
            return _static_page(page, column, fresh)
        if not column.pager:
            column.pager = _files_form(page, column) or {"search": _search_address(page)}
        else:
            total = _answer(page)[0]
            column.claim(rows=total)
            if column.has_all(total, fresh):
                return None
        if "files" not in column.pager:
            return Next(f"{column.pager['search']}&page={column.count}")
        form = {**column.pager, "page": str(column.count), "size": "200", "relateSubChannels": "true"}
        url = form.pop("search")
        del form["files"]
        return Next(url, urlencode(form))


def _search_address(page: Page) -> str:
    found = _SEARCH.search(page.text.replace("&amp;", "&"))
    if not found:
        raise BadList("untold", f"{page.url} 没有找到分页脚本或查询地址，不能确定是否读到末尾")
    query = re.sub(r"(?:^|&)page=[^&]*", "", found[2] or "") or _QUERY
    return page.join(f"{found[1]}?{query}")


def _static_page(page: Page, column: Column, fresh: int) -> Next | None:
    """The next address in the pager's pattern, one beyond its last included."""
    pager, number = column.pager, column.count
    pages = int(pager["pages"])
    if number >= pages and pager["records"] and column.read != int(pager["records"]):
        raise BadList("contradicted", f"读到 {column.read} 条，而网站称共有 {pager['records']} 条")
    if not fresh and number > pages:
        return None
    if not fresh:
        raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {pages} 页")
    url = page.join(f"{pager['stem']}_{int(pager['first']) + number}.{pager['suffix']}")
    return Next(url, may_be_absent=number >= pages)


def _files_form(page: Page, column: Column) -> dict[str, str]:
    """The fixed fields of a list that is asked for by POST; empty where the page names no such list."""
    called = _FILES.search(page.text)
    if not called:
        return {}
    tab = re.search(r"[?&#]tab=(\w+)", column.url)
    named = _named_beside(tab[1], page.text) if tab else _CHANNEL.findall(page.text)
    if len(set(named)) != 1:
        raise BadList("untold", f"{page.url} 有 {len(set(named))} 个 channelId，不能确定哪一个是栏目的")
    code = _CODE.search(page.text)
    address = page.join(called[1])
    return {"search": address, "files": "1", "codeId": code[1] if code else "", "channelId": named[0]}


def _named_beside(tab: str, text: str) -> list[str]:
    """The channels that stand in a script behind the name of a tab, with no other channel or bracket between."""
    pieces = _APART.split(text)
    return [
        channel
        for before, channel in zip(pieces[::2], pieces[1::2], strict=False)
        if channel and tab in re.findall(r"\w+", before[-200:])
    ]


def _answer(page: Page) -> tuple[int, list[dict[str, Any]]]:
    answer = page.json()
    results = answer.get("results")
    data = results.get("data") if isinstance(results, dict) else answer.get("data")
    return entries_of(data if isinstance(data, dict) else {}, "results", page)


def _row(record: dict[str, Any], page: Page) -> ListRow:
    address = record.get("url") or record.get("redirectUrl")
    return json_row(address, record.get("title"), to_date(str(record.get("publishedTimeStr"))), page)
