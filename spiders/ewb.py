"""Epoint EWB 国泰新点: /dynamic/zwgk/govInfoPub.html?categorynum=003002 is a shell; its rows come from getgovinfolist as JSON.

The site's key stands in a script, webBuilderCommon.js or ajaxReq.js. Some sites count pages from 0, others from 1, and
older ones want the fields wrapped in "params". The total is a claim: that many different rows must have been read, and
the last page must be shorter than the first, or the one after it bring nothing new.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from parsel import Selector
from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.items import Item, ListRow
from crawler.reading.dates import to_date
from spiders.answers import entries_of, joined, json_of, json_row, text_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

PAGE_SIZE = 20
_LIST = "/rest/lightfrontaction/getgovinfolist"
_SCRIPTS = ("/js/webBuilderCommon.js", "/js/ajaxReq.js")
_SCRIPT = re.compile(r"/(?:webBuilderCommon|ajaxReq)\.js(?:$|\?)", re.I)
_GUID = re.compile(r"siteGuid[\"']?\s*[:=]\s*[\"']([0-9a-f-]{8,40})[\"']", re.I)
_PROJECT = re.compile(r"projectName[\"']?\s*[:=]\s*[\"'](/[\w-]+)[\"']|(/EWB[-_]\w+)/rest/", re.I)
_DEFAULT_PROJECT = "/EWB-FRONT"


class EwbSpider(PortalSpider):
    """Categories of Epoint sites."""

    name = "ewb"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The records of an answer of the API; shell and scripts have none."""
        if _LIST in response.url and (custom := _custom(response)):
            yield from (_row(record, response) for record in entries_of(custom, "data", response)[1])

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The script with the site's key, then page after page of the API until the total is reached."""
        pager = column.pager
        if _LIST in response.url:
            return self._following(response, column, fresh)
        if not pager:
            named = [src for src in page.xpath("//script/@src").getall() if _SCRIPT.search(src)] or _SCRIPTS
            scripts = dict.fromkeys(url for src in named if (url := joined(src, response)))
            pager |= {"category": _category(column), "scripts": "\n".join(scripts)}
        text = text_of(response)
        if project := _PROJECT.search(text):
            pager["project"] = project[1] or project[2]
        if not (guid := _GUID.search(text)):
            return self._next_script(column)
        pager |= {"guid": guid[1], "index": "0", "wrapped": ""}
        return self._ask(column)

    def _next_script(self, column: Column) -> Request:
        """The next script that may hold the site's key; BadList after the last."""
        script, _, column.pager["scripts"] = column.pager["scripts"].partition("\n")
        if not script:
            raise BadList(f"{column.url} 的页面和脚本里没有找到 siteGuid，不能查询列表")
        return self.list_request(script, column, self.script_failed, headers={"Referer": column.url})

    def script_failed(self, failure: Failure) -> Iterator[Item | Request]:
        """A script that doesn't exist is none of this site's as long as another may be."""
        error, column = failure.value, failure.request.cb_kwargs["column"]  # type: ignore[attr-defined]
        gone = isinstance(error, HttpError) and error.response.status in (404, 410)
        if gone and column.pager["scripts"]:
            yield self._next_script(column)
        else:
            yield from self.list_failed(failure)

    def _ask(self, column: Column) -> Request:
        """The API's page `index`."""
        pager = column.pager
        fields = json.loads(pager["category"]) | {
            "pageIndex": int(pager["index"]),
            "pageSize": PAGE_SIZE,
            "siteGuid": pager["guid"],
        }
        return self.list_request(
            urljoin(column.url, pager.get("project", _DEFAULT_PROJECT) + _LIST),
            column,
            method="POST",
            body=json.dumps({"token": "", "params": fields} if pager["wrapped"] else fields),
            headers={"Content-Type": "application/json", "Referer": column.url},
        )

    def _following(self, response: Response, column: Column, fresh: int) -> Request | None:
        """The API's next page; once the first one again in the older form, where the newer brings no list."""
        pager, custom = column.pager, _custom(response)
        if custom is None and not pager["wrapped"] and pager["index"] == "0":
            pager["wrapped"] = "1"
            return self._ask(column)
        if custom is None:
            raise BadList(f"{response.url} 返回的数据里没有列表（custom）")
        total, records = entries_of(custom, "data", response)
        column.claim(f"{total} 条")
        if not self._counts_from_1(records, response, column, fresh) and column.has_all(total, fresh):
            return None
        pager["index"] = str(int(pager["index"]) + 1)
        return self._ask(column)

    def _counts_from_1(
        self, records: list[dict[str, Any]], response: Response, column: Column, fresh: int
    ) -> bool:
        """Whether a page tells that pages count from 1: the page 0 is empty then, or the page 1 shows it again."""
        if fresh or column.pager["index"] not in ("0", "1"):
            return False
        shown = {_row(record, response).url for record in records}
        return shown == set(column.rows) and column.pager["index"] == ("1" if shown else "0")


def _category(column: Column) -> str:
    """The fields that tell the category, as its address names them; BadList where it names none."""
    query = parse_qs(urlsplit(column.url).query)
    number = query.get("categorynum", [""])[0]
    if not re.fullmatch(r"\d{3,40}", number):
        raise BadList(f"{column.url} 的地址里没有栏目编号 categorynum")
    return json.dumps({"deptcode": query.get("deptcode", [""])[0], "categorynum": number})


def _custom(response: Response) -> dict[str, Any] | None:
    """What an answer carries; None where it carries no list."""
    found = json_of(response).get("custom")
    return found if isinstance(found, dict) and "data" in found else None


def _row(record: dict[str, Any], response: Response) -> ListRow:
    """A record as a row. Addresses start from the site's root; `title` may be cut, `realtitle` isn't."""
    given = (record.get(name) for name in ("infourl", "visiturl", "linkurl"))
    address = next((one.strip() for one in given if isinstance(one, str) and one.strip()), "")
    rooted = address if re.match(r"/|[a-z]+:", address, re.I) else f"/{address}"
    day = to_date(str(record.get("infodate") or ""))
    return json_row(rooted if address else "", record.get("realtitle") or record.get("title"), day, response)
