"""TRS WCM: static list pages index.html, index_1.html … whose script names their number.

The number is a claim, not proof: the address after the last one named is asked for too, and must not exist or
bring nothing new; a number of rows that is stated with it must be met. Traits: createPageHTML(total, current, "index",
"html"), in Hubei with style and rows behind it; article addresses tYYYYMMDD_id; in Wuhan rows that a script writes; in
Fujian the list2.trsapi build.

There the page holds the first rows, and a POST to its search hands out page after page. The page names the search, its channel
and how many records there are (recordCount). That number is a claim: that many different rows must have been read. A WAS of
older sites answers with docs instead of data, in what is almost JSON.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import json_row
from spiders.pages.page import BadList, Page, without_comments
from spiders.pages.records import Records
from store.models import Length

_PAGER = re.compile(
    r"createPage(?:HTML)?\(\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']"
    r"(?:\s*,\s*[\"'][\w-]*[\"']\s*,\s*[\"']?(\d{1,7}))?"
)
_COUNT = re.compile(r"var\s+countPage\s*=\s*(\d{1,6})")
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_URL = re.compile(rf"\burl\s*=\s*({_STRING})", re.I)
_TITLE = re.compile(rf"\btitle\s*=\s*({_STRING})", re.I)
_WRITTEN = re.compile(rf"\bwrite(?:ln)?\(\s*({_STRING})")
_ARTICLE = re.compile(r"\.s?html?$|/t\d++_?\d*+\.")
# Of the search behind a list.
_RECORDS = re.compile(r"\brecordCount\s{0,4}[:=]\s{0,4}['\"]?(\d{1,7})\b")
_PAGE_SIZE = re.compile(r"\bprepage\s{0,4}:\s{0,4}['\"]?(\d{1,3})\b")
_SEARCH_ID = re.compile(r"\bsearchId\s{0,4}:\s{0,4}['\"]?(\d{1,9})\b")
_CHANNEL = re.compile(r"['\"](chnlid=\d{1,9})['\"]")
_SORT = re.compile(r"\bsortfield\s{0,4}:\s{0,4}['\"]([\w,-]{1,80})['\"]")
_SEARCH = re.compile(r"\blistApi\s{0,4}:\s{0,4}\{\s{0,4}url\s{0,4}:\s{0,4}['\"](/[\w/.-]{1,80})['\"]")
_DEFAULT_SEARCH = "/fjdzapp/search"
_SINGLE = re.compile(r"(?<=\":)\s{0,4}'[^'\"\n]{0,200}'")  # a value that JSON would have in double quotes
_TITLES = ("doctitle", "title2", "title")
_ADDRESSES = ("chnldocurl", "docpuburl", "url")
_DAYS = ("docreltime", "pubdate", "time")


class Trs(Family):
    """Columns of TRS WCM sites."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows in the markup, those that scripts write, or those of a search's answer."""
        if page.is_json:
            return _rows_of_answer(page, column)
        return [*records.rows, *_written(page)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next address in the pager's pattern, one beyond its last included; BadList if a page repeats."""
        if not column.pager and not _PAGER.search(page.code):
            column.pager = _named_search(page)
        if "count" in column.pager:
            return _search_page(page, column, fresh)
        number = column.count
        total, stem, suffix = _pager(page, column)
        if not fresh and number > total:
            return None
        if not fresh:
            raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {total} 页")
        _check_count(page, records, column, last=number >= total)
        return Next(page.join(f"{stem}_{number}.{suffix}"), may_be_absent=number >= total)

    @classmethod
    def length(cls, column: Column) -> Length:
        """Where the pager's call states how many rows there are, only those count that stand beside it."""
        stated = column.pager.get("rows")
        return Length(column.pages, len(column.counted) if stated else column.read)


def _check_count(page: Page, records: Records, column: Column, last: bool) -> None:
    """The rows that the pager's call states must be read with the last page, and may not grow meanwhile."""
    stated = column.pager["rows"]
    if not stated:
        return
    for pager in page.markup.xpath("(//script[contains(., 'createPage')])[1]"):
        named = _PAGER.search(pager.xpath("string()").get(""))
        if named and named[5] and int(named[5]) > int(stated):
            raise BadList("contradicted", f"网站先称共有 {stated} 条，后称 {named[5]} 条")
        listed = list(_written(page)) or records.beside(pager.root)
        column.counted.update(row.url for row in listed)
    if last and len(column.counted) != int(stated):
        raise BadList("contradicted", f"读到 {len(column.counted)} 条，而网站称共有 {stated} 条")


def _pager(page: Page, column: Column) -> tuple[int, str, str]:
    """Pages claimed, stem and suffix of their addresses, as the first page names them; BadList if it doesn't."""
    if not column.pager:
        named, counted = page.only(_PAGER), page.only(_COUNT)
        if not named and not counted:
            raise BadList("untold", f"{column.url} 没有找到分页脚本，不能确定是否读到末尾")
        total = named[1] if named else counted[1] if counted else ""
        stem, suffix = (named[3], named[4]) if named else ("index", "html")
        rows = (named[5] or "") if named else ""
        column.pager = {"total": total, "stem": stem, "suffix": suffix, "rows": rows}
        column.claim(pages=int(total), rows=int(rows) if rows else None)
    return int(column.pager["total"]), column.pager["stem"], column.pager["suffix"]


def _written(page: Page) -> Iterator[ListRow]:
    """Rows that scripts write: url="./…"; title="…"; writeln("2026-02-14 17:32"). What is commented out is none."""
    for script in page.markup.xpath("//script[contains(., '.write')]/text()").getall():
        code = without_comments(script)
        places = [found for found in _URL.finditer(code) if _ARTICLE.search(_unquoted(found[1]))]
        for number, found in enumerate(places):
            end = places[number + 1].start() if number + 1 < len(places) else len(code)
            title = _TITLE.search(code, found.end(), end)
            words = " ".join(_unquoted(literal) for literal in _WRITTEN.findall(code, found.end(), end))
            yield json_row(_unquoted(found[1]), _unquoted(title[1]) if title else "", to_date(words), page)


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(.)", r"\1", literal[1:-1]).strip()


def _named_search(page: Page) -> dict[str, str]:
    """What a page's script says of the search behind its list; empty where it says nothing of one."""
    counts = set(_RECORDS.findall(page.scripts))
    if "trsapi" not in page.scripts or len(counts) != 1:
        return {}
    found = {"count": counts.pop(), "size": "", "channel": "", "search": "", "sort": ""}
    sizes, channels = set(_PAGE_SIZE.findall(page.scripts)), set(_CHANNEL.findall(page.scripts))
    site = _SEARCH_ID.search(page.scripts)
    if site and len(sizes) == 1 and len(channels) == 1:
        search, sort = _SEARCH.search(page.scripts), _SORT.search(page.scripts)
        found |= {"size": sizes.pop(), "channel": site[1], "classsql": channels.pop()}
        found |= {"search": search[1] if search else _DEFAULT_SEARCH, "sort": sort[1] if sort else ""}
    return found


def _rows_of_answer(page: Page, column: Column) -> list[ListRow]:
    """The rows of an answer, their addresses from the column's page; raises BadList where it is none."""
    return [_row(record, Page(column.url, b"")) for record in _answer(page)[1]]


def _search_page(page: Page, column: Column, fresh: int) -> Next | None:
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
