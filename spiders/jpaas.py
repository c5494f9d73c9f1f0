"""JPaaS of Hanweb: the column page shows its first rows, a unit of jpaas-publish-server hands out the other pages.

The pager's count is a claim: that many different rows must have been read, and the last page must be shorter than the
first, or the one after it bring nothing new. Traits: queryData="{'webId':'3185',…}", count, rows and unitUrl beside it.
"""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from spiders.answers import json_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGERS = "//*[@querydata and @count]"
_OWN = "当前栏目"  # the unit of the column itself; others on the page show other columns
_PARAMETER = re.compile(r"['\"](\w+)['\"]\s*:\s*['\"]([^'\"]*)['\"]")


class JpaasSpider(PortalSpider):
    """Columns of JPaaS sites."""

    name = "jpaas"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """The rows beside the column's pager, on its page or in the HTML of a unit's answer."""
        shown = _shown(page, response)
        yield from self.rows_beside(_pager(shown, response) or shown, response)

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The unit's next page until the count is reached; BadList if it repeats itself or stops short."""
        pager = _pager(_shown(page, response), response)
        if pager is not None:
            column.claim(f"{pager.attrib['count']} 条")
            column.pager = column.pager or dict(pager.attrib)
        if not column.pager:
            raise BadList(f"{response.url} 没有找到分页设置，不能确定共有多少条")
        if not re.fullmatch(r"[0-9]{1,9}", column.pager["count"]):
            raise BadList(f"{response.url} 分页设置里没有条目总数")
        if column.has_all(int(column.pager["count"]), fresh):
            return None
        window = {"pageNo": column.count + 1, "pageSize": column.pager.get("rows", "15")}
        query = dict(_PARAMETER.findall(column.pager["querydata"]))
        query |= {"editType": "null", "paramJson": json.dumps(window, separators=(",", ":"))}
        unit = response.urljoin(column.pager.get("uniturl") or _UNIT)
        return self.list_request(f"{unit}?{urlencode(query)}", column, headers={"Referer": column.url})


def _shown(page: Selector, response: Response) -> Selector:
    """The page itself, or the HTML inside a unit's answer."""
    if not response.body.lstrip().startswith(b"{"):
        return page
    data = json_of(response).get("data")
    inside = data.get("html") if isinstance(data, dict) else None
    if not isinstance(inside, str):
        raise BadList(f"{response.url} 返回的数据里没有列表")
    return Selector(text=inside.strip() or "<html/>", type="html")


def _pager(shown: Selector, response: Response) -> Selector | None:
    """The pager of the column; raises BadList where it can't be told from those of other columns."""
    pagers = shown.xpath(_PAGERS)
    own = [pager for pager in pagers if _OWN in pager.attrib["querydata"]] or pagers
    if len(own) > 1:
        raise BadList(f"{response.url} 有 {len(own)} 个分页列表，不能确定哪一个是本栏目的")
    return own[0] if own else None
