"""LonSun 龙讯: /public/column/<organ>?type=3 lists an organ's annual reports, with a menu of years beside them.

The column and each year of its menu are walked by pageIndex to the number of pages that the pager names and one beyond,
which must not exist or bring nothing new. A year that answers as the column itself does, or with nothing, wasn't read.
Traits: Ls.pagination("#page_…",{currPage:(0+1),pageCount:3}), ul#timeFrame, META ColumnType 信息公开年报.
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
from store.models import NO_LENGTH, Length

# The call's third argument has the number; what turns the pages, a function with code of its own, may stand before it.
_PAGES = re.compile(r"Ls\.pagination\((?:(?!Ls\.pagination\()[\s\S]){0,2000}?\bpageCount\s*:\s*(\d{1,6})")
_YEAR = re.compile(r"(20\d\d)\s*年?度?")
_EMPTY = "暂无相关信息"  # what a list without rows says


class Lonsun(Family):
    """Columns of LonSun sites."""

    newest_first = False  # the years have lists of their own

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """The rows listed, and years of the menu that lead to a report itself: their title is the column's."""
        name = (page.markup.xpath("//meta[@name='ColumnName']/@content").get() or "").strip()
        years = [
            ListRow(address, f"{year}年{name}") for year, address in _menu(page) if address.endswith(".html")
        ]
        return [*_listed(page, records), *years]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next page of the list being walked, then the first one of the next year."""
        rows = {row.url for row in _listed(page, records)}
        named = page.only(_PAGES)
        if not column.pager:
            _start(_menu(page), named[1] if named else "", rows, column)
        walk = column.pager
        known, number = set(walk["known"].split("\n")), int(walk["number"])
        if number == 1:
            walk["pages"] = named[1] if named else "1"
            _check_year(page, rows, walk)
            _count_list(column)
        pages, new = int(walk["pages"]), rows - known
        walk["turned"] = str(int(walk["turned"]) + bool(new or number == 1))
        if named and number <= pages and int(named[1]) != pages:
            raise BadList("contradicted", f"{page.url} 网站先称共有 {pages} 页，后称 {named[1]} 页")
        if not new and 1 < number <= pages:
            raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {pages} 页")
        if not new and number > pages:
            return cls.after_absence(column)
        walk |= {"known": "\n".join(known | rows), "number": str(number + 1)}
        address = add_or_replace_parameter(walk["address"], "pageIndex", walk["number"])
        return Next(address, may_be_absent=number >= pages)

    @classmethod
    def after_absence(cls, column: Column) -> Next | None:
        """The first page of the next year in the menu, None after the last."""
        walk = column.pager
        address, _, walk["queue"] = walk["queue"].partition("\n")
        walk |= {"address": address, "number": "1", "known": "", "own_list": ""}
        return Next(address) if address else None

    @classmethod
    def length(cls, column: Column) -> Length:
        """The pages of all its lists that showed rows of their own, and the years that were gone through."""
        walk = column.pager
        return Length(pages=int(walk["turned"]), years=int(walk["years"])) if walk else NO_LENGTH


def _count_list(column: Column) -> None:
    """A list of the walk begins: its pages are claimed, and it is a year unless it is the column's own."""
    walk, pages = column.pager, max(1, int(column.pager["pages"]))
    own = column.claimed.pages or 0
    column.claimed = replace(column.claimed, pages=pages if walk["own_list"] else own + pages)
    walk["years"] = str(int(walk["years"]) + (not walk["own_list"]))


def _listed(page: Page, records: Records) -> list[ListRow]:
    """The rows without the years of the menu."""
    years = {address for _, address in _menu(page)}
    return [row for row in records.rows if row.url not in years]


def _start(years: list[tuple[str, str]], pages: str, rows: set[str], column: Column) -> None:
    """Take down what the column's own page says; BadList if it has neither pager nor years."""
    if not pages and not years:
        raise BadList("untold", f"{column.url} 没有找到分页脚本或年度菜单，不能确定是否读到末尾")
    column.claim(pages=int(pages or 1), years=len(years))
    if not all(address for _, address in years):
        raise BadList("untold", f"{column.url} 年度菜单里有不能访问的年度")
    queue = [address for _, address in years if not address.endswith(".html")]
    column.pager = {"address": column.url, "number": "1", "known": "", "queue": "\n".join(queue)}
    column.pager |= {"own": "\n".join(rows), "own_list": "1", "alike": "", "menu": "1" if years else ""}
    column.pager |= {"turned": "0", "years": str(len(years) - len(queue))}


def _check_year(page: Page, rows: set[str], walk: dict[str, str]) -> None:
    """A first page has rows or says that there are none; only one year may be what the column shows itself."""
    may_be_empty = walk["own_list"] and walk["menu"]
    if not rows and not may_be_empty and _EMPTY not in page.markup.xpath("string()").get(""):
        raise BadList("untold", f"{page.url} 没有条目，也没有说明暂无信息")
    if rows and not walk["own_list"] and rows == set(walk["own"].split("\n")):
        if walk["alike"]:
            raise BadList("untold", f"{page.url} 与栏目页、{walk['alike']} 的条目完全相同，没有按年度列出")
        walk["alike"] = page.url


def _menu(page: Page) -> list[tuple[str, str]]:
    """Years of the menu and their addresses, "" where a year has none."""
    found = []
    for link in page.markup.xpath("//*[@id='timeFrame']//a"):
        year = _YEAR.fullmatch((link.xpath("string()").get() or "").strip())
        address = (link.attrib.get("href") or "").strip()
        if year:
            scripted = not address or address.lower().startswith("javascript:")
            found.append((year[1], "" if scripted else page.join(address)))
    return found
