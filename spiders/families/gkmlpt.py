"""gkmlpt 广东政府信息公开目录平台: a category is an address with its number, /gkmlpt/index#<number>; its rows come as JSON.

The page names the site (SID) and its categories (TREE); /gkmlpt/api/all/<category>?page=N&sid=… hands out 100 rows
a page; pages 0 and 1 are the same. The total is a claim: that many different rows must have been read, and the last
page must be shorter than the first, or the one after it bring nothing new.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.items import ListRow
from crawler.reading.words.dates import EARLIEST, LATEST, to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import entries_of, json_row
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records
from store.times import beijing_day

_API = "/gkmlpt/api/all/"
_SID = re.compile(r"\bSID['\"]?\s*:\s*['\"]?(\w+)")
_TREE = re.compile(r"\bTREE['\"]?\s*:")
_DAYS = ("display_publish_time", "first_publish_time", "date")


class Gkmlpt(Family):
    """Categories of gkmlpt sites."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows of an answer of the API; the page itself has none."""
        if _API not in page.url:
            return ()
        return [_row(record, page) for record in entries_of(page.json(), "articles", page)[1]]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The API's first page, then the next one until the total is reached."""
        if not column.pager:
            column.pager = {"api": _api(page.text, column)}
        else:
            total, _ = entries_of(page.json(), "articles", page)
            column.claim(rows=total)
            if column.has_all(total, fresh):
                return None
        return Next(page.join(column.pager["api"].format(page=column.count)))


def _api(text: str, column: Column) -> str:
    """The API's address for the column's category; BadList if the page names no site or not this category."""
    parts = urlsplit(column.url)
    category = parts.fragment
    sid, tree = _SID.search(text), _TREE.search(text)
    if not sid or not tree or not re.fullmatch(r"\d+", category):
        raise BadList("untold", f"{column.url} 没有找到 _CONFIG 的 SID、TREE 或栏目编号")
    if not re.search(rf"\bid['\"]?\s*:\s*['\"]?{category}\b", text[tree.end() :]):
        raise BadList("untold", f"{column.url} 网站的栏目树里没有编号为 {category} 的栏目")
    folder = parts.path.partition("/gkmlpt/")[0]
    return f"{folder}{_API}{category}?page={{page}}&sid={sid[1]}"


def _row(record: dict[str, Any], page: Page) -> ListRow:
    return json_row(
        record.get("url") or record.get("post_url"), record.get("title"), listed_day(record), page
    )


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
