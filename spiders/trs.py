"""TRS WCM: static list pages index.html, index_1.html … whose script names their number.

The number is a claim, not proof: the address after the last one named is asked for too, and must not exist or
bring nothing new. Traits: createPageHTML(total, current, "index", "html"), article addresses tYYYYMMDD_id.
"""

import re

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from spiders.base import PortalSpider
from spiders.column import BadList, Column

_PAGER = re.compile(r"createPage(?:HTML)?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']")
_COUNT = re.compile(r"var\s+countPage\s*=\s*(\d+)")


class TrsSpider(PortalSpider):
    """Columns of TRS WCM sites."""

    name = "trs"

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The next address in the pager's pattern, one beyond its last included; BadList if a page repeats."""
        number = column.count
        total, stem, suffix = self._pager(page, column)
        if not fresh and number > total:
            return None
        if not fresh:
            raise BadList(f"{response.url} 没有新的条目，而网站称共有 {total} 页")
        url = response.urljoin(f"{stem}_{number}.{suffix}")
        return self.list_request(url, column, self.beyond if number >= total else None)

    def _pager(self, page: Selector, column: Column) -> tuple[int, str, str]:
        """Pages claimed, stem and suffix of their addresses, as the first page names them; BadList if it doesn't."""
        if not column.pager:
            scripts = " ".join(page.xpath("//script/text()").getall())
            named, counted = _PAGER.search(scripts), _COUNT.search(scripts)
            if not named and not counted:
                raise BadList(f"{column.url} 没有找到分页脚本，不能确定是否读到末尾")
            total = named[1] if named else counted[1] if counted else ""
            stem, suffix = (named[3], named[4]) if named else ("index", "html")
            column.pager = {"total": total, "stem": stem, "suffix": suffix}
            column.claimed = f"{total} 页"
        return int(column.pager["total"]), column.pager["stem"], column.pager["suffix"]
