"""gkmlpt 广东政府信息公开目录平台: a category is an address with its number, /gkmlpt/index#<number>; its rows come as JSON.

The page names the site (SID) and its categories (TREE); /gkmlpt/api/all/<category>?page=N&sid=… hands out 100 rows
a page; pages 0 and 1 are the same. The total is a claim: that many different rows must have been read, and the last
page must be shorter than the first, or the one after it bring nothing new.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from crawler.reading.dates import EARLIEST, LATEST, to_date
from spiders.answers import entries_of, json_of, json_row, text_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column
from store.times import beijing_day

_API = "/gkmlpt/api/all/"
_SID = re.compile(r"\bSID['\"]?\s*:\s*['\"]?(\w+)")
_TREE = re.compile(r"\bTREE['\"]?\s*:")
_DAYS = ("display_publish_time", "first_publish_time", "date")


class GkmlptSpider(PortalSpider):
    """Categories of gkmlpt sites."""

    name = "gkmlpt"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Rows of an answer of the API; the page itself has none."""
        if _API in response.url:
            for record in entries_of(json_of(response), "articles", response)[1]:
                address = record.get("url") or record.get("post_url")
                yield json_row(address, record.get("title"), listed_day(record), response)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The API's first page, then the next one until the total is reached."""
        if not column.pager:
            column.pager = {"api": self._api(text_of(response), column)}
        else:
            total, _ = entries_of(json_of(response), "articles", response)
            column.claim(f"{total} 条")
            if column.has_all(total, fresh):
                return None
        address = column.pager["api"].format(page=column.count)
        return self.list_request(response.urljoin(address), column, headers={"Referer": response.url})

    def _api(self, text: str, column: Column) -> str:
        """The API's address for the column's category; BadList if the page names no site or not this category."""
        parts = urlsplit(column.url)
        category = parts.fragment
        sid, tree = _SID.search(text), _TREE.search(text)
        if not sid or not tree or not re.fullmatch(r"\d+", category):
            raise BadList(f"{column.url} 没有找到 _CONFIG 的 SID、TREE 或栏目编号")
        if not re.search(rf"\bid['\"]?\s*:\s*['\"]?{category}\b", text[tree.end() :]):
            raise BadList(f"{column.url} 网站的栏目树里没有编号为 {category} 的栏目")
        folder = parts.path.partition("/gkmlpt/")[0]
        return f"{folder}{_API}{category}?page={{page}}&sid={sid[1]}"


def listed_day(record: dict[str, Any]) -> date | None:
    """The day that the site shows beside a row: epoch seconds as a day in Beijing, or a printed date."""
    for name in _DAYS:
        value = str(record.get(name) or "")
        if re.fullmatch(r"\d{9,10}", value):
            day: date | None = beijing_day(datetime.fromtimestamp(int(value), UTC))
        else:
            day = to_date(value)
        if day and EARLIEST <= day <= LATEST:
            return day
    return None
