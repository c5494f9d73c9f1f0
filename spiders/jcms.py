"""Hanweb JCMS: the column page carries its first records as a datastore; dataproxy.jsp hands out the rest.

totalRecord is a claim, not proof: the column is complete only if that many different records were read and the proxy
has none after them.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from spiders.answers import records_of, row_of, text_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

GROUP = 60  # records a request; over 300 is cut short, exactly 100 comes back empty on some sites
_CONFIG = {
    "total": re.compile(r"totalRecord\s*:\s*(\d+)"),
    "proxy": re.compile(r"proxyUrl\s*:\s*['\"]([^'\"]+)"),
    "perpage": re.compile(r"perPage\s*:\s*(\d+)"),
}
_AJAX = re.compile(r"ajaxParam\s*:\s*\{([^}]*)\}")
_PARAMETER = re.compile(r"(\w+)\s*:\s*['\"]?([^,'\"]*)['\"]?")
_TOTAL = re.compile(r"<totalrecord>(\d+)</totalrecord>", re.I)


class JcmsSpider(PortalSpider):
    """Columns of JCMS sites."""

    name = "jcms"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Rows of the records in a datastore."""
        for record in records_of(text_of(response)):
            for row in Selector(text=f"<ul>{record}</ul>", type="html").xpath(self.row_path):
                if found := row_of(row.root, response):
                    yield found

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The dataproxy for the records not read yet, one window beyond the last included; BadList if it repeats itself,
        stops short or has more than it says."""
        config = self._config(text_of(response), column)
        read, total = len(column.rows), int(config["total"])
        if read > total or (not fresh and read < total):
            raise BadList(f"{response.url} 没有新的条目，只读到 {read} 条，而网站称共有 {total} 条")
        if column.past_claim:
            return None
        column.past_claim = read == total
        last = read + GROUP if column.past_claim else min(read + GROUP, total)
        window = urlencode({"startrecord": read + 1, "endrecord": last, "perpage": config["perpage"]})
        fields = dict(_PARAMETER.findall(config["ajax"]))
        return self.list_request(
            f"{response.urljoin(config['proxy'])}?{window}",
            column,
            method="POST",
            body=urlencode(fields),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": column.url},
        )

    def _config(self, text: str, column: Column) -> dict[str, str]:
        """The pager's settings as the first page states them; raises BadList where there are none."""
        if not column.claimed:
            ajax = _AJAX.search(text)
            found = {name: match[1] for name, pattern in _CONFIG.items() if (match := pattern.search(text))}
            if len(found) < len(_CONFIG) or not ajax:
                raise BadList(f"{column.url} 没有找到分页设置，不能确定共有多少条")
            column.pager = found | {"ajax": ajax[1]}
            column.claimed = f"{found['total']} 条"
        total = _TOTAL.search(text)
        if total and total[1] != column.pager["total"]:
            raise BadList(f"网站先称共有 {column.pager['total']} 条，后称 {total[1]} 条")
        return column.pager
