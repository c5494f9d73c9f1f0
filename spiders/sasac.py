"""国资委 and its like (SASAC, 审计署): the newest rows stand in index.html, older ones in index_<component>_15.html … _1.html.

Pages are numbered from the oldest; a hidden list names their addresses. Both that list and maxPageNum are claims that
must agree, every page must bring new rows, and the address above the highest must not exist or bring nothing new.
"""

import re
from collections.abc import Iterator

from parsel import Selector
from scrapy import Request
from scrapy.http import Response

from crawler.items import ListRow
from spiders.answers import links_of
from spiders.base import PortalSpider
from spiders.column import BadList, Column

_PAGES = re.compile(r"\bmaxPageNum\w*\s*=\s*[\"']?(\d{1,5})\b")
_ADDRESS = re.compile(r"/(index_\d{5,})_(\d{1,5})(\.s?html?)$")


class SasacSpider(PortalSpider):
    """Columns with reversely numbered pages."""

    name = "sasac"

    def rows_of(self, page: Selector, response: Response) -> Iterator[ListRow]:
        """Entries; the hidden list of pages holds none."""
        return (row for row in self.entries_of(page, response) if not _ADDRESS.search(row.url))

    def next_page(self, page: Selector, response: Response, column: Column, fresh: int) -> Request | None:
        """The next older page; after page 1 the address above the highest."""
        stated = set(_PAGES.findall(" ".join(page.xpath("//script/text()").getall())))
        column.pager = column.pager or _pager(page, response, stated)
        for pages in (column.pager["pages"], *stated):
            column.claim(f"{pages} 页")
        pages, number = int(column.pager["pages"]), column.count
        if not column.turns(pages, fresh, response.url):
            return None
        url = column.pager["address"].replace("_#.", f"_{pages - number if number < pages else pages}.")
        return self.list_request(url, column, self.beyond if number >= pages else None)


def _pager(page: Selector, response: Response, stated: set[str]) -> dict[str, str]:
    """Pages, and their address with # for the number; BadList where they aren't told or contradict each other."""
    links = set(links_of(page, response))
    named = {link: found for link in links if (found := _ADDRESS.search(link))}
    frames = {f"{link[: found.start(2)]}#{found[3]}" for link, found in named.items()}
    components = set(page.xpath("//*[starts-with(@id, 'comp_')]/@id").re(r"comp_(\d{5,})$"))
    if not frames:
        frames = {response.urljoin(f"index_{component}_#.html") for component in components}
    if len(stated) != 1 or len(frames) != 1 or stated == {"0"}:
        raise BadList(f"{response.url} 没有写明页数和各页的地址，不能确定是否读到末尾")
    (pages,), (address,) = stated, frames
    numbers = {int(found[2]) for found in named.values()}
    if numbers and numbers != set(range(1, int(pages))):
        raise BadList(f"{response.url} 称共有 {pages} 页，而列出的往期页有 {len(numbers)} 个")
    return {"pages": pages, "address": address}
