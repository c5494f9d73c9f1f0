"""国资委 and its like (SASAC, 审计署): the newest rows stand in index.html, older ones in index_<component>_15.html … _1.html.

Pages are numbered from the oldest; a hidden list names their addresses. Both that list and maxPageNum are claims that
must agree, every page must bring new rows, and the address above the highest must not exist or bring nothing new.
"""

import re
from collections.abc import Iterable

from crawler.items import ListRow
from spiders.column import Column, Next
from spiders.family import Family
from spiders.pages.page import BadList, Page
from spiders.pages.records import Records

_PAGES = re.compile(r"\bmaxPageNum\w*\s*=\s*[\"']?(\d{1,5})\b")
_PLACE = re.compile(r"\bpurl\s{0,4}=\s{0,4}[\"']([^\"'\s]{1,200}/index_\d{3,})[\"']")
_ADDRESS = re.compile(r"/(index_\d{3,})_(\d{1,5})(\.s?html?)$")


class Sasac(Family):
    """Columns with reversely numbered pages."""

    captured = True

    @classmethod
    def rows_of(cls, page: Page, records: Records, column: Column) -> Iterable[ListRow]:
        """Entries; the hidden list of pages holds none."""
        return [row for row in records.rows if not _ADDRESS.search(row.url)]

    @classmethod
    def next_page(cls, page: Page, records: Records, column: Column, fresh: int) -> Next | None:
        """The next older page; after page 1 the address above the highest."""
        stated = set(_PAGES.findall(page.scripts))
        stated = stated - {"0"} or stated  # what a script begins with, before it says the number
        column.pager = column.pager or _pager(page, stated)
        for pages in (column.pager["pages"], *stated):
            column.claim(pages=int(pages))
        last, number = int(column.pager["pages"]), column.count
        if not column.turns(last, fresh, page.url):
            return None
        url = column.pager["address"].replace("_#.", f"_{last - number if number < last else last}.")
        return Next(url, may_be_absent=number >= last)


def _pager(page: Page, stated: set[str]) -> dict[str, str]:
    """Pages, and their address with # for the number; BadList where they aren't told or contradict each other."""
    named = {link: found for link in page.links if (found := _ADDRESS.search(link))}
    frames = {f"{link[: found.start(2)]}#{found[3]}" for link, found in named.items()}
    components = set(page.markup.xpath("//*[starts-with(@id, 'comp_')]/@id").re(r"comp_(\d{3,})$"))
    if not frames:
        frames = {page.join(f"{place}_#.html") for place in _PLACE.findall(page.scripts)}
    if not frames:
        frames = {page.join(f"index_{component}_#.html") for component in components}
    if len(stated) != 1 or len(frames) != 1 or stated == {"0"}:
        raise BadList("untold", f"{page.url} 没有写明页数和各页的地址，不能确定是否读到末尾")
    (pages,), (address,) = stated, frames
    numbers = {int(found[2]) for found in named.values()}
    if numbers and numbers not in (set(range(1, int(pages))), set(range(1, int(pages) + 1))):
        raise BadList("contradicted", f"{page.url} 称共有 {pages} 页，而列出的往期页有 {len(numbers)} 个")
    return {"pages": pages, "address": address}
