"""TrueCMS (江苏): the column's script names getMessage.do and a columnId; records come as JSONP around XML, window by window.

Windows over the site's limit (10 to 50 records) come back empty or as 404, and without Referer some sites know no list:
a smaller window is tried then. The total is a claim: that many different rows must have been read, and the last window
must be shorter than the first, or the one after it bring nothing new. Traits: messageController/getMessage.do, columnId.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.items import Item, ListRow
from spiders.answers import joined, json_of, records_of, row_of, text_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

WINDOWS = (50, 20, 10)
_LIST = re.compile(r"[\"']([^\"'\s]*/messageController/getMessage\.do)\b")
_COLUMN = re.compile(r"\bcolumnId[\"']?\s*[:=]\s*[\"']([\w-]{1,64})[\"']")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>|\btotalRecord\s*:\s*[\"']?(\d{1,9})\b", re.I)
_JSONP = re.compile(r"\s*[\w$.]+\s*\((.*)\)\s*;?\s*", re.S)
_LIST_ANSWER = "/messageController/getMessage.do?"


class TruecmsSpider(PortalSpider):
    """Columns of TrueCMS sites."""

    name = "truecms"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The records of a window; their addresses start from the column's page, not from the list's."""
        if _LIST_ANSWER in response.url:
            beside_column = response.replace(url=response.cb_kwargs["column"].url)
            yield from _rows(_result(response), beside_column)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The first window that brings records, then one after another until the total is reached."""
        pager = column.pager
        if _LIST_ANSWER not in response.url:
            column.pager = self._named(text_of(response), response)
            return self._window(column)
        result = _result(response)
        records = len(records_of(result))
        if not records and pager["start"] == "1" and self._smaller(column):
            return self._window(column)
        stated = _TOTAL.search(result)
        total = (stated[1] or stated[2]) if stated else pager["total"]
        if not total:
            raise BadList(f"{response.url} 和栏目页都没有写明共有多少条，不能确定是否读到末尾")
        column.claim(f"{int(total)} 条")
        if column.has_all(int(total), fresh):
            return None
        pager["start"] = str(int(pager["start"]) + records)
        return self._window(column)

    def _named(self, text: str, response: Response) -> dict[str, str]:
        """What the column's script says of its list; BadList where it names none or several."""
        lists, columns = set(_LIST.findall(text)), set(_COLUMN.findall(text))
        address = joined(next(iter(lists), ""), response)
        if len(lists) != 1 or len(columns) != 1 or not address:
            raise BadList(
                f"{response.url} 的脚本里有 {len(lists)} 个列表地址、{len(columns)} 个栏目编号，应各有一个"
            )
        total = _TOTAL.search(text)
        first = {"start": "1", "window": str(WINDOWS[0]), "total": (total[1] or total[2]) if total else ""}
        return first | {"list": address, "column": columns.pop()}

    def _window(self, column: Column) -> Request:
        pager = column.pager
        start, window = int(pager["start"]), int(pager["window"])
        query = {
            "startrecord": start,
            "endrecord": start + window - 1,
            "perpage": window,
            "columnId": pager["column"],
            "callback": "cb",
        }
        refused = self.window_refused if start == 1 else None
        address = f"{pager['list']}?{urlencode(query)}"
        return self.list_request(address, column, refused, headers={"Referer": column.url})

    def _smaller(self, column: Column) -> bool:
        """Take the next smaller window, if there is one."""
        smaller = [window for window in WINDOWS if window < int(column.pager["window"])]
        if smaller:
            column.pager["window"] = str(smaller[0])
        return bool(smaller)

    def window_refused(self, failure: Failure) -> Iterator[Item | Request]:
        """A first window that doesn't exist may have been too large."""
        error, column = failure.value, failure.request.cb_kwargs["column"]  # type: ignore[attr-defined]
        if isinstance(error, HttpError) and error.response.status == 404 and self._smaller(column):
            yield self._window(column)
        else:
            yield from self.list_failed(failure)

    def end(self, column: Column) -> Iterator[Item | Request]:
        """As everywhere, but of a list that can't be read the rows remain that the column's page shows by itself."""
        if column.problem and not column.rows and column.pages:
            page = HtmlResponse(column.pages[0].url, body=column.pages[0].body)
            shown = super().rows_of(Selector(text=text_of(page) or "<html/>", type="html"), page)
            column.add([row for row in shown if row.listed_on and "/content/" in row.url])
        yield from super().end(column)


def _result(response: Response) -> str:
    """The XML in an answer, which is JSONP or bare JSON; raises BadList where there is none."""
    wrapped = _JSONP.fullmatch(text_of(response))
    result = json_of(response, wrapped[1] if wrapped else None).get("result")
    if not isinstance(result, str):
        raise BadList(f"{response.url} 返回的数据里没有列表（result）")
    return result


def _rows(result: str, response: Response) -> Iterator[ListRow]:
    """A row of each record; a record without a link is none, and the total will not be met."""
    for record in records_of(result):
        element = Selector(text=f"<div>{record}</div>", type="html")
        if found := row_of((element.xpath("(//li | //tr)[1]") or [element])[0].root, response):
            yield found
