"""Lists that carry all their rows in one page: a script's infolist (湖州) or .pagedContent (山东厅局).

The page itself is the end; its total is a claim that must be met by exactly as many different rows. Traits:
var dataList=[{infolist:[{title,url,daytime}]}], .pagedContent with totalCount, perSize, startPage, endPage.
"""

import json
import re
from collections.abc import Iterator

from lxml.html import fromstring
from parsel import Selector
from scrapy.http import Response

from crawler.items import ListRow
from crawler.reading.dates import to_date
from crawler.reading.html import element_text
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"
_RECORD = rf"\{{(?:[^{{}}\"']|{_STRING})*\}}"
_RECORDS = re.compile(rf"infolist[\"']?\s*:\s*\[\s*((?:{_RECORD}(?:\s*,\s*{_RECORD})*)?)\s*,?\s*\]", re.S)
_FIELD = re.compile(rf"[{{,]\s*[\"']?(\w+)[\"']?\s*:\s*({_STRING})", re.S)
_TOTAL = re.compile(r"\btotal(?:Count|Record)?[\"']?\s*[:=]\s*[\"']?(\d+)")


class InlineSpider(PortalSpider):
    """Columns whose page holds every row."""

    name = "inline"
    row_path = "//*[contains(@class, 'pagedContent')]//li[.//a[@href]]"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Rows of the script's records, else of the markup; templates ({{…}}) are none."""
        records = [
            record
            for script in page.xpath("//script/text()").getall()
            for group in _RECORDS.findall(script)
            for record in re.findall(_RECORD, group)
        ]
        rows = (_row(record, response) for record in records) if records else super().rows_of(page, response)
        return (row for row in rows if "{{" not in row.title and "{{" not in row.url)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> None:
        """There is none; BadList unless the total is stated and met."""
        totals = set(_TOTAL.findall(" ".join(page.xpath("//script/text()").getall())))
        if len(totals) != 1:
            raise BadList(f"{column.url} 没有写明共有多少条，或前后不一，不能确定是否读到末尾")
        column.claimed = f"{totals.pop()} 条"
        if column.claimed != f"{len(column.rows)} 条":
            raise BadList(f"{column.url} 读到 {len(column.rows)} 条，而网站称共有 {column.claimed}")


def _row(record: str, response: Response) -> ListRow:
    """One record of a script as a row; BadList if it has no address or title."""
    fields = {name: _text(value) for name, value in _FIELD.findall(record)}
    if not fields.get("url") or not fields.get("title"):
        raise BadList(f"{response.url} 有一条没有地址或标题：{record[:80]}")
    title = element_text(fromstring(f"<span>{fields['title']}</span>"))
    return ListRow(response.urljoin(fields["url"].strip()), title, to_date(fields.get("daytime", "")))


def _text(literal: str) -> str:
    """What a script's string says; BadList for escapes that can't be read."""
    inner = literal[1:-1].replace("\\'", "'")
    if literal[0] == "'":
        inner = re.sub(r'(?<!\\)"', r"\"", inner)
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError as error:
        raise BadList(f"脚本里的文字读不出：{literal[:80]}") from error
