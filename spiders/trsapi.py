"""The list2.trsapi build of TRS sites (福建): the page holds the first rows, a POST to its search hands out page after page.

The page names the search, its channel and how many records there are (recordCount). That number is a claim: that many
different rows must have been read. A WAS of older sites answers with docs instead of data, in what is almost JSON.
"""

import re
from typing import Any
from urllib.parse import urlencode

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.pages.answers import json_row
from spiders.pages.page import BadList, Page

_COUNT = re.compile(r"\brecordCount\s{0,4}[:=]\s{0,4}['\"]?(\d{1,7})\b")
_SIZE = re.compile(r"\bprepage\s{0,4}:\s{0,4}['\"]?(\d{1,3})\b")
_SEARCH_ID = re.compile(r"\bsearchId\s{0,4}:\s{0,4}['\"]?(\d{1,9})\b")
_CHANNEL = re.compile(r"['\"](chnlid=\d{1,9})['\"]")
_SORT = re.compile(r"\bsortfield\s{0,4}:\s{0,4}['\"]([\w,-]{1,80})['\"]")
_SEARCH = re.compile(r"\blistApi\s{0,4}:\s{0,4}\{\s{0,4}url\s{0,4}:\s{0,4}['\"](/[\w/.-]{1,80})['\"]")
_DEFAULT_SEARCH = "/fjdzapp/search"
_SINGLE = re.compile(r"(?<=\":)\s{0,4}'[^'\"\n]{0,200}'")  # a value that JSON would have in double quotes
_TITLES = ("doctitle", "title2", "title")
_ADDRESSES = ("chnldocurl", "docpuburl", "url")
_DAYS = ("docreltime", "pubdate", "time")


def named_call(page: Page) -> dict[str, str]:
    """What a page's script says of the search behind its list; empty where it says nothing of one."""
    counts = set(_COUNT.findall(page.scripts))
    if "trsapi" not in page.scripts or len(counts) != 1:
        return {}
    found = {"count": counts.pop(), "size": "", "channel": "", "search": "", "sort": ""}
    sizes, channels = set(_SIZE.findall(page.scripts)), set(_CHANNEL.findall(page.scripts))
    site = _SEARCH_ID.search(page.scripts)
    if site and len(sizes) == 1 and len(channels) == 1:
        search, sort = _SEARCH.search(page.scripts), _SORT.search(page.scripts)
        found |= {"size": sizes.pop(), "channel": site[1], "classsql": channels.pop()}
        found |= {"search": search[1] if search else _DEFAULT_SEARCH, "sort": sort[1] if sort else ""}
    return found


def rows_of_answer(page: Page, column: Column) -> list[ListRow]:
    """The rows of an answer, their addresses from the column's page; raises BadList where it is none."""
    return [_row(record, Page(column.url, b"")) for record in _answer(page)[1]]


def following(page: Page, column: Column, fresh: int) -> Next | None:
    """The page of the search that holds the rows after those read; None when as many are read as there are said to be."""
    pager = column.pager
    total = _answer(page)[0] if page.is_json else int(pager["count"])
    column.claim(rows=total)
    if column.count == 1 and column.read == total:
        return None
    if column.has_all(total, fresh):
        return None
    if not pager["search"]:
        raise BadList("contradicted", f"读到 {column.read} 条，而网站称共有 {total} 条")
    number = column.read // int(pager["size"]) + 1
    fields = {"channelid": pager["channel"], "sortfield": pager["sort"], "classsql": pager["classsql"]}
    fields |= {"classcol": "publishyear", "classnum": "100", "classsort": "0", "cache": "true"}
    window = {"page": str(number), "prepage": pager["size"]}
    return Next(page.join(pager["search"]), urlencode(fields | window), may_be_absent=column.past_claim)


def _answer(page: Page) -> tuple[int, list[dict[str, Any]]]:
    answer = page.json(_SINGLE.sub('""', page.text.lstrip("\ufeff")))
    total, records = str(answer.get("count")), answer.get("data", answer.get("docs"))
    sound = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    if not sound or not re.fullmatch(r"[0-9]{1,9}", total):
        raise BadList("malformed", f"{page.url} 返回的数据里没有总数或条目")
    return int(total), list(records or [])


def _row(record: dict[str, Any], page: Page) -> ListRow:
    title, address, day = (
        next((record[name] for name in names if record.get(name)), "")
        for names in (_TITLES, _ADDRESSES, _DAYS)
    )
    return json_row(address, title, to_date(str(day)), page)
