"""UCAP 开普云: static list pages fg.shtml, fg_2.shtml … whose script names pages and records, or a list in JSON.

Both numbers are claims: the address after the last page must not exist or bring nothing new, and that many different
rows must have been read. Traits: createPageHTML('page_div', pages, current, 'stem', 'shtml', records), 1-based;
/common/search/<channel>?…&page=1, or a POST to /getFileListByCodeId (税务总局), whose size of a page is the server's choice.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from crawler.reading.dates import to_date
from spiders.answers import entries_of, joined, json_of, json_row, text_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_PAGER = re.compile(
    r"createPageHTML\(\s*['\"][^'\"]*['\"]\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*['\"]([\w-]+)['\"]\s*,\s*"
    r"['\"](\w+)['\"](?:\s*,\s*['\"]?(\d{1,9}))?"
)
_SEARCH = re.compile(
    r"['\"]([^'\"\s]*/(?:common/search|search|searchList)/[0-9a-f]{32})(?:\?([^'\"\s]*))?['\"]"
)
_FILES = re.compile(r"['\"]([^'\"\s]*/getFileListByCodeId)['\"]")
_CHANNEL = re.compile(r"channelId['\"]?\s*[:=]\s*['\"]([0-9a-f]{32})['\"]", re.I)
_CODE = re.compile(r"codeId['\"]?\s*[:=]\s*['\"](\w{0,40})['\"]")
_QUERY = "_isAgg=true&_isJson=true&_pageSize=20&_template=index&_rangeTimeGte=&_channelName="


class UcapSpider(PortalSpider):
    """Columns of UCAP sites."""

    name = "ucap"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Rows beside the pager, or those of a JSON answer; a page with neither only names the list's address."""
        if is_json(response):
            for record in _answer(response)[1]:
                address = record.get("url") or record.get("redirectUrl")
                day = to_date(str(record.get("publishedTimeStr")))
                yield json_row(address, record.get("title"), day, response)
        for pager in page.xpath("(//script[contains(., 'createPageHTML(')])[1]"):
            yield from self.rows_beside(pager, response)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The next page of the kind that the column's own page has."""
        named = _PAGER.search(" ".join(page.xpath("//script/text()").getall()))
        if named and "search" not in column.pager:
            column.claim(f"{named[1]} 页" + (f" {named[5]} 条" if named[5] else ""))
            names = ("pages", "first", "stem", "suffix", "records")
            column.pager = column.pager or dict(zip(names, named.groups(""), strict=True))
        if column.pager and "search" not in column.pager:
            return self._static_page(response, column, fresh)
        if not column.pager:
            column.pager = _files_form(response, column) or {"search": self._search_address(response)}
        else:
            total = _answer(response)[0]
            column.claim(f"{total} 条")
            if column.has_all(total, fresh):
                return None
        if "files" not in column.pager:
            return self.list_request(f"{column.pager['search']}&page={column.count}", column)
        form = {**column.pager, "page": str(column.count), "size": "200", "relateSubChannels": "true"}
        url = form.pop("search")
        del form["files"]
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "Referer": column.url}
        return self.list_request(url, column, method="POST", body=urlencode(form), headers=headers)

    def _search_address(self, response: Response) -> str:
        found = _SEARCH.search(text_of(response).replace("&amp;", "&"))
        if not found:
            raise BadList(f"{response.url} 没有找到分页脚本或查询地址，不能确定是否读到末尾")
        query = re.sub(r"(?:^|&)page=[^&]*", "", found[2] or "") or _QUERY
        return response.urljoin(f"{found[1]}?{query}")

    def _static_page(self, response: Response, column: Column, fresh: int) -> Request | None:
        """The next address in the pager's pattern, one beyond its last included."""
        pager, number = column.pager, column.count
        pages, read = int(pager["pages"]), len(column.rows)
        if number >= pages and pager["records"] and read != int(pager["records"]):
            raise BadList(f"读到 {read} 条，而网站称共有 {pager['records']} 条")
        if not fresh and number > pages:
            return None
        if not fresh:
            raise BadList(f"{response.url} 没有新的条目，而网站称共有 {pages} 页")
        url = response.urljoin(f"{pager['stem']}_{int(pager['first']) + number}.{pager['suffix']}")
        return self.list_request(url, column, self.beyond if number >= pages else None)


def is_json(response: Response) -> bool:
    """Whether an answer is JSON, whatever its header calls it."""
    return response.body.lstrip().startswith(b"{")


def _files_form(response: Response, column: Column) -> dict[str, str]:
    """The fixed fields of a list that is asked for by POST; empty where the page names no such list."""
    text = text_of(response)
    called = _FILES.search(text)
    if not called:
        return {}
    tab = re.search(r"[?&#]tab=(\w+)", column.url)
    near = re.compile(rf"\b{tab[1]}\b[^{{}}<>]{{0,200}}?\b([0-9a-f]{{32}})\b") if tab else _CHANNEL
    named = near.findall(text)
    if len(set(named)) != 1:
        raise BadList(f"{response.url} 有 {len(set(named))} 个 channelId，不能确定哪一个是栏目的")
    code = _CODE.search(text)
    address = joined(called[1], response)
    return {"search": address, "files": "1", "codeId": code[1] if code else "", "channelId": named[0]}


def _answer(response: Response) -> tuple[int, list[dict[str, Any]]]:
    answer = json_of(response)
    results = answer.get("results")
    data = results.get("data") if isinstance(results, dict) else answer.get("data")
    return entries_of(data if isinstance(data, dict) else {}, "results", response)
