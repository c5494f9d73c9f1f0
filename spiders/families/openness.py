"""my71 Openness: /opennessAnnualReport/?branch_id=<24 hex> lists a branch's annual reports, 15 a page.

The pager prints 1 / 3; later pages are &page=2, or /page-2/ where addresses are rewritten. Its number is a claim: the
page after the last one is asked for too, and must not exist or bring nothing new. Traits: reports at
/openness/detail/annual_report/<24 hex>.html or /OpennessAnnualReport/show/<24 hex>, or at any address an editor gave.
"""

import re
from collections.abc import Iterable

from parsel import Selector
from w3lib.url import add_or_replace_parameter

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_REPORT = re.compile(r"/openness/detail/annual_?report/|/opennessAnnualReport/show/", re.I)
_POSITION = re.compile(r"(?<![\d/.-])(\d{1,6})\s*/\s*(\d{1,6})(?![\d/.-])")
_REWRITTEN = re.compile(r"/page-\d+/")
_LONGEST_PAGER = 300  # characters of its text


class Openness(Family):
    """Columns of Openness sites."""

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Links to reports, and what is dated in the same list; lists without reports are none of the column's."""
        own = {record.holder for record in records.found if _REPORT.search(record.row.url)}
        return [record.row for record in records.found if record.holder in own]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next page until the pages claimed are read, and one beyond, which must bring nothing."""
        number, pager = column.count, _pager(page)
        last = int(column.pager.get("last", 0))
        if pager is not None and (number == 1 or number <= last):
            column.claim(pages=_position(pager)[1])
        if number == 1:
            if pager is None:
                raise BadList("untold", f"{column.url} 没有找到页码（如 1 / 3），不能确定是否读到末尾")
            last = _position(pager)[1]
            column.pager = {"last": str(last), "form": _form(pager, page)}
        if number > last and not fresh:
            return None
        if number > last or not fresh:
            found = "还有" if fresh else "没有"
            raise BadList("contradicted", f"{page.url} 第 {number} 页{found}新的条目，而网站称共有 {last} 页")
        following = str(number + 1)
        form = column.pager["form"]
        address = form.replace("{}", following) or add_or_replace_parameter(column.url, "page", following)
        return Next(address, may_be_absent=number >= last)


def _pager(page: Page) -> Selector | None:
    """The innermost element that prints a position among pages; the last of several."""
    found = None
    for element in page.markup.xpath("//body//*[contains(., '/')][not(self::script or self::style)]"):
        text = element.xpath("string()").get("")
        if len(text) <= _LONGEST_PAGER and _position(element)[1]:
            found = element
    return found


def _position(element: Selector) -> tuple[int, int]:
    """Which page of how many an element prints; zeros where it prints none."""
    for found in _POSITION.finditer(element.xpath("string()").get("")):
        if 1 <= int(found[1]) <= int(found[2]):
            return int(found[1]), int(found[2])
    return 0, 0


def _form(pager: Selector, page: Page) -> str:
    """The address of a page, its number a {}, where the pager's links are rewritten; "" where they aren't."""
    for link in pager.xpath("ancestor-or-self::*[position() <= 3]//a/@href").getall():
        if _REWRITTEN.search(link):
            return _REWRITTEN.sub("/page-{}/", page.join(link))
    return ""
