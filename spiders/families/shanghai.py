"""上海: a column and its archives of earlier years (<prefix>2024/index.html), each with pages index_2.html, index_3.html …

The number of pages is a claim: in every archive the address after the last one named is asked for too, and must not
exist or bring nothing new. Traits: .pagination("setPage", current, total), totalPage: N, articles /20250218/<32 hex>.html.
"""

import re
from collections.abc import Iterable
from urllib.parse import urljoin

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_PAGER = re.compile(
    r"pagination\(\s*[\"']setPage[\"']\s*,\s*\d+\s*,\s*(\d+)|totalPage[\"']?\s*[:=]\s*[\"']?(\d+)"
)
_PRINTED = re.compile(r"共\s{0,3}(\d{1,5})\s{0,3}页")
_NUMBERED = re.compile(r"/index_(\d{1,5})\.html$")
_LIST_PAGE = re.compile(r"/(?:index(?:_\d+)?\.html)?$")


class Shanghai(Family):
    """Columns of 上海 portals.

    Kept in the column's pager: `archive`, the address being read, the `number` of its pages that came, the `pages` it
    claims, the addresses `shown` on them, how many rows were `dated` before, archives `found` and `waiting`.
    """

    captured = True
    newest_first = False  # the years have lists of their own

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """All rows but links to list pages. Rows that are commented out are none."""
        return [row for row in records.rows if not _LIST_PAGE.search(row.url)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The archive's next address, one beyond its last included, then the next archive; BadList if a page repeats."""
        state = column.pager = column.pager or _archive(column.url) | {
            "dated": "0",
            "found": "",
            "waiting": "",
        }
        number = int(state["number"]) + 1
        pages = max(int(state["pages"]), _pages(page))
        state |= {"number": str(number), "pages": str(pages)}
        _look_for_archives(page, column)
        rows = {row.url for row in cls.rows_of(page, records, column)}
        shown = set(state["shown"].split())
        newest = max({*state["found"].split(), column.url}, key=_year)
        if (
            number == 1
            and state["archive"] not in (column.url, newest)
            and len(column.rows) == int(state["dated"])
        ):
            raise BadList("untold", f"{page.url} 没有栏目页以外的条目，不是往年的存档")
        state |= {"dated": str(len(column.rows)), "shown": " ".join(shown | rows)}
        if not rows - shown and number > pages:
            return cls.after_absence(column)
        if not rows - shown:
            raise BadList("contradicted", f"{page.url} 没有新的条目，而网站称共有 {pages} 页")
        if not pages:
            raise BadList("untold", f"{state['archive']} 没有找到页数，不能确定是否读到末尾")
        return Next(urljoin(state["archive"], f"index_{number + 1}.html"), may_be_absent=number >= pages)

    @classmethod
    def after_absence(cls, column: Column) -> Next | None:
        """The first page of the next archive; None after the last."""
        archive, _, column.pager["waiting"] = column.pager["waiting"].partition(" ")
        column.pager |= _archive(archive)
        return Next(archive) if archive else None


def _archive(url: str) -> dict[str, str]:
    """The reading of an archive at its beginning."""
    return {"archive": url, "number": "0", "pages": "0", "shown": ""}


def _look_for_archives(page: Page, column: Column) -> None:
    """Take up the archives that a page links to: the column's address with a year behind its folder's name."""
    folder = re.sub(r"/(?:index\.html)?$", "", column.url)
    names = {folder, re.sub(r"20\d\d$", "", folder)}  # the column may be an archive itself
    archive = re.compile(f"(?:{'|'.join(map(re.escape, sorted(names)))})20\\d\\d/(?:index\\.html)?")
    known = column.pager["found"].split()
    fresh = {link for link in page.links if archive.fullmatch(link)} - {*known, column.url}
    column.pager["found"] = " ".join([*known, *fresh])
    waiting = [*column.pager["waiting"].split(), *sorted(fresh, key=_year, reverse=True)]
    column.pager["waiting"] = " ".join(waiting)


def _pages(page: Page) -> int:
    """How many pages a page's script claims, or its pager prints and links; 0 where it says nothing."""
    found = _PAGER.search(page.scripts)
    if found:
        return int(found[1] or found[2])
    printed = [int(number) for number in _PRINTED.findall(page.words)]
    folder = urljoin(page.url, "index_")
    linked = [
        int(number[1])
        for link in page.links
        if link.startswith(folder) and (number := _NUMBERED.search(link))
    ]
    return max([*printed, *linked], default=0)


def _year(url: str) -> str:
    """The year of an archive's address; "" for a column without one."""
    found = re.search(r"(20\d\d)/(?:index\.html)?$", url)
    return found[1] if found else ""
