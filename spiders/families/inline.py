"""Lists that carry all their rows in one page: a script's infolist (湖州) or .pagedContent (山东厅局).

The page itself is the end; its total is a claim that must be met by exactly as many different rows. Traits:
var dataList=[{infolist:[{title,url,daytime}]}], .pagedContent with totalCount, perSize, startPage, endPage.
"""

import json
import re
from collections.abc import Iterable

from lxml.html import fromstring

from crawler.items import ListRow
from crawler.reading.opening.elements import element_text
from crawler.reading.words.dates import to_date
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_STRING = r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'"
_RECORD = rf"\{{(?:[^{{}}\"']|{_STRING})*+\}}"
_RECORDS = re.compile(
    rf"infolist[\"']?\s*+:\s*+\[\s*+((?:{_RECORD}(?:\s*+,\s*+{_RECORD})*+)?+)\s*+,?+\s*+\]", re.S
)
_FIELD = re.compile(rf"[{{,]\s*+[\"']?(\w+)[\"']?\s*+:\s*+({_STRING})", re.S)
_TOTAL = re.compile(r"\btotal(?:Count|Record)?[\"']?\s*[:=]\s*[\"']?(\d+)")


class Inline(Family):
    """Columns whose page holds every row."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows of the script's records, else of the markup; templates ({{…}}) are none."""
        written = [
            record for group in _RECORDS.findall(page.scripts) for record in re.findall(_RECORD, group)
        ]
        content = set(page.markup.xpath("//*[contains(@class, 'pagedContent')]//a"))
        rows = [_row(record, page) for record in written] or records.among({each.root for each in content})
        return [row for row in rows if "{{" not in row.title and "{{" not in row.url]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """There is none; BadList unless the total is stated and met."""
        totals = set(_TOTAL.findall(page.scripts))
        if len(totals) != 1:
            raise BadList("untold", f"{column.url} 没有写明共有多少条，或前后不一，不能确定是否读到末尾")
        column.claim(rows=int(totals.pop()))
        if column.claimed.rows != column.read:
            words = f"{column.url} 读到 {column.read} 条，而网站称共有 {column.claimed.words}"
            raise BadList("contradicted", words)
        return None


def _row(record: str, page: Page) -> ListRow:
    """One record of a script as a row; BadList if it has no address or title."""
    fields = {name: _text(value) for name, value in _FIELD.findall(record)}
    given = fields.get("title") or fields.get("infotitle")  # what is shown, with its markup
    if not fields.get("url") or not given:
        raise BadList("malformed", f"{page.url} 有一条没有地址或标题：{record[:80]}")
    title = element_text(fromstring(f"<span>{given}</span>"))
    return ListRow(page.join(fields["url"]), title, to_date(fields.get("daytime", "")))


def _text(literal: str) -> str:
    """What a script's string says; BadList for escapes that can't be read."""
    inner = literal[1:-1].replace("\\'", "'")
    if literal[0] == "'":
        inner = re.sub(r'(?<!\\)"', r"\"", inner)
    try:
        return str(json.loads(f'"{inner}"', strict=False))
    except ValueError as error:
        raise BadList("malformed", f"脚本里的文字读不出：{literal[:80]}") from error
