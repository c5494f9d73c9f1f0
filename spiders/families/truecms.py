"""TrueCMS (江苏): the column's script names getMessage.do and a columnId; records come as JSONP around XML, window by window.

Windows over the site's limit (10 to 50 records) come back empty or as 404, and without Referer some sites know no list:
a smaller window is tried then. The total is a claim: that many different rows must have been read, and the last window
must be shorter than the first, or the one after it bring nothing new. Traits: messageController/getMessage.do, columnId;
lmid on sites that ask getMessageByCondition.do instead, page by page, whose answer is plain JSON.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import entries_of, json_row, records_in, rows_in
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records
from store.times import beijing_day

WINDOWS = (50, 20, 10)
_LIST = re.compile(r"[\"']([^\"'\s]*/messageController/getMessage\.do)\b")
_COLUMN = re.compile(r"\bcolumnId[\"']?\s*[:=]\s*[\"']([\w-]{1,64})[\"']")
_TOTAL = re.compile(r"<totalrecord>\s*(\d{1,9})\s*</totalrecord>|\btotalRecord\s*:\s*[\"']?(\d{1,9})\b", re.I)
_JSONP = re.compile(r"[\w$.]{1,100}\s?\((.*)\)\s?;?", re.S)
_SECTION = re.compile(r"\b(lmid|lmxx)\s{0,4}=\s{0,4}[\"']([\w-]{1,64})[\"']")
_CONDITION = "/truecms/messageController/getMessageByCondition.do"
_CONDITION_SIZE = 15
_LIST_ANSWER = "/messageController/getMessage.do?"


class Truecms(Family):
    """Columns of TrueCMS sites."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The records of a window; their addresses start from the column's page, not from the list's."""
        if page.is_json and "msgList" in (answer := page.json()):
            home = Page(column.url, b"")
            return [_row(record, home) for record in entries_of(_counted(answer), "msgList", page)[1]]
        if _LIST_ANSWER not in page.url:
            return ()
        return rows_in(records_in(_result(page)), Page(column.url, b""))

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The first window that brings records, then one after another until the total is reached."""
        pager = column.pager
        if "lmid" in pager:
            said = entries_of(_counted(page.json()), "msgList", page)[0]
            column.claim(rows=said)
            return None if column.has_all(said, fresh) else _condition(column)
        if _LIST_ANSWER not in page.url:
            section = {} if _LIST.search(page.text) else dict(_SECTION.findall(page.scripts))
            column.pager = section if len(section) == 2 else _named(page)
            return _condition(column) if column.pager is section else _window(column)
        result = _result(page)
        count = len(records_in(result))
        if not count and pager["start"] == "1" and _smaller(column):
            return _window(column)
        stated = _TOTAL.search(result)
        total = (stated[1] or stated[2]) if stated else pager["total"]
        if not total:
            raise BadList("untold", f"{page.url} 和栏目页都没有写明共有多少条，不能确定是否读到末尾")
        column.claim(rows=int(total))
        if column.has_all(int(total), fresh):
            return None
        pager["start"] = str(int(pager["start"]) + count)
        return _window(column)

    @classmethod
    def after_absence(cls, column: Column) -> Next | None:
        """A first window that doesn't exist may have been too large; a later one is beyond the end."""
        if "lmid" in column.pager or column.pager["start"] != "1":
            return None
        if not _smaller(column):
            raise BadList("untold", f"{column.pager['list']} 不存在，读不到列表")
        return _window(column)


def _condition(column: Column) -> Next:
    """The next page of the list that is asked for by its section."""
    fields = {"lmxx": column.pager["lmxx"], "lmid": column.pager["lmid"], "isGetChild": "1"}
    window = {"pagenum": column.count, "pagesize": _CONDITION_SIZE}
    return Next(urljoin(column.url, _CONDITION), urlencode(fields | window))


def _counted(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"total": answer.get("totalCount")}


def _row(record: dict[str, Any], page: Page) -> ListRow:
    """A record of such a list: its day as milliseconds, or only printed in its caption."""
    given = record.get("fbrq")
    time = given.get("time") if isinstance(given, dict) else None
    sound = isinstance(time, int) and 0 < time < 10**13
    day = beijing_day(datetime.fromtimestamp(time / 1000, UTC)) if sound and time else None
    day = day or to_date(str(record.get("caption") or ""))
    return json_row(record.get("htmlpath"), record.get("msgtitle"), day, page)


def _named(page: Page) -> dict[str, str]:
    """What the column's script says of its list; BadList where it names none or several."""
    lists, columns = set(_LIST.findall(page.text)), set(_COLUMN.findall(page.text))
    address = page.join(next(iter(lists), ""))
    if len(lists) != 1 or len(columns) != 1 or not address:
        raise BadList(
            "untold", f"{page.url} 的脚本里有 {len(lists)} 个列表地址、{len(columns)} 个栏目编号，应各有一个"
        )
    total = _TOTAL.search(page.text)
    first = {"start": "1", "window": str(WINDOWS[0]), "total": (total[1] or total[2]) if total else ""}
    return first | {"list": address, "column": columns.pop()}


def _window(column: Column) -> Next:
    pager = column.pager
    start, window = int(pager["start"]), int(pager["window"])
    query = {
        "startrecord": start,
        "endrecord": start + window - 1,
        "perpage": window,
        "columnId": pager["column"],
        "callback": "cb",
    }
    return Next(f"{pager['list']}?{urlencode(query)}", may_be_absent=start == 1)


def _smaller(column: Column) -> bool:
    """Take the next smaller window, if there is one."""
    smaller = [window for window in WINDOWS if window < int(column.pager["window"])]
    if smaller:
        column.pager["window"] = str(smaller[0])
    return bool(smaller)


def _result(page: Page) -> str:
    """The XML in an answer, which is JSONP or bare JSON; raises BadList where there is none."""
    wrapped = _JSONP.fullmatch(page.text.strip())
    result = page.json(wrapped[1] if wrapped else None).get("result")
    if not isinstance(result, str):
        raise BadList("malformed", f"{page.url} 返回的数据里没有列表（result）")
    return result
