"""Epoint EWB 国泰新点: /dynamic/zwgk/govInfoPub.html?categorynum=003002 is a shell; its rows come from getgovinfolist as JSON.

The site's key stands in a script, webBuilderCommon.js or ajaxReq.js. Some sites count pages from 0, others from 1, and
older ones want the fields wrapped in "params". The total is a claim: that many different rows must have been read, and
the last page must be shorter than the first, or the one after it bring nothing new.
"""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from crawler.items import ListRow
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.answers import entries_of, json_row
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

PAGE_SIZE = 20
_LIST = "/rest/lightfrontaction/getgovinfolist"
_SCRIPTS = ("/js/webBuilderCommon.js", "/js/ajaxReq.js")
_SCRIPT = re.compile(r"/(?:webBuilderCommon|ajaxReq)\.js(?:$|\?)", re.I)
_GUID = re.compile(r"siteGuid[\"']?\s*[:=]\s*[\"']([0-9a-f-]{8,40})[\"']", re.I)
_PROJECT = re.compile(r"projectName[\"']?\s*[:=]\s*[\"'](/[\w-]+)[\"']|(/EWB[-_]\w+)/rest/", re.I)
_DEFAULT_PROJECT = "/EWB-FRONT"


class Ewb(Family):
    """Categories of Epoint sites."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The records of an answer of the API; shell and scripts have none."""
        if not page.is_json or (custom := _custom(page)) is None:
            return ()
        return [_row(record, page) for record in entries_of(custom, "data", page)[1]]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The script with the site's key, then page after page of the API until the total is reached."""
        pager = column.pager
        if _LIST in page.url:
            return _following(page, column, fresh)
        if not pager:
            named = [
                src for src in page.markup.xpath("//script/@src").getall() if _SCRIPT.search(src)
            ] or _SCRIPTS
            scripts = dict.fromkeys(url for src in named if (url := page.join(src)))
            pager |= {"category": _category(column), "scripts": "\n".join(scripts)}
        if project := _PROJECT.search(page.text):
            pager["project"] = project[1] or project[2]
        if not (guid := _GUID.search(page.text)):
            return cls.after_absence(column)
        pager |= {"guid": guid[1], "index": "0", "wrapped": ""}
        return _ask(column)

    @classmethod
    def after_absence(cls, column: Column) -> Next | None:
        """The next script that may hold the site's key; BadList after the last. Past the key a page that is absent is the
        end.
        """
        if "guid" in column.pager:
            return None
        script, _, column.pager["scripts"] = column.pager["scripts"].partition("\n")
        if not script:
            raise BadList("untold", f"{column.url} 的页面和脚本里没有找到 siteGuid，不能查询列表")
        return Next(script, may_be_absent=True)


def _ask(column: Column) -> Next:
    """The API's page `index`."""
    pager = column.pager
    fields = json.loads(pager["category"]) | {
        "pageIndex": int(pager["index"]),
        "pageSize": PAGE_SIZE,
        "siteGuid": pager["guid"],
    }
    address = urljoin(column.url, pager.get("project", _DEFAULT_PROJECT) + _LIST)
    return Next(
        address, json.dumps({"token": "", "params": fields} if pager["wrapped"] else fields), as_json=True
    )


def _following(page: Page, column: Column, fresh: int) -> Next | None:
    """The API's next page; once the first one again in the older form, where the newer brings no list."""
    pager, custom = column.pager, _custom(page)
    if custom is None and not pager["wrapped"] and pager["index"] == "0":
        pager["wrapped"] = "1"
        return _ask(column)
    if custom is None:
        raise BadList("malformed", f"{page.url} 返回的数据里没有列表（custom）")
    total, records = entries_of(custom, "data", page)
    column.claim(rows=total)
    if not _counts_from_1(records, page, column, fresh) and column.has_all(total, fresh):
        return None
    pager["index"] = str(int(pager["index"]) + 1)
    return _ask(column)


def _counts_from_1(records: list[dict[str, Any]], page: Page, column: Column, fresh: int) -> bool:
    """Whether a page tells that pages count from 1: the page 0 is empty then, or the page 1 shows it again."""
    if fresh or column.pager["index"] not in ("0", "1"):
        return False
    shown = {_row(record, page).url for record in records}
    return shown == {row.url for row in column.rows.values()} and column.pager["index"] == (
        "1" if shown else "0"
    )


def _category(column: Column) -> str:
    """The fields that tell the category, as its address names them; BadList where it names none."""
    query = parse_qs(urlsplit(column.url).query)
    number = query.get("categorynum", [""])[0]
    if not re.fullmatch(r"\d{3,40}", number):
        raise BadList("untold", f"{column.url} 的地址里没有栏目编号 categorynum")
    return json.dumps({"deptcode": query.get("deptcode", [""])[0], "categorynum": number})


def _custom(page: Page) -> dict[str, Any] | None:
    """What an answer carries, on older sites as JSON in a string; None where it carries no list."""
    found = page.json().get("custom")
    if isinstance(found, str) and found.startswith("{"):
        found = page.json(found)
    if isinstance(found, dict) and "Table" in found:
        found |= {"data": found["Table"], "total": found.get("totalcount")}
    return found if isinstance(found, dict) and "data" in found else None


def _row(record: dict[str, Any], page: Page) -> ListRow:
    """A record as a row. Addresses start from the site's root; `title` may be cut, `realtitle` isn't."""
    given = (record.get(name) for name in ("infourl", "visiturl", "linkurl", "href"))
    address = next(
        (one.strip().replace("\\", "/") for one in given if isinstance(one, str) and one.strip()), ""
    )
    rooted = address if re.match(r"/|[a-z]+:", address, re.I) else f"/{address}"
    day = to_date(str(record.get("infodate") or ""))
    return json_row(rooted if address else "", record.get("realtitle") or record.get("title"), day, page)
