"""Hanweb JCMS: the column page carries its first records as a datastore; dataproxy.jsp hands out the rest.

totalRecord is a claim, not proof: the column is complete only if that many different records were read and the proxy
has none after them.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from crawler.items import ListRow
from spiders.answers import records_in, rows_in
from spiders.column import Column, Next
from spiders.family import Family
from spiders.page import BadList, Page
from spiders.records import Records

GROUP = 60  # records a request; over 300 is cut short, exactly 100 comes back empty on some sites
_CONFIG = {
    "total": re.compile(r"totalRecord\s*:\s*(\d+)"),
    "proxy": re.compile(r"proxyUrl\s*:\s*['\"]([^'\"]+)"),
    "perpage": re.compile(r"perPage\s*:\s*(\d+)"),
}
_AJAX = re.compile(r"ajaxParam\s*:\s*\{([^{}]{0,3000})\}")
_PARAMETER = re.compile(r"(?<!\w)(\w++)\s{0,3}:\s{0,3}['\"]?([^,'\"]*+)['\"]?")
_TOTAL = re.compile(r"<totalrecord>(\d+)</totalrecord>", re.I)


class Jcms(Family):
    """Columns of JCMS sites."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Rows of the records in a datastore."""
        return rows_in(records_in(page.text), Page(column.url, b""))

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The dataproxy for the records not read yet, one window beyond the last included; BadList if it repeats itself,
        stops short or has more than it says."""
        config = _config(page.text, column)
        read, total = column.read, int(config["total"])
        if read > total or (not fresh and read < total):
            raise BadList(f"{page.url} 没有新的条目，只读到 {read} 条，而网站称共有 {total} 条")
        if column.past_claim:
            return None
        column.past_claim = read == total
        last = read + GROUP if column.past_claim else min(read + GROUP, total)
        window = urlencode({"startrecord": read + 1, "endrecord": last, "perpage": config["perpage"]})
        fields = dict(_PARAMETER.findall(config["ajax"]))
        return Next(f"{page.join(config['proxy'])}?{window}", urlencode(fields))


def _config(text: str, column: Column) -> dict[str, str]:
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
