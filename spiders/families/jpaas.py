"""JPaaS of Hanweb: a unit of jpaas-publish-server hands out the pages of a column; its page shows the first rows, or only names
the unit, for a script to ask it.

The pager's count is a claim: that many different rows must have been read, and the last page must be shorter than the
first, or the one after it bring nothing new. Traits: queryData="{'webId':'3185',…}", count, rows and unitUrl beside it;
<script src="…/unitbuild.js" url=… queryData=…> where the page has no rows.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlencode, urljoin

from parsel import Selector

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_PAGERS = "//*[@querydata and @count]"
_BUILT = "//script[@querydata and @url]"  # units that a script asks for
_OWN = "当前栏目"  # the unit of the column itself; others on the page show other columns
_LISTS = "列表"
_PARAMETER = re.compile(r"['\"](\w+)['\"]\s*:\s*['\"]([^'\"]*)['\"]")


class Jpaas(Family):
    """Columns of JPaaS sites."""

    @classmethod
    def opened(cls, page: Page, column: Column) -> Page:
        """The page itself, or the HTML inside a unit's answer, which a script puts into the column's page."""
        if not page.is_json:
            return page
        data = page.json().get("data")
        inside = data.get("html") if isinstance(data, dict) else None
        if not isinstance(inside, str):
            raise BadList("malformed", f"{page.url} 返回的数据里没有列表")
        return Page(column.url, b"").part(inside.strip() or "<html/>")

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows beside the column's pager, on its page or in the HTML of a unit's answer."""
        pager = _own(page.markup.xpath(_PAGERS), page)
        return records.beside(pager.root) if pager is not None else records.rows

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The unit's next page until the count is reached; BadList if it repeats itself or stops short."""
        pager = _own(page.markup.xpath(_PAGERS), page)
        if pager is None and not column.pager and (built := _own(page.markup.xpath(_BUILT), page)):
            column.pager = {
                "built": "1",
                "querydata": built.attrib["querydata"],
                "uniturl": built.attrib["url"],
            }
            return _unit(page, column, 1)
        if pager is not None:
            if not re.fullmatch(r"[0-9]{1,9}", pager.attrib["count"]):
                raise BadList("untold", f"{page.url} 分页设置里没有条目总数")
            column.claim(rows=int(pager.attrib["count"]))
            if not column.pager or "count" not in column.pager:
                column.pager |= dict(pager.attrib)
        if "count" not in column.pager:
            raise BadList("untold", f"{page.url} 没有找到分页设置，不能确定共有多少条")
        if column.has_all(int(column.pager["count"]), fresh):
            return None
        return _unit(page, column, column.count + ("built" not in column.pager))


def _unit(page: Page, column: Column, number: int) -> Next:
    """The unit's page `number`."""
    window = {"pageNo": number, "pageSize": column.pager.get("rows", "15")}
    query = dict(_PARAMETER.findall(column.pager["querydata"]))
    query |= {"editType": "null", "paramJson": json.dumps(window, separators=(",", ":"))}
    unit = urljoin(column.url, column.pager.get("uniturl") or _UNIT)
    return Next(f"{unit}?{urlencode(query)}")


def _own(units: Iterable[Selector], page: Page) -> Selector | None:
    """The unit of the column; raises BadList where it can't be told from those of other columns."""
    units = list(units)
    for mark in (_OWN, _LISTS):
        units = [unit for unit in units if mark in unit.attrib["querydata"]] or units
    if len(units) > 1:
        raise BadList("untold", f"{page.url} 有 {len(units)} 个分页列表，不能确定哪一个是本栏目的")
    return units[0] if units else None
