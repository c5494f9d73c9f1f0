"""Sites whose columns are drawn by loadPageData(params): a POST to /queryList hands out the rows as JSON (江西, 国家疾控局).

The page names its site and column (webSiteCode, channelCode or channelId) in a script; rows stand in data.results[].source,
their address as JSON in a string (pc or common). The total is a claim: that many different rows must have been read, and the
last page must be shorter than the first, or the one after it bring nothing new. No answer with its total's name was found:
several are known, and an answer without any leaves the column partial.
"""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import json_row
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_CALL = "/queryList"
_PARAMETERS = re.compile(
    r"\b(unitid|perPage|webSiteCode|channelCode|channelId)[\"']?\s{0,4}:\s{0,4}(\[[^\[\]]{0,400}\]|[\"']?[\w-]{1,60})"
)
_CODE = re.compile(r"[\"']([\w-]{1,60})[\"']")
_OBJECT = re.compile(r"\bitemObj\s{0,4}=\s{0,4}\[")
_TOTALS = ("total", "totalCount", "totalHits", "totalElements", "count")


class Querylist(Family):
    """Columns that ask /queryList."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows of an answer, or of a page's script; the markup has none but a template. Addresses start from the column's page,
        where a script makes links of them.
        """
        home = Page(column.url, b"")
        return [_row(source, home) for source in (_sources(page) if page.is_json else _written(page))]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The first page of the call, then the next one until the total is reached."""
        if not page.is_json:
            column.pager = _named(page, column)
        else:
            total = _total(page)
            column.claim(rows=total)
            if column.has_all(total, fresh):
                return None
        fields = [("current", str(column.count)), *json.loads(column.pager["fields"])]
        return Next(page.join(_CALL), urlencode(fields))


def _named(page: Page, column: Column) -> dict[str, str]:
    """The fields that the page's script sends along; BadList where it names no site or no column."""
    found: dict[str, str] = {}
    for name, value in _PARAMETERS.findall(page.scripts):
        if found.setdefault(name, value) != value:
            raise BadList("untold", f"{page.url} 有几个列表，不能确定哪一个是栏目的")
    codes = {name: _CODE.findall(found.get(name, "")) for name in ("webSiteCode", "channelCode", "channelId")}
    if not codes["webSiteCode"] or not (codes["channelCode"] or codes["channelId"]):
        raise BadList("untold", f"{column.url} 没有找到 loadPageData 的 webSiteCode 和 channelCode")
    size = found.get("perPage", "15").strip("\"'")
    unit = found.get("unitid", "").strip("\"'")
    fields = [("unitid", unit), ("pageSize", size)]
    fields += [(f"{name}[]", code) for name, values in codes.items() for code in values]
    return {"fields": json.dumps(fields)}


def _sources(page: Page) -> list[dict[str, Any]]:
    """What the results of an answer hold; BadList where it has none."""
    data = page.json().get("data")
    results = data.get("results") if isinstance(data, dict) else None
    sources = [each.get("source") for each in results or () if isinstance(each, dict)]
    sound = isinstance(results, list) and all(isinstance(source, dict) for source in sources)
    if not sound or len(sources) != len(results or ()):
        raise BadList("malformed", f"{page.url} 返回的数据里没有总数或条目")
    return [source for source in sources if source]


def _total(page: Page) -> int:
    """The total that an answer states; BadList where it states none."""
    data = page.json().get("data")
    stated = {str(data[name]) for name in _TOTALS if isinstance(data, dict) and name in data}
    total = stated.pop() if len(stated) == 1 else ""
    if not re.fullmatch(r"[0-9]{1,9}", total):
        raise BadList("malformed", f"{page.url} 返回的数据里没有总数或条目")
    return int(total)


def _written(page: Page) -> list[dict[str, Any]]:
    """The records that a script draws by itself (itemObj)."""
    begin = _OBJECT.search(page.scripts)
    if not begin:
        return []
    try:
        found, _ = json.JSONDecoder().raw_decode(page.scripts, begin.end() - 1)
    except (ValueError, RecursionError) as error:
        raise BadList("malformed", f"{page.url} 脚本里的条目读不出") from error
    sound = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    if not sound:
        raise BadList("malformed", f"{page.url} 脚本里的条目读不出")
    return [{"title": each.get("aT"), "pubDate": each.get("aPd"), "urls": each.get("aU")} for each in found]


def _row(source: dict[str, Any], page: Page) -> ListRow:
    """A row; its address is a string of JSON with one for desktops or one for all."""
    urls = source.get("urls")
    try:
        told = json.loads(urls) if isinstance(urls, str) and urls.startswith("{") else urls
    except ValueError:
        told = None
    address = (told.get("pc") or told.get("common")) if isinstance(told, dict) else told
    title = source.get("title") or source.get("showTitle")
    return json_row(address, title, to_date(str(source.get("pubDate"))), page)
