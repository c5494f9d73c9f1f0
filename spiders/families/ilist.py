"""iList.jsp (绵竹, older 陕西 sites): /info/iList.jsp?node_id=…&cat_id=15971, older pages by cur_page=2, 3 …

The pages linked or stated (共3页, 1/3) are a claim: the address after the last must not exist or bring nothing new, and
a number of entries that is printed (共33条) must be met.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from w3lib.url import add_or_replace_parameter

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_LINK = re.compile(r"[?&]cur_page=(\d{1,5})\b")
_PAGES = re.compile(r"共\s*(\d{1,5})\s*页|\b1\s*/\s*(\d{1,5})\b")
_ENTRIES = re.compile(r"共\s*(?:有\s*)?(\d{1,7})\s*(?:条|篇)")


class Ilist(Family):
    """Columns of iList.jsp sites."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Entries; links of the pager are none."""
        return [row for row in records.rows if not _LINK.search(row.url)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next number, one beyond the last included."""
        text = " ".join(page.markup.xpath("//body//text()").getall())
        links = page.markup.xpath("//a/@href").getall()
        linked = [int(found[1]) for link in links if (found := _LINK.search(link))]
        if entries := _ENTRIES.search(text):
            column.claim(rows=int(entries[1]))
        if column.count == 1:
            stated = {int(found[1] or found[2]) for found in _PAGES.finditer(text)}
            if len(stated) > 1 or not (stated or linked or entries):
                raise BadList("untold", f"{column.url} 没有找到页码，或页数前后不一，不能确定是否读到末尾")
            column.pager = {
                "pages": str(max([*stated, *linked, 1])),
                "entries": entries[1] if entries else "",
            }
            if not column.claimed.words:
                column.claim(pages=int(column.pager["pages"]))
        pages = max([int(column.pager["pages"]), *linked])
        column.pager["pages"] = str(pages)
        if column.claimed.pages is not None:  # pagers link a part of the pages only
            column.claimed = replace(column.claimed, pages=pages)
        if column.count >= pages and column.pager["entries"] not in ("", str(column.read)):
            raise BadList("contradicted", f"读到 {column.read} 条，而网站称共有 {column.pager['entries']} 条")
        if not column.turns(pages, fresh, page.url):
            return None
        url = add_or_replace_parameter(column.url, "cur_page", str(column.count + 1))
        return Next(url, may_be_absent=column.count >= pages)
